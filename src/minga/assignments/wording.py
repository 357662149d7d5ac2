"""Words of the cycle that are chosen from a list rather than written."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from minga.people.tongues import spoken_as

COMPETENCIES: dict[str, str | Promise] = {
    "accuracy": _("Accuracy"),
    "communication": _("Communication"),
    "judgement": _("Judgement"),
    "knowledge_sharing": _("Knowledge sharing"),
    "planning": _("Planning and organising"),
    "professionalism": _("Professionalism"),
    "reliability": _("Reliability"),
    "resilience": _("Resilience"),
    "respect": _("Respect for diversity"),
    "team_work": _("Team work"),
    "technology": _("Ease with technology"),
    "willingness_to_learn": _("Willingness to learn"),
}


def competencies_in_words(keys: Iterable[str]) -> list[str]:
    """The competencies of a description in the reader's language; what the list does not know is left out."""
    return [str(COMPETENCIES[key]) for key in keys if key in COMPETENCIES]


TEXT_LABELS: dict[str, Any] = {
    "title": _("Title"),
    "context": _("Organisational context"),
    "tasks": _("Tasks"),
    "results": _("Results expected"),
    "qualifications": _("Qualifications"),
    "living_conditions": _("Living conditions"),
    "inclusivity": _("Inclusivity"),
    "learning": _("Learning"),
    "conditions": _("Conditions of service"),
}
TEXT_HELP: dict[str, Any] = {
    "title": _("What the volunteer will be, in a few words."),
    "context": _("Who you are, what the team does, and why it needs help now."),
    "tasks": _("One a line, each beginning with a verb."),
    "results": _("One a line: what will be there at the end."),
    "qualifications": _("What somebody must be able to do, beyond the lists below."),
    "living_conditions": _(
        "Housing, transport, climate and health care at the duty station, and the risks of the place and the work."
    ),
    "inclusivity": _("How you welcome people of every ability and background."),
    "learning": _("What the volunteer will learn, and who helps."),
    "conditions": _("Allowances, insurance, leave."),
}


USUAL_ANCHORS: dict[str, str | Promise] = {
    "1": _("No example, or one that speaks against it."),
    "3": _("One clear example from work, study or volunteering."),
    "5": _("Several examples, with results that others would confirm."),
}
"""What a 1, a 3 and a 5 of a criterion look like, for whoever writes nothing better."""


def in_every_language(text: str, *, language: str) -> dict[str, str]:
    """A text as it is kept, language -> text: one that was chosen from our lists in each, another as it was written."""
    codes = [code for code, _name in written_languages()]
    for known in (*COMPETENCIES.values(), *USUAL_ANCHORS.values()):
        with override(language):
            is_this = str(known) == text
        if is_this:
            return {code: _said(known, code) for code in codes}
    return {language: text}


def _said(known: str | Promise, code: str) -> str:
    with override(code):
        return str(known)


def written_languages() -> list[tuple[str, Any]]:
    """(tag, name) of the languages in which texts are written; the pseudo-language of tests (qps) is none."""
    return [(code, name) for code, name in settings.LANGUAGES if not code.startswith("qps")]


def languages_with(tags: Iterable[str]) -> list[tuple[str, Any]]:
    """The same, and after them those of these tags that are none of them: words came in a list of another language."""
    known = written_languages()
    others = sorted(set(tags) - {code for code, _name in known})
    return [*known, *((tag, spoken_as(tag)) for tag in others)]
