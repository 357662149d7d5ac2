"""Dated rates: which rate was in force on a day, and conversion that states the rate and the day it used."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import formats
from django.utils.translation import gettext as _

from minga.core.errors import Refused
from minga.core.money.amounts import DOLLAR, Amount
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


@dataclass(frozen=True)
class Conversion:
    """What was converted into what, at which rate (units of the result for one unit of the original)."""

    original: Amount
    result: Amount
    rate: Decimal
    day: date
    rates: tuple[DatedRate, ...]


def rate_on(currency: str, day: date) -> DatedRate:
    """The rate in force on `day`: the newest row that begins on or before it. One query, none for the dollar.

    Raises NoRate.
    """
    if currency == DOLLAR:
        return DatedRate(DOLLAR, ONE, None, "")
    row = ExchangeRate.objects.filter(currency=currency, in_force_from__lte=day).order_by("-in_force_from").first()
    if row is None:
        raise NoRate(currency, day)
    return DatedRate(currency, row.per_dollar, row.in_force_from, row.source)


def convert(amount: Amount, *, to: str, day: date) -> Conversion:
    """Through the dollar, rounded once, at the end. Two queries at most. Raises NoRate."""
    if amount.currency == to:
        return Conversion(amount, amount.rounded(), ONE, day, ())
    source, target = rate_on(amount.currency, day), rate_on(to, day)
    result = Amount(amount.value * target.per_dollar / source.per_dollar, to).rounded()
    used = tuple(rate for rate in (source, target) if rate.currency != DOLLAR)
    return Conversion(amount, result, target.per_dollar / source.per_dollar, day, used)
