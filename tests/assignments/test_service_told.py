"""Who hears of what happens to a service, and who may end it when."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.assignments.service_world import World, make_service

from minga.assignments.actions import clearances, service
from minga.assignments.models import Assignment
from minga.core.notices.models import Notice
from minga.people.models import Account

pytestmark = pytest.mark.django_db

END = {"end_kind": "terminated", "reason": "The office closes."}


def serving() -> World:
    world = make_service()
    Assignment.objects.update(state="serving", entered_on=world.service.starts_on)
    world.fresh()
    return world


def told(account: Account) -> list[str]:
    return [row.kind.removeprefix("assignments.") for row in Notice.objects.filter(account=account).order_by("pk")]


@pytest.mark.parametrize("state", ["preparing", "cleared", "suspended"])
def test_the_host_entity_ends_only_a_service_that_is_under_way(state: str) -> None:
    world = serving()
    Assignment.objects.update(state=state)
    assert "End the service" not in world.read(world.focal_point)
    assert "End the service" in world.read(world.officer)
    today = timezone.localdate().isoformat()
    page = world.press(
        world.focal_point, "assignment_task", world.service.ref, "end", thing=world.service, ended_on=today, **END
    )
    assert (page.status_code, world.fresh().state) == (403, state)


def test_an_early_end_by_one_side_is_told_to_the_other_and_to_the_officer() -> None:
    world = serving()
    today = timezone.localdate().isoformat()
    world.press(world.focal_point, "assignment_task", world.service.ref, "end", thing=world.service, ended_on=today,
                **END)  # fmt: skip
    assert world.fresh().state == "ended"
    assert "service_ended_early" in told(world.officer)
    assert "service_ended_early" in told(world.supervisor)
    assert "service_ended_early" not in told(world.focal_point)
    assert "service_ended" in told(world.volunteer)


def test_the_host_entity_hears_of_a_rest_and_of_what_was_decided_about_an_extension() -> None:
    world = serving()
    today = timezone.localdate()
    service.suspend_service(actor=world.officer, assignment=world.service, starts_on=today, reason="A flood.")
    service.resume_service(actor=world.officer, assignment=world.fresh())
    asked = service.ask_for_extension(
        actor=world.focal_point, assignment=world.fresh(), new_end=world.service.ends_on + timedelta(days=9),
        reason="More to do", funding_note="The host",
    )  # fmt: skip
    service.decide_extension(actor=world.officer, extension=asked, verb="approve")
    assert [kind for kind in told(world.supervisor) if kind.startswith(("service_", "longer"))] == [
        "service_rests", "service_goes_on", "longer_service_approved",
    ]  # fmt: skip
    assert "longer_service_approved" in told(world.focal_point), "whoever asked hears of it"


def test_the_volunteer_hears_that_a_clearance_was_waived() -> None:
    world = make_service()
    row = world.service.clearances.get()
    clearances.ask_for_waiver(actor=world.officer, clearance=row, reason="It is valid abroad.")
    clearances.waive_clearance(actor=world.colleague, clearance=row)
    assert "clearance_decided" in told(world.volunteer)
