"""The steps that are lists: languages, education, experience. A row is added, changed or taken off at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from minga.core.acting import lock
from minga.core.errors import Incomplete
from minga.core.interface import comparing
from minga.people.actions import profile as acts
from minga.people.forms.rows import CEFR_WORDS, EducationForm, ExperienceForm, LanguageForm
from minga.people.models import Account, Education, Experience, LanguageProficiency, Profile
from minga.people.tongues import spoken_as
from minga.people.views.framing import NothingKept, begun, my_profile, step_page


@dataclass(frozen=True)
class ListStep:
    """How one list is edited: its form, its actions, the keyword that names a row, and the words of the button."""

    form: Any
    save: Any
    remove: Any
    key: str
    add: str | Promise


LISTS: dict[str, ListStep] = {
    "languages": ListStep(
        LanguageForm, acts.set_language, acts.remove_language, "language", gettext_lazy("Add language")
    ),
    "education": ListStep(
        EducationForm, acts.save_education, acts.remove_education, "education_ref", gettext_lazy("Add education")
    ),
    "experience": ListStep(
        ExperienceForm, acts.save_experience, acts.remove_experience, "experience_ref", gettext_lazy("Add experience")
    ),
}


def show(request: HttpRequest, *, profile: Profile, step: str) -> HttpResponse:
    """The list with a form beneath it, for a new row or for the one named by ?row=."""
    if request.method == "POST":
        return _save(request, profile=profile, step=step)
    row = _row(profile, step, request.GET.get("row", ""))
    if row is None and request.GET.get("row"):
        raise Http404
    return _page(request, profile, step, form=LISTS[step].form(initial=_initial(row)), row=row)


def _page(request: HttpRequest, profile: Profile, step: str, *, form: Any, row: Any, status: int = 200) -> HttpResponse:
    shown = comparing.shown_by(LISTS[step].form(initial=_initial(row)))
    context = step_page(
        profile,
        step,
        is_list=True,
        form=form,
        row=row,
        row_key=_key(row) if row else "",
        add=LISTS[step].add,
        rows=listed(profile, step),
        shown=shown,
        held=_held(profile, step),
    )
    return render(request, f"people/steps/{step}.html", context, status=status)


def _save(request: HttpRequest, *, profile: Profile, step: str) -> HttpResponse:
    """Save the row, unless another page has changed the same words of it or taken it off: then say so."""
    entry, key = LISTS[step], request.GET.get("row", "")
    with begun(profile) as kept:
        now = lock(kept)
        row = _row(now, step, key)
        found = comparing.together(entry.form(initial=_initial(row)), request.POST)
        form = entry.form(found.data, initial=_initial(row))
        form.is_valid()
        found.show_in(form)
        if step == "languages" and not found.clashes:
            _compare_levels(request, now, form)
        is_gone = row is None and bool(key)
        if is_gone:
            form.add_error(None, _("This entry was removed after you opened the page. Save again to add it anew."))
        is_stale = bool(found.clashes) or is_gone or form.has_error("level", comparing.STALE)
        if form.is_valid():
            named = {entry.key: row.ref} if isinstance(row, Education | Experience) else {}
            try:
                LISTS[step].save(actor=cast(Account, request.user), profile=now, **form.cleaned_data, **named)
            except Incomplete as error:
                error.show_in(form)
        if not form.is_valid():
            raise NothingKept
    if form.is_valid():
        messages.success(request, _("Saved."))
        return redirect("people:step", step)
    return _page(request, my_profile(request), step, form=form, row=row, status=409 if is_stale else 200)


def _held(profile: Profile, step: str) -> str:
    """The languages and levels a page shows, for the page to send back."""
    return " ".join(f"{row.language}:{row.level}" for row in profile.languages.all()) if step == "languages" else ""


def _compare_levels(request: HttpRequest, profile: Profile, form: LanguageForm) -> None:
    """A level that another page has set since is said, not written over."""
    language, level = form.cleaned_data.get("language"), form.cleaned_data.get("level")
    row = profile.languages.filter(language=language).first() if language and level else None
    if row is None or row.level == level:
        return
    words = str(CEFR_WORDS[row.level])
    comparing.refuse_unseen(form, "level", request.POST, state=f"{language}:{row.level}", now=words)


def listed(profile: Profile, step: str) -> list[dict[str, Any]]:
    """The rows, each with its key, its heading's id and what its page sends back; a language with its words, too."""
    return [
        {
            "key": _key(row),
            "heading": f"entry-{number}",
            "sent": {"row": _key(row), "state": state_of(row)},
            "row": row,
            **_words_of(row),
        }
        for number, row in enumerate(getattr(profile, step).all(), start=1)
    ]


def _words_of(row: Any) -> dict[str, Any]:
    if isinstance(row, LanguageProficiency):
        return {"name": spoken_as(row.language), "words": CEFR_WORDS[row.level]}
    return {}


def _key(row: Any) -> str:
    return str(row.language if isinstance(row, LanguageProficiency) else row.ref)


def _row(profile: Profile, step: str, key: str) -> Any:
    if not key:
        return None
    return next((row for row in getattr(profile, step).all() if _key(row) == key), None)


def _initial(row: Any) -> dict[str, Any]:
    if isinstance(row, LanguageProficiency):
        return {"language": row.language, "level": row.level}
    if isinstance(row, Education):
        return {name: getattr(row, name) for name in ("level", "field", "institution", "finished")}
    if isinstance(row, Experience):
        names = ("title", "organisation", "starts", "ends", "is_volunteering", "description")
        occupation = f"{row.occupation.code} {row.occupation}" if row.occupation else ""
        return {**{name: getattr(row, name) for name in names}, "occupation": occupation}
    return {}


@login_required
@require_POST
def remove(request: HttpRequest, step: str) -> HttpResponse:
    """Take one row off its list, as long as it says what the page showed of it."""
    if step not in LISTS:
        raise Http404
    entry, key = LISTS[step], request.POST.get("row", "")
    with begun(my_profile(request)) as profile:
        now = lock(profile)
        row = _row(now, step, key)
        state = state_of(row)
        is_stale = row is not None and request.POST.get("state", state) != state
        if not is_stale:
            entry.remove(actor=cast(Account, request.user), profile=now, **{entry.key: key})
    if is_stale:
        messages.warning(
            request, _("Nothing was removed: this entry was changed after you opened the page. Look at it again.")
        )
    else:
        messages.success(request, _("Removed from your profile."))
    return redirect("people:step", step)


def state_of(row: Any) -> str:
    """What tells whether a row is still as a page showed it."""
    return row.level if isinstance(row, LanguageProficiency) else str(getattr(row, "version", ""))
