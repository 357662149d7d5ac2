"""The last day of a service, what is said of one that never began, and what closing without hours means."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from tests.assignments.service_steps import begin, serving
from tests.assignments.service_world import World, make_service
from tests.assignments.told import accounts_told, kinds_told

from minga.assignments.actions import service as acts
from minga.assignments.models import Application, Assignment, HoursRecord
from minga.assignments.queries.leave import leave_book
from minga.assignments.queries.served import planned_for
from minga.assignments.waiting.service import for_volunteers
from minga.assignments.waiting.service_of_officers import for_officers
from minga.core.days import day_of
from minga.core.errors import Incomplete
from minga.people.actions.erasing import erase_account

pytestmark = pytest.mark.django_db


def today() -> date:
    return timezone.localdate()


def with_days(world: World, **fields: Any) -> World:
    Assignment.objects.filter(pk=world.service.pk).update(**fields)
    world.fresh()
    return world


def end(world: World, *, on: date, kind: str = "resigned") -> Assignment:
    return acts.end_service(actor=world.officer, assignment=world.fresh(), end_kind=kind, ended_on=on, reason="Family")


@pytest.mark.parametrize(
    ("days", "ended_on", "said"),
    [
        ({"entered_on": -1}, -2, "The service began on"),
        ({"ends_on": -1, "state": "suspended"}, 0, "The service was agreed until"),
    ],
    ids=["before the entry on duty", "after the last day"],
)
def test_a_service_ends_on_a_day_of_its_own(days: dict[str, Any], ended_on: int, said: str) -> None:
    world = serving(kinds=())
    at = {name: today() + timedelta(days=value) if isinstance(value, int) else value for name, value in days.items()}
    with_days(world, **at)
    with pytest.raises(Incomplete) as refused:
        end(world, on=today() + timedelta(days=ended_on))
    assert [str(problem.message)[: len(said)] for problem in refused.value.problems] == [said]
    assert end(world, on=today() - timedelta(days=1)).state == "ended"


def test_whoever_erases_the_account_while_a_service_rests_beyond_its_last_day_is_erased() -> None:
    world = serving(kinds=())
    last = today() - timedelta(days=1)
    with_days(world, ends_on=last, state="suspended")
    erase_account(actor=world.volunteer, account=world.volunteer)
    assert (world.fresh().state, world.service.ended_on) == ("ended", last)


def test_hours_of_months_after_the_last_day_are_taken_away_before_it_ends_so() -> None:
    world = serving(kinds=())
    first = today().replace(day=1)
    before = first - timedelta(days=20)
    with_days(world, starts_on=before, entered_on=before)
    record = HoursRecord.objects.create(assignment=world.service, month=first, hours=Decimal(5), state="verified")
    with pytest.raises(Incomplete) as refused:
        end(world, on=first - timedelta(days=2))
    assert "Hours are recorded for later months" in str(refused.value.problems[0].message)
    record.delete()
    assert end(world, on=first - timedelta(days=2)).state == "ended"


def test_a_service_does_not_end_in_a_month_of_which_more_hours_stand_than_its_days_until_then_have() -> None:
    world = serving(kinds=())
    month = (today().replace(day=1) - timedelta(days=1)).replace(day=1)
    with_days(world, starts_on=month, entered_on=month)
    record = HoursRecord.objects.create(assignment=world.service, month=month, hours=Decimal(241), state="verified")
    with pytest.raises(Incomplete) as refused:
        end(world, on=month + timedelta(days=9))
    assert [str(problem.message) for problem in refused.value.problems] == [
        "More hours are recorded for this month than its days of service would have: 240."
    ]
    HoursRecord.objects.filter(pk=record.pk).update(hours=Decimal(240))
    assert end(world, on=month + timedelta(days=9)).state == "ended"


def test_a_service_that_never_began_is_told_so_and_promises_no_certificate() -> None:
    world = make_service(kinds=())
    sent = {"end_kind": "not_started", "ended_on": today().isoformat(), "reason": "The visa was refused"}
    page = world.press(world.officer, "assignment_task", world.service.ref, "end", thing=world.service, **sent)
    assert "It is ended before it began." in page.content.decode()
    assert "Both sides are asked to write" not in page.content.decode()
    told = kinds_told(world.volunteer)
    assert ("service_not_begun" in told, "service_ended" in told) == (True, False)
    assert world.supervisor.pk in accounts_told("place_not_begun")
    application = Application.objects.get(account=world.volunteer)
    shown = world.read(world.volunteer, f"/applications/{application.ref}")
    assert "Your service did not begin." in shown
    assert "before your certificate" not in shown


def test_a_service_ends_once_its_last_day_is_over_where_the_volunteer_lives() -> None:
    world = serving(kinds=())
    with_days(world, ends_on=today() - timedelta(days=1))
    world.volunteer.timezone = "Etc/GMT+12"
    world.volunteer.save()
    over = day_of(world.volunteer) > world.service.ends_on
    assert acts.end_due_services() == int(over)
    with_days(world, state="serving", end_kind="", ended_on=None)
    world.volunteer.timezone = "Etc/GMT-14"
    world.volunteer.save()
    assert acts.end_due_services() == 1


def test_a_service_suspended_by_mistake_and_resumed_the_same_day_has_not_rested() -> None:
    world = serving(kinds=())
    acts.suspend_service(
        actor=world.officer, assignment=world.fresh(), starts_on=today(), reason="The wrong row", without_pay=True
    )
    acts.resume_service(actor=world.officer, assignment=world.fresh())
    service = world.fresh()
    days = planned_for([service])[service.pk].days
    assert days is not None
    assert days.rest_days == 0
    assert leave_book(service)._rest_days(today()) == 0


def titles(rows: Any) -> dict[str, Any]:
    return {str(row.title): row for row in rows if hasattr(row, "title")}


def test_a_service_whose_last_day_passed_before_it_began_waits_for_its_officer_to_end_it() -> None:
    world = make_service(kinds=())
    with_days(world, ends_on=today() - timedelta(days=1))
    found = titles(for_officers(world.officer))
    row = found[f"The last day has passed, and it never began: {world.volunteer}"]
    assert row.url.endswith("/end")
    assert not [title for title in found if title.startswith("Issue the contract")]


def written_by_both(world: World) -> None:
    for side in ("host", "volunteer"):
        world.service.performance_assessments.create(
            side=side, overall=4, results="A register", written_at=timezone.now()
        )


def test_without_hours_the_volunteer_is_asked_for_them_and_closing_asks_first_since_no_certificate_follows() -> None:
    world = make_service(kinds=(), language="en")
    begin(world)
    end(world, on=today())
    written_by_both(world)
    row = titles(for_volunteers(world.volunteer))["Record your hours: Air quality data officer"]
    assert row.url == f"/assignments/{world.service.ref}/hours"
    assert "<dd>Record your hours: the certificate states them</dd>" in world.read(world.volunteer)
    (close,) = [row for title, row in titles(for_officers(world.officer)).items() if title.startswith("Close the")]
    assert "there is no certificate without hours" in close.confirm
    page = world.read(world.officer)
    assert "there is no certificate without hours" in page
    world.press(world.officer, "assignment_do", world.service.ref, "close", thing=world.service)
    page = world.read(world.officer)
    assert "Nothing more: no hours were verified that a certificate could state" in page
    assert "Issue the certificate" not in page


def test_with_hours_closing_is_one_press_without_a_question() -> None:
    world = make_service(kinds=(), language="en")
    begin(world)
    HoursRecord.objects.create(
        assignment=world.service, month=today().replace(day=1), hours=Decimal(5), state="verified"
    )
    end(world, on=today())
    written_by_both(world)
    (close,) = [row for title, row in titles(for_officers(world.officer)).items() if title.startswith("Close the")]
    assert not close.confirm
    assert not [title for title in titles(for_volunteers(world.volunteer)) if title.startswith("Record your hours")]
    assert "no certificate without hours" not in world.read(world.officer)


@pytest.mark.parametrize("verb", ["request", "pass", "fail", "ask_for_waiver"])
def test_a_clearance_page_left_open_asks_nobody_for_a_service_that_is_over(verb: str) -> None:
    world = make_service()
    clearance = world.service.clearances.get()
    clearance.state = "required" if verb in {"request", "ask_for_waiver"} else "requested"
    clearance.save()
    end(world, on=today(), kind="not_started")
    told = kinds_told(world.volunteer)
    sent = {"result": "Blood pressure", "reason": "A letter is there"}
    page = world.press(world.officer, "clearance_do", clearance.ref, verb, thing=clearance, **sent)
    assert "What this clearance was needed for is over." in page.content.decode()
    assert kinds_told(world.volunteer) == told
