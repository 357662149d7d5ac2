"""The page of dated exchange rates."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from minga.core.acting import allowed
from minga.core.errors import Incomplete, NotAllowed
from minga.core.money.actions import add_exchange_rate
from minga.core.money.forms import ExchangeRateForm
from minga.core.money.models import ExchangeRate

ROWS = 50


@require_http_methods(["GET", "HEAD", "POST"])
def exchange_rates(request: HttpRequest) -> HttpResponse:
    """All rates, newest first, and a form for whoever may add one. Three queries and those of the form."""
    if not allowed(request.user, "money.view_exchange_rates"):
        raise NotAllowed
    may_add = allowed(request.user, "money.add_exchange_rate")
    if request.method == "POST" and not may_add:
        raise NotAllowed
    form = ExchangeRateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            rate = add_exchange_rate(actor=request.user, **form.cleaned_data)
        except Incomplete as refused:
            refused.show_in(form)
        else:
            messages.success(request, _("The rate of %(currency)s is kept.") % {"currency": rate.currency_id})
            return redirect("money:rates")
    rates = ExchangeRate.objects.select_related("currency").order_by("-in_force_from", "currency")
    context = {
        "page_obj": Paginator(rates, ROWS).get_page(request.GET.get("page")),
        "form": form if may_add else None,
    }
    return render(request, "money/rates.html", context, status=422 if form.errors else 200)
