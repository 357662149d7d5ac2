"""A person's own applications, as far as they have been told of them."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery, Value, When

from minga.assignments.models import Application, ApplicationStep, Clearance, Offer
from minga.assignments.queries.due_days import closing_of
from minga.core.notices.queries import still_held
from minga.core.written import Written

OVER = ("declined", "lapsed", "not_selected", "withdrawn")
AWAITED = Clearance.objects.filter(state="requested", proof=None, application__state="shortlisted")
"""Clearances before submission for which a document of the person is awaited."""

READ = "_states_of_applications"
STATES = Written(lambda pk: Application.objects.filter(account=pk).order_by().values_list("state"), 1, 2)


def states_of_applications(account: Any) -> set[str]:
    """In which states the person's applications are; none for somebody who never applied. One query."""
    found = {state for (state,) in STATES(account.pk)}
    setattr(account, READ, found)
    return found


def has_applied(account: Any) -> bool:
    """Whether the person ever began an application. No query where `states_of_applications` was asked of this account
    instance (one request), else one.
    """
    states: set[str] | None = getattr(account, READ, None)
    return bool(states_of_applications(account) if states is None else states)


_THEIR_TURN = (
    Q(held_state="", state="draft", description__state="sourcing", description__closes_on__isnull=False)
    | Q(held_state="", state="offered")
    | Q(held_state="", state="shortlisted", awaits_document=True)
    | Q(held_state="shortlisted", awaits_document=True)
)


def applications_of(account: Any) -> QuerySet[Application]:
    """The person's applications with what a card shows: those whose next step is theirs first (as `is_their_turn` in
    queries/standing has it), then others that are open. 3 queries for any number.

    With `held_state` (`with_held_state`), `awaits_document` where the person is asked for one, and `post_closed_at`.
    """
    rows: QuerySet[Application] = with_held_state(Application.objects.filter(account_id=account.pk))
    return (
        rows.select_related("description__category", "description__host", "description__country")
        .prefetch_related("description__texts", Prefetch("offers", Offer.objects.select_related("assignment")))
        .annotate(
            is_over=Case(When(state__in=OVER, then=Value(1)), default=Value(0)),
            awaits_document=Exists(AWAITED.filter(application=OuterRef("pk"))),
            post_closed_at=closing_of("description"),
        )
        .annotate(waits_for_others=Case(When(_THEIR_TURN, then=Value(0)), default=Value(1)))
        .order_by("is_over", "waits_for_others", "-state_changed_at", "-pk")
    )


def with_held_state(applications: QuerySet[Application]) -> QuerySet[Application]:
    """Applications with `held_state`: where each stood before a decision of which nobody is told yet, because it may be
    undone; else empty. No query more.
    """
    held = still_held().filter(
        account=OuterRef("account"), about_type="assignments.application", about_ref=OuterRef("ref")
    )
    left = ApplicationStep.objects.filter(application=OuterRef("pk"), left_at__isnull=False).order_by("-pk")
    before = Case(When(Exists(held), then=Subquery(left.values("state")[:1])), default=Value(""))
    return applications.annotate(held_state=before)


def as_told(application: Application) -> Application:
    """The same row of `applications_of`, for showing only, in the state of which its person has been told. No query."""
    application.state = getattr(application, "held_state", "") or application.state
    return application


def awaited_of(application: Application) -> list[Clearance]:
    """The clearances before submission for which a document of the person is awaited. One query on the shortlist."""
    if application.state != "shortlisted":
        return []
    return list(AWAITED.filter(application=application).order_by("requested_at", "pk"))
