"""What the page of erasure says to whoever acts for others."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.factories import make_focal_point, make_organisation, make_volunteer
from tests.people.entrance import PASSWORD, with_password

from minga.people.models import Account

pytestmark = pytest.mark.django_db
ALONE = "Nobody else acts for these organisations."
SIGNED = "With the name: contracts and certificates of others"


def page_of_erasure(account: Account) -> str:
    client = Client()
    client.force_login(with_password(account))
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    return client.get("/account/erase").content.decode()


def test_the_only_focal_point_reads_for_whom_nobody_is_left() -> None:
    host = make_organisation(name="River Friends")
    page = page_of_erasure(make_focal_point(host))
    assert ALONE in page
    assert "<li>River Friends</li>" in page
    assert SIGNED in page


def test_with_a_colleague_nothing_is_left_alone() -> None:
    host = make_organisation()
    make_focal_point(host)
    assert ALONE not in page_of_erasure(make_focal_point(host))


def test_a_volunteer_reads_nothing_of_it() -> None:
    page = page_of_erasure(make_volunteer())
    assert ALONE not in page
    assert SIGNED not in page
