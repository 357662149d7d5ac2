"""The steps of a profile as one table: what each is called, and when it counts as filled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from minga.people.models import Profile


@dataclass(frozen=True)
class Step:
    """One page of the profile. `needed`: an application asks for it; `missing`: the sentence while it is not filled."""

    key: str
    title: str | Promise
    lead: str | Promise
    missing: str | Promise
    is_filled: Callable[[Profile], bool]
    needed: bool = True


def _about(profile: Profile) -> bool:
    named = bool(profile.account.name)
    return named and bool(profile.birth_date and profile.nationality_id and profile.residence_id)


def _availability(profile: Profile) -> bool:
    wants = profile.wants_national or profile.wants_international or profile.wants_online
    return wants and profile.available_from is not None


def _skills(profile: Profile) -> bool:
    return any(True for _skill in profile.skills.all())


def _education(profile: Profile) -> bool:
    return "education" in profile.steps_done or any(True for _row in profile.education.all())


def _experience(profile: Profile) -> bool:
    return "experience" in profile.steps_done or any(True for _row in profile.experience.all())


def _places(profile: Profile) -> bool:
    return "places" in profile.steps_done


STEPS: tuple[Step, ...] = (
    Step(
        "about",
        _("About you"),
        _("Who you are and how to reach you."),
        _("Your name, nationality, country of residence and date of birth."),
        _about,
    ),
    Step(
        "languages",
        _("Languages"),
        _("Which languages you use, and how well."),
        _("At least one language."),
        lambda profile: any(True for _row in profile.languages.all()),
    ),
    Step(
        "education",
        _("Education"),
        _("School, vocational training and degrees all belong here."),
        _("Your education, or a word that you have none to show."),
        _education,
    ),
    Step(
        "experience",
        pgettext_lazy("profile", "Experience"),
        _("Paid work, internships and volunteering all count."),
        _("Your experience, or a word that you have none yet."),
        _experience,
    ),
    Step(
        "skills",
        _("Skills and areas"),
        _("What you can do, and the fields you know."),
        _("At least one skill or area."),
        _skills,
    ),
    Step(
        "availability",
        _("Availability"),
        _("From when, for how long, and in which way you would serve."),
        _("From when you are available, and for which kind of service."),
        _availability,
    ),
    Step(
        "places",
        _("Places and goals"),
        _("Where you would like to serve, and for which goals."),
        _("Places and goals you prefer."),
        _places,
        needed=False,
    ),
    Step(
        "cv",
        _("Curriculum vitae"),
        _("A file, if you have one. The steps before say most of it already."),
        _("A file with your curriculum vitae."),
        lambda profile: profile.cv_id is not None,
        needed=False,
    ),
)

BY_KEY: dict[str, Step] = {step.key: step for step in STEPS}


def following(key: str) -> Step | None:
    """The step after this one; None after the last."""
    keys = [step.key for step in STEPS]
    place = keys.index(key) + 1
    return STEPS[place] if place < len(STEPS) else None
