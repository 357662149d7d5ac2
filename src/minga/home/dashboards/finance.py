"""A finance officer's part: what waits for authorization, what was authorized, month by month."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from minga.assignments.queries.cost import estimates_for_finance
from minga.core.access.models import Role
from minga.core.access.roles import holds
from minga.core.interface.pictures import Chart, Series
from minga.core.money.amounts import Amount, format_amount
from minga.home.counting import counted
from minga.home.sections import Fact, Section, way_to

MONTHS = 6


def section_for(account: Any) -> Section | None:
    """For finance officers of any scope. At most 4 queries."""
    if not holds(account, Role.FINANCE_OFFICER):
        return None
    rows = estimates_for_finance(account).order_by()
    waiting = list(
        rows.filter(state="requested")
        .exclude(requested_by=account)
        .values("currency_id")
        .annotate(many=Count("pk"), sum=Sum("total"))
        .order_by("-sum")
    )
    many = sum(row["many"] for row in waiting)
    return Section(
        key="finance",
        title=_("Cost"),
        lead=_lead(many),
        facts=[
            Fact(format_amount(Amount(row["sum"], row["currency_id"])), _("waits for authorization")) for row in waiting
        ],
        charts=_authorized(account, rows),
        links=[
            (_("All costs"), way_to("assignments:costs")),
            (_("What was paid"), way_to("assignments:costs_paid")),
            (_("Rates"), way_to("assignments:rates")),
        ],
    )


def _lead(many: int) -> str:
    if not many:
        return _("No cost waits for your authorization.")
    return ngettext(
        "%(many)s cost waits for your authorization.", "%(many)s costs wait for your authorization.", many
    ) % {"many": many}


def _authorized(account: Any, rows: Any) -> list[Chart]:
    """Authorized cost of the last six months, in the currency most of it is in. One query where it is counted."""
    today = timezone.localdate()
    months = [_months_before(today, back) for back in range(MONTHS - 1, -1, -1)]
    sums = counted(f"authorized.{account.pk}.{months[0]}", lambda: _sums(rows, months)).value
    if not sums:
        return []
    currency, by_month = max(sums.items(), key=lambda pair: sum(pair[1]))
    total = format_amount(Amount(sum(by_month, Decimal(0)), currency))
    return [
        Chart(
            title=_("%(total)s was authorized in six months") % {"total": total},
            categories=[formats.date_format(month, "YEAR_MONTH_FORMAT") for month in months],
            series=[Series(_("Authorized"), [float(amount) for amount in by_month])],
            unit=currency,
            categories_name=_("Month"),
        )
    ]


def _sums(rows: Any, months: list[date]) -> dict[str, list[Decimal]]:
    """Currency -> what was authorized in each month; bounds in place of a truncated date, which no database hurries.

    One query.
    """
    starts = [timezone.make_aware(datetime.combine(month, time.min)) for month in months]
    within = [Q(decided_at__gte=start) for start in starts]
    for number, following in enumerate(starts[1:]):
        within[number] &= Q(decided_at__lt=following)
    found = (
        rows.filter(state="authorized", decided_at__gte=starts[0])
        .values("currency_id")
        .annotate(**{f"month_{number}": Sum("total", filter=when) for number, when in enumerate(within)})
    )
    return {
        row["currency_id"]: [row[f"month_{number}"] or Decimal(0) for number in range(len(months))] for row in found
    }


def _months_before(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, 1)
