"""The first rows of what waits, and how many more there are: nothing waits uncounted."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet

from minga.core.questions import COUNTED, MOST, Rows
from minga.core.registries import More
from minga.core.written import Written

Row = TypeVar("Row")
Thing = TypeVar("Thing", bound=Model)


def first_of(rows: QuerySet[Any, Row]) -> Generator[More, None, list[Row]]:
    """The first of `rows`, to be asked for with `yield from`, which passes on how many more wait. One query, two where
    there are as many as are shown.
    """
    shown = list(rows[:MOST])
    if len(shown) >= MOST:
        yield from more_than(rows.order_by().values("pk")[: COUNTED + 1].count())
    return shown


def first_asked(rows: Rows[Thing]) -> Generator[More, None, list[Thing]]:
    """The same of a question that is kept."""
    shown = rows.read()
    if len(shown) >= MOST:
        yield from more_than(rows.count())
    return shown


class ByKey(Generic[Thing]):
    """Several kinds of rows of one table where finding them is dear: the keys of each kind, so many as are counted,
    then everything that is shown of any kind, whole. One query a kind, one for all rows.
    """

    def __init__(self, whole: Written[Thing]) -> None:
        """`whole`: of keys, the rows with what is shown of them."""
        self._whole = whole
        self._asked: set[int] = set()
        self._read: dict[int, Thing] = {}

    def first(self, rows: QuerySet[Any, Thing] | list[int]) -> Generator[More, None, list[Thing]]:
        """The first of `rows`, which are in an order of their own that ends with the key: asked for here, or keys that
        were (`Keys`). What is given back is for `yield from`, once every kind has been asked for.
        """
        keys = rows if isinstance(rows, list) else list(rows.values_list("pk", flat=True)[: COUNTED + 1])
        self._asked.update(keys[:MOST])
        return self._shown(keys)

    def _shown(self, keys: list[int]) -> Generator[More, None, list[Thing]]:
        yield from more_than(len(keys))
        if new := self._asked - self._read.keys():
            self._read |= {row.pk: row for row in self._whole(tuple(sorted(new)))}
        return [self._read[key] for key in keys[:MOST] if key in self._read]


def more_than(found: int) -> Iterator[More]:
    """How many wait beside the first MOST; `found` goes up to one more than is COUNTED. No query."""
    left = min(found, COUNTED) - MOST
    if left > 0:
        yield More(left, at_least=found > COUNTED)
