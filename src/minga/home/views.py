"""The front page (a visitor's or one's own) and the search over everything."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from minga.assignments.queries.opportunity_snapshot import index_version
from minga.assignments.undoing import decided_on, last_undo
from minga.core.days import lasting_day
from minga.core.errors import NotAllowed
from minga.core.interface.keeping import kept_for_visitors, version_of
from minga.core.interface.onward import BOARD
from minga.home.dashboards.gathering import sections_of
from minga.home.front import front
from minga.home.search import may_search, search_everything
from minga.home.waits import waits_of

KEPT = 600  # seconds; a published or closed opportunity changes the key at once


@require_safe
def front_page(request: HttpRequest) -> HttpResponse:
    """A visitor sees what is open, somebody signed in what waits for them."""
    return _dashboard(request) if request.user.is_authenticated else _visitor(request)


@kept_for_visitors(until=index_version)
def _visitor(request: HttpRequest) -> HttpResponse:
    """The same page for all visitors of a language: one query where it is kept, about 12 where it is drawn."""
    clock = cast("tuple[str, int]", version_of(request) or index_version())
    days = f"{timezone.localdate():%Y%m%d}.{lasting_day():%d}"
    key = f"home.front.{get_language()}.{days}.{clock[0]}.{clock[1]}.{int(settings.DEMONSTRATION)}"
    body = cache.get(key)
    if body is None:
        body = render_to_string("home/front_body.html", {"front": front()})
        cache.set(key, str(body), timeout=KEPT)
    return render(request, "home/front.html", {"body": mark_safe(body)})  # our own template's answer, kept


def _dashboard(request: HttpRequest) -> HttpResponse:
    """What waits, then a section for each thing the person is here. Queries: see each section and room."""
    context = {
        "waits": waits_of(request.user),
        "undo": last_undo(request),
        "undo_url": reverse("assignments:undo_decision", args=[decided_on(request)]) if decided_on(request) else "",
        "undo_fields": {"then": BOARD},
        "sections": sections_of(request.user),
        "may_search": may_search(request.user),
    }
    return render(request, "home/dashboard.html", context)


@login_required
@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    """One box over everything one may see. At most 8 queries beside the reader's own."""
    if not may_search(request.user):
        raise NotAllowed()
    words = request.GET.get("q", "")
    return render(
        request, "home/search.html", {"words": words.strip(), "found": search_everything(request.user, words)}
    )
