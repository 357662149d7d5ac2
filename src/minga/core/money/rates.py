"""Dated rates: which rate was in force on a day, and conversion that states the rate and the day it used."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import formats
from django.utils.translation import gettext as _

from minga.core.errors import Refused
from minga.core.money.amounts import DOLLAR, Amount
from minga.core.money.formatting import number_words
from minga.core.money.models import ExchangeRate

ONE = Decimal(1)


class NoRate(Refused):
    """No rate of this currency was in force on that day."""

    code = "no_rate"

    def __init__(self, currency: str, day: date) -> None:
        super().__init__(
            _("There is no rate of %(currency)s for %(day)s.")
            % {"currency": currency, "day": formats.date_format(day)},
            remedy=_("An administrator can add one with its source."),
        )
        self.currency, self.day = currency, day


@dataclass(frozen=True)
class DatedRate:
    """`per_dollar` units of `currency` for one US dollar, in force from a day, by a source."""

    currency: str
    per_dollar: Decimal
    in_force_from: date | None
    source: str

    @property
    def number_words(self) -> str:
        """Its figure as the reader writes it."""
        return number_words(self.per_dollar)


@dataclass(frozen=True)
class Conversion:
    """What was converted into what, at which rate (units of the result for one unit of the original)."""

    original: Amount
    result: Amount
    rate: Decimal
    day: date
    rates: tuple[DatedRate, ...]


class RateTable:
    """Every rate of some currencies, read at once. One query, none where only the dollar is asked for."""

    def __init__(self, currencies: Iterable[str]) -> None:
        wanted = {currency for currency in currencies if currency != DOLLAR}
        rows = ExchangeRate.objects.filter(currency__in=wanted).order_by("in_force_from") if wanted else ()
        self.rows: dict[str, list[ExchangeRate]] = {currency: [] for currency in wanted}
        for row in rows:
            self.rows[row.currency_id].append(row)

    def on(self, currency: str, day: date) -> DatedRate:
        """The rate in force on `day`: the newest row that begins on or before it. Raises NoRate."""
        if currency == DOLLAR:
            return DatedRate(DOLLAR, ONE, None, "")
        rows = self.rows.get(currency, [])
        at = bisect_right(rows, day, key=lambda row: row.in_force_from)
        if not at:
            raise NoRate(currency, day)
        row = rows[at - 1]
        return DatedRate(currency, row.per_dollar, row.in_force_from, row.source)


def rate_on(currency: str, day: date) -> DatedRate:
    """The rate in force on `day`. One query, none for the dollar. Raises NoRate."""
    return RateTable([currency]).on(currency, day)


def convert(amount: Amount, *, to: str, day: date, table: RateTable | None = None) -> Conversion:
    """Through the dollar, rounded once, at the end. One query, none with a `table` of both. Raises NoRate."""
    if amount.currency == to:
        return Conversion(amount, amount.rounded(), ONE, day, ())
    known = table or RateTable([amount.currency, to])
    source, target = known.on(amount.currency, day), known.on(to, day)
    result = Amount(amount.value * target.per_dollar / source.per_dollar, to).rounded()
    used = tuple(rate for rate in (source, target) if rate.currency != DOLLAR)
    return Conversion(amount, result, target.per_dollar / source.per_dollar, day, used)
