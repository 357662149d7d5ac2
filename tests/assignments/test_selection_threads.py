"""Two people pressing at once: no seat is filled twice, no second offer, no decision lost. Real threads."""

from __future__ import annotations

from collections import Counter

import pytest
from tests import factories as make
from tests.assignments.selection_world import applied, in_reserve, offered
from tests.at_once import at_once
from tests.clients import signed_in

from minga.assignments.actions.offers import accept_offer, decline_offer, expire_offer, make_offer
from minga.assignments.actions.reserve import order_reserve
from minga.assignments.actions.selection import select_again, select_application
from minga.assignments.models import Application, Assignment, Offer
from minga.core.acting import SYSTEM
from minga.core.audit.verifying import verify
from minga.core.errors import Incomplete, Refused

pytestmark = [pytest.mark.threads, pytest.mark.django_db(transaction=True)]


def ends_of(*works):
    """Run the functions in threads that start together: how many were done, and how many refused by us."""
    return Counter(_end(result) for result in at_once(*works))


def _end(result):
    if isinstance(result, Refused):
        return "refused"
    return repr(result) if isinstance(result, Exception) else "done"  # anything else fails the test with its own words


def test_two_hosts_select_two_people_for_the_last_seat():
    description = make.make_description(state="selecting")
    hosts = [make.make_focal_point(description.host) for _ in range(2)]
    rows = [applied(description, state="assessed") for _ in range(2)]
    ends = ends_of(*(
        lambda host=host, row=row: select_application(actor=host, application=row)
        for host, row in zip(hosts, rows, strict=True)
    ))  # fmt: skip
    assert ends == {"done": 1, "refused": 1}
    assert sorted(row.state for row in Application.objects.all()) == ["assessed", "selected"]
    assert verify().findings == []


def test_two_whose_offers_expired_are_selected_again_for_the_last_seat():
    description = make.make_description(state="selecting")
    officers = [make.make_officer() for _ in range(2)]
    rows = [applied(description, state="lapsed") for _ in range(2)]
    ends = ends_of(*(
        lambda officer=officer, row=row: select_again(actor=officer, application=row)
        for officer, row in zip(officers, rows, strict=True)
    ))  # fmt: skip
    assert ends == {"done": 1, "refused": 1}
    assert sorted(row.state for row in Application.objects.all()) == ["lapsed", "selected"]


def test_two_officers_offer_the_same_seat_to_two_people():
    description = make.make_description(state="selecting", seats=2)
    officers = [make.make_officer() for _ in range(2)]
    rows = [applied(description, state="selected") for _ in range(2)]
    seat = description.seats.first()
    ends = ends_of(*(
        lambda officer=officer, row=row: make_offer(
            actor=officer, application=row, seat=seat, starts_on=description.starts_on, ends_on=description.ends_on
        )
        for officer, row in zip(officers, rows, strict=True)
    ))  # fmt: skip
    assert ends == {"done": 1, "refused": 1}
    assert Offer.objects.get().seat_id == seat.pk


def test_two_officers_make_two_offers_to_one_person_through_the_page():
    description = make.make_description(state="selecting", seats=2)
    row = applied(description, state="selected")
    browsers = [signed_in(make.make_officer()) for _ in range(2)]
    answers = []

    def press(browser, seat):
        sent = {
            "seat": seat, "starts_on": description.starts_on, "ends_on": description.ends_on,
            "expires_on": description.starts_on, "dependants": 0, "version": row.version,
        }  # fmt: skip
        answers.append(browser.post(f"/candidates/{row.ref}/offer", sent).status_code)

    ends_of(lambda: press(browsers[0], "1"), lambda: press(browsers[1], "2"))
    assert answers.count(302) == 1
    assert set(answers) <= {302, 409, 422}
    assert Offer.objects.count() == 1


def test_an_offer_accepted_eight_times_at_once_through_the_page_is_accepted_once_and_nobody_else_was_there():
    description = make.make_description(state="selecting")
    row = applied(description, state="selected")
    seat, days = description.seats.get(), {"starts_on": description.starts_on, "ends_on": description.ends_on}
    make_offer(actor=make.make_officer(), application=row, seat=seat, **days)
    row.refresh_from_db()
    browser = signed_in(row.account)
    sent = {"answer": "yes", "version": row.version}
    pressed = at_once(*[lambda: browser.post(f"/applications/{row.ref}/offer", sent).status_code] * 8)
    assert pressed == [302] * 8
    assert Assignment.objects.count() == 1


def test_accepting_and_expiring_and_declining_at_once_end_in_one_answer():
    description = make.make_description(state="selecting")
    officer = make.make_officer()
    row = applied(description, state="selected")
    first = applied(description, state="reserve", reserve_rank=1)
    make_offer(
        actor=officer, application=row, seat=description.seats.get(), starts_on=description.starts_on,
        ends_on=description.ends_on,
    )  # fmt: skip
    ends = ends_of(
        lambda: accept_offer(actor=row.account, application=row),
        lambda: decline_offer(actor=row.account, application=row),
        lambda: expire_offer(actor=SYSTEM, application=row),
        lambda: accept_offer(actor=row.account, application=row),
    )
    assert ends == {"done": 1, "refused": 3}
    row.refresh_from_db(), first.refresh_from_db()
    assert (row.state, first.state) in {("accepted", "not_selected"), ("declined", "selected")}
    assert Assignment.objects.count() == (1 if row.state == "accepted" else 0)
    assert verify().findings == []


def test_two_offers_of_full_time_service_accepted_at_once_by_one_person_end_in_one_service():
    person = make.make_volunteer()
    rows = []
    for _ in range(2):
        description = make.make_description(state="selecting")
        rows.append(applied(description, account=person, state="selected"))
        days = {"starts_on": description.starts_on, "ends_on": description.ends_on}
        make_offer(actor=make.make_officer(), application=rows[-1], seat=description.seats.get(), **days)
    ends = ends_of(*(lambda row=row: accept_offer(actor=person, application=row) for row in rows))
    assert ends == {"done": 1, "refused": 1}
    assert Assignment.objects.count() == 1
    assert sorted(Offer.objects.values_list("state", flat=True)) == ["accepted", "open"]


def test_two_who_order_the_reserve_at_once_and_a_place_that_becomes_free_leave_everyone_one_rank():
    officer, other = make.make_officer(), make.make_officer()
    post = make.make_description(state="selecting", seats=1, officer=officer)
    chosen, kept = offered(post, officer), [in_reserve(post, place) for place in (1, 2, 3, 4)]
    stood = [row.ref for row in kept]
    done = at_once(
        lambda: order_reserve(
            actor=officer, description=post, order=stood[::-1], stood=stood, reason="The last can begin at once."
        ),
        lambda: order_reserve(
            actor=other, description=post, order=stood[1:] + stood[:1], stood=stood, reason="The first is away."
        ),
        lambda: decline_offer(actor=chosen.account, application=chosen),
    )
    assert sum(isinstance(result, Incomplete) for result in done) in {1, 2}
    assert Application.objects.filter(description=post, state="selected").count() == 1
    ranks = Application.objects.filter(description=post, state="reserve").values_list("reserve_rank", flat=True)
    assert sorted(ranks) == [1, 2, 3]
