"""By when whoever registers an organisation hears from an officer, on the head of its page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from tests import factories as make
from tests.clients import signed_in

from minga.partners.models import Organisation
from minga.partners.queries import REVIEW_DAYS, review_due

pytestmark = pytest.mark.django_db


def sent(state: str = "applied", **fields: object) -> Organisation:
    row = make.make_organisation(state=state)
    row.registered_by = make.make_volunteer()
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()
    return row


def expected() -> str:
    return f"{timezone.localdate() + timedelta(days=REVIEW_DAYS):%Y-%m-%d}"


def test_the_head_of_a_registration_says_by_when_an_officer_looks_at_it() -> None:
    row = sent()
    make.make_officer(country=row.country_id)
    page = signed_in(row.registered_by).get(f"/organisations/{row.slug}/registration").content.decode()
    assert f'<dt>By</dt><dd><time datetime="{expected()}' in page


def test_the_days_begin_anew_where_it_was_sent_again() -> None:
    row = sent("under_review", decision_reason="The statutes are missing.", answer="Here they are.")
    Organisation.objects.filter(pk=row.pk).update(created_at=timezone.now() - timedelta(days=40))
    row.refresh_from_db()
    assert f"{review_due(row):%Y-%m-%d}" == expected()


@pytest.mark.parametrize("state", ["needs_more", "registered", "refused", "suspended"])
def test_where_no_officer_is_awaited_there_is_no_day(state: str) -> None:
    assert review_due(sent(state)) is None


def test_what_came_in_a_list_waits_for_no_day() -> None:
    row = make.make_organisation(state="applied")
    assert (row.registered_by, review_due(row)) == (None, None)
