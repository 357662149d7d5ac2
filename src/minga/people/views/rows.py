"""The steps that are lists: languages, education, experience. A row is added, changed or taken off at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minga.core.errors import Incomplete
from minga.people.actions import profile as acts
from minga.people.forms.profile import CEFR_WORDS, EducationForm, ExperienceForm, LanguageForm
from minga.people.models import Account, Education, Experience, LanguageProficiency, Profile
from minga.people.tongues import spoken_as
from minga.people.views.framing import begun, my_profile, step_page


@dataclass(frozen=True)
class ListStep:
    """How one list is edited: its form, its actions, and the keyword that names a row."""

    form: Any
    save: Any
    remove: Any
    key: str


LISTS: dict[str, ListStep] = {
    "languages": ListStep(LanguageForm, acts.set_language, acts.remove_language, "language"),
    "education": ListStep(EducationForm, acts.save_education, acts.remove_education, "education_ref"),
    "experience": ListStep(ExperienceForm, acts.save_experience, acts.remove_experience, "experience_ref"),
}


def show(request: HttpRequest, *, profile: Profile, step: str) -> HttpResponse:
    """The list with a form beneath it, for a new row or for the one named by ?row=."""
    row = _row(profile, step, request.GET.get("row", ""))
    form = LISTS[step].form(request.POST if request.method == "POST" else None, initial=_initial(row))
    if request.method == "POST" and form.is_valid():
        named = {LISTS[step].key: row.ref} if isinstance(row, Education | Experience) else {}
        try:
            with begun(profile) as kept:
                LISTS[step].save(actor=cast(Account, request.user), profile=kept, **form.cleaned_data, **named)
        except Incomplete as error:
            error.show_in(form)
        else:
            messages.success(request, _("Saved."))
            return redirect("people:step", step)
    context = step_page(profile, step, is_list=True, form=form, row=row, rows=listed(profile, step))
    return render(request, f"people/steps/{step}.html", context)


def listed(profile: Profile, step: str) -> list[Any]:
    """The rows with the words a page shows beside them."""
    if step == "languages":
        return [
            {"key": row.language, "name": spoken_as(row.language), "words": CEFR_WORDS[row.level]}
            for row in profile.languages.all()
        ]
    return list(getattr(profile, step).all())


def _row(profile: Profile, step: str, key: str) -> Any:
    if not key:
        return None
    column = "language" if step == "languages" else "ref"
    row = next((row for row in getattr(profile, step).all() if getattr(row, column) == key), None)
    if row is None:
        raise Http404
    return row


def _initial(row: Any) -> dict[str, Any]:
    if isinstance(row, LanguageProficiency):
        return {"language": row.language, "level": row.level}
    if isinstance(row, Education):
        return {name: getattr(row, name) for name in ("level", "field", "institution", "finished")}
    if isinstance(row, Experience):
        names = ("title", "organisation", "starts", "ends", "is_volunteering", "description")
        occupation = f"{row.occupation.code} {row.occupation.title}" if row.occupation else ""
        return {**{name: getattr(row, name) for name in names}, "occupation": occupation}
    return {}


@login_required
@require_POST
def remove(request: HttpRequest, step: str) -> HttpResponse:
    """Take one row off its list."""
    if step not in LISTS:
        raise Http404
    entry = LISTS[step]
    with begun(my_profile(request)) as profile:
        entry.remove(actor=cast(Account, request.user), profile=profile, **{entry.key: request.POST.get("row", "")})
    messages.success(request, _("Taken off your profile."))
    return redirect("people:step", step)
