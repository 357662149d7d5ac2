"""The first rows of what waits, and how many more there are: nothing waits uncounted."""

from __future__ import annotations

from collections.abc import Iterator, Sized
from typing import Any

from django.db.models import QuerySet

from minga.core.registries import More

MOST = 12
"""Rows of one kind that a source gives, so that no kind crowds out the others, which move up as these are done."""
COUNTED = 100
"""A kind is counted so far; beyond it “more than” is said, so that nobody's page waits for the count."""


def beside(rows: QuerySet[Any], given: Sized, *, most: int = MOST) -> Iterator[More]:
    """How many of `rows` wait beside those `given`. One query, and none where fewer than `most` were given."""
    if len(given) < most:
        return
    found = rows.order_by().values("pk")[: COUNTED + 1].count()
    left = min(found, COUNTED) - len(given)
    if left > 0:
        yield More(left, at_least=found > COUNTED)
