"""Who sees which field of a profile, and from which stage of an application on. One table; pages and rules read it.

The stages are those of an application (DOMAIN section 3); `profile` is the time before any application. A host sees a
candidate only once submitted to it, without contact data, birth date or nationality until they are needed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Audience(StrEnum):
    """Who looks at a candidate, beside the candidate."""

    OFFICER = "officer"
    HOST = "host"
    PARTNER = "partner"
    """The one that nominates the person, who agreed to that."""
    KEEPER = "keeper"
    """Whoever keeps accounts: administrators, auditors and data protection officers of the platform."""


STAGES: tuple[str, ...] = (
    "profile", "submitted", "longlisted", "shortlisted", "with_host", "assessed", "selected", "offered", "accepted",
    "preparing", "cleared", "serving", "suspended", "ended", "closed",
)  # fmt: skip

# States beside the straight way open what the stage they left had opened; a withdrawal closes everything again.
SAME_AS: dict[str, str] = {
    "draft": "profile",
    "not_assessed": "with_host",
    "not_selected": "with_host",
    "reserve": "assessed",
    "declined": "assessed",
    "lapsed": "assessed",
    "withdrawn": "profile",
}


@dataclass(frozen=True)
class Rule:
    """One way to be seen: the stage from which each audience sees it, and the sentence that says so."""

    words: str | Promise
    opens: dict[Audience, str]


ONLY_YOU = Rule(_("Only you."), {})
KEPT = Rule(_("You, and those who keep accounts."), {Audience.KEEPER: "profile"})
MATCHING = Rule(_("Only you. It is used to find posts that fit, if you agreed to that."), {})
HOST_READS = Rule(
    _("You, the programme officer once you apply, and the host entity once your application is sent to it."),
    {Audience.OFFICER: "submitted", Audience.HOST: "with_host"},
)
NAMED = Rule(
    _("You, those who keep accounts, the partner that nominates you once you agree to it, and the programme officer "
      "once you apply. The host entity sees your first letter only, until it selects you."),
    {
        Audience.KEEPER: "profile", Audience.PARTNER: "profile", Audience.OFFICER: "submitted",
        Audience.HOST: "selected",
    },
)  # fmt: skip
HOST_SELECTED = Rule(
    _("You, the programme officer once you apply, and the host entity once it selects you."),
    {Audience.OFFICER: "submitted", Audience.HOST: "selected"},
)
WRITTEN_TO = Rule(
    _("You, those who keep accounts, the programme officer once you apply, and the host entity once you accept its "
      "offer."),
    {Audience.KEEPER: "profile", Audience.OFFICER: "submitted", Audience.HOST: "accepted"},
)  # fmt: skip
HOST_ACCEPTED = Rule(
    _("You, the programme officer once you apply, and the host entity once you accept its offer."),
    {Audience.OFFICER: "submitted", Audience.HOST: "accepted"},
)

FIELDS: dict[str, Rule] = {
    "name": NAMED,
    "local_name": NAMED,
    "email": WRITTEN_TO,
    "phone": HOST_ACCEPTED,
    "birth_date": HOST_ACCEPTED,
    "nationality": HOST_SELECTED,
    "second_nationality": HOST_SELECTED,
    "residence": HOST_READS,
    "residence_city": HOST_ACCEPTED,
    "is_studying": HOST_READS,
    "about": HOST_READS,
    "languages": HOST_READS,
    "education": HOST_READS,
    "experience": HOST_READS,
    "skills": HOST_READS,
    "available_from": HOST_READS,
    "available_until": HOST_READS,
    "hours_a_week": HOST_READS,
    "wants": MATCHING,
    "preferred_countries": MATCHING,
    "preferred_cities": MATCHING,
    "preferred_goals": MATCHING,
    "cv": HOST_SELECTED,
    "language": KEPT,
    "timezone": ONLY_YOU,
}

LABELS: dict[str, str | Promise] = {
    "name": _("Name"),
    "local_name": _("Name in your own script"),
    "email": _("Email"),
    "phone": _("Phone"),
    "birth_date": _("Date of birth"),
    "nationality": _("Nationality"),
    "second_nationality": _("Second nationality"),
    "residence": _("Country where you live"),
    "residence_city": _("City where you live"),
    "is_studying": _("Whether you study"),
    "about": _("About you"),
    "languages": _("Languages"),
    "education": _("Education"),
    "experience": pgettext_lazy("profile", "Experience"),
    "skills": _("Skills and areas"),
    "available_from": _("Available from"),
    "available_until": _("Available until"),
    "hours_a_week": _("Hours a week"),
    "wants": _("Kinds of service you want"),
    "preferred_countries": _("Preferred countries"),
    "preferred_cities": _("Preferred cities"),
    "preferred_goals": _("Preferred goals"),
    "cv": _("Curriculum vitae"),
    "language": _("Language of pages and emails"),
    "timezone": _("Time zone"),
}


def words_for(field: str) -> str | Promise:
    """The sentence beside a field; a field that the table does not hold is seen by nobody else."""
    return FIELDS.get(field, ONLY_YOU).words


def fields_visible_to(role: str, stage: str) -> frozenset[str]:
    """The profile fields that an audience (officer, host, partner, keeper) sees at a stage of the way. No query.

    Raises ValueError for an audience or a stage that does not exist.
    """
    audience = Audience(role)
    now = STAGES.index(SAME_AS.get(stage, stage))
    return frozenset(
        name for name, rule in FIELDS.items() if audience in rule.opens and STAGES.index(rule.opens[audience]) <= now
    )


def is_visible(field: str, *, role: str, stage: str) -> bool:
    """Whether an audience sees one field at a stage. No query."""
    return field in fields_visible_to(role, stage)


def table() -> Iterable[tuple[str | Promise, str | Promise]]:
    """(label, sentence) of every field, for the page that shows the whole table."""
    return [(LABELS[name], rule.words) for name, rule in FIELDS.items()]
