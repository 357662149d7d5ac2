"""What comes next, wherever it is said: lists, boards, one's own page. Nobody is sent where nothing can be done."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from tests.assignments.service_steps import begin
from tests.assignments.service_world import make_service
from tests.clients import signed_in
from tests.factories import (
    make_application,
    make_auditor,
    make_city,
    make_description,
    make_focal_point,
    make_officer,
    make_organisation,
)

from minga.assignments.actions import hours as hours_acts
from minga.assignments.actions.descriptions import reopen_description
from minga.assignments.actions.opportunity_index import refresh_opportunity
from minga.assignments.actions.sections import write_seats
from minga.assignments.models import (
    Assignment,
    Clearance,
    CostEstimate,
    Description,
    DescriptionStep,
    HoursRecord,
    Offer,
)
from minga.assignments.pages.description import verbs_of
from minga.assignments.queries.descriptions import with_next_steps
from minga.assignments.waiting.descriptions import for_hosts
from minga.assignments.waiting.service import for_volunteers
from minga.core.errors import Incomplete
from minga.core.money.models import Currency

pytestmark = pytest.mark.django_db


def cost(description: Description, state: str, **fields: Any) -> CostEstimate:
    dollar, _new = Currency.objects.get_or_create(code="USD")
    return CostEstimate.objects.create(description=description, state=state, total=100, currency=dollar, **fields)


def step(description: Description) -> str:
    (row,) = with_next_steps([Description.objects.get(pk=description.pk)])
    return str(row.next_step.what)


def entered(description: Description) -> None:
    """So that the officer's board has it among what has waited longest."""
    DescriptionStep.objects.create(description=description, state=description.state, entered_at=timezone.now())


def accepted(description: Description, *, state: str = "accepted") -> Offer:
    today = timezone.localdate()
    seat = description.seats.exclude(offers__state="accepted").first()
    application = make_application(description=description, state=state)
    return Offer.objects.create(
        application=application, seat=seat, state="accepted" if state == "accepted" else "open",
        starts_on=today, ends_on=today, expires_at=timezone.now(),
    )  # fmt: skip


def test_a_list_of_descriptions_says_who_asks_for_a_cost_before_anybody_can_approve() -> None:
    post, asks = make_description(state="submitted"), "Compute the cost and ask for its authorization"
    assert step(post) == asks
    refused = cost(post, "refused")
    assert step(post) == asks
    CostEstimate.objects.filter(pk=refused.pk).update(state="superseded")
    asked = cost(post, "requested")
    assert step(post) == "Authorize the cost"
    CostEstimate.objects.filter(pk=asked.pk).update(state="authorized")
    assert step(post) == "Approve it or ask for edits"
    shown = signed_in(make_officer()).get("/descriptions").content.decode()
    assert "Approve it or ask for edits" in shown
    CostEstimate.objects.filter(pk=asked.pk).update(state="refused")
    entered(post)
    for page in ("/descriptions", "/"):
        shown = signed_in(make_officer()).get(page).content.decode()
        assert asks in shown
        assert "Approve it or ask for edits" not in shown


def test_a_refused_cost_waits_for_the_host_entity_with_its_reason_until_it_is_computed_anew() -> None:
    host = make_organisation(is_host=True)
    post, focal_point = make_description(state="submitted", host=host), make_focal_point(host)
    first = cost(post, "refused", decision_reason="Whose share is it?")
    (row,) = for_hosts(focal_point)
    assert (row.url, row.verb) == (f"/descriptions/{post.ref}/cost", "Compute again")
    assert row.detail == "The cost was refused: Whose share is it?"
    CostEstimate.objects.filter(pk=first.pk).update(decision_reason="share " * 40)
    (row,) = for_hosts(focal_point)
    assert row.detail.endswith("…"), "a reason that is cut says so"
    CostEstimate.objects.filter(pk=first.pk).update(state="superseded")
    cost(post, "requested")
    assert list(for_hosts(focal_point)) == []


def test_a_selection_whose_every_seat_is_accepted_is_marked_as_filled_next_and_looks_for_nobody() -> None:
    post = make_description(state="selecting")
    accepted(post)
    assert step(post) == "Mark it as filled: every seat is accepted"
    second = post.seats.create(number=9)
    assert step(post).startswith("Nobody is left for the free seats")
    second.is_cancelled = True
    second.save()
    assert step(post) == "Mark it as filled: every seat is accepted"
    entered(post)
    shown = signed_in(make_officer()).get("/").content.decode()
    assert "Mark it as filled" in shown
    assert "Nobody is left for the free seats" not in shown


