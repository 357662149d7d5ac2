"""By when a shortlist, an offer and an arrival are expected, and where people read it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.utils import timezone
from django.utils.formats import date_format
from tests.clients import signed_in
from tests.factories import make_application, make_description, make_officer, make_opportunity

from minga.assignments.actions.descriptions import close_description
from minga.assignments.models import Application, Description, DescriptionStep
from minga.assignments.pages.candidate import due_of
from minga.assignments.queries.applications import applications_of
from minga.assignments.queries.descriptions import list_of, with_next_steps
from minga.assignments.queries.due_days import arrival_expected, offer_due, shortlist_due
from minga.assignments.queries.standing import by_when
from minga.assignments.waiting.selection_of_officers import for_officers
from minga.core.days import workday_after

pytestmark = pytest.mark.django_db


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=timezone.get_current_timezone())


def closed(*, published: int, closes: int, early: int = 0, **fields: Any) -> Description:
    """A post in selection, published so many days ago, whose last day to apply is so many days from today; closed on
    the day after that or `early`, so many days before it.
    """
    today = timezone.localdate()
    post = make_description(state="selecting", closes_on=today + timedelta(days=closes), **fields)
    post.published_at = noon(today - timedelta(days=published))
    post.save()
    entered = noon(today + timedelta(days=closes - early if early else min(closes + 1, 0)))
    DescriptionStep.objects.update_or_create(
        description=post, left_at=None, defaults={"state": "selecting", "entered_at": entered}
    )
    return Description.objects.get(pk=post.pk)


def selected(post: Description, *, days_ago: int) -> Application:
    since = noon(timezone.localdate() - timedelta(days=days_ago))
    return make_application(description=post, state="selected", state_changed_at=since)


@pytest.mark.parametrize(
    ("day", "later"),
    [
        (date(2026, 11, 30), date(2026, 12, 3)),  # Monday, Thursday
        (date(2026, 12, 3), date(2026, 12, 8)),  # Thursday, Tuesday
        (date(2026, 12, 4), date(2026, 12, 9)),  # Friday, Wednesday
        (date(2026, 12, 5), date(2026, 12, 9)),  # Saturday, Wednesday
    ],
)
def test_three_working_days_leave_saturdays_and_sundays_out(day: date, later: date) -> None:
    assert workday_after(day, 3) == later
    assert offer_due(noon(day)) == later


def test_a_shortlist_is_due_two_weeks_after_publication() -> None:
    today = timezone.localdate()
    assert shortlist_due(closed(published=12, closes=-2)) == today + timedelta(days=2)


def test_a_post_that_took_applications_for_longer_has_a_week_to_read_them() -> None:
    today = timezone.localdate()
    assert shortlist_due(closed(published=30, closes=-2)) == today + timedelta(days=6)
    assert shortlist_due(closed(published=14, closes=0)) == today + timedelta(days=7)


@pytest.mark.parametrize(("published", "due"), [(20, 2), (12, 2)])
def test_a_post_that_an_officer_closed_early_counts_from_then_on_and_its_day_stays(published: int, due: int) -> None:
    """Whatever its last day is, whether it has passed, or was moved so that the post may be opened again."""
    today = timezone.localdate()
    days = set()
    for closes in (10, 0, -1, -4):
        days.add(shortlist_due(closed(published=published, closes=closes, early=closes + 5)))
    assert days == {today + timedelta(days=due)}


def test_an_officer_who_closes_a_post_early_finds_the_same_day_wherever_it_is_said() -> None:
    officer, today = make_officer(), timezone.localdate()
    post = make_opportunity(closes_on=today + timedelta(days=10))
    row = make_application(description=post, state="longlisted")
    Description.objects.filter(pk=post.pk).update(published_at=noon(today - timedelta(days=40)))
    close_description(actor=officer, description=Description.objects.get(pk=post.pk))
    due = today + timedelta(days=7)
    [waits] = for_officers(officer)
    row = Application.objects.get(pk=row.pk)
    [own] = applications_of(row.account)
    assert [waits.due, due_of(row, ()), by_when(own)] == [due] * 3
    [listed] = with_next_steps(list_of(officer, wanted={}))
    assert listed.next_step.by == due


def test_nobody_arrives_who_serves_from_home() -> None:
    today = timezone.localdate()
    assert arrival_expected(make_description(track="online"), offered_on=today) is None
    assert arrival_expected(make_description(), offered_on=today) == today + timedelta(days=28)


def test_an_officer_reads_by_when_a_shortlist_and_an_offer_are_due_and_what_is_late() -> None:
    post, officer, today = closed(published=25, closes=-9), make_officer(), timezone.localdate()
    make_application(description=post, state="longlisted")
    [row] = for_officers(officer)
    assert (row.verb, row.due) == ("Shortlist", today - timedelta(days=1))
    Application.objects.update(state="selected", state_changed_at=noon(today - timedelta(days=10)))
    [row] = for_officers(officer)
    assert (row.verb, row.due) == ("Make the offer", workday_after(today - timedelta(days=10), 3))
    page = signed_in(officer).get("/").content.decode()
    assert "ho-wait-late" in page


def test_where_things_stall_says_by_when_the_offer_was_due() -> None:
    post, officer, today = closed(published=30, closes=-20), make_officer(), timezone.localdate()
    selected(post, days_ago=1)
    selected(post, days_ago=10)
    due = date_format(workday_after(today - timedelta(days=10), 3))
    table = signed_in(officer).get("/").content.decode().split("What has waited longest")[1].split("</table>")[0]
    assert f"By {due}." in table
    assert "Late" in table
    assert f"{due}<" in signed_in(officer).get(f"/descriptions/{post.ref}").content.decode().split("</header>")[-2]


def test_whoever_was_selected_reads_by_when_the_offer_comes_until_that_day_has_passed() -> None:
    row = selected(closed(published=30, closes=-20), days_ago=0)
    words = date_format(workday_after(timezone.localdate(), 3))
    client, path = signed_in(row.account), f"/applications/{row.ref}"
    assert words in client.get(path).content.decode()
    assert f"By {words}." in client.get("/").content.decode()
    Application.objects.update(state_changed_at=noon(timezone.localdate() - timedelta(days=10)))
    passed = date_format(workday_after(timezone.localdate() - timedelta(days=10), 3))
    assert passed not in client.get(path).content.decode()


def test_the_page_of_a_candidate_says_by_when_the_offer_is_due() -> None:
    row = selected(closed(published=30, closes=-20), days_ago=10)
    due = date_format(workday_after(timezone.localdate() - timedelta(days=10), 3))
    head = signed_in(make_officer()).get(f"/candidates/{row.ref}").content.decode().split("mg-next")[1]
    assert due in head.split("</header>")[0]


def test_the_form_of_an_offer_says_by_when_whoever_has_one_arrives_and_where_that_is_written() -> None:
    arrives = date_format(timezone.localdate() + timedelta(days=28))
    officer = signed_in(make_officer())
    row = selected(closed(published=30, closes=-20), days_ago=0)
    assert (
        f"(unv.org, pre-assignment preparation): by {arrives}."
        in officer.get(f"/candidates/{row.ref}/offer").content.decode()
    )
    home = selected(closed(published=30, closes=-20, track="online"), days_ago=0)
    assert "pre-assignment preparation" not in officer.get(f"/candidates/{home.ref}/offer").content.decode()


def test_whoever_chooses_the_last_day_to_apply_reads_when_host_entities_expect_a_shortlist() -> None:
    post = make_description(state="ready_for_sourcing")
    page = signed_in(make_officer()).get(f"/descriptions/{post.ref}/edit/publication").content.decode()
    assert "a shortlist within two weeks of publication (toolkit.unv.org, recruitment checklist)" in page
