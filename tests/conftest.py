"""What all tests share: the scratch folder goes when they end, and no test inherits another's language or cache."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management.commands import flush
from django.db import connection, transaction
from django.test import Client, TransactionTestCase
from django.utils import translation
from hypothesis import HealthCheck
from tests.clients import begin_a_session
from tests.conftest_reference import reference, standing_people_reference, standing_reference  # noqa: F401
from tests.midnight import pytest_runtest_protocol  # noqa: F401 (a hook)
from tests.together import Together

from minga.config.collecting import keep_what_is_loaded
from minga.core import questions
from minga.core.audit import guarding

hypothesis.settings.register_profile("any machine", suppress_health_check=[HealthCheck.too_slow], deadline=None)
hypothesis.settings.load_profile("any machine")  # how long a busy machine takes says nothing about what is tested


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Together:
    """With several workers: how tests are given to them."""
    return Together(config, log)


questions.doubting = True
Client._login = begin_a_session

DATABASE = {"db", "transactional_db", "django_db_setup", "live_server"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What touches the database is marked `database`: only that is worth a second round on another one."""
    for item in items:
        if item.get_closest_marker("django_db") or DATABASE & set(getattr(item, "fixturenames", ())):
            item.add_marker("database")


def pytest_collection_finish() -> None:
    """All tests are loaded now, and stay."""
    keep_what_is_loaded()


@pytest.fixture(autouse=True)
def _fresh_surroundings() -> Iterator[None]:
    cache.clear()
    with translation.override("en"):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """SQLite's file begins as a copy of the one that stands ready (PostgreSQL copies by itself: tests/settings)."""
    if settings.READY and connection.vendor == "sqlite":
        connection.creation._create_test_db = lambda *_options: _copy_of_the_ready_one()


def _copy_of_the_ready_one() -> str:
    name = str(connection.creation._get_test_db_name())
    for end in ("", "-wal", "-shm"):
        Path(f"{name}{end}").unlink(missing_ok=True)
    return shutil.copyfile(settings.READY, name)


@pytest.fixture(autouse=True, scope="session")
def _trail_lets_itself_be_emptied_between_tests() -> Iterator[None]:
    """Nor is Django's table of all models and permissions written anew each time: rules.py says who may do what.

    PostgreSQL takes five times as long to truncate a hundred tables as to empty the fifteen that hold something.
    """
    emptied, told = TransactionTestCase._fixture_teardown, flush.emit_post_migrate_signal

    def without_guards(case: TransactionTestCase) -> None:
        guarding.remove(connection)
        if connection.vendor == "postgresql":
            _empty_what_is_filled()
        else:
            emptied(case)
        guarding.install(connection)

    TransactionTestCase._fixture_teardown = without_guards  # type: ignore[method-assign]
    flush.emit_post_migrate_signal = lambda *_said, **_options: None
    yield
    TransactionTestCase._fixture_teardown = emptied  # type: ignore[method-assign]
    flush.emit_post_migrate_signal = told


def _empty_what_is_filled() -> None:
    """In one transaction, at whose end what one row says of another is looked at: the order of tables says nothing."""
    tables = [connection.ops.quote_name(table) for table in _tables()]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (SELECT FROM {table})" for table in tables))
        for (table,) in cursor.fetchall():
            cursor.execute(f"DELETE FROM {table}")


@lru_cache
def _tables() -> tuple[str, ...]:
    return tuple(connection.introspection.django_table_names(only_existing=True, include_views=False))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """For tools/test.py, which names them once more after its last round: what failed, one a line."""
    if file := os.environ.get("MINGA_FAILED"):
        failed = [row.nodeid for kind in ("failed", "error") for row in terminalreporter.stats.get(kind, [])]
        Path(file).write_text("\n".join(dict.fromkeys(failed)), encoding="utf-8")


def pytest_unconfigure() -> None:
    shutil.rmtree(settings.SCRATCH, ignore_errors=True)
