"""The computation of a pro forma cost, seat by seat, by the rules of the package's docstring."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from django.utils import formats
from django.utils.translation import gettext as _

from minga.assignments.costing.figures import (
    MONTH,
    NEEDED,
    ONCE,
    ONCE_AT_START,
    PLAIN_KINDS,
    UNITS,
    Cost,
    Inputs,
    Lack,
    Line,
    RateRow,
    SeatInput,
    ServiceMonth,
    service_months,
)
from minga.assignments.models.category import Track
from minga.assignments.models.cost import LARGEST, LineKind
from minga.core.days import day_after
from minga.core.errors import Problem
from minga.core.listing import listed
from minga.core.money.amounts import Amount


def compute(*, inputs: Inputs, rates: Sequence[RateRow]) -> Cost:
    """The pro forma cost by the rules of the package's docstring; without `problems` every needed rate was found."""
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
    if cost.total > LARGEST:
        cost.problems.append(
            Problem(
                "rates",
                _("This cost is larger than any that can be kept."),
                _("Compare the rates: one of them is probably in the wrong place by some digits."),
            )
        )
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
        if self.inputs.dependants_before is not None:
            self._changed(self.inputs.dependants_before)
            return
        for month in self.months:
            self._living_allowance(month)
            self._dependants(month, self.inputs.dependants)
            for kind in PLAIN_KINDS:
                self._plain(kind, month)
        if not self._goes_on:
            self._entry()
        self._exit()
        self._programme()

    @property
    def _goes_on(self) -> bool:
        return self.inputs.goes_on_until is not None

    def _best(self, kind: str, day: date) -> RateRow | None:
        found = [
            rate
            for rate in self.rates
            if rate.applies(
                kind=kind,
                categories=self.inputs.categories,
                track=self.inputs.track,
                country=self.seat.country,
                city=self.seat.city,
                day=day,
            )
        ]
        return max(found, key=lambda rate: rate.exactness(self.inputs.categories), default=None)

    def _use(self, rate: RateRow) -> RateRow:
        if rate not in self.cost.rates:
            self.cost.rates.append(rate)
        return rate

    def _rate(self, kind: str, day: date, *, needed: bool | None = None) -> RateRow | None:
        best = self._best(kind, day)
        if best is not None:
            return self._use(best)
        if kind in NEEDED.get(self.inputs.track, ()) if needed is None else needed:
            place = self.seat.place or self.seat.country
            if (kind, place) not in self.cost.missing:
                self.cost.missing[kind, place] = Lack(kind, self.seat, day)
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
            value, formula = month.prorated(value), f"{formula} × {month.days_served} ÷ {month.days}"
        self._add(kind=kind, month=month.number, value=value, formula=formula, currency=currency)

    def _dependants(self, month: ServiceMonth, number: int, *, sign: int = 1) -> None:
        if not number or self.inputs.track != Track.INTERNATIONAL:
            return
        kind = LineKind.DEPENDANT_ONE if number == 1 else LineKind.DEPENDANT_MORE
        rate = self._rate(kind, month.first_day, needed=True)
        if rate is not None:
            value = sign * rate.amount
            self._add_monthly(kind, month, value=value, formula=plain(value), currency=rate.currency)

    def _changed(self, before: int) -> None:
        """What a change of dependants takes away and adds from its day on, and the programme cost of that."""
        if min(before, 2) == min(self.inputs.dependants, 2):  # two or more are paid alike
            return
        for month in self.months:
            self._dependants(month, before, sign=-1)
            self._dependants(month, self.inputs.dependants)
        self._programme()

    def _plain(self, kind: str, month: ServiceMonth) -> None:
        if ONCE in UNITS[kind] and self._is_once(kind):
            if month.number == 1 and not self._goes_on and (rate := self._rate(kind, month.first_day)) is not None:
                value, formula = rate.amount, plain(rate.amount)
                self._add(kind=kind, month=ONCE_AT_START, value=value, formula=formula, currency=rate.currency)
            return
        rate = self._in_unit(kind, month.first_day, unit=MONTH)
        if rate is not None:
            self._add_monthly(kind, month, value=rate.amount, formula=plain(rate.amount), currency=rate.currency)

    def _is_once(self, kind: str) -> bool:
        """Whether the line is paid once: by the rate in force on the first day of the service."""
        rate = self._best(kind, self.inputs.begins)
        return UNITS[kind] == (ONCE,) or (rate is not None and rate.unit == ONCE)

    def _in_unit(self, kind: str, day: date, *, unit: str) -> RateRow | None:
        """The rate of the day; where it has another unit, the last one of the service before it that has this one."""
        best = self._best(kind, day)
        if best is None or best.unit == unit:
            return self._rate(kind, day)
        begins = self.inputs.begins
        before = (day_after(number, first=begins) for number in range((day - begins).days // 28))
        for earlier in reversed([one for one in before if one < day]):
            rate = self._best(kind, earlier)
            if rate is not None and rate.unit == unit:
                return self._use(rate)
        return None

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
        kind, last = LineKind.EXIT_ALLOWANCE, self.months[-1]
        days = (self.inputs.begins, *(month.first_day for month in self.months))
        first = next((rate for rate in (self._best(kind, day) for day in days) if rate is not None), None)
        if first is not None and first.unit == ONCE:
            once = None if self._goes_on else self._in_unit(kind, last.first_day, unit=ONCE)
            if once is not None:
                value, currency = once.amount, once.currency
                self._add(kind=kind, month=last.number, value=value, formula=plain(value), currency=currency)
            return
        found = [(month, self._in_unit(kind, month.first_day, unit=MONTH)) for month in self.months]
        monthly = [(month, rate) for month, rate in found if rate is not None]
        if monthly:
            value = sum((month.prorated(rate.amount) for month, rate in monthly), Decimal(0))
            currency = monthly[0][1].currency
            formula = sum_of((rate.amount, month) for month, rate in monthly)
            self._add(kind=kind, month=last.number, value=value, formula=formula, currency=currency)

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
    """The number without needless zeros and with a true minus, for formulas: 1736.0000 is 1736."""
    text = f"{amount:f}".replace("-", "−")
    return text.rstrip("0").rstrip(".") if "." in text else text


def sum_of(parts: Iterable[tuple[Decimal, ServiceMonth]]) -> str:
    """Equal monthly rates as one product, a month not whole by its days: 170 × 12 + 180 × 2 + 180 × 9 ÷ 31."""
    whole: dict[Decimal, int] = {}
    rest = []
    for amount, month in parts:
        if month.days_served < month.days:
            rest.append(f"{plain(amount)} × {month.days_served} ÷ {month.days}")
        else:
            whole[amount] = whole.get(amount, 0) + 1
    return " + ".join([*(f"{plain(amount)} × {count}" for amount, count in whole.items()), *rest])


def missing_rate(*, kind: str, place: str, day: date) -> Problem:
    """The sentence for a rate that is needed and not there."""
    return Problem(
        "rates",
        _("No rate of “%(kind)s” is in force in %(place)s on %(day)s.")
        % {"kind": LineKind(kind).label, "place": place, "day": formats.date_format(day)},
        _("An administrator can add it to the rates; a rate of 0 says that nothing is paid."),
    )
