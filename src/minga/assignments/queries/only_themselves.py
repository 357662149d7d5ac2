"""Where the only people who could decide are concerned themselves: candidates for the post, or the volunteer in the
service. Nobody decides about their own (assignments.rules), so somebody else has to be invited.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from minga.assignments.guards import RENEWED_BEFORE
from minga.assignments.models import Assignment, Clearance, HoursRecord
from minga.assignments.queries.holders import held_today
from minga.assignments.queries.seats import seat_undecided
from minga.assignments.queries.standing_for import candidacies
from minga.assignments.rules import HOSTING_ROLES, OFFICER_ROLES
from minga.assignments.state_names import SELECTION_GOES_ON, SERVICE_GOES_ON
from minga.core.access.models import Role, Scope
from minga.partners.models import Organisation
from minga.partners.queries import live_invitations
from minga.places.models import Country


class Alone(NamedTuple):
    """Places where somebody else is needed, each kind by name: countries, host entities of a service, and host entities
    of a post that is being chosen for.
    """

    countries: list[Country]
    hosts: list[Organisation]
    choosing: list[Organisation]


class _Offices(NamedTuple):
    """Who decides where today, as keys of accounts; 0 where somebody is invited."""

    everywhere: set[int]
    of_country: Mapping[str, set[int]]
    focal_points: Mapping[str, set[int]]
    supervisors: Mapping[str, set[int]]

    def officers(self, country: str) -> set[int]:
        return self.everywhere | self.of_country.get(country, set())

    def looking_after(self, host: str, supervisor: int | None) -> set[int]:
        """The focal points, and whoever supervises the seat while in office there; no other supervisor decides."""
        there = self.supervisors.get(host, set())
        return self.focal_points.get(host, set()) | ({supervisor} & there if supervisor is not None else set())

    @property
    def people(self) -> tuple[int, ...]:
        places = (self.of_country, self.focal_points, self.supervisors)
        return tuple(sorted(self.everywhere.union(*(found for kind in places for found in kind.values()))))


def only_themselves() -> Alone:
    """Countries whose every officer is a candidate for one post there, while it is chosen for or a clearance or the
    seat is to be decided in a service that came of it, or is alone and serves there; host entities with
    a service of the only person there who decides about it, or whose every focal point is a candidate for one post.

    Four queries, and one for countries and one for host entities where there are any.
    """
    offices = _offices()
    people = offices.people
    countries, hosts, choosing = set(), set(), set()
    for (_post, state, country, host), own in _standing(people).items():
        if _all_are(offices.officers(country), own):
            countries.add(country)
        if state in SELECTION_GOES_ON and _all_are(offices.focal_points.get(host, set()), own):
            choosing.add(host)
    for state, country, host, supervisor, account in _undone(people):
        if _all_are(offices.officers(country), {account}):
            countries.add(country)
        if state != "closed" and _all_are(offices.looking_after(host, supervisor), {account}):
            hosts.add(host)
    wanted = hosts | choosing
    named = sorted(Organisation.objects.filter(ref__in=wanted), key=str) if wanted else []
    return Alone(
        sorted(Country.objects.filter(pk__in=countries), key=str) if countries else [],
        [row for row in named if row.ref in hosts],
        [row for row in named if row.ref in choosing],
    )


def _standing(people: tuple[int, ...]) -> Mapping[tuple[int, str, str, str], set[int]]:
    """Post, its state, country and host entity -> which of these people are candidates for it, where it is still chosen
    for, or a clearance or the seat of a service that came of it is to be decided. One query.
    """
    soon = timezone.localdate() + RENEWED_BEFORE
    in_order = Q(state="waived") | Q(state="passed") & (Q(expires_on__isnull=True) | Q(expires_on__gt=soon))
    of_post = Q(assignment__description=OuterRef("description"), assignment__state__in=SERVICE_GOES_ON)
    to_decide = Exists(Clearance.objects.filter(~in_order, of_post))
    seat = Exists(Assignment.objects.filter(seat_undecided(), description=OuterRef("description")))
    waits = Q(description__state__in=SELECTION_GOES_ON) | Q(to_decide) | Q(seat)
    rows = candidacies().filter(waits, account__pk__among=people)
    found: dict[tuple[int, str, str, str], set[int]] = defaultdict(set)
    for post, state, country, host, account in rows.values_list(
        "description_id", "description__state", "description__country_id", "description__host__ref", "account_id"
    ):
        found[post, state, country, host].add(account)
    return found


def _undone(people: tuple[int, ...]) -> QuerySet[Assignment, tuple[str, str, str, int | None, int]]:
    """Services of these people about which something is still to be decided, the certificate included. One query."""
    certifiable = Exists(HoursRecord.objects.filter(assignment=OuterRef("pk"), state="verified"))
    rows = Assignment.objects.filter(~Q(state="closed") | Q(certifiable, certified_at=None), account__pk__among=people)
    return rows.order_by().values_list(
        "state", "description__country_id", "description__host__ref", "seat__supervisor_id", "account_id"
    )


def _all_are(deciding: set[int], concerned: set[int]) -> bool:
    return bool(deciding) and deciding <= concerned


def _offices() -> _Offices:
    """Who holds a deciding role today, and 0 where somebody is invited to one. Two queries."""
    found = _Offices(set(), defaultdict(set), defaultdict(set), defaultdict(set))
    held = held_today(*OFFICER_ROLES, *HOSTING_ROLES).filter(account__is_active=True)
    rows = [*held.order_by().values_list("role", "scope", "scope_key", "account_id")]
    invited = live_invitations().filter(role__in=[*OFFICER_ROLES, *HOSTING_ROLES]).order_by()
    rows += [(role, scope, key, 0) for role, scope, key in invited.values_list("role", "scope", "scope_key")]
    for role, scope, key, account in rows:
        if role in OFFICER_ROLES:
            (found.everywhere if scope == Scope.PLATFORM else found.of_country[key]).add(account)
        elif scope == Scope.ORGANISATION:
            (found.focal_points if role == Role.HOST_FOCAL_POINT else found.supervisors)[key].add(account)
    return found
