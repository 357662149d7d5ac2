"""A volunteer's part of the dashboard: where each application stands, the profile, service and certificates."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from minga.assignments.models import Application, Assignment, Certificate
from minga.assignments.pages.service import hours_words
from minga.assignments.queries.applications import OVER, applications_of, as_told, has_applied
from minga.assignments.queries.progress import hours_by_month
from minga.assignments.queries.standing import by_when, standing_of
from minga.assignments.states import SERVICE
from minga.core.access.registries import is_here_for_a_role
from minga.core.interface.pictures import Chart, Series
from minga.home.sections import Fact, Section, way_to
from minga.people.queries import completeness, has_begun, profile_read_once

SHOWN = 6
MONTHS = 12
BEGINNING = date(2000, 1, 1)


def section_for(account: Any) -> Section | None:
    """For whoever began a profile or an application, and for whoever holds no role. At most 20 queries."""
    profile = profile_read_once(account)
    begun = profile is not None and has_begun(profile)
    if not begun and not has_applied(account) and is_here_for_a_role(account):
        return None
    applications = [as_told(row) for row in applications_of(account)[:SHOWN]]
    services = list(
        Assignment.objects.filter(account_id=account.pk)
        .select_related("description__host", "seat__city__country")
        .prefetch_related("description__texts")[:SHOWN]
    )
    state = completeness(profile) if profile is not None else None
    return Section(
        key="volunteer",
        title=_("Your volunteering"),
        lead=_lead(account, applications),
        facts=_facts(account),
        charts=_hours(account),
        links=[
            *(_ways_of_applicants() if applications else ()),
            (_("Kept in mind"), way_to("assignments:saved")),
        ],
        own={
            "applications": [_application(row) for row in applications],
            "find_url": "" if applications else way_to("assignments:opportunities"),
            "completeness": state,
            "profile_words": _profile_words(state),
            "step_url": way_to("people:step", state.missing[0].key) if state and state.missing else "",
            "services": [_service(row) for row in services],
            "certificates": _certificates(account),
        },
    )


def _ways_of_applicants() -> list[tuple[str, str]]:
    return [
        (_("Find opportunities"), way_to("assignments:opportunities")),
        (_("All your applications"), way_to("assignments:applications")),
    ]


def _lead(account: Any, applications: list[Application]) -> str:
    """How many are under way, counted rather than taken from the page. One query where there are any."""
    if not applications:
        return _("You have not applied yet. With a finished profile it takes a few minutes.")
    many = Application.objects.filter(account_id=account.pk).exclude(state__in=(*OVER, "accepted")).count()
    if not many:
        return _("None of your applications is open at the moment.")
    return ngettext(
        "%(many)s of your applications is under way.", "%(many)s of your applications are under way.", many
    ) % {"many": many}


def _application(row: Application) -> dict[str, Any]:
    name = "assignments:apply" if row.state == "draft" else "assignments:application"
    return {
        "title": row.description.title,
        "host": row.description.host,
        "url": way_to(name, row.description.ref if row.state == "draft" else row.ref),
        "standing": standing_of(row),
        "due": by_when(row),
        "over": row.state in OVER,
    }


def _profile_words(state: Any) -> str:
    if state is None:
        return ""
    return ngettext(
        "%(done)s of %(total)s step of your profile is filled",
        "%(done)s of %(total)s steps of your profile are filled",
        state.total,
    ) % {"done": state.done, "total": state.total}


def _service(row: Assignment) -> dict[str, Any]:
    return {
        "title": row.description.title,
        "host": row.description.host,
        "place": row.seat.city,
        "state": row.state,
        "machine": SERVICE,
        "starts": row.starts_on,
        "ends": row.ended_on or row.ends_on,
        "url": way_to("assignments:assignment", row.ref),
    }


def _certificates(account: Any) -> list[dict[str, Any]]:
    """One query."""
    rows = Certificate.objects.filter(assignment__account_id=account.pk, revoked_at=None).order_by("-issued_at", "-pk")
    return [
        {
            "number": row.number,
            "issued": row.issued_on,
            "url": way_to("assignments:certificate_check", row.ref),
        }
        for row in rows[:SHOWN]
    ]


def _facts(account: Any) -> list[Fact]:
    """Served hours in all; nothing where there is none. One query."""
    hours = sum((many for _month, many in hours_by_month(account, since=BEGINNING)), Decimal(0))
    return [Fact(hours_words(hours), _("hours served and verified"))] if hours else []


def _hours(account: Any) -> list[Chart]:
    """The last twelve months in which hours were verified. One query."""
    today = timezone.localdate()
    rows = hours_by_month(account, since=date(today.year - 1, today.month, 1))[-MONTHS:]
    if len(rows) < 2:
        return []
    most = max(rows, key=lambda row: row[1])
    return [
        Chart(
            title=_("You served most in %(month)s: %(hours)s hours")
            % {
                "month": formats.date_format(most[0], "YEAR_MONTH_FORMAT"),
                "hours": hours_words(most[1]),
            },
            categories=[formats.date_format(month, "YEAR_MONTH_FORMAT") for month, _hours in rows],
            series=[Series(_("Hours"), [float(hours) for _month, hours in rows])],
            categories_name=_("Month"),
            unit=_("hours"),
        )
    ]
