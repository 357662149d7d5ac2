"""Taking a table away: what one may see on the page, as CSV or XLSX; of people for a purpose that the trail keeps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from minga.assignments.actions import taking_away
from minga.assignments.actions.taking_away import export_candidates
from minga.assignments.forms.descriptions import ListFilter
from minga.assignments.forms.selection import ExportForm, LookForm
from minga.assignments.forms.service import ServiceFilter
from minga.assignments.models import Description
from minga.assignments.pages.candidate import title_of
from minga.assignments.queries.candidates import candidates_of
from minga.assignments.queries.descriptions import list_of as description_list
from minga.assignments.queries.longlist import board_of, refused_rows, rows_of
from minga.assignments.queries.service import list_of as service_list
from minga.assignments.tables import DESCRIPTIONS, LONGLIST, SELECTION, SERVICES, Selected
from minga.assignments.views.longlist import description_for
from minga.core.acting import allowed
from minga.core.documents.responses import csv_response, xlsx_response
from minga.core.documents.spreadsheets import Sheet
from minga.core.errors import NotAllowed
from minga.core.tables.kinds import TableColumn
from minga.core.tables.queries import columns_for
from minga.core.tables.sheets import sheet_of
from minga.core.tables.sorting import in_order

PART = 1000


@login_required
@require_http_methods(["GET", "POST"])
def export_longlist(request: HttpRequest, ref: str) -> HttpResponseBase:
    """The longlist as it is looked at, with the columns that the reader chose."""
    description = description_for(request, ref, "assignments.view_longlist")
    look = LookForm(request.GET).chosen()
    columns = columns_for(request.user, LONGLIST)
    return _export(request, description, "longlist", columns, lambda: _rows(description, look))


@login_required
@require_http_methods(["GET", "POST"])
def export_selection(request: HttpRequest, ref: str) -> HttpResponseBase:
    """The candidates of the selection page, named as the reader may name them."""
    description = description_for(request, ref, "assignments.view_selection")

    def rows() -> list[Any]:
        found = candidates_of(request.user, description).order_by("candidate_number")
        return [Selected(row, title_of(request.user, row)) for row in found]

    return _export(request, description, "selection", SELECTION.columns, rows)


def _export(
    request: HttpRequest,
    description: Description,
    what: str,
    columns: Sequence[TableColumn],
    read: Callable[[], list[Any]],
) -> HttpResponseBase:
    """Ask for the purpose, note it, hand the table out."""
    if not allowed(request.user, "assignments.export_candidates", description):
        raise NotAllowed()
    form = ExportForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        rows = read()
        export_candidates(
            actor=request.user,
            description=description,
            columns=[column.name for column in columns],
            rows=len(rows),
            reason=form.cleaned_data["reason"],
        )
        sheet = sheet_of(title=description.number, columns=columns, rows=rows)
        return _file(sheet, form.cleaned_data["format"], name=f"{description.number}-{what}")
    back = reverse(f"assignments:{what}", args=[description.ref])
    return _ask(request, form, columns, lead=description.title, back=back)


@login_required
@require_http_methods(["GET", "POST"])
def export_services(request: HttpRequest) -> HttpResponseBase:
    """The services of the list as it is looked at, with the columns that the reader chose."""
    if not allowed(request.user, "assignments.export_services"):
        raise NotAllowed()
    columns = columns_for(request.user, SERVICES)
    form = ExportForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        wanted = ServiceFilter(request.GET or {"state": "open"}).wanted()
        rows = in_order(service_list(request.user, wanted=wanted), SERVICES, request.GET.get("sort", ""))
        taking_away.export_services(
            actor=request.user,
            filters=request.GET.urlencode()[:200],
            columns=[column.name for column in columns],
            rows=rows.count(),
            reason=form.cleaned_data["reason"],
        )
        sheet = sheet_of(title=_("Services"), columns=columns, rows=rows.iterator(chunk_size=PART))
        return _file(sheet, form.cleaned_data["format"], name=f"services-{timezone.localdate()}")
    back = f"{reverse('assignments:assignments')}?{request.GET.urlencode()}".rstrip("?")
    return _ask(request, form, columns, lead=_("Services"), back=back)


@login_required
@require_safe
def export_descriptions(request: HttpRequest) -> HttpResponseBase:
    """The descriptions of the list as it is looked at, as ?as=csv or xlsx: posts, and nobody's personal data."""
    if not allowed(request.user, "assignments.list_descriptions"):
        raise NotAllowed()
    wanted = ListFilter(request.GET or None, account=request.user).wanted()
    rows = in_order(description_list(request.user, wanted=wanted), DESCRIPTIONS, request.GET.get("sort", ""))
    columns = columns_for(request.user, DESCRIPTIONS)
    sheet = sheet_of(title=_("Descriptions"), columns=columns, rows=rows.iterator(chunk_size=PART))
    return _file(sheet, request.GET.get("as", ""), name=f"descriptions-{timezone.localdate()}")


def _file(sheet: Sheet, form: str, *, name: str) -> HttpResponseBase:
    if form == "csv":
        return csv_response(sheet, name=f"{name}.csv")
    return xlsx_response([sheet], name=f"{name}.xlsx")


def _ask(
    request: HttpRequest, form: ExportForm, columns: Sequence[TableColumn], *, lead: str, back: str
) -> HttpResponse:
    """What is it for, and as what."""
    context = {"lead": lead, "form": form, "columns": columns, "back": back}
    return render(request, "assignments/longlist/export.html", context, status=422 if form.errors else 200)


def _rows(description: Description, look: dict[str, Any]) -> list[Any]:
    """The rows of the whole look, read a thousand at a time."""
    board = board_of(description)
    if look["show"] == "refused":
        return refused_rows(board.refused)
    places = board.showing(look["show"], at_least=look["at_least"], number=look["number"])
    return [row for start in range(0, len(places), PART) for row in rows_of(places[start : start + PART])]
