"""A last day to apply lasts until it is over everywhere: nobody is late by the clock of another country."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.test import Client
from tests import factories as make
from tests.clients import signed_in
from tests.factories import make_opportunity

from minga.assignments.actions.descriptions import close_due_descriptions
from minga.assignments.models import Description
from minga.assignments.queries.eligibility import closed_problems
from minga.assignments.queries.opportunities import Search, find
from minga.assignments.waiting.applications import for_applicants
from minga.assignments.waiting.descriptions import of_officers
from minga.assignments.waiting.nominations import for_partners
from minga.assignments.waiting.titles import Titles
from minga.core.days import lasting_day
from minga.core.registries import Waiting

pytestmark = pytest.mark.django_db
LAST = date(2027, 12, 3)
LIMA_EVENING = datetime(2027, 12, 4, 2, tzinfo=UTC)
"""21:00 of the last day in Lima, 15:00 of the next in Auckland."""
LAST_MOMENT = datetime(2027, 12, 4, 11, 59, tzinfo=UTC)
OVER = datetime(2027, 12, 4, 12, 0, 1, tzinfo=UTC)


@pytest.fixture
def post() -> Description:
    return make_opportunity(closes_on=LAST, starts_on=date(2028, 3, 1))


def at(moment: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)


@pytest.mark.parametrize("moment", [LIMA_EVENING, LAST_MOMENT])
def test_while_it_is_the_last_day_somewhere_a_post_is_found_and_takes_applications(
    post: Description, moment: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(moment, monkeypatch)
    assert lasting_day() == LAST
    assert close_due_descriptions() == 0
    assert list(closed_problems(post)) == []
    assert find(Search()).keys == [post.pk]


def test_it_closes_when_the_last_day_is_over_everywhere(post: Description, monkeypatch: pytest.MonkeyPatch) -> None:
    at(OVER, monkeypatch)
    assert [problem.message for problem in closed_problems(post)] == ["Applications closed on 3 December 2027."]
    assert find(Search()).keys == []
    assert close_due_descriptions() == 1
    post.refresh_from_db()
    assert post.state == "selecting"


@pytest.mark.parametrize(
    ("zone", "words"), [("America/Lima", "Closes today"), ("Pacific/Auckland", "Closes within hours")]
)
def test_each_reader_sees_it_by_their_own_calendar_and_may_apply(
    post: Description, zone: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(LIMA_EVENING, monkeypatch)
    account = make.make_volunteer()
    account.timezone = zone
    account.save()
    page = signed_in(account).get(f"/opportunities/{post.ref}").content.decode()
    assert words in page
    assert f'href="/opportunities/{post.ref}/apply"' in page or f"/opportunities/{post.ref}/apply" in page


def test_a_visitor_reads_the_same_on_the_list(post: Description, monkeypatch: pytest.MonkeyPatch) -> None:
    at(LIMA_EVENING, monkeypatch)
    assert "Closes within hours" in Client().get("/opportunities").content.decode()


AUCKLAND_NOON = datetime(2027, 12, 3, 23, 30, tzinfo=UTC)
"""Still the last day in UTC, the next one in Auckland."""


@pytest.mark.parametrize("moment", [AUCKLAND_NOON, LIMA_EVENING, LAST_MOMENT])
def test_what_can_still_be_done_waits_for_today_and_is_not_late(
    post: Description, moment: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = make.make_volunteer()
    make.make_application(description=post, account=account, state="draft")
    at(moment, monkeypatch)
    (draft,) = [row for row in for_applicants(account) if isinstance(row, Waiting)]
    assert (draft.due, draft.urgency) == (moment.date(), 3)
    at(OVER, monkeypatch)
    assert list(for_applicants(account)) == []


def test_a_partner_nominates_until_the_last_day_is_over_everywhere(
    post: Description, monkeypatch: pytest.MonkeyPatch
) -> None:
    partner = make.make_organisation(is_partner=True)
    person = make.make_partner_representative(partner)
    Description.objects.filter(pk=post.pk).update(nominating_partner=partner, nomination_quota=2)
    at(LAST_MOMENT, monkeypatch)
    assert [row.due for row in for_partners(person) if isinstance(row, Waiting)] == [LAST_MOMENT.date()]
    at(OVER, monkeypatch)
    assert list(for_partners(person)) == []


def test_the_front_page_kept_before_noon_is_not_shown_after_it(
    post: Description, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(LAST_MOMENT, monkeypatch)
    assert f"/opportunities/{post.ref}" in Client().get("/").content.decode()
    at(OVER, monkeypatch)
    assert f"/opportunities/{post.ref}" not in Client().get("/").content.decode()


def test_the_officers_board_does_not_call_a_post_late_that_is_still_open(
    post: Description, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = make.make_officer()
    at(LAST_MOMENT, monkeypatch)
    rows = [row for row in of_officers(officer, Titles()) if isinstance(row, Waiting) and post.ref in row.url]
    assert [(str(row.detail), row.due) for row in rows] == [("Applications close soon", LAST_MOMENT.date())]
