"""Candidates from the shortlist on, as each of those who work on them may see them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from minga.assignments.models import Application, Assessment, Description, Offer
from minga.assignments.queries.descriptions import visible_to
from minga.assignments.queries.longlist import SHOWS
from minga.assignments.queries.standing_for import not_stood_for_by
from minga.assignments.queries.steps import lasting_steps
from minga.assignments.rules import OFFICER_ROLES, auditor, host, officer
from minga.assignments.state_names import OFFER_TAKES_SEAT
from minga.core.access.models import Role, Scope
from minga.core.access.roles import holds, scope_keys
from minga.core.notices.queries import held_until
from minga.core.written import Written

GROUPS: tuple[tuple[str, str | Promise, tuple[str, ...]], ...] = (
    ("shortlisted", _("On the shortlist"), ("shortlisted",)),
    ("with_host", _("With the host entity"), ("with_host",)),
    ("assessed", _("Assessed, to be decided"), ("assessed", "not_assessed")),
    ("selected", _("Selected, waiting for an offer"), ("selected",)),
    ("offered", _("Offer made"), ("offered",)),
    ("reserve", _("In reserve"), ("reserve",)),
    ("accepted", _("Accepted"), ("accepted",)),
    ("over", _("Not selected, declined or expired"), ("not_selected", "declined", "lapsed")),
)
ORDER = {state: place for place, (_key, _label, states) in enumerate(GROUPS) for state in states}


@dataclass(frozen=True)
class Seats:
    """How the seats of a description stand: `promised` to people selected who have no offer yet."""

    total: int
    accepted: int
    offered: int
    promised: int

    @property
    def free(self) -> int:
        return max(self.total - self.accepted - self.offered - self.promised, 0)


def seats_of(description: Description) -> Seats:
    """The seats that count (not cancelled), and where each stands. Three queries."""
    seats = description.seats.filter(is_cancelled=False)
    states = list(Offer.objects.filter(seat__in=seats, state__in=OFFER_TAKES_SEAT).values_list("state", flat=True))
    return Seats(
        total=seats.count(),
        accepted=states.count("accepted"),
        offered=states.count("open"),
        promised=description.applications.filter(state="selected").count(),
    )


def choice_held_until(description: Description, *, only: Application | None = None) -> datetime | None:
    """Until when the host entity may take back whom it selected (or `only` one of them); None where it stands.

    One query.
    """
    chosen = description.applications.filter(state="selected")
    if only is not None:
        chosen = chosen.filter(pk=only.pk)
    return held_until(Application, chosen.values("ref"), kind="assignments.selected")


def audience_of(account: Any, application: Application) -> str:
    """As whom the account looks at a candidate: `officer` (auditors too, they read all) or `host` (assessors too)."""
    return "officer" if officer(account, application) or auditor(account) else "host"


def candidates_of(account: Any, description: Description) -> QuerySet[Application]:
    """The candidates of the selection page: officers from the shortlist on, the host entity once submitted to it.

    An assessor who is neither sees those they were asked to assess. One query when read.
    """
    rows = description.applications.select_related("account", "description__host").annotate(
        asked=Count("assessments", distinct=True),
        written=Count("assessments", filter=Q(assessments__written_at__isnull=False), distinct=True),
    )
    reached = Exists(lasting_steps("with_host").filter(application=OuterRef("pk")))
    seen = rows.filter(Q(state__in=SHOWS["further"]) | Q(reached, state="not_selected"))
    if officer(account, description) or auditor(account):
        return seen | rows.filter(state="shortlisted")
    if host(account, description):
        return seen
    mine = Assessment.objects.filter(assessor_id=account.pk).values("application_id")
    return seen.filter(pk__in=mine)


def candidate_lists(account: Any) -> QuerySet[Description]:
    """Descriptions with candidates that concern the account, open ones first; none it applied for. Two queries when
    read.
    """
    if officer_like(account):
        rows = visible_to(account).filter(state__in=("sourcing", "selecting", "filled"))
    elif holds(account, Role.HOST_FOCAL_POINT):
        submitted = Application.objects.filter(description=OuterRef("pk"), state__in=SHOWS["further"])
        rows = visible_to(account).filter(Exists(submitted))
    else:
        mine = Assessment.objects.filter(assessor_id=account.pk).values("application__description_id")
        hosts = scope_keys(account, Role.HOST_SUPERVISOR, scope=Scope.ORGANISATION)
        rows = Description.objects.filter(pk__in=mine, host__ref__in=hosts, is_template=False)
    order = Case(When(state="selecting", then=Value(0)), When(state="sourcing", then=Value(1)), default=Value(2))
    rows = rows.filter(not_stood_for_by(account.pk))
    return rows.select_related("host", "category").prefetch_related("texts").order_by(order, "closes_on", "pk")


@lru_cache
def _counted(states: tuple[str, ...]) -> Written[Any]:
    """Of descriptions (a tuple of their keys): how many applications stand in each of these states."""

    def rows(descriptions: Any) -> QuerySet[Application, Any]:
        found = Application.objects.filter(description__pk__among=descriptions, state__in=states).order_by()
        return found.values_list("description_id", "state").annotate(many=Count("pk"))

    return Written(rows, (1,), (2,))


def counts_of(descriptions: Iterable[Description], counted: Mapping[str, tuple[str, ...]]) -> dict[int, dict[str, int]]:
    """Description pk -> name of `counted` -> how many applications stand in its states. One query for a page."""
    found: dict[int, dict[str, int]] = {row.pk: dict.fromkeys(counted, 0) for row in descriptions}
    in_states = _counted(tuple(sorted({state for one in counted.values() for state in one})))
    for pk, state, many in in_states(tuple(sorted(found))):
        for name, states in counted.items():
            if state in states:
                found[pk][name] += many
    return found


COUNTED: Mapping[str, tuple[str, ...]] = {
    "on_longlist": ("submitted", "longlisted"),
    "on_shortlist": ("shortlisted",),
    "at_host": ("with_host",),
    "to_decide": ("assessed", "not_assessed"),
    "to_offer": ("selected",),
    "in_offer": ("offered",),
    "kept": ("reserve",),
    "came": ("accepted",),
}


def officer_like(account: Any) -> bool:
    """Who sees whole longlists: officers of any country, and auditors. No query beside the roles'."""
    return holds(account, *OFFICER_ROLES) or auditor(account)
