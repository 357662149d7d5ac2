"""What this room tells the rooms below and above when it starts (core.registries) and who may do what (rules)."""
