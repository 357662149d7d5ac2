"""Choosing the columns of a table, and keeping views of it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minga.core.interface.ways import posted_way
from minga.core.tables.actions import choose_columns, forget_columns, forget_view, keep_view
from minga.core.tables.asked import query_of
from minga.core.tables.kinds import TABLES


@login_required
@require_POST
def choose(request: HttpRequest, name: str) -> HttpResponse:
    """Keep the ticked columns, or go back to the usual ones; then back to the table."""
    if name not in TABLES:
        raise Http404
    if "usual" in request.POST:
        forget_columns(actor=request.user, kind=TABLES[name])
        messages.success(request, _("You see the usual columns again."))
    else:
        choose_columns(actor=request.user, kind=TABLES[name], columns=request.POST.getlist("column"))
        messages.success(request, _("Your choice of columns is kept."))
    return redirect(posted_way(request, "next") or "/")


@login_required
@require_POST
def views(request: HttpRequest, name: str) -> HttpResponse:
    """Keep what is looked at as a view of the table, or delete a view; then back to the table."""
    if name not in TABLES:
        raise Http404
    kind, gone = TABLES[name], request.POST.get("delete")
    query = query_of(kind, QueryDict(request.POST.get("query", "")))
    if gone is not None:
        forget_view(actor=request.user, kind=kind, name=gone)
        messages.success(request, _("The view “%(name)s” is deleted.") % {"name": gone})
    elif not query:
        messages.error(request, _("Choose or order the rows first, then keep that as a view."))
    else:
        called = keep_view(actor=request.user, kind=kind, name=request.POST.get("name", ""), query=query)
        messages.success(request, _("The view “%(name)s” is kept.") % {"name": called})
    return redirect(posted_way(request, "next") or "/")
