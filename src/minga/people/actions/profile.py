"""Changes of a profile, step by step. Each is small, so that a lost connection loses one field at most."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from minga.core.acting import Actor, action
from minga.core.audit import trail
from minga.core.documents.storing import delete_stored, store_upload
from minga.core.errors import Incomplete, Problem
from minga.people.actions.accounts import ADULT_AT
from minga.people.models import Cefr, Education, Experience, LanguageProficiency, Occupation, Profile
from minga.people.queries import age_on
from minga.people.steps import BY_KEY
from minga.people.zones import zone_of_country

STEP_FIELDS: dict[str, tuple[str, ...]] = {
    "about": (
        "birth_date", "nationality", "second_nationality", "residence", "residence_city", "phone", "is_studying",
        "about",
    ),
    "skills": ("skills",),
    "availability": (
        "available_from", "available_until", "hours_a_week", "wants_national", "wants_international", "wants_online",
    ),
    "places": ("preferred_countries", "preferred_cities", "preferred_goals"),
}  # fmt: skip
ACCOUNT_FIELDS = ("name", "local_name")
MOST_ROWS = 60
FIRST_YEAR = 1900  # whoever was born before is not signing up
PHONE = r"^\+?(?:[\s().\-/]*\d){5,20}[\s().\-/]*(?:(?:ext|x|#)\.?\s*\d{1,6})?$"
"""Digits with the signs people part them by, and an extension: to call it is the only proof of a number."""


@action("people.edit_profile", target="profile")
def save_step(*, actor: Actor, profile: Profile, step: str, values: dict[str, Any], seen: int | None = None) -> Profile:
    """Save the fields of one step (STEP_FIELDS; `about` holds the account's names too). Unknown names are refused.

    Raises ValueError for them.
    """
    known = {*STEP_FIELDS[step], *(ACCOUNT_FIELDS if step == "about" else ())}
    if unknown := set(values) - known:
        raise ValueError(f"step {step} does not hold {', '.join(sorted(unknown))}")
    _check_values(profile, values)
    if step == "about":
        _save_names(actor=actor, profile=profile, values=values)
        _first_zone(profile=profile, values=values)
    for name, value in values.items():
        if name in ACCOUNT_FIELDS:
            continue
        if Profile._meta.get_field(name).many_to_many:
            with _noting(actor=actor, profile=profile, name=name, verb="save_step"):
                getattr(profile, name).set(value)
        else:
            setattr(profile, name, value)
    _done(profile, step)
    return profile


def _check_values(profile: Profile, values: dict[str, Any]) -> None:
    problems = []
    birth_date = values.get("birth_date")
    if birth_date and not FIRST_YEAR <= birth_date.year <= timezone.localdate().year:
        problems.append(Problem("birth_date", _("Check the year.")))
    elif birth_date and age_on(birth_date, timezone.localdate()) < ADULT_AT:
        problems.append(Problem("birth_date", _("Minga is for people of 18 and over."), _("Check the year.")))
    # A field that could not be read is not among the values: what is kept of it stays, and has to agree.
    nationality = values.get("nationality", profile.nationality)
    if nationality and nationality == values.get("second_nationality"):
        problems.append(Problem("second_nationality", _("This is your first nationality already.")))
    starts = values.get("available_from", profile.available_from)
    ends = values.get("available_until", profile.available_until)
    if starts and ends and ends < starts:
        problems.append(Problem("available_until", _("The last day lies before the first.")))
    elif ends and ends != profile.available_until and ends < timezone.localdate():
        problems.append(Problem("available_until", _("This day has passed. Leave it empty if there is no end.")))
    if problems:
        raise Incomplete(_("This was not saved."), problems=problems)


def _save_names(*, actor: Actor, profile: Profile, values: dict[str, Any]) -> None:
    account = profile.account
    before = trail.snapshot(account)
    changed = [name for name in ACCOUNT_FIELDS if name in values and values[name] != getattr(account, name)]
    for name in changed:
        setattr(account, name, values[name])
    if changed:
        account.save(update_fields=changed)
        trail.note(actor=actor, verb="update_settings", target=account, before=before)


def _first_zone(*, profile: Profile, values: dict[str, Any]) -> None:
    """Whoever signed up without a zone of the browser's has the one of the country they say first, if it is one."""
    account, country = profile.account, values.get("residence")
    if country is None or profile.residence is not None or account.timezone != settings.TIME_ZONE:
        return
    if zone := zone_of_country(country.pk):
        account.timezone = zone
        account.save(update_fields=["timezone"])


@contextmanager
def _noting(*, actor: Actor, profile: Profile, name: str, verb: str) -> Iterator[None]:
    """Keep the list `name` before and after in the trail, sealed like every other word of the profile."""
    before = {name: _listed(profile, name)}
    yield
    after = {name: _listed(profile, name)}
    if before != after:
        trail.note(actor=actor, verb=verb, target=profile, before=before, after=after)


def _listed(profile: Profile, name: str) -> list[str]:
    return sorted(str(row.pk) if name.startswith("pre") else str(row) for row in getattr(profile, name).all())


def _done(profile: Profile, step: str) -> None:
    if step not in profile.steps_done:
        profile.steps_done = [key for key in BY_KEY if key in {*profile.steps_done, step}]
    profile.save()


@action("people.edit_profile", target="profile")
def mark_step_done(*, actor: Actor, profile: Profile, step: str) -> Profile:
    """Say that a step holds all there is to say: no degree, no work yet.

    Raises Incomplete for a step that needs an answer.
    """
    if step not in {"education", "experience", "places"}:
        raise Incomplete(_("This step needs an answer."), problems=[Problem("step", BY_KEY[step].missing)])
    _done(profile, step)
    return profile


@action("people.edit_profile", target="profile")
def set_language(*, actor: Actor, profile: Profile, language: str, level: str) -> Profile:
    """Add a language (BCP 47) at a CEFR level, or change the level of one that stands there.

    Raises Incomplete for an unknown level.
    """
    if level not in Cefr.values:
        raise Incomplete(_("The language was not saved."), problems=[Problem("level", _("Choose a level."))])
    with _noting(actor=actor, profile=profile, name="languages", verb="set_language"):
        LanguageProficiency.objects.update_or_create(profile=profile, language=language, defaults={"level": level})
    _done(profile, "languages")
    return profile


@action("people.edit_profile", target="profile")
def remove_language(*, actor: Actor, profile: Profile, language: str) -> Profile:
    """Take a language off the profile."""
    with _noting(actor=actor, profile=profile, name="languages", verb="remove_language"):
        profile.languages.filter(language=language).delete()
    profile.save()
    return profile


@action("people.edit_profile", target="profile")
def save_education(
    *,
    actor: Actor,
    profile: Profile,
    level: int,
    institution: str,
    field: str = "",
    finished: int | None = None,
    education_ref: str = "",
) -> Profile:
    """Add a degree, or change the one with this reference."""
    values = {"level": level, "institution": institution, "field": field, "finished": finished}
    with _noting(actor=actor, profile=profile, name="education", verb="save_education"):
        _save_row(Education, profile=profile, ref=education_ref, values=values)
    _done(profile, "education")
    return profile


@action("people.edit_profile", target="profile")
def remove_education(*, actor: Actor, profile: Profile, education_ref: str) -> Profile:
    """Take a degree off the profile."""
    with _noting(actor=actor, profile=profile, name="education", verb="remove_education"):
        profile.education.filter(ref=education_ref).delete()
    profile.save()
    return profile


@action("people.edit_profile", target="profile")
def save_experience(
    *,
    actor: Actor,
    profile: Profile,
    title: str,
    organisation: str,
    starts: date,
    ends: date | None = None,
    occupation: Occupation | None = None,
    is_volunteering: bool = False,
    description: str = "",
    experience_ref: str = "",
) -> Profile:
    """Add a post, or change the one with this reference. `ends` is empty while it goes on.

    Raises Incomplete for days out of order, before birth or yet to come.
    """
    if ends is not None and ends < starts:
        raise Incomplete(_("The post was not saved."), problems=[Problem("ends", _("It ends before it starts."))])
    if profile.birth_date is not None and starts < profile.birth_date:
        problem = Problem("starts", _("This day lies before your date of birth."), _("Check the year."))
        raise Incomplete(_("The post was not saved."), problems=[problem])
    if starts > timezone.localdate():
        raise Incomplete(_("The post was not saved."), problems=[Problem("starts", _("This day is yet to come."))])
    values = {
        "title": title,
        "organisation": organisation,
        "starts": starts,
        "ends": ends,
        "occupation": occupation,
        "is_volunteering": is_volunteering,
        "description": description,
    }
    with _noting(actor=actor, profile=profile, name="experience", verb="save_experience"):
        _save_row(Experience, profile=profile, ref=experience_ref, values=values)
    _done(profile, "experience")
    return profile


@action("people.edit_profile", target="profile")
def remove_experience(*, actor: Actor, profile: Profile, experience_ref: str) -> Profile:
    """Take a post off the profile."""
    with _noting(actor=actor, profile=profile, name="experience", verb="remove_experience"):
        profile.experience.filter(ref=experience_ref).delete()
    profile.save()
    return profile


def _save_row(model: type[Education] | type[Experience], *, profile: Profile, ref: str, values: dict[str, Any]) -> None:
    rows = model._default_manager.filter(profile=profile)
    row = rows.filter(ref=ref).first() if ref else None
    if row is None and not ref and rows.filter(**values).exists():
        return  # the same press again, or the same entry once more: it stands there
    if row is None and rows.count() >= MOST_ROWS:
        raise Incomplete(
            _("The list is full."),
            problems=[Problem("title", _("A profile holds up to %(most)s rows here.") % {"most": MOST_ROWS})],
        )
    row = row or model(profile=profile)
    for name, value in values.items():
        setattr(row, name, value)
    row.save()


@action("people.edit_profile", target="profile")
def attach_cv(*, actor: Actor, profile: Profile, upload: Any) -> Profile:
    """Keep a curriculum vitae (checked by content, limited in size) in place of the one before."""
    old = profile.cv
    profile.cv = store_upload(kind="people.cv", upload=upload, owner=profile.account, subject_ref=profile.ref)
    _done(profile, "cv")
    if old is not None:
        delete_stored(old, actor=actor)
    return profile


@action("people.edit_profile", target="profile")
def remove_cv(*, actor: Actor, profile: Profile) -> Profile:
    """Take the curriculum vitae off the profile and delete the file."""
    old, profile.cv = profile.cv, None
    profile.steps_done = [key for key in profile.steps_done if key != "cv"]
    profile.save()
    if old is not None:
        delete_stored(old, actor=actor)
    return profile
