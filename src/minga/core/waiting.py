"""The first rows of what waits, and how many more there are: nothing waits uncounted."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from minga.core.registries import More

Row = TypeVar("Row")
Thing = TypeVar("Thing", bound=Model)

MOST = 12
"""Rows of one kind that a source gives, so that no kind crowds out the others, which move up as these are done."""
COUNTED = 100
"""A kind is counted so far; beyond it “more than” is said, so that nobody's page waits for the count."""


def first_of(rows: QuerySet[Any, Row]) -> Generator[More, None, list[Row]]:
    """The first of `rows`, to be asked for with `yield from`, which passes on how many more wait. One query, two where
    there are as many as are shown.
    """
    shown = list(rows[:MOST])
    if len(shown) >= MOST:
        yield from more_than(rows.order_by().values("pk")[: COUNTED + 1].count())
    return shown


def first_by_key(rows: QuerySet[Any, Thing]) -> Generator[More, None, list[Thing]]:
    """The same where finding them is dear: their keys first, so many as are counted, then what is shown, whole. One
    query, two where there are any. `rows` is in an order of its own that ends with the key.
    """
    keys = list(rows.values_list("pk", flat=True)[: COUNTED + 1])
    yield from more_than(len(keys))
    found = {row.pk: row for row in rows.filter(pk__in=keys[:MOST])} if keys else {}
    return [found[key] for key in keys[:MOST] if key in found]


def more_than(found: int) -> Iterator[More]:
    """How many wait beside the first MOST; `found` goes up to one more than is COUNTED. No query."""
    left = min(found, COUNTED) - MOST
    if left > 0:
        yield More(left, at_least=found > COUNTED)
