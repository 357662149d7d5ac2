"""The page of criteria: what was typed, what stands, and a beginning made from the post's competencies."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from minga.assignments.actions.criteria import ANCHORED, Wanted
from minga.assignments.models import Description
from minga.assignments.wording import COMPETENCIES
from minga.core.errors import Problem
from minga.core.listing import listed
from minga.core.models import in_language

MOST_ROWS = 10


@dataclass(frozen=True)
class Filled:
    """One row of the form, numbered from 1."""

    number: int
    ref: str = ""
    name: str = ""
    weight: int = 1
    anchors: Mapping[str, str] = field(default_factory=dict)

    @property
    def fields(self) -> list[tuple[str, str]]:
        """(score, words) of the three anchors."""
        return [(mark, self.anchors.get(mark, "")) for mark in ANCHORED]


def read_criteria(sent: Any) -> list[Wanted]:
    """The rows that were filled; one whose name and anchors are all empty is left out (and so dropped)."""
    found = []
    for number in range(1, MOST_ROWS + 1):
        name = str(sent.get(f"name-{number}", "")).strip()[:200]
        anchors = {mark: str(sent.get(f"anchor-{number}-{mark}", "")).strip()[:500] for mark in ANCHORED}
        if not name and not any(anchors.values()):
            continue
        weight = str(sent.get(f"weight-{number}", "1"))
        found.append(
            Wanted(name, anchors, int(weight) if weight.isdecimal() else 0, str(sent.get(f"ref-{number}", "")))
        )
    return found


def filled_from(description: Description, wanted: Sequence[Wanted], *, more: bool, language: str) -> list[Filled]:
    """The rows to show: what was typed, else what stands, else a beginning from the competencies of the post."""
    rows = [Filled(at, row.ref, row.name, row.weight, row.anchors) for at, row in enumerate(wanted, start=1)]
    if not rows:
        rows = [
            Filled(
                at,
                row.ref,
                in_language(row.names, language=language),
                row.weight,
                {mark: in_language(row.anchors.get(mark), language=language) for mark in ANCHORED},
            )
            for at, row in enumerate(description.criteria.all(), start=1)
        ]
    if not rows:
        names = [str(COMPETENCIES[code]) for code in description.competencies if code in COMPETENCIES][:5]
        rows = [Filled(at, name=name, anchors=_usual()) for at, name in enumerate(names or ["", ""], start=1)]
    if more and len(rows) < MOST_ROWS:
        rows.append(Filled(len(rows) + 1))
    return rows


def _standing(description: Description, *, language: str) -> list[Wanted]:
    """The criteria as they stand, in one language. One query."""
    return [
        Wanted(
            in_language(row.names, language=language),
            {mark: in_language(row.anchors.get(mark), language=language) for mark in ANCHORED},
            row.weight,
            row.ref,
        )
        for row in description.criteria.order_by("order", "pk")
    ]


def shown_of(description: Description, *, language: str) -> str:
    """What a page that shows the criteria sends back: a digest of them. One query."""
    return hashlib.sha256(repr(_standing(description, language=language)).encode()).hexdigest()


def stands_as(description: Description, shown: str, wanted: Sequence[Wanted], *, language: str) -> bool:
    """Whether the criteria are still those the page showed, or already those that are wanted. Two queries."""
    return shown == shown_of(description, language=language) or list(wanted) == _standing(
        description, language=language
    )


def changed_meanwhile(description: Description) -> Problem:
    """What to say where somebody else settled them after the page was opened. One query."""
    names = listed(str(row) for row in description.criteria.order_by("order", "pk"))
    return Problem(
        "",
        _("Somebody settled the criteria after you opened the page. They are now: %(names)s.")
        % {"names": names or "–"},
        _("What you typed stands below. Keep it once more, and yours counts."),
    )


def _usual() -> dict[str, str]:
    return {
        "1": _("No example, or one that speaks against it."),
        "3": _("One clear example from work, study or volunteering."),
        "5": _("Several examples, with results that others would confirm."),
    }
