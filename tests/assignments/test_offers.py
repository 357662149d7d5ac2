"""Offers: made for a seat, answered on a phone, expired by the clock, taken back; the reserve moves up."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from tests import factories as make
from tests.assignments.selection_world import applied, fresh, in_reserve, offered
from tests.assignments.told import kinds_told
from tests.clients import signed_in

from minga.assignments.actions.descriptions import close_description
from minga.assignments.actions.offers import expire_due_offers, make_offer
from minga.assignments.models import Application, Assignment, Category, Description, Offer
from minga.assignments.waiting.selection import for_candidates
from minga.assignments.waiting.selection_of_officers import for_officers
from minga.core.errors import Incomplete
from minga.people.models import Account

pytestmark = pytest.mark.django_db


@pytest.fixture
def description() -> Description:
    return make.make_description(state="selecting")


def test_the_officer_offers_the_last_seat_through_the_page(description, officer):
    row = applied(description, state="selected")
    browser, path = signed_in(officer), f"/candidates/{row.ref}/offer"
    assert "Beijing" in browser.get(path).content.decode()
    until = timezone.localdate() + timedelta(days=5)
    sent = {
        "seat": "1", "starts_on": description.starts_on, "ends_on": description.ends_on, "expires_on": until,
        "dependants": "0", "version": row.version,
    }  # fmt: skip
    assert browser.post(path, {**sent, "ends_on": "2020-01-01"}).status_code == 422
    assert browser.post(path, sent).status_code == 302
    offer = Offer.objects.get()
    assert (fresh(row).state, timezone.localdate(offer.expires_at)) == ("offered", until)
    assert kinds_told(row.account) == ["offer_made"]
    assert browser.post(path, sent).status_code == 422
    assert Offer.objects.count() == 1


@pytest.mark.parametrize(("track", "asked"), [("national", False), ("international", True)])
def test_dependants_are_asked_about_abroad_only_where_they_are_paid_for(track: str, asked: bool) -> None:
    country = "KE" if asked else "CN"
    post = make.make_description(state="selecting", track=track, country=country)
    row = applied(post, state="selected")
    page = signed_in(make.make_officer(country=country)).get(f"/candidates/{row.ref}/offer").content.decode()
    assert 'name="ends_on"' in page
    assert ('name="dependants"' in page) == asked


def test_one_field_that_cannot_be_read_hides_nothing_of_what_else_is_wrong():
    officer = make.make_officer(country="KE")
    row = applied(make.make_description(state="selecting", track="international", country="KE"), state="selected")
    sent = {"seat": "1", "starts_on": "2020-01-01", "ends_on": "soon", "expires_on": "2020-01-02", "dependants": "many"}
    answer = signed_in(officer).post(f"/candidates/{row.ref}/offer", {**sent, "version": row.version})
    page = answer.content.decode()
    assert (answer.status_code, Offer.objects.count()) == (422, 0)
    words = (
        "The first day has passed.",
        "Write the day as year-month-day",
        "The offer would have expired already.",
        "whole number",
    )
    assert [said for said in words if said not in page] == []
    late = {**sent, "starts_on": "", "ends_on": "2020-01-05"}
    page = signed_in(officer).post(f"/candidates/{row.ref}/offer", {**late, "version": row.version}).content.decode()
    assert "The last day has passed." in page


def test_the_person_accepts_on_their_own_page_and_a_second_press_changes_nothing(description, officer):
    row = offered(description, officer)
    browser, path = signed_in(row.account), f"/applications/{row.ref}"
    assert "Accept the offer" in browser.get(path).content.decode()
    sent = {"answer": "yes", "version": row.version}
    assert browser.post(f"{path}/offer", sent).status_code == 302
    assert browser.post(f"{path}/offer", sent).status_code == 302
    assert Assignment.objects.count() == 1
    assert (fresh(row).state, Description.objects.get().state) == ("accepted", "filled")
    assert "offer_accepted" in kinds_told(officer)
    assert "Accept the offer" not in browser.get(path).content.decode()


def test_nobody_answers_for_another(description, officer):
    row = offered(description, officer)
    for account in (officer, make.make_volunteer(), make.make_focal_point(description.host)):
        assert signed_in(account).post(f"/applications/{row.ref}/offer", {"answer": "yes"}).status_code == 404
    assert fresh(row).state == "offered"


def test_a_declined_offer_lets_the_first_in_reserve_move_up(description, officer):
    row, second, first = offered(description, officer), in_reserve(description, 2), in_reserve(description, 1)
    signed_in(row.account).post(f"/applications/{row.ref}/offer", {"answer": "no", "reason": "A new job."})
    assert [fresh(one).state for one in (row, first, second)] == ["declined", "selected", "reserve"]
    assert Offer.objects.get().decline_reason == "A new job."
    assert kinds_told(first.account) == ["moved_up"]
    assert "offer_declined" in kinds_told(officer)


@pytest.mark.parametrize(
    ("state", "leads_on"),
    [("declined", True), ("withdrawn", True), ("not_selected", True), ("longlisted", False), ("selected", False)],
)
def test_an_application_that_has_come_to_its_end_leads_on_to_others(description, state, leads_on):
    row = applied(description, state=state, told_at=timezone.now() if state == "not_selected" else None)
    page = signed_in(row.account).get(f"/applications/{row.ref}").content.decode()
    assert ('class="btn btn-primary" href="/opportunities"' in page) is leads_on


def test_an_offer_expires_by_the_clock_and_the_reserve_moves_up(description, officer):
    row, first = offered(description, officer), in_reserve(description, 1)
    assert expire_due_offers() == 0
    Offer.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    answer = signed_in(row.account).post(f"/applications/{row.ref}/offer", {"answer": "yes"})
    assert answer.status_code == 422
    assert expire_due_offers() == 1
    assert expire_due_offers() == 0
    assert [fresh(one).state for one in (row, first)] == ["lapsed", "selected"]
    assert kinds_told(row.account) == ["offer_made", "offer_expired"]


def test_the_officer_confirms_where_the_category_asks_for_it(description, officer):
    row, first = offered(description, officer), in_reserve(description, 1)
    Category.objects.update(reserve_needs_officer=True)
    signed_in(row.account).post(f"/applications/{row.ref}/offer", {"answer": "no"})
    assert fresh(first).state == "reserve"
    assert "reserve_waits" in kinds_told(officer)
    assert "Let them move up" in signed_in(officer).get(f"/descriptions/{description.ref}/selection").content.decode()
    signed_in(officer).post(f"/candidates/{first.ref}/move-up", {"version": fresh(first).version})
    assert fresh(first).state == "selected"


def test_declining_works_where_the_seat_was_cancelled_meanwhile_and_nobody_moves_up(description, officer):
    row, first = offered(description, officer), in_reserve(description, 1)
    description.seats.update(is_cancelled=True)
    signed_in(row.account).post(f"/applications/{row.ref}/offer", {"answer": "no"})
    assert (fresh(row).state, fresh(first).state) == ("declined", "reserve")


def test_an_offer_taken_back_frees_the_seat_and_the_person_stays_selected(description, officer):
    row = offered(description, officer)
    browser, path = signed_in(officer), f"/candidates/{row.ref}/offer"
    assert browser.post(f"{path}/take-back", {"version": row.version}).status_code == 422
    answer = browser.post(f"{path}/take-back", {"reason": "The first day was wrong.", "version": row.version})
    assert answer.status_code == 302
    assert (fresh(row).state, Offer.objects.get().state) == ("selected", "withdrawn")
    assert "seat" in browser.get(path).content.decode()
    assert kinds_told(row.account) == ["offer_made", "offer_withdrawn"]


def test_when_the_last_seat_is_accepted_everybody_left_is_told(description, officer):
    row = offered(description, officer)
    left = [applied(description, state=state) for state in ("longlisted", "not_assessed", "assessed")]
    left.append(in_reserve(description, 1))
    signed_in(row.account).post(f"/applications/{row.ref}/offer", {"answer": "yes"})
    assert {fresh(one).state for one in left} == {"not_selected"}
    assert all(kinds_told(one.account) == ["not_selected"] for one in left)


def test_an_offer_waits_for_its_person_until_it_is_answered(description, officer):
    row = offered(description, officer)
    assert [(one.url, one.urgency) for one in for_candidates(row.account)] == [(f"/applications/{row.ref}", 3)]
    signed_in(row.account).post(f"/applications/{row.ref}/offer", {"answer": "no"})
    assert list(for_candidates(row.account)) == []


def test_seats_accepted_before_the_closing_date_are_marked_as_filled_by_one_press(officer):
    description = make.make_description(state="sourcing")
    row, left = offered(description, officer), applied(description)
    signed_in(row.account).post(f"/applications/{row.ref}/offer", {"answer": "yes"})
    close_description(actor=officer, description=description)
    waiting = next(one for one in for_officers(officer) if one.verb == "Mark as filled")
    signed_in(officer).post(waiting.post_url, waiting.post_fields)
    assert (Description.objects.get().state, fresh(left).state) == ("filled", "not_selected")
    assert kinds_told(left.account) == ["not_selected"]


def test_no_offer_is_longer_than_what_was_described_and_authorized(description: Description, officer: Account) -> None:
    row = applied(description, state="selected")
    assert description.starts_on is not None
    assert description.ends_on is not None
    dates = {"starts_on": description.starts_on, "ends_on": description.ends_on + timedelta(days=1)}
    with pytest.raises(Incomplete) as caught:
        make_offer(actor=officer, application=row, seat=description.seats.get(), **dates)
    assert [problem.place for problem in caught.value.problems] == ["ends_on"]
    assert not Offer.objects.exists()
    later = {name: day + timedelta(days=3) for name, day in dates.items()}
    make_offer(
        actor=officer, application=row, seat=description.seats.get(), starts_on=later["starts_on"],
        ends_on=description.last_day_from(later["starts_on"]) or later["ends_on"],
    )  # fmt: skip


def test_the_head_of_a_candidate_says_until_when_the_offer_is_to_be_answered(description, officer):
    row, browser = offered(description, officer), signed_in(officer)
    until = timezone.localdate(row.offers.get().expires_at).isoformat()
    head = browser.get(f"/candidates/{row.ref}").content.decode().split('class="mg-next"')[1].split("</dl>")[0]
    assert f'<dt>By</dt><dd><time datetime="{until}' in head
    Offer.objects.update(state="declined")
    Application.objects.update(state="declined")
    head = browser.get(f"/candidates/{row.ref}").content.decode().split('class="mg-next"')[1].split("</dl>")[0]
    assert "<dt>By</dt>" not in head
