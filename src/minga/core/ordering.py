"""The order of names as a reader looks for them: Chinese by pinyin, others by letters without case and accents."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from django.utils.translation import get_language

from minga.core.finding import fold

T = TypeVar("T")

SOUNDS_LIKE = str.maketrans("斐瑙梵汶俾鞑靼穹珀芙迦伽艮腓巽藏", "匪脑饭问比达达穷破扶加加跟肥训脏")
"""Characters that GB 2312 keeps beyond its first level, or under another reading than names have -> one that sounds
alike and stands where it belongs. They are those of the names of countries and languages in CLDR."""


def order_of(name: str, *, language: str = "") -> bytes:
    """What to sort names by. The first level of GB 2312, which GB 18030 keeps, is in the order of pinyin."""
    if (language or get_language() or "en").startswith("zh"):
        return name.casefold().translate(SOUNDS_LIKE).encode("gb18030", "replace")
    return fold(name).encode()


def in_order(pairs: Iterable[tuple[T, str]]) -> list[tuple[T, str]]:
    """(value, label) in the order in which the reader looks for the labels."""
    return sorted(pairs, key=lambda pair: order_of(pair[1]))


def choices_in_order(rows: Iterable[Any]) -> list[tuple[Any, str]]:
    """(key, name) of rows in the order of the names that the reader sees: the choices of a field."""
    return in_order((row.pk, str(row)) for row in rows)


def named_in_order(rows: Iterable[T]) -> list[T]:
    """Rows in the order of the names that the reader sees."""
    return sorted(rows, key=lambda row: order_of(str(row)))
