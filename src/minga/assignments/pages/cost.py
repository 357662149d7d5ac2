"""What the page of a cost and its downloads say: lines by seat and month, the rates behind them, who pays."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from minga.assignments.costing import ONCE_AT_START, plain
from minga.assignments.models import Category, CostEstimate, DependantsChange, Extension, LineKind, Rate, Track
from minga.assignments.models.cost import source_words
from minga.assignments.pages.opportunity import length_words
from minga.assignments.queries.cost import SeatCost, is_old, shares_of
from minga.core.documents.papers import CostPaper, Fact, Line, RateUsed, SeatLines, Share
from minga.core.documents.papers.wording import on_day
from minga.core.documents.spreadsheets import Column, Sheet
from minga.core.money.amounts import Amount, minor_units
from minga.core.money.formatting import format_number, needed_decimals
from minga.places.models import City, Country

ROUNDING = gettext_lazy(
    "Each line is rounded on its own, half up, to the smallest unit of its currency; totals add rounded lines."
)
NOTHING = gettext_lazy("Nothing is paid for this service.")
SECONDARY = gettext_lazy("From a secondary source, or a reading of ours")


@dataclass(frozen=True)
class KeptRate:
    """A rate as the estimate kept it, in words."""

    kind: str
    value: str
    where: str
    starts: date
    ends: date | None
    source: str
    is_secondary: bool


def kept_rates(estimate: CostEstimate) -> list[KeptRate]:
    """The rates the estimate was computed from, as they were then. At most three queries for all names."""
    rows = estimate.rates_used
    categories = {row.code: str(row) for row in Category.objects.filter(code__in=[row["category"] for row in rows])}
    countries = {row.pk: str(row) for row in Country.objects.filter(pk__in=[row["country"] for row in rows])}
    cities = {row.code: str(row) for row in City.objects.filter(code__in=[row["city"] for row in rows])}
    tracks = dict(Track.choices)

    def where(row: dict[str, Any]) -> str:
        place = cities.get(row["city"]) or row["city"] or countries.get(row["country"]) or row["country"]
        parts = (place, categories.get(row["category"], row["category"]), tracks.get(row["track"], ""))
        return " · ".join(str(part) for part in parts if part) or _("Everywhere")

    return [
        KeptRate(
            kind=str(LineKind(row["kind"]).label),
            value=value_words(amount=Decimal(row["amount"]), unit=row["unit"], currency=row["currency"]),
            where=where(row),
            starts=date.fromisoformat(row["in_force_from"]),
            ends=date.fromisoformat(row["in_force_to"]) if row["in_force_to"] else None,
            source=source_words(row["source"]),
            is_secondary=row["is_secondary"],
        )
        for row in rows
    ]


def value_words(*, amount: Decimal, unit: str, currency: str) -> str:
    """“USD 1,736.00 a month”, “8 %”, “× (1 + 0.342)”."""
    if unit == Rate.Unit.PERCENT:
        return _("%(number)s %%") % {"number": plain(amount)}
    if unit == Rate.Unit.MULTIPLIER:
        return _("× (1 + %(number)s)") % {"number": plain(amount)}
    money = _exact(amount, currency or "USD")
    return (_("%(amount)s a month") if unit == Rate.Unit.MONTH else _("%(amount)s once")) % {"amount": money}


def _exact(amount: Decimal, currency: str) -> str:
    """“USD 41.67”, and “USD 41.6667” where that is the rate: what is shown is what is computed with."""
    decimals = max(minor_units(currency), needed_decimals(amount))
    return f"{currency}\N{NO-BREAK SPACE}{format_number(amount, decimals=decimals)}"


def month_words(month: int) -> str | Promise:
    """“At the start” or “Month 3”."""
    return _("At the start") if month == ONCE_AT_START else _("Month %(number)s") % {"number": month}


def address_of(estimate: CostEstimate, *, verb: str = "") -> str:
    """The page of an estimate, or where one of its verbs is posted. No query where its extension is loaded."""
    name, ref = "cost", estimate.description.ref
    if estimate.extension is not None:
        name, ref = "extension_cost", estimate.extension.ref
    elif estimate.dependants_change is not None:
        name, ref = "dependants_cost", estimate.dependants_change.ref
    return reverse(f"assignments:{name}_do", args=[ref, verb]) if verb else reverse(f"assignments:{name}", args=[ref])


def added_days(extension: Extension) -> tuple[date, date]:
    """The first and the last day that an extension adds."""
    return extension.old_end + timedelta(days=1), extension.new_end


def change_words(change: DependantsChange, *, until_then: int | None = None) -> str:
    """“From 15 March 2026 to 31 December 2026: 1 dependant, until then 0.”

    until_then: how many count before it by now, instead of those its cost was computed from.
    """
    words = ngettext(
        "From %(start)s to %(end)s: %(number)s dependant, until then %(before)s.",
        "From %(start)s to %(end)s: %(number)s dependants, until then %(before)s.",
        change.dependants,
    )
    return words % {
        "start": on_day(change.starts_on),
        "end": on_day(change.ends_on),
        "number": change.dependants,
        "before": change.before if until_then is None else until_then,
    }


def seat_place(seat: Any) -> str:
    """Where a seat serves. No query where its city is loaded."""
    return _("%(city)s, %(country)s") % {"city": seat.city, "country": seat.city.country} if seat.city else ""


def seat_count(estimate: CostEstimate) -> int:
    """How many seats were computed, those that cost nothing too. No query."""
    return len(estimate.inputs.get("seats", ()))


def sheets_of(estimate: CostEstimate, seats: Iterable[SeatCost]) -> list[Sheet]:
    """The workbook: every line, the sums by seat, the rates used. At most seven queries."""
    currency, seats = estimate.currency_id, list(seats)
    lines = estimate.lines.select_related("seat__city__country").order_by("seat__number", "month", "kind", "pk")
    return [
        Sheet(
            title=_("Lines"),
            columns=(
                Column(_("Seat"), "integer"), Column(_("Duty station")), Column(_("Month"), "integer"),
                Column(_("Line"), width=34), Column(_("Formula")), Column(_("Amount"), "money"),
            ),
            rows=(
                (
                    line.seat.number, seat_place(line.seat), line.month, line.get_kind_display(), line.formula,
                    Amount(line.amount, currency),
                )
                for line in lines
            ),
        ),
        Sheet(
            title=_("Seats"),
            columns=(Column(_("Seat"), "integer"), Column(_("Duty station")), Column(_("Total"), "money")),
            rows=[(row.seat.number, seat_place(row.seat), Amount(row.total, currency)) for row in seats],
        ),
        Sheet(
            title=_("Rates used"),
            columns=(
                Column(_("Rate"), width=34), Column(_("Value")), Column(_("Where")), Column(_("In force from"), "date"),
                Column(_("In force to"), "date"), Column(_("Source"), width=60),
            ),
            rows=[(row.kind, row.value, row.where, row.starts, row.ends, _source(row)) for row in kept_rates(estimate)],
        ),
    ]  # fmt: skip


def paper_of(estimate: CostEstimate, seats: Iterable[SeatCost]) -> CostPaper:
    """The statement as a document in the reader's language: what the page says. About eight queries."""
    description, currency = estimate.description, estimate.currency_id
    is_later = estimate.extension is not None or estimate.dependants_change is not None
    return CostPaper(
        language=(get_language() or "en").lower(),
        author=str(description.host),
        reference=description.number,
        made_at=timezone.now(),
        subtitle=lambda: str(description),
        facts=(
            Fact(gettext_lazy("Host entity"), str(description.host)),
            Fact(gettext_lazy("Category"), lambda: str(description.category)),
            Fact(gettext_lazy("Where volunteers serve"), lambda: str(description.get_track_display())),
            Fact(
                gettext_lazy("First day of service"),
                lambda: "" if is_later else on_day(date.fromisoformat(str(estimate.inputs["starts_on"]))),
            ),
            Fact(gettext_lazy("Duration"), lambda: _time_words(estimate)),
            Fact(gettext_lazy("Seats"), str(seat_count(estimate))),
            Fact(
                gettext_lazy("Dependants in each seat"),
                "" if estimate.dependants_change else str(estimate.dependants or ""),
            ),
            Fact(gettext_lazy("State"), lambda: str(estimate.get_state_display())),
            Fact(gettext_lazy("Computed"), lambda: _on_and_by(estimate.created_at, estimate.computed_by)),
            Fact(
                gettext_lazy("Authorization asked for"),
                lambda: _on_and_by(estimate.requested_at, estimate.requested_by),
            ),
            Fact(gettext_lazy("Decided"), lambda: _on_and_by(estimate.decided_at, estimate.decided_by)),
            Fact(gettext_lazy("Reason"), estimate.decision_reason if estimate.state == "refused" else ""),
        ),
        seats=tuple(_seat_lines(row, currency) for row in seats),
        nothing=NOTHING,
        sum_of=_sum_of(estimate),
        total=Amount(estimate.total, currency),
        shares=tuple(
            Share(row.payer, row.percent, Amount(row.amount, currency))
            for row in shares_of(description, total=estimate.total, currency=currency)
        ),
        rates=tuple(
            RateUsed(f"{row.kind} · {row.where}", row.value, row.starts, _source(row), row.ends)
            for row in kept_rates(estimate)
        ),
        notes=(ROUNDING, *_warnings(estimate)),
    )


