"""Reading the rows of the trail to check them, whatever somebody wrote into the database behind the product's back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import DatabaseError

from minga.core.audit.canonical import COLUMNS
from minga.core.audit.models import TrailEntry

BATCH = 5_000
UNREADABLE = "unreadable"
FAILURES = (DatabaseError, ValueError, TypeError, OverflowError, AttributeError)
"""What a database's reader or Django raises for a day that is none, bytes that are no text, and the like."""


def rows_from(sequence: int, *, until: int) -> list[Sequence[Any]]:
    """At most 5,000 rows in order, each with the values of COLUMNS. One SQL query while every row can be read.

    Where one cannot, the rows are read one by one, and a column that nobody can read holds UNREADABLE.
    """
    window = TrailEntry.objects.filter(sequence__gte=sequence, sequence__lte=until).order_by("sequence")
    try:
        return list(window.values_list(*COLUMNS)[:BATCH])
    except FAILURES:
        return [_row(number) for number in window.values_list("sequence", flat=True)[:BATCH]]


def _row(sequence: int) -> Sequence[Any]:
    one = TrailEntry.objects.filter(sequence=sequence)
    try:
        row: Sequence[Any] = one.values_list(*COLUMNS).get()
        return row
    except FAILURES:
        return (sequence, *(_value(sequence, name) for name in COLUMNS[1:]))


def _value(sequence: int, name: str) -> Any:
    try:
        return TrailEntry.objects.filter(sequence=sequence).values_list(name, flat=True).get()
    except FAILURES:
        return UNREADABLE
