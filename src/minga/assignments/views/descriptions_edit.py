"""Writing a description: begun, copied, and edited section by section while it is kept as one types."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minga.assignments.actions.editing import duplicate_description, start_description, update_section
from minga.assignments.forms.descriptions import SECTION_FORMS, SectionForm, StartForm
from minga.assignments.models import Category, Description
from minga.assignments.queries.closing import closing_warnings, host_warnings
from minga.assignments.queries.completeness import completeness, inconsistencies, missing_parts
from minga.assignments.queries.descriptions import SECTIONS, editable_sections, hosts_that_wait, templates_for
from minga.assignments.views.reading import readable_description
from minga.core.acting import allowed, lock, refusal, together
from minga.core.errors import Incomplete, NotAllowed, Problem
from minga.core.interface import comparing
from minga.core.interface.comparing_rows import Clash, put_rows_together
from minga.core.models import in_language
from minga.people.models import Account


@login_required
def new(request: HttpRequest) -> HttpResponse:
    """Begin a description: empty, with the words of its category, or from a template of one's own."""
    if not allowed(request.user, "assignments.create_description"):
        raise NotAllowed()
    form = StartForm(request.POST if request.method == "POST" else None, account=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            begun = start_description(actor=cast(Account, request.user), **form.cleaned_data)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("assignments:description_edit", begun.ref)
    context = {
        "form": form,
        "stopped": hosts_that_wait(request.user),
        "templates": templates_for(request.user),
        "categories": [(row, in_language(row.about)) for row in Category.objects.filter(is_active=True)],
    }
    return render(request, "assignments/descriptions/new.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def duplicate(request: HttpRequest, ref: str) -> HttpResponse:
    """A draft (or a template) with the same words, seats and requirements."""
    row = readable_description(request, ref)
    as_template = request.POST.get("as") == "template"
    copy = duplicate_description(actor=cast(Account, request.user), description=row, as_template=as_template)
    if as_template:
        messages.success(request, _("It is kept as a template. You find it when you begin a new description."))
        return redirect("assignments:description", copy.ref)
    messages.success(request, _("This is the copy. Dates, decisions and cost stayed behind."))
    if not copy.category.is_active:
        messages.warning(request, _("The category of this copy is no longer offered. Choose another one first."))
        return redirect("assignments:description_section", copy.ref, "basics")
    return redirect("assignments:description_edit", copy.ref)


@login_required
def edit(request: HttpRequest, ref: str, section: str = "") -> HttpResponse:
    """One section: shown, kept as one types (autosave), or saved. A page that is out of date loses nothing."""
    row = readable_description(request, ref)
    if not allowed(request.user, "assignments.edit_description", row):
        raise refusal(request.user, "assignments.edit_description", row)
    may = editable_sections(request.user, row)
    if not section:
        return redirect("assignments:description_section", ref, _first(row, may)) if may else _closed(request, row)
    if section not in SECTION_FORMS:
        raise Http404
    if section not in may:
        return _closed(request, row)
    if request.method != "POST":
        return _page(request, row, SECTION_FORMS[section](description=row, account=None))
    return _save(request, row, section)


def _first(row: Description, may: tuple[str, ...]) -> str:
    """The first section that lacks something, else the first that may be edited."""
    lacking = {problem.place for problem in missing_parts(row)}
    return next((section for section in may if section in lacking), may[0])


def _closed(request: HttpRequest, row: Description) -> HttpResponse:
    messages.info(request, _("This part cannot be changed now."))
    return redirect("assignments:description", row.ref)


def _save(request: HttpRequest, row: Description, section: str) -> HttpResponse:
    """Save, or show beside what was typed what somebody else changed in the meantime; both under one lock."""
    autosave = "X-Autosave" in request.headers
    try:
        with together():
            lock(row)
            row = readable_description(request, row.ref)
            form, clashes = _compared(row, section, request.POST)
            if form.is_valid() and not clashes:
                row = update_section(
                    actor=cast(Account, request.user),
                    description=row,
                    section=section,
                    content=form.content(),
                    seen=row.version,
                )
    except Incomplete as refusal:
        return _refused(request, row, form, refusal, autosave=autosave)
    if clashes:
        return _stale(request, row, form, clashes, autosave=autosave)
    if not form.is_valid():
        return _wrong(request, row, form, autosave=autosave)
    if autosave:
        return _kept(request, row, section)
    messages.success(request, _("Saved."))
    return redirect(_onward(request, row, section))


def _kept(request: HttpRequest, row: Description, section: str) -> HttpResponse:
    """The answer to an autosave; a page that shows how far the description has come asks for that again."""
    version = {"X-Version": str(row.version)}
    if "X-Progress" not in request.headers:
        return HttpResponse(status=204, headers=version)
    context = _progress(row, section, editable_sections(request.user, row))
    answer = render(request, "assignments/descriptions/_progress.html", context)
    answer["X-Version"] = version["X-Version"]
    return answer


def _compared(row: Description, section: str, sent: QueryDict) -> tuple[SectionForm, Sequence[Clash]]:
    """The form of what is to be saved, and what both its writer and somebody else changed since the page was opened.

    Fields are compared one by one, in rows too: a row is known by what it is, wherever it stands on either page.
    """
    make = SECTION_FORMS[section]
    now = make(description=row, account=None, sent=sent)
    found = comparing.together(now, sent)
    rows = put_rows_together(now.rows, sent, found.data)
    form = make(found.data, description=row, account=None, sent=sent)
    fields = [Clash(str(form[name].label), found.before[name], stands) for name, stands in found.clashes.items()]
    return form, [*fields, *rows]


def _refused(
    request: HttpRequest, row: Description, form: SectionForm, refusal: Incomplete, *, autosave: bool
) -> HttpResponse:
    refusal.show_in(form)
    return _wrong(request, row, form, autosave=autosave)


def _wrong(request: HttpRequest, row: Description, form: SectionForm, *, autosave: bool) -> HttpResponse:
    if autosave:
        return JsonResponse({"errors": form.errors}, status=422)
    return _page(request, row, form, status=422)


def _onward(request: HttpRequest, row: Description, section: str) -> str:
    if "add" in request.POST:
        return reverse("assignments:description_section", args=[row.ref, section])
    may = editable_sections(request.user, row)
    following = may[may.index(section) + 1 :] if section in may else ()
    if "close" in request.POST or not following:
        return reverse("assignments:description", args=[row.ref])
    return reverse("assignments:description_section", args=[row.ref, following[0]])


def _stale(
    request: HttpRequest, row: Description, form: SectionForm, changed: Sequence[Clash], *, autosave: bool
) -> HttpResponse:
    if autosave:
        return JsonResponse({"stale": True}, status=409)
    return _page(request, row, form, status=409, changed=changed, is_stale=True)


def _page(request: HttpRequest, row: Description, form: SectionForm, *, status: int = 200, **more: Any) -> HttpResponse:
    may = editable_sections(request.user, row)
    lacking = missing_parts(row)
    off = [problem for problem in inconsistencies(row) if problem.place == form.section]
    context = {
        "post": row,
        "form": form,
        **_progress(row, form.section, may),
        "title": SECTIONS[form.section],
        "template": f"assignments/descriptions/sections/{form.section}.html",
        "here": [problem for problem in lacking if problem.place == form.section] + off + _odd(row, form.section),
        "is_last": form.section == may[-1],
        **more,
    }
    return render(request, "assignments/descriptions/edit.html", context, status=status)


def _progress(row: Description, section: str, may: Sequence[str]) -> dict[str, Any]:
    """The sections as steps, which of them lack nothing, and how many parts are there."""
    lacking_in = {problem.place for problem in missing_parts(row)}
    done, total = completeness(row)
    rows = [
        {
            "key": key,
            "title": SECTIONS[key],
            "url": reverse("assignments:description_section", args=[row.ref, key]),
            "done": key not in lacking_in and (key != "publication" or row.closes_on is not None),
        }
        for key in may
    ]
    return {"section": section, "step_rows": rows, "done": done, "total": total}


def _odd(row: Description, section: str) -> list[Problem]:
    """A suspended host entity, and what is odd about the last day to apply where it and the first day are named."""
    return [*host_warnings(row), *(closing_warnings(row) if section in {"publication", "basics"} else [])]
