"""Names one after the other, as the language writes them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import pgettext


def listed(names: Iterable[Any]) -> str:
    """The names with what the reader's language puts between them: “Kunming, Dali”, “昆明、大理”."""
    return pgettext("between the names of a list", ", ").join(str(name) for name in names)