@pytest.mark.parametrize(
    ("state", "remedy"), [("accepted", "End their service first."), ("offered", "Withdraw the offer first.")]
)
def test_a_seat_that_somebody_holds_is_not_cancelled_and_the_way_out_is_one_that_there_is(
    state: str, remedy: str
) -> None:
    post = make_description(state="selecting")
    seat = accepted(post, state=state).seat
    row = {"ref": seat.ref, "city": seat.city, "supervisor": None, "is_cancelled": True}
    with pytest.raises(Incomplete) as refused:
        write_seats(post, {"seats": [row]})
    assert [str(problem.remedy) for problem in refused.value.problems] == [remedy]


@pytest.mark.parametrize(
    ("state", "remedy"),
    [
        ("accepted", "End their service as reassigned, and describe where they go on."),
        ("offered", "Take the offer back first."),
    ],
)
def test_a_seat_that_somebody_holds_stays_where_it_is(state: str, remedy: str) -> None:
    post = make_description(state="selecting")
    seat = accepted(post, state=state).seat
    row: dict[str, Any] = {"ref": seat.ref, "city": make_city(country="KE", name="Nairobi"), "supervisor": None}
    with pytest.raises(Incomplete) as refused:
        write_seats(post, {"seats": [row]})
    assert [str(problem.remedy) for problem in refused.value.problems] == [remedy]
    write_seats(post, {"seats": [{**row, "city": seat.city}]})


@pytest.mark.parametrize("gone", ["is_cancelled", "remove"])
def test_nobody_who_was_selected_is_left_without_a_seat_to_be_offered(gone: str) -> None:
    post = make_description(state="selecting", seats=2)
    make_application(description=post, state="selected")
    first, second = ({"ref": seat.ref, "city": seat.city, gone: True} for seat in post.seats.all())
    write_seats(post, {"seats": [first]})
    with pytest.raises(Incomplete) as refused, transaction.atomic():
        write_seats(post, {"seats": [second]})
    assert "no seat would be left for them" in str(refused.value.problems[0].message)
    assert post.seats.filter(is_cancelled=False).count() == 1


def test_a_post_whose_every_seat_is_accepted_is_not_opened_again_and_says_so_while_it_is_open() -> None:
    post = make_description(state="selecting")
    accepted(post)
    with pytest.raises(Incomplete) as refused:
        reopen_description(actor=make_officer(), description=post)
    assert [str(problem.message) for problem in refused.value.problems] == ["Every seat is taken."]
    Description.objects.filter(pk=post.pk).update(state="sourcing")
    words = "Every seat is taken at the moment."
    assert words in Client().get(f"/opportunities/{post.ref}").content.decode()
    post.seats.create(number=2)
    refresh_opportunity(post)
    assert words not in Client().get(f"/opportunities/{post.ref}").content.decode()


def test_a_post_that_lacks_only_its_last_day_to_apply_leads_to_where_it_is_named() -> None:
    post, officer = make_description(state="ready_for_sourcing", closes_on=None), signed_in(make_officer())
    page = f"/descriptions/{post.ref}"
    way = f'class="btn btn-primary" href="{page}/edit/publication">Name the last day to apply'
    shown = officer.get(page).content.decode()
    assert way in shown
    assert f"{page}/do/publish" not in shown
    Description.objects.filter(pk=post.pk).update(closes_on=timezone.localdate() + timedelta(days=9))
    shown = officer.get(page).content.decode()
    assert way not in shown
    assert f"{page}/do/publish" in shown


def test_whoever_publishes_a_post_for_a_partners_people_reads_that_nobody_else_can_apply() -> None:
    post, officer = make_description(state="ready_for_sourcing"), make_officer()
    publish = next(verb for verb in verbs_of(post, account=officer) if verb.name == "publish")
    assert "apply until the closing date" in str(publish.question)
    post.nominating_partner = make_organisation(is_partner=True)
    publish = next(verb for verb in verbs_of(post, account=officer) if verb.name == "publish")
    assert "only people whom the partner nominates" in str(publish.question)


def test_somebody_on_the_shortlist_finds_the_document_they_are_asked_for_on_their_application() -> None:
    application = make_application(state="shortlisted")
    clearance = Clearance.objects.create(
        application=application, kind="reference", state="requested", is_pre_submission=True
    )
    client, page = signed_in(application.account), f"/applications/{application.ref}"
    shown = client.get(page).content.decode()
    assert f'href="/clearances/{clearance.ref}"' in shown
    assert "Hand in a document: Reference check" in shown
    turn, words = "Your turn", "Hand in the document that is asked for; then your application goes to the host entity."
    listed = client.get("/applications").content.decode()
    assert words in shown
    assert words in listed
    assert turn in listed
    assert words in client.get("/").content.decode()
    Clearance.objects.update(state="passed")
    assert "Hand in a document" not in client.get(page).content.decode()
    listed = client.get("/applications").content.decode()
    assert words not in listed
    assert turn not in listed


