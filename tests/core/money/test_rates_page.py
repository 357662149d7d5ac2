from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from tests.factories import give_role, make_account

from minga.core.access.models import Role
from minga.core.money.loading import load
from minga.core.money.models import ExchangeRate

pytestmark = pytest.mark.django_db
RATE = {"currency": "CNY", "in_force_from": "2026-01-01", "per_dollar": "7.2", "source": "UN operational rates"}


def signed_in(client: Client, role: Role) -> Client:
    account = make_account()
    give_role(account, role)
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_an_administrator_adds_a_rate_on_the_page(client: Client) -> None:
    load()
    admin = signed_in(client, Role.ADMINISTRATOR)
    assert "No rate has been added yet" in admin.get("/money/rates").content.decode()
    assert admin.post("/money/rates", RATE).status_code == 302
    assert ExchangeRate.objects.get().per_dollar == Decimal("7.2")
    page = admin.post("/money/rates", RATE)
    assert (page.status_code, "has a rate from this day already" in page.content.decode()) == (422, True)


def test_a_finance_officer_looks_and_others_do_not(client: Client) -> None:
    load()
    finance = signed_in(client, Role.FINANCE_OFFICER)
    assert "Add a rate" not in finance.get("/money/rates").content.decode()
    assert finance.post("/money/rates", RATE).status_code == 403
    assert signed_in(Client(), Role.HOST_FOCAL_POINT).get("/money/rates").status_code == 403


def test_the_number_of_queries_does_not_grow_with_the_rates(client: Client, django_assert_num_queries: Any) -> None:
    load()
    admin = signed_in(client, Role.ADMINISTRATOR)

    def add(count: int) -> None:
        ExchangeRate.objects.all().delete()
        for day in range(count):
            ExchangeRate.objects.create(
                currency_id="CNY", in_force_from=date.fromordinal(738000 + day), per_dollar=7, source="A test"
            )

    add(1)
    admin.get("/money/rates")
    with django_assert_num_queries(7):
        admin.get("/money/rates")
    add(100)
    with django_assert_num_queries(7):
        admin.get("/money/rates")
