"""Titles of descriptions on a board: one question for all kinds of rows instead of one for each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from django.utils.functional import lazy

from minga.assignments.models import Description, DescriptionText
from minga.core.models import in_language
from minga.core.registries import More, Text, Waiting
from minga.core.written import Written

TEXTS = Written(
    lambda keys: DescriptionText.objects.filter(description__pk__among=keys).values_list(
        "description_id", "language", "title"
    ),
    (1,),
    (2,),
)


class Titles:
    """Gives titles out before they are read, and reads them all at once when every row is known."""

    def __init__(self) -> None:
        self._asked: set[int] = set()
        self._read: dict[int, dict[str, str]] = defaultdict(dict)

    def of(self, row: Description) -> Text:
        """The title of a description, to be shown after `read_for`."""
        self._asked.add(row.pk)
        return _title_of(self, row)

    def said(self, row: Description) -> str:
        """The title in the reader's language, as the description itself would give it. No query."""
        return in_language(self._read[row.pk], fallback=row.number)

    def read_for(self, found: Iterable[Waiting | More]) -> list[Waiting | More]:
        """The rows, once the titles given out to them are read. One query beside theirs."""
        rows = list(found)
        for pk, language, title in TEXTS(tuple(sorted(self._asked))) if self._asked else ():
            self._read[pk][language] = title
        return rows


_title_of = lazy(Titles.said, str)  # once: each call of lazy() builds a class


def titled(found: Callable[[Any, Titles], Iterable[Waiting | More]]) -> Callable[[Any], list[Waiting | More]]:
    """What waits for an account, with its titles: `found` as a board by itself asks it."""

    def waits(account: Any) -> list[Waiting | More]:
        book = Titles()
        return book.read_for(found(account, book))

    return waits
