"""What is said before a day comes: an offer is about to expire, a clearance to run out, a service to end.

Nothing changes state here. Each reminder is told once for its day, so that a later day is reminded of again.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import F
from django.utils import timezone

from minga.assignments.actions.service import page_of
from minga.assignments.guards import RENEWED_BEFORE
from minga.assignments.models import Assignment, Clearance, Offer
from minga.assignments.queries.service import hosts_of
from minga.assignments.state_names import SERVICE_GOES_ON
from minga.assignments.telling import officers_told, titles_of
from minga.core.notices.telling import tell, tell_all

OFFER_BEFORE = timedelta(days=2)
OFFER_RESTS = timedelta(days=1)
"""Whoever was offered a place within the last day has just been told until when."""
BEFORE = RENEWED_BEFORE


def remind() -> int:
    """Tell everybody whom a day that comes concerns; how many days were looked at. For the worker."""
    return sum((_of_offers(), _of_clearances(), _of_services()))


def _of_offers() -> int:
    """Offers that expire within two days: whoever has not answered. Two queries and three an offer."""
    now = timezone.now()
    due = Offer.objects.filter(
        state="open", expires_at__gt=now, expires_at__lte=now + OFFER_BEFORE, created_at__lte=now - OFFER_RESTS
    )
    rows = list(due.select_related("application__account", "application__description"))
    for row in rows:
        tell(
            kind="assignments.offer_expires_soon",
            to=row.application.account,
            about=row.application,
            context={"post": titles_of(row.application.description), "until": row.expires_at},
            url=f"/applications/{row.application.ref}",
            once=f"offer-soon:{row.ref}:{row.expires_at:%Y-%m-%d}",
        )
    return len(rows)


def _of_clearances() -> int:
    """Clearances that run out within a month, before their service ends. Two queries and four a clearance."""
    today = timezone.localdate()
    due = Clearance.objects.filter(
        state="passed",
        expires_on__gte=today,
        expires_on__lte=today + BEFORE,
        expires_on__lt=F("assignment__ends_on"),
        assignment__state__in=SERVICE_GOES_ON,
    )
    rows = list(due.select_related("assignment__account", "assignment__description"))
    for row in rows:
        service: Any = row.assignment
        tell_all(
            kind="assignments.clearance_runs_out",
            to=_each_once([service.account, *officers_told(service.description)]),
            about=row,
            context={
                "clearance": row.kind_words, "post": titles_of(service.description), "until": row.expires_on,
            },
            url=f"/clearances/{row.ref}",
            once=f"clearance-soon:{row.ref}:{row.expires_on}",
        )  # fmt: skip
    return len(rows)


def _of_services() -> int:
    """Services that end within a month: the person, the host entity and the officer. Two queries and five a service."""
    today = timezone.localdate()
    due = Assignment.objects.filter(state="serving", ends_on__gte=today, ends_on__lte=today + BEFORE)
    month = due.exclude(entered_on__gt=today - BEFORE).select_related("account", "description", "seat__supervisor")
    rows = list(month)
    for row in rows:
        for kind, people in (
            ("service_ends_soon", [row.account]),
            ("volunteer_leaves_soon", [*hosts_of(row), *officers_told(row)]),
        ):
            tell_all(
                kind=f"assignments.{kind}",
                to=_each_once(people),
                about=row,
                context={"post": titles_of(row.description), "until": row.ends_on},
                url=page_of(row),
                once=f"ends-soon:{row.ref}:{row.ends_on}",
            )
    return len(rows)


def _each_once(people: Iterable[Any]) -> list[Any]:
    return list({account.pk: account for account in people}.values())
