"""Rosters measured: cost, proven bound, loss left, time and memory, with the baselines beside."""
