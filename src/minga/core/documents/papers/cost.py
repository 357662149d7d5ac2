"""The pro forma cost statement: lines with what they were computed from, the total, who pays which share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minga.core.documents.papers.wording import Fact, Paper, Texts, on_day
from minga.core.money.amounts import Amount, format_amount
from minga.core.money.formatting import format_number, needed_decimals

PRO_FORMA = gettext_lazy("Pro forma cost statement")


@dataclass(frozen=True)
class Line:
    """`rate` a month or once, `times` how often (12 months, 1), `amount` the line's whole. `note` says how."""

    label: Texts
    rate: Amount | None
    times: Texts
    amount: Amount
    note: Texts = ""


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


@dataclass(frozen=True, kw_only=True)
class CostPaper(Paper):
    """Lines are summed by the caller; `total` is checked against them. Raises ValueError where they differ."""

    template: ClassVar[str] = "documents/cost"
    title: Texts = PRO_FORMA
    subtitle: Texts = ""
    facts: tuple[Fact, ...]
    lines: tuple[Line, ...]
    total: Amount
    shares: tuple[Share, ...] = ()
    rates: tuple[RateUsed, ...] = ()
    notes: tuple[Texts, ...] = ()

    def data(self) -> dict[str, Any]:
        if sum((line.amount for line in self.lines), Amount.zero(self.total.currency)) != self.total:
            raise ValueError("the lines do not sum to the total")
        return {
            **super().data(),
            **self.titled(self.title),
            "subtitle": self.say(self.subtitle)[0] or None,
            "facts": self.said_facts(self.facts),
            "lines_heading": self.say(gettext_lazy("Lines")),
            "columns": [self.say(word) for word in (_LINE, _RATE, _TIMES, _AMOUNT)],
            "lines": [self._line(line) for line in self.lines],
            "total_label": self.say(gettext_lazy("Total")),
            "total": self._money(self.total),
            "shares_heading": self.say(gettext_lazy("Who pays")),
            "share_columns": [self.say(word) for word in (_FUNDER, _SHARE, _AMOUNT)],
            "shares": [self._share(share) for share in self.shares],
            "rates_heading": self.say(gettext_lazy("Rates used")),
            "rate_columns": [self.say(word) for word in (_RATE, _VALUE, _IN_FORCE, _SOURCE)],
            "rates": [self._rate(rate) for rate in self.rates],
            "notes": [self.say(note) for note in self.notes],
        }

    def _money(self, amount: Amount) -> str:
        return format_amount(amount, self.language)

    def _line(self, line: Line) -> dict[str, Any]:
        return {
            "labels": self.say(line.label),
            "note": self.say(line.note)[0],
            "rate": self._money(line.rate) if line.rate is not None else "",
            "times": self.say(line.times)[0],
            "amount": self._money(line.amount),
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
            "in_force": self.say(lambda: on_day(rate.in_force_from))[0],
            "source": self.say(rate.source)[0],
        }


_LINE, _RATE, _TIMES, _AMOUNT = (
    gettext_lazy("Line"),
    gettext_lazy("Rate"),
    gettext_lazy("Times"),
    gettext_lazy("Amount"),
)
_FUNDER, _SHARE = gettext_lazy("Funder"), gettext_lazy("Share")
_VALUE, _IN_FORCE, _SOURCE = gettext_lazy("Value"), gettext_lazy("In force from"), gettext_lazy("Source")
