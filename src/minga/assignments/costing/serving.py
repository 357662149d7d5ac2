"""What a pro forma comes to for the days that somebody really served: its own lines, by days. No database here.

Service months begin on the first day of the service, also those of what was added to it. Each takes the lines of the
pro forma's month in which it begins (before its first month those of the first, after its last one those of the last)
× days served ÷ days of the month. What is paid once counts whole, once the service has begun. The exit allowance counts
the months served, and stands in the last of them; programme cost is its per cent of these lines. Each line is rounded
on its own, half up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Protocol

from minga.assignments.costing.computing import plain, sum_of
from minga.assignments.costing.figures import (
    MONTH,
    ONCE_AT_START,
    Inputs,
    Line,
    RateRow,
    SeatInput,
    ServiceMonth,
    months_until,
    service_months,
)
from minga.assignments.models.cost import LineKind
from minga.core.money.amounts import Amount

DERIVED = (LineKind.EXIT_ALLOWANCE, LineKind.PROGRAMME)


class PlannedLine(Protocol):
    """A line of the pro forma as it was authorized."""

    @property
    def kind(self) -> str: ...
    @property
    def month(self) -> int: ...
    @property
    def amount(self) -> Decimal: ...
    @property
    def formula(self) -> str: ...


@dataclass(frozen=True)
class Plan:
    """The pro forma of one seat: what it was computed for, its lines, the rates it kept."""

    inputs: Inputs
    seat: SeatInput
    lines: Sequence[PlannedLine]
    rates: Sequence[RateRow]
    currency: str

    @cached_property
    def months(self) -> list[ServiceMonth]:
        return service_months(self.inputs)

    def month_of(self, day: date) -> ServiceMonth:
        """The month of the pro forma that a day lies in; the first before it, the last after it."""
        begun = [month for month in self.months if month.first_day <= day]
        return begun[-1] if begun else self.months[0]

    def rate_on(self, kind: str, day: date, *, unit: str = "") -> RateRow | None:
        """The kept rate in force on the day; else, of a unit that ended, the last one before."""
        fitting = [rate for rate in self.rates if (not unit or rate.unit == unit) and self._is_about(rate, kind)]
        in_force = [rate for rate in fitting if rate.in_force_from <= day <= (rate.in_force_to or day)]
        before = [rate for rate in fitting if rate.in_force_from <= day]
        if in_force:
            return max(in_force, key=lambda rate: rate.exactness(self.inputs.categories))
        return max(before, key=lambda rate: rate.in_force_from, default=None)

    def _is_about(self, rate: RateRow, kind: str) -> bool:
        return rate.applies(
            kind=kind,
            categories=self.inputs.categories,
            track=self.inputs.track,
            country=self.seat.country,
            city=self.seat.city,
            day=rate.in_force_from,
        )


def serve(plan: Plan, *, first: date, last: date, unpaid: frozenset[date] = frozenset()) -> list[Line]:
    """The lines of `plan` for the days from `first` to `last`, both among them, but for those without pay.

    A service as long as its pro forma comes to the same lines. None where the last day lies before the first.
    """
    if not plan.months or last < first:
        return []
    begin = plan.inputs.began_on or first
    months = [_served(month, unpaid) for month in months_until(last + timedelta(days=1), first=first, begin=begin)]
    lines = [_whole(plan, line) for line in plan.lines if _is_once(line)]
    for month in months:
        source = plan.month_of(month.first_day)
        mine = [line for line in plan.lines if line.month == source.number and not _is_once(line)]
        lines += [_by_days(plan, line, month, source) for line in mine if line.kind not in DERIVED]
    lines += _exit(plan, months)
    lines += _programme(plan, months, lines)
    return [line for line in lines if line.amount]


def _served(month: ServiceMonth, unpaid: frozenset[date]) -> ServiceMonth:
    days = (month.first_day + timedelta(days=number) for number in range(month.days_served))
    return replace(month, days_served=sum(day not in unpaid for day in days)) if unpaid else month


def _is_once(line: PlannedLine) -> bool:
    """Paid once at the start, the half of the entry lump sum with the first payroll too."""
    return line.kind not in DERIVED and (line.month == ONCE_AT_START or line.kind == LineKind.ENTRY_LUMP_SUM)


def _line(plan: Plan, *, kind: str, month: int, value: Decimal, formula: str) -> Line:
    return Line(plan.seat.number, kind, month, Amount(value, plan.currency).rounded().value, formula)


def _whole(plan: Plan, line: PlannedLine) -> Line:
    return Line(plan.seat.number, line.kind, line.month, line.amount, line.formula)


def _by_days(plan: Plan, line: PlannedLine, month: ServiceMonth, source: ServiceMonth) -> Line:
    """A monthly line by the days served of its month."""
    if month.days_served * source.days == month.days * source.days_served:
        return replace(_whole(plan, line), month=month.number)
    whole = line if source.days == source.days_served else _of_a_whole_month(plan, line, source)
    served, days = month.days_served, month.days
    if whole is None:  # planned for part of a month only: worth more for all of it
        whole, served, days = line, served * source.days, days * source.days_served
    formula, value = f"{plain(whole.amount)} × {served} ÷ {days}", whole.amount * served / days
    if served == days:
        formula, value = whole.formula, whole.amount
    return _line(plan, kind=line.kind, month=month.number, value=value, formula=formula)


def _of_a_whole_month(plan: Plan, line: PlannedLine, source: ServiceMonth) -> PlannedLine | None:
    """The line of a whole month of the pro forma by the same rate as one of part of a month."""
    formula = line.formula.removesuffix(f" × {source.days_served} ÷ {source.days}")
    return next((one for one in plan.lines if (one.kind, one.formula) == (line.kind, formula)), None)


def _exit(plan: Plan, months: list[ServiceMonth]) -> list[Line]:
    """Whole where it is paid once; else the monthly rates of the months served, as the pro forma added them up."""
    kind = LineKind.EXIT_ALLOWANCE
    planned = [line for line in plan.lines if line.kind == kind]
    if not planned:
        return []
    if not any(rate.kind == kind and rate.unit == MONTH for rate in plan.rates):
        return [replace(_whole(plan, line), month=months[-1].number) for line in planned]
    served = [(_exit_rate(plan, plan.month_of(month.first_day)), month) for month in months if month.days_served]
    parts = [(amount, month) for amount, month in served if amount]
    value = sum((month.prorated(amount) for amount, month in parts), Decimal(0))
    return [_line(plan, kind=kind, month=months[-1].number, value=value, formula=sum_of(parts))]


def _exit_rate(plan: Plan, month: ServiceMonth) -> Decimal:
    rate = plan.rate_on(LineKind.EXIT_ALLOWANCE, month.first_day, unit=MONTH)
    return rate.amount if rate is not None else Decimal(0)


def _programme(plan: Plan, months: list[ServiceMonth], lines: list[Line]) -> list[Line]:
    starts = {ONCE_AT_START: plan.months[0].first_day}
    starts |= {month.number: plan.month_of(month.first_day).first_day for month in months}
    found = []
    for number, day in starts.items():
        rate = plan.rate_on(LineKind.PROGRAMME, day)
        base = sum((line.amount for line in lines if line.month == number), Decimal(0))
        if rate is not None and base:
            formula = f"{plain(base)} × {plain(rate.amount)} %"
            value = base * rate.amount / 100
            found.append(_line(plan, kind=LineKind.PROGRAMME, month=number, value=value, formula=formula))
    return found
