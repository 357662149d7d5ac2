"""Suggestions as one types, public and cacheable; the places that an administrator adds to those that ship."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_safe

from minga.core.acting import allowed
from minga.core.errors import NotAllowed
from minga.core.interface.editing import keep_row, row_page
from minga.core.money.formatting import format_number
from minga.places.actions import add_city, change_city
from minga.places.forms import CityForm, named
from minga.places.models import OWN, City
from minga.places.queries import cities_like, countries_like


@require_GET
def cities(request: HttpRequest) -> JsonResponse:
    """Cities for the words in `q`, within `country` (ISO 3166-1) where given. One query."""
    found = cities_like(request.GET.get("q", ""), country=request.GET.get("country", "")[:2])
    return _suggestions([(city.code, str(city), str(city.country)) for city in found])


@login_required
@require_GET
def cities_as_typed(request: HttpRequest) -> JsonResponse:
    """Cities for the words in `q`, each with what is put into the box of a form (`places.forms`). One query."""
    found = cities_like(request.GET.get("q", ""))
    return JsonResponse({"results": [{"value": named(city), "label": named(city)} for city in found]})


@require_GET
def countries(request: HttpRequest) -> JsonResponse:
    """Countries for the words in `q`. One query."""
    found = countries_like(request.GET.get("q", ""))
    return _suggestions([(country.iso2, str(country), "") for country in found])


def _suggestions(rows: list[tuple[str, str, str]]) -> JsonResponse:
    results = [{"value": value, "label": label, "detail": detail} for value, label, detail in rows]
    response = JsonResponse({"results": results})
    patch_cache_control(response, public=True, max_age=3600)
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response


PER_PAGE = 50


@login_required
@require_safe
def place_list(request: HttpRequest) -> HttpResponse:
    """The places that were added here, and how many came with Minga. 3 queries beside the reader's own."""
    if not allowed(request.user, "places.view_cities"):
        raise NotAllowed()
    own = City.objects.filter(code__startswith=OWN).select_related("country").order_by("country", "name", "pk")
    shipped = City.objects.exclude(code__startswith=OWN).count()
    context = {
        "page_obj": Paginator(own, PER_PAGE).get_page(request.GET.get("page")),
        "lead": ngettext(
            "%(many)s city came with Minga; those that were added here stand below.",
            "%(many)s cities came with Minga; those that were added here stand below.",
            shipped,
        )
        % {"many": format_number(shipped)},
        "may_edit": allowed(request.user, "places.edit_cities"),
    }
    return render(request, "places/list.html", context)


@login_required
def place(request: HttpRequest, ref: str = "") -> HttpResponse:
    """One place of the installation's own: added, or corrected."""
    if not allowed(request.user, "places.edit_cities"):
        raise NotAllowed()
    row = get_object_or_404(City.objects.select_related("country"), ref=ref, code__startswith=OWN) if ref else None
    actor = cast(Any, request.user)
    row, form = keep_row(
        row,
        request.POST if request.method == "POST" else None,
        _form_of,
        add=lambda values: add_city(actor=actor, values=values),
        change=lambda row, values: change_city(actor=actor, city=row, values=values),
    )
    if form.is_valid():
        messages.success(request, _("The place is kept. It is found from now on wherever a city is typed."))
        return redirect("places:list")
    return row_page(
        request,
        form,
        row=row,
        title=_("Change a place") if row else _("Add a place"),
        back=(reverse("places:list"), _("Places")),
        lead=_(
            "A city, town or camp where volunteers serve and that is not among the places that came with Minga. "
            "Descriptions, rates and profiles can name it from then on."
        ),
    )


def _form_of(row: City | None, data: QueryDict | None) -> CityForm:
    return CityForm(data, city=row)
