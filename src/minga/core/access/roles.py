"""Who holds what today: the questions that every room's predicates are built from. One SQL query a request."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from minga.core import behalf
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
    fitting = (row for row in holdings_of(account) if row.role in wanted and _counts(row, scope=scope, key=key))
    if not behalf.is_asked():
        return any(True for _row in fitting)
    places = [(row.scope, row.scope_key) for row in fitting]
    if places:
        _say_which(places, is_anywhere=scope is None)
    return bool(places)


def _counts(row: Holding, *, scope: Scope | str | None, key: str | None) -> bool:
    if scope is None or row.scope == Scope.PLATFORM:
        return True
    return row.scope == str(scope) and key is not None and row.scope_key == key


def _say_which(places: list[tuple[str, str]], *, is_anywhere: bool) -> None:
    """The place whose role lets somebody, as `core.behalf` hears it: the one that was asked for before the whole
    platform; none of several, for the wrong one would be worse.
    """
    named = {place for place in places if place[1] or is_anywhere}
    behalf.let_by(*(named.pop() if len(named) == 1 else (Scope.PLATFORM.value, "")))


def scope_keys(account: Any, *roles: Role | str, scope: Scope | str) -> set[str]:
    """The keys (organisation refs, country codes, event refs) for which the account holds one of `roles`."""
    wanted = {str(role) for role in roles}
    return {row.scope_key for row in holdings_of(account) if row.role in wanted and row.scope == str(scope)}


def on_platform(account: Any, *roles: Role | str) -> bool:
    """Whether one of `roles` is held for the whole platform."""
    wanted = {str(role) for role in roles}
    found = any(row.role in wanted and row.scope == Scope.PLATFORM for row in holdings_of(account))
    if found:
        behalf.let_by(Scope.PLATFORM.value, "")
    return found
