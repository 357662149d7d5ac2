"""`{% load access %}`: where a role counts, in words."""

from __future__ import annotations

from django import template

from minga.core.access.registries import Placed

register = template.Library()


@register.simple_tag
def place_of(row: Placed, places: dict[str, str]) -> str:
    """The name that `registries.places_of` found for this row."""
    return str(places.get(row.ref, row.scope_key))
