from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from tests.factories import give_role, make_account

from minga.core.access.models import Role
from minga.core.audit.models import TrailEntry
from minga.core.errors import Incomplete, NotAllowed
from minga.core.money.actions import add_exchange_rate
from minga.core.money.amounts import Amount
from minga.core.money.loading import load
from minga.core.money.models import Currency, ExchangeRate
from minga.core.money.rates import NoRate, convert, rate_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def yuan() -> Currency:
    load()
    return Currency.objects.get(code="CNY")


def add(yuan: Currency, day: str, rate: str) -> ExchangeRate:
    return ExchangeRate.objects.create(
        currency=yuan, in_force_from=date.fromisoformat(day), per_dollar=Decimal(rate), source="A test"
    )


def test_currencies_are_loaded_once_and_in_two_languages(yuan: Currency) -> None:
    before = Currency.objects.count()
    assert load() == before > 150
    assert yuan.names == {"en": "Chinese Yuan", "zh-hans": "人民币"}
    assert not ExchangeRate.objects.exists()


def test_the_newest_rate_that_has_begun_is_in_force(yuan: Currency) -> None:
    add(yuan, "2026-01-01", "7.20")
    add(yuan, "2026-02-01", "7.10")
    assert rate_on("CNY", date(2026, 1, 31)).per_dollar == Decimal("7.20")
    assert rate_on("CNY", date(2026, 2, 1)).per_dollar == Decimal("7.10")
    with pytest.raises(NoRate, match="no rate of CNY for 31 December 2025"):
        rate_on("CNY", date(2025, 12, 31))


def test_a_dollar_is_a_dollar_on_any_day() -> None:
    assert rate_on("USD", date(1999, 1, 1)).per_dollar == 1


def test_conversion_states_the_rate_and_rounds_once(yuan: Currency) -> None:
    add(yuan, "2026-01-01", "7.105")
    done = convert(Amount(Decimal("2329.712")), to="CNY", day=date(2026, 3, 1))
    assert done.result == Amount(Decimal("16552.60"), "CNY")
    assert (done.rate, done.rates[0].in_force_from, done.rates[0].source) == (
        Decimal("7.105"),
        date(2026, 1, 1),
        "A test",
    )


def test_the_database_refuses_a_second_rate_of_a_day_and_a_false_dollar(yuan: Currency) -> None:
    add(yuan, "2026-01-01", "7.20")
    with pytest.raises(IntegrityError), transaction.atomic():
        add(yuan, "2026-01-01", "7.30")
    with pytest.raises(IntegrityError), transaction.atomic():
        add(Currency.objects.get(code="USD"), "2026-01-01", "2")


def test_an_administrator_adds_a_rate_with_its_source_and_the_trail_knows(yuan: Currency) -> None:
    admin = make_account()
    give_role(admin, Role.ADMINISTRATOR)
    fields = {"currency": yuan, "in_force_from": date(2026, 1, 1), "per_dollar": Decimal("7.2")}
    rate = add_exchange_rate(actor=admin, source="UN operational rates of exchange", **fields)
    entry = TrailEntry.objects.get(target_ref=rate.ref)
    assert (entry.actor, entry.changes["source"]) == (admin.pk, [None, "UN operational rates of exchange"])
    with pytest.raises(Incomplete) as twice:
        add_exchange_rate(actor=admin, source="Another", **fields)
    assert [problem.place for problem in twice.value.problems] == ["in_force_from"]
    with pytest.raises(Incomplete) as unsourced:
        add_exchange_rate(actor=admin, source=" ", **fields)
    assert [problem.place for problem in unsourced.value.problems] == ["source"]


def test_nobody_else_sets_what_a_currency_is_worth(yuan: Currency) -> None:
    with pytest.raises(NotAllowed):
        add_exchange_rate(
            actor=make_account(), currency=yuan, in_force_from=date(2026, 1, 1), per_dollar=Decimal(7), source="x"
        )
