"""Importing a file on a page: upload, match, look, take, undo."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from minga.core.acting import allowed
from minga.core.background import hand_over
from minga.core.documents.spreadsheets import TableRefused
from minga.core.errors import Incomplete, NotAllowed
from minga.core.importing.actions.looking import (
    choose_sheet,
    drop_import,
    match_columns,
)
from minga.core.importing.bringing import start_import
from minga.core.importing.edited import rows_left
from minga.core.importing.forms import MappingForm, UploadForm
from minga.core.importing.kinds import KINDS
from minga.core.importing.models import OTHER_SHEETS, SHEET, Batch, Outcome
from minga.core.importing.queries import bad_rows, batches_for, bounds_for, kinds_for, preview_of
from minga.core.importing.states import BATCH
from minga.core.importing.tasks import STRANDED_AFTER, go_on
from minga.core.importing.whole import take_soon, undo_soon
from minga.core.interface.seen import seen_version
from minga.core.listing import in_a_row

PAGE = 50


@login_required
def imports(request: HttpRequest) -> HttpResponse:
    """A file to bring, and the imports before. 3 queries beside the reader's own."""
    if not allowed(request.user, "importing.list_imports"):
        raise NotAllowed()
    kinds = kinds_for(request.user)
    may_start = bool(kinds) and allowed(request.user, "importing.start_import")
    bounds = bounds_for(request.user, kinds)
    form = UploadForm(request.POST or None, request.FILES or None, kinds=kinds, bounds=bounds)
    if request.method == "POST":
        if not may_start:
            raise NotAllowed()
        if form.is_valid():
            answer = _started(request, form)
            if answer is not None:
                return answer
    context = {
        "form": form,
        "may_start": may_start,
        "page_obj": Paginator(batches_for(request.user), PAGE).get_page(request.GET.get("page")),
        "machine": BATCH,
        "labels": {name: importer.label for name, importer in KINDS},
    }
    return render(request, "importing/list.html", context, status=422 if form.errors else 200)


def _started(request: HttpRequest, form: UploadForm) -> HttpResponse | None:
    upload = form.cleaned_data["file"]
    try:
        batch = start_import(
            actor=cast(Any, request.user),
            kind=form.cleaned_data["kind"],
            file=upload,
            file_name=upload.name,
            source=form.cleaned_data["source"],
            scope=form.cleaned_data.get("scope", ""),
        )
    except TableRefused as refusal:
        form.add_error("file", str(refusal))
        return None
    return redirect("importing:import", batch.ref)


def batch_for(request: HttpRequest, ref: str) -> Batch:
    """The import of the address; Http404 where it is none of the reader's business."""
    batch = Batch.objects.select_related("created_by").filter(ref=ref).first()
    if batch is None or not allowed(request.user, "importing.view_import", batch):
        raise Http404
    return batch


@login_required
@require_safe
def one_import(request: HttpRequest, ref: str) -> HttpResponse:
    """An import: its columns and a preview before, its result afterwards."""
    batch = batch_for(request, ref)
    answer = import_page(request, batch)
    if request.headers.get("HX-Request") and batch.state not in {"taking", "undoing"}:
        answer["HX-Refresh"] = "true"  # what was waited for is over: the whole page says so, and asks no more
    return answer


def import_page(request: HttpRequest, batch: Batch, *, form: MappingForm | None = None) -> HttpResponse:
    """The page, with a form of columns that may hold problems."""
    kind = KINDS[batch.kind]
    bound = kind.bound(batch.scope_ref) if batch.scope_ref else None
    if batch.state == "preview":
        form = form or MappingForm(batch=batch)
        part = _before(request, batch, form)
    else:
        part = _afterwards(request, batch)
    context: dict[str, Any] = {
        "batch": batch,
        "kind": kind,
        "note": bound.note if bound else kind.note,
        "sheet": batch.options.get(SHEET, ""),
        "other_sheets": batch.options.get(OTHER_SHEETS, ()),
        "readable_sheets": list(batch.sheets.values_list("name", flat=True)),
        "may_handle": allowed(request.user, "importing.handle_import", batch),
        **part,
    }
    return render(request, "importing/import.html", context, status=422 if form is not None and form.errors else 200)


