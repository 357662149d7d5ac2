"""Addresses: of a row's own page, and of the same page with one thing different (language, theme, number, a facet)."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.urls import get_script_prefix, reverse

OWN_SWITCHES = ("lang", "theme")


def address(name: str, *parts: str) -> str:
    """What `reverse` gives for a page of one row, for lists that have dozens: what stands around its parts, references
    and verbs, is looked up once in a process.
    """
    if not all(part.isascii() and part.replace("_", "").isalnum() for part in parts):
        return reverse(name, args=parts)
    return _around(name, len(parts), get_script_prefix()).format(*parts)


@lru_cache(maxsize=1000)
def _around(name: str, parts: int, _prefix: str) -> str:
    marks = [f"part{number}of{parts}" for number in range(parts)]
    path = reverse(name, args=marks).replace("{", "{{").replace("}", "}}")
    for mark in marks:
        path = path.replace(mark, "{}")
    return path


def changed(request: HttpRequest, **changes: str | int | None) -> str:
    """This page's address with some parameters changed; None removes one. After a POST the path alone counts."""
    gone = {*OWN_SWITCHES, *changes}
    pairs = [(name, value) for name, values in request.GET.lists() if name not in gone for value in values]
    pairs += [(name, str(value)) for name, value in changes.items() if value is not None]
    return f"{request.path}?{urlencode(pairs)}" if pairs else request.path


def before_a_switch(request: HttpRequest) -> str:
    """This page's address with its parameters but for the switches, ready for one that is written behind it."""
    query: QueryDict = request.GET
    if any(name in query for name in OWN_SWITCHES):
        query = query.copy()
        for name in OWN_SWITCHES:
            query.pop(name, None)
    return f"{request.path}?{query.urlencode()}&" if query else f"{request.path}?"


def toggled(request: HttpRequest, name: str, value: str) -> str:
    """This page's address with one value of a facet put in, or taken out where it stands; back on page one."""
    query = request.GET.copy()
    for key in (*OWN_SWITCHES, "page"):
        query.pop(key, None)
    values = query.getlist(name)
    query.setlist(name, [other for other in values if other != value] if value in values else [*values, value])
    if not query.getlist(name):
        query.pop(name, None)
    return f"{request.path}?{query.urlencode()}" if query else request.path


def absolute(path: str, *, language: str = "") -> str:
    """The public address of a path, in a language if one is named; for links that leave this page."""
    query = f"?{urlencode({'lang': language})}" if language else ""
    return f"{settings.SITE_URL}{path}{query}"
