"""Seats that somebody gave up: until when their time was agreed and authorized, and who was in reserve for them."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, Max, OuterRef, QuerySet

from minga.assignments.models import Application, ApplicationStep, Assignment, Description, Seat


def rest_of(seat: Seat) -> date | None:
    """The last day of the service that was left early on this seat, for whoever follows; None for a seat served by
    nobody yet. One query.
    """
    left = Assignment.objects.filter(seat=seat, offer__state="vacated").exclude(end_kind="not_started")
    latest: date | None = left.aggregate(latest=Max("ends_on"))["latest"]
    return latest


def former_reserve(description: Description) -> QuerySet[Application]:
    """Who was in reserve when the seats were filled and is still here, the earliest first. One query when read."""
    kept = ApplicationStep.objects.filter(application=OuterRef("pk"), state="reserve")
    rows = description.applications.filter(Exists(kept), state="not_selected", account__is_active=True)
    return rows.filter(account__erased_at__isnull=True).select_related("account").order_by("candidate_number")
