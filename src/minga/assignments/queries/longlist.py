"""The longlist of a description: everyone in order, who is not eligible and why, from parts stored as people applied.

Weights may change at any time: the order is made anew from the stored parts at each look, 5,000 rows in some 100 ms.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import numpy as np
from django.db.models import BooleanField, Case, QuerySet, TextField, Value, When
from django.db.models.functions import Cast

from minga.assignments.evidence import PART_NAMES, RULE_NAMES, Part, lines_of, skill_names
from minga.assignments.matching import weights_of
from minga.assignments.models import Application, Description
from minga.assignments.models.application import SCORE_PARTS
from minga.engines.matching import Weights, score_matrix

UNRATED = 5_000
GONE = ("draft", "withdrawn")
SHOWS: dict[str, tuple[str, ...]] = {
    "open": ("submitted", "longlisted"),
    "shortlisted": ("shortlisted",),
    "further": ("with_host", "assessed", "not_assessed", "selected", "reserve", "offered", "accepted", "declined",
                "lapsed"),
    "out": ("not_selected",),
}  # fmt: skip
BROKEN_RULE = '"ok": false'


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the order; `total` and `parts` in hundredths of a point, the parts in the order of SCORE_PARTS."""

    pk: int
    rank: int
    state: str
    number: int
    total: int
    parts: tuple[int, ...]


@dataclass(frozen=True)
class Board:
    """The whole longlist: the eligible in order, the others, and the numbers that stand above it."""

    places: list[Place]
    refused: list[int]
    reasons: list[tuple[str, int]]
    weights: Weights
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def applied(self) -> int:
        return len(self.places) + len(self.refused)

    def showing(self, show: str, *, at_least: int = 0, number: int | None = None) -> list[Place]:
        """The places that a look at the page shows: by stage, by least score (0 to 100), or one candidate."""
        states = SHOWS.get(show)
        return [
            place
            for place in self.places
            if (states is None or place.state in states)
            and place.total >= at_least * 100
            and (number is None or place.number == number)
        ]


@dataclass(frozen=True)
class Row:
    """One candidate as the longlist shows them: no name, no age, no nationality."""

    application: Application
    rank: int | None
    total: Decimal
    parts: tuple[Part, ...]
    broken: tuple[str, ...] = ()

    @property
    def initial(self) -> str:
        return self.application.account.initial

    def part(self, name: str) -> Decimal:
        """The points of one part."""
        return next(part.points for part in self.parts if part.name == name)


def applicants_of(description: Description) -> QuerySet[Application]:
    """Everyone who applied and has not withdrawn. One query when read."""
    return description.applications.exclude(state__in=GONE)


def board_of(description: Description) -> Board:
    """The longlist in order. One query, and one more where somebody is not eligible."""
    rows = list(
        applicants_of(description)
        .annotate(conditions_text=Cast("conditions", TextField()))
        .annotate(
            is_refused=Case(
                When(conditions_text__contains=BROKEN_RULE, then=Value(True)),
                default=Value(False),
                output_field=BooleanField(),
            )
        )
        .order_by("pk")
        .values_list(
            "pk", "state", "candidate_number", "is_refused", "tie_breaker", *(f"{p}_score" for p in SCORE_PARTS)
        )
    )
    weights = weights_of(description.weights)
    eligible = [row for row in rows if not row[3]]
    refused = [row[0] for row in rows if row[3]]
    counts = Counter(row[1] for row in eligible)
    return Board(
        places=_in_order(eligible, weights),
        refused=refused,
        reasons=_reasons(description) if refused else [],
        weights=weights,
        counts={
            "all": len(eligible),
            **{name: sum(counts[state] for state in states) for name, states in SHOWS.items()},
            "refused": len(refused),
        },
    )


def _in_order(rows: Sequence[Any], weights: Weights) -> list[Place]:
    if not rows:
        return []
    matrix = np.array([[*map(_hundredths, row[5:9]), _motivation(row[9])] for row in rows], dtype=np.int64)
    keys = np.array([int(row[4] or 0) for row in rows], dtype=np.int64)
    ranking = score_matrix(matrix, weights, keys=keys)
    totals, parts = ranking.totals.tolist(), matrix.tolist()
    return [
        Place(rows[at][0], rank, rows[at][1], rows[at][2] or 0, totals[at], tuple(parts[at]))
        for rank, at in enumerate(ranking.order.tolist(), start=1)
    ]


def _hundredths(points: Decimal | None) -> int:
    return 0 if points is None else int(points * 100)


def _motivation(points: Decimal | None) -> int:
    return UNRATED if points is None else int(points * 100)


def _reasons(description: Description) -> list[tuple[str, int]]:
    """Each person once, under the first rule broken, the commonest reason first."""
    found = applicants_of(description).annotate(conditions_text=Cast("conditions", TextField()))
    counts: Counter[str] = Counter()
    for conditions in found.filter(conditions_text__contains=BROKEN_RULE).values_list("conditions", flat=True):
        first: dict[str, Any] = next((row for row in conditions if not row.get("ok", True)), {})
        counts[str(RULE_NAMES.get(str(first.get("rule")), first.get("rule", "")))] += 1
    return counts.most_common()


def rows_of(places: Sequence[Place]) -> list[Row]:
    """The candidates of a page, in its order. Two queries."""
    found = _by_pk(place.pk for place in places)
    skills = skill_names(found.values())
    return [
        Row(
            application=found[place.pk],
            rank=place.rank,
            total=Decimal(place.total) / 100,
            parts=_parts(found[place.pk], place.parts, skills),
        )
        for place in places
        if place.pk in found
    ]


def refused_rows(keys: Sequence[int]) -> list[Row]:
    """Those who are not eligible, each with the rules that stand against them. Two queries."""
    found = _by_pk(keys)
    skills = skill_names(found.values())
    rows = []
    for pk in keys:
        application = found[pk]
        points = [_hundredths(getattr(application, f"{name}_score")) for name in SCORE_PARTS]
        rows.append(
            Row(
                application=application,
                rank=None,
                total=Decimal(0),
                parts=_parts(application, points, skills),
                broken=tuple(str(row.get("asks") or "") for row in application.conditions if not row.get("ok", True)),
            )
        )
    return rows


def _by_pk(keys: Iterable[int]) -> dict[int, Application]:
    rows = Application.objects.filter(pk__in=list(keys)).select_related("account")
    return {row.pk: row for row in rows}


def _parts(application: Application, points: Sequence[int], skills: Mapping[str, str]) -> tuple[Part, ...]:
    return tuple(
        Part(name, PART_NAMES[name], Decimal(value) / 100, lines_of(application, name, skills=skills))
        for name, value in zip(SCORE_PARTS, points, strict=True)
    )


def row_of(application: Application) -> Row:
    """One candidate with place and parts, for their own page. Three queries, or four."""
    board = board_of(application.description)
    place = next((place for place in board.places if place.pk == application.pk), None)
    rows = rows_of([place]) if place else refused_rows([application.pk])
    return rows[0]


def passed_over(board: Board, chosen: Iterable[int]) -> list[Place]:
    """Who stands before the last of the chosen, still waits on the longlist, and is not among them. No query."""
    wanted = set(chosen)
    last = max((place.rank for place in board.places if place.pk in wanted), default=0)
    return [
        place for place in board.places if place.rank < last and place.pk not in wanted and place.state in SHOWS["open"]
    ]
