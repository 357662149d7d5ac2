"""`{% load access %}`: where a role counts, in words."""

from __future__ import annotations

from django import template

from minga.core.access.models import Holding

register = template.Library()


@register.simple_tag
def place_of(holding: Holding, places: dict[str, str]) -> str:
    """The name that `registries.places_of` found for this holding."""
    return places.get(holding.ref, holding.scope_key)
