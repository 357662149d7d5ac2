"""Reads whose SQL is written once: for the few questions that every look at a much-read page asks.

Django writes the SQL of a queryset anew each time it is read, which for a question about one row takes four to eight
times as long as the answer.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, Generic, TypeVar, cast

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models import QuerySet, prefetch_related_objects
from django.db.models.query import ModelIterable

from minga.core.among import as_param

M = TypeVar("M")
Row = TypeVar("Row", bound=models.Model)
Value = int | str | tuple[int, ...]


@dataclass(frozen=True)
class Compiled:
    """A queryset as SQL: what Django needs to make rows of its answer, the words, and the values in their places.

    `whole`: rows are objects rather than tuples of columns; `beside`: what is read further for them.
    """

    compiler: Any
    sql: str
    params: tuple[Any, ...]
    whole: bool
    beside: tuple[Any, ...]


def compiled(rows: QuerySet[Any, Any]) -> Compiled:
    """Write the SQL of a queryset. Raises Django's EmptyResultSet where its conditions leave nothing to ask."""
    compiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
    sql, params = compiler.as_sql()
    asked = cast(Any, rows)
    whole = issubclass(asked._iterable_class, ModelIterable)
    return Compiled(compiler, sql, tuple(params), whole, tuple(asked._prefetch_related_lookups))


def rows_of(written: Compiled, params: tuple[Any, ...] | None = None) -> list[Any]:
    """The rows, with other values where `params` are given: whole with what belongs to them, or columns of each where
    the queryset names some by `values_list`. One query and those of its prefetches.
    """
    compiler = copy.copy(written.compiler)  # one for this read: it holds the connection, and threads have their own
    compiler.connection = connections[DEFAULT_DB_ALIAS]
    compiler.as_sql = lambda *_asked, **_named: (written.sql, written.params if params is None else params)
    query = SimpleNamespace(get_compiler=lambda **_named: compiler)
    if not written.whole:
        return list(compiler.results_iter(tuple_expected=True))
    asked = SimpleNamespace(query=query, db=DEFAULT_DB_ALIAS, _known_related_objects={})
    rows: list[Any] = list(ModelIterable(cast(Any, asked)))
    prefetch_related_objects(rows, *written.beside)
    return rows


class Written(Generic[M]):
    """A queryset of rows in which one value, a number, a text or a tuple of keys, changes from read to read.

        texts = Written(lambda pk: Text.objects.filter(description=pk), 1, 2)
        texts(description.pk)

    The two examples tell where in the SQL the value stands. What else the queryset holds is looked at once in a
    process, so it may not depend on the day, the language or who asks.
    """

    def __init__(self, read: Callable[[Any], QuerySet[Any, M]], first: Value, second: Value) -> None:
        self._read, self._examples = read, (first, second)
        self._kept: dict[str, tuple[Compiled, tuple[bool, ...]]] = {}

    def __call__(self, value: Value) -> list[M]:
        """The rows for this value. One query and those of its prefetches; what `select_related` and `annotate` name
        comes with them.
        """
        vendor = connections[DEFAULT_DB_ALIAS].vendor
        written, places = self._kept.get(vendor) or self._write(vendor)
        param = _param(value, vendor)
        return rows_of(written, tuple(param if here else one for one, here in zip(written.params, places, strict=True)))

    def one(self, value: Value) -> M | None:
        """The first row for this value, or None. One query."""
        return next(iter(self(value)), None)

    def _write(self, vendor: str) -> tuple[Compiled, tuple[bool, ...]]:
        """Compile it for both examples: what differs is the value's place."""
        written, other = (compiled(self._read(example)) for example in self._examples)
        pairs = zip(written.params, other.params, strict=True)
        sought = tuple(_param(example, vendor) for example in self._examples)
        places = tuple(pair == sought for pair in pairs)
        if written.sql != other.sql or not any(places):
            raise ValueError(f"the value is not one of this query's parameters: {written.sql}")
        self._kept[vendor] = written, places
        return self._kept[vendor]


def of_keys(read: Callable[[], QuerySet[Any, M]]) -> Written[M]:
    """The rows of a queryset that have some keys, a tuple of them.

    some = of_keys(lambda: Text.objects.select_related("description"))
    some((3, 5))
    """
    return Written(lambda keys: read().filter(pk__among=keys), (1,), (2,))


def _param(value: Value, vendor: str) -> Any:
    return as_param(value, vendor) if isinstance(value, tuple) else value


class _Beside(QuerySet[Row]):
    """Rows that were read beside their owner. Whoever asks anything further of them asks the database."""

    further: Callable[[], QuerySet[Row]]

    def _chain(self) -> Any:
        return self.further()


def put_beside(owner: models.Model, name: str, rows: Iterable[models.Model]) -> None:
    """As `prefetch_related(name)` does for one owner whose rows were read already: no query, `owner.name.all()` has
    them. They must be all that `name` gives, or what the caller wants it to give.
    """
    manager = getattr(owner, name)
    field = owner._meta.get_field(name)
    held: _Beside[Any] = _Beside(manager.model)
    held._result_cache = list(rows)
    held._prefetch_done = True  # type: ignore[attr-defined]
    held.further = lambda: manager._apply_rel_filters(manager.model._default_manager.all())
    if isinstance(field, models.ManyToOneRel):
        for row in held._result_cache:
            field.field.set_cached_value(row, owner)
    vars(owner).setdefault("_prefetched_objects_cache", {})[name] = held
