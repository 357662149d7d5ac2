"""Choosing assessors, the criteria they assess by, and writing an assessment alone."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from minga.assignments.actions.assessment import choose_assessor, release_assessor, write_assessment
from minga.assignments.actions.criteria import Wanted, set_criteria
from minga.assignments.forms.selection import AssessmentForm, AssessorForm
from minga.assignments.models import Assessment, AssessmentMark, Criterion, Description
from minga.assignments.pages.candidate import person_of, title_of
from minga.assignments.pages.criteria import (
    CriteriaForm,
    changed_meanwhile,
    filled_from,
    read_criteria,
    shown_of,
    stands_as,
)
from minga.assignments.pages.description import agreed_on
from minga.assignments.queries.assessments import blind_assessors, mean_of
from minga.assignments.views.reading import candidate_for, description_for
from minga.core.acting import allowed, lock, together
from minga.core.errors import Incomplete, NotAllowed, Problem
from minga.core.interface import comparing


@login_required
@require_POST
def choose(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask somebody to assess the candidate."""
    row = candidate_for(request, ref, "assignments.choose_assessors")
    form = AssessorForm(request.POST, people=blind_assessors(row))
    if form.is_valid():
        person = form.people[form.cleaned_data["assessor"]]
        choose_assessor(actor=request.user, application=row, assessor=person, kind=form.cleaned_data["kind"])
        messages.success(request, _("%(person)s is asked to assess.") % {"person": person})
    else:
        messages.error(request, _("Choose who assesses, and how."))
    return redirect("assignments:candidate", ref)


@login_required
@require_POST
def release(request: HttpRequest, ref: str) -> HttpResponse:
    """Take the request back from an assessor who has not finished."""
    row = get_object_or_404(Assessment.objects.select_related("application__description__host"), ref=ref)
    candidate = candidate_for(request, row.application.ref, "assignments.choose_assessors")
    release_assessor(actor=request.user, assessment=row)
    messages.success(request, _("The assessor is released."))
    return redirect("assignments:candidate", candidate.ref)


@login_required
@require_http_methods(["GET", "POST"])
def assessment(request: HttpRequest, ref: str) -> HttpResponse:
    """The assessor's own page: kept as it is written, then finished. Nobody else's view stands here."""
    found = Assessment.objects.select_related("application__account", "application__description__host")
    row = found.filter(ref=ref).first()
    if row is None or not allowed(request.user, "assignments.write_assessment", row):
        raise Http404
    if row.written_at is not None:
        return redirect("assignments:candidate", row.application.ref)
    if row.application.state != "with_host":
        raise NotAllowed(_("This candidate is not being assessed any more."))
    criteria = list(row.application.description.criteria.all())
    make = partial(_form_of, criteria=criteria)
    form = make(row, None)
    if request.method == "POST":
        with together():
            _locked, form = comparing.on_what_stands(make, row, request.POST)
            answer = _kept(request, row, form)
        if answer is not None:
            return answer
    context = {
        "assessment": row,
        "application": row.application,
        "description": row.application.description,
        "agreed": agreed_on(row.application.description),
        "title": title_of(request.user, row.application),
        "person": person_of(request.user, row.application),
        "form": form,
        "criteria": [
            (criterion, criterion.anchors_shown, form[f"criterion-{criterion.pk}"], form[f"words-{criterion.pk}"])
            for criterion in criteria
        ],
        "mean": mean_of(row),
    }
    return render(request, "assignments/assessments/write.html", context, status=comparing.status_of(form))


def _form_of(row: Assessment, data: QueryDict | None, *, criteria: list[Criterion]) -> AssessmentForm:
    return AssessmentForm(data, criteria=criteria, initial=_initial(row))


def _kept(request: HttpRequest, row: Assessment, form: AssessmentForm) -> HttpResponse | None:
    """Keep the draft, or finish; None where the page is shown again with its problems."""
    autosave = "X-Autosave" in request.headers
    if not form.is_valid():
        return JsonResponse({"errors": form.errors}, status=comparing.status_of(form)) if autosave else None
    finish = "finish" in request.POST and not autosave
    try:
        write_assessment(
            actor=request.user,
            assessment=row,
            marks=form.marks(),
            advice=form.cleaned_data["advice"],
            words=form.cleaned_data["words"],
            finish=finish,
        )
    except Incomplete as error:
        error.show_in(form)
        return None
    if autosave:
        return HttpResponse(status=204)
    if finish:
        messages.success(request, _("Your assessment is finished. You now see what the others wrote."))
        return redirect("assignments:candidate", row.application.ref)
    messages.success(request, _("Your draft is kept. Only you see it."))
    return redirect("assignments:assessment", row.ref)


def _initial(row: Assessment) -> dict[str, Any]:
    marks: dict[str, Any] = {"advice": row.advice, "words": row.words}
    for mark in AssessmentMark.objects.filter(assessment=row):
        marks[f"criterion-{mark.criterion_id}"] = mark.score
        marks[f"words-{mark.criterion_id}"] = mark.words
    return marks


@login_required
@require_http_methods(["GET", "POST"])
def criteria(request: HttpRequest, ref: str) -> HttpResponse:
    """What candidates are assessed by, with what a 1, a 3 and a 5 look like."""
    description = description_for(request, ref, "assignments.view_selection")
    may_edit = allowed(request.user, "assignments.choose_assessors", description)
    begun = AssessmentMark.objects.filter(criterion__description=description).exists()
    language = (get_language() or "en").lower()
    problems: Any = []
    status = 200
    wanted = read_criteria(request.POST) if request.method == "POST" else []
    if request.method == "POST" and "more" not in request.POST:
        problems, status = _settled(request, description, wanted, language=language)
        if not problems:
            messages.success(request, _("The criteria are kept. Every candidate is assessed by them."))
            return redirect("assignments:criteria", ref)
    context = {
        "description": description,
        "shown": ("more" in request.POST and request.POST.get("shown")) or shown_of(description, language=language),
        "form": CriteriaForm(
            filled_from(description, wanted, more="more" in request.POST, language=language), problems=problems
        ),
        "criteria": [(row, row.anchors_shown) for row in description.criteria.all()],
        "may_edit": may_edit and not begun,
        "begun": begun,
        "may_see_longlist": allowed(request.user, "assignments.view_longlist", description),
    }
    return render(request, "assignments/assessments/criteria.html", context, status=status)


def _settled(
    request: HttpRequest, description: Description, wanted: list[Wanted], *, language: str
) -> tuple[Sequence[Problem], int]:
    """Settle the criteria, unless somebody else did after the page was opened: then say what stands now."""
    with together():
        lock(description)
        shown = request.POST.get("shown")
        if shown is not None and not stands_as(description, shown, wanted, language=language):
            return [changed_meanwhile(description)], 409
        try:
            set_criteria(actor=request.user, description=description, criteria=wanted, language=language)
        except Incomplete as error:
            return error.problems, 422
    return [], 200
