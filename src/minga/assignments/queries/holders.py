"""Who holds a role for a description today: the people who decide, host, pay and are told."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from minga.assignments.models import Description
from minga.core.access.models import Holding, Role, Scope
from minga.partners.models import Organisation
from minga.people.models import Account


def holders(*roles: Role, where: Q) -> QuerySet[Account]:
    """Active accounts holding one of the roles today within `where` (a condition on Holding). One query."""
    today = timezone.localdate()
    held = Holding.objects.filter(
        Q(ends__isnull=True) | Q(ends__gte=today), where, role__in=[str(role) for role in roles], starts__lte=today
    )
    return Account.objects.filter(pk__in=held.values("account_id"), is_active=True).order_by("name", "pk")


def officers_of(description: Description) -> QuerySet[Account]:
    """The officer in charge; where nobody is, every programme officer of the country. One query."""
    if description.officer_id:
        return Account.objects.filter(pk=description.officer_id, is_active=True)
    where = Q(scope=Scope.COUNTRY, scope_key=description.country_id)
    found = holders(Role.PROGRAMME_OFFICER, Role.REGIONAL_MANAGER, where=where)
    return found if found else holders(Role.PROGRAMME_OFFICER, where=Q(scope=Scope.PLATFORM))


def focal_points_of(host: Organisation) -> QuerySet[Account]:
    """The focal points of a host entity. One query."""
    return holders(Role.HOST_FOCAL_POINT, where=Q(scope=Scope.ORGANISATION, scope_key=host.ref))


def supervisors_of(host: Organisation) -> QuerySet[Account]:
    """Who may supervise a seat: supervisors and focal points of the host entity. One query."""
    where = Q(scope=Scope.ORGANISATION, scope_key=host.ref)
    return holders(Role.HOST_SUPERVISOR, Role.HOST_FOCAL_POINT, where=where)


def possible_assessors(description: Description) -> QuerySet[Account]:
    """Who may be asked to assess: those who host, and the officers of the description. Three queries."""
    hosting = [account.pk for account in supervisors_of(description.host)]
    return Account.objects.filter(
        Q(pk__in=hosting) | Q(pk__in=[account.pk for account in officers_of(description)])
    ).order_by("name", "pk")


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
