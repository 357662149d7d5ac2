"""Error pages: each says what happened and offers the way on. The page for 500 needs neither database nor session."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from minga.core.interface import again
from minga.core.interface.theme import theme_of
from minga.core.interface.ways import way_back


def _trouble(
    request: HttpRequest, *, status: int, heading: str, sentence: str, remedy: str = "", again_in: int | None = None
) -> HttpResponse:
    """`again_in`: seconds after which a program may try again."""
    said = {"heading": heading, "sentence": sentence, "remedy": remedy}
    context = {**said, "back": way_back(request), "trail_url": ""}  # no object of the trail is shown here
    response = render(request, "interface/trouble.html", context, status=status)
    if again_in is not None:
        response["Retry-After"] = str(again_in)
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: what was sent cannot be read."""
    return _trouble(
        request,
        status=400,
        heading=_("This request cannot be read"),
        sentence=_("Something in the address or in what was sent is not as it should be."),
        remedy=_("Go back, load the page again and repeat your last step."),
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: the reader's roles do not permit this page."""
    return _trouble(
        request,
        status=403,
        heading=_("This page is not open to you"),
        sentence=_("Your roles do not allow it, or you are not signed in."),
        remedy=_("If you should have access, ask the person who invited you to give you the role."),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: no page stands at this address, or not for this reader."""
    return _trouble(
        request,
        status=404,
        heading=_("There is no page here"),
        sentence=_("The address may be mistyped, or what stood here has been taken away."),
        remedy=_("Check the address, or begin at the front page."),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 when a form's secret does not fit, most often after a long pause or with cookies refused.

    What a page of ours sent comes back with a new secret, to be sent once more.
    """
    words = {
        "heading": _("This form has been open too long"),
        "sentence": _("To protect you, a form holds only as long as you stay signed in. Nothing was changed."),
    }
    if settings.CSRF_COOKIE_NAME not in request.COOKIES:
        words |= {
            "heading": _("Your browser keeps no cookies for this site"),
            "sentence": _("Without them nobody can sign in or send a form. Nothing was changed."),
        }
        remedy = _("Allow cookies for this site, go back, load the page again and send it once more.")
    elif again.can_come_back(request):
        return again.come_back(request, words | {"remedy": _("What you wrote is here. Send it again.")}, status=403)
    else:
        remedy = _("Go back, load the page again and send it once more.")
    return _trouble(request, status=403, remedy=remedy, heading=words["heading"], sentence=words["sentence"])


def at_the_same_moment(request: HttpRequest) -> HttpResponse:
    """409 where two pressed at once, and the database let one of them through; who only reads is told to read again."""
    if request.method in {"GET", "HEAD"}:
        return _trouble(
            request,
            status=409,
            heading=_("The page could not be read just now"),
            sentence=_("The database is busy with something else."),
            remedy=_("Load the page again in a moment."),
        )
    return _trouble(
        request,
        status=409,
        heading=_("Somebody else saved at the same moment"),
        sentence=_("The two got in each other’s way, and what you sent was not saved."),
        remedy=_("Go back and send it again."),
    )


def not_now(request: HttpRequest) -> HttpResponse:
    """503 where so many people are sending something at once that no more is read."""
    return _trouble(
        request,
        status=503,
        heading=_("Too many people are sending something right now"),
        sentence=_("What you sent was not read, and nothing was changed."),
        remedy=_("Go back, wait a minute and send it again."),
        again_in=60,
    )


def too_many_tries(request: HttpRequest) -> HttpResponse:
    """429: passwords or codes tried too often, or letters asked for again and again."""
    return _trouble(
        request,
        status=429,
        heading=_("Too many tries"),
        sentence=_("So that nobody guesses passwords or codes, only a few tries in a row are possible."),
        remedy=_("Wait five minutes, then go on."),
        again_in=300,
    )


def broken(request: HttpRequest) -> HttpResponse:
    """500: our fault. No context processor runs, so that a lost database cannot break this page as well.

    What breaks before the reader's language is known is told in that of the cookie or the browser.
    """
    language = getattr(request, "LANGUAGE_CODE", "") or translation.get_language_from_request(request)
    with translation.override(language):
        words = {
            "heading": _("Something broke on our side"),
            "sentence": _("It is not your fault, and the people who run this site can see what happened."),
            "remedy": _("Try again in a few minutes."),
            "onward": request.get_full_path(),
            "theme": theme_of(request),
        }
        if request.method not in {"GET", "HEAD"}:
            # What was typed is held by the tab it was typed in, and stands there again (keeping.js).
            words["remedy"] = _("Nothing you sent was saved in part. Try again in a few minutes.")
            words |= {"onward": "", "back": way_back(request)}
        return HttpResponse(render_to_string("interface/plain.html", words), status=500)
