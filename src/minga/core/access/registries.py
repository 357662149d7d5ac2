"""What rooms above know of roles: the names of the places where they count, and to whom one is about to come."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

from minga.core.access.models import Scope
from minga.core.access.roles import holdings_of
from minga.core.registries import Registry

# scope -> (keys -> {key: name in the reader's language}); one SQL query each.
place_names: Registry[Callable[[set[str]], Mapping[str, str]]] = Registry("names of the places where roles count")

# Whether a role waits for somebody who holds none: an invitation, a registration under review. One SQL query each.
awaited: Registry[Callable[[Any], bool]] = Registry("who is about to hold a role")
CACHE = "_is_here_for_a_role"


class Placed(Protocol):
    """A role that is held, or that somebody is invited to."""

    ref: Any
    scope: Any
    scope_key: Any


def is_here_for_a_role(account: Any) -> bool:
    """Whether somebody holds a role or is about to; asked once for each account instance (one request)."""
    cached: bool | None = getattr(account, CACHE, None)
    if cached is None:
        cached = bool(holdings_of(account)) or any(waits(account) for _name, waits in awaited)
        setattr(account, CACHE, cached)
    return cached


def named_places(kept: Iterable[Any]) -> dict[str, str]:
    """`scope:key`, as the trail keeps on whose behalf somebody acted -> that place in words; itself where no room knows
    its name. One SQL query for each scope.
    """
    known = {text: text.split(":", 1) for text in kept if isinstance(text, str) and ":" in text}
    names = {
        scope: place_names[scope]({key for each, key in known.values() if each == scope})
        for scope in {scope for scope, _key in known.values()}
        if scope in place_names
    }
    return {text: names.get(scope, {}).get(key, text) for text, (scope, key) in known.items()}


def places_of(placed: Iterable[Placed]) -> dict[str, str]:
    """A row's ref -> where its role counts, in words; the bare key where no room knows its name."""
    rows = list(placed)
    names: dict[str, Mapping[str, str]] = {}
    for scope in {row.scope for row in rows if row.scope_key}:
        if scope in place_names:
            names[scope] = place_names[scope]({row.scope_key for row in rows if row.scope == scope})
    return {
        row.ref: str(Scope(row.scope).label)
        if not row.scope_key
        else names.get(row.scope, {}).get(row.scope_key, row.scope_key)
        for row in rows
    }
