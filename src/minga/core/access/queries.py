"""Lists of who holds which role."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.utils import timezone

from minga.core.access.models import Holding, Holdings, Role, Scope

SOON = timedelta(days=30)


def holdings_list(*, role: str = "", scope: str = "", when: str = "now") -> Holdings:
    """Roles with their accounts, the latest first. `when`: now, ending, later, before, else all. One query."""
    today = timezone.localdate()
    rows = Holding.objects.select_related("account", "granted_by").order_by("-starts", "-pk")
    if when == "ending":
        rows = ending_soon()
    if role in Role.values:
        rows = rows.filter(role=role)
    if scope in Scope.values:
        rows = rows.filter(scope=scope)
    if when == "now":
        return rows.in_force()
    if when == "later":
        return rows.not_over().filter(starts__gt=today)
    return rows.over() if when == "before" else rows


def ending_soon() -> Holdings:
    """Roles of people who are here that end within thirty days, the first to end first. One query."""
    today = timezone.localdate()
    rows = Holding.objects.in_force().filter(ends__lte=today + SOON, account__is_active=True)
    return rows.select_related("account", "granted_by").order_by("ends", "pk")


def roles_of_others(account: Any) -> set[str]:
    """Every role that somebody else who is here holds today, wherever it counts. One query."""
    rows = Holding.objects.in_force().filter(account__is_active=True).exclude(account_id=account.pk)
    return set(rows.values_list("role", flat=True).distinct())


def administrators() -> QuerySet[Any]:
    """Everybody who administers the platform today: who is told where nobody else is there to be told. One query."""
    rows = Holding.objects.in_force().filter(role=Role.ADMINISTRATOR, scope=Scope.PLATFORM)
    return get_user_model().objects.filter(pk__in=rows.values("account_id"), is_active=True)


def held_alone(account: Any) -> list[Holding]:
    """The roles that act for an organisation and that nobody else holds there today. Two queries, one where none is."""
    acting = (Role.HOST_FOCAL_POINT, Role.PARTNER_REPRESENTATIVE)
    rows = Holding.objects.in_force().filter(scope=Scope.ORGANISATION, role__in=acting)
    own = list(rows.filter(account_id=account.pk))
    others = rows.filter(account__is_active=True, scope_key__in=[row.scope_key for row in own])
    helped = set(others.exclude(account_id=account.pk).values_list("role", "scope_key")) if own else set()
    return [row for row in own if (row.role, row.scope_key) not in helped]


def own_holdings(account: Any) -> QuerySet[Holding]:
    """Every role a person holds, held or will hold, the latest first. One query."""
    return Holding.objects.filter(account_id=account.pk).order_by("-starts", "-pk")
