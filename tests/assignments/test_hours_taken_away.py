"""A month of hours that was recorded by mistake: it is taken away, and keeps no service from being closed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from tests.assignments.service_steps import begin
from tests.assignments.service_world import World, make_service

from minga.assignments.actions.hours import record_hours, remove_hours, verify_hours
from minga.assignments.guards import hours_verified
from minga.assignments.models import Assignment, HoursRecord
from minga.core.audit.models import TrailEntry
from minga.core.errors import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    world = make_service(kinds=())
    begin(world)
    world.fresh()
    return world


def recorded(world: World, by: Any) -> HoursRecord:
    return record_hours(actor=by, assignment=world.service, month=timezone.localdate(), hours=Decimal(3))


@pytest.mark.parametrize("state", ["recorded", "disputed"])
def test_the_volunteer_takes_a_month_away_that_nobody_verified(world: World, state: str) -> None:
    record = recorded(world, world.volunteer)
    HoursRecord.objects.filter(pk=record.pk).update(state=state)
    assert list(hours_verified(world.service))
    address = f"/assignments/{world.service.ref}/hours"
    assert f"/hours/{record.ref}/do/remove" in world.read(world.volunteer, address)
    page = world.press(world.volunteer, "hours_do", record.ref, "remove", thing=record).content.decode()
    assert "该月的服务时长已撤去。" in page, "the volunteer reads Chinese"
    assert not HoursRecord.objects.exists()
    assert list(hours_verified(world.service)) == []
    entry = TrailEntry.objects.get(verb="remove_hours")
    assert entry.target_ref == record.ref


def test_what_is_verified_stays_until_it_is_disputed(world: World) -> None:
    record = recorded(world, world.volunteer)
    verify_hours(actor=world.supervisor, record=record)
    assert "/do/remove" not in world.read(world.volunteer, f"/assignments/{world.service.ref}/hours")
    with pytest.raises(Refused, match="verified"):
        remove_hours(actor=world.volunteer, record=record)
    assert HoursRecord.objects.get().state == "verified"


def test_the_host_entity_takes_away_what_it_recorded_and_not_what_the_volunteer_did(world: World) -> None:
    record = recorded(world, world.volunteer)
    assert "/do/remove" not in world.read(world.supervisor, f"/assignments/{world.service.ref}/hours")
    with pytest.raises(Refused, match="whoever recorded"):
        remove_hours(actor=world.supervisor, record=record)
    HoursRecord.objects.filter(pk=record.pk).update(recorded_by=world.supervisor)
    remove_hours(actor=world.supervisor, record=HoursRecord.objects.get())
    assert not HoursRecord.objects.exists()


def test_of_a_closed_service_every_month_stays(world: World) -> None:
    record = recorded(world, world.volunteer)
    Assignment.objects.update(state="closed")
    with pytest.raises(Refused, match="closed"):
        remove_hours(actor=world.volunteer, record=record)
