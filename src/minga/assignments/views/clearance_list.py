"""All clearances with their results, for the data protection officer: looked through, taken away for a purpose."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from minga.assignments.forms.service import ClearanceFilter
from minga.assignments.queries.clearance_list import clearances_listed
from minga.assignments.queries.standing_for import stands_for
from minga.assignments.tables import CLEARANCES
from minga.core.acting import allowed
from minga.core.errors import NotAllowed
from minga.core.tables.pages import part_of, taken_away

PER_PAGE = 25


@login_required
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The clearances, the newest first. Eight queries a page beside the reader's own, for any number."""
    if not allowed(request.user, "assignments.list_clearances"):
        raise NotAllowed()
    form = ClearanceFilter(request.GET)
    wanted = form.wanted()
    context = {
        **part_of(request, CLEARANCES, clearances_listed(request.user, wanted=wanted), per_page=PER_PAGE),
        "form": form,
        "is_filtered": bool(wanted),
        "applied_themselves": bool(stands_for(request.user)),
    }
    return render(request, "assignments/clearances/list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def export(request: HttpRequest) -> HttpResponseBase:
    """The clearances of the list as it is looked at."""
    rows = clearances_listed(request.user, wanted=ClearanceFilter(request.GET).wanted())
    return taken_away(request, CLEARANCES, rows, back=reverse("assignments:clearances"))
