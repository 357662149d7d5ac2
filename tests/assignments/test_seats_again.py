"""The seat of a service that ended early: free again for the rest, for the reserve or somebody new, never two on it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from pytest_django.plugin import DjangoDbBlocker
from tests import factories as make
from tests.assignments.service_steps import begin
from tests.assignments.service_world import World, make_service
from tests.standing import standing

from minga.assignments.actions import offers, reserve, seats, service
from minga.assignments.actions.descriptions import reopen_description
from minga.assignments.models import (
    Application,
    ApplicationStep,
    Assignment,
    Description,
    Offer,
    OpportunityRow,
    Seat,
)
from minga.assignments.queries.candidates import seats_of
from minga.assignments.waiting.service_of_officers import for_officers
from minga.core.errors import IllegalTransition, Incomplete, NotAllowed
from minga.core.notices.models import Notice

pytestmark = pytest.mark.django_db


def serving() -> World:
    """A filled description whose only volunteer serves for 200 days more."""
    world = make_service(kinds=(), language="en")
    begin(world)
    world.description.refresh_from_db()
    assert world.description.state == "filled"
    return world


@pytest.fixture(scope="module", autouse=True)
def under_way(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    yield from standing(django_db_blocker, serving)


@pytest.fixture
def world(under_way: World, db: None) -> World:
    """The volunteer left today, 200 days early."""
    world = under_way.anew()
    end(world)
    return world


def end(world: World, *, kind: str = "resigned", on: date | None = None) -> None:
    service.end_service(
        actor=world.officer,
        assignment=world.fresh(),
        end_kind=kind,
        ended_on=on or timezone.localdate(),
        reason="Family",
    )
    world.fresh()


def in_reserve(world: World) -> Application:
    """Somebody who was in reserve until the seats were filled."""
    row = make.make_application(description=world.description, state="not_selected")
    now = timezone.now()
    ApplicationStep.objects.create(application=row, state="reserve", entered_at=now, left_at=now)
    return row


def offer(world: World, row: Application, *, until: date) -> Offer:
    return offers.make_offer(
        actor=world.officer, application=row, seat=world.description.seats.get(), starts_on=timezone.localdate(),
        ends_on=until,
    )  # fmt: skip


def test_an_early_end_leaves_the_officer_to_decide_about_the_seat_and_waits_until_it_is_done(world: World) -> None:
    [waits] = [row for row in for_officers(world.officer) if "A seat is free" in getattr(row, "title", "")]
    assert waits.url == world.page()
    assert seats_of(world.description).free == 0
    for account in (world.focal_point, world.volunteer):
        assert "Open the seat again" not in world.read(account)
    world.press(world.officer, "assignment_do", world.service.ref, "leave_seat", thing=world.service)
    assert "It was left closed." in world.read(world.officer)
    assert not [row for row in for_officers(world.officer) if "A seat is free" in getattr(row, "title", "")]
    with pytest.raises(NotAllowed):
        seats.open_seat_again(actor=world.focal_point, assignment=world.service)
    page = world.press(world.officer, "assignment_do", world.service.ref, "open_seat", thing=world.service)
    assert "See who comes next" in page.content.decode()
    world.description.refresh_from_db()
    assert (world.description.state, seats_of(world.description).free) == ("selecting", 1)
    assert Notice.objects.filter(kind="assignments.seat_open_again", account=world.focal_point).exists()


def test_who_was_in_reserve_is_taken_back_offered_the_rest_and_the_description_is_filled_again(world: World) -> None:
    row, other = in_reserve(world), in_reserve(world)
    until = world.service.ends_on
    seats.open_seat_again(actor=world.officer, assignment=world.service)
    page = world.read(world.officer, reverse("assignments:selection", args=[world.description.ref]))
    assert "They were in reserve" in page and "Left early" in page
    world.press(world.officer, "call_back", row.ref, thing=row)
    row.refresh_from_db()
    assert row.state == "selected", "the only one in reserve moves up by itself"
    world.press(world.officer, "call_back", other.ref, thing=other)
    other.refresh_from_db()
    assert other.state == "reserve", "no seat is left to move up to"
    with pytest.raises(Incomplete) as refused:
        offer(world, row, until=until + timedelta(days=1))
    assert "its time ends on" in refused.value.problems[0].message
    form = world.read(world.officer, reverse("assignments:make_offer", args=[row.ref]))
    assert until.isoformat() in form and timezone.localdate().isoformat() in form
    offer(world, row, until=until)
    offers.accept_offer(actor=row.account, application=row)
    world.description.refresh_from_db()
    assert world.description.state == "filled"
    assert Assignment.objects.filter(description=world.description).count() == 2
    other.refresh_from_db()
    assert other.state == "not_selected"
    assert Notice.objects.filter(kind="assignments.not_selected", account=other.account).exists()
    with pytest.raises(IllegalTransition):
        seats.open_seat_again(actor=world.officer, assignment=world.service)
    paid = world.read(make.make_finance_officer(), reverse("assignments:cost_paid", args=[world.service.ref]))
    assert "It ended early; it was agreed until" in paid
    assert "More than one person has had this seat. Its pro forma counts once" in paid


def test_a_post_opened_again_for_a_seat_that_was_given_up_says_what_is_left_of_it_and_not_its_whole_length(
    world: World,
) -> None:
    today, until = timezone.localdate(), timezone.localdate() + timedelta(days=50)
    Assignment.objects.update(ends_on=until)
    Description.objects.update(closes_on=today + timedelta(days=20), duration_months=12, published_at=timezone.now())
    world.fresh()
    page, words = f"/opportunities/{world.description.ref}", f"until {date_format(until)}"
    assert words not in world.read(world.volunteer, page)
    seats.open_seat_again(actor=world.officer, assignment=world.service)
    world.description.refresh_from_db()
    reopen_description(actor=world.officer, description=world.description)
    shown = world.read(world.volunteer, page)
    assert words in shown and "a seat became free" in shown and "1 year" not in shown
    assert words in world.read(world.volunteer, "/opportunities")
    working = world.read(world.officer, f"/descriptions/{world.description.ref}")
    assert words in working and "1 year" in working and "after the first day of service" not in working
    assert OpportunityRow.objects.get().facts["duration"] == "short"
    Description.objects.update(closes_on=until + timedelta(days=1))
    assert "The time of the seat that is free ends on" in world.read(
        world.officer, f"/descriptions/{world.description.ref}"
    )
    Seat.objects.create(description=world.description, number=2, city=world.description.seats.get().city)
    assert words not in world.read(world.volunteer, page), "a seat that nobody has had takes the whole length"


def test_where_the_category_asks_for_it_the_officer_confirms_who_moves_up(world: World) -> None:
    type(world.description.category).objects.update(reserve_needs_officer=True)
    row = in_reserve(world)
    seats.open_seat_again(actor=world.officer, assignment=world.service)
    reserve.call_back(actor=world.officer, application=row)
    row.refresh_from_db()
    assert (row.state, row.reserve_rank) == ("reserve", 1)
    reserve.confirm_move_up(actor=world.officer, application=row)
    row.refresh_from_db()
    assert row.state == "selected"


def test_nobody_else_is_taken_back_and_nobody_who_was_never_in_reserve(world: World) -> None:
    never = make.make_application(description=world.description, state="not_selected")
    with pytest.raises(Incomplete):
        reserve.call_back(actor=world.officer, application=in_reserve(world))  # the seat is not open yet
    seats.open_seat_again(actor=world.officer, assignment=world.service)
    with pytest.raises(Incomplete):
        reserve.call_back(actor=world.officer, application=never)


def test_a_service_that_went_to_its_end_or_has_no_time_left_frees_no_seat() -> None:
    world = make_service(kinds=(), days=0)
    begin(world)
    end(world, kind="resigned")
    with pytest.raises(Incomplete):
        seats.open_seat_again(actor=world.officer, assignment=world.service)
    assert not [row for row in for_officers(world.officer) if "A seat is free" in getattr(row, "title", "")]


def test_a_service_that_never_began_gives_its_seat_on_whole() -> None:
    world = make_service(kinds=(), language="en")
    end(world, kind="not_started")
    row = in_reserve(world)
    seats.open_seat_again(actor=world.officer, assignment=world.service)
    reserve.call_back(actor=world.officer, application=row)
    row.refresh_from_db()
    last = world.description.last_day_from(timezone.localdate())
    offer(world, row, until=last)
    assert row.offers.get().ends_on == last > world.service.ends_on


def test_the_person_who_left_still_reads_where_the_service_stands(world: World) -> None:
    seats.open_seat_again(actor=world.officer, assignment=world.service)
    address = reverse("assignments:application", args=[world.service.offer.application.ref])
    assert "Your service has ended." in world.read(world.volunteer, address)
