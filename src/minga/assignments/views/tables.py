"""Taking a table away: what one may see on the page, as CSV or XLSX; of people for a purpose that the trail keeps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from minga.assignments.actions.taking_away import export_candidates
from minga.assignments.forms.description_list import ListFilter
from minga.assignments.forms.selection import LookForm
from minga.assignments.forms.service import CertificateFilter, ServiceFilter
from minga.assignments.models import Description
from minga.assignments.pages.candidate import title_of
from minga.assignments.queries.candidates import candidates_of
from minga.assignments.queries.certificates import certificates_seen_by
from minga.assignments.queries.cost import assignments_with_cost, estimates_for_finance
from minga.assignments.queries.descriptions import list_of as description_list
from minga.assignments.queries.longlist import board_of, refused_rows, rows_of
from minga.assignments.queries.nominations import nominations_seen_by
from minga.assignments.queries.service import list_of as service_list
from minga.assignments.tables import (
    CERTIFICATES,
    COSTS,
    DESCRIPTIONS,
    LONGLIST,
    NOMINATED,
    PAID,
    SELECTION,
    SERVICES,
    Selected,
)
from minga.assignments.views.costs import state_asked
from minga.assignments.views.reading import description_for
from minga.core.acting import allowed, refusal
from minga.core.documents.spreadsheets import Sheet
from minga.core.tables.kinds import TableColumn
from minga.core.tables.pages import PART, for_a_purpose, taken_away
from minga.core.tables.queries import columns_for
from minga.core.tables.sheets import sheet_of


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
    """The candidates of the selection page, named as the reader may name them, with the columns that they chose."""
    description = description_for(request, ref, "assignments.view_selection")

    def rows() -> list[Any]:
        found = candidates_of(request.user, description).prefetch_related("offers").order_by("candidate_number")
        return [Selected(row, title_of(request.user, row)) for row in found]

    return _export(request, description, "selection", columns_for(request.user, SELECTION), rows)


def _export(
    request: HttpRequest,
    description: Description,
    what: str,
    columns: Sequence[TableColumn],
    read: Callable[[], list[Any]],
) -> HttpResponseBase:
    """Ask for the purpose, note it, hand the table out."""
    if not allowed(request.user, "assignments.export_candidates", description):
        raise refusal(request.user, "assignments.export_candidates", description)

    def noted(reason: str) -> Sheet:
        rows = read()
        names = [column.name for column in columns]
        export_candidates(actor=request.user, description=description, columns=names, rows=len(rows), reason=reason)
        return sheet_of(title=description.number, columns=columns, rows=rows)

    back = reverse(f"assignments:{what}", args=[description.ref])
    name = f"{description.number}-{what}"
    return for_a_purpose(request, columns, noted, name=name, lead=description.title, back=back)


@login_required
@require_http_methods(["GET", "POST"])
def export_services(request: HttpRequest) -> HttpResponseBase:
    """The services of the list as it is looked at."""
    wanted = ServiceFilter(request.GET or {"state": "open"}).wanted()
    rows = service_list(request.user, wanted=wanted)
    return taken_away(request, SERVICES, rows, back=reverse("assignments:assignments"))


@login_required
@require_http_methods(["GET", "POST"])
def export_certificates(request: HttpRequest) -> HttpResponseBase:
    """The certificates of the list as it is looked at."""
    rows = certificates_seen_by(request.user, wanted=CertificateFilter(request.GET).wanted())
    return taken_away(request, CERTIFICATES, rows, back=reverse("assignments:certificates_issued"))


@login_required
@require_http_methods(["GET", "POST"])
def export_nominated(request: HttpRequest) -> HttpResponseBase:
    """Those whom the reader's partners nominated, and who agreed."""
    rows = nominations_seen_by(request.user)
    return taken_away(request, NOMINATED, rows, back=reverse("assignments:nominated"))


@login_required
@require_safe
def export_descriptions(request: HttpRequest) -> HttpResponseBase:
    """The descriptions of the list as it is looked at: posts, and nobody's personal data."""
    wanted = ListFilter(request.GET or None, account=request.user).wanted()
    rows = description_list(request.user, wanted=wanted)
    return taken_away(request, DESCRIPTIONS, rows, back=reverse("assignments:descriptions"))


@login_required
@require_safe
def export_costs(request: HttpRequest) -> HttpResponseBase:
    """The costs of the list as it is looked at."""
    rows = estimates_for_finance(request.user, state=state_asked(request))
    return taken_away(request, COSTS, rows, back=reverse("assignments:costs"))


@login_required
@require_safe
def export_paid(request: HttpRequest) -> HttpResponseBase:
    """The services of which payments are recorded: posts and seats, nobody's name."""
    return taken_away(request, PAID, assignments_with_cost(request.user), back=reverse("assignments:costs_paid"))


def _rows(description: Description, look: dict[str, Any]) -> list[Any]:
    """The rows of the whole look, read a thousand at a time."""
    board = board_of(description)
    if look["show"] == "refused":
        return refused_rows(board.refused)
    places = board.showing(look["show"], at_least=look["at_least"], number=look["number"])
    return [row for start in range(0, len(places), PART) for row in rows_of(places[start : start + PART])]
