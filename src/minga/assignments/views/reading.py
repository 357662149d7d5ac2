"""What an address names, read for whoever may see it.

Whether they may is asked as soon as the row itself is read: its parts are read for nobody who is refused.
"""

from __future__ import annotations

from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest

from minga.assignments.models import Application, Assignment, Description
from minga.assignments.queries.completeness import FETCHED, JOINED
from minga.assignments.queries.seats import fill_rest, with_left
from minga.assignments.queries.service import WITH_PARTS
from minga.assignments.rules import why_not
from minga.core.acting import allowed, refusal
from minga.core.written import Written

DESCRIPTION_PARTS = (
    *FETCHED, "seats__city__country", "seats__supervisor", "skill_requirements__skill", "targets__goal", "areas",
)  # fmt: skip
SERVICE_PARTS = (
    "description__texts", "clearances", "hours", "leaves", "extensions", "suspensions", "performance_assessments",
    "certificates",
)  # fmt: skip
DESCRIPTION = Written(
    lambda ref: with_left(Description.objects.filter(ref=ref).order_by()).select_related(
        *JOINED, "officer", "created_by", "nominating_partner"
    ),
    "a", "b",
)  # fmt: skip
SERVICE = Written(lambda ref: Assignment.objects.select_related(*WITH_PARTS).filter(ref=ref).order_by(), "a", "b")
CHOSEN_FOR = Written(
    lambda ref: Description.objects.select_related("host", "category", "country", "officer")
    .filter(ref=ref, is_template=False)
    .order_by(),
    "a", "b",
)  # fmt: skip
CANDIDATE = Written(
    lambda ref: Application.objects.select_related("account", "description__host", "description__category")
    .filter(ref=ref)
    .exclude(state="draft")
    .order_by(),
    "a", "b",
)  # fmt: skip


def readable_description(request: HttpRequest, ref: str) -> Description:
    """The description, for whoever may see its working page; Http404 for others, to whom it does not exist.

    Eleven queries, and one more where somebody gave up a seat: the row with all that its page and the completeness
    meter read.
    """
    row = DESCRIPTION.one(ref)
    if row is None or not allowed(request.user, "assignments.view_description", row):
        raise Http404
    prefetch_related_objects([row], *DESCRIPTION_PARTS)
    fill_rest([row])
    return row


def readable_service(request: HttpRequest, ref: str) -> Assignment:
    """The service, for whoever may see its page; Http404 for others, to whom it does not exist.

    Nine queries; one where something is pressed, which leads on to another page and asks for the parts it needs.
    """
    row = SERVICE.one(ref)
    if row is None or not allowed(request.user, "assignments.view_assignment", row):
        raise Http404
    if request.method != "POST":
        prefetch_related_objects([row], *SERVICE_PARTS)
    return row


def description_for(request: HttpRequest, ref: str, permission: str) -> Description:
    """The description, for somebody with the permission on its candidates; Http404 where there is none. Two queries."""
    row = CHOSEN_FOR.one(ref)
    if row is None:
        raise Http404
    if not allowed(request.user, permission, row):
        raise refusal(request.user, permission, row)
    prefetch_related_objects([row], "texts")
    return row


def candidate_for(request: HttpRequest, ref: str, permission: str) -> Application:
    """The application for somebody who may; Http404 where it may not even be known. Two queries and the rule's."""
    row = CANDIDATE.one(ref)
    if row is None:
        raise Http404
    if not allowed(request.user, "assignments.view_application", row):
        if why_not(request.user, "assignments.view_application", row) is None:
            raise Http404
        raise refusal(request.user, permission, row)
    if not allowed(request.user, permission, row):
        raise refusal(request.user, permission, row)
    prefetch_related_objects([row], "description__texts")
    return row