def _before(request: HttpRequest, batch: Batch, form: MappingForm) -> dict[str, Any]:
    """What would come of a file that is only looked at: its columns, its rows that are not right or edited here."""
    preview = preview_of(batch, actor=request.user)
    columns = KINDS[batch.kind].columns
    unmatched = [column.label for column in columns if column.is_required and column.name not in batch.mapping]
    bad = Paginator([] if unmatched else preview.bad, PAGE).get_page(request.GET.get("page"))
    return {
        "preview": preview,
        "unmatched": unmatched,
        "knows_no_heading": not any(one.heading for one in preview.matched),
        "form": form,
        "fields": [(one, form[one.column.name], form[f"{one.column.name}-fixed"]) for one in preview.matched],
        "page_obj": bad,
        "bad": bad.object_list,
        "edited": preview.edited[:PAGE],
        "more_edited": max(len(preview.edited) - PAGE, 0),
        "take_edited": {"overwrite": "1"},
    }


def _afterwards(request: HttpRequest, batch: Batch) -> dict[str, Any]:
    """What came of the file, or how far that is: its rows that were not taken, and those left as edited here."""
    page = Paginator(bad_rows(batch), PAGE).get_page(request.GET.get("page"))
    left = batch.counts.get(Outcome.LEFT, 0)
    is_moving = batch.state in {"taking", "undoing"}
    return {
        "page_obj": page,
        "bad": page.object_list,
        "edited": rows_left(batch, most=PAGE) if left else [],
        "more_edited": max(left - PAGE, 0),
        "came": any(batch.counts.get(outcome) for outcome in (Outcome.CREATED, Outcome.UPDATED)),
        "is_moving": is_moving,
        "is_stranded": is_moving and batch.updated_at < timezone.now() - STRANDED_AFTER,
    }


@login_required
@require_POST
def match(request: HttpRequest, ref: str) -> HttpResponse:
    """Keep which column is which, and look again."""
    batch = batch_for(request, ref)
    if not allowed(request.user, "importing.handle_import", batch):
        raise NotAllowed()
    form = MappingForm(request.POST, batch=batch)
    if form.is_valid():
        try:
            match_columns(
                actor=cast(Any, request.user),
                batch=batch,
                mapping=form.mapping(),
                source=form.cleaned_data["source"],
                seen=seen_version(request),
            )
        except Incomplete as refusal:
            refusal.show_in(form)
        else:
            messages.success(
                request, _("The columns are matched. The matches are kept for the next file like this one.")
            )
            return redirect("importing:import", ref)
    return import_page(request, batch, form=form)


@login_required
@require_POST
def sheet(request: HttpRequest, ref: str) -> HttpResponse:
    """Read another sheet of the workbook instead."""
    batch, name = batch_for(request, ref), request.POST.get("sheet", "")
    choose_sheet(actor=cast(Any, request.user), batch=batch, sheet=name, seen=seen_version(request))
    messages.success(request, _("The sheet “%(name)s” is now being read.") % {"name": name})
    return redirect("importing:import", ref)


@login_required
@require_POST
def take(request: HttpRequest, ref: str) -> HttpResponse:
    """Import the good rows; what takes longer begins here and goes on in the worker."""
    batch, account = batch_for(request, ref), cast(Any, request.user)
    try:
        batch = take_soon(actor=account, batch=batch, seen=seen_version(request), overwrite="overwrite" in request.POST)
    except Incomplete as refusal:
        messages.error(request, in_a_row(problem.message for problem in refusal.problems))
        return redirect("importing:import", ref)
    if batch.state == "taking":
        hand_over(go_on, batch.ref, account.ref)
    if batch.state == "taken":
        came = batch.counts["created"] + batch.counts["updated"]
        words = ngettext("%(count)s row is imported.", "%(count)s rows are imported.", came) % {"count": came}
        if not came and batch.counts["unchanged"]:
            words = _("Nothing has changed: every good row of this file was imported before.")
        messages.success(request, words)
    return redirect("importing:import", ref)


@login_required
@require_POST
def undo(request: HttpRequest, ref: str) -> HttpResponse:
    """Take the whole import back; what somebody works with since stays."""
    batch, account = batch_for(request, ref), cast(Any, request.user)
    if undo_soon(actor=account, batch=batch, seen=seen_version(request)).state == "undone":
        messages.success(request, _("The import is undone."))
    else:
        hand_over(go_on, batch.ref, account.ref)
    return redirect("importing:import", ref)


@login_required
@require_POST
def drop(request: HttpRequest, ref: str) -> HttpResponse:
    """Forget a file that was only looked at."""
    batch = batch_for(request, ref)
    drop_import(actor=cast(Any, request.user), batch=batch, seen=seen_version(request))
    messages.success(request, _("The file is discarded; nothing was imported."))
    return redirect("importing:list")
