"""Who holds what today: the questions that every room's predicates are built from. One SQL query a request."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from minga.core.access.models import Holding, Role, Scope
from minga.core.written import Written

CACHE = "_holdings_today"
HELD = Written(lambda pk: Holding.objects.filter(account=pk), 1, 2)


def holdings_of(account: Any) -> list[Holding]:
    """The roles in force today, read once for each account instance (one request)."""
    if not getattr(account, "is_authenticated", False) or not getattr(account, "pk", None):
        return []
    cached: list[Holding] | None = getattr(account, CACHE, None)
    if cached is None:
        today = timezone.localdate()
        cached = [row for row in HELD(account.pk) if row.starts <= today and not row.is_over]
        setattr(account, CACHE, cached)
    return cached


def forget(account: Any) -> None:
    """Read the roles again at the next question (after a grant or an end)."""
    if hasattr(account, CACHE):
        delattr(account, CACHE)


def holds(account: Any, *roles: Role | str, scope: Scope | str | None = None, key: str | None = None) -> bool:
    """Whether the account holds one of `roles`; with a scope, there or on the whole platform."""
    wanted = {str(role) for role in roles}
    for holding in holdings_of(account):
        if holding.role not in wanted:
            continue
        if scope is None or holding.scope == Scope.PLATFORM:
            return True
        if holding.scope == str(scope) and key is not None and holding.scope_key == key:
            return True
    return False


def scope_keys(account: Any, *roles: Role | str, scope: Scope | str) -> set[str]:
    """The keys (organisation refs, country codes, event refs) for which the account holds one of `roles`."""
    wanted = {str(role) for role in roles}
    return {row.scope_key for row in holdings_of(account) if row.role in wanted and row.scope == str(scope)}


def on_platform(account: Any, *roles: Role | str) -> bool:
    """Whether one of `roles` is held for the whole platform."""
    wanted = {str(role) for role in roles}
    return any(row.role in wanted and row.scope == Scope.PLATFORM for row in holdings_of(account))
