"""The public employee shift scheduling benchmark (T. Curtois, schedulingbenchmarks.org): read, solve, check,
compare.
"""
