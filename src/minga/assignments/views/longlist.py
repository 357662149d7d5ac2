"""The officer's longlist: everyone in order with reasons, weights, a comparison, and the way to a decision."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from minga.assignments.actions.longlist import refresh_longlist
from minga.assignments.actions.shortlist import rate_motivation, set_weights
from minga.assignments.evidence import PART_NAMES
from minga.assignments.forms.selection import LookForm, RatingForm, WeightsForm
from minga.assignments.queries.candidates import seats_of
from minga.assignments.queries.longlist import board_of, refused_rows, rows_of
from minga.assignments.states import APPLICATION
from minga.assignments.tables import LONGLIST
from minga.assignments.undoing import recent_decisions, undo_of
from minga.assignments.views.reading import candidate_for, description_for
from minga.core.acting import allowed
from minga.core.interface.seen import seen_version
from minga.core.tables.queries import columns_for

PER_PAGE = 50
MOST_COMPARED = 4
PAGE_COLUMNS = ("rank", "number", "initial", "total")
SHOW_LABELS = {
    "open": gettext_lazy("To decide"),
    "shortlisted": gettext_lazy("On the shortlist"),
    "further": gettext_lazy("Further on"),
    "out": gettext_lazy("Not selected"),
    "all": gettext_lazy("Everyone"),
}


@login_required
@require_safe
def longlist(request: HttpRequest, ref: str) -> HttpResponse:
    """One page of the longlist. 13 queries for any number of applications, three more where some are not eligible."""
    description = description_for(request, ref, "assignments.view_longlist")
    look = LookForm(request.GET).chosen()
    board = board_of(description)
    show = look["show"]
    paginator: Paginator[Any]
    if show == "refused":
        paginator = Paginator(board.refused, PER_PAGE)
        page = paginator.get_page(request.GET.get("page"))
        rows = refused_rows(list(page.object_list))
    else:
        paginator = Paginator(board.showing(show, at_least=look["at_least"], number=look["number"]), PER_PAGE)
        page = paginator.get_page(request.GET.get("page"))
        rows = rows_of(list(page.object_list))
    columns = columns_for(request.user, LONGLIST)
    context = {
        "description": description,
        "board": board,
        "rows": rows,
        "page": page,
        "look": look,
        "tabs": [(name, label, board.counts[name], name == show) for name, label in SHOW_LABELS.items()],
        "table": LONGLIST,
        "columns": columns,
        "shown_columns": [column for column in columns if column.name not in PAGE_COLUMNS],
        "weights": [(PART_NAMES[name], f"{getattr(board.weights, name):g}") for name in PART_NAMES],
        "weights_form": WeightsForm(initial={name: int(getattr(board.weights, name)) for name in PART_NAMES}),
        "seats": seats_of(description),
        "may_decide": allowed(request.user, "assignments.longlist_application", description),
        "undo": undo_of(request, description),
        "recent": recent_decisions(request.user, description),
        "machine": APPLICATION,
        "matching": paginator.count,
    }
    return render(request, "assignments/longlist/page.html", context)


@login_required
@require_POST
def weights(request: HttpRequest, ref: str) -> HttpResponse:
    """State what each part weighs, and why."""
    description = description_for(request, ref, "assignments.longlist_application")
    form = WeightsForm(request.POST)
    if not form.is_valid():
        return render(
            request, "assignments/longlist/weights.html", {"description": description, "form": form}, status=422
        )
    set_weights(
        actor=request.user,
        description=description,
        weights={name: form.cleaned_data[name] for name in PART_NAMES},
        reason=form.cleaned_data["reason"],
        seen=seen_version(request),
    )
    messages.success(request, _("The weights are kept, and the order follows them."))
    return redirect("assignments:longlist", ref)


@login_required
@require_POST
def refresh(request: HttpRequest, ref: str) -> HttpResponse:
    """Hold everyone against the rules and the post as they stand now."""
    description = description_for(request, ref, "assignments.longlist_application")
    refresh_longlist(actor=request.user, description=description)
    messages.success(request, _("Everyone was checked against the post and the rules as they are now."))
    return redirect("assignments:longlist", ref)


@login_required
@require_safe
def compare(request: HttpRequest, ref: str) -> HttpResponse:
    """Two to four candidates side by side. 8 queries."""
    description = description_for(request, ref, "assignments.view_longlist")
    board = board_of(description)
    chosen = set(request.GET.getlist("c")[:50])
    found = description.applications.filter(ref__in=chosen).values_list("pk", flat=True)
    places = [place for place in board.places if place.pk in set(found)]
    if len(places) < 2:
        messages.info(request, _("Tick two to four candidates to see them side by side."))
        return redirect("assignments:longlist", ref)
    rows = rows_of(places[:MOST_COMPARED])
    parts = [
        {"label": label, "cells": [next(part for part in row.parts if part.name == name) for row in rows]}
        for name, label in PART_NAMES.items()
    ]
    context = {
        "description": description,
        "rows": rows,
        "parts": parts,
        "left_out": len(places) - len(rows),
        "may_decide": allowed(request.user, "assignments.longlist_application", description),
        "machine": APPLICATION,
    }
    return render(request, "assignments/longlist/compare.html", context)


@login_required
@require_POST
def rate(request: HttpRequest, ref: str) -> HttpResponse:
    """Rate how far a candidate's motivation convinces; an empty field takes the rating back."""
    application = candidate_for(request, ref, "assignments.decide_application")
    form = RatingForm(request.POST)
    if form.is_valid():
        rate_motivation(
            actor=request.user, application=application, score=form.cleaned_data["score"], seen=seen_version(request)
        )
        messages.success(request, _("Your rating of the motivation is kept."))
    else:
        messages.error(request, _("Give a number from 0 to 100, or leave it empty."))
    return redirect("assignments:candidate", ref)
