"""Writing a description: begun, copied, and edited section by section while it is kept as one types."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from minga.assignments.actions.editing import duplicate_description, start_description, update_section
from minga.assignments.forms.descriptions import SECTION_FORMS, SectionForm, StartForm
from minga.assignments.models import Category, Description
from minga.assignments.queries.completeness import completeness, inconsistencies, missing_parts
from minga.assignments.queries.description_history import changed_last_by, changes_in, in_words, is_touched, text_key
from minga.assignments.queries.descriptions import SECTIONS, editable_sections, templates_for
from minga.assignments.views.reading import readable_description, version_of
from minga.core.acting import allowed, lock, together
from minga.core.errors import Incomplete, NotAllowed
from minga.core.models import in_language
from minga.people.models import Account
from minga.places.forms import named
from minga.places.queries import cities_like


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
    return redirect("assignments:description_edit", copy.ref)


@login_required
def edit(request: HttpRequest, ref: str, section: str = "") -> HttpResponse:
    """One section: shown, kept as one types (autosave), or saved. A page that is out of date loses nothing."""
    row = readable_description(request, ref)
    if not allowed(request.user, "assignments.edit_description", row):
        raise NotAllowed()
    may = editable_sections(request.user, row)
    if not section:
        return redirect("assignments:description_section", ref, _first(row, may)) if may else _closed(request, row)
    if section not in SECTION_FORMS:
        raise Http404
    if section not in may:
        return _closed(request, row)
    form = SECTION_FORMS[section](request.POST if request.method == "POST" else None, description=row, account=None)
    if request.method != "POST":
        return _page(request, row, form)
    autosave = "X-Autosave" in request.headers
    if not form.is_valid():
        if autosave:
            return JsonResponse({"errors": form.errors}, status=422)
        return _page(request, row, form, status=422)
    return _save(request, row, form, autosave=autosave)


def _first(row: Description, may: tuple[str, ...]) -> str:
    """The first section that lacks something, else the first that may be edited."""
    lacking = {problem.place for problem in missing_parts(row)}
    return next((section for section in may if section in lacking), may[0])


def _closed(request: HttpRequest, row: Description) -> HttpResponse:
    messages.info(request, _("This part cannot be changed now."))
    return redirect("assignments:description", row.ref)


def _save(request: HttpRequest, row: Description, form: SectionForm, *, autosave: bool) -> HttpResponse:
    """Save, or show beside what was typed what somebody else changed in the meantime.

    Comparing and saving happen under one lock. Where a text of somebody else was taken over, the page keeps its old
    version: it still shows the old text, and the next save is set against the same beginning.
    """
    actor, content = cast(Account, request.user), form.content()
    try:
        with together():
            lock(row)
            row = readable_description(request, row.ref)
            clashes, taken = _compared(actor, row, form.section, content, seen=version_of(request))
            if not clashes:
                row = update_section(
                    actor=actor, description=row, section=form.section, content=content, seen=row.version
                )
    except Incomplete as refusal:
        return _refused(request, row, form, refusal, autosave=autosave)
    if clashes:
        return _stale(request, row, _with_theirs(request, row, form, content), clashes, autosave=autosave)
    if autosave:
        return HttpResponse(status=204, headers={} if taken else {"X-Version": str(row.version)})
    messages.success(request, _("Saved."))
    return redirect(_onward(request, row, form.section))


def _compared(
    actor: Account, row: Description, section: str, content: dict[str, Any], *, seen: int | None
) -> tuple[dict[str, Any], bool]:
    """What clashes with what this person typed, and whether something of somebody else was taken over."""
    if seen is None or seen == row.version or not is_touched(row, section=section, since=seen):
        return {}, False
    changes = changes_in(row, section=section, since=seen)
    if section != "words":
        return changes, False
    own = changed_last_by(row, actor.pk, since=seen)
    return merged(content, {name: pair for name, pair in changes.items() if name not in own})


def merged(content: dict[str, Any], changes: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    """The texts that two people changed; texts that this person left untouched become what they were changed into.

    Changes `content` in place, so that two people who write different texts of one description lose nothing.
    """
    clashes, taken = {}, False
    for name, (then, now) in changes.items():
        language, text = text_key(name)
        typed = content.get(language, {}).get(text, "")
        if typed == (then or ""):
            content[language][text], taken = now or "", True
        elif typed != (now or ""):
            clashes[name] = (then, now)
    return clashes, taken


def _with_theirs(request: HttpRequest, row: Description, form: SectionForm, content: dict[str, Any]) -> SectionForm:
    """The form with texts of somebody else that this person left untouched: the next save would undo what it hides."""
    if form.section != "words":
        return form
    sent = request.POST.copy()
    for language, texts in content.items():
        for name, text in texts.items():
            sent[f"{language}-{name}"] = text
    shown = SECTION_FORMS[form.section](sent, description=row, account=None)
    shown.full_clean()
    return shown


def _refused(
    request: HttpRequest, row: Description, form: SectionForm, refusal: Incomplete, *, autosave: bool
) -> HttpResponse:
    for problem in refusal.problems:
        form.add_error(None, f"{problem.message} {problem.remedy}".strip())
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
    request: HttpRequest, row: Description, form: SectionForm, conflicts: dict[str, Any], *, autosave: bool
) -> HttpResponse:
    if autosave:
        return JsonResponse({"stale": True}, status=409)
    return _page(request, row, form, status=409, changed=in_words(conflicts), is_stale=True)


def _page(request: HttpRequest, row: Description, form: SectionForm, *, status: int = 200, **more: Any) -> HttpResponse:
    may = editable_sections(request.user, row)
    lacking = missing_parts(row)
    lacking_in = {problem.place for problem in lacking}
    done, total = completeness(row)
    off = [problem for problem in inconsistencies(row) if problem.place == form.section]
    context = {
        "post": row,
        "form": form,
        "section": form.section,
        "title": SECTIONS[form.section],
        "template": f"assignments/descriptions/sections/{form.section}.html",
        "step_rows": [
            {
                "key": key,
                "title": SECTIONS[key],
                "url": reverse("assignments:description_section", args=[row.ref, key]),
                "done": key not in lacking_in and (key != "publication" or row.closes_on is not None),
            }
            for key in may
        ],
        "here": [problem for problem in lacking if problem.place == form.section] + off,
        "done": done,
        "total": total,
        "is_last": form.section == may[-1],
        **more,
    }
    return render(request, "assignments/descriptions/edit.html", context, status=status)


@login_required
@require_safe
def cities(request: HttpRequest) -> JsonResponse:
    """Cities with their country for a typed word. 1 query."""
    found = cities_like(request.GET.get("q", ""))
    return JsonResponse({"results": [{"value": named(row), "label": named(row)} for row in found]})
