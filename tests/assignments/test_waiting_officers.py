"""“What waits for you” of an officer with more rows than a page shows: what can be done is found behind what cannot."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from tests.assignments.waiting_world import make_service
from tests.clients import signed_in
from tests.factories import (
    make_application,
    make_category,
    make_description,
    make_focal_point,
    make_officer,
    make_organisation,
)

from minga.assignments.actions.taking_charge import take_charge
from minga.assignments.models import (
    Assignment,
    Clearance,
    Contract,
    HoursRecord,
    Offer,
    PerformanceAssessment,
)
from minga.assignments.waiting.selection_of_officers import for_officers as selection_for_officers
from minga.assignments.waiting.service import for_hosts
from minga.assignments.waiting.service_of_officers import for_officers
from minga.core.questions import MOST
from minga.core.registries import Waiting

pytestmark = pytest.mark.django_db


def write(service: Assignment, *sides: str) -> None:
    for side in sides:
        PerformanceAssessment.objects.create(
            assignment=service, side=side, overall=4, results="Done.", written_at=timezone.now()
        )


def verbs(account: Any) -> list[str]:
    return [str(row.verb) for row in for_officers(account)]


def test_a_service_that_can_be_closed_is_found_behind_many_that_cannot() -> None:
    today = timezone.localdate()
    for _ in range(MOST + 1):
        write(make_service(state="ended", ended_on=today - timedelta(days=20)), "host")
    both = make_service(state="ended", ended_on=today)
    write(both, "host", "volunteer")
    officer = make_officer()
    assert [row.url for row in for_officers(officer) if row.verb == "Close"] == [f"/assignments/{both.ref}"]
    hours = HoursRecord.objects.create(assignment=both, month=today.replace(day=1), hours=Decimal(20), state="recorded")
    assert "Close" not in verbs(officer)
    HoursRecord.objects.filter(pk=hours.pk).update(state="verified")
    assert verbs(officer) == ["Close"]


def test_hours_of_one_month_stay_in_their_places_when_one_of_them_is_corrected() -> None:
    host = make_organisation()
    posts = (make_description(state="filled", host=host) for _ in range(MOST + 3))
    services = [make_service(state="serving", description=post) for post in posts]
    month = timezone.localdate().replace(day=1)
    rows = [
        HoursRecord.objects.create(assignment=one, month=month, hours=Decimal(9), state="recorded") for one in services
    ]
    for row in (rows[0], rows[3], rows[7]):
        HoursRecord.objects.filter(pk=row.pk).update(note="Nine, not eight.")
    shown = [
        row.post_url for row in for_hosts(make_focal_point(host)) if isinstance(row, Waiting) and row.verb == "Verify"
    ]
    assert shown == [f"/hours/{row.ref}/do/verify" for row in rows[:MOST]]


def test_nobody_who_never_started_has_to_be_assessed_before_closing() -> None:
    service = make_service(state="ended", ended_on=timezone.localdate())
    Assignment.objects.filter(pk=service.pk).update(end_kind="not_started", seat_after="closed")
    assert verbs(make_officer()) == ["Close"]


def test_a_certificate_waits_once_where_hours_were_verified() -> None:
    service = make_service(state="closed", ended_on=timezone.localdate(), closed_at=timezone.now())
    officer = make_officer()
    assert verbs(officer) == []
    for month in (1, 2):
        HoursRecord.objects.create(assignment=service, month=date(2026, month, 1), hours=Decimal(9), state="verified")
    assert verbs(officer) == ["Issue"]


def test_a_contract_that_the_volunteer_has_to_sign_is_not_the_officers_turn() -> None:
    service = make_service(state="preparing")
    officer = make_officer()
    assert verbs(officer) == ["Issue"]
    contract = Contract.objects.create(assignment=service, issued_at=timezone.now())
    assert verbs(officer) == []
    Contract.objects.filter(pk=contract.pk).update(volunteer_signed_at=timezone.now())
    assert verbs(officer) == ["Sign"]


def test_a_service_that_both_have_signed_is_confirmed_once_no_clearance_is_in_the_way() -> None:
    service, officer, now = make_service(state="preparing"), make_officer(), timezone.now()
    Contract.objects.create(assignment=service, issued_at=now, volunteer_signed_at=now, officer_signed_at=now)
    clearance = Clearance.objects.create(assignment=service, kind="medical", state="requested")
    assert verbs(officer) == []
    Clearance.objects.filter(pk=clearance.pk).update(state="passed")
    assert verbs(officer) == ["Confirm"]


def test_a_service_belongs_to_the_country_of_its_description() -> None:
    assert make_service(state="serving").country_id == "CN"
    abroad = make_description(state="filled", country="KE")
    service = make_service(state="preparing", description=abroad)
    assert (service.country_id, verbs(make_officer()), verbs(make_officer(country="KE"))) == ("KE", [], ["Issue"])


def test_clearances_that_passed_do_not_wait_and_a_proposed_waiver_does() -> None:
    service, officer, colleague = make_service(state="serving"), make_officer(), make_officer()
    clearance = Clearance.objects.create(assignment=service, kind="medical", state="required")
    assert verbs(officer) == ["Ask"]
    Clearance.objects.filter(pk=clearance.pk).update(state="requested")
    assert verbs(officer) == []
    Clearance.objects.filter(pk=clearance.pk).update(waiver_reason="They work from home.", waiver_asked_by=colleague)
    assert (verbs(officer), verbs(colleague)) == (["Waive"], [])
    Clearance.objects.filter(pk=clearance.pk).update(state="passed")
    assert verbs(officer) == []


def test_a_clearance_that_has_run_out_waits_since_the_day_it_did() -> None:
    service, today, officer = make_service(state="serving"), timezone.localdate(), make_officer()
    Clearance.objects.create(assignment=service, kind="background", state="expired", expires_on=today)
    [row] = for_officers(officer)
    assert (str(row.title), row.due) == ("Nobody is in charge, take over: Background check", None)
    assert row.post_fields == {"version": str(service.description.version)}
    take_charge(actor=officer, description=service.description)
    [row] = for_officers(officer)
    assert (str(row.title), row.due) == ("Has run out, ask anew: Background check", today)


def test_an_officer_of_another_country_and_a_colleagues_post_wait_for_nobody_else() -> None:
    service = make_service(state="preparing")
    officer = make_officer()
    assert (verbs(make_officer(country="KE")), verbs(officer)) == ([], ["Issue"])
    type(service.description).objects.filter(pk=service.description.pk).update(officer=make_officer())
    assert verbs(officer) == []


def test_a_free_seat_that_was_promised_to_somebody_selected_waits_for_nobody_in_reserve() -> None:
    category = make_category()
    category.reserve_needs_officer = True
    category.save()
    description = make_description(state="selecting", seats=2, category=category)
    make_application(description=description, state="reserve", reserve_rank=1)
    selected = make_application(description=description, state="selected")
    officer = make_officer()

    def waits() -> list[str]:
        return [str(row.verb) for row in selection_for_officers(officer)]

    assert waits().count("Let them move up") == 1
    description.seats.filter(number=2).update(is_cancelled=True)
    assert waits().count("Let them move up") == 0
    type(selected).objects.filter(pk=selected.pk).update(state="not_selected")
    assert waits() == ["Let them move up"]


def test_a_closed_post_without_anybody_to_choose_waits_for_a_decision_and_says_so_everywhere() -> None:
    post, officer = make_description(state="selecting"), make_officer()
    page = f"/descriptions/{post.ref}"

    def waits() -> list[tuple[str, str]]:
        return [(str(row.verb), str(row.detail)) for row in selection_for_officers(officer)]

    assert waits() == [("Decide", "Nobody applied. Open it again with a later day to apply, or cancel it.")]
    assert "Nobody applied: open it again" in signed_in(officer).get(page).content.decode()
    assert "Nobody applied: open it again" in signed_in(officer).get("/descriptions").content.decode()
    post.closes_on = timezone.localdate()
    post.save()
    shown = signed_in(officer).get(page).content.decode()
    assert f'href="{page}/edit/publication">Name a later last day, then open again' in shown
    assert f"{page}/do/reopen" not in shown
    post.closes_on = timezone.localdate() + timedelta(days=5)
    post.save()
    assert f"{page}/do/reopen" in signed_in(officer).get(page).content.decode()
    assert "Nobody applied. Open it again" in signed_in(officer).get("/").content.decode()
    for state, verb, step in (
        ("longlisted", "Shortlist", "Put those who fit best on the shortlist"),
        ("withdrawn", "Decide", "Nobody is left to choose from: open it again"),
        ("not_selected", "Decide", "Nobody is left to choose from: open it again"),
    ):
        post.applications.all().delete()
        make_application(description=post, state=state)
        assert [row[0] for row in waits()] == [verb]
        assert step in signed_in(officer).get(page).content.decode()
    for state, step in (
        ("with_host", "Assess the candidates"),
        ("selected", "Make the offer"),
        ("accepted", "Nobody is left for the free"),
    ):
        make_application(description=post, state=state)
        assert step in signed_in(officer).get(page).content.decode()
        post.applications.all().delete()


def test_a_seat_that_stays_free_beside_one_that_was_accepted_waits_for_the_officer() -> None:
    post, officer = make_description(state="selecting", seats=2), make_officer()
    taken = make_application(description=post, state="accepted")
    moment = timezone.now()
    Offer.objects.create(
        application=taken, seat=post.seats.first(), state="accepted", starts_on=moment.date(), ends_on=moment.date(),
        expires_at=moment,
    )  # fmt: skip

    def waits() -> list[tuple[str, str, Any]]:
        return [(str(row.verb), str(row.detail), row.due) for row in selection_for_officers(officer)]

    said = "Nobody is left for the free seats: open it again with a later day to apply, or cancel these seats"
    assert waits() == [("Decide", said, None)]
    make_application(description=post, state="declined")
    assert waits() == [("Decide", said, None)]
    other = make_application(description=post, state="longlisted")
    said = "A seat is still free: 1 person on the longlist, nobody shortlisted for it"
    assert waits() == [("Shortlist", said, None)]
    other.state = "with_host"
    other.save()
    assert waits() == []
    other.delete()
    post.seats.filter(number=2).update(is_cancelled=True)
    assert [row[0] for row in waits()] == ["Mark as filled"]


def test_free_seats_are_in_nobodys_way_while_candidates_are_chosen() -> None:
    post, officer = make_description(state="selecting"), make_officer()
    make_application(description=post, state="longlisted")
    shown = signed_in(officer).get(f"/descriptions/{post.ref}").content.decode()
    assert "Some seats are still free" not in shown
    assert "Mark as filled" not in shown
    assert f'class="btn btn-primary" href="/descriptions/{post.ref}/selection"' in shown
    post.seats.update(is_cancelled=True)
    shown = signed_in(officer).get(f"/descriptions/{post.ref}").content.decode()
    assert "Mark as filled" in shown
