"""Who hears of what happens to a service, and who may end it when."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone, translation
from tests.assignments.service_steps import costs_nothing
from tests.assignments.service_world import World, make_service
from tests.assignments.told import kinds_told

from minga.assignments.actions import clearances, hours, service
from minga.assignments.actions import extensions as extension_acts
from minga.assignments.actions import leave as leave_acts
from minga.assignments.models import Assignment, HoursRecord, Leave
from minga.assignments.waiting.service import for_hosts
from minga.assignments.waiting.service_of_officers import for_officers
from minga.core.errors import Incomplete, Refused
from minga.core.notices.kinds import words_of
from minga.core.notices.models import Notice
from minga.people.models import Account

pytestmark = pytest.mark.django_db

END = {"end_kind": "terminated", "reason": "The office closes."}


def serving() -> World:
    world = make_service()
    Assignment.objects.update(state="serving", entered_on=world.service.starts_on)
    world.fresh()
    return world


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
    assert "service_ended_early" in kinds_told(world.officer)
    assert "service_ended_early" in kinds_told(world.supervisor)
    assert "service_ended_early" not in kinds_told(world.focal_point)
    assert "service_ended" in kinds_told(world.volunteer)


def test_the_host_entity_hears_of_a_rest_and_of_what_was_decided_about_an_extension() -> None:
    world = serving()
    today = timezone.localdate()
    service.suspend_service(actor=world.officer, assignment=world.service, starts_on=today, reason="A flood.")
    service.resume_service(actor=world.officer, assignment=world.fresh())
    asked = extension_acts.ask_for_extension(
        actor=world.focal_point, assignment=world.fresh(), new_end=world.service.ends_on + timedelta(days=9),
        reason="More to do", funding_note="The host",
    )  # fmt: skip
    costs_nothing(asked)
    extension_acts.decide_extension(actor=world.officer, extension=asked, verb="approve")
    assert [kind for kind in kinds_told(world.supervisor) if kind.startswith(("service_", "longer"))] == [
        "service_rests", "service_goes_on", "longer_service_approved",
    ]  # fmt: skip
    assert "longer_service_approved" in kinds_told(world.focal_point), "whoever asked hears of it"


def test_the_volunteer_hears_that_a_clearance_was_waived() -> None:
    world = make_service()
    row = world.service.clearances.get()
    clearances.ask_for_waiver(actor=world.officer, clearance=row, reason="It is valid abroad.")
    clearances.waive_clearance(actor=world.colleague, clearance=row)
    assert "clearance_decided" in kinds_told(world.volunteer)


def away(world: World, *, days: int) -> Leave:
    first = timezone.localdate() + timedelta(days=days)
    return leave_acts.ask_for_leave(
        actor=world.volunteer, assignment=world.service, kind="annual", starts_on=first, ends_on=first + timedelta(4)
    )


def test_leave_and_extensions_wait_for_nobody_once_the_service_has_ended_before_them() -> None:
    world = serving()
    leave = away(world, days=20)
    asked = extension_acts.ask_for_extension(
        actor=world.volunteer, assignment=world.service, new_end=world.service.ends_on + timedelta(days=9),
        reason="More to do", funding_note="The host",
    )  # fmt: skip
    assert "5 days" in world.read(world.supervisor)
    assert [row.title for row in for_hosts(world.supervisor) if "leave" in row.title]
    assert [row.title for row in for_officers(world.officer) if "extension" in row.title]
    service.end_service(actor=world.officer, assignment=world.fresh(), end_kind="resigned", reason="Family",
                        ended_on=timezone.localdate())  # fmt: skip
    world.fresh()
    assert not [row.title for row in for_hosts(world.supervisor) if "leave" in row.title]
    assert not [row.title for row in for_officers(world.officer) if "extension" in row.title]
    for account, ref in ((world.supervisor, leave.ref), (world.officer, asked.ref)):
        assert f"{ref}/" not in world.read(account), "no button for what can be decided no more"
    with pytest.raises(Refused, match="ended before this leave"):
        leave_acts.decide_leave(actor=world.supervisor, leave=leave, verb="approve")


@pytest.mark.parametrize("many", [301, 1500])
def test_a_reason_too_long_for_its_place_is_asked_for_shorter_and_not_cut(many: int) -> None:
    world = serving()
    leave = away(world, days=20)
    answer = world.press(world.supervisor, "leave_do", leave.ref, "refuse", thing=leave, reason="a" * many)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Say it in at most 300." in page
    assert "a" * many in page, "what was typed is kept"
    leave.refresh_from_db()
    assert leave.state == "requested"


def test_the_hours_stay_as_they_are_where_the_reason_does_not_fit() -> None:
    world = serving()
    month = timezone.localdate().replace(day=1)
    row = HoursRecord.objects.create(
        assignment=world.service, month=month, hours=3, recorded_by=world.volunteer, state="recorded"
    )
    with pytest.raises(Incomplete) as refusal:
        hours.dispute_hours(actor=world.supervisor, record=row, reason="b" * 201)
    assert "at most 200" in str(refusal.value.problems[0].message)


def test_a_volunteer_reads_how_a_service_ends_early_and_nobody_an_empty_card() -> None:
    world = serving()
    assert "To end your service early" in world.read(world.volunteer)
    assert "To end your service early" not in world.read(world.focal_point)
    month = timezone.localdate().replace(day=1)
    HoursRecord.objects.create(assignment=world.service, month=month, hours=Decimal(5), state="verified")
    Assignment.objects.update(state="closed", end_kind="completed", ended_on=timezone.localdate())
    page = world.read(world.officer)
    assert "Issue the certificate" in page
    assert "What you may do" not in page


def read_by(account: Account, kind: str, *, language: str = "zh-hans") -> str:
    with translation.override(language):
        words = words_of(Notice.objects.filter(account=account, kind=f"assignments.{kind}").latest("pk"))
    return f"{words.title} {words.body}"


def test_whoever_is_told_reads_clearance_month_hours_and_sum_in_their_own_language_whoever_pressed() -> None:
    world = serving()
    clearances.ask_for_waiver(actor=world.officer, clearance=world.service.clearances.get(), reason="Valid abroad.")
    clearances.waive_clearance(actor=world.colleague, clearance=world.service.clearances.get())
    assert "体检" in read_by(world.volunteer, "clearance_decided")
    assert "Medical clearance" in read_by(world.volunteer, "clearance_decided", language="en")
    month = timezone.localdate().replace(day=1)
    hours.record_hours(actor=world.volunteer, assignment=world.service, month=month, hours=Decimal("7.50"))
    assert f"{month.year}年{month.month}月" in read_by(world.supervisor, "hours_recorded")
    assert "7.5 " in read_by(world.supervisor, "hours_recorded", language="en")
