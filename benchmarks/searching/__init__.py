"""Ways of searching opportunities, held against each other over the same rows and the same questions."""
