"""What was really paid, beside the pro forma cost of the same seat."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from minga.assignments.actions.cost import record_actual_cost
from minga.assignments.forms.costs import PaidForm
from minga.assignments.models import ActualCost, Assignment
from minga.assignments.pages.cost import change_words
from minga.assignments.pages.paid import comparison_of
from minga.assignments.pages.paid_papers import paid_of, paper_of, sheets_of
from minga.assignments.pages.undrawn import undrawn_in_paid
from minga.assignments.queries.cost import assignments_with_cost
from minga.assignments.queries.dependants import standing_changes
from minga.assignments.rules import why_not
from minga.assignments.tables import PAID
from minga.core.acting import allowed, refusal
from minga.core.documents.papers import make_pdf
from minga.core.documents.responses import pdf_response, xlsx_response
from minga.core.errors import Incomplete, NotAllowed
from minga.core.tables.pages import part_of
from minga.people.models import Account

PER_PAGE = 25
PAYMENTS = 100


@login_required
@require_safe
def paid_list(request: HttpRequest) -> HttpResponse:
    """Assignments of which payments are recorded. 14 queries a page beside the reader's own."""
    if not allowed(request.user, "assignments.list_costs"):
        raise NotAllowed()
    part = part_of(request, PAID, assignments_with_cost(request.user), per_page=PER_PAGE)
    return render(request, "assignments/costs/paid_list.html", part)


def _costed(request: HttpRequest, ref: str) -> Assignment:
    """The service, for whoever may see its cost; Http404 for others, to whom it does not exist."""
    rows = Assignment.objects.select_related("description__host", "description__category", "seat__city__country")
    row = rows.prefetch_related("description__texts").filter(ref=ref).first()
    if row is None or not allowed(request.user, "assignments.view_cost", row):
        raise Http404
    return row


@login_required
def paid(request: HttpRequest, ref: str) -> HttpResponse:
    """Actual against pro forma of one assignment, and a form to record what was paid. About 25 queries."""
    row = _costed(request, ref)
    may_record = allowed(request.user, "assignments.record_actual_cost", row)
    if request.method == "POST" and not may_record:
        raise refusal(request.user, "assignments.record_actual_cost", row)
    comparison = comparison_of(row)
    form = PaidForm(request.POST if request.method == "POST" else None, currency=comparison.currency)
    if request.method == "POST" and form.is_valid():
        try:
            record_actual_cost(actor=cast(Account, request.user), assignment=row, **form.cleaned_data)
        except Incomplete as error:
            error.show_in(form)
        else:
            messages.success(request, _("The payment is recorded."))
            return redirect("assignments:cost_paid", ref)
    payments = ActualCost.objects.filter(assignment=row).select_related("recorded_by").order_by("-paid_on", "-pk")
    shown = list(payments)
    page = Paginator(shown, PAYMENTS).get_page(request.GET.get("page"))
    context = {
        "assignment": row,
        "undrawn": undrawn_in_paid(row, shown),
        "post": row.description,
        "found": comparison,
        "page_obj": page,
        "payments": [(one, comparison.others.by_payment.get(one.pk)) for one in page],
        "changes": [
            (change_words(one.change, until_then=one.until_then), one.change.ref)
            for one in standing_changes(row)
            if one.estimate.state == "authorized"
        ],
        "form": form,
        "may_record": may_record,
        "apart": why_not(request.user, "assignments.record_actual_cost", row),
    }
    return render(request, "assignments/costs/paid.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def paper(request: HttpRequest, ref: str) -> HttpResponse:
    """The statement as PDF."""
    row = _costed(request, ref)
    return pdf_response(make_pdf(paper_of(paid_of(row))), name=f"{row.description.number}-paid.pdf")


@login_required
@require_safe
def table(request: HttpRequest, ref: str) -> FileResponse:
    """Every line and every payment as XLSX."""
    row = _costed(request, ref)
    return xlsx_response(sheets_of(paid_of(row)), name=f"{row.description.number}-paid.xlsx")
