"""The cost of the time that an extension adds: computed, authorized by somebody else than who asked, taken away."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from minga.assignments.actions.extensions import compute_extension_cost
from minga.assignments.models import Assignment, CostEstimate, Extension
from minga.assignments.pages import cost as pages
from minga.assignments.queries.cost import later_estimate
from minga.assignments.views.costs import COMPUTE, as_pdf, as_xlsx, asks, decide, page_of
from minga.assignments.whose_turn import OFFICER, sides_of, who_words
from minga.core.acting import allowed
from minga.core.documents.papers.wording import on_day
from minga.core.written import Written
from minga.people.models import Account

PARTS = (
    "assignment__description__category", "assignment__description__host", "assignment__description__country",
    "assignment__seat__city__country", "assignment__account", "assignment__offer",
)  # fmt: skip
APPROVE = gettext_lazy("Approve the extension")


EXTENSION = Written(lambda ref: Extension.objects.select_related(*PARTS).filter(ref=ref).order_by(), "a", "b")


def costed(request: HttpRequest, ref: str) -> Extension:
    """The extension, for whoever may see its cost; Http404 for others, to whom it does not exist."""
    row = EXTENSION.one(ref)
    if row is None or not allowed(request.user, "assignments.view_cost", row):
        raise Http404
    return row


def way_back(request: HttpRequest, service: Assignment) -> str:
    """To the service, for whoever may see it; else to the costs."""
    if allowed(request.user, "assignments.view_assignment", service):
        return reverse("assignments:assignment", args=[service.ref])
    return reverse("assignments:costs")


@login_required
@require_safe
def cost(request: HttpRequest, ref: str) -> HttpResponse:
    """The cost of the added time, line by line, with its rates, its payers and what may be done. About 30 queries."""
    row = costed(request, ref)
    service, estimate = row.assignment, later_estimate(row)
    waits = row.state == "requested" and service.state == "serving"
    if estimate is not None:
        estimate.description, estimate.extension = service.description, row
    context: dict[str, Any] = {
        **page_of(
            request, service.description, estimate, page="assignments:extension_cost", ref=row.ref,
            back=way_back(request, service), by=row.old_end if waits else None,
            back_label=_("Extension until %(day)s") % {"day": on_day(row.new_end)},
        ),
        "added": pages.added_days(row),
        "may_compute": waits and allowed(request.user, "assignments.compute_cost", row),
    }  # fmt: skip
    is_settled = estimate is not None and (estimate.state == "authorized" or context["costs_nothing"])
    if waits and estimate is None:
        context |= {"next": COMPUTE, "who": asks(request, service.description), "by": row.old_end}
    if waits and is_settled and not context["is_old"]:
        context |= {"next": APPROVE, "who": who_words(OFFICER, sides_of(request.user, row)), "by": row.old_end}
    return render(request, "assignments/costs/page.html", context)


@login_required
@require_POST
def do(request: HttpRequest, ref: str, verb: str) -> HttpResponse:
    """Compute, ask for authorization, authorize or refuse; whoever asks never approves."""
    row = costed(request, ref)
    if verb == "compute":
        compute_extension_cost(actor=cast(Account, request.user), extension=row)
        messages.success(request, _("The cost is computed from the rates in force."))
        return redirect("assignments:extension_cost", ref)
    return decide(request, verb, row.estimates.all(), later_estimate(row), page="assignments:extension_cost", ref=ref)


def _estimate_of(request: HttpRequest, ref: str) -> CostEstimate:
    row = costed(request, ref)
    estimate = later_estimate(row)
    if estimate is None:
        raise Http404
    estimate.description, estimate.extension = row.assignment.description, row
    return estimate


@login_required
@require_safe
def paper(request: HttpRequest, ref: str) -> HttpResponse:
    """The statement as PDF."""
    return as_pdf(_estimate_of(request, ref), name="extension-cost")


@login_required
@require_safe
def table(request: HttpRequest, ref: str) -> FileResponse:
    """Every line and the rates as XLSX."""
    return as_xlsx(_estimate_of(request, ref), name="extension-cost")
