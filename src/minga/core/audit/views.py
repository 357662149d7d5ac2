"""The trail for those who audit: look, open, take away. Nothing of it is changed here; a check is kept."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import islice
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from minga.core.access.registries import named_places
from minga.core.acting import allowed
from minga.core.audit import actions, queries, words
from minga.core.audit.canonical import text_of
from minga.core.audit.checking import check_trail, is_long, last_check
from minga.core.audit.forms import OpeningForm, PurposeForm, TrailFilter
from minga.core.audit.models import TrailCheck, TrailEntry, TrailHead
from minga.core.audit.tasks import verify_trail
from minga.core.background import hand_over
from minga.core.errors import Incomplete, NotAllowed, OutOfReach

EXPORT_LIMIT = 100_000
PART = 2_000


def _rows(form: TrailFilter) -> QuerySet[TrailEntry]:
    """What the filters choose; nothing where one of them cannot be read."""
    if form.is_bound and not form.is_valid():
        return TrailEntry.objects.none()
    return queries.trail_rows(**(form.cleaned_data if form.is_bound else {}))


def _check(request: HttpRequest, permission: str = "audit.view") -> None:
    if not allowed(request.user, permission):
        raise NotAllowed()


@require_GET
@login_required
def trail_list(request: HttpRequest) -> HttpResponse:
    """The newest rows that match, fifty at a time."""
    _check(request)
    form = TrailFilter(request.GET or None)
    asked = request.GET.get("before", "")
    before = int(asked) if asked.isdecimal() and len(asked) < 19 else None
    entries, following = queries.page_of(_rows(form), before=before)
    query = request.GET.copy()
    query.pop("before", None)
    context = {
        "form": form,
        "lines": queries.lines(entries, reader=request.user, with_values=True),
        "following": following,
        "query": query.urlencode(),
        "is_first": before is None,
        "head": TrailHead.objects.filter(id=1).first(),
        "last_check": last_check(),
        "may_verify": allowed(request.user, "audit.verify"),
    }
    return render(request, "audit/list.html", context)


@require_POST
@login_required
def verify(request: HttpRequest) -> HttpResponse:
    """Verify the trail: at once while it is short, by the worker where it is long."""
    _check(request, "audit.verify")
    account = cast(Any, request.user)
    if is_long():
        if not hand_over(verify_trail, account.ref):
            raise OutOfReach(
                _("The background worker cannot be told to verify the trail."),
                remedy=_("Nothing was changed. Try again in a few minutes."),
            )
        messages.success(request, _("The trail is being verified; the result appears here in about a minute."))
        return redirect("audit:list")
    found = check_trail(actor=account)
    return redirect("audit:check", found.ref)


@require_GET
@login_required
def check(request: HttpRequest, ref: str) -> HttpResponse:
    """What verifying the trail found. 2 queries beside the reader's own."""
    _check(request)
    row = get_object_or_404(TrailCheck.objects.select_related("created_by"), ref=ref)
    return render(request, "audit/check.html", {"check": row, "may_verify": allowed(request.user, "audit.verify")})


@require_http_methods(["GET", "POST"])
@login_required
def open_entry(request: HttpRequest, sequence: int) -> HttpResponse:
    """One row; its sealed values after saying what for."""
    _check(request)
    entry = get_object_or_404(TrailEntry, sequence=sequence)
    form = OpeningForm(request.POST or None)
    opened: list[tuple[str, str, str]] | None = None
    opened_reason = ""
    if request.method == "POST" and form.is_valid():
        try:
            found = actions.open_values(actor=request.user, entry=entry, reason=form.cleaned_data["reason"])
        except Incomplete as refusal:
            form.add_error("reason", refusal.problems[0].message)  # type: ignore[arg-type]
        else:
            opened = queries.changes_in_words(entry.target_type, found.changes, reader=request.user)
            opened_reason = found.reason
    context = {
        "line": queries.lines([entry], reader=request.user, with_values=True)[0],
        "form": form,
        "opened": opened,
        "opened_reason": opened_reason,
        "may_open": entry.is_sealed and allowed(request.user, "audit.open_values", entry),
    }
    return render(request, "audit/entry.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def export(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """The chosen rows as CSV, once the purpose is said; sealed values stay sealed."""
    _check(request, "audit.export")
    chosen = TrailFilter(request.GET or None)
    if chosen.is_bound and not chosen.is_valid():
        return redirect(f"{reverse('audit:list')}?{request.GET.urlencode()}")  # which says what is wrong
    form = PurposeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        rows = _rows(chosen)
        filters = chosen.cleaned_data if chosen.is_bound else {}
        try:
            actions.export_trail(
                actor=request.user,
                filters={name: str(value or "") for name, value in filters.items()},
                reason=form.cleaned_data["reason"],
            )
        except Incomplete as refusal:
            form.add_error("reason", refusal.problems[0].message)  # type: ignore[arg-type]
        else:
            response = StreamingHttpResponse(_csv(rows[:EXPORT_LIMIT], reader=request.user), content_type="text/csv")
            response["Content-Disposition"] = 'attachment; filename="trail.csv"'
            return response
    return render(request, "audit/export.html", {"form": form, "query": request.GET.urlencode()})


class _Echo:
    def write(self, text: str) -> str:
        return text


COLUMNS = (
    "sequence", "at", "actor", "on_behalf_of", "verb", "target_type", "target_ref", "change", "reason", "digest",
)  # fmt: skip


def _csv(rows: QuerySet[TrailEntry], *, reader: Any) -> Iterator[str]:
    """Each row as it is kept, and who acted for whom by name, as the page says it. For each 2,000 rows one SQL query
    more, and one for each kind of place that people act for.
    """
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow([*COLUMNS, "who"])
    left = rows.values_list(*COLUMNS).iterator(chunk_size=PART)
    while part := list(islice(left, PART)):
        names = queries.names_of({actor for _sequence, _at, actor, *_rest in part if actor}, reader=reader)
        names[reader.pk] = str(reader)  # “You” is nobody in a file
        places = named_places(row[3] for row in part)
        for row in part:
            who = queries.for_words(queries.who_words(row[2], names), places.get(row[3], ""))
            yield writer.writerow([_harmless(value) for value in (*_told(row), who)])


def _told(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """The values of COLUMNS without what is closed today, which rows of before hold in the open."""
    values = dict(zip(COLUMNS, row, strict=True))
    kept = words.kept_changes(values["change"])
    told = words.told_changes(values["target_type"], kept)
    if len(told) < len(kept):
        values["change"] = text_of(told)
    values["verb"] = words.told_verb(values["verb"])
    return tuple(values.values())


def _harmless(value: Any) -> Any:
    """A text that a spreadsheet would take for a formula gets an apostrophe in front."""
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" and value else value
