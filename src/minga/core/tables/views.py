"""Choosing the columns of a table."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minga.core.interface.ways import posted_way
from minga.core.tables.actions import choose_columns, forget_columns
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
