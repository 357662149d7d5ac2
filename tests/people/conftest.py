"""Who the tests of people share."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.factories import make_volunteer

from minga.people.models import Account


@pytest.fixture
def volunteer(client: Client) -> Account:
    """A volunteer who has signed in with `client`."""
    account = make_volunteer()
    client.force_login(account)
    return account
