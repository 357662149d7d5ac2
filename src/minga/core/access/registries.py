"""The names of the places where roles count, which rooms above sign in: an organisation's name, an event's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from minga.core.access.models import Holding, Scope
from minga.core.registries import Registry

# scope -> (keys -> {key: name in the reader's language}); one SQL query each.
place_names: Registry[Callable[[set[str]], Mapping[str, str]]] = Registry("names of the places where roles count")


def places_of(holdings: Iterable[Holding]) -> dict[str, str]:
    """A holding's ref -> where it counts, in words; the bare key where no room knows its name."""
    rows = list(holdings)
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
