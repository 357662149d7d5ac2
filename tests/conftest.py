"""What all tests share: the scratch folder goes when they end, and no test inherits another's language or cache."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase
from django.utils import translation
from hypothesis import HealthCheck
from tests.conftest_reference import reference, standing_people_reference, standing_reference  # noqa: F401
from tests.together import Together

from minga.core.audit import guarding

hypothesis.settings.register_profile("any machine", suppress_health_check=[HealthCheck.too_slow], deadline=None)
hypothesis.settings.load_profile("any machine")  # how long a busy machine takes says nothing about what is tested


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Together:
    """With several workers: how tests are given to them."""
    return Together(config, log)


DATABASE = {"db", "transactional_db", "django_db_setup", "live_server"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What touches the database is marked `database`: only that is worth a second round on another one."""
    for item in items:
        if item.get_closest_marker("django_db") or DATABASE & set(getattr(item, "fixturenames", ())):
            item.add_marker("database")


@pytest.fixture(autouse=True)
def _fresh_surroundings() -> Iterator[None]:
    cache.clear()
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True, scope="session")
def _trail_lets_itself_be_emptied_between_tests() -> Iterator[None]:
    emptied = TransactionTestCase._fixture_teardown

    def without_guards(case: TransactionTestCase) -> None:
        guarding.remove(connection)
        emptied(case)
        guarding.install(connection)

    TransactionTestCase._fixture_teardown = without_guards  # type: ignore[method-assign]
    yield
    TransactionTestCase._fixture_teardown = emptied  # type: ignore[method-assign]


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """For tools/test.py, which names them once more after its last round: what failed, one a line."""
    if file := os.environ.get("MINGA_FAILED"):
        failed = [row.nodeid for kind in ("failed", "error") for row in terminalreporter.stats.get(kind, [])]
        Path(file).write_text("\n".join(dict.fromkeys(failed)), encoding="utf-8")


def pytest_unconfigure() -> None:
    shutil.rmtree(settings.SCRATCH, ignore_errors=True)