def test_somebody_who_waits_for_an_offer_is_not_told_that_it_is_their_turn() -> None:
    application = make_application(description=make_description(state="sourcing"), state="selected")
    page = signed_in(application.account).get("/applications").content.decode()
    assert "The programme officer prepares an offer for you." in page
    assert "Your turn" not in page


def test_an_officer_reads_that_clearances_come_before_a_candidate_is_sent_to_the_host_entity() -> None:
    application, officer = make_application(state="shortlisted"), signed_in(make_officer())
    page, sends = f"/candidates/{application.ref}", "<dt>What happens next</dt><dd>Send to the host entity</dd>"
    assert sends in officer.get(page).content.decode()
    Clearance.objects.create(application=application, kind="reference", state="requested", is_pre_submission=True)
    shown = officer.get(page).content.decode()
    assert "<dd>The clearances before submission come first</dd>" in shown
    assert sends not in shown
    asks, submits = f"verb=ask_clearances&amp;c={application.ref}", f"/candidates/{application.ref}/do/submit_to_host"
    assert asks not in shown
    assert submits not in shown
    Clearance.objects.update(state="required")
    shown = officer.get(page).content.decode()
    assert asks in shown
    assert submits not in shown
    Clearance.objects.update(state="waived")
    shown = officer.get(page).content.decode()
    assert sends in shown
    assert asks not in shown
    assert submits in shown


def test_hours_said_to_be_not_right_wait_for_the_volunteer() -> None:
    world = make_service(kinds=())
    begin(world)
    month = timezone.localdate().replace(day=1)
    record = HoursRecord.objects.create(
        assignment=world.service, month=month, hours=Decimal(3), state="disputed", note="It was one hour."
    )
    (row,) = [row for row in for_volunteers(world.volunteer) if str(row.title).startswith("Correct your hours of")]
    assert (row.url, row.detail) == (f"/assignments/{world.service.ref}/hours", "It was one hour.")
    record.state = "recorded"
    record.save()
    assert not [row for row in for_volunteers(world.volunteer) if str(row.title).startswith("Correct your hours of")]


def test_an_ended_service_whose_hours_are_not_right_waits_for_whoever_records_them_anew() -> None:
    world = make_service(kinds=())
    begin(world)
    Assignment.objects.filter(pk=world.service.pk).update(
        state="ended", end_kind="completed", ended_on=timezone.localdate()
    )
    record = HoursRecord.objects.create(
        assignment=world.service, month=timezone.localdate().replace(day=1), hours=Decimal(3), state="disputed"
    )
    for account, who in ((world.volunteer, "You"), (world.officer, "The volunteer")):
        shown = world.read(account)
        assert "<dd>Hours that are not right are recorded anew</dd>" in shown
        assert f"<dd>{who}</dd>" in shown
        assert "3 hours were said not to be right, and count once they are recorded anew." in shown
        assert "wait to be verified" not in shown
    hours, report = (f'btn-primary" href="/assignments/{world.service.ref}/{page}">' for page in ("hours", "report"))
    assert [link in world.read(world.volunteer) for link in (hours, report)] == [True, False]
    record.state = "recorded"
    record.save()
    assert [link in world.read(world.volunteer) for link in (hours, report)] == [False, True]
    assert hours in world.read(world.supervisor)
    offered = ["Record and verify hours" in world.read(reader) for reader in (world.officer, make_auditor())]
    assert offered == [True, False], "an auditor changes nothing"
    shown = world.read(world.officer)
    assert "<dd>The hours are verified</dd>" in shown
    assert "3 hours wait to be verified." in shown
    assert "not to be right" not in shown


def test_a_month_of_the_service_that_has_not_come_is_not_said_to_lie_outside_it() -> None:
    world = make_service(kinds=())
    begin(world)
    world.fresh()
    with pytest.raises(Incomplete) as refused:
        hours_acts.record_hours(
            actor=world.volunteer, assignment=world.service, month=world.service.ends_on, hours=Decimal(1)
        )
    assert [str(problem.message) for problem in refused.value.problems] == ["This month has not come yet."]


@pytest.mark.parametrize("state", ["ready_for_sourcing", "sourcing"])
def test_nobody_applies_for_a_post_whose_last_seat_was_cancelled(state: str) -> None:
    post = make_description(state=state, seats=2)
    first, second = ({"ref": seat.ref, "city": seat.city, "is_cancelled": True} for seat in post.seats.all())
    write_seats(post, {"seats": [first]})
    with pytest.raises(Incomplete) as refused, transaction.atomic():
        write_seats(post, {"seats": [second]})
    assert str(refused.value.problems[0].remedy) == "Leave one seat, or cancel the whole description."
    assert post.seats.filter(is_cancelled=False).count() == 1
