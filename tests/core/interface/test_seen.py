"""The version that a form sends: a number, or nothing; never an error page."""

from __future__ import annotations

import pytest
from django.test import Client, RequestFactory
from tests import factories as make

from minga.core.interface.seen import seen_version

ODD = ["", "abc", "²", "٣", "-1", "1.0", "1" * 30, "1\x00"]


@pytest.mark.parametrize("sent", ODD)
def test_what_is_no_version_is_taken_as_none(sent: str) -> None:
    assert seen_version(RequestFactory().post("/", {"version": sent})) is None


def test_a_version_is_read() -> None:
    assert seen_version(RequestFactory().post("/", {"version": "12"})) == 12


@pytest.mark.django_db
@pytest.mark.parametrize("sent", ["abc", "²", "1" * 30])
def test_a_role_ends_also_where_the_page_sent_an_odd_version(client: Client, sent: str) -> None:
    officer = make.make_officer()
    held = officer.holdings.get()
    client.force_login(make.make_administrator())
    done = client.post(f"/roles/{held.ref}/end", {"version": sent, "reason": "They moved on."})
    assert done.status_code == 302
