"""What every template may use."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode

from minga.core.acting import allowed
from minga.core.interface.theme import theme_of
from minga.core.notices.queries import unread_count
from minga.core.registries import MenuEntry, menu


@dataclass(frozen=True)
class Entry:
    """A place in the menu as this page shows it."""

    label: str
    icon: str
    url: str
    current: bool
    order: int


def interface(request: HttpRequest) -> dict[str, Any]:
    """Menu entries (tools where their order is below zero), languages, theme, `unread` notices (one query if shown).

    `trail_url`: the rows of the page's object in the audit trail, for whoever may read it.
    """
    entries: list[Entry] = SimpleLazyObject(lambda: _entries(request))  # type: ignore[assignment]
    return {
        "menu_entries": SimpleLazyObject(lambda: tuple(row for row in entries if row.order >= 0)),
        "tool_entries": SimpleLazyObject(lambda: tuple(row for row in entries if row.order < 0)),
        "demonstration": settings.DEMONSTRATION,
        "languages": settings.LANGUAGES,
        "theme": theme_of(request),
        "unread": SimpleLazyObject(lambda: unread_count(getattr(request, "user", None))),
        "site_url": settings.SITE_URL,
        "trail_url": SimpleLazyObject(lambda: _trail_url(request)),
    }


def _trail_url(request: HttpRequest) -> str:
    """Where the trail shows the rows of the object of this page, for whoever may read it; else empty."""
    match = request.resolver_match
    if match is None or match.namespace == "audit" or "ref" not in match.kwargs:
        return ""
    if not allowed(getattr(request, "user", None), "audit.view"):
        return ""
    return f"{reverse('audit:list')}?{urlencode({'ref': match.kwargs['ref']})}"


def _entries(request: HttpRequest) -> list[Entry]:
    user = getattr(request, "user", None)
    if getattr(user, "is_authenticated", False):
        shown = _shown_to(user)
    else:
        shown = _shown_to_visitors(tuple(name for name, _entry in menu))
    rows = []
    for entry, url in shown:
        current = request.path == url or (url != "/" and request.path.startswith(f"{url.rstrip('/')}/"))
        rows.append(Entry(str(entry.label), entry.icon, url, current, entry.order))
    return rows


def _shown_to(user: Any) -> list[tuple[MenuEntry, str]]:
    """The entries of the menu for somebody, in their order, with their addresses."""
    rows = []
    for entry in sorted((entry for _name, entry in menu if entry.shown_to(user)), key=lambda entry: entry.order):
        with suppress(NoReverseMatch):  # a room whose page is not there yet has no place in the menu
            rows.append((entry, reverse(entry.url_name)))
    return rows


@lru_cache(maxsize=8)
def _shown_to_visitors(_names: tuple[str, ...]) -> list[tuple[MenuEntry, str]]:
    """The same for visitors, who are all alike: asked once in a process of the entries that are signed in."""
    return _shown_to(AnonymousUser())
