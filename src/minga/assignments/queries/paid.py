"""What was planned and what was paid for many services at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from django.db.models import Sum

from minga.assignments.models import ActualCost, Assignment, CostEstimate, CostLine
from minga.core.money.amounts import Amount


def with_sums(services: Iterable[Assignment]) -> list[Assignment]:
    """Each with `planned`, `paid` and `difference`, amounts in the currency of its pro forma. 4 queries for any number.

    As `queries.cost.compare_actual` counts them: the authorized lines of the seat and those of approved extensions;
    what was paid in another currency is in no sum.
    """
    rows = list(services)
    estimates = CostEstimate.objects.filter(state="authorized", description__in={row.description_id for row in rows})
    first = {row.description_id: row for row in estimates.filter(extension=None)}  # one in force a description
    seats, longer = _planned(estimate.pk for estimate in first.values()), _planned_longer(rows)
    paid = _paid(rows)
    for row in rows:
        estimate = first.get(row.description_id)
        currency = estimate.currency_id if estimate else "USD"
        planned = longer[row.pk, currency] + (seats[row.seat_id] if estimate else 0)
        spent = paid[row.pk, currency]
        row.planned = Amount(planned, currency)  # type: ignore[attr-defined]
        row.paid = Amount(spent, currency)  # type: ignore[attr-defined]
        row.difference = Amount(spent - planned, currency)  # type: ignore[attr-defined]
    return rows


def _planned(estimates: Iterable[int]) -> defaultdict[int, Decimal]:
    """By seat; each estimate is of another description."""
    found: defaultdict[int, Decimal] = defaultdict(Decimal)
    lines = CostLine.objects.filter(estimate__in=list(estimates)).order_by()
    found.update(lines.values_list("seat").annotate(sum=Sum("amount")))
    return found


def _planned_longer(services: list[Assignment]) -> defaultdict[tuple[int, str], Decimal]:
    """By service and currency: what approved extensions add."""
    found: defaultdict[tuple[int, str], Decimal] = defaultdict(Decimal)
    lines = CostLine.objects.filter(
        estimate__state="authorized",
        estimate__extension__assignment__in=services,
        estimate__extension__state="approved",
    ).order_by()
    named = lines.values_list("estimate__extension__assignment", "estimate__currency")
    for service, currency, amount in named.annotate(sum=Sum("amount")):
        found[service, currency] += amount
    return found


def _paid(services: list[Assignment]) -> defaultdict[tuple[int, str], Decimal]:
    """By service and currency."""
    found: defaultdict[tuple[int, str], Decimal] = defaultdict(Decimal)
    rows = ActualCost.objects.filter(assignment__in=services).order_by().values_list("assignment", "currency")
    for service, currency, amount in rows.annotate(sum=Sum("amount")):
        found[service, currency] += amount
    return found
