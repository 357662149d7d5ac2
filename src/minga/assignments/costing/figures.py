"""What a cost is computed from and what it comes to, as plain values: seats, months, rates, lines."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from minga.assignments.models.category import Track
from minga.assignments.models.cost import LineKind, Rate
from minga.core.days import day_after
from minga.core.errors import Problem

ONCE_AT_START = 0
MONTH, ONCE, PERCENT, MULTIPLIER = (Rate.Unit.MONTH, Rate.Unit.ONCE, Rate.Unit.PERCENT, Rate.Unit.MULTIPLIER)
UNITS: dict[str, tuple[str, ...]] = {
    LineKind.LIVING_ALLOWANCE: (MONTH,),
    LineKind.ENTRY_LUMP_SUM: (ONCE,),
    LineKind.EXIT_ALLOWANCE: (MONTH, ONCE),
    LineKind.DEPENDANT_ONE: (MONTH,),
    LineKind.DEPENDANT_MORE: (MONTH,),
    LineKind.WELL_BEING: (MONTH,),
    LineKind.INSURANCE: (MONTH, ONCE),
    LineKind.TRAVEL: (ONCE,),
    LineKind.LEARNING: (MONTH, ONCE),
    LineKind.PROGRAMME: (PERCENT,),
    LineKind.POST_ADJUSTMENT: (MULTIPLIER,),
}
NEEDED: dict[str, tuple[str, ...]] = {
    Track.INTERNATIONAL: (
        LineKind.LIVING_ALLOWANCE,
        LineKind.ENTRY_LUMP_SUM,
        LineKind.EXIT_ALLOWANCE,
        LineKind.INSURANCE,
        LineKind.TRAVEL,
        LineKind.LEARNING,
        LineKind.PROGRAMME,
        LineKind.POST_ADJUSTMENT,
    ),
    Track.NATIONAL: (
        LineKind.LIVING_ALLOWANCE,
        LineKind.ENTRY_LUMP_SUM,
        LineKind.EXIT_ALLOWANCE,
        LineKind.INSURANCE,
        LineKind.LEARNING,
        LineKind.PROGRAMME,
    ),
    Track.ONLINE: (),
}
PLAIN_KINDS = (LineKind.WELL_BEING, LineKind.INSURANCE, LineKind.TRAVEL, LineKind.LEARNING)


@dataclass(frozen=True)
class RateRow:
    """A rate as plain values; empty category, track, country or city means any."""

    ref: str
    kind: str
    unit: str
    amount: Decimal
    currency: str = ""
    category: str = ""
    track: str = ""
    country: str = ""
    city: str = ""
    in_force_from: date = date.min
    in_force_to: date | None = None
    source: str = ""
    is_secondary: bool = False

    def applies(
        self, *, kind: str, categories: tuple[str, ...], track: str, country: str, city: str, day: date
    ) -> bool:
        """Whether the row is about this kind, one of the categories, track and place, and in force on the day."""
        return (
            self.kind == kind
            and self.category in ("", *categories)
            and self.track in ("", track)
            and self.country in ("", country)
            and self.city in ("", city)
            and self.in_force_from <= day
            and (self.in_force_to is None or day <= self.in_force_to)
        )

    def exactness(self, categories: tuple[str, ...]) -> tuple[int, int, bool]:
        """City before country before any place, then category, the first named before the second, then track."""
        nearness = len(categories) - categories.index(self.category) if self.category in categories else 0
        return (2 if self.city else 1 if self.country else 0, nearness, bool(self.track))


@dataclass(frozen=True)
class SeatInput:
    """A seat and where it serves (codes; `place` is the name shown in a problem)."""

    number: int
    country: str
    city: str = ""
    place: str = ""


@dataclass(frozen=True)
class Inputs:
    """What the cost is computed for: exactly one of the two durations, or the last day of a service that goes on.

    goes_on_until: an extension's last day; what is paid once was paid with the months before, and is not paid again.
    serves_as: the category served in, where it is another one (docs/decisions/category-served.md).
    began_on: of an extension or a change, the first day of the service that goes on, from which its months count.
    dependants_before: of a change of dependants, how many counted until then; only what differs is computed.
    """

    category: str
    track: str
    starts_on: date
    seats: tuple[SeatInput, ...]
    duration_months: int | None = None
    duration_weeks: int | None = None
    dependants: int = 0
    goes_on_until: date | None = None
    began_on: date | None = None
    dependants_before: int | None = None
    serves_as: str = ""

    @property
    def categories(self) -> tuple[str, ...]:
        """Whose rates count: those of the category itself before those of the one served in."""
        return (self.category, self.serves_as) if self.serves_as else (self.category,)

    @property
    def begins(self) -> date:
        """The first day of the service, also of one that goes on; its months count from it."""
        return self.began_on or self.starts_on


@dataclass(frozen=True)
class ServiceMonth:
    """One service month: its number from 1, first day, days served and days it would have in full."""

    number: int
    first_day: date
    days_served: int
    days: int

    def prorated(self, amount: Decimal) -> Decimal:
        """What counts of a monthly amount. Multiplied first: 0.15 × 1 ÷ 30 is 0.005 and not a little less."""
        return amount * self.days_served / self.days


@dataclass(frozen=True)
class Line:
    """One amount of one seat in one month, with the formula a person can recompute."""

    seat: int
    kind: str
    month: int
    amount: Decimal
    formula: str


@dataclass(frozen=True)
class Lack:
    """A kind that no rate in force covers: for which seat, and the first day on which it is needed."""

    kind: str
    seat: SeatInput
    day: date


@dataclass
class Cost:
    """The lines, their sum, the rates they used, and what kept the cost from being complete."""

    currency: str = "USD"
    lines: list[Line] = field(default_factory=list)
    rates: list[RateRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    missing: dict[tuple[str, str], Lack] = field(default_factory=dict)

    @property
    def total(self) -> Decimal:
        return sum((line.amount for line in self.lines), Decimal(0))


def service_months(inputs: Inputs) -> list[ServiceMonth]:
    """The service months of the duration; one given in weeks or by its last day may end within a month, and what is
    added to a service begin within one.
    """
    start = inputs.starts_on
    if inputs.goes_on_until is not None:
        end = inputs.goes_on_until + timedelta(days=1)
    elif inputs.duration_months:
        end = day_after(inputs.duration_months, first=start)
    else:
        end = start + timedelta(weeks=inputs.duration_weeks or 0)
    return months_until(end, first=start, begin=inputs.begins)


def months_until(end: date, *, first: date, begin: date) -> list[ServiceMonth]:
    """The service months from a first day up to the day before `end`, numbered from 1; the last may not be whole.

    begin: the day from which months count; where it lies before `first`, the first month may not be whole either.
    """
    months: list[ServiceMonth] = []
    passed = 0
    while (opens := day_after(passed, first=begin)) < end:
        passed += 1
        following = day_after(passed, first=begin)
        if following > first:
            served = (min(following, end) - max(opens, first)).days
            months.append(ServiceMonth(len(months) + 1, max(opens, first), served, (following - opens).days))
    return months
