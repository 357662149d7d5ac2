"""What templates of this room ask for beside their context."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse

from minga.core.operating.letters import is_open
from minga.people.cards import demonstration_cards as cards
from minga.people.devices import device_words
from minga.people.proofs import Proofs
from minga.people.proofs import proofs_of as proofs
from minga.people.visibility import words_for

register = template.Library()


@register.simple_tag
def demonstration_cards() -> list[dict[str, Any]]:
    """The people one may sign in as; empty outside the demonstration."""
    return cards()


@register.inclusion_tag("people/entrance/letters.html")
def letters_kept_here() -> dict[str, str]:
    """Where the letter is that no mail server carries: during development and in the demonstration."""
    return {"url": reverse("operating:letters") if is_open() else ""}


@register.simple_tag
def visible_to(field: str) -> str:
    """The sentence that says who sees a field of the profile."""
    return str(words_for(field))


@register.simple_tag
def proofs_of(account: Any) -> Proofs:
    """Which second proofs somebody holds. One query."""
    return proofs(account)


@register.filter
def device(user_agent: str) -> str:
    """A browser by its name and the system it runs on."""
    return device_words(user_agent)
