"""Where the only people who could decide are concerned themselves: candidates for the post, or the volunteer in the
service. Nobody decides about their own (assignments.rules), so somebody else has to be invited.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from minga.assignments.guards import RENEWED_BEFORE
from minga.assignments.models import Assignment, Clearance, HoursRecord
from minga.assignments.queries.holders import held_today
from minga.assignments.queries.seats import seat_undecided
from minga.assignments.queries.service import to_end, unassessed
from minga.assignments.queries.standing_for import candidacies
from minga.assignments.rules import HOSTING_ROLES, OFFICER_ROLES
from minga.assignments.state_names import SELECTION_GOES_ON, SERVICE_GOES_ON
from minga.core.access.models import Role, Scope
from minga.partners.models import Organisation
from minga.partners.queries import live_invitations
from minga.places.models import Country


class Alone(NamedTuple):
    """Places where somebody else is needed, each kind by name: countries, host entities of a service, and host entities
    of a post that is being chosen for, or of whose volunteers one is to be assessed.
    """

    countries: list[Country]
    hosts: list[Organisation]
    choosing: list[Organisation]


class Offices(NamedTuple):
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
    def choosing(self) -> Iterator[set[int]]:
        """Of each place all who choose there; none of places to which somebody is invited, who is no candidate."""
        of_countries = (self.everywhere | found for found in self.of_country.values())
        return (found for found in (self.everywhere, *of_countries, *self.focal_points.values()) if 0 not in found)

    @property
    def people(self) -> tuple[int, ...]:
        """Whoever chooses somewhere."""
        return tuple(sorted(set().union(*self.choosing)))

    @property
    def one_of_each(self) -> tuple[int, ...]:
        """One of each place: where all are candidates, this one is. So a country's hundred officers cost as one."""
        return tuple(sorted({min(found & self.everywhere or found) for found in self.choosing if found}))

    @property
    def alone(self) -> tuple[int, ...]:
        """Who decides somewhere alone: a seat's supervisor too, where the host entity has no focal point."""
        found = {key for one in self.choosing if len(one) == 1 for key in one}
        hosts = (there for host, there in self.supervisors.items() if not self.focal_points.get(host))
        return tuple(sorted(found.union(*hosts)))


def only_themselves() -> Alone:
    """Countries whose every officer is a candidate for one post there, while it is chosen for or a clearance or the
    seat is to be decided in a service that came of it, or is alone and serves there; host entities with
    a service of the only person there who decides about it, or whose every focal point is a candidate for one post, or
    for that of a service which somebody there has to assess.

    Five queries, one more where one of each office is a candidate, and one for countries and one for host entities
    where there are any.
    """
    offices = offices_today()
    countries, hosts, choosing = set(), set(), set()
    for (_post, state, country, host), own in _standing(offices).items():
        if _all_are(offices.officers(country), own):
            countries.add(country)
        if state in SELECTION_GOES_ON and _all_are(offices.focal_points.get(host, set()), own):
            choosing.add(host)
    choosing |= {host for host, assessing, concerned in _unassessed(offices) if _all_are(assessing, concerned)}
    for state, country, host, supervisor, account in _undone(offices.alone):
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


def _standing(offices: Offices) -> Mapping[tuple[int, str, str, str], set[int]]:
    """Post, its state, country and host entity -> who of those that choose somewhere is a candidate for it, where it is
    still chosen for, or a clearance or the seat of a service that came of it is to be decided. Only posts for which one
    of each office is a candidate: for any other not all of them are. One query, two where there is such a post.
    """
    asked = "description_id", "description__state", "description__country_id", "description__host__ref", "account_id"
    posts = {
        post
        for post, _state, country, host, account in candidacies()
        .filter(account__pk__among=offices.one_of_each)
        .values_list(*asked)
        if account in offices.officers(country) or account in offices.focal_points.get(host, set())
    }
    found: dict[tuple[int, str, str, str], set[int]] = defaultdict(set)
    if posts:
        rows = candidacies().filter(_to_decide(), description__pk__among=sorted(posts))
        for post, state, country, host, account in rows.filter(account__pk__among=offices.people).values_list(*asked):
            found[post, state, country, host].add(account)
    return found


def _unassessed(offices: Offices) -> Iterator[tuple[str, set[int], set[int]]]:
    """Of each service whose host entity has not assessed it, and for which somebody who works there is a candidate: the
    host entity, who may assess it there, and which people are candidates or the volunteer. One query.
    """
    here = {key for held in (offices.focal_points, offices.supervisors) for keys in held.values() for key in keys} - {0}
    standing = candidacies().filter(account__pk__among=sorted(here))
    asked = "pk", "description__host__ref", "seat__supervisor_id", "account_id", "description__applications__account_id"
    rows = Assignment.objects.filter(unassessed(), description__applications__in=standing).order_by()
    found: dict[tuple[int, str, int | None], set[int]] = defaultdict(set)
    for service, host, supervisor, volunteer, candidate in rows.values_list(*asked):
        found[service, host, supervisor] |= {volunteer, candidate}
    for (_service, host, supervisor), concerned in found.items():
        yield host, offices.looking_after(host, supervisor), concerned


def _to_decide() -> Q:
    """Of candidacies: something about the post is still to be decided."""
    soon = timezone.localdate() + RENEWED_BEFORE
    in_order = Q(state="waived") | Q(state="passed") & (Q(expires_on__isnull=True) | Q(expires_on__gt=soon))
    of_post = Q(assignment__description=OuterRef("description"), assignment__state__in=SERVICE_GOES_ON)
    to_decide = Exists(Clearance.objects.filter(~in_order, of_post))
    services = Assignment.objects.filter(seat_undecided() | to_end(), description=OuterRef("description"))
    return Q(description__state__in=SELECTION_GOES_ON) | Q(to_decide) | Q(Exists(services))


def _undone(people: tuple[int, ...]) -> QuerySet[Assignment, tuple[str, str, str, int | None, int]]:
    """Services of these people about which something is still to be decided, the certificate included. One query."""
    certifiable = Exists(HoursRecord.objects.filter(assignment=OuterRef("pk"), state="verified"))
    rows = Assignment.objects.filter(~Q(state="closed") | Q(certifiable, certified_at=None), account__pk__among=people)
    return rows.order_by().values_list(
        "state", "description__country_id", "description__host__ref", "seat__supervisor_id", "account_id"
    )


def _all_are(deciding: set[int], concerned: set[int]) -> bool:
    return bool(deciding) and deciding <= concerned


def offices_today() -> Offices:
    """Who holds a deciding role today, and 0 where somebody is invited to one. Two queries."""
    found = Offices(set(), defaultdict(set), defaultdict(set), defaultdict(set))
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
