"""Two people at one service at once, with real threads: everything once, and the second reads what happened."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from tests.assignments.service_world import World, make_service
from tests.at_once import at_once
from tests.clients import signed_in

from minga.assignments.actions.contracts import issue_contract, sign_contract
from minga.assignments.actions.hours import record_hours
from minga.assignments.models import Assignment, Certificate, Contract, HoursRecord
from minga.core.documents.models import StoredFile
from minga.core.errors import Stale
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
