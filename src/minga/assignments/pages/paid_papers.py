"""What was paid for one service as a document and as a workbook: what its page says, whole and without a limit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from minga.assignments.models import ActualCost, Assignment
from minga.assignments.pages.cost import change_words, seat_place
from minga.assignments.pages.paid import Comparison, SeatMate, comparison_of
from minga.assignments.queries.dependants import standing_changes
from minga.assignments.queries.paid import Compared
from minga.core.documents.papers import Entry, Fact, Grid, PaidPaper
from minga.core.documents.papers.wording import on_day
from minga.core.documents.spreadsheets import Column, Sheet
from minga.core.listing import in_a_row
from minga.core.money.amounts import Amount, format_amount
from minga.core.money.rates import Conversion


@dataclass(frozen=True)
class Paid:
    """One service with all that its papers say of what was paid for it."""

    service: Assignment
    found: Comparison
    payments: list[ActualCost]
    changes: list[str]


def paid_of(service: Assignment) -> Paid:
    """About 16 queries."""
    rows = ActualCost.objects.filter(assignment=service).select_related("recorded_by").order_by("paid_on", "pk")
    authorized = (one for one in standing_changes(service) if one.estimate.state == "authorized")
    changes = [change_words(one.change, until_then=one.until_then) for one in authorized]
    return Paid(service, comparison_of(service), list(rows), changes)


def paper_of(paid: Paid) -> PaidPaper:
    """The statement in the reader's language. No query."""
    description = paid.service.description
    return PaidPaper(
        language=(get_language() or "en").lower(),
        author=str(description.host),
        reference=description.number,
        made_at=timezone.now(),
        subtitle=str(description),
        facts=_facts(paid),
        grids=tuple(grid for grid in (_lines(paid.found), _seat(paid.found), _payments(paid)) if grid.rows),
        nothing="" if paid.found.lines else _("No cost was authorized for this seat, and nothing has been paid yet."),
    )


def _facts(paid: Paid) -> tuple[Fact, ...]:
    service, days = paid.service, paid.found.plan.days
    place = " · ".join(part for part in (str(service.seat), seat_place(service.seat)) if part)
    facts = [
        Fact(_("Host entity"), str(service.description.host)),
        Fact(_("Category"), str(service.description.category)),
        Fact(_("Seat"), place),
        Fact(_("Service"), in_a_row(service_words(paid))),
    ]
    if days is not None and paid.found.is_otherwise and paid.found.plan.is_known:
        facts.append(Fact(_("The time served"), _days_words(days.paid_days)))
    facts += [Fact(_("Without pay"), words) for words in rest_words(paid)]
    return (*facts, *(Fact(_("Dependants"), words) for words in paid.changes), Fact(_("As of"), on_day(_today())))


def _today() -> Any:
    return timezone.localdate()


def _days_words(count: int) -> str:
    return ngettext("%(count)s day with pay", "%(count)s days with pay", count) % {"count": count}


def service_words(paid: Paid) -> list[str]:
    """When it lasted, a sentence each: as its page says."""
    service, days = paid.service, paid.found.plan.days
    if days is None:
        return [_("This service never started: nothing is due for it.")]
    found = [_("Service from %(start)s to %(end)s.") % {"start": on_day(days.first), "end": on_day(days.last)}]
    if service.ended_on and days.last < service.ends_on:
        found.append(_("It ended early; it was agreed until %(day)s.") % {"day": on_day(service.ends_on)})
    return found


def rest_words(paid: Paid) -> list[str]:
    """Each time without pay."""
    days = paid.found.plan.days
    leave = _("Leave without pay from %(start)s to %(end)s")
    rests = _("Suspended without pay from %(start)s to %(end)s")
    return [
        (leave if rest.is_leave else rests) % {"start": on_day(rest.first), "end": on_day(rest.last)}
        for rest in (days.rests if days is not None else ())
    ]


def _amounts(values: Iterable[Decimal], currency: str) -> tuple[str, ...]:
    return tuple(format_amount(Amount(value, currency)) for value in values)


def _of(row: Any, *, otherwise: bool) -> tuple[Decimal, ...]:
    """Planned, for the time served where that differs, paid, and the difference."""
    return (row.planned, *((row.served,) if otherwise else ()), row.paid, row.difference)


def _heads(found: Comparison) -> tuple[str, ...]:
    planned = _("Pro forma of the seat") if found.mates else _("Pro forma")
    return (planned, *((_("For the time served"),) if found.is_otherwise else ()), _("Paid"), _("Difference"))


def _lines(found: Comparison) -> Grid:
    heads, otherwise, currency = _heads(found), found.is_otherwise, found.currency
    sums = [Entry(_("Total"), _amounts(_of(found, otherwise=otherwise), currency))]
    if found.others.by_payment:
        converted = (found.planned, *((found.served,) if otherwise else ()), found.with_others,
                     found.difference_with_others)  # fmt: skip
        words = _("With what was paid in other currencies, converted")
        sums.append(Entry(words, _amounts(converted, currency)))
    return Grid(
        title=_("Line by line"),
        header=(_("Line"), *heads),
        figures=frozenset(range(1, len(heads) + 1)),
        rows=[_line(line, otherwise=otherwise) for line in found.lines],
        sums=sums,
        notes=tuple(notes_of(found)),
    )


