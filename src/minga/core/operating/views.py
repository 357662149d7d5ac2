"""/health for machines that watch, /letters for people who develop."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from minga.core.acting import allowed
from minga.core.errors import NotAllowed
from minga.core.operating import actions
from minga.core.operating import letters as box
from minga.core.operating.health import health as state_of_health

PER_PAGE = 20


@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """The state of the installation as JSON: 200 while it serves, 503 when its database does not answer."""
    state = state_of_health(ask_queue=True)
    return JsonResponse(state, status=200 if state["ok"] else 503)


@login_required
@require_POST
def run_again(request: HttpRequest) -> HttpResponse:
    """Let the worker run failed periodic work again."""
    if not allowed(request.user, "operating.run_again"):
        raise NotAllowed()
    actions.run_again(actor=cast(Any, request.user), name=request.POST.get("name", ""))
    messages.success(request, _("The worker runs it again now; if it fails again, it appears here again."))
    return redirect("/")


@never_cache
@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """The letters that would have been sent; only outside production and without EMAIL_URL."""
    if not box.is_open():
        raise Http404
    to = request.GET.get("to", "").strip()
    page = Paginator(box.letters(to=to), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "letters": [box.read(path) for path in page], "to": to}
    return render(request, "operating/letters.html", context)
