"""What a candidate's page says of a person, as far as the reader may see it at this stage (people.visibility)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minga.assignments.conditions import language_name, months_words
from minga.assignments.models import Application, Assignment, Offer
from minga.assignments.queries.assessments import Seen
from minga.assignments.queries.candidates import audience_of
from minga.assignments.queries.due_days import offer_due, shortlist_due
from minga.assignments.queries.overlapping import hours_words
from minga.assignments.whose_turn import (
    HOST,
    HOST_AND_ASSESSORS,
    HOST_OR_OFFICER,
    MINGA_OR_OFFICER,
    OFFICER,
    Side,
    Who,
    who_words,
)
from minga.core.acting import allowed
from minga.core.listing import isolated
from minga.people.models import Profile
from minga.people.queries import experience_months, profile_of
from minga.people.visibility import LABELS, fields_visible_to

IDENTITY = ("name", "local_name", "email", "phone", "birth_date", "nationality", "second_nationality",
            "residence_city")  # fmt: skip
BRINGS = ("experience", "education", "languages", "skills", "about", "is_studying", "residence",
          "available_from", "available_until", "hours_a_week", "cv")  # fmt: skip
"""The fields of the two parts of the page, each in its order."""
NEXT: dict[str, tuple[str | Promise, Who]] = {
    "submitted": (gettext_lazy("Put on the shortlist, or say no"), OFFICER),
    "longlisted": (gettext_lazy("Put on the shortlist, or say no"), OFFICER),
    "shortlisted": (gettext_lazy("Send to the host entity"), OFFICER),
    "uncleared": (gettext_lazy("The clearances before submission come first"), OFFICER),
    "with_host": (gettext_lazy("Assess, or say why not"), HOST_AND_ASSESSORS),
    "written": (gettext_lazy("Record the assessment"), HOST),
    "assessed": (gettext_lazy("Select, keep in reserve, or say no"), HOST),
    "not_assessed": (gettext_lazy("Tell the candidate"), HOST_OR_OFFICER),
    "selected": (gettext_lazy("Make an offer"), OFFICER),
    "reserve": (gettext_lazy("Moves up when a place becomes free"), MINGA_OR_OFFICER),
    "offered": (gettext_lazy("Answer the offer"), gettext_lazy("Candidate")),
    "accepted": (gettext_lazy("Clearances and contract"), OFFICER),
    "declined": (gettext_lazy("Nothing more"), ""),
    "lapsed": (gettext_lazy("Nothing more"), ""),
    "not_selected": (gettext_lazy("Nothing more: the person was told"), ""),
    "withdrawn": (gettext_lazy("Nothing more"), ""),
}


ABOUT_THEM: dict[str, str | Promise] = {
    **LABELS,
    "about": gettext_lazy("About themselves"),
    "local_name": gettext_lazy("Name in their own script"),
    "residence": gettext_lazy("Country where they live"),
    "residence_city": gettext_lazy("City where they live"),
}
"""What a field is called where somebody else reads it."""


@dataclass(frozen=True)
class Fact:
    """One line about a person: a label, its lines of text, and an address where it is a file."""

    label: Any
    lines: tuple[str, ...]
    url: str = ""


@dataclass(frozen=True)
class Person:
    """What may be seen: who they are (may be empty) and what they bring."""

    name: str
    identity: tuple[Fact, ...]
    brings: tuple[Fact, ...]


def person_of(account: Any, application: Application) -> Person:
    """The candidate as `account` may see them now. 9 queries."""
    visible = fields_visible_to(audience_of(account, application), application.state)
    who = application.account
    profile = profile_of(who) if who.is_active else None
    name = str(who) if "name" in visible else ""
    identity = _facts((field for field in IDENTITY if field in visible), who, profile)
    brings = _facts((field for field in BRINGS if field in visible), who, profile)
    return Person(name=name, identity=identity, brings=brings)


def title_of(account: Any, application: Application) -> str:
    """“Candidate 12 · Li Na” where the name may be seen and is needed, else “Candidate 12 · L”, on one line."""
    needed = application.state in {"selected", "offered", "accepted", "declined", "lapsed"}
    visible = fields_visible_to(audience_of(account, application), application.state)
    who = application.account
    title = _("Candidate %(number)s · %(who)s") % {
        "number": application.candidate_number,
        "who": str(who) if needed and "name" in visible else who.initial,
    }
    return title.replace(" · ", "\N{NO-BREAK SPACE}·\N{NO-BREAK SPACE}", 1)


def next_of(
    application: Application, *, seen: Seen, service: Assignment | None, sides: Collection[Side], cleared: bool = True
) -> tuple[str | Promise, str | Promise]:
    """What happens next to a candidate and who does it; nothing where their data were erased. No query.

    sides: what the reader is for the description (whose_turn); that they still write an assessment is told by `seen`.

    seen: their assessments. service: theirs where the reader sees it: once it is prepared, its page says what is next.
    cleared: no clearance before submission is missing.
    """
    if application.account.erased_at is not None:
        return "", ""
    if service is not None and service.state != "preparing":
        return "", ""
    is_written = application.state == "with_host" and seen.asked > 0 and not seen.waiting
    waits = application.state == "shortlisted" and not cleared
    following, who = NEXT["written" if is_written else "uncleared" if waits else application.state]
    if application.state == "selected" and not application.account.is_active:
        following = _("Their account is switched off: do not select them, or have it switched on")
    writes = any(row.written_at is None for row in seen.own)
    return following, who_words(who, {*sides, "assessor"} if writes else sides)


def due_of(application: Application, offers: Iterable[Offer]) -> date | datetime | None:
    """By when what comes next is due: the offer is answered or made, or the shortlist of a closed post is there.

    One query where that is awaited.
    """
    if application.state == "selected":
        return offer_due(application.state_changed_at)
    if application.state in ("submitted", "longlisted") and application.description.state == "selecting":
        return shortlist_due(application.description)
    return next((offer.expires_at for offer in offers if offer.state == "open"), None)


def _facts(fields: Iterable[str], who: Any, profile: Profile | None) -> tuple[Fact, ...]:
    found = []
    for field in fields:
        if field in {"name", "local_name", "email"}:
            lines: tuple[str, ...] = (str(getattr(who, field) or ""),)
        elif profile is None:
            continue
        else:
            lines = tuple(SHOWN[field](profile))
        if any(lines):
            url = ""
            if field == "cv" and profile is not None and profile.cv is not None:
                url = reverse("documents:file", args=[profile.cv.ref])
            found.append(Fact(ABOUT_THEM[field], lines, url))
    return tuple(found)


def _day(day: Any) -> list[str]:
    return [formats.date_format(day)] if day else []


def _one(value: Any) -> list[str]:
    return [str(value)] if value else []


def _span(starts: Any, ends: Any) -> str:
    first = formats.date_format(starts, "YEAR_MONTH_FORMAT")
    if ends is None:
        return _("since %(first)s") % {"first": first}
    return _("%(first)s to %(last)s") % {"first": first, "last": formats.date_format(ends, "YEAR_MONTH_FORMAT")}


def _experience(profile: Profile) -> list[str]:
    months = experience_months(profile)
    if not months:
        return []
    rows = [
        _("%(title)s, %(organisation)s (%(span)s)")
        % {
            "title": isolated(row.title),
            "organisation": isolated(row.organisation),
            "span": _span(row.starts, row.ends),
        }
        for row in profile.experience.all()
    ]
    return [_("%(time)s in all") % {"time": months_words(months)}, *rows]


def _hours(profile: Profile) -> list[str]:
    return [hours_words(profile.hours_a_week)] if profile.hours_a_week else []


SHOWN: dict[str, Callable[[Profile], list[str]]] = {
    "phone": lambda profile: _one(profile.phone),
    "birth_date": lambda profile: _day(profile.birth_date),
    "nationality": lambda profile: _one(profile.nationality),
    "second_nationality": lambda profile: _one(profile.second_nationality),
    "residence": lambda profile: _one(profile.residence),
    "residence_city": lambda profile: _one(profile.residence_city),
    "is_studying": lambda profile: [_("Studies at present")] if profile.is_studying else [],
    "about": lambda profile: _one(profile.about),
    "languages": lambda profile: [f"{language_name(row.language)} {row.level}" for row in profile.languages.all()],
    "education": lambda profile: [
        " · ".join(filter(None, (str(row.get_level_display()), row.field, row.institution)))
        for row in profile.education.all()
    ],
    "experience": _experience,
    "skills": lambda profile: [str(row) for row in profile.skills.all()],
    "available_from": lambda profile: _day(profile.available_from),
    "available_until": lambda profile: _day(profile.available_until),
    "hours_a_week": _hours,
    "cv": lambda profile: [profile.cv.name] if profile.cv is not None else [],
}


def reads_cv(reader: Any, account_id: int) -> bool:
    """Whether an application in hand opens the person's curriculum vitae to the reader. A few queries."""
    rows = Application.objects.filter(account_id=account_id).exclude(state__in=("draft", "withdrawn"))
    return any(
        allowed(reader, "assignments.view_application", row)
        and "cv" in fields_visible_to(audience_of(reader, row), row.state)
        for row in rows.select_related("description__host")
    )
