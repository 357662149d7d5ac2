"""PostgreSQL as Django speaks to it, asked less often whether it still lives."""
