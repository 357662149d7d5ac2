"""Fixtures: the reference data a test needs, loaded inside its transaction or once around all tests of a file.

It is read from its files once in each process; from then on its rows are written again as they stood in the database,
which takes a tenth of the time.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Model
from pytest_django.plugin import DjangoDbBlocker
from tests.standing import standing

from minga.core.models import ReferenceLoad
from minga.core.reference import load_reference

Rows = list[tuple[str, list[Any]]]
"""Statements that insert, each with the rows it is for."""
_kept: dict[tuple[str, ...], Rows] = {}


@pytest.fixture
def reference(db: None) -> None:
    """Countries, cities and the SDGs."""
    _load("places", "sdgs")


@pytest.fixture(scope="module")
def standing_reference(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Countries, cities and the SDGs for a file that reads them in many tests; what a test writes is undone as ever."""
    yield from standing(django_db_blocker, partial(_load, "places", "sdgs"))


@pytest.fixture(scope="module")
def standing_people_reference(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Occupations and skills, all 14,700, for a file that reads them in many tests."""
    yield from standing(django_db_blocker, partial(_load, "people"))


def _load(*rooms: str) -> None:
    """The reference data of some rooms, into tables that hold none of it."""
    if rooms not in _kept:
        assert all(new for _name, _rows, new in load_reference(only=rooms)), "something of it was there before"
        _kept[rooms] = [_as_it_stands(table) for table in _tables(rooms)]
        return
    with connection.cursor() as cursor:
        for statement, rows in _kept[rooms]:
            cursor.executemany(statement, rows)


def _tables(rooms: tuple[str, ...]) -> list[str]:
    """Those that a load fills, in the order in which one row needs another."""
    models: list[type[Model]] = [model for room in rooms for model in apps.get_app_config(room).get_models()]
    models.append(ReferenceLoad)
    return [model._meta.db_table for model in models if model._default_manager.exists()]


def _as_it_stands(table: str) -> tuple[str, list[Any]]:
    name = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {name(table)}")
        columns = ", ".join(name(column[0]) for column in cursor.description)
        places = ", ".join(["%s"] * len(cursor.description))
        return f"INSERT INTO {name(table)} ({columns}) VALUES ({places})", cursor.fetchall()
