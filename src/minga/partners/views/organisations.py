"""What everyone sees of organisations: the list and the page of each; and changing one's own."""

from __future__ import annotations

from functools import partial
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from minga.core.acting import allowed, lock, together
from minga.core.errors import Incomplete, NotAllowed
from minga.core.interface import comparing
from minga.core.models import in_language
from minga.core.ordering import named_in_order
from minga.partners.actions.editing import edit_organisation, says_what_it_is, set_logo
from minga.partners.choosing import offered
from minga.partners.forms import LogoForm, OrganisationForm
from minga.partners.models import Organisation, OrganisationType
from minga.partners.queries import find_organisation, own_organisations, search_public
from minga.partners.registries import Part, organisation_parts
from minga.places.models import Country

PAGE = 24


@require_safe
def organisation_list(request: HttpRequest) -> HttpResponse:
    """Registered organisations by words, kind and country. 5 queries beside the reader's own."""
    words = request.GET.get("q", "").strip()
    found = search_public(words=words, types=request.GET.getlist("type"), countries=request.GET.getlist("country"))
    page = Paginator(found.rows, PAGE).get_page(request.GET.get("page"))
    countries = named_in_order(Country.objects.filter(pk__in=found.countries))
    context = {
        "page_obj": page,
        "q": words,
        "is_narrowed": bool(words or request.GET.getlist("type") or request.GET.getlist("country")),
        "types": [
            {"value": value, "label": label, "count": found.types[value]}
            for value, label in OrganisationType.choices
            if value in found.types
        ],
        "countries": [
            {"value": country.pk, "label": str(country), "count": found.countries[country.pk]} for country in countries
        ],
        "mine": list(own_organisations(request.user)) if request.user.is_authenticated else [],
        "may_review": allowed(request.user, "partners.list_organisations"),
    }
    return render(request, "partners/list.html", context)


@login_required
@require_safe
def named(request: HttpRequest) -> JsonResponse:
    """Registered organisations for a typed word, each with what is put into the box. One query."""
    return JsonResponse({"results": [{"value": words, "label": words} for words in offered(request.GET.get("q", ""))]})


def organisation_for(request: HttpRequest, ref: str, *, permission: str) -> Organisation:
    """The organisation of the address; Http404 where its existence is none of the reader's business."""
    organisation = find_organisation(ref)
    if organisation is None or not allowed(request.user, "partners.view_organisation", organisation):
        raise Http404
    if not allowed(request.user, permission, organisation):
        raise NotAllowed()
    return organisation


@require_safe
def organisation(request: HttpRequest, ref: str) -> HttpResponse:
    """The public page. 5 queries beside the reader's own and those of the parts, for any number of children."""
    row = organisation_for(request, ref, permission="partners.view_organisation")
    below = row.children.filter(state="registered").select_related("logo", "country").order_by("name", "pk")
    context = {
        "organisation": row,
        "about": in_language(row.about),
        "other_names": row.other_names({str(row)}),
        "parts": parts_of(row, request.user),
        "children": Paginator(below, PAGE).get_page(request.GET.get("page")),
        "may_edit": allowed(request.user, "partners.edit_organisation", row),
        "may_see_people": allowed(request.user, "partners.view_people", row),
        "may_see_registration": allowed(request.user, "partners.view_registration", row),
    }
    return render(request, "partners/organisation.html", context)


def parts_of(row: Organisation, reader: Any) -> list[Part]:
    """What the rooms above show of a registered organisation."""
    if row.state != "registered":
        return []
    return [part for _name, read in organisation_parts if (part := read(row, reader)) is not None]


@login_required
def edit(request: HttpRequest, ref: str) -> HttpResponse:
    """Change what the page says; the logo has a form of its own."""
    row = organisation_for(request, ref, permission="partners.edit_organisation")
    form = form_of(row, reader=request.user)
    if request.method == "POST":
        with together():
            row, form = comparing.on_what_stands(partial(form_of, reader=request.user), row, request.POST)
            if form.is_valid():
                try:
                    edit_organisation(actor=cast(Any, request.user), organisation=row, fields=form.fields_of_it())
                except Incomplete as error:
                    error.show_in(form)
        if form.is_valid():
            messages.success(request, _("Saved."))
            return redirect(after_editing(row))
    return render(request, "partners/edit.html", edit_context(row, form), status=comparing.status_of(form))


def form_of(row: Organisation, data: QueryDict | None = None, *, reader: Any) -> OrganisationForm:
    """What an organisation says of itself, as far as the reader may change it."""
    return OrganisationForm(data, organisation=row, says_what_it_is=says_what_it_is(reader, row))


def edit_context(row: Organisation, form: OrganisationForm, logo_form: LogoForm | None = None) -> dict[str, Any]:
    """What the page of editing shows."""
    return {"organisation": row, "form": form, "logo_form": logo_form or LogoForm(), "back": after_editing(row)}


def after_editing(row: Organisation) -> str:
    """Where one goes on: to the public page, or to the registration that is not decided yet."""
    page = "organisation" if row.state == "registered" else "registration"
    return f"/organisations/{row.slug}" + ("/registration" if page == "registration" else "")


@login_required
@require_POST
def logo(request: HttpRequest, ref: str) -> HttpResponse:
    """Put a logo in the place of the one before, or take it away."""
    row = organisation_for(request, ref, permission="partners.edit_organisation")
    form = LogoForm(request.POST, request.FILES)
    removes = "remove" in request.POST
    if not removes and not form.is_valid():
        context = edit_context(row, form_of(row, reader=request.user), form)
        return render(request, "partners/edit.html", context, status=422)
    with together():
        held = lock(row).logo
        is_stale = not comparing.is_held(request.POST, held.ref if held else "")
        if not is_stale:
            upload = None if removes else form.cleaned_data["logo"]
            set_logo(actor=cast(Any, request.user), organisation=row, upload=upload)
    if is_stale:
        messages.warning(request, _("Nothing was changed: somebody has changed the logo after you opened the page."))
    else:
        messages.success(request, _("The logo is removed.") if removes else _("The logo is kept."))
    return redirect("partners:edit", row.slug)
