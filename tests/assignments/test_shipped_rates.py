"""The international specialist of DOMAIN section 5, computed on the page from the rates that Minga ships."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.assignments.cost_inputs import lines_of
from tests.assignments.cost_world import IN_FORCE, costed
from tests.clients import signed_in
from tests.factories import make_finance_officer

from minga.assignments.models import Category, CostEstimate, Rate
from minga.core.money.models import Currency
from minga.core.reference import load_reference
from minga.places.models import City

pytestmark = pytest.mark.django_db
UNSAID = {"exit_allowance": "month", "insurance": "month", "travel": "once", "learning": "once", "programme": "percent"}
"""Lines of which DOMAIN gives no figure: an administrator says what they are, here nothing."""


@pytest.fixture
def rates(reference: None) -> None:
    list(load_reference(only=["assignments"]))
    for kind, unit in UNSAID.items():
        currency = None if unit == "percent" else Currency.objects.get(code="USD")
        Rate.objects.create(kind=kind, unit=unit, amount=0, currency=currency, in_force_from=IN_FORCE, source="Ours")


def of_nairobi(*, dependants: int = 0) -> CostEstimate:
    estimate = costed(
        track="international", country="KE", category=Category.objects.get(code="specialist"), dependants=dependants,
        station=City.objects.get(code="g184745"),
    )  # fmt: skip
    assert estimate.currency_id == "USD"
    return estimate


@pytest.mark.parametrize(
    ("dependants", "kind", "monthly"), [(0, "", 0), (1, "dependant_one", 250), (3, "dependant_more", 450)]
)
def test_the_shipped_rates_give_the_example(rates: None, dependants: int, kind: str, monthly: int) -> None:
    estimate = of_nairobi(dependants=dependants)
    lines = list(estimate.lines.all())
    assert lines_of("living_allowance", lines) == dict.fromkeys(range(1, 13), Decimal("2329.71"))
    assert lines_of("entry_lump_sum", lines) == {0: Decimal(2000), 1: Decimal(2000)}
    assert estimate.total == 12 * Decimal("2329.71") + 4000 + 12 * monthly
    assert {line.kind for line in lines} == {"living_allowance", "entry_lump_sum", *([kind] if kind else [])}
    page = signed_in(make_finance_officer()).get(f"/descriptions/{estimate.description.ref}/cost").content.decode()
    assert "1,736 × (1 + 0.342)" in page
    assert "From a secondary source, or a reading of ours" in page and "impactpool.org" in page
