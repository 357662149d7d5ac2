"""Where the only people who could decide are concerned themselves: candidates for the post, or the volunteer in the
service. Nobody decides about their own (assignments.rules), so somebody else has to be invited.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from minga.assignments.models import Application, Assignment
from minga.assignments.queries.holders import held_today
from minga.assignments.queries.standing_for import NOT_STANDING
from minga.assignments.rules import HOSTING_ROLES, OFFICER_ROLES
from minga.assignments.state_names import SELECTION_GOES_ON
from minga.core.access.models import Scope
from minga.partners.models import Organisation
from minga.partners.queries import live_invitations
from minga.places.models import Country


class Alone(NamedTuple):
    """Places where somebody else is needed, each kind by name."""

    countries: list[Country]
    hosts: list[Organisation]


class _Offices(NamedTuple):
    """Who decides where today, as keys of accounts."""

    everywhere: set[int]
    of_country: Mapping[str, set[int]]
    of_host: Mapping[str, set[int]]

    def officers(self, country: str) -> set[int]:
        return self.everywhere | self.of_country.get(country, set())

    @property
    def people(self) -> tuple[int, ...]:
        return tuple(sorted(self.everywhere.union(*self.of_country.values(), *self.of_host.values())))


def only_themselves() -> Alone:
    """Countries whose every officer is a candidate for one post there or is alone and serves there, and host entities
    with a service of the only person who works for them. Four queries, and one for each kind that is found.
    """
    offices = _offices()
    people = offices.people
    countries, hosts = set(), set()
    standing: dict[tuple[int, str], set[int]] = defaultdict(set)
    candidates = Application.objects.filter(account__pk__among=people, description__state__in=SELECTION_GOES_ON)
    rows = candidates.exclude(state__in=NOT_STANDING).order_by()
    for description, country, account in rows.values_list("description_id", "description__country_id", "account_id"):
        standing[description, country].add(account)
    countries |= {country for (_post, country), own in standing.items() if _all_are(offices.officers(country), own)}
    services = Assignment.objects.filter(account__pk__among=people).exclude(state="closed").order_by()
    for country, host, account in services.values_list(
        "description__country_id", "description__host__ref", "account_id"
    ):
        if _all_are(offices.officers(country), {account}):
            countries.add(country)
        if _all_are(offices.of_host.get(host, set()), {account}):
            hosts.add(host)
    return Alone(
        sorted(Country.objects.filter(pk__in=countries), key=str) if countries else [],
        sorted(Organisation.objects.filter(ref__in=hosts), key=str) if hosts else [],
    )


def _all_are(deciding: set[int], concerned: set[int]) -> bool:
    return bool(deciding) and deciding <= concerned


def _offices() -> _Offices:
    """Who holds a deciding role today, and 0 where somebody is invited to one. Two queries."""
    found = _Offices(set(), defaultdict(set), defaultdict(set))
    held = held_today(*OFFICER_ROLES, *HOSTING_ROLES).filter(account__is_active=True)
    rows = [*held.order_by().values_list("role", "scope", "scope_key", "account_id")]
    invited = live_invitations().filter(role__in=[*OFFICER_ROLES, *HOSTING_ROLES]).order_by()
    rows += [(role, scope, key, 0) for role, scope, key in invited.values_list("role", "scope", "scope_key")]
    for role, scope, key, account in rows:
        if role in OFFICER_ROLES:
            (found.everywhere if scope == Scope.PLATFORM else found.of_country[key]).add(account)
        elif scope == Scope.ORGANISATION:
            found.of_host[key].add(account)
    return found
