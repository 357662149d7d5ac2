"""An amount of money: a Decimal and a currency that are never parted, never mixed and never a float.

Rounding: half up (away from zero on a tie) to the currency's minor units, and only where a caller says so, by
`rounded()`: once per line of a cost statement, once per conversion. Sums of rounded lines are never rounded again.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from minga.core.errors import Refused
from minga.core.money.formatting import format_number

SHIPPED = Path(__file__).parent / "data" / "currencies.json"
DOLLAR = "USD"


class MixedCurrencies(Refused):
    """Two currencies met in one sum; convert one of them at a dated rate first."""

    code = "mixed_currencies"

    def __init__(self, first: str, second: str) -> None:
        super().__init__(
            _("%(first)s and %(second)s cannot be added.") % {"first": first, "second": second},
            remedy=_("Convert one of them at a dated rate first."),
        )


@functools.cache
def minor_units(currency: str) -> int:
    """Decimals of a currency by ISO 4217; 2 for a code that is not on the list."""
    return next((int(row["minor_units"]) for row in shipped_currencies() if row["code"] == currency), 2)


@functools.cache
def shipped_currencies() -> tuple[dict[str, Any], ...]:
    """The rows of data/currencies.json: code, minor_units, names by language."""
    rows: list[dict[str, Any]] = json.loads(SHIPPED.read_text(encoding="utf-8"))
    return tuple(rows)


@dataclass(frozen=True, order=False)
class Amount:
    """`value` units of `currency` (ISO 4217). Immutable; arithmetic within one currency only."""

    value: Decimal
    currency: str = DOLLAR

    def __post_init__(self) -> None:
        if isinstance(self.value, float):
            raise TypeError("money is never a float")
        object.__setattr__(self, "value", Decimal(self.value))
        if not self.value.is_finite():
            raise ValueError("an amount is a finite number")

    @classmethod
    def zero(cls, currency: str = DOLLAR) -> Amount:
        """Nothing, in `currency`."""
        return cls(Decimal(0), currency)

    def rounded(self) -> Amount:
        """Half up to the currency's minor units: JPY 0, USD 2, KWD 3 decimals."""
        step = Decimal(1).scaleb(-minor_units(self.currency))
        return Amount(self.value.quantize(step, rounding=ROUND_HALF_UP), self.currency)

    def share(self, percent: Decimal | int) -> Amount:
        """`percent` per cent of the amount, not rounded."""
        return Amount(self.value * Decimal(percent) / 100, self.currency)

    def split(self, percents: Iterable[Decimal | int]) -> list[Amount]:
        """Rounded shares that sum exactly to the rounded amount; what is left over goes to the largest.

        Where too much was rounded up for the largest to bear, the next ones bear the rest: no share changes its sign.
        """
        weights = [Decimal(percent) for percent in percents]
        whole = self.rounded()
        if not weights:
            return []
        if sum(weights) != 100:
            raise ValueError("shares must sum to 100 per cent")
        if whole.value < 0:
            return [-part for part in (-self).split(weights)]
        parts = [whole.share(weight).rounded() for weight in weights]
        left = whole - total(parts, currency=self.currency)
        for place in sorted(range(len(weights)), key=lambda place: -weights[place]):
            bears = left if -left <= parts[place] else -parts[place]
            parts[place] += bears
            left -= bears
        return parts

    def _same(self, other: Amount) -> Decimal:
        if not isinstance(other, Amount):
            raise TypeError("an amount adds to an amount only")
        if other.currency != self.currency:
            raise MixedCurrencies(self.currency, other.currency)
        return other.value

    def __add__(self, other: Amount) -> Amount:
        return Amount(self.value + self._same(other), self.currency)

    def __sub__(self, other: Amount) -> Amount:
        return Amount(self.value - self._same(other), self.currency)

    def __mul__(self, factor: Decimal | int) -> Amount:
        if not isinstance(factor, Decimal | int):
            raise TypeError("an amount is multiplied by a Decimal or a whole number")
        return Amount(self.value * factor, self.currency)

    __rmul__ = __mul__

    def __neg__(self) -> Amount:
        return Amount(-self.value, self.currency)

    def __lt__(self, other: Amount) -> bool:
        return self.value < self._same(other)

    def __le__(self, other: Amount) -> bool:
        return self.value <= self._same(other)

    def __gt__(self, other: Amount) -> bool:
        return self.value > self._same(other)

    def __ge__(self, other: Amount) -> bool:
        return self.value >= self._same(other)

    def __bool__(self) -> bool:
        return bool(self.value)

    def __str__(self) -> str:
        return format_amount(self)


def total(amounts: Iterable[Amount], *, currency: str = DOLLAR) -> Amount:
    """The sum; zero of `currency` for none. Raises MixedCurrencies."""
    return functools.reduce(lambda sum_, amount: sum_ + amount, amounts, Amount.zero(currency))


def format_amount(amount: Amount, language: str | None = None) -> str:
    """`USD 2,329.71`: the code, a space that does not break, the amount rounded to its minor units.

    The ISO code stands before the number, so that no dollar is taken for another; less than nothing has a minus sign
    that is no hyphen, so that no line breaks after it.
    """
    whole = amount.rounded()
    number = format_number(whole.value, decimals=minor_units(whole.currency), language=language)
    return f"{whole.currency}\N{NO-BREAK SPACE}{number}".replace("-", "\N{MINUS SIGN}")
