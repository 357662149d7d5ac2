"""The page of criteria: what was typed, what stands, and a beginning made from the post's competencies."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from minga.assignments.actions.criteria import ANCHORED, LONGEST_ANCHOR, LONGEST_NAME, Wanted
from minga.assignments.models import Description
from minga.assignments.wording import COMPETENCIES, USUAL_ANCHORS
from minga.core.errors import Incomplete, Problem
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
    written_in: str = ""
    """A sentence where the words are in another language than the reader's."""

    def values(self) -> dict[str, Any]:
        """Its values as the form names them."""
        mine = {"ref": self.ref, "name": self.name, "weight": self.weight}
        anchors = {f"anchor-{self.number}-{mark}": self.anchors.get(mark, "") for mark in ANCHORED}
        return {f"{name}-{self.number}": value for name, value in mine.items()} | anchors


class CriteriaForm(forms.Form):
    """The rows as fields, so that each problem stands beside its own; what is right is for the action to say."""

    def __init__(self, rows: Sequence[Filled], *, problems: Sequence[Problem] = ()) -> None:
        values = {name: value for row in rows for name, value in row.values().items()}
        super().__init__(values if problems else None, initial=values, auto_id="%s")
        self._rows = rows
        for row in rows:
            self._add(row.number)
        if problems:
            Incomplete("", problems=problems).show_in(self)

    def _add(self, number: int) -> None:
        self.fields[f"ref-{number}"] = forms.CharField(required=False, widget=forms.HiddenInput)
        self.fields[f"name-{number}"] = forms.CharField(
            label=pgettext("criterion", "Name"), widget=forms.TextInput(attrs={"maxlength": LONGEST_NAME})
        )
        self.fields[f"weight-{number}"] = forms.CharField(
            label=_("Weight, 1 to 5"), widget=forms.NumberInput(attrs={"min": "1", "max": "5"})
        )
        for mark in ANCHORED:
            self.fields[f"anchor-{number}-{mark}"] = forms.CharField(
                label=_("What a %(mark)s shows") % {"mark": mark},
                widget=forms.Textarea(attrs={"rows": 2, "maxlength": LONGEST_ANCHOR}),
            )
        for name in (f"name-{number}", f"weight-{number}", *(f"anchor-{number}-{mark}" for mark in ANCHORED)):
            self.fields[name].required = False  # a row whose fields are all empty is dropped

    @property
    def criteria(self) -> list[tuple[int, BoundField, BoundField, BoundField, list[BoundField], str]]:
        """(number, ref, name, weight, anchors, the language if it is another) of each row."""
        return [
            (
                row.number,
                self[f"ref-{row.number}"],
                self[f"name-{row.number}"],
                self[f"weight-{row.number}"],
                [self[f"anchor-{row.number}-{mark}"] for mark in ANCHORED],
                row.written_in,
            )
            for row in self._rows
        ]


def read_criteria(sent: Any) -> list[Wanted]:
    """The rows that were filled; one whose name and anchors are all empty is left out (and so dropped)."""
    found = []
    for number in range(1, MOST_ROWS + 1):
        name = str(sent.get(f"name-{number}", "")).strip()
        anchors = {mark: str(sent.get(f"anchor-{number}-{mark}", "")).strip() for mark in ANCHORED}
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
                f"{row.written_in} {_('Write it in your language, and both are kept.')}" if row.written_in else "",
            )
            for at, row in enumerate(description.criteria.all(), start=1)
        ]
    if not rows:
        names = [str(COMPETENCIES[code]) for code in description.competencies if code in COMPETENCIES][:5]
        rows = [
            Filled(at, name=name, anchors={mark: str(words) for mark, words in USUAL_ANCHORS.items()})
            for at, name in enumerate(names or ["", ""], start=1)
        ]
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
