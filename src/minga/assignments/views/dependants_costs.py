"""The cost of a change of dependants: computed, authorized by somebody else than who asked, taken away."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from minga.assignments.actions.dependants import compute_change_cost
from minga.assignments.models import CostEstimate, DependantsChange
from minga.assignments.pages import cost as pages
from minga.assignments.queries.cost import later_estimate
from minga.assignments.views.costs import as_pdf, as_xlsx, decide, page_of
from minga.assignments.views.extension_costs import PARTS, way_back
from minga.core.acting import allowed
from minga.people.models import Account


def costed(request: HttpRequest, ref: str) -> DependantsChange:
    """The change, for whoever may see its cost; Http404 for others, to whom it does not exist."""
    row = DependantsChange.objects.select_related(*PARTS, "asked_by").filter(ref=ref).first()
    if row is None or not allowed(request.user, "assignments.view_cost", row):
        raise Http404
    return row


def _estimate_of(row: DependantsChange) -> CostEstimate:
    estimate = later_estimate(row)
    if estimate is None:
        raise Http404
    estimate.description, estimate.dependants_change = row.assignment.description, row
    return estimate


@login_required
@require_safe
def cost(request: HttpRequest, ref: str) -> HttpResponse:
    """What the change costs or saves, line by line, with its rates and what may be done. About 30 queries."""
    row = costed(request, ref)
    service, estimate = row.assignment, _estimate_of(row)
    context = {
        **page_of(
            request, service.description, estimate, page="assignments:dependants_cost", ref=row.ref,
            back=way_back(request, service), back_label=service.description.number,
        ),
        "change": row,
        "changed": pages.change_words(row),
        "may_compute": estimate.state != "authorized" and allowed(request.user, "assignments.compute_cost", row),
    }  # fmt: skip
    return render(request, "assignments/costs/page.html", context)


@login_required
@require_POST
def do(request: HttpRequest, ref: str, verb: str) -> HttpResponse:
    """Compute, ask for authorization, authorize or refuse; whoever asks never approves."""
    row = costed(request, ref)
    if verb == "compute":
        compute_change_cost(actor=cast(Account, request.user), change=row)
        messages.success(request, _("The cost is computed from the rates in force."))
        return redirect("assignments:dependants_cost", ref)
    return decide(request, verb, row.estimates.all(), later_estimate(row), page="assignments:dependants_cost", ref=ref)


@login_required
@require_safe
def paper(request: HttpRequest, ref: str) -> HttpResponse:
    """The statement as PDF."""
    return as_pdf(_estimate_of(costed(request, ref)), name="dependants-cost")


@login_required
@require_safe
def table(request: HttpRequest, ref: str) -> FileResponse:
    """Every line and the rates as XLSX."""
    return as_xlsx(_estimate_of(costed(request, ref)), name="dependants-cost")
