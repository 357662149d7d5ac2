"""The steps of a service that many tests take on their way, each pressed through its page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from tests.assignments.service_world import World, make_service

from minga.assignments.actions.certificates import issue_certificate
from minga.assignments.models import Certificate, Clearance, Contract, CostEstimate, Extension, HoursRecord
from minga.assignments.queries.cost import extension_inputs, kept_inputs
from minga.core.money.models import Currency

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\nstartxref\n9\n%%EOF\n"


def hand_in(world: World, clearance: Clearance) -> Any:
    return world.press(world.volunteer, "clearance_do", clearance.ref, "hand_in", thing=clearance, upload=_letter())


def _letter() -> SimpleUploadedFile:
    return SimpleUploadedFile("doctor.pdf", PDF, content_type="application/pdf")


def pass_all(world: World) -> None:
    for row in world.service.clearances.all():
        if row.state == "required":
            world.step(world.officer, "clearance_do", row.ref, "request", thing=row)
        world.step(world.volunteer, "clearance_do", row.ref, "hand_in", thing=row, upload=_letter())
        world.step(world.officer, "clearance_do", row.ref, "pass", thing=row)


def sign_by_both(world: World) -> None:
    ref = world.service.ref
    if not Contract.objects.filter(assignment=world.service).exists():
        world.step(world.officer, "assignment_do", ref, "issue_contract", thing=world.service)
    contract = world.fresh().contract
    world.step(world.volunteer, "contract_sign", ref, thing=contract)
    world.step(world.officer, "contract_sign", ref, thing=contract)


def costs_nothing(extension: Extension) -> None:
    """The time that an extension adds costs nothing, which needs no authorization."""
    usd = Currency.objects.get_or_create(code="USD", defaults={"names": {"en": "US dollar"}})[0]
    CostEstimate.objects.create(
        description=extension.assignment.description, extension=extension, currency=usd, total=0,
        inputs=kept_inputs(extension_inputs(extension)),
    )  # fmt: skip


def begin(world: World) -> None:
    """Everything up to serving, through the pages."""
    pass_all(world)
    sign_by_both(world)
    world.step(world.officer, "assignment_do", world.service.ref, "clear", thing=world.service)
    day = world.service.starts_on.isoformat()
    world.step(world.supervisor, "assignment_task", world.service.ref, "enter", thing=world.service, entered_on=day)
    assert world.fresh().state == "serving"


def serving(**fields: Any) -> World:
    """A service under way; what it needs (`kinds`), all who come after need too."""
    world = make_service(**fields)
    begin(world)
    return world


def finish(world: World) -> None:
    """Hours, end, words of both sides and closing, through the pages."""
    ref, today = world.service.ref, timezone.localdate()
    month = today - timedelta(days=1)  # on the first of one, all but a day of the service lies in the month before
    world.step(world.volunteer, "hours", ref, month=month.strftime("%Y-%m"), hours="40")
    row = HoursRecord.objects.get(assignment=world.service)
    world.step(world.supervisor, "hours_do", row.ref, "verify", thing=row)
    end = {"end_kind": "completed", "ended_on": today.isoformat(), "reason": "All that was agreed is done."}
    world.step(world.focal_point, "assignment_task", ref, "end", thing=world.service, **end)
    words = {"overall": "4", "results": "A register of sensors"}
    world.step(world.supervisor, "assignment_task", ref, "assess", thing=world.service, **words)
    world.step(world.volunteer, "assignment_task", ref, "report", thing=world.service, **words, learned="Much")
    world.step(world.officer, "assignment_do", ref, "close", thing=world.service)
    assert world.fresh().state == "closed"


WORDS = {"en": "Data of air quality", "zh-hans": "空气质量数据"}


def issue(world: World, *, by: Any = None, language: str = "zh-hans", second: str = "en") -> Certificate:
    return issue_certificate(
        actor=by or world.officer,
        assignment=world.fresh(),
        language=language,
        second_language=second,
        service_content=WORDS,
    )
