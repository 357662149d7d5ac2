"""The volunteer's profile: an overview, one page a step, and the table of who sees what."""

from __future__ import annotations

from collections import Counter
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from minga.core.acting import lock
from minga.core.errors import Incomplete
from minga.core.interface import comparing
from minga.people import visibility
from minga.people.actions import profile as acts
from minga.people.forms.profile import AboutForm, AvailabilityForm, PlacesForm, SkillsForm
from minga.people.models import Account, Profile
from minga.people.queries import completeness, experience_months, find_occupations, find_skills
from minga.people.steps import BY_KEY, STEPS, following
from minga.people.views import cv, rows
from minga.people.views.framing import NothingKept, begun, my_profile, step_page

FORMS: dict[str, Any] = {
    "about": AboutForm,
    "skills": SkillsForm,
    "availability": AvailabilityForm,
    "places": PlacesForm,
}


@login_required
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """How far the profile has come and what is missing. 9 queries beside the reader's own."""
    profile = my_profile(request)
    state = completeness(profile)
    steps = [(step, step.is_filled(profile)) for step in STEPS]
    context = {"profile": profile, "state": state, "steps": steps, "months": experience_months(profile)}
    return render(request, "people/profile.html", context)


@login_required
def step(request: HttpRequest, step: str) -> HttpResponse:
    """One step: shown, or saved as far as it is right (by the page's button or as the person types)."""
    if step not in BY_KEY:
        raise Http404
    profile = my_profile(request)
    if step in rows.LISTS:
        return rows.show(request, profile=profile, step=step)
    if step == "cv":
        return cv.show(request, profile)
    if request.method != "POST":
        return _page(request, step, FORMS[step](None, profile=profile))
    form, found, kept = _save(request, profile=profile, step=step)
    if _is_autosave(request):
        return _autosave_answer(request, step, form=form, found=found, kept=kept)
    if form.is_valid():
        messages.success(request, _("Saved."))
        return redirect("people:step", onward(request, step)) if onward(request, step) else redirect("people:profile")
    return _page(request, step, form, status=409 if found.clashes else 200)


def _page(request: HttpRequest, step: str, form: Any, *, status: int = 200) -> HttpResponse:
    """The step as it stands now beneath what was typed."""
    profile = my_profile(request)
    now = FORMS[step](None, profile=profile) if form.is_bound else form
    context = step_page(profile, step, form=form, shown=comparing.shown_by(now))
    return render(request, f"people/steps/{step}.html", context, status=status)


def onward(request: HttpRequest, step: str) -> str:
    """The key of the step to show after saving: the same while adding, else the next one."""
    if "add" in request.POST:
        return step
    after = following(step)
    return after.key if after else ""


def _save(request: HttpRequest, *, profile: Profile, step: str) -> tuple[Any, comparing.Together, list[str]]:
    """Save every field that is right and that nobody else changed, even where another is not.

    Returns the form, what it was compared to, and the names of the fields that are kept. What stands now is read once
    nobody else can change it.
    """
    with begun(profile) as mine:
        now = _locked(mine, step)
        found = comparing.together(FORMS[step](None, profile=now), _typed(request))
        form = FORMS[step](found.data, profile=now)
        form.is_valid()
        found.show_in(form)
        kept = _write(cast(Account, request.user), now, step=step, form=form, found=found)
        if not kept:
            raise NothingKept
    return form, found, kept


def _locked(profile: Profile, step: str) -> Profile:
    """The profile as it stands now, locked; beneath its account where the step holds the account's names too."""
    if step == "about":
        lock(profile.account)
    return lock(profile)


def _write(actor: Account, profile: Profile, *, step: str, form: Any, found: comparing.Together) -> list[str]:
    values = _values(step, form, found.kept(form))
    while values:
        try:
            acts.save_step(actor=actor, profile=profile, step=step, values=values)
            break
        except Incomplete as error:
            error.show_in(form)
            wrong = {problem.place for problem in error.problems}
            right = {name: value for name, value in values.items() if name not in wrong}
            values = right if len(right) < len(values) else {}
    return found.kept(form) if values else []


def _values(step: str, form: Any, kept: list[str]) -> dict[str, Any]:
    if step == "skills":
        return {"skills": form.chosen()} if form.is_valid() else {}
    if step == "places":
        return dict(form.values())
    return {name: form.cleaned_data[name] for name in kept if name in form.cleaned_data}


def _typed(request: HttpRequest) -> QueryDict:
    """What was sent; while the person still types, the words of a search are no answer yet."""
    if not _is_autosave(request):
        return request.POST
    typed = request.POST.copy()
    for name in ("more", "more_city", "more_country"):
        typed.pop(name, None)
    return typed


def _is_autosave(request: HttpRequest) -> bool:
    return "X-Autosave" in request.headers


def _autosave_answer(
    request: HttpRequest, step: str, *, form: Any, found: comparing.Together, kept: list[str]
) -> HttpResponse:
    """204, or what is wrong and which fields are kept all the same (the page remembers what the server has).

    A page that shows the steps asks for them again, and has them with what was kept (200).
    """
    if form.is_valid() and "X-Progress" in request.headers:
        return render(request, "people/steps/_progress.html", step_page(my_profile(request), step))
    if form.is_valid():
        return HttpResponse(status=204)
    answer = {"errors": form.errors, "kept": kept, "stale": bool(found.clashes)}
    return JsonResponse(answer, status=409 if found.clashes else 422)


@login_required
@require_POST
def nothing_to_show(request: HttpRequest, step: str) -> HttpResponse:
    """No degree, no work yet: the step is done all the same."""
    if step not in BY_KEY:
        raise Http404
    with begun(my_profile(request)) as profile:
        acts.mark_step_done(actor=cast(Account, request.user), profile=profile, step=step)
    after = following(step)
    return redirect("people:step", after.key) if after else redirect("people:profile")


@require_GET
def who_sees_what(request: HttpRequest) -> HttpResponse:
    """The whole table, open to everyone who thinks of signing up."""
    return render(request, "people/who_sees_what.html", {"rows": list(visibility.table())})


@login_required
@require_GET
def occupations(request: HttpRequest) -> JsonResponse:
    """Occupations for a typed word. 1 query."""
    found = find_occupations(request.GET.get("q", ""))
    return JsonResponse({"results": [{"value": f"{row.code} {row}", "label": str(row)} for row in found]})


@login_required
@require_GET
def skills(request: HttpRequest) -> JsonResponse:
    """Skills for a typed word, each with what is put into the box: its name where no other bears it. 1 query."""
    found = find_skills(request.GET.get("q", ""))
    times = Counter(str(row) for row in found)
    values = [str(row) if times[str(row)] == 1 else row.title for row in found]
    return JsonResponse(
        {"results": [{"value": value, "label": str(row)} for value, row in zip(values, found, strict=True)]}
    )
