"""The parts of those who watch over the place: auditor, administrator, data protection officer."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Count
from django.template.defaultfilters import filesizeformat
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from minga.core.access.models import Holding, Role
from minga.core.access.roles import holds, on_platform
from minga.core.audit.models import TrailEntry
from minga.core.audit.queries import lines, trail_rows
from minga.core.documents.kinds import MEGABYTE
from minga.core.interface.pictures import Chart, Series
from minga.core.models import PeriodicRun
from minga.core.money.formatting import format_number
from minga.core.operating.health import health
from minga.home.counting import counted
from minga.home.sections import Fact, Section, way_to
from minga.partners.models import Organisation
from minga.people.models import Account, Consent, DataExport, Purpose

DAYS = 7
SHOWN = 6


def auditor_section(account: Any) -> Section | None:
    """For auditors: how much the trail grew, what was done last. At most 12 queries."""
    if not holds(account, Role.AUDITOR):
        return None
    days = counted("trail_days", _trail_days).value
    week = sum(many for _day, many in days)
    platform = on_platform(account, Role.AUDITOR)
    return Section(
        key="auditor",
        title=_("The trail"),
        lead=ngettext(
            "%(many)s action was written down in the last seven days.",
            "%(many)s actions were written down in the last seven days.",
            week,
        )
        % {"many": format_number(week)}
        if week
        else _("Nothing was written down in the last seven days."),
        charts=_trail_chart(days),
        links=[
            (_("The whole trail"), way_to("audit:list")),
            (_("Export a part"), way_to("audit:export")),
            (_("Descriptions"), way_to("assignments:descriptions")),
            (_("Costs"), way_to("assignments:costs")),
        ],
        own={"lines": lines(trail_rows()[:SHOWN], reader=account, with_values=False) if platform else []},
    )


def _trail_days() -> list[tuple[datetime, int]]:
    """How many rows each of the last seven days added, from the first key of each. Eight queries on an index."""
    today = timezone.localdate()
    days = [
        timezone.make_aware(datetime.combine(today - timedelta(days=back), time.min))
        for back in range(DAYS - 1, -1, -1)
    ]
    last = TrailEntry.objects.order_by("-sequence").values_list("sequence", flat=True).first() or 0
    first = [
        TrailEntry.objects.filter(at__gte=day).order_by("at").values_list("sequence", flat=True).first() for day in days
    ]
    starts = [number if number is not None else last + 1 for number in first]
    return [(day, until - start) for day, start, until in zip(days, starts, [*starts[1:], last + 1], strict=True)]


def _trail_chart(days: list[tuple[datetime, int]]) -> list[Chart]:
    most = max(days, key=lambda pair: pair[1])
    if not most[1]:
        return []
    return [
        Chart(
            title=_("Most was done on %(day)s: %(many)s actions")
            % {"day": _day(most[0]), "many": format_number(most[1])},
            categories=[_day(day) for day, _many in days],
            series=[Series(_("Actions"), [many for _day, many in days])],
            categories_name=_("Day"),
        )
    ]


def _day(moment: datetime) -> str:
    return formats.date_format(timezone.localtime(moment), "MONTH_DAY_FORMAT")


def administrator_section(account: Any) -> Section | None:
    """For administrators: whether the installation is well, who is here. At most 7 queries."""
    if not on_platform(account, Role.ADMINISTRATOR):
        return None
    state = health()
    accounts = counted("accounts", lambda: Account.objects.filter(is_active=True).count()).value
    by_role = dict(
        Holding.objects.in_force().order_by().values_list("role").annotate(many=Count("account_id", distinct=True))
    )
    applied = Organisation.objects.filter(state__in=("applied", "under_review")).count()
    failed = list(PeriodicRun.objects.exclude(error="").order_by("-finished_at")[:SHOWN])
    return Section(
        key="administrator",
        title=_("The installation"),
        lead=_("Everything runs as it should.") if state["well"] and not failed else _("Something needs a look."),
        facts=[
            Fact(format_number(accounts), ngettext("open account", "open accounts", accounts), way_to("people:list")),
            Fact(
                applied,
                ngettext("organisation to review", "organisations to review", applied),
                way_to("partners:registrations"),
            ),
        ],
        charts=_roles(by_role),
        links=[
            (_("People and roles"), way_to("people:list")),
            (_("Organisations"), way_to("partners:list")),
            (_("Emails that went out"), way_to("operating:letters")),
            (_("Categories"), way_to("assignments:categories")),
            (_("Rates"), way_to("assignments:rates")),
            (_("The trail"), way_to("audit:list")),
        ],
        own={"health": state, "failed": failed, "disk_free": filesizeformat(state["disk"]["free_mb"] * MEGABYTE)},
    )


def _roles(by_role: dict[str, int]) -> list[Chart]:
    rows = sorted(by_role.items(), key=lambda pair: -pair[1])
    if len(rows) < 2 or rows[0][1] < 2:  # one of each: the first would be no “most”
        return []
    return [
        Chart(
            title=_("Most roles are held as %(role)s: %(many)s people")
            % {"role": Role(rows[0][0]).label, "many": format_number(rows[0][1])},
            categories=[str(Role(role).label) for role, _many in rows],
            series=[Series(_("People"), [many for _role, many in rows])],
            kind="bar",
            categories_name=_("Role"),
        )
    ]


def protection_section(account: Any) -> Section | None:
    """For data protection officers: exports, erasures, consents in force. At most 6 queries."""
    if not on_platform(account, Role.DATA_PROTECTION_OFFICER):
        return None
    since = timezone.now() - timedelta(days=30)
    exports = DataExport.objects.filter(created_at__gte=since)
    many = exports.count()
    erased = counted("erased", lambda: Account.objects.filter(erased_at__gte=since).count()).value
    consents = counted("consents", _consents).value
    people = counted("accounts", lambda: Account.objects.filter(is_active=True).count()).value
    return Section(
        key="protection",
        title=_("Personal data"),
        lead=ngettext(
            "Personal data left the platform %(many)s time in the last 30 days.",
            "Personal data left the platform %(many)s times in the last 30 days.",
            many,
        )
        % {"many": format_number(many)}
        if many
        else _("No personal data left the platform in the last 30 days."),
        facts=[
            Fact(erased, ngettext("person erased in 30 days", "people erased in 30 days", erased)),
            Fact(format_number(people), ngettext("open account", "open accounts", people), way_to("people:list")),
        ],
        charts=_consent_chart(consents),
        links=[
            (_("People"), way_to("people:list")),
            (_("Clearances"), way_to("assignments:clearances")),
            (_("The trail"), way_to("audit:list")),
            (_("How data is treated"), way_to("people:data_protection")),
        ],
        own={"exports": list(exports.select_related("requested_by").order_by("-created_at")[:SHOWN])},
    )


def _consents() -> dict[str, int]:
    """Purpose -> how many people agree to it now. One query."""
    rows = Consent.objects.filter(withdrawn_at=None).order_by().values_list("purpose")
    return dict(rows.annotate(many=Count("pk")))


def _consent_chart(consents: dict[str, int]) -> list[Chart]:
    rows = sorted(((purpose, many) for purpose, many in consents.items() if many), key=lambda pair: -pair[1])
    if len(rows) < 2:
        return []
    return [
        Chart(
            title=_("Most people agree to: %(purpose)s") % {"purpose": Purpose(rows[0][0]).label},
            categories=[str(Purpose(purpose).label) for purpose, _many in rows],
            series=[Series(_("People who agree"), [many for _purpose, many in rows])],
            kind="bar",
            categories_name=_("Purpose"),
        )
    ]
