"""What candidates are assessed by: criteria with anchors, settled before the first assessment is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from minga.assignments.models import AssessmentMark, Criterion, Description
from minga.assignments.wording import in_every_language
from minga.core.acting import action
from minga.core.audit import trail
from minga.core.errors import Incomplete, Problem, Refused
from minga.core.models import in_language

MOST_CRITERIA = 10
LONGEST_NAME, LONGEST_ANCHOR = 200, 500
ANCHORED = ("1", "3", "5")


@dataclass(frozen=True)
class Wanted:
    """One criterion as it should be. `ref` names the one it changes; empty makes a new one.

    name: in the language it was written in. anchors: "1", "3", "5" -> what such a candidate shows.
    """

    name: str
    anchors: Mapping[str, str]
    weight: int = 1
    ref: str = ""


@action("assignments.choose_assessors", target="description")
def set_criteria(
    *, actor: Any, description: Description, criteria: Sequence[Wanted], language: str, seen: int | None = None
) -> Description:
    """Settle the criteria in the order given; those not named are dropped.

    Raises Refused once somebody has begun to write, Incomplete where a name or an anchor is missing.
    """
    if AssessmentMark.objects.filter(criterion__description=description).exists():
        raise Refused(
            _("Somebody has begun to write an assessment by these criteria."),
            remedy=_("They stay as they are, so that every candidate is assessed alike."),
        )
    problems = _problems(criteria)
    if problems:
        raise Incomplete(_("The criteria are not complete."), problems=problems)
    known = {row.ref: row for row in description.criteria.all()}
    kept = {row.ref for row in criteria if row.ref}
    for ref, row in known.items():
        if ref not in kept:
            before = trail.snapshot(row)
            trail.note(actor=actor, verb="drop_criterion", target=row, before=before, after=dict.fromkeys(before))
            row.delete()
    for order, wanted in enumerate(criteria, start=1):
        _keep(actor, description, known.get(wanted.ref), wanted, order=order, language=language)
    return description


def _keep(
    actor: Any, description: Description, row: Criterion | None, wanted: Wanted, *, order: int, language: str
) -> None:
    made = row is None
    row = row or Criterion(description=description)
    before = {} if made else trail.snapshot(row)
    row.order, row.weight = order, wanted.weight
    row.names = _written(row.names, wanted.name, language=language)
    row.anchors = {
        mark: _written(row.anchors.get(mark, {}), wanted.anchors[mark], language=language) for mark in ANCHORED
    }
    row.save()
    trail.note(actor=actor, verb="set_criterion", target=row, before=before)


def _written(texts: Mapping[str, str], text: str, *, language: str) -> dict[str, str]:
    """The texts with this one among them; what stood there in another language only, and still does, is no new one."""
    if not texts.get(language) and text == in_language(dict(texts), language=language):
        return dict(texts)
    before = in_every_language(texts.get(language, ""), language=language)  # what came with the text it takes over from
    own = {code: words for code, words in texts.items() if before.get(code) != words}
    return {**in_every_language(text, language=language), **own, language: text}


def _problems(criteria: Sequence[Wanted]) -> list[Problem]:
    if not criteria:
        return [Problem("criteria", _("Name at least one criterion."))]
    if len(criteria) > MOST_CRITERIA:
        return [Problem("criteria", _("Use at most %(count)s criteria.") % {"count": MOST_CRITERIA})]
    problems = []
    for number, row in enumerate(criteria, start=1):
        if not row.name.strip():
            problems.append(Problem(f"name-{number}", _("Criterion %(number)s has no name.") % {"number": number}))
        problems += [
            Problem(
                f"anchor-{number}-{mark}",
                _("Criterion %(number)s lacks an anchor.") % {"number": number},
                _("Say what a candidate with %(marks)s shows.") % {"marks": mark},
            )
            for mark in ANCHORED
            if not row.anchors.get(mark, "").strip()
        ]
        lengths = [(f"name-{number}", row.name, LONGEST_NAME)]
        lengths += [(f"anchor-{number}-{mark}", row.anchors.get(mark, ""), LONGEST_ANCHOR) for mark in ANCHORED]
        problems += [
            Problem(place, _("Use at most %(count)s characters.") % {"count": most})
            for place, text, most in lengths
            if len(text) > most
        ]
        if not 1 <= row.weight <= 5:
            problems.append(Problem(f"weight-{number}", _("A weight is a whole number from 1 to 5.")))
    return problems
