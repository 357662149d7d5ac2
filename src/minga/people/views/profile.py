"""The volunteer's profile: an overview, one page a step, and the table of who sees what."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from minga.core.acting import lock
from minga.core.documents.sniffing import UploadRefused
from minga.core.errors import Incomplete
from minga.people import visibility
from minga.people.actions import profile as acts
from minga.people.forms.profile import AboutForm, AvailabilityForm, CvForm, PlacesForm, SkillsForm
from minga.people.models import Account, Profile
from minga.people.queries import completeness, experience_months, find_occupations, find_skills
from minga.people.steps import BY_KEY, STEPS, following
from minga.people.views import rows
from minga.people.views.framing import begun, my_profile, step_page
from minga.places.forms import named
from minga.places.queries import cities_like

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
        return _cv(request, profile)
    form = FORMS[step](_typed(request), profile=profile)
    if request.method == "POST":
        saved = _save(request, profile=profile, step=step, form=form)
        if _is_autosave(request):
            return _autosave_answer(form)
        if saved:
            messages.success(request, _("Saved."))
            return (
                redirect("people:step", onward(request, step)) if onward(request, step) else redirect("people:profile")
            )
    return render(request, f"people/steps/{step}.html", step_page(profile, step, form=form))


def onward(request: HttpRequest, step: str) -> str:
    """The key of the step to show after saving: the same while adding, else the next one."""
    if "add" in request.POST:
        return step
    after = following(step)
    return after.key if after else ""


def _save(request: HttpRequest, *, profile: Profile, step: str, form: Any) -> bool:
    """Save every field that is right, even where another is not; True when all were."""
    complete: bool = form.is_valid()
    values = _values(step, form)
    while values:
        try:
            with begun(profile) as kept:
                if "skills" in values:
                    lock(kept)  # what is held is read once nobody else changes it
                    values["skills"] = form.chosen()
                acts.save_step(actor=cast(Account, request.user), profile=kept, step=step, values=values)
            break
        except Incomplete as error:
            error.show_in(form)
            complete = False
            wrong = {problem.place for problem in error.problems}
            right = {name: value for name, value in values.items() if name not in wrong}
            if len(right) == len(values):
                break
            values = right
    return complete


def _values(step: str, form: Any) -> dict[str, Any]:
    if step == "skills":
        return {"skills": []} if form.is_valid() else {}  # chosen while the profile is locked (_save)
    if step == "places":
        return dict(form.values())
    return {name: value for name, value in form.cleaned_data.items() if name in form.fields and name not in form.errors}


def _typed(request: HttpRequest) -> QueryDict | None:
    """What was sent; while the person still types, the words of a search are no answer yet."""
    if request.method != "POST":
        return None
    if not _is_autosave(request):
        return request.POST
    typed = request.POST.copy()
    for name in ("more", "more_city", "more_country"):
        typed.pop(name, None)
    return typed


def _is_autosave(request: HttpRequest) -> bool:
    return "X-Autosave" in request.headers


def _autosave_answer(form: Any) -> HttpResponse:
    if form.is_valid():
        return HttpResponse(status=204)
    return JsonResponse({"errors": form.errors}, status=422)


def _cv(request: HttpRequest, profile: Profile) -> HttpResponse:
    actor = cast(Account, request.user)
    form = CvForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and "remove" in request.POST:
        with begun(profile) as kept:
            acts.remove_cv(actor=actor, profile=kept)
        messages.success(request, _("The file is deleted."))
        return redirect("people:step", "cv")
    if request.method == "POST" and form.is_valid():
        try:
            with begun(profile) as kept:
                acts.attach_cv(actor=actor, profile=kept, upload=form.cleaned_data["upload"])
        except UploadRefused as error:
            form.add_error("upload", str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("people:profile")
    return render(request, "people/steps/cv.html", step_page(profile, "cv", form=form))


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
    return JsonResponse({"results": [{"value": f"{row.code} {row.title}", "label": str(row)} for row in found]})


@login_required
@require_GET
def skills(request: HttpRequest) -> JsonResponse:
    """Skills for a typed word. 1 query."""
    found = find_skills(request.GET.get("q", ""))
    return JsonResponse({"results": [{"value": row.title, "label": str(row)} for row in found]})


@login_required
@require_GET
def cities(request: HttpRequest) -> JsonResponse:
    """Cities for a typed word. 1 query."""
    found = cities_like(request.GET.get("q", ""))
    return JsonResponse({"results": [{"value": named(row), "label": named(row)} for row in found]})
