"""Whom partners nominate, and what they may know of them: that they agreed, and a coarse stage."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from minga.assignments.models import Application, Description, Nomination
from minga.assignments.queries.applications import with_held_state
from minga.assignments.queries.standing_for import not_stood_for_by
from minga.core.access.models import Role, Scope
from minga.core.access.roles import on_platform, scope_keys
from minga.core.notices.models import Notice
from minga.people.models import Purpose
from minga.people.queries import agreeing

STAGES: dict[str, str | Promise] = {
    "not_applied": gettext_lazy("Has not applied yet"),
    "applied": gettext_lazy("Applied"),
    "considered": gettext_lazy("Being considered"),
    "selected": gettext_lazy("Selected"),
    "accepted": gettext_lazy("Accepted"),
    "not_going": gettext_lazy("Not going"),
    "not_selected": gettext_lazy("Not selected"),
}
"""How far somebody has come, as coarse as a partner may know it."""
COARSE = {
    "draft": "not_applied",
    "submitted": "applied",
    "longlisted": "applied",
    "shortlisted": "considered",
    "with_host": "considered",
    "assessed": "considered",
    "not_assessed": "considered",
    "reserve": "considered",
    "selected": "selected",
    "offered": "selected",
    "accepted": "accepted",
    "declined": "not_going",
    "lapsed": "not_going",
    "not_selected": "not_selected",
    "withdrawn": "not_going",
}


@dataclass(frozen=True)
class Nominated:
    """One nominated person who agreed, as the partner sees them; `stage` is one of STAGES."""

    nomination: Nomination
    stage: str


def partners_of(account: Any) -> set[str]:
    """The refs of the organisations that the account represents. No query beside the roles'."""
    return scope_keys(account, Role.PARTNER_REPRESENTATIVE, scope=Scope.ORGANISATION)


def nominating_descriptions(account: Any, *, to_read: bool = False) -> QuerySet[Description]:
    """Published descriptions for which the account's partners nominate, with counts. 2 queries for any number.

    to_read: an auditor of the platform has those of every partner, for posts that they did not apply for themselves.
    """
    whose = Q(nominating_partner__ref__in=partners_of(account))
    if to_read and on_platform(account, Role.AUDITOR):
        whose |= Q(nominating_partner__isnull=False) & not_stood_for_by(account.pk)
    return (
        Description.objects.filter(whose, published_at__isnull=False, is_template=False)
        .select_related("nominating_partner", "host", "category", "country")
        .prefetch_related("texts")
        .annotate(
            waiting=Count("nominations", filter=Q(nominations__answer="waiting")),
            agreed=Count("nominations", filter=Q(nominations__answer="agreed")),
        )
        .order_by("closes_on", "pk")
    )


def letters_refused(descriptions: Iterable[Description]) -> dict[int, int]:
    """Description pk -> how many who have not answered were written to in vain: their mail server takes no such letter.

    One query for any number.
    """
    in_vain = Notice.objects.filter(kind="assignments.nominated", about_ref=OuterRef("ref")).exclude(refusal="")
    rows = Nomination.objects.filter(Exists(in_vain), description__in=list(descriptions), answer="waiting")
    return dict(rows.order_by().values_list("description").annotate(many=Count("pk")))


def nominations_agreed() -> QuerySet[Nomination]:
    """Nominations of those who agreed and still do. One query."""
    willing = agreeing(Purpose.SHARE_WITH_PARTNER)
    rows = Nomination.objects.filter(answer="agreed", account__in=willing, account__is_active=True)
    return rows.select_related("account")


def nominations_seen_by(account: Any) -> QuerySet[Nomination]:
    """Those who agreed to be nominated by the account's partners, the last to answer first. 2 queries when read.

    An auditor of the platform reads those of every partner, but for posts that they applied for themselves.
    """
    posts = nominating_descriptions(account, to_read=True).order_by().values("pk")
    rows = nominations_agreed().filter(description__in=posts)
    rows = rows.select_related("account", "partner", "description__host", "description__country")
    return rows.prefetch_related("description__texts").order_by("-answered_at", "-pk")


def with_stages(nominations: Iterable[Nomination]) -> list[Nominated]:
    """Each with its coarse stage, as far as the person has been told. One query for any number."""
    rows = list(nominations)
    theirs = Application.objects.filter(
        description__in={row.description_id for row in rows}, account__in={row.account_id for row in rows}
    )
    standing: QuerySet[Any, Any] = with_held_state(theirs)
    standing = standing.values_list("description_id", "account_id", "held_state", "state")
    states = {(description, account): held or state for description, account, held, state in standing}
    return [
        Nominated(row, COARSE.get(states.get((row.description_id, row.account_id), "draft"), "applied")) for row in rows
    ]


def nominated_for(descriptions: list[Description]) -> dict[int, list[Nominated]]:
    """Description pk -> those who agreed and still do, with a coarse stage. 2 queries for any number."""
    found: dict[int, list[Nominated]] = {}
    for row in with_stages(nominations_agreed().filter(description__in=descriptions).order_by("answered_at", "pk")):
        found.setdefault(row.nomination.description_id, []).append(row)
    return found
