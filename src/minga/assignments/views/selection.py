"""Shortlist and selection: where each candidate stands, seats, the reserve in its order, and the last words to all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Case, Count, IntegerField, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from minga.assignments.actions.bulk import MOST_AT_ONCE
from minga.assignments.actions.reserve import order_reserve
from minga.assignments.actions.selection import UNDECIDED, answer_everyone
from minga.assignments.forms.selection import ReserveForm
from minga.assignments.models import Application, Description, Offer
from minga.assignments.pages.candidate import title_of
from minga.assignments.pages.service import clearance_lines
from minga.assignments.queries.candidates import GROUPS, ORDER, candidates_of, choice_held_until, seats_of
from minga.assignments.queries.seats import former_reserve, in_reserve
from minga.assignments.state_names import OFFER_TAKES_SEAT
from minga.assignments.states import APPLICATION
from minga.assignments.tables import SELECTION
from minga.assignments.undoing import recent_decisions, undo_of
from minga.assignments.views.reading import description_for
from minga.core.acting import allowed
from minga.core.errors import Incomplete
from minga.core.tables.queries import columns_for

PER_PAGE = 100
AT_HOST = ("with_host", "not_assessed", "assessed")
"""Undecided, and the host entity's to assess or to decide about."""


@login_required
@require_safe
def selection(request: HttpRequest, ref: str) -> HttpResponse:
    """Candidates by stage. 14 queries for any number, one more for an officer who sees the reserve."""
    return _page(request, description_for(request, ref, "assignments.view_selection"))


def _page(request: HttpRequest, description: Description, form: ReserveForm | None = None) -> HttpResponse:
    account = request.user
    place = Case(*(When(state=state, then=Value(at)) for state, at in ORDER.items()), output_field=IntegerField())
    rows = candidates_of(account, description).annotate(place=place).prefetch_related("offers__seat", "clearances")
    page = Paginator(rows.order_by("place", "reserve_rank", "candidate_number"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    decides = allowed(account, "assignments.decide_application", description)
    ranks = decides and any(row.state == "reserve" for row in page.object_list)
    order = form or ReserveForm(standing=in_reserve(description) if ranks else ())
    unanswered, seats, held = Counter[str](), seats_of(description), None
    if decides:
        states = description.applications.filter(state__in=UNDECIDED).order_by().values_list("state")
        unanswered.update(dict(states.annotate(many=Count("pk"))))
        if unanswered and not seats.free:
            held = choice_held_until(description)
    columns = columns_for(account, SELECTION)
    context = {
        "description": description,
        "table": SELECTION,
        "columns": columns,
        "shown": {column.name for column in columns},
        "page": page,
        "groups": _groups(account, list(page.object_list), order, many=Counter(rows.values_list("state", flat=True))),
        "seats": seats,
        "machine": APPLICATION,
        "may_see_longlist": allowed(account, "assignments.view_longlist", description),
        "may_export": allowed(account, "assignments.export_candidates", description),
        "is_officer": decides,
        "is_host": allowed(account, "assignments.choose_assessors", description),
        "unanswered": unanswered.total(),
        "held_until": held,
        "most": MOST_AT_ONCE,
        "at_host": sum(unanswered[state] for state in AT_HOST),
        "former": _former(account, description) if decides else [],
        "undo": undo_of(request, description),
        "recent": recent_decisions(account, description),
        "has_criteria": description.criteria.exists()
        or any(row.written for row in cast("list[Any]", page.object_list)),
        "order": order,
    }
    return render(request, "assignments/selection/page.html", context, status=422 if form else 200)


def _groups(
    account: Any, rows: list[Application], order: ReserveForm, *, many: Mapping[str, int]
) -> list[dict[str, Any]]:
    groups = []
    for key, label, states in GROUPS:
        found = [
            {
                "application": row,
                "title": title_of(account, row),
                "offer": _open_offer(row),
                "left": row.state == "accepted" and _open_offer(row) is None,
                "place": order.place_of(row.ref),
                "is_first": order.standing[:1] == [row.ref],
                "clearances": clearance_lines(
                    row.clearances.all(),
                    sees_results=allowed(account, "assignments.view_clearance_result", row),
                    opens=allowed(account, "assignments.view_clearance", row),
                ),
            }
            for row in rows
            if row.state in states
        ]
        if found:
            told = len(states) > 1 or key == "reserve" or any(row["left"] for row in found)
            every = sum(many[state] for state in states)
            groups.append({"key": key, "label": label, "rows": found, "many": every, "says_state": told})
    return groups


def _former(account: Any, description: Description) -> list[tuple[Application, str]]:
    """Who was in reserve, while a seat that was given up is free. Two queries; one where none was given up."""
    if (
        description.state != "selecting"
        or not Offer.objects.filter(seat__description=description, state="vacated").exists()
    ):
        return []
    return [(row, title_of(account, row)) for row in former_reserve(description)]


def _open_offer(row: Application) -> Any:
    return next((offer for offer in row.offers.all() if offer.state in OFFER_TAKES_SEAT), None)


@login_required
@require_POST
def reserve(request: HttpRequest, ref: str) -> HttpResponse:
    """Rank the reserve anew, and say why."""
    description = description_for(request, ref, "assignments.decide_description")
    form = ReserveForm(request.POST, standing=in_reserve(description))
    if form.is_valid():
        try:
            order_reserve(
                actor=request.user,
                description=description,
                order=form.order(),
                stood=form.seen,
                reason=form.cleaned_data["reason"],
            )
        except Incomplete as error:
            error.show_in(form)
            form.standing = in_reserve(description)
    if form.errors:
        return _page(request, description, form)
    messages.success(request, _("The reserve has its new order."))
    page, address = request.GET.get("page", ""), reverse("assignments:selection", args=[ref])
    return redirect(f"{address}?page={page}" if page.isdecimal() else address)


@login_required
@require_POST
def answer_all(request: HttpRequest, ref: str) -> HttpResponse:
    """Tell everyone who was neither selected nor kept in reserve."""
    description = description_for(request, ref, "assignments.decide_description")
    answer_everyone(actor=request.user, description=description, reason=request.POST.get("reason", ""))
    messages.success(request, _("Everyone who was not selected has been told."))
    return redirect("assignments:selection", ref)
