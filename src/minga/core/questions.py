"""Questions that the same people ask all day: built, and written as SQL, once a day for each of them.

A board asks some twenty questions of many joins and conditions. To build and write them takes Django longer than the
database takes to answer.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, Generic, ParamSpec, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models import QuerySet
from django.utils import timezone

from minga.core.written import Compiled, compiled, rows_of

M = TypeVar("M", bound=models.Model)
P = ParamSpec("P")
Asked = TypeVar("Asked")
MOST = 12
"""Rows of one kind that a board shows, so that no kind crowds out the others, which move up as these are done."""
COUNTED = 100
"""A kind is counted so far; beyond it “more than” is said, so that nobody's page waits for the count."""
ASKERS = 50
"""So many people's questions of a kind are kept in a process; those of one officer's board take some 250 KB."""


class Keys:
    """The keys of the first rows of each of some querysets, so many as are counted, and one more: where the rest is
    read later. All are asked as one question; each is in an order of its own.
    """

    def __init__(self, *kinds: QuerySet[Any, Any]) -> None:
        self._kinds = len(kinds)
        asked = [_said(_written(rows.values_list("pk", flat=True)[: COUNTED + 1])) for rows in kinds]
        parts = [(kind, *said) for kind, said in enumerate(asked) if said is not None]
        each = " UNION ALL ".join(
            f"SELECT {kind} AS kind, ROW_NUMBER() OVER () AS place, found.* "  # noqa: S608 Django's own SQL
            f"FROM ({sql}) found"
            for kind, sql, _params in parts
        )
        self._sql = f"{each} ORDER BY kind, place" if each else ""
        self._params = tuple(param for _kind, _sql, params in parts for param in params)

    def __eq__(self, other: object) -> bool:
        """Whether the other one asks the same of the database."""
        return isinstance(other, Keys) and (self._sql, self._params) == (other._sql, other._params)

    __hash__ = None  # type: ignore[assignment]

    def read(self) -> list[list[int]]:
        """Those of now, a list for each queryset. One query, none where nothing can fit."""
        found: list[list[int]] = [[] for _ in range(self._kinds)]
        for kind, _place, key in _answer(self._sql, self._params) if self._sql else ():
            found[kind].append(key)
        return found


class Rows(Generic[M]):
    """The first rows of a queryset, whole."""

    def __init__(self, rows: QuerySet[M], most: int = MOST) -> None:
        self._written = _written(rows[:most])
        self._counted = _said(_written(rows.order_by().values_list("pk", flat=True)[: COUNTED + 1]))

    def __eq__(self, other: object) -> bool:
        """Whether the other one asks the same of the database."""
        return isinstance(other, Rows) and _said(self._written) == _said(other._written)

    __hash__ = None  # type: ignore[assignment]

    def read(self) -> list[M]:
        """Those of now, with what the queryset says comes with them. One query and those of its prefetches, none where
        nothing can fit.
        """
        return [] if self._written is None else rows_of(self._written)

    def count(self) -> int:
        """How many there are, counted up to one more than COUNTED. One query, none where nothing can fit."""
        if self._counted is None:
            return 0
        sql, params = self._counted
        return int(_answer(f"SELECT COUNT(*) FROM ({sql}) counted", params)[0][0])  # noqa: S608 Django's own SQL


def _written(rows: QuerySet[Any, Any]) -> Compiled | None:
    """None where the conditions leave nothing to ask."""
    try:
        return compiled(rows)
    except EmptyResultSet:
        return None


def _said(written: Compiled | None) -> tuple[str, tuple[Any, ...]] | None:
    """The words and values alone, where no rows are made of the answer: what else Django keeps of it is large."""
    return None if written is None else (written.sql, written.params)


def _answer(sql: str, params: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def all_day(build: Callable[P, Asked]) -> Callable[P, Asked]:
    """For a function that builds questions, several as a tuple: it is called once a day for each who asks.

    What it builds may depend on nothing but the day and what it is given, which can be hashed: an account's key and
    where it works, not the account.
    """

    @lru_cache(ASKERS)
    def built(_day: Any, given: Any, named: Any) -> Asked:
        return build(*given, **dict(named))

    @wraps(build)
    def asked(*given: P.args, **named: P.kwargs) -> Asked:
        found = built(timezone.localdate(), given, tuple(sorted(named.items())))
        if doubting:
            anew = build(*given, **named)
            assert found == anew, f"{build.__name__}: what was kept is not what would be asked now"  # noqa: S101
        return found

    return asked


doubting = False
"""Tests set it: then what is kept is compared with what would be built anew, each time."""
