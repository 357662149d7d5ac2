"""The pages of a change of dependants on a phone, in Chinese and from right to left: nothing sticks out."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from tests import factories as make
from tests.assignments.abroad import abroad
from tests.browser.people import Visitor

from minga.assignments.actions import dependants as acts

pytestmark = pytest.mark.django_db(transaction=True)
BEYOND = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_nothing_reaches_beyond_a_phone(visitor: Callable[..., Visitor], direction: str) -> None:
    world = abroad()
    service = world.service
    change = acts.change_dependants(
        actor=world.officer, assignment=service, starts_on=service.starts_on, dependants=1, reason="她的儿子来了"
    )
    finance = make.make_finance_officer()
    for account, name, args in (
        (finance, "dependants_cost", [change.ref]),
        (finance, "cost_paid", [service.ref]),
        (finance, "costs", []),
        (world.officer, "assignment", [service.ref]),
        (world.focal_point, "assignment_task", [service.ref, "dependants"]),
    ):
        person = visitor(account=account, phone=True, language="zh-hans")
        person.go(reverse(f"assignments:{name}", args=args))
        person.page.evaluate(f"document.documentElement.dir = '{direction}'")
        assert person.page.evaluate(BEYOND) <= 0, name
