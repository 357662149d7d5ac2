"""Reads whose SQL is written once: for the few questions that every look at a much-read page asks.

Django writes the SQL of a queryset anew each time it is read, which for a question about one row takes four to eight
times as long as the answer.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable
from types import SimpleNamespace
from typing import Any, Generic, TypeVar, cast

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models import QuerySet
from django.db.models.query import ModelIterable

M = TypeVar("M", bound=models.Model)
Value = int | str


class Written(Generic[M]):
    """A queryset of whole rows in which one value, a number or a text, changes from read to read.

        texts = Written(lambda pk: Text.objects.filter(description=pk), 1, 2)
        texts(description.pk)

    The two examples tell where in the SQL the value stands. What else the queryset holds is looked at once in a
    process, so it may not depend on the day, the language or who asks.
    """

    def __init__(self, read: Callable[[Any], QuerySet[M]], first: Value, second: Value) -> None:
        self._read, self._examples = read, (first, second)
        self._kept: dict[str, tuple[Any, str, tuple[Any, ...], tuple[bool, ...]]] = {}

    def __call__(self, value: Value) -> list[M]:
        """The rows for this value. One query; what `select_related` and `annotate` name comes with them."""
        connection = connections[DEFAULT_DB_ALIAS]
        compiled, sql, given, places = self._kept.get(connection.vendor) or self._write(connection.vendor)
        compiler = copy.copy(compiled)  # one for this read: it holds the connection, and threads have their own
        compiler.connection = connection
        params = tuple(value if is_here else one for one, is_here in zip(given, places, strict=True))
        compiler.as_sql = lambda *_asked, **_named: (sql, params)
        query = SimpleNamespace(get_compiler=lambda **_named: compiler)
        rows = SimpleNamespace(query=query, db=DEFAULT_DB_ALIAS, _known_related_objects={})
        return cast(list[M], list(ModelIterable(cast(Any, rows))))

    def one(self, value: Value) -> M | None:
        """The first row for this value, or None. One query."""
        return next(iter(self(value)), None)

    def _write(self, vendor: str) -> tuple[Any, str, tuple[Any, ...], tuple[bool, ...]]:
        """Compile it for both examples: what differs is the value's place."""
        (compiler, sql, params), (_other, again, others) = map(self._compiled, self._examples)
        pairs = zip(params, others, strict=True)
        places = tuple(pair == self._examples for pair in pairs)
        if sql != again or not any(places):
            raise ValueError(f"the value is not one of this query's parameters: {sql}")
        self._kept[vendor] = compiler, sql, params, places
        return self._kept[vendor]

    def _compiled(self, example: Value) -> tuple[Any, str, tuple[Any, ...]]:
        compiler = self._read(example).query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        return compiler, sql, tuple(params)


class _Beside(QuerySet[M]):
    """Rows that were read beside their owner. Whoever asks anything further of them asks the database."""

    further: Callable[[], QuerySet[M]]

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
