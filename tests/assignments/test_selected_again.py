"""Whoever let an offer expire and meant to accept is selected again, while a seat is free."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.assignments.selection_world import fresh, in_reserve, offered
from tests.assignments.told import kinds_told
from tests.clients import signed_in

from minga.assignments.actions.descriptions import cancel_description
from minga.assignments.actions.offers import accept_offer, expire_due_offers, make_offer
from minga.assignments.models import Application, Description, Offer
from minga.people.models import Account

pytestmark = pytest.mark.django_db
BUTTON, NEXT = "Select this candidate again?", "Nothing more, unless you select them again"


@pytest.fixture
def description() -> Description:
    from tests import factories as make

    return make.make_description(state="selecting")


def expired(description: Description, officer: Account) -> Application:
    row = offered(description, officer)
    Offer.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    assert expire_due_offers() == 1
    return fresh(row)


def test_the_officer_selects_them_again_and_they_accept_the_second_offer(description, officer) -> None:
    row = expired(description, officer)
    client = signed_in(officer)
    shown = client.get(f"/candidates/{row.ref}").content.decode()
    assert BUTTON in shown and NEXT in shown
    answer = client.post(f"/candidates/{row.ref}/select-again", {"version": row.version})
    assert answer["Location"] == f"/candidates/{row.ref}/offer"
    assert fresh(row).state == "selected"
    assert kinds_told(row.account)[-1] == "selected_again"
    assert client.post(f"/candidates/{row.ref}/select-again", {"version": fresh(row).version}).status_code == 422
    make_offer(
        actor=officer, application=fresh(row), seat=description.seats.get(), starts_on=description.starts_on,
        ends_on=description.ends_on,
    )  # fmt: skip
    accept_offer(actor=row.account, application=fresh(row))
    assert fresh(row).state == "accepted"


def test_not_where_the_reserve_has_the_seat_by_now(description, officer) -> None:
    first = in_reserve(description, 1)
    row = expired(description, officer)
    assert fresh(first).state == "selected"
    client = signed_in(officer)
    shown = client.get(f"/candidates/{row.ref}").content.decode()
    assert BUTTON not in shown and NEXT not in shown
    answer = client.post(f"/candidates/{row.ref}/select-again", {"version": row.version})
    assert "No seat is free." in answer.content.decode()
    assert fresh(row).state == "lapsed"


def test_not_once_the_post_is_cancelled(description, officer) -> None:
    row = expired(description, officer)
    cancel_description(actor=officer, description=description, reason="No money")
    client = signed_in(officer)
    assert BUTTON not in client.get(f"/candidates/{row.ref}").content.decode()
    answer = client.post(f"/candidates/{row.ref}/select-again", {"version": row.version})
    assert (answer.status_code, fresh(row).state) == (422, "lapsed")
