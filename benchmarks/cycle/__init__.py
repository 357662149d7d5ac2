"""The volunteer's cycle at the size of a national installation: how fill.py fills it and measure.py measures it."""
