"""Names and sentences one after the other, as the language writes them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import get_language, pgettext


def listed(names: Iterable[Any]) -> str:
    """The names with what the reader's language puts between them: “Kunming, Dali”, “昆明、大理”."""
    return pgettext("between the names of a list", ", ").join(str(name) for name in names)


def gap() -> str:
    """What stands between two sentences: a space, and nothing where they end in a mark as wide as a character."""
    return "" if (get_language() or "").startswith(("zh", "ja")) else " "


def colon() -> str:
    """What stands between a label and what it says: “: ”, or the wide colon of Chinese."""
    return pgettext("between a label and what it says", ": ")


def in_a_row(sentences: Iterable[Any]) -> str:
    """Whole sentences one after the other; what is empty is left out."""
    return gap().join(str(sentence) for sentence in sentences if sentence)
