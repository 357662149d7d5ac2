"""What was planned and what was paid: of one service line by line, of many in sums."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from minga.assignments.models import ActualCost, Assignment, CostEstimate, CostLine, LineKind
from minga.core.money.amounts import Amount
from minga.core.money.rates import Conversion, NoRate, RateTable, convert


@dataclass(frozen=True)
class Compared:
    """Pro forma of the whole assignment and what was paid so far, of one kind in one currency."""

    label: str
    planned: Decimal
    paid: Decimal
    currency: str

    @property
    def difference(self) -> Decimal:
        """What was paid beyond the pro forma; below zero where less was."""
        return self.paid - self.planned


@dataclass
class Converted:
    """Payments in other currencies in that of the pro forma, each at the exchange rate of the day it was paid.

    by_payment: conversions by the key of the payment. missing: the currencies and days without a rate.
    """

    by_payment: dict[int, Conversion] = field(default_factory=dict)
    missing: list[NoRate] = field(default_factory=list)

    @property
    def total(self) -> Decimal:
        """Each was rounded on its own."""
        return sum((row.result.value for row in self.by_payment.values()), Decimal(0))


def compare_actual(assignment: Assignment) -> tuple[list[Compared], str]:
    """Actual beside pro forma for one assignment, line by line, and the currency. Four queries.

    The pro forma is the authorized estimate's lines of this seat, and those of extensions that were approved. What was
    planned or paid in another currency stands on lines of its own, so that nothing is converted silently.
    """
    estimate = assignment.description.estimates.filter(state="authorized").order_by("-pk").first()
    currency = estimate.currency_id if estimate else "USD"
    planned: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for line in estimate.lines.filter(seat_id=assignment.seat_id) if estimate else ():
        planned[line.kind, currency] += line.amount
    longer = Q(estimate__extension__assignment=assignment, estimate__extension__state="approved")
    for line in CostLine.objects.filter(longer, estimate__state="authorized").select_related("estimate"):
        planned[line.kind, line.estimate.currency_id] += line.amount
    paid: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for row in ActualCost.objects.filter(assignment=assignment):
        paid[row.kind, row.currency_id] += row.amount
    order = {kind: place for place, kind in enumerate(LineKind.values)}
    keys = sorted({*planned, *paid}, key=lambda key: (key[1] != currency, key[1], order[key[0]]))
    return [
        Compared(_label(kind, "" if code == currency else code), planned[kind, code], paid[kind, code], code)
        for kind, code in keys
        if (kind, code) in planned or paid[kind, code] or code != currency
    ], currency


def _label(kind: str, currency: str) -> str:
    label = str(LineKind(kind).label)
    return _("%(line)s (%(currency)s)") % {"line": label, "currency": currency} if currency else label


def converted(assignment: Assignment, *, currency: str) -> Converted:
    """What was paid in other currencies, in this one. Two queries, one where nothing was."""
    payments = list(ActualCost.objects.filter(assignment=assignment).exclude(currency=currency).order_by("paid_on"))
    table, done = RateTable({currency, *(row.currency_id for row in payments)} if payments else ()), Converted()
    for row in payments:
        try:
            amount = Amount(row.amount, row.currency_id)
            done.by_payment[row.pk] = convert(amount, to=currency, day=row.paid_on, table=table)
        except NoRate as lack:
            if (lack.currency, lack.day) not in {(one.currency, one.day) for one in done.missing}:
                done.missing.append(lack)
    return done


def with_sums(services: Iterable[Assignment]) -> list[Assignment]:
    """Each with `planned`, `paid` and `difference`, amounts in the currency of its pro forma. 4 queries for any number.

    As `compare_actual` counts them: the authorized lines of the seat and those of approved extensions;
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
