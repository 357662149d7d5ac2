"""Boxes of forms that every room uses alike."""

from __future__ import annotations

from django import forms


def date_input(**attrs: str) -> forms.DateInput:
    """The browser's own calendar; it sends ISO dates whatever it shows."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", **attrs})
