"""What the pages of the cycle say: rows put into words, for templates and documents."""
