"""Names and sentences one after the other, as the language writes them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Any

from django.utils.translation import get_language, pgettext


def listed(names: Iterable[Any]) -> str:
    """The names with what the reader's language puts between them: “Kunming, Dali”, “昆明、大理”."""
    return pgettext("between the names of a list", ", ").join(str(name) for name in names)


def isolated(name: Any) -> str:
    """A name that reads from right to left, between marks that keep its direction to itself, so that a figure after it
    stays after it (Unicode Standard Annex 9, first strong isolate); any other name as it is.
    """
    text = str(name)
    turns = not text.isascii() and any(unicodedata.bidirectional(sign) in {"R", "AL"} for sign in text)
    return f"\N{FIRST STRONG ISOLATE}{text}\N{POP DIRECTIONAL ISOLATE}" if turns else text


def gap() -> str:
    """What stands between two sentences: a space, and nothing where they end in a mark as wide as a character."""
    return "" if (get_language() or "").startswith(("zh", "ja")) else " "


def colon() -> str:
    """What stands between a label and what it says: “: ”, or the wide colon of Chinese."""
    return pgettext("between a label and what it says", ": ")


def in_a_row(sentences: Iterable[Any]) -> str:
    """Whole sentences one after the other; what is empty is left out."""
    return gap().join(str(sentence) for sentence in sentences if sentence)
