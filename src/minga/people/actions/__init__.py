"""Every change of state in this room."""

from minga.people.actions import accounts, consents, erasing, exporting, factors, profile  # noqa: F401
