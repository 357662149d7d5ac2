"""What each role sees of the work on its dashboard, one module for each kind of reader."""
