"""What people are told along the cycle; the kinds of notices sign in by being imported."""

from minga.assignments.notices import applications, descriptions, selection, service

__all__ = ["applications", "descriptions", "selection", "service"]
