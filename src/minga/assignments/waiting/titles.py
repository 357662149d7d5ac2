"""Titles of descriptions on a board: one question for all kinds of rows instead of one for each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.functional import lazy

from minga.assignments.models import Description
from minga.assignments.queries.descriptions import titles
from minga.core.registries import More, Text, Waiting


def _title(row: Description) -> str:
    return row.title


_title_of = lazy(_title, str)  # once: each call of lazy() builds a class


class Titles:
    """Gives titles out before they are read, and reads them all at once when every row is known."""

    def __init__(self) -> None:
        self._rows: list[Description] = []

    def of(self, row: Description) -> Text:
        """The title of a description, to be shown after `read_for`."""
        self._rows.append(row)
        return _title_of(row)

    def read_for(self, found: Iterable[Waiting | More]) -> list[Waiting | More]:
        """The rows, once the titles given out to them are read. One query beside theirs."""
        rows = list(found)
        prefetch_related_objects(self._rows, titles())
        return rows


def titled(found: Callable[[Any, Titles], Iterable[Waiting | More]]) -> Callable[[Any], list[Waiting | More]]:
    """What waits for an account, with its titles: `found` as a board by itself asks it."""

    def waits(account: Any) -> list[Waiting | More]:
        book = Titles()
        return book.read_for(found(account, book))

    return waits
