"""`{% load access %}`: where a role counts, in words."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _

from minga.core.access.models import Holding
from minga.core.access.registries import Placed
from minga.core.interface.pieces.figures import when

register = template.Library()


@register.simple_tag
def place_of(row: Placed, places: dict[str, str]) -> str:
    """The name that `registries.places_of` found for this row."""
    return str(places.get(row.ref, row.scope_key))


@register.simple_tag
def last_day(row: Holding) -> str:
    """The last day of a role in words: that it has none, or that it was ended before its first."""
    if row.never_began:
        return _("Ended before it began")
    return when(row.last_day) if row.last_day else _("No end")
