"""What is done with a file: brought and looked at, taken piece by piece, undone as a whole."""
