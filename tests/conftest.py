"""What all tests share: the scratch folder goes when they end, and no test inherits another's language or cache."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase
from django.utils import translation
from tests.conftest_reference import people_reference, reference  # noqa: F401 - fixtures

from minga.core.audit import guarding


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


def pytest_unconfigure() -> None:
    shutil.rmtree(settings.SCRATCH, ignore_errors=True)
