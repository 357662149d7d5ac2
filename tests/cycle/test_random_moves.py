"""Random people make random moves through the volunteer's cycle; whatever they do, the promises of the house hold.

Nobody chooses the moves with care: most are refused, and a refusal must be one of ours (core.errors), never a database
error or a broken page.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from tests.cycle.moves import RandomMoves
from tests.cycle.promises import FOUND, REACHED, Promises
from tests.cycle.services import RandomService

from minga.assignments.actions import descriptions, hours
from minga.assignments.models import (
    Application,
    ApplicationStep,
    Assignment,
    Clearance,
    HoursRecord,
    Leave,
    OpportunityRow,
    Suspension,
)

pytestmark = pytest.mark.django_db

WALKS, FEWER, SERVICES = 18, 10, 12
"""How many walks: on the second database the first ones again, for the questions that they ask of it."""


def walk_at_random(machine: type[Promises], *, often: int) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=often * int(os.environ.get("MINGA_WALKS", "1")),
            stateful_step_count=40,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_whatever_people_try_the_promises_hold() -> None:
    REACHED.clear()
    FOUND.clear()
    walk_at_random(RandomMoves, often=WALKS if connection.vendor == "sqlite" else FEWER)
    # The walk is worth something only if it gets far.
    assert {"longlisted", "with_host", "assessed", "not_selected", "withdrawn", "offered", "accepted"} <= REACHED


SERVED = {
    ("Assignment", "serving"), ("Assignment", "suspended"), ("Assignment", "ended"), ("Assignment", "closed"),
    ("HoursRecord", "recorded"), ("HoursRecord", "verified"), ("HoursRecord", "disputed"),
    ("Leave", "requested"), ("Leave", "approved"), ("Leave", "refused"), ("Leave", "withdrawn"), ("Leave", "lapsed"),
    ("Extension", "requested"), ("Extension", "approved"), ("Extension", "refused"), ("Extension", "lapsed"),
    ("Suspension", "open"), ("Suspension", "over"), ("Certificate", "issued"),
}  # fmt: skip


def test_whatever_people_try_with_a_service_the_promises_hold() -> None:
    FOUND.clear()
    walk_at_random(RandomService, often=SERVICES)
    assert {("Assignment", "suspended"), ("Assignment", "ended"), ("HoursRecord", "recorded")} <= FOUND


USUAL = {"who": 23}


def served() -> RandomService:
    """A walk in which hours, leave and more time were asked for and answered."""
    walk = RandomService()
    walk.people(limit=None)
    for offset, verb in ((-70, "verify"), (-50, "dispute"), (-20, "verify")):  # the first lies before the service
        walk.record_hours(offset=offset, many=40, **USUAL)
        walk.the_promises_hold()
        walk.look_at_hours(number=3, verb=verb, **USUAL)
        walk.the_promises_hold()
    for offset, verb in ((5, "withdraw"), (8, "refuse"), (11, "approve"), (14, "")):
        walk.ask_for_leave(offset=offset, length=2, half=False, kind="sick", **USUAL)
        walk.the_promises_hold()
        if verb:
            walk.answer_leave(number=0, verb=verb, **USUAL)
        walk.the_promises_hold()
    for verb in ("refuse", "approve", ""):
        walk.ask_for_more_time(days=20, **USUAL)
        walk.the_promises_hold()
        if verb:
            walk.answer_more_time(number=0, verb=verb, **USUAL)
        walk.the_promises_hold()
    walk.suspend(offset=-1, without_pay=True, **USUAL)
    walk.the_promises_hold()
    walk.resume(**USUAL)
    walk.the_promises_hold()
    return walk


@pytest.mark.once
def test_on_the_natural_way_of_a_service_the_promises_hold_and_what_they_are_about_has_happened() -> None:
    FOUND.clear()
    walk = served()
    walk.certify(**USUAL)  # too early
    walk.attempt(hours.record_hours, actor=walk.person, assignment=walk.service(), month=walk.today, hours=Decimal(24))
    walk.end(offset=0, rare=0, by_clock=False, kind="not_started", **USUAL)  # it has begun
    assert walk.service().state == "serving"
    walk.end(offset=0, rare=0, by_clock=False, kind="completed", **USUAL)
    walk.the_promises_hold()
    for record in HoursRecord.objects.exclude(state="verified"):  # verified by nobody: they would keep it from closing
        walk.attempt(hours.remove_hours, actor=walk.person, record=record)
    for side in ("host_assessment", "volunteer_report"):
        walk.write(side=side, finish=True, **USUAL)
    walk.close(**USUAL)
    walk.certify(**USUAL)
    walk.the_promises_hold()
    walk.teardown()
    assert sorted(SERVED - FOUND) == []


BROKEN_SERVICE: dict[str, Callable[[], Any]] = {
    "hours of a month before the service": lambda: HoursRecord.objects.filter(state="disputed").update(
        month=date(2020, 1, 1)
    ),
    "leave beyond the service": lambda: Leave.objects.filter(state="approved").update(ends_on=date(2100, 1, 1)),
    "a longer service than was approved": lambda: Assignment.objects.update(ends_on=date(2100, 1, 1)),
    "a rest that nobody ended": lambda: Suspension.objects.update(ends_on=None),
}


@pytest.mark.once
def test_a_broken_promise_of_a_service_is_found() -> None:
    walk = served()
    for what, breaks in BROKEN_SERVICE.items():
        with transaction.atomic():
            assert breaks(), f"nothing was there to break: {what}"
            with pytest.raises(AssertionError):
                walk.the_promises_hold()
            transaction.set_rollback(True)
    walk.the_promises_hold()
    walk.teardown()


WORTH_TRYING = {
    ("Description", "sourcing"), ("Description", "selecting"), ("Description", "filled"), ("Description", "cancelled"),
    ("Application", "reserve"), ("Application", "not_selected"), ("Application", "declined"),
    ("Application", "accepted"), ("Offer", "declined"), ("Offer", "accepted"),
    ("Clearance", "required"), ("Clearance", "passed"), ("Clearance", "failed"), ("Clearance", "waived"),
    ("CostEstimate", "requested"), ("CostEstimate", "authorized"),
}  # fmt: skip
"""What the promises are about: random walks meet it or not, the natural ways always do."""


@pytest.mark.once
def test_on_each_natural_way_to_its_end_the_promises_hold_and_what_they_are_about_has_happened() -> None:
    FOUND.clear()
    for chance in range(6):
        walk = RandomMoves()
        walk.people(needs_officer=False, published=True, ahead=7, chance=chance)
        for step in range(3):
            walk.ask_for_money(step=step)
            walk.the_promises_hold()
        walk.go_as_far(0, 1, chance)
        if chance > 1:  # whoever accepted keeps a description from being cancelled
            walk.go_as_far(1, 6, 3 if chance % 2 == 0 else 4)
        walk.the_promises_hold()
        for verb in (descriptions.close_description, descriptions.fill_description):
            walk.attempt(verb, actor=walk.staff[2], description=walk.description)
            walk.the_promises_hold()
        walk.cancel(who=1, rare=0)
        walk.the_promises_hold()
        walk.teardown()
    assert sorted(WORTH_TRYING - FOUND) == []


BROKEN: dict[str, Callable[[], Any]] = {
    "a state that nobody wrote into the trail": lambda: Application.objects.filter(state="longlisted").update(
        state="shortlisted"
    ),
    "a candidate in no stage": lambda: ApplicationStep.objects.update(left_at=timezone.now()),
    "a search that lags behind": lambda: OpportunityRow.objects.update(closes_on=date(2020, 1, 1)),
    "whoever accepted without a service": lambda: Assignment.objects.all().delete(),
    "a waiver to which nobody agreed": lambda: Clearance.objects.filter(state="waived").update(waived_by=None),
    "whoever was not selected and is told nothing": lambda: Application.objects.filter(state="not_selected").update(
        told_at=None
    ),
}


@pytest.mark.once
@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_promise_is_found(what: str) -> None:
    walk = RandomMoves()
    walk.people(needs_officer=False, published=True, ahead=8, chance=3)
    walk.go_as_far(1, 6, 1)  # assessed, and not selected
    walk.the_promises_hold()
    assert BROKEN[what](), "nothing was there to break"
    with pytest.raises(AssertionError):
        walk.the_promises_hold()
    walk.teardown()
