"""The reader's language, time zone and theme; what may be kept of a page; refusals turned into pages."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import DataError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

from minga.core.audit.queries import changes_in_words
from minga.core.errors import Incomplete, NotAllowed, OutOfReach, Refused, Stale
from minga.core.interface.again import is_sent_again, signed_out
from minga.core.interface.reasons import ReasonForm
from minga.core.interface.theme import THEME_COOKIE, THEMES
from minga.core.interface.trouble import at_the_same_moment, bad_request, not_now
from minga.core.interface.ways import way_back

log = logging.getLogger(__name__)
Handler = Callable[[HttpRequest], HttpResponse]

A_YEAR = 31_536_000
NOT_NOW = "minga.not_now"
"""Set by the server (config.receiving) for what it has not read."""
GIVEN_UP = ("40P01", "40001", "55P03")
"""PostgreSQL's codes for a deadlock, a transaction that came second, and a lock that is not to be had."""
REDIRECTS = (301, 302, 303)
DRAWN_FOR = "X-Drawn-For"
"""The language and the person that a page was drawn for, sent along where a part of it is asked for (busy.js)."""


class ReaderMiddleware:
    """Language of the reader: ?lang=, then the cookie, then the account, then the browser, then English.

    The time zone is the account's. What was asked for by ?lang= or ?theme= is kept in a cookie. Pages of somebody
    who is signed in are kept nowhere.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        known = dict(settings.LANGUAGES)
        signed_in = request.user.is_authenticated
        asked = request.GET.get("lang", "").lower()
        cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        account = getattr(request.user, "language", "") if signed_in else ""
        chosen = next((code for code in (asked, cookie, account) if code in known), "")
        language = chosen or translation.get_language_from_request(request)
        zone = getattr(request.user, "timezone", "") if signed_in else ""
        with translation.override(language), timezone.override(zone or settings.TIME_ZONE):
            request.LANGUAGE_CODE = language
            response = self._answer(request)
        response.headers.setdefault("Content-Language", language)
        if not chosen:
            patch_vary_headers(response, ["Accept-Language"])
        patch_vary_headers(response, ["Cookie"])
        if signed_in:
            response.headers.setdefault("Cache-Control", "private, no-store")
        if request.headers.get("X-Sends-File") and response.status_code in REDIRECTS:
            # sending.js goes there itself: what the next page has to say is said once, to whoever reads it.
            response.status_code, response["X-Onward"] = 200, response["Location"]
            del response["Location"]
        if asked in known and asked != cookie:
            _keep(response, settings.LANGUAGE_COOKIE_NAME, asked)
        theme = request.GET.get("theme", "")
        if theme in THEMES and theme != request.COOKIES.get(THEME_COOKIE):
            _keep(response, THEME_COOKIE, theme)
        return response

    def _answer(self, request: HttpRequest) -> HttpResponse:
        if NOT_NOW in request.META:
            return not_now(request)
        drawn_for = request.headers.get(DRAWN_FOR)
        if drawn_for is None or drawn_for == drawn_for_reader(request):
            return self.get_response(request)
        return whole_page(request)


def drawn_for_reader(request: HttpRequest) -> str:
    """For whom a page is drawn now, as busy.js says it of the page it runs on."""
    return f"{translation.get_language()}:{getattr(request.user, 'ref', '')}"


def whole_page(request: HttpRequest) -> HttpResponse:
    """What asked for a part opens the page as a whole; what would have changed something does not, and loads anew."""
    response = HttpResponse(status=204)
    if request.method == "GET":
        response["HX-Redirect"] = request.get_full_path()
    else:
        response["HX-Refresh"] = "true"
    return response


def _keep(response: HttpResponse, name: str, value: str) -> None:
    secure = settings.LANGUAGE_COOKIE_SECURE
    response.set_cookie(name, value, max_age=A_YEAR, samesite="Lax", httponly=True, secure=secure)


STATUS: dict[type[Refused], int] = {NotAllowed: 403, Stale: 409, OutOfReach: 503}


class SentAgainMiddleware:
    """Lets through, at the first press, what comes from a page that came back (`again.py`): signing in has made the
    secret in it too old. That the browser names us as its origin, and that we signed the page for this browser and
    nobody else's account, stand for it.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        if is_sent_again(request):
            request.csrf_processing_done = True  # type: ignore[attr-defined]


class RefusalMiddleware:
    """A Refused that no view caught becomes a page with the sentence, the remedy and a way back.

    So does what the database cannot hold (a text with a NUL, a number beyond its column), which is no fault of ours,
    what it gave up because two waited for each other, and what somebody sent who was signed out while they wrote.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "POST" and not request.user.is_authenticated:
            return signed_out(request, response)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, DataError):
            log.warning("%s %s: the database cannot hold what was sent: %s", request.method, request.path, error)
            return bad_request(request)
        if isinstance(error, OperationalError) and _met_another(error):
            log.warning("%s %s: two were in each other's way: %s", request.method, request.path, error)
            return at_the_same_moment(request)
        if not isinstance(error, Refused):
            return None
        status = next((status for kind, status in STATUS.items() if isinstance(error, kind)), 422)
        context = {"refusal": error, "back": way_back(request), "changes": _changes_of(error, reader=request.user)}
        if (
            isinstance(error, Incomplete)
            and "reason" in request.POST
            and {"reason"} == {row.place for row in error.problems}
        ):
            context["asking"] = ReasonForm.again(request.POST, error)
            return render(request, "interface/reason.html", context, status=status)
        return render(request, "interface/refused.html", context, status=status)


def _met_another(error: OperationalError) -> bool:
    """Whether the database gave up for another's sake: a deadlock or a race that was lost, a lock held too long."""
    return getattr(error.__cause__, "sqlstate", "") in GIVEN_UP or "database is locked" in str(error)


def _changes_of(error: Refused, *, reader: Any) -> list[tuple[str, str, str]]:
    """(field, then, now) in the reader's words, for a page that had become stale."""
    if not isinstance(error, Stale):
        return []
    changes = {name: list(pair) for name, pair in error.changes.items()}
    return changes_in_words(error.about, changes, reader=reader)
