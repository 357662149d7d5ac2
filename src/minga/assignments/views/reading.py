"""What an address names, read for whoever may see it; and the version of it that the person looked at."""

from __future__ import annotations

from django.http import Http404, HttpRequest

from minga.assignments.models import Assignment, Description
from minga.assignments.queries.completeness import with_parts
from minga.assignments.queries.seats import with_rest
from minga.assignments.queries.service import WITH_PARTS
from minga.core.acting import allowed

SERVICE_PARTS = (
    "description__texts", "clearances", "hours", "leaves", "extensions", "suspensions", "performance_assessments",
    "certificates",
)  # fmt: skip


def readable_description(request: HttpRequest, ref: str) -> Description:
    """The description, for whoever may see its working page; Http404 for others, to whom it does not exist.

    Eleven queries: the row with all that its page and the completeness meter read.
    """
    rows = with_parts(with_rest(Description.objects.filter(ref=ref))).select_related(
        "officer", "created_by", "nominating_partner"
    )
    parts = ("seats__city__country", "seats__supervisor", "skill_requirements__skill", "targets__goal", "areas")
    row: Description | None = rows.prefetch_related(*parts).first()
    if row is None or not allowed(request.user, "assignments.view_description", row):
        raise Http404
    return row


def readable_service(request: HttpRequest, ref: str) -> Assignment:
    """The service, for whoever may see its page; Http404 for others, to whom it does not exist. Nine queries."""
    row = Assignment.objects.select_related(*WITH_PARTS).prefetch_related(*SERVICE_PARTS).filter(ref=ref).first()
    if row is None or not allowed(request.user, "assignments.view_assignment", row):
        raise Http404
    return row
