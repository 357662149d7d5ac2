"""What was really paid, beside the pro forma cost of the same seat."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from minga.assignments.actions.cost import record_actual_cost
from minga.assignments.forms.costs import PaidForm
from minga.assignments.models import ActualCost, Assignment
from minga.assignments.pages.cost import change_words
from minga.assignments.pages.paid import comparison_of
from minga.assignments.queries.cost import assignments_with_cost
from minga.assignments.queries.dependants import standing_changes
from minga.assignments.tables import PAID
from minga.core.acting import allowed
from minga.core.errors import Incomplete, NotAllowed
from minga.core.tables.pages import part_of
from minga.people.models import Account

PER_PAGE = 25


@login_required
@require_safe
def paid_list(request: HttpRequest) -> HttpResponse:
    """Assignments of which payments are recorded. 13 queries a page beside the reader's own."""
    if not allowed(request.user, "assignments.list_costs"):
        raise NotAllowed()
    part = part_of(request, PAID, assignments_with_cost(request.user), per_page=PER_PAGE)
    return render(request, "assignments/costs/paid_list.html", part)


@login_required
def paid(request: HttpRequest, ref: str) -> HttpResponse:
    """Actual against pro forma of one assignment, and a form to record what was paid. About 25 queries."""
    rows = Assignment.objects.select_related("description__host", "description__category", "seat__city__country")
    row = rows.prefetch_related("description__texts").filter(ref=ref).first()
    if row is None or not allowed(request.user, "assignments.view_cost", row):
        raise Http404
    may_record = allowed(request.user, "assignments.record_actual_cost", row)
    if request.method == "POST" and not may_record:
        raise NotAllowed()
    comparison = comparison_of(row)
    form = PaidForm(request.POST if request.method == "POST" else None, currency=comparison.currency)
    if request.method == "POST" and form.is_valid():
        try:
            record_actual_cost(actor=cast(Account, request.user), assignment=row, **form.cleaned_data)
        except Incomplete as refusal:
            refusal.show_in(form)
        else:
            messages.success(request, _("The payment is recorded."))
            return redirect("assignments:cost_paid", ref)
    payments = ActualCost.objects.filter(assignment=row).select_related("recorded_by").order_by("-paid_on", "-pk")
    context = {
        "assignment": row,
        "post": row.description,
        "found": comparison,
        "payments": [(one, comparison.others.by_payment.get(one.pk)) for one in payments[:200]],
        "changes": [
            (change_words(one.change), one.change.ref)
            for one in standing_changes(row)
            if one.estimate.state == "authorized"
        ],
        "form": form,
        "may_record": may_record,
    }
    return render(request, "assignments/costs/paid.html", context, status=422 if form.errors else 200)
