"""What tests of a selection begin with, where a file makes nothing of its own."""

from __future__ import annotations

import pytest
from tests import factories as make

from minga.assignments.models import Description
from minga.people.models import Account


@pytest.fixture
def description() -> Description:
    """Closed for applications, with two seats."""
    return make.make_description(state="selecting", seats=2)


@pytest.fixture
def officer() -> Account:
    return make.make_officer()


@pytest.fixture
def host(description: Description) -> Account:
    return make.make_focal_point(description.host)
