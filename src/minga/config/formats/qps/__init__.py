"""The pseudo-language."""
