"""A table on a page, and the same table taken away: what one may look at, as CSV or XLSX, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from minga.core.acting import allowed
from minga.core.documents.responses import csv_response, xlsx_response
from minga.core.documents.spreadsheets import Sheet
from minga.core.errors import NotAllowed
from minga.core.paging import KeysFirst
from minga.core.registries import Text
from minga.core.tables.actions import take_table_away
from minga.core.tables.asked import SEARCHED
from minga.core.tables.forms import PurposeForm
from minga.core.tables.kinds import TableColumn, TableKind
from minga.core.tables.queries import columns_for
from minga.core.tables.sheets import sheet_of
from minga.core.tables.sorting import in_order

PART = 1000
LONGEST_FILTERS = 200


def part_of(request: HttpRequest, kind: TableKind, rows: QuerySet[Any], *, per_page: int) -> dict[str, Any]:
    """What a page draws of a table: one part of the rows, in the order that is asked for, and the columns chosen.

    Four queries, three where words are searched for, and those of `kind.read`.
    """
    found = in_order(rows, kind, request.GET.get("sort", ""))
    searched = any(request.GET.get(name) for name in SEARCHED)
    page = KeysFirst(found, per_page, at_once=searched).get_page(request.GET.get("page"))
    columns = columns_for(request.user, kind)
    return {
        "page_obj": page,
        "rows": kind.read(page.object_list),
        "table": kind,
        "columns": columns,
        "shown_columns": [column for column in columns if not column.fixed],
    }


def taken_away(request: HttpRequest, kind: TableKind, rows: QuerySet[Any], *, back: str) -> HttpResponseBase:
    """The table as it is looked at, with the columns chosen and in the order that is asked for; raises NotAllowed.

    One that names people asks for a purpose first (a form to POST); any other is there at once, as ?as=csv or xlsx.
    back: the address of the page.
    """
    if not allowed(request.user, kind.permission):
        raise NotAllowed()
    columns = columns_for(request.user, kind)
    found = in_order(rows, kind, request.GET.get("sort", ""))
    sheet = sheet_of(title=kind.title, columns=columns, rows=_in_parts(kind, found))
    name = f"{kind.name.rpartition('.')[2]}-{timezone.localdate()}"
    if not kind.names_people:
        return sheet_file(sheet, request.GET.get("as", ""), name=name)

    def noted(reason: str) -> Sheet:
        take_table_away(
            actor=request.user,
            kind=kind,
            filters=_filters_of(request),
            columns=[column.name for column in columns],
            rows=found.count(),
            reason=reason,
        )
        return sheet

    return for_a_purpose(
        request, columns, noted, name=name, lead=kind.title, back=f"{back}?{request.GET.urlencode()}".rstrip("?")
    )


def for_a_purpose(
    request: HttpRequest,
    columns: Sequence[TableColumn],
    noted: Callable[[str], Sheet],
    *,
    name: str,
    lead: Text,
    back: str,
) -> HttpResponseBase:
    """Ask what the table is for, and as what; then hand out what `noted` gives, which takes the purpose down."""
    form = PurposeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return sheet_file(noted(form.cleaned_data["reason"]), form.cleaned_data["format"], name=name)
    context = {"lead": lead, "form": form, "columns": columns, "back": back}
    return render(request, "tables/purpose.html", context, status=422 if form.errors else 200)


def sheet_file(sheet: Sheet, form: str, *, name: str) -> HttpResponseBase:
    """A sheet to download, as "csv" or else as a workbook."""
    if form == "csv":
        return csv_response(sheet, name=f"{name}.csv")
    return xlsx_response([sheet], name=f"{name}.xlsx")


def _in_parts(kind: TableKind, rows: QuerySet[Any]) -> Iterator[Any]:
    """Every row, read a thousand at a time."""
    left = rows.iterator(chunk_size=PART)
    while part := list(islice(left, PART)):
        yield from kind.read(part)


def _filters_of(request: HttpRequest) -> str:
    """What chose the rows, for the trail: of words that were searched for only that there were some."""
    chosen = request.GET.copy()
    for name in SEARCHED:
        if chosen.get(name):
            chosen[name] = "*"
    return chosen.urlencode(safe="*")[:LONGEST_FILTERS]
