"""The pro forma cost of a description, from plain inputs and the rates that were in force. No database here.

What is computed
    For each seat and service month one line a kind; month 0 holds what is paid once, at the start.

    living allowance   the monthly rate × (1 + post adjustment multiplier); the multiplier on the international track
                       only. (1 + …) is our reading of a secondary source: DOMAIN section 5, Cost.
    entry lump sum     half before travel (month 0), the rest with the first payroll (month 1).
    exit allowance     a monthly rate adds up over the service; it and a rate paid once are paid with the last month.
    dependants         international track only: one rate for one dependant, another for two or more, each month.
    well-being         only where a rate stands for the duty station, its country or (place left empty) everywhere.
    insurance, learning, travel   by the unit of their rate: every month, or once at the start.
    programme cost     per cent of the other lines of the same seat and month.

Time
    Service month 1 begins on the first day, every further one on the same day of the next month (on the last day where
    the month is shorter). A duration in months is whole months: nothing is prorated. A duration in weeks may end within
    a month: a monthly rate of that last month counts for its days served ÷ its days.

Rates
    On the first day of each service month the most exact rate in force counts: city before country before any place,
    then category before any, then track before any. What is paid once uses the rate of the first day. A kind that the
    track needs and that has no rate is a Problem that names kind, place, date and remedy; a rate of 0 says “none”.

Rounding
    Each line is rounded on its own, half up, to the minor units of its currency (ISO 4217). Totals add rounded lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.utils import formats
from django.utils.translation import gettext as _

from minga.assignments.models.category import Track
from minga.assignments.models.cost import LineKind, Rate
from minga.core.days import add_months
from minga.core.errors import Problem
from minga.core.listing import listed
from minga.core.money.amounts import Amount

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

    def applies(self, *, kind: str, category: str, track: str, country: str, city: str, day: date) -> bool:
        """Whether the row is about this kind, category, track and place, and in force on the day."""
        return (
            self.kind == kind
            and self.category in ("", category)
            and self.track in ("", track)
            and self.country in ("", country)
            and self.city in ("", city)
            and self.in_force_from <= day
            and (self.in_force_to is None or day <= self.in_force_to)
        )

    @property
    def exactness(self) -> tuple[int, bool, bool]:
        """City before country before any place, then category, then track."""
        return (2 if self.city else 1 if self.country else 0, bool(self.category), bool(self.track))


@dataclass(frozen=True)
class SeatInput:
    """A seat and where it serves (codes; `place` is the name shown in a problem)."""

    number: int
    country: str
    city: str = ""
    place: str = ""


@dataclass(frozen=True)
class Inputs:
    """What the cost is computed for. Exactly one of the two durations is given."""

    category: str
    track: str
    starts_on: date
    seats: tuple[SeatInput, ...]
    duration_months: int | None = None
    duration_weeks: int | None = None
    dependants: int = 0


@dataclass(frozen=True)
class ServiceMonth:
    """One service month: its number from 1, first day, days served and days it would have in full."""

    number: int
    first_day: date
    days_served: int
    days: int

    @property
    def part(self) -> Decimal:
        return Decimal(self.days_served) / Decimal(self.days)


@dataclass(frozen=True)
class Line:
    """One amount of one seat in one month, with the formula a person can recompute."""

    seat: int
    kind: str
    month: int
    amount: Decimal
    formula: str


@dataclass
class Cost:
    """The lines, their sum, the rates they used, and what kept the cost from being complete."""

    currency: str = "USD"
    lines: list[Line] = field(default_factory=list)
    rates: list[RateRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    missing: set[tuple[str, str]] = field(default_factory=set)

    @property
    def total(self) -> Decimal:
        return sum((line.amount for line in self.lines), Decimal(0))


def service_months(inputs: Inputs) -> list[ServiceMonth]:
    """The service months of the duration; only one given in weeks can have a last month that is not whole."""
    start = inputs.starts_on
    if inputs.duration_months:
        end = add_months(start, inputs.duration_months)
    else:
        end = start + timedelta(weeks=inputs.duration_weeks or 0)
    months: list[ServiceMonth] = []
    while (first := add_months(start, len(months))) < end:
        following = add_months(start, len(months) + 1)
        months.append(
            ServiceMonth(len(months) + 1, first, (min(following, end) - first).days, (following - first).days)
        )
    return months


def compute(*, inputs: Inputs, rates: Sequence[RateRow]) -> Cost:
    """The pro forma cost by the rules of this module's docstring; without `problems` every needed rate was found."""
    cost = Cost()
    months = service_months(inputs)
    for seat in inputs.seats:
        _Seat(inputs=inputs, seat=seat, months=months, rates=rates, cost=cost).compute()
    currencies = sorted({rate.currency for rate in cost.rates if rate.currency})
    if len(currencies) > 1:
        cost.problems.append(
            Problem(
                "rates",
                _("The rates of this cost are in several currencies: %(currencies)s.")
                % {"currencies": listed(currencies)},
                _("An administrator can enter them in one currency."),
            )
        )
    cost.currency = currencies[0] if currencies else "USD"
    return cost


