"""What was planned, what that comes to for the time served, and what was paid: of one service and of many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _

from minga.assignments.formula_words import formulas_of
from minga.assignments.models import ActualCost, Assignment, LineKind
from minga.assignments.queries.served import Planned, planned_for
from minga.core.money.amounts import Amount
from minga.core.money.rates import Conversion, NoRate, RateTable, convert


@dataclass(frozen=True)
class Compared:
    """Of one kind in one currency: the pro forma, what it comes to for the time served, and what was paid so far.

    formulas: how it comes to that, to be computed again by hand.
    """

    label: str
    planned: Decimal
    served: Decimal
    paid: Decimal
    currency: str
    formulas: tuple[str, ...] = ()

    @property
    def difference(self) -> Decimal:
        """What was paid beyond the time served; below zero where less was."""
        return self.paid - self.served


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


@dataclass(frozen=True)
class Sums:
    """Of one service: what was planned, what that comes to for the time served, and what was paid, in one currency.

    planned: of whoever came into a seat later that of extensions, or None.
    """

    service: Assignment
    planned: Amount | None
    served: Amount
    paid: Amount

    @property
    def difference(self) -> Amount:
        """What was paid beyond the time served; below zero where less was."""
        return self.paid - self.served


def compare_actual(assignment: Assignment, *, planned: Planned | None = None) -> tuple[list[Compared], str]:
    """Actual beside pro forma for one assignment, line by line, and the currency. At most eight queries.

    The pro forma is the authorized estimate's lines of this seat, and those of extensions that were approved. What was
    planned or paid in another currency stands on lines of its own, so that nothing is converted silently.
    """
    plan = planned or planned_for([assignment])[assignment.pk]
    currency = plan.currency
    whole, served, paid = (defaultdict[tuple[str, str], Decimal](Decimal) for _sums in range(3))
    formulas = defaultdict[tuple[str, str], list[str]](list)
    for code, line in (*plan.whole, *plan.longer):
        whole[line.kind, code] += line.amount
    for code, line in plan.served:
        served[line.kind, code] += line.amount
        formulas[line.kind, code].append(line.formula)
    for row in ActualCost.objects.filter(assignment=assignment):
        paid[row.kind, row.currency_id] += row.amount
    order = {kind: place for place, kind in enumerate(LineKind.values)}
    keys = sorted({*whole, *served, *paid}, key=lambda key: (key[1] != currency, key[1], order[key[0]]))
    return [
        Compared(
            _label(kind, "" if code == currency else code), whole[kind, code], served[kind, code], paid[kind, code],
            code, formulas_of(formulas[kind, code]),
        )
        for kind, code in keys
        if (kind, code) in whole or served[kind, code] or paid[kind, code] or code != currency
    ], currency  # fmt: skip


def _label(kind: str, currency: str) -> str:
    label = str(LineKind(kind).label)
    return _("%(line)s (%(currency)s)") % {"line": label, "currency": currency} if currency else label


def converted(assignment: Assignment, *, currency: str) -> Converted:
    """What was paid in other currencies, in this one. Two queries, one where nothing was."""
    others = ActualCost.objects.filter(assignment=assignment).exclude(currency=currency)
    payments = list(others.order_by("paid_on", "pk"))
    table, done = RateTable({currency, *(row.currency_id for row in payments)} if payments else ()), Converted()
    for row in payments:
        try:
            amount = Amount(row.amount, row.currency_id)
            done.by_payment[row.pk] = convert(amount, to=currency, day=row.paid_on, table=table)
        except NoRate as lack:
            if (lack.currency, lack.day) not in {(one.currency, one.day) for one in done.missing}:
                done.missing.append(lack)
    return done


def sums_of(services: Iterable[Assignment], *, plans: dict[int, Planned] | None = None) -> list[Sums]:
    """Of each the sums, in the currency of its pro forma. At most 8 queries.

    As `compare_actual` counts them; what was paid in another currency is in no sum. The pro forma of a seat stands with
    the first who served in it, so that a column adds up.
    plans: what `planned_for` gave for them already, which saves seven queries.
    """
    rows = list(services)
    plans, firsts, paid = plans or planned_for(rows), _first_in_seat(rows), _paid(rows)
    found = []
    for row in rows:
        plan = plans[row.pk]
        lines = [*(plan.whole if row.pk in firsts else ()), *plan.longer]
        has_plan = bool(lines) or row.pk in firsts
        planned = Amount(_sum(lines, plan.currency), plan.currency) if has_plan else None
        served = Amount(_sum(plan.served, plan.currency), plan.currency)
        found.append(Sums(row, planned, served, Amount(paid[row.pk, plan.currency], plan.currency)))
    return found


def _sum(lines: Iterable[tuple[str, Any]], currency: str) -> Decimal:
    return sum((line.amount for code, line in lines if code == currency), Decimal(0))


def _first_in_seat(services: list[Assignment]) -> set[int]:
    """Of each seat the service that began first; one that never started only where no other did. One query."""
    rows = Assignment.objects.filter(seat__in={row.seat_id for row in services}).order_by("starts_on", "pk")
    first: dict[int, int] = {}
    mates = rows.values_list("seat_id", "pk", "end_kind")
    for seat, pk, _end in sorted(mates, key=lambda mate: mate[2] == Assignment.EndKind.NOT_STARTED):
        first.setdefault(seat, pk)
    return set(first.values())


def _paid(services: list[Assignment]) -> defaultdict[tuple[int, str], Decimal]:
    """By service and currency."""
    found: defaultdict[tuple[int, str], Decimal] = defaultdict(Decimal)
    rows = ActualCost.objects.filter(assignment__in=services).order_by().values_list("assignment", "currency")
    for service, currency, amount in rows.annotate(sum=Sum("amount")):
        found[service, currency] += amount
    return found
