"""What templates of this room ask for beside their context."""

from __future__ import annotations

from typing import Any

from django import template

from minga.people.cards import demonstration_cards as cards
from minga.people.visibility import words_for

register = template.Library()


@register.simple_tag
def demonstration_cards() -> list[dict[str, Any]]:
    """The people one may sign in as; empty outside the demonstration."""
    return cards()


@register.simple_tag
def visible_to(field: str) -> str:
    """The sentence that says who sees a field of the profile."""
    return str(words_for(field))
