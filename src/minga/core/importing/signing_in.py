"""What this room tells the others when it starts."""

from minga.core.importing import rules  # noqa: F401
