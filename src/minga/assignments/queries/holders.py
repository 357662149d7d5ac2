"""Who holds a role for a description today: the people who decide, host, pay and are told."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from minga.assignments.models import Assignment, Description
from minga.assignments.queries.standing_for import candidacies, officer_stands
from minga.assignments.rules import OFFICER_ROLES
from minga.core.access.models import Holding, Role, Scope
from minga.partners.models import Organisation
from minga.people.models import Account


def holders(*roles: Role, where: Q) -> QuerySet[Account]:
    """Active accounts holding one of the roles today within `where` (a condition on Holding). One query."""
    held = held_today(*roles).filter(where)
    return Account.objects.filter(pk__in=held.values("account_id"), is_active=True).order_by("name", "pk")


def held_today(*roles: Role) -> QuerySet[Holding]:
    """The rows of these roles that are in force today. One query."""
    return Holding.objects.in_force().filter(role__in=[str(role) for role in roles])


def officers_of(description: Description) -> QuerySet[Account]:
    """The officer in charge, while in office there; else every officer of the country, else of the platform; never one
    who is a candidate for it themselves. One query where somebody is in charge, else two or three.
    """
    return _deciding(description, _others_than_candidates(description))


def officers_of_service(assignment: Assignment) -> QuerySet[Account]:
    """Who decides about a service, as `officers_of`, but never the volunteer. One query where somebody is in charge,
    else two or three.
    """
    return _deciding(assignment.description, ~Q(pk=assignment.account_id))


def officers_there(description: Description) -> QuerySet[Account]:
    """Every officer of its country and of the platform, concerned themselves or not. One query."""
    return holders(*OFFICER_ROLES, where=_where_officers_are(description))


def _where_officers_are(description: Description) -> Q:
    return Q(scope=Scope.PLATFORM) | Q(scope=Scope.COUNTRY, scope_key=description.country_id)


def _deciding(description: Description, not_concerned: Q) -> QuerySet[Account]:
    everywhere, here = Q(scope=Scope.PLATFORM), Q(scope=Scope.COUNTRY, scope_key=description.country_id)
    if description.officer_id:
        where = _where_officers_are(description) & Q(account_id=description.officer_id)
        if in_charge := holders(*OFFICER_ROLES, where=where).filter(not_concerned):
            return in_charge
    of_country = holders(*OFFICER_ROLES, where=here)
    programme, all_there = (holders(*roles, where=everywhere) for roles in ((Role.PROGRAMME_OFFICER,), OFFICER_ROLES))
    for found in (of_country, programme, all_there):
        if others := found.filter(not_concerned):
            return others
    return Account.objects.none()


def without_candidates(people: QuerySet[Account], description: Description) -> QuerySet[Account]:
    """The same accounts without candidates for this description. No query."""
    return people.filter(_others_than_candidates(description))


def _others_than_candidates(description: Description) -> Q:
    """A condition on Account: no candidate for this description; everybody, for one that was never kept."""
    if description.pk is None:
        return Q()
    return ~Q(Exists(candidacies().filter(description=description, account=OuterRef("pk"))))


def own_or_nobodys(officer: int) -> Q:
    """Descriptions that wait for this officer (the key of an account) among those of an office: their own, those that
    nobody took on, those of somebody who is in office there no more, and those for which who is in charge is a
    candidate. A condition on Description, asked row by row.
    """
    here = Q(scope=Scope.PLATFORM) | Q(scope=Scope.COUNTRY, scope_key=OuterRef("country_id"))
    in_office = held_today(*OFFICER_ROLES).filter(here, account_id=OuterRef("officer_id"), account__is_active=True)
    return Q(officer__isnull=True) | Q(officer=officer) | ~Q(Exists(in_office)) | Q(officer_stands())


def focal_points_of(host: Organisation) -> QuerySet[Account]:
    """The focal points of a host entity. One query."""
    return holders(Role.HOST_FOCAL_POINT, where=Q(scope=Scope.ORGANISATION, scope_key=host.ref))


def choosing_for_host(description: Description) -> QuerySet[Account]:
    """The focal points of its host entity who choose: none who is a candidate for it. One query."""
    return without_candidates(focal_points_of(description.host), description)


def supervisors_of(host: Organisation) -> QuerySet[Account]:
    """Who may supervise a seat: supervisors and focal points of the host entity. One query."""
    where = Q(scope=Scope.ORGANISATION, scope_key=host.ref)
    return holders(Role.HOST_SUPERVISOR, Role.HOST_FOCAL_POINT, where=where)


def possible_assessors(description: Description) -> QuerySet[Account]:
    """Who may be asked to assess: those who host, and the officers of the description; no candidate for it, who would
    judge those they stand beside. Three queries.
    """
    hosting = [account.pk for account in supervisors_of(description.host)]
    found = Account.objects.filter(Q(pk__in=hosting) | Q(pk__in=[account.pk for account in officers_of(description)]))
    return without_candidates(found, description).order_by("name", "pk")


def representatives_of(partner: Organisation) -> QuerySet[Account]:
    """The representatives of a partner. One query."""
    return holders(Role.PARTNER_REPRESENTATIVE, where=Q(scope=Scope.ORGANISATION, scope_key=partner.ref))


def finance_officers_of(description: Description) -> QuerySet[Account]:
    """Who may authorize the cost of this description. Three queries."""
    refs: list[Any] = [description.host.ref, *description.funding_shares.values_list("funder__ref", flat=True)]
    where = (
        Q(scope=Scope.PLATFORM)
        | Q(scope=Scope.COUNTRY, scope_key=description.country_id)
        | Q(scope=Scope.ORGANISATION, scope_key__in=refs)
    )
    return holders(Role.FINANCE_OFFICER, where=where)
