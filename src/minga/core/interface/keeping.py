"""A page that is the same for every visitor is made once and kept for a minute, until what it shows changes.

Only for people who have not signed in; each process keeps its own, so nothing has to be told to anyone. Pages are kept
as they are sent, compressed: nothing in them is secret (no token, no name), so their length tells nobody anything.
"""

from __future__ import annotations

import functools
import gzip
import hashlib
from collections.abc import Callable, Hashable, Iterable
from time import monotonic
from typing import Any, TypeVar, cast

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import re_accepts_gzip
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.safestring import SafeString, mark_safe

from minga.core.days import lasting_day
from minga.core.interface.theme import theme_of


class KeptRequest(HttpRequest):
    """A request for a page that will be kept: the version of what it shows, and when its oldest piece was drawn."""

    kept_version: Hashable
    oldest_piece: float


View = Callable[..., HttpResponse]
K = TypeVar("K", int, str)
V = TypeVar("V")
SECONDS = 60
LEVEL = 6
"""Of compression, as for pages that are not kept."""
LONGEST_QUERY = 300
HTMX = ("HX-Request", "HX-Target", "HX-Boosted")
_shelves: dict[Hashable, tuple[Hashable, dict[Any, Any]]] = {}


def kept_for_visitors(until: Callable[[], Hashable]) -> Callable[[View], View]:
    """Keep the answer 200 of a view for visitors, at most a minute, and only while `until()` gives the same value.

    `until` should cost one query: the version of what the page shows. Never use it where a form carries a token.
    """

    def wrap(view: View) -> View:
        @functools.wraps(view)
        def look(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not _is_visitor(request):
                return view(request, *args, **kwargs)
            version = until()
            key = _key(request, version)
            store = caches["pages"]
            kept = store.get(key)
            if kept is not None:
                return _sent(request, *kept)
            asked = cast(KeptRequest, request)
            asked.kept_version, asked.oldest_piece = version, monotonic()
            response = view(request, *args, **kwargs)
            left = SECONDS - (monotonic() - asked.oldest_piece)
            if response.status_code != 200 or response.streaming or response.cookies or left <= 0:
                return response
            kept = gzip.compress(response.content, LEVEL, mtime=0), tuple(response.headers.items())
            store.set(key, kept, left)
            return _sent(request, *kept)

        return cast(View, look)

    return wrap


def _sent(request: HttpRequest, compressed: bytes, headers: tuple[tuple[str, str], ...]) -> HttpResponse:
    """The kept page as this reader's browser takes it."""
    takes = re_accepts_gzip.search(request.META.get("HTTP_ACCEPT_ENCODING", "")) is not None
    response = HttpResponse(compressed if takes else gzip.decompress(compressed), headers=dict(headers))
    if takes:
        response.headers["Content-Encoding"] = "gzip"
        response.headers["Content-Length"] = str(len(compressed))
        patch_vary_headers(response, ["Accept-Encoding"])
    return response


def version_of(request: HttpRequest) -> Hashable | None:
    """What `until()` gave for a page that is kept for visitors; None on a page that is nobody else's."""
    return getattr(request, "kept_version", None)


def kept_pieces(
    request: HttpRequest, kind: str, keys: Iterable[int], draw: Callable[[list[int]], dict[int, str]]
) -> list[SafeString]:
    """Pieces of a page that is kept for visitors, in the order of the keys: drawn once, they stand on many.

    `draw` makes those that are missing, safe HTML by key; what it leaves out is left out. See `kept_parts`.
    """
    wanted = list(keys)
    found = kept_parts(request, kind, wanted, draw)
    return [mark_safe(found[key]) for key in wanted if key in found]


def kept_parts(request: HttpRequest, kind: str, keys: Iterable[K], read: Callable[[list[K]], dict[K, V]]) -> dict[K, V]:
    """Parts of a page that is kept for visitors, by key: read once, they serve many. On a page of somebody's own, read.

    A part may depend on its key, the language and the day, and on nothing that `until()` does not count; it is kept as
    long as a page is, and a page no longer than its oldest part. `read` gives those that are missing. Nobody may
    change a part.
    """
    wanted = list(keys)
    version = version_of(request)
    if version is None:
        return read(wanted)
    asked, now = cast(KeptRequest, request), monotonic()
    shelf: dict[K, tuple[V, float]] = _shelf(kind, version)
    held = [(key, shelf[key]) for key in wanted if key in shelf]
    known: dict[K, tuple[V, float]] = {key: part for key, part in held if now - part[1] < SECONDS}
    found = {key: part for key, (part, _made) in known.items()}
    missing = [key for key in wanted if key not in known]
    if missing:
        fresh = read(missing)
        shelf.update({key: (part, now) for key, part in fresh.items()})
        found |= fresh
    asked.oldest_piece = min([asked.oldest_piece, *(made for _part, made in known.values())])
    return found


def _shelf(kind: str, version: Hashable) -> dict[Any, Any]:
    """Where the parts of a kind stand in this process, in the reader's language and as of today: what stood there for
    another day or version is gone, and everything when it is full. An empty one of no use where none are kept.
    """
    most, about = settings.MOST_PIECES_KEPT, (kind, translation.get_language())
    of = (timezone.localdate(), lasting_day(), version)
    told, shelf = _shelves.get(about, (None, {}))
    if told != of or len(shelf) >= most:
        shelf = {}
        if most:
            _shelves[about] = of, shelf
    return shelf


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
        timezone.localdate(), lasting_day(), version,
    )  # fmt: skip
    return hashlib.sha256(repr(parts).encode("utf-8")).hexdigest()
