"""Fixtures: the reference data a test needs, loaded inside its transaction or once around all tests of a file."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django.plugin import DjangoDbBlocker
from tests.standing import standing

from minga.core.reference import load_reference


@pytest.fixture
def reference(db: None) -> None:
    """Countries, cities and the SDGs: about a quarter of a second."""
    assert list(load_reference(only=["places", "sdgs"]))


@pytest.fixture(scope="module")
def standing_reference(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Countries, cities and the SDGs for a file that reads them in many tests; what a test writes is undone as ever."""
    yield from _standing(django_db_blocker, "places", "sdgs")


@pytest.fixture(scope="module")
def standing_people_reference(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Occupations and skills, all 14,700, for a file that reads them in many tests."""
    yield from _standing(django_db_blocker, "people")


def _standing(blocker: DjangoDbBlocker, *rooms: str) -> Iterator[None]:
    def load() -> None:
        assert list(load_reference(only=list(rooms)))

    yield from standing(blocker, load)
