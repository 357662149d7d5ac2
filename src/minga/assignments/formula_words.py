"""The formulas of a cost in the reader's words and figures: “1736 × (1 + 0.342)” is “1,736 × (1 + 0.342)”,
“3000 × 8 %” is “8 % of 3,000”, and what is the same in twelve months says so once.

What is kept is the formula as it was computed (`costing`), with plain figures, so that it can be read by a machine.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from minga.core.money.formatting import format_number, needed_decimals, number_words

NUMBER = re.compile(r"(\(1 \+ )?(\d+(?:\.\d+)?)")
CENTS = 2
PERCENT = re.compile(r"(.+) × ([\d.]+) %")
HALF = re.compile(r"([\d.]+) ÷ 2")
REST = re.compile(r"([\d.]+) − ([\d.]+)")
BY_DAYS = re.compile(r"(.+) × (\d+) ÷ (\d+)")
BY_MONTHS = re.compile(r"([\d.]+) × (\d+)")
PARTS = re.compile(r" \+ (?![\d.]+\))")
"""Between the parts of a sum, and not within “(1 + 0.342)”."""


def formulas_of(formulas: Iterable[str]) -> tuple[str, ...]:
    """Each formula once, in words, and in how many months it counts where they are several."""
    return tuple(_counted(formula, many) for formula, many in Counter(formulas).items())


def _counted(formula: str, many: int) -> str:
    if many == 1:
        return formula_words(formula)
    words = ngettext("%(formula)s in each of %(count)s month", "%(formula)s in each of %(count)s months", many)
    return words % {"formula": formula_words(formula), "count": many}


def formula_words(formula: str) -> str:
    """One formula; what is no formula of `costing` keeps its words, with its figures grouped."""
    return " + ".join(_part(part) for part in PARTS.split(formula))


def _part(part: str) -> str:
    if found := PERCENT.fullmatch(part):
        percent = number_words(Decimal(found[2]))
        return _("%(percent)s %% of %(base)s") % {"percent": percent, "base": _figures(found[1])}
    if found := HALF.fullmatch(part):
        return _("half of %(amount)s") % {"amount": _figures(found[1])}
    if found := REST.fullmatch(part):
        whole, paid = map(_figures, found.groups())
        return _("%(whole)s less %(paid)s") % {"whole": whole, "paid": paid}
    if found := BY_DAYS.fullmatch(part):
        amount, served, days = _figures(found[1]), found[2], found[3]
        return _("%(amount)s for %(served)s of %(days)s days") % {"amount": amount, "served": served, "days": days}
    if found := BY_MONTHS.fullmatch(part):
        words = ngettext("%(amount)s for %(count)s month", "%(amount)s for %(count)s months", int(found[2]))
        return words % {"amount": _figures(found[1]), "count": found[2]}
    return _figures(part)


def _figures(text: str) -> str:
    return NUMBER.sub(_figure, text)


def _figure(found: re.Match[str]) -> str:
    """An amount with its cents, or none where it has none; a multiplier with the decimals it has."""
    value = Decimal(found[2])
    if found[1]:
        return found[1] + number_words(value)
    decimals = needed_decimals(value)
    return format_number(value, decimals=max(decimals, CENTS) if decimals else 0)