def _sum_of(estimate: CostEstimate) -> str | Promise:
    """What the sums of the lines are sums of, as the page says it."""
    if estimate.dependants_change is not None:
        return gettext_lazy("Difference")
    return gettext_lazy("Whole service") if estimate.extension is None else gettext_lazy("Added time")


def _on_and_by(moment: datetime | None, account: Any) -> str:
    """“3 November 2026 · Greta Lindqvist”; empty where it has not happened."""
    if moment is None:
        return ""
    return " · ".join([on_day(timezone.localtime(moment).date()), *([str(account)] if account is not None else [])])


def _warnings(estimate: CostEstimate) -> list[str | Promise]:
    """What a reader of the paper has to know, as the page says it. Two queries."""
    words: list[str | Promise] = []
    if estimate.extension is not None:
        words.append(_("What is paid once is not paid again."))
    if estimate.state != "refused" and is_old(estimate):
        words.append(
            _("This cost is out of date: seats, dates, category, track or who pays changed after it was computed.")
        )
    return words


def _time_words(estimate: CostEstimate) -> str:
    """How long the description lasts; of an extension, until when; of a change of dependants, what changes when."""
    if estimate.dependants_change is not None:
        return change_words(estimate.dependants_change)
    if estimate.extension is None:
        return length_words(estimate.description)
    first, last = added_days(estimate.extension)
    return _("Extension from %(start)s to %(end)s") % {"start": on_day(first), "end": on_day(last)}


def _source(row: KeptRate) -> str:
    return " · ".join(part for part in (row.source, str(SECONDARY) if row.is_secondary else "") if part)


def _seat_lines(row: SeatCost, currency: str) -> SeatLines:
    """A seat as the page has it: every line with its formulas, month by month."""
    return SeatLines(
        title=" · ".join(part for part in (str(row.seat), seat_place(row.seat)) if part),
        months=tuple(month_words(month) for month in row.months),
        lines=tuple(
            Line(kind, tuple(Amount(amount, currency) for amount in amounts), formulas)
            for kind, amounts, _sum, formulas in row.rows
        ),
    )
