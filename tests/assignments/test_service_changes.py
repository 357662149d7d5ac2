"""What changes a service under way: leave, extension, rest, an early end; through the pages, by who may."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.utils import formats, timezone
from pytest_django.plugin import DjangoDbBlocker
from tests import factories as make
from tests.assignments.service_steps import begin, costs_nothing, serving
from tests.assignments.service_world import World, make_service
from tests.standing import standing

from minga.assignments.actions import leave as leave_acts
from minga.assignments.models import Assignment
from minga.assignments.queries.service import longest_end, months_beyond
from minga.core.days import last_day
from minga.core.errors import Refused
from minga.core.notices.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def under_way(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    yield from standing(django_db_blocker, serving)


@pytest.fixture
def world(under_way: World, db: None) -> World:
    return under_way.anew()


def test_leave_is_asked_for_by_the_volunteer_and_decided_by_the_host(world: World) -> None:
    day = timezone.localdate() + timedelta(days=20)
    days = {"kind": "annual", "starts_on": day.isoformat(), "ends_on": (day + timedelta(days=4)).isoformat()}
    world.press(world.volunteer, "assignment_task", world.service.ref, "leave", **days)
    page = world.press(world.volunteer, "assignment_task", world.service.ref, "leave", **days)
    assert page.status_code == 422
    leave = world.service.leaves.get()
    world.press(world.officer, "leave_do", leave.ref, "approve", thing=leave)
    leave.refresh_from_db()
    assert leave.state == "requested"
    world.press(world.supervisor, "leave_do", leave.ref, "refuse", thing=leave, reason="The census is that week")
    assert "The census is that week" in world.read(world.volunteer)


def test_leave_that_has_not_begun_is_withdrawn_by_the_volunteer_and_host_and_officer_are_told(world: World) -> None:
    for days in (20, 40):
        first = timezone.localdate() + timedelta(days=days)
        leave_acts.ask_for_leave(
            actor=world.volunteer, assignment=world.service, kind="annual", starts_on=first, ends_on=first
        )
    pending, granted = world.service.leaves.all()
    with pytest.raises(Refused, match="only the volunteer takes it back"):
        leave_acts.decide_leave(actor=world.supervisor, leave=pending, verb="withdraw")
    leave_acts.decide_leave(actor=world.supervisor, leave=granted, verb="approve")
    Notice.objects.all().delete()
    for leave in (pending, granted):
        assert world.press(world.supervisor, "leave_do", leave.ref, "withdraw", thing=leave).status_code == 404
        page = world.press(world.volunteer, "leave_do", leave.ref, "withdraw", thing=leave)
        assert page.status_code == 200
        leave.refresh_from_db()
        assert leave.state == "withdrawn"
    told = Notice.objects.filter(kind="assignments.leave_withdrawn").values_list("account_id", flat=True)
    assert {world.supervisor.pk, world.officer.pk} <= set(told)
    again = {"starts_on": pending.starts_on, "ends_on": pending.ends_on}
    leave_acts.ask_for_leave(actor=world.volunteer, assignment=world.service, kind="annual", **again)
    assert world.service.leaves.filter(state="requested").count() == 1


def test_leave_that_has_begun_or_was_refused_is_not_withdrawn(world: World) -> None:
    today = timezone.localdate()
    leave = leave_acts.ask_for_leave(
        actor=world.volunteer, assignment=world.service, kind="sick", starts_on=today, ends_on=today
    )
    leave_acts.decide_leave(actor=world.supervisor, leave=leave, verb="approve")
    assert f"/leave/{leave.ref}/do/withdraw" not in world.read(world.volunteer)
    with pytest.raises(Refused):
        leave_acts.withdraw_leave(actor=world.volunteer, leave=leave)
    type(leave).objects.update(state="refused", starts_on=today + timedelta(days=1), ends_on=today + timedelta(days=1))
    with pytest.raises(Refused):
        leave_acts.withdraw_leave(actor=world.volunteer, leave=leave)


def test_leave_is_not_withdrawn_once_the_service_has_ended() -> None:
    world = make_service(kinds=(), language="en")
    begin(world)
    today = timezone.localdate()
    for day in (today, today + timedelta(days=1)):
        leave_acts.ask_for_leave(
            actor=world.volunteer, assignment=world.service, kind="annual", starts_on=day, ends_on=day
        )
    begun, _later = world.service.leaves.order_by("starts_on")
    leave_acts.decide_leave(actor=world.supervisor, leave=begun, verb="approve")
    end = {"end_kind": "resigned", "ended_on": timezone.localdate().isoformat(), "reason": "Family"}
    world.press(world.officer, "assignment_task", world.service.ref, "end", thing=world.service, **end)
    assert world.fresh().state == "ended"
    assert "/do/withdraw" not in world.read(world.volunteer)
    page = world.press(world.volunteer, "leave_do", begun.ref, "withdraw", thing=begun)
    assert "The service has ended, and its leave stays as it was." in page.content.decode()
    begun.refresh_from_db()
    assert begun.state == "approved"


def test_an_extension_keeps_to_the_category_and_is_decided_by_another() -> None:
    world = make_service(kinds=(), category=make.make_category("short", max_duration_months=12))
    begin(world)
    ask = {"reason": "The work goes on", "funding_note": "Host entity"}
    late = (world.service.starts_on + timedelta(days=500)).isoformat()
    page = world.press(
        world.focal_point, "assignment_task", world.service.ref, "extend", thing=world.service, new_end=late, **ask
    )
    assert page.status_code == 422
    latest = formats.date_format(longest_end(world.service), "DATE_FORMAT")
    assert f"This category serves no longer than until {latest}." in page.content.decode()
    new_end = world.service.ends_on + timedelta(days=60)
    make.give_role(world.focal_point, "programme_officer", country="CN")
    world.press(
        world.focal_point, "assignment_task", world.service.ref, "extend", thing=world.service,
        new_end=new_end.isoformat(), **ask,
    )  # fmt: skip
    extension = world.service.extensions.get()
    costs_nothing(extension)
    world.press(world.focal_point, "extension_do", extension.ref, "approve", thing=extension)
    extension.refresh_from_db()
    assert extension.state == "requested"
    world.press(world.officer, "extension_do", extension.ref, "approve", thing=extension)
    assert world.fresh().ends_on == new_end


def test_all_services_abroad_together_keep_to_four_years() -> None:
    category = make.make_category("expert", max_total_months=48)
    world = make_service(track="international", category=category, kinds=(), days=300)
    begin(world)
    earlier = make_service(track="international", category=category, kinds=()).service
    today = timezone.localdate()
    Assignment.objects.filter(pk=earlier.pk).update(
        account=world.volunteer, state="closed", starts_on=today - timedelta(days=1400),
        ends_on=today - timedelta(days=200),
    )  # fmt: skip
    ask = {"reason": "More", "funding_note": "Host", "new_end": (today + timedelta(days=400)).isoformat()}
    page = world.press(world.focal_point, "assignment_task", world.service.ref, "extend", thing=world.service, **ask)
    assert "too long" in page.content.decode()


def test_four_years_to_the_day_are_not_too_long_and_what_never_started_counts_nothing() -> None:
    category = make.make_category("expert", max_total_months=48)
    world = make_service(track="international", category=category, kinds=(), days=300)
    begin(world)
    never = make_service(track="international", category=category, kinds=()).service
    Assignment.objects.filter(pk=never.pk).update(account=world.volunteer, state="ended", end_kind="not_started")
    service = world.fresh()
    last = last_day(48, first=service.entered_on or service.starts_on)
    assert months_beyond(service, new_end=last) == 0
    assert months_beyond(service, new_end=last + timedelta(days=1)) == 1
    earlier = make_service(track="international", category=category, kinds=()).service
    Assignment.objects.filter(pk=earlier.pk).update(
        account=world.volunteer, state="closed", starts_on=date(2020, 1, 31), ends_on=date(2020, 3, 30), entered_on=None
    )
    assert months_beyond(service, new_end=last) == 2


def test_a_service_rests_and_goes_on(world: World) -> None:
    why = {"starts_on": timezone.localdate().isoformat(), "reason": "The office is flooded"}
    world.press(world.officer, "assignment_task", world.service.ref, "suspend", thing=world.service, **why)
    assert "The office is flooded" in world.read(world.volunteer)
    world.press(world.officer, "assignment_do", world.service.ref, "resume", thing=world.service)
    assert world.fresh().state == "serving"
    assert world.service.suspensions.filter(ends_on__isnull=True).count() == 0


@pytest.mark.parametrize("kind", ["completed", "resigned", "terminated", "reassigned"])
def test_an_early_end_needs_its_reason(world: World, kind: str) -> None:
    end = {"end_kind": kind, "ended_on": timezone.localdate().isoformat()}
    page = world.press(world.officer, "assignment_task", world.service.ref, "end", thing=world.service, **end)
    assert page.status_code == 422
    world.press(world.officer, "assignment_task", world.service.ref, "end", thing=world.service, **end, reason="Family")
    assert (world.fresh().state, world.service.end_kind) == ("ended", kind)


def test_a_service_that_never_started_is_closed_without_words_or_certificate() -> None:
    world = make_service(kinds=())
    end = {"end_kind": "not_started", "ended_on": timezone.localdate().isoformat(), "reason": "The visa was refused"}
    world.press(world.officer, "assignment_task", world.service.ref, "end", thing=world.service, **end)
    world.press(world.officer, "assignment_do", world.service.ref, "close", thing=world.service)
    assert world.fresh().state == "closed"
    assert "Issue the certificate" not in world.read(world.officer)
