"""The dated rates that costs are computed from: read by those who decide on money, kept by an administrator."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from minga.assignments.actions.cost import add_rate, change_rate
from minga.assignments.costing import UNITS
from minga.assignments.forms.costs import RateForm
from minga.assignments.models import LineKind, Rate
from minga.assignments.pages.cost import SECONDARY, value_words
from minga.assignments.queries.missing_rates import by_place, missing_rates
from minga.assignments.queries.rates import before_in_another_unit, in_force
from minga.core.acting import allowed
from minga.core.errors import NotAllowed
from minga.core.interface.editing import keep_row, row_page
from minga.people.models import Account

PER_PAGE = 25


@login_required
@require_safe
def rate_list(request: HttpRequest) -> HttpResponse:
    """The rates in force today, or all of them, and those that are missing. 6 queries beside the reader's own."""
    if not allowed(request.user, "assignments.view_rates"):
        raise NotAllowed()
    rows = Rate.objects.select_related("category", "country", "city__country")
    kind, everything = request.GET.get("kind", ""), request.GET.get("all") == "1"
    if kind in LineKind.values:
        rows = rows.filter(kind=kind)
    if not everything:
        rows = rows.filter(in_force(timezone.localdate()))
    page = Paginator(
        rows.order_by("kind", "country", "city", "category", "track", "-in_force_from"), PER_PAGE
    ).get_page(request.GET.get("page"))
    missing = missing_rates()
    context = {
        "page_obj": page,
        "rows": [(row, value_words(amount=row.amount, unit=row.unit, currency=row.currency_id or "")) for row in page],
        "kind": kind,
        "kinds": LineKind.choices,
        "everything": everything,
        "missing": missing,
        "lacking": by_place(missing),
        "secondary": SECONDARY,
        "may_edit": allowed(request.user, "assignments.edit_rates"),
    }
    return render(request, "assignments/rates/list.html", context)


@login_required
def rate(request: HttpRequest, ref: str = "") -> HttpResponse:
    """One rate: added, or changed and ended. Costs that used it keep what they used."""
    if not allowed(request.user, "assignments.edit_rates"):
        raise NotAllowed()
    row = get_object_or_404(Rate.objects.select_related("city__country"), ref=ref) if ref else None
    actor = cast(Account, request.user)
    row, form = keep_row(
        row,
        request.POST if request.method == "POST" else None,
        _form_of,
        add=lambda values: add_rate(actor=actor, rate=Rate(**values)),
        change=lambda row, values: change_rate(actor=actor, rate=row, values=values),
    )
    if form.is_valid():
        messages.success(request, _("The rate is kept. Costs computed from now on use it."))
        if row is not None and (former := before_in_another_unit(row)) is not None:
            said = _("Services that began before %(day)s go on as they did, paid %(unit)s.")
            words = {"day": date_format(row.in_force_from), "unit": former.get_unit_display()}
            messages.info(request, said % words)
        return redirect("assignments:rates")
    if row is None and request.method != "POST":
        form = _begun(request.GET)
    return row_page(
        request,
        form,
        row=row,
        title=_("Change a rate") if row else _("Add a rate"),
        back=(reverse("assignments:rates"), _("Rates")),
        lead=_(
            "Costs that were computed keep the rates they used. For a new figure, end the old rate and add a new one."
        ),
        template="assignments/rates/edit.html",
    )


def _form_of(row: Rate | None, data: QueryDict | None) -> RateForm:
    return RateForm(data, instance=row)


def _begun(asked: QueryDict) -> RateForm:
    """An empty form with what the way to it knew: the line with its usual unit, the track and the place."""
    kind = asked.get("kind", "")
    known = {"unit": UNITS[kind][0], "kind": kind} if kind in UNITS else {}
    return RateForm(known={**known, **{name: asked.get(name, "") for name in ("track", "country", "city")}})
