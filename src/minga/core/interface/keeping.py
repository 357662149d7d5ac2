"""A page that is the same for every visitor is made once and kept for a minute, until what it shows changes.

Only for people who have not signed in; each process keeps its own, so nothing has to be told to anyone.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Hashable
from typing import Any, cast

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from minga.core.interface.middleware import theme_of

View = Callable[..., HttpResponse]
SECONDS = 60
LONGEST_QUERY = 300
HTMX = ("HX-Request", "HX-Target", "HX-Boosted", "HX-History-Restore-Request")


def kept_for_visitors(until: Callable[[], Hashable]) -> Callable[[View], View]:
    """Keep the answer 200 of a view for visitors, at most a minute, and only while `until()` gives the same value.

    `until` should cost one query: the version of what the page shows. Never use it where a form carries a token.
    """

    def wrap(view: View) -> View:
        @functools.wraps(view)
        def look(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not _is_visitor(request):
                return view(request, *args, **kwargs)
            key = _key(request, until())
            store = caches["pages"]
            kept = store.get(key)
            if kept is not None:
                content, headers = kept
                return HttpResponse(content, headers=dict(headers))
            response = view(request, *args, **kwargs)
            if response.status_code == 200 and not response.streaming and not response.cookies:
                store.set(key, (response.content, tuple(response.headers.items())), SECONDS)
            return response

        return cast(View, look)

    return wrap


def _is_visitor(request: HttpRequest) -> bool:
    """Nobody signed in, no session that may hold a message, and an address that somebody might ask for again."""
    return (
        request.method == "GET"
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and "messages" not in request.COOKIES
        and len(request.META.get("QUERY_STRING", "")) <= LONGEST_QUERY
    )


def _key(request: HttpRequest, version: Hashable) -> str:
    asked = tuple(request.headers.get(name, "") for name in HTMX)
    parts = (
        request.get_host(), request.get_full_path(), translation.get_language(), theme_of(request), asked,
        timezone.localdate(), version,
    )  # fmt: skip
    return hashlib.sha256(repr(parts).encode("utf-8")).hexdigest()
