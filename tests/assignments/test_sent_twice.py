"""A double press writes once: what was paid, a draft that was begun, an entry of a profile."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests import factories as make
from tests.assignments.service_world import make_service

from minga.assignments.actions.cost import record_actual_cost
from minga.assignments.models import ActualCost, Description
from minga.core.money.models import Currency
from minga.people.actions.profile import save_education

pytestmark = pytest.mark.django_db


def test_a_payment_sent_twice_is_paid_once_and_another_stands_beside_it() -> None:
    finance, assignment = make.make_finance_officer(), make_service().service
    dollar, _made = Currency.objects.get_or_create(code="USD", defaults={"names": {"en": "US dollar"}})
    paid: dict[str, Any] = {
        "kind": "travel", "paid_on": timezone.localdate(), "amount": Decimal(300), "currency": dollar, "note": "Ticket",
    }  # fmt: skip
    first = record_actual_cost(actor=finance, assignment=assignment, **paid)
    assert record_actual_cost(actor=finance, assignment=assignment, **paid).pk == first.pk
    record_actual_cost(actor=finance, assignment=assignment, **{**paid, "note": "Second ticket"})
    assert ActualCost.objects.count() == 2
    ActualCost.objects.update(created_at=timezone.now() - timedelta(hours=1))
    record_actual_cost(actor=finance, assignment=assignment, **paid)
    assert ActualCost.objects.count() == 3


def test_a_description_begun_twice_is_one_draft(client: Client) -> None:
    host = make.make_organisation()
    client.force_login(make.make_focal_point(host))
    begun = {
        "category": make.make_category("youth").pk, "track": "national", "host": host.pk, "country": host.country_id,
    }  # fmt: skip
    answers = [client.post("/descriptions/new", begun) for _press in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert Description.objects.count() == 1


def test_the_same_entry_of_a_profile_stands_once() -> None:
    account = make.make_volunteer()
    for _press in range(2):
        save_education(actor=account, profile=account.profile, level=6, institution="Maseno University")
    assert account.profile.education.filter(institution="Maseno University").count() == 1
