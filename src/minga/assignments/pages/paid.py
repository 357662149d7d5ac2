"""What the page of one service's payments says: pro forma, the time served, what was paid, and the seat as a whole."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from minga.assignments.models import Assignment
from minga.assignments.queries.paid import Compared, Converted, Sums, compare_actual, converted, sums_of
from minga.assignments.queries.served import Planned, last_day_of, planned_for
from minga.core.money.amounts import Amount


@dataclass(frozen=True)
class SeatMate:
    """A service in the seat, as a row of the seat as a whole."""

    sums: Sums
    is_this: bool

    @property
    def service(self) -> Assignment:
        return self.sums.service

    @property
    def last(self) -> date:
        """The last day it is planned for, or on which it ended."""
        return last_day_of(self.service)


@dataclass(frozen=True)
class Comparison:
    """One service: its lines, their sums in the currency of the pro forma, and who else had its seat."""

    lines: list[Compared]
    currency: str
    plan: Planned
    others: Converted
    mates: list[SeatMate]

    def _total(self, name: str) -> Decimal:
        return sum((getattr(line, name) for line in self.lines if line.currency == self.currency), Decimal(0))

    @property
    def planned(self) -> Decimal:
        return self._total("planned")

    @property
    def served(self) -> Decimal:
        return self._total("served")

    @property
    def paid(self) -> Decimal:
        return self._total("paid")

    @property
    def difference(self) -> Decimal:
        return self.paid - self.served

    @property
    def with_others(self) -> Decimal:
        return self.paid + self.others.total

    @property
    def difference_with_others(self) -> Decimal:
        return self.with_others - self.served

    @property
    def is_otherwise(self) -> bool:
        """Whether some line comes to another amount for the time served than was planned."""
        return any(line.planned != line.served for line in self.lines)

    @property
    def seat_sums(self) -> dict[str, Decimal]:
        """What was planned for the seat, the time served in it, what was paid, and what beyond that time."""
        planned = _sum(mate.sums.planned for mate in self.mates)
        served = _sum(mate.sums.served for mate in self.mates)
        paid = _sum(mate.sums.paid for mate in self.mates)
        return {"planned": planned, "served": served, "paid": paid, "difference": paid - served}


def _sum(amounts: Iterable[Amount | None]) -> Decimal:
    return sum((amount.value for amount in amounts if amount), Decimal(0))


def comparison_of(service: Assignment) -> Comparison:
    """About a dozen queries where somebody else had the seat, else ten."""
    mates = list(Assignment.objects.filter(seat=service.seat_id).select_related("seat").order_by("starts_on", "pk"))
    is_shared = any(mate.pk != service.pk and mate.end_kind != Assignment.EndKind.NOT_STARTED for mate in mates)
    plans = planned_for(mates if is_shared else [service])
    plan = plans[service.pk]
    lines, currency = compare_actual(service, planned=plan)
    shared = sums_of(mates, plans=plans) if is_shared else []
    return Comparison(
        lines, currency, plan, converted(service, currency=currency),
        [SeatMate(sums, sums.service.pk == service.pk) for sums in shared],
    )  # fmt: skip
