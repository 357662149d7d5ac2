"""Fixtures: the reference data a test needs, loaded inside the test's transaction."""

from __future__ import annotations

import pytest

from minga.core.reference import load_reference


@pytest.fixture
def reference(db: None) -> None:
    """Countries, cities and the SDGs: about a quarter of a second."""
    assert list(load_reference(only=["places", "sdgs"]))


@pytest.fixture
def people_reference(db: None) -> None:
    """Occupations and skills, all 14,700: about a second. Ask for it only where the amount matters."""
    assert list(load_reference(only=["people"]))
