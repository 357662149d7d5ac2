"""Pages of the interface itself: about, accessibility, offline, the service worker, and /design."""

from __future__ import annotations

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET


@require_GET
def about(request: HttpRequest) -> HttpResponse:
    """What this site is, on what it stands, under which licences."""
    return render(request, "interface/about.html")


@require_GET
def accessibility(request: HttpRequest) -> HttpResponse:
    """What we promise, what we tested, how to tell us what is in the way."""
    return render(request, "interface/accessibility.html")


@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    """What the service worker shows without a connection; holds nothing personal, so it may be kept."""
    words = {
        "heading": _("You are offline"),
        "sentence": _("This page needs a connection. What you typed in a form is kept on this device."),
        "remedy": _("As soon as you are connected again, everything goes on where you left it."),
        "onward": "/",
    }
    return HttpResponse(render_to_string("interface/plain.html", words))


@require_GET
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """The service worker, from the root so that it may serve the whole site."""
    path = finders.find("interface/js/worker.js")
    with open(str(path), encoding="utf-8") as file:  # noqa: PTH123
        return HttpResponse(file.read(), content_type="text/javascript; charset=utf-8")
