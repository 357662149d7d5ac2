"""What two administrators keep at once, with real threads: each thing stands once, and the other reads what stands."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests import factories as make
from tests.at_once import at_once
from tests.clients import signed_in

from minga.assignments.actions.cost import add_rate
from minga.assignments.models import Category, Rate
from minga.core.errors import Incomplete
from minga.core.money.models import Currency

pytestmark = [pytest.mark.threads, pytest.mark.django_db(transaction=True)]
FIELDS = {"code": "sport", "tracks": ["national"], "offer_days": "7", "order": "3", "name-en": "Sport volunteer"}


def test_the_same_category_added_by_two_at_once_stands_once_and_the_other_reads_so() -> None:
    clients = [signed_in(make.make_administrator()) for _ in range(4)]
    answers = at_once(*((lambda one=one: one.post("/categories/new", FIELDS)) for one in clients))
    assert Counter(getattr(answer, "status_code", answer) for answer in answers) == {302: 1, 422: 3}
    assert Category.objects.filter(code="sport").count() == 1
    refused = next(answer for answer in answers if answer.status_code == 422)
    assert "Another category has this code." in refused.content.decode()


def test_the_same_rate_added_by_two_at_once_stands_once() -> None:
    money, _made = Currency.objects.get_or_create(code="USD")
    people = [make.make_administrator() for _ in range(4)]
    values = {"kind": "living_allowance", "unit": Rate.Unit.MONTH, "amount": Decimal(1736), "currency": money}

    def press(person: Any) -> Rate:
        rate = Rate(**values, in_force_from=date(2031, 1, 1), source="A circular")
        return add_rate(actor=person, rate=rate)

    kept = at_once(*((lambda one=one: press(one)) for one in people))
    assert Counter(type(one) for one in kept) == {Rate: 1, Incomplete: 3}
    assert Rate.objects.count() == 1
