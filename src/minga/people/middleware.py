"""Whoever decides over others holds a second factor first; another house that does not answer is no fault of ours."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from minga.people.rules import must_hold_second_factor

Handler = Callable[[HttpRequest], HttpResponse]
log = logging.getLogger(__name__)
WANTED = "wanted_before_second_proof"  # the page asked for, kept in the session until it can be opened
OWN_PATHS = ("/account/settings", "/account/consents", "/account/my-data", "/account/erase")
FREE_PATHS = ("/account/", "/static/", "/letters", "/sw.js", "/offline")  # the last two: asked for by the browser


class SecondFactorMiddleware:
    """Sends officers, finance, auditors and administrators to set a second factor up (never in the demonstration)."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SECOND_FACTOR_REQUIRED and self._is_missing(request):
            messages.info(request, _("Your role decides over other people: set up a second way to prove it is you."))
            request.session[WANTED] = request.get_full_path() if request.method == "GET" else "/"
            return HttpResponseRedirect(f"{reverse('mfa_index')}?{urlencode({'next': request.session[WANTED]})}")
        if settings.SECOND_FACTOR_REQUIRED and not _is_free(request) and WANTED in request.session:
            del request.session[WANTED]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Handler, args: Any, kwargs: Any) -> HttpResponse | None:
        """Where the entrance would take the last proof of somebody whose role asks for one, say so instead."""
        match = request.resolver_match
        if match is None or match.url_name != "mfa_remove_webauthn" or not request.user.is_authenticated:
            return None
        key = Authenticator.objects.filter(user_id=request.user.pk, pk=kwargs["pk"]).first()
        if key is None or get_adapter().can_delete_authenticator(key):
            return None
        return render(request, "mfa/webauthn/last_one.html", {"authenticator": key}, status=409)

    def _is_missing(self, request: HttpRequest) -> bool:
        user = request.user
        if not user.is_authenticated or _is_free(request):
            return False
        if not must_hold_second_factor(user):
            return False
        factors = Authenticator.objects.filter(user_id=user.pk).exclude(type=Authenticator.Type.RECOVERY_CODES)
        return not factors.exists()


def _is_free(request: HttpRequest) -> bool:
    """Open without the second proof: the entrance, where it is set up, but nobody's own settings, data and erasure."""
    return request.path.startswith(FREE_PATHS) and not request.path.startswith(OWN_PATHS)


class TooLateMiddleware:
    """Whoever is sent back to the beginning, since a code or a password is waited for no longer, reads why."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        words = _said_too_late(request) if isinstance(response, HttpResponseRedirect) else ""
        if not words or request.user.is_authenticated or _tells_already(request):
            return response
        if urlsplit(response["Location"]).path in (reverse("account_login"), reverse("account_reset_password")):
            messages.warning(request, words)
        return response


def _tells_already(request: HttpRequest) -> bool:
    """Whether this request has left a message: a code that was wrong three times has its own."""
    return bool(getattr(messages.get_messages(request), "added_new", False))


def _said_too_late(request: HttpRequest) -> str:
    """What to tell, by the page that waited; nothing where the page asks for nothing that ends by itself."""
    match request.resolver_match.url_name if request.resolver_match else None:
        case "account_email_verification_sent":
            return _("That code no longer counts; codes are good for 15 minutes. Sign in, and we send you a new one.")
        case "account_confirm_password_reset_code" | "account_complete_password_reset":
            return _("That code no longer counts; codes are good for 15 minutes. Ask for a new code.")
        case "mfa_authenticate":
            return _("Your password was typed too long ago. Type it again, and go on within 15 minutes.")
    return ""


class OtherHouseMiddleware:
    """The way to the OpenID Connect provider is a page that goes on by itself; where the provider does not answer, or
    not as the standard says, the page says so.

    The policy of our pages lets forms go to this site only, and browsers hold a form's redirects to it as well: an
    answer that sends the browser to the provider, who may send it further, would be stopped.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method != "POST" or not _asks_there(request) or not isinstance(response, HttpResponseRedirect):
            return response
        host = urlsplit(response.url).hostname
        if not host:
            return response
        return render(request, "socialaccount/onward.html", {"address": response.url, "host": host})

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A page for failures of the provider: what `requests` raises is an OSError, a missing key of its answer a
        KeyError.
        """
        if not _asks_there(request) or not isinstance(exception, OSError | KeyError):
            return None
        log.warning("the provider at OIDC_URL did not answer as it should: %s", exception)
        return render(request, "socialaccount/authentication_error.html", status=502)


def _asks_there(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and (match.url_name or "").startswith("openid_connect_")