def _line(line: Compared, *, otherwise: bool) -> Entry:
    cells = _amounts(_of(line, otherwise=otherwise), line.currency)
    return Entry(line.label, cells, under=line.formulas if otherwise else ())


def notes_of(found: Comparison) -> list[str]:
    """What must be known to read the figures."""
    notes = [_("The difference is what was paid beyond the time served.")] if found.is_otherwise else []
    if not found.plan.is_known:
        notes.append(_("This cost does not keep what it was computed from: it stands whole, whatever the time served."))
    notes.append(
        _("Payments in another currency are on lines of their own and not in the total: nothing is converted without "
          "saying so.")
    )  # fmt: skip
    if found.others.by_payment:
        notes.append(_("The line below converts each payment at the exchange rate of its day, rounded on its own."))
    return [*notes, *(str(lack.message) for lack in found.others.missing)]


def _seat(found: Comparison) -> Grid:
    sums = found.seat_sums if found.mates else {}
    total = [Entry(_("Total"), _amounts(sums.values(), found.currency))] if found.mates else []
    return Grid(
        title=_("The seat as a whole"),
        lead=_(
            "More than one person has had this seat. Its pro forma counts once; each of them has what the time served "
            "comes to."
        ),
        header=(_("Service"), _("Pro forma"), _("For the time served"), _("Paid"), _("Difference")),
        figures=frozenset({1, 2, 3, 4}),
        rows=[_mate(mate) for mate in found.mates],
        sums=total,
    )


def _mate(mate: SeatMate) -> Entry:
    service, sums = mate.service, mate.sums
    time = _("%(start)s to %(end)s") % {"start": on_day(service.starts_on), "end": on_day(mate.last)}
    under = [_("this service")] if mate.is_this else []
    if service.end_kind == Assignment.EndKind.NOT_STARTED:
        under.append(str(service.get_end_kind_display()))
    amounts = (sums.planned, sums.served, sums.paid, sums.difference)
    return Entry(time, tuple("–" if one is None else format_amount(one) for one in amounts), under=tuple(under))


def _payments(paid: Paid) -> Grid:
    return Grid(
        title=_("Payments"),
        header=(_("What was paid"), _("Paid on"), _("Amount"), _("Recorded by")),
        figures=frozenset({2}),
        rows=[_payment(row, paid.found.others.by_payment.get(row.pk)) for row in paid.payments],
    )


def _payment(row: ActualCost, conversion: Conversion | None) -> Entry:
    words = [format_amount(conversion.result), *_rate_words(conversion)] if conversion is not None else []
    amount = format_amount(Amount(row.amount, row.currency_id))
    return Entry(
        str(row.get_kind_display()),
        (on_day(row.paid_on), amount, str(row.recorded_by or "–")),
        under=(row.note,) if row.note else (),
        notes=tuple((1, one) for one in words),
    )


def _rate_words(conversion: Conversion) -> list[str]:
    return [
        _("%(number)s %(currency)s for 1 USD from %(day)s, %(source)s")
        % {
            "number": rate.number_words,
            "currency": rate.currency,
            "day": on_day(rate.in_force_from) if rate.in_force_from else "",
            "source": rate.source,
        }
        for rate in conversion.rates
    ]


def sheets_of(paid: Paid) -> list[Sheet]:
    """The workbook: the lines, the payments, and the seat where several had it. No query."""
    found = paid.found
    money = [Column(head, "money") for head in (_("Pro forma"), _("For the time served"), _("Paid"), _("Difference"))]
    sheets = [
        Sheet(
            title=_("Line by line"),
            columns=(Column(_("Line"), width=34), *money, Column(_("How it is computed"), width=50)),
            rows=[
                (line.label, *(Amount(value, line.currency) for value in _of(line, otherwise=True)),
                 "\n".join(line.formulas))
                for line in found.lines
            ],
        ),
        Sheet(
            title=_("Payments"),
            columns=(
                Column(_("What was paid"), width=34), Column(_("Paid on"), "date"), Column(_("Amount"), "money"),
                Column(_("Converted"), "money"), Column(_("Exchange rate"), width=50), Column(_("Recorded by")),
                Column(_("Note"), width=40),
            ),
            rows=[_payment_cells(row, found.others.by_payment.get(row.pk)) for row in paid.payments],
        ),
    ]  # fmt: skip
    if found.mates:
        columns = (Column(_("First day"), "date"), Column(_("Last day"), "date"), *money)
        sheets.append(Sheet(title=_("The seat as a whole"), columns=columns, rows=map(_mate_cells, found.mates)))
    return sheets


def _payment_cells(row: ActualCost, conversion: Conversion | None) -> tuple[Any, ...]:
    result = conversion.result if conversion is not None else None
    rates = " · ".join(_rate_words(conversion)) if conversion is not None else ""
    return (
        str(row.get_kind_display()), row.paid_on, Amount(row.amount, row.currency_id), result, rates,
        str(row.recorded_by or ""), row.note,
    )  # fmt: skip


def _mate_cells(mate: SeatMate) -> tuple[Any, ...]:
    sums = mate.sums
    return (mate.service.starts_on, mate.last, sums.planned, sums.served, sums.paid, sums.difference)
