"""Erasing somebody who served leaves no word of theirs or about them: every column of every table is searched."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from tests.assignments.service_steps import PDF, begin, costs_nothing, issue, sign_by_both
from tests.assignments.service_world import World, make_service
from tests.people.marks import MARK, marked, places_of

from minga.assignments.actions import certificates
from minga.assignments.models import HoursRecord
from minga.core.audit.verifying import verify
from minga.core.notices.models import Notice
from minga.people.actions.erasing import erase_account

pytestmark = pytest.mark.django_db


def served(world: World) -> None:
    """A whole service in which every field that takes words has the mark."""
    ref, today = world.service.ref, timezone.localdate()
    for row in world.service.clearances.all():
        press = {"thing": row}
        world.press(world.officer, "clearance_do", row.ref, "request", **press)
        upload = SimpleUploadedFile(f"{marked('proof')}.pdf", PDF + MARK.encode(), content_type="application/pdf")
        world.press(world.volunteer, "clearance_do", row.ref, "hand_in", **press, upload=upload)
        world.press(world.officer, "clearance_do", row.ref, "fail", **press, result=marked("result"))
        world.press(world.officer, "clearance_do", row.ref, "ask_for_waiver", **press, reason=marked("waiver"))
        world.press(world.colleague, "clearance_do", row.ref, "waive", **press)
    sign_by_both(world)
    world.press(world.officer, "assignment_do", ref, "clear", thing=world.service)

    def task(account: Any, name: str, **sent: Any) -> None:
        page = world.press(account, "assignment_task", ref, name, thing=world.service, **sent)
        assert page.status_code == 200, name

    task(world.supervisor, "enter", entered_on=world.service.starts_on.isoformat())
    days = {"starts_on": today.isoformat(), "ends_on": today.isoformat()}
    task(world.volunteer, "leave", kind="sick", note=marked("note"), **days)
    leave = world.service.leaves.get()
    world.press(world.supervisor, "leave_do", leave.ref, "refuse", thing=leave, reason=marked("refused"))
    task(world.officer, "suspend", starts_on=today.isoformat(), reason=marked("suspended"))
    world.press(world.officer, "assignment_do", ref, "resume", thing=world.service)
    later = (world.service.ends_on + timedelta(days=9)).isoformat()
    task(world.volunteer, "extend", new_end=later, reason=marked("why"), funding_note=marked("who pays"))
    extension = world.service.extensions.get()
    costs_nothing(extension)
    world.press(world.officer, "extension_do", extension.ref, "approve", thing=extension)
    world.press(world.volunteer, "hours", ref, month=today.strftime("%Y-%m"), hours="8", note=marked("hours"))
    row = HoursRecord.objects.get(assignment=world.service)
    world.press(world.supervisor, "hours_do", row.ref, "dispute", thing=row, reason=marked("disputed"))
    world.press(world.volunteer, "hours", ref, month=today.strftime("%Y-%m"), hours="7", note=marked("again"))
    world.press(world.supervisor, "hours_do", row.ref, "verify", thing=row)
    task(world.officer, "end", end_kind="resigned", ended_on=today.isoformat(), reason=marked("end"))
    words = {"overall": "3", "results": marked("results"), "advice": marked("advice")}
    task(world.supervisor, "assess", **words)
    task(world.volunteer, "report", **words, learned=marked("learned"))
    world.press(world.officer, "assignment_do", ref, "close", thing=world.service)
    assert world.fresh().state == "closed"


def test_no_word_of_a_service_remains_and_the_trail_stays_whole(django_capture_on_commit_callbacks: Any) -> None:
    world = make_service()
    world.volunteer.name, world.volunteer.local_name = marked("name"), "佐伊瓦"
    world.volunteer.save()
    with django_capture_on_commit_callbacks(execute=True):
        served(world)
        certificate = issue(world)
        certificates.revoke_certificate(
            actor=world.officer, certificate=certificate, public_reason="mistake", reason=marked("revoked")
        )
        issue(world)
    before = places_of(MARK)
    assert {"assignments_clearance.waiver_reason", "assignments_certificate.payload"} <= before
    with django_capture_on_commit_callbacks(execute=True):
        erase_account(actor=world.volunteer, account=world.volunteer)
    assert places_of(MARK) == set()
    assert places_of("佐伊瓦") == set()
    assert [row.hours for row in HoursRecord.objects.filter(assignment=world.service)] == [7]
    assert verify().findings == []


def test_the_page_of_an_erased_service_asks_nobody_for_a_certificate(django_capture_on_commit_callbacks: Any) -> None:
    world = make_service()
    served(world)
    assert "The certificate is issued" in world.read(world.officer)
    with django_capture_on_commit_callbacks(execute=True):
        erase_account(actor=world.volunteer, account=world.volunteer)
    page = world.read(world.officer)
    assert "The certificate is issued" not in page
    assert "They went with the person's data" in page


def test_who_leaves_in_the_middle_leaves_a_service_that_can_be_closed() -> None:
    """Nobody is left to write the report, and nobody is asked to write about somebody who is erased."""
    world = make_service(kinds=())
    begin(world)
    erase_account(actor=world.volunteer, account=world.volunteer)
    assert world.fresh().state == "ended"
    asked = Notice.objects.filter(account__in=(world.supervisor, world.focal_point), kind="assignments.assessment_due")
    assert not asked.exists()
    for person in (world.supervisor, world.focal_point):
        assert f"{world.page()}/assess" not in world.read(person, "/") + world.read(person)
    sent = {"overall": "4", "results": "A register"}
    world.press(world.supervisor, "assignment_task", world.service.ref, "assess", thing=world.service, **sent)
    assert not world.service.performance_assessments.exists()
    assert "The officer closes the service" in world.read(world.officer)
    assert f"{world.page()}/do/close" in world.read(world.officer, "/")
    world.press(world.officer, "assignment_do", world.service.ref, "close", thing=world.service)
    assert world.fresh().state == "closed"