class _Seat:
    """The computation of one seat; lines, rates and problems go to the common cost."""

    def __init__(
        self, *, inputs: Inputs, seat: SeatInput, months: list[ServiceMonth], rates: Sequence[RateRow], cost: Cost
    ) -> None:
        self.inputs, self.seat, self.months, self.rates, self.cost = inputs, seat, months, rates, cost
        self.first_line = len(cost.lines)

    def compute(self) -> None:
        if not self.months:
            return
        for month in self.months:
            self._living_allowance(month)
            self._dependants(month)
            for kind in PLAIN_KINDS:
                self._plain(kind, month)
        self._entry()
        self._exit()
        self._programme()

    def _rate(self, kind: str, day: date, *, needed: bool | None = None) -> RateRow | None:
        found = [
            rate
            for rate in self.rates
            if rate.applies(
                kind=kind,
                category=self.inputs.category,
                track=self.inputs.track,
                country=self.seat.country,
                city=self.seat.city,
                day=day,
            )
        ]
        if found:
            best = max(found, key=lambda rate: rate.exactness)
            if best not in self.cost.rates:
                self.cost.rates.append(best)
            return best
        if kind in NEEDED.get(self.inputs.track, ()) if needed is None else needed:
            place = self.seat.place or self.seat.country
            if (kind, place) not in self.cost.missing:
                self.cost.missing.add((kind, place))
                self.cost.problems.append(missing_rate(kind=kind, place=place, day=day))
        return None

    def _add(self, *, kind: str, month: int, value: Decimal, formula: str, currency: str) -> None:
        amount = Amount(value, currency or "USD").rounded().value
        if amount:
            self.cost.lines.append(Line(self.seat.number, kind, month, amount, formula))

    def _living_allowance(self, month: ServiceMonth) -> None:
        rate = self._rate(LineKind.LIVING_ALLOWANCE, month.first_day)
        international = self.inputs.track == Track.INTERNATIONAL
        multiplier = self._rate(LineKind.POST_ADJUSTMENT, month.first_day) if international else None
        if rate is None or (international and multiplier is None):
            return
        value, formula = rate.amount, plain(rate.amount)
        if multiplier is not None:
            value *= 1 + multiplier.amount
            formula += f" × (1 + {plain(multiplier.amount)})"
        self._add_monthly(LineKind.LIVING_ALLOWANCE, month, value=value, formula=formula, currency=rate.currency)

    def _add_monthly(self, kind: str, month: ServiceMonth, *, value: Decimal, formula: str, currency: str) -> None:
        if month.days_served < month.days:
            value, formula = value * month.part, f"{formula} × {month.days_served} ÷ {month.days}"
        self._add(kind=kind, month=month.number, value=value, formula=formula, currency=currency)

    def _dependants(self, month: ServiceMonth) -> None:
        if not self.inputs.dependants or self.inputs.track != Track.INTERNATIONAL:
            return
        kind = LineKind.DEPENDANT_ONE if self.inputs.dependants == 1 else LineKind.DEPENDANT_MORE
        rate = self._rate(kind, month.first_day, needed=True)
        if rate is not None:
            self._add_monthly(kind, month, value=rate.amount, formula=plain(rate.amount), currency=rate.currency)

    def _plain(self, kind: str, month: ServiceMonth) -> None:
        rate = self._rate(kind, month.first_day)
        if rate is None:
            return
        if rate.unit == MONTH:
            self._add_monthly(kind, month, value=rate.amount, formula=plain(rate.amount), currency=rate.currency)
        elif month.number == 1:
            self._add(
                kind=kind,
                month=ONCE_AT_START,
                value=rate.amount,
                formula=plain(rate.amount),
                currency=rate.currency,
            )

    def _entry(self) -> None:
        rate = self._rate(LineKind.ENTRY_LUMP_SUM, self.inputs.starts_on)
        if rate is None:
            return
        before = Amount(rate.amount / 2, rate.currency or "USD").rounded().value
        kind, whole = LineKind.ENTRY_LUMP_SUM, plain(rate.amount)
        self._add(kind=kind, month=0, value=before, formula=f"{whole} ÷ 2", currency=rate.currency)
        self._add(
            kind=kind, month=1, value=rate.amount - before, formula=f"{whole} − {plain(before)}", currency=rate.currency
        )

    def _exit(self) -> None:
        last = self.months[-1].number
        found = [(month, self._rate(LineKind.EXIT_ALLOWANCE, month.first_day)) for month in self.months]
        monthly = [(month, rate) for month, rate in found if rate is not None and rate.unit == MONTH]
        once = found[-1][1] if found[-1][1] is not None and found[-1][1].unit == ONCE else None
        if once is not None:
            value, formula, currency = once.amount, plain(once.amount), once.currency
        elif monthly:
            value = sum((rate.amount * month.part for month, rate in monthly), Decimal(0))
            currency = monthly[0][1].currency
            formula = sum_of([(rate.amount, month.part) for month, rate in monthly])
        else:
            return
        self._add(kind=LineKind.EXIT_ALLOWANCE, month=last, value=value, formula=formula, currency=currency)

    def _programme(self) -> None:
        mine = self.cost.lines[self.first_line :]
        currency = next((rate.currency for rate in self.cost.rates if rate.currency), "USD")
        for month in (0, *(row.number for row in self.months)):
            day = self.inputs.starts_on if month == 0 else self.months[month - 1].first_day
            rate = self._rate(LineKind.PROGRAMME, day)
            base = sum((line.amount for line in mine if line.month == month), Decimal(0))
            if rate is not None and base:
                self._add(
                    kind=LineKind.PROGRAMME,
                    month=month,
                    value=base * rate.amount / 100,
                    formula=f"{plain(base)} × {plain(rate.amount)} %",
                    currency=currency,
                )


def plain(amount: Decimal) -> str:
    """The number without needless zeros, for formulas: 1736.0000 is 1736."""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def sum_of(parts: Iterable[tuple[Decimal, Decimal]]) -> str:
    """Equal monthly rates as one product: 170 × 12 + 180 × 6."""
    counts: dict[Decimal, Decimal] = {}
    for amount, part in parts:
        counts[amount] = counts.get(amount, Decimal(0)) + part
    return " + ".join(f"{plain(amount)} × {plain(round(count, 2))}" for amount, count in counts.items())


def missing_rate(*, kind: str, place: str, day: date) -> Problem:
    """The sentence for a rate that is needed and not there."""
    return Problem(
        "rates",
        _("No rate of “%(kind)s” is in force in %(place)s on %(day)s.")
        % {"kind": LineKind(kind).label, "place": place, "day": formats.date_format(day)},
        _("An administrator can add it to the rates; a rate of 0 says that nothing is paid."),
    )
