"""Every test here reads the same reference data: it is loaded once a file."""

from __future__ import annotations

import pytest


@pytest.fixture
def reference(standing_reference: None, db: None) -> None:
    """Countries, cities and the SDGs, as tests/conftest_reference.py loads them."""
