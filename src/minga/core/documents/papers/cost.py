"""The pro forma cost statement: seat by seat and month by month, the total, who pays which share, the rates used."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minga.core.documents.papers.wording import Fact, Paper, Texts, on_day
from minga.core.money.amounts import Amount, format_amount, minor_units
from minga.core.money.amounts import total as total_of
from minga.core.money.formatting import format_number, needed_decimals

PRO_FORMA = gettext_lazy("Pro forma cost statement")
WHOLE = gettext_lazy("Whole service")


@dataclass(frozen=True)
class Line:
    """What is paid to one seat for one reason: an amount for each of the seat's months, zero where nothing is paid.

    `formulas` say how the amounts are computed.
    """

    label: Texts
    amounts: tuple[Amount, ...]
    formulas: tuple[Texts, ...] = ()


@dataclass(frozen=True)
class SeatLines:
    """The lines of one seat. `months`: a name for each amount of a line."""

    title: Texts
    months: tuple[Texts, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Share:
    """What one funder pays."""

    name: Texts
    percent: Decimal
    amount: Amount


@dataclass(frozen=True)
class RateUsed:
    """A dated rate that the lines used, with its source."""

    label: Texts
    value: str
    in_force_from: date
    source: Texts
    in_force_to: date | None = None

    @property
    def time(self) -> str:
        """From when, and until when where that is known, in the language in force."""
        if self.in_force_to is None:
            return _("From %(start)s") % {"start": on_day(self.in_force_from)}
        days = {"start": on_day(self.in_force_from), "end": on_day(self.in_force_to)}
        return _("%(start)s to %(end)s") % days


@dataclass(frozen=True, kw_only=True)
class CostPaper(Paper):
    """Seat by seat, line by line and month by month. Raises ValueError where `total` is not the sum of all amounts.

    `nothing` is said where no seat has a line; `sum_of` heads the sums of the lines.
    """

    template: ClassVar[str] = "documents/cost"
    title: Texts = PRO_FORMA
    subtitle: Texts = ""
    facts: tuple[Fact, ...]
    seats: tuple[SeatLines, ...]
    nothing: Texts = ""
    sum_of: Texts = WHOLE
    total: Amount
    shares: tuple[Share, ...] = ()
    rates: tuple[RateUsed, ...] = ()
    notes: tuple[Texts, ...] = ()

    def data(self) -> dict[str, Any]:
        if self._sum(amount for seat in self.seats for line in seat.lines for amount in line.amounts) != self.total:
            raise ValueError("the lines do not sum to the total")
        return {
            **super().data(),
            **self.titled(self.title),
            "subtitle": self.say(self.subtitle)[0] or None,
            "facts": self.said_facts(self.facts),
            "total_label": self.say(_TOTAL),
            "total": self._money(self.total),
            "shares_heading": self.say(gettext_lazy("Who pays")),
            "share_columns": [self.say(word) for word in (_FUNDER, _SHARE, _AMOUNT)],
            "shares": [self._share(share) for share in self.shares],
            "seats_heading": self.say(gettext_lazy("Line by line")),
            "line_columns": [self.say(word) for word in (_LINE, gettext_lazy("How it is computed"), self.sum_of)],
            "month_column": self.say(gettext_lazy("Month")),
            "seats": [self._seat(seat) for seat in self.seats],
            "nothing": [] if self.seats or not self.nothing else self.say(self.nothing),
            "rates_heading": self.say(gettext_lazy("Rates used")),
            "rate_columns": [self.say(word) for word in (_RATE, _VALUE, _IN_FORCE, _SOURCE)],
            "rates": [self._rate(rate) for rate in self.rates],
            "notes": [self.say(note) for note in self.notes],
        }

    def _sum(self, amounts: Iterable[Amount]) -> Amount:
        return total_of(amounts, currency=self.total.currency)

    def _money(self, amount: Amount) -> str:
        return format_amount(amount, self.language)

    def _figure(self, amount: Amount) -> str:
        """Without the currency, which stands above the table; a dash for nothing."""
        decimals = minor_units(amount.currency)
        return format_number(amount.rounded().value, decimals=decimals, language=self.language) if amount else "–"

    def _seat(self, seat: SeatLines) -> dict[str, Any]:
        sums = [self._sum(line.amounts) for line in seat.lines]
        by_month = [self._sum(line.amounts[place] for line in seat.lines) for place in range(len(seat.months))]
        whole = self._money(self._sum(sums))
        titles, months = self.say(seat.title), [self.say(month) for month in seat.months]
        return {
            "titles": titles,
            "total": whole,
            "lines": [
                {"labels": self.say(line.label), "formulas": [self.say(one)[0] for one in line.formulas], "sum": sum_}
                for line, sum_ in zip(seat.lines, map(self._money, sums), strict=True)
            ],
            "months_label": self.say(lambda: _("Month by month, in %(currency)s") % {"currency": self.total.currency}),
            "months": [
                {
                    "labels": month,
                    "amounts": [self._figure(line.amounts[place]) for line in seat.lines],
                    "sum": self._figure(by_month[place]),
                }
                for place, month in enumerate(months)
            ],
        }

    def _share(self, share: Share) -> dict[str, Any]:
        number = format_number(share.percent, decimals=needed_decimals(share.percent), language=self.language)
        return {
            "names": self.say(share.name),
            "percent": self.say(lambda: _("%(number)s %%") % {"number": number})[0],
            "amount": self._money(share.amount),
        }

    def _rate(self, rate: RateUsed) -> dict[str, Any]:
        return {
            "labels": self.say(rate.label),
            "value": rate.value,
            "in_force": self.say(lambda: rate.time)[0],
            "source": self.say(rate.source)[0],
        }


_LINE, _RATE, _AMOUNT = gettext_lazy("Line"), gettext_lazy("Rate"), gettext_lazy("Amount")
_TOTAL = gettext_lazy("Total")
_FUNDER, _SHARE = gettext_lazy("Funder"), gettext_lazy("Share")
_VALUE, _IN_FORCE, _SOURCE = gettext_lazy("Value"), gettext_lazy("When in force"), gettext_lazy("Source")
