"""Two people at one service at once, with real threads: everything once, and the second reads what happened."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from tests import factories as make
from tests.assignments.service_world import World, make_service
from tests.at_once import at_once
from tests.clients import signed_in

from minga.assignments.actions.contracts import issue_contract, sign_contract
from minga.assignments.actions.extensions import ask_for_extension, decide_extension
from minga.assignments.actions.hours import dispute_hours, record_hours
from minga.assignments.actions.service import close_service
from minga.assignments.models import (
    Assignment,
    Certificate,
    Contract,
    CostEstimate,
    HoursRecord,
    PerformanceAssessment,
)
from minga.assignments.queries.cost import extension_inputs, kept_inputs
from minga.core.documents.models import StoredFile
from minga.core.errors import Refused, Stale
from minga.core.money.models import Currency
from minga.core.notices.models import Notice

pytestmark = [pytest.mark.threads, pytest.mark.django_db(transaction=True)]


def kinds_of(results: list[Any]) -> Counter[str]:
    return Counter(type(result).__name__ for result in results)


def closed() -> World:
    world, today = make_service(kinds=()), timezone.localdate()
    Assignment.objects.filter(pk=world.service.pk).update(
        state="closed", entered_on=today - timedelta(days=3), ended_on=today, end_kind="completed"
    )
    HoursRecord.objects.create(
        assignment=world.service, month=today.replace(day=1), hours=40, state="verified",
        recorded_by=world.volunteer, verified_by=world.supervisor,
    )  # fmt: skip
    world.fresh()
    return world


def test_a_contract_issued_by_two_officers_at_once_is_issued_once_and_keeps_its_signature() -> None:
    world = make_service(kinds=())
    seen = world.service.version
    people = (world.officer, world.colleague) * 2
    done = at_once(
        *((lambda one=one: issue_contract(actor=one, assignment=world.service, seen=seen)) for one in people)
    )
    assert kinds_of(done) == {"Contract": 1, "Stale": 3}
    contract = Contract.objects.get()
    sign_contract(actor=world.volunteer, contract=contract, seen=contract.version)
    with pytest.raises(Stale, match="look at how it stands now"):
        issue_contract(actor=world.colleague, assignment=world.service, seen=seen)
    assert Contract.objects.get().volunteer_signed_at is not None


def test_a_certificate_issued_by_two_at_once_is_one_and_the_second_reads_that_it_was_issued() -> None:
    world = closed()
    sent = {
        "language": "en", "second_language": "zh-hans", "issuer": world.description.host.ref,
        "words_en": "Cleaned data", "words_zh-hans": "整理数据", "version": world.service.version,
    }  # fmt: skip
    clients = [signed_in(person) for person in (world.officer, world.colleague) * 2]
    address = f"/assignments/{world.service.ref}/certificate"
    answers = at_once(*((lambda one=one: one.post(address, sent)) for one in clients))
    assert Counter(answer.status_code for answer in answers) == {302: 1, 409: 3}
    assert Certificate.objects.count() == StoredFile.objects.filter(kind="assignments.certificate").count() == 1
    page = next(answer for answer in answers if answer.status_code == 409).content.decode()
    assert "Certificate issued at" in page
    assert f"{timezone.localdate():%Y}-" not in page  # a moment is said as readers say it


def test_the_same_hours_recorded_four_times_at_once_ask_to_be_verified_once() -> None:
    world, today = make_service(kinds=()), timezone.localdate()
    Assignment.objects.filter(pk=world.service.pk).update(state="serving", entered_on=today - timedelta(days=2))
    hours = Decimal(12)
    done = at_once(
        *[lambda: record_hours(actor=world.volunteer, assignment=world.service, month=today, hours=hours)] * 4
    )
    assert kinds_of(done) == {"HoursRecord": 4}
    record = HoursRecord.objects.get()
    assert record.version == 1
    asked = Notice.objects.filter(kind="assignments.hours_recorded", about_ref=record.ref)
    assert set(Counter(asked.values_list("account_id", flat=True)).values()) == {1}


def test_an_extension_that_one_officer_approves_and_another_refuses_at_once_is_answered_once() -> None:
    world, third = make_service(kinds=()), make.make_officer(country="CN")
    Assignment.objects.filter(pk=world.service.pk).update(state="serving", entered_on=world.service.starts_on)
    later = world.fresh().ends_on + timedelta(days=20)
    longer = ask_for_extension(
        actor=world.focal_point, assignment=world.service, new_end=later, reason="The survey", funding_note="The host"
    )
    dollars = Currency.objects.get_or_create(code="USD")[0]
    CostEstimate.objects.create(
        description=world.description, extension=longer, currency=dollars, total=0,
        inputs=kept_inputs(extension_inputs(longer)),
    )  # fmt: skip
    done = at_once(
        lambda: decide_extension(actor=world.colleague, extension=longer, verb="approve"),
        lambda: decide_extension(actor=third, extension=longer, verb="refuse"),
    )
    assert kinds_of(done) == {"Extension": 1, "IllegalTransition": 1}
    longer.refresh_from_db()
    assert (world.fresh().ends_on == later) == (longer.state == "approved")


def test_a_service_closed_while_its_hours_are_disputed_is_not_closed_with_disputed_hours() -> None:
    world = closed()
    Assignment.objects.filter(pk=world.service.pk).update(state="ended")
    record = HoursRecord.objects.get()
    for side in ("volunteer", "host"):
        PerformanceAssessment.objects.update_or_create(
            assignment=world.service, side=side,
            defaults={"overall": 4, "results": "Done.", "written_at": timezone.now()},
        )  # fmt: skip
    done = at_once(
        lambda: close_service(actor=world.officer, assignment=world.service),
        lambda: dispute_hours(actor=world.supervisor, record=record, reason="It was less."),
    )
    assert sum(isinstance(result, Refused) for result in done) == 1
    record.refresh_from_db()
    assert (world.fresh().state, record.state) in {("closed", "verified"), ("ended", "disputed")}
