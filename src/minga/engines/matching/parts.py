"""The five parts of a score, for many candidates at once, each with the rows of evidence that it adds up from.

This module sees `ScoringView`, never `Candidate`: who a person is cannot reach a score from here.

A part is a list of rows. A row gives `counted / full` of its importance, never more than all of it; the fraction is
rounded down to a millionth, the part half up to a hundredth of a point. All arithmetic is in whole numbers, so the same
input gives the same score on every machine.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from minga.engines.matching.candidates import ScoringView
from minga.engines.matching.posts import Post
from minga.engines.matching.ranking import IntArray
from minga.engines.matching.tags import tag_meets
from minga.engines.matching.vocabulary import FULL_POINTS, PARTS, Cefr, EvidenceCode, Part, Value

MILLION = 1_000_000
NOT_STATED = -1
LATE_DAYS = 90
"""A start this many days after the window earns nothing; sooner ones in proportion."""
UNRATED_POINTS = FULL_POINTS // 2
"""A motivation that no officer has rated counts as the middle, so that a rating can raise as well as lower."""
EXPERIENCE_IMPORTANCE = {
    EvidenceCode.TOTAL_EXPERIENCE: 2,
    EvidenceCode.EXPERIENCE_IN_AREAS: 2,
    EvidenceCode.AREAS_NAMED: 1,
}

Views = Sequence[ScoringView]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing a part came from. `points` in hundredths of a point; the rows of a part add up to it exactly."""

    code: EvidenceCode
    item: str
    required: Value
    actual: Value
    points: int


@dataclass(frozen=True, slots=True)
class Row:
    """One thing asked, and per candidate what counts towards it (0..full) and what is shown (NOT_STATED: nothing)."""

    code: EvidenceCode
    item: str
    importance: int
    full: int
    required: Value
    counted: IntArray
    actual: IntArray
    shown: Callable[[int], Value] = int


@dataclass(frozen=True, slots=True)
class PartTable:
    """One part for n candidates: its rows and `points` of shape (n,), hundredths of a point."""

    part: Part
    rows: tuple[Row, ...]
    points: IntArray

    def evidence(self, index: int) -> tuple[Evidence, ...]:
        """What the points of candidate number `index` came from. Rounding is carried from row to row."""
        if not self.rows:
            return (Evidence(EvidenceCode.NOTHING_ASKED, "", None, None, FULL_POINTS),)
        whole = sum(row.importance for row in self.rows) * MILLION
        found, earned, credited = [], 0, 0
        for row in self.rows:
            earned += row.importance * _millionths(row=row, counted=int(row.counted[index]))
            points = _half_up(part_of=earned, whole=whole)
            actual = int(row.actual[index])
            shown = None if actual == NOT_STATED else row.shown(actual)
            found.append(Evidence(row.code, row.item, row.required, shown, points - credited))
            credited = points
        return tuple(found)


def score_tables(*, post: Post, views: Views) -> tuple[PartTable, ...]:
    """The five parts in the order of PARTS. A part of which the post asks nothing is full for everyone."""
    rows = {
        Part.SKILLS: _skill_rows(post, views),
        Part.LANGUAGES: _language_rows(post, views),
        Part.EXPERIENCE: _experience_rows(post, views),
        Part.AVAILABILITY: _availability_rows(post, views),
        Part.MOTIVATION: [_motivation_row(views)],
    }
    return tuple(
        PartTable(part=part, rows=tuple(rows[part]), points=_points(rows=rows[part], count=len(views)))
        for part in PARTS
    )


def parts_of(*, post: Post, views: Views) -> IntArray:
    """The matrix of parts, shape (n, 5), hundredths of a point: what is stored with an application as it arrives."""
    return np.column_stack([table.points for table in score_tables(post=post, views=views)])


def _millionths(*, row: Row, counted: int) -> int:
    return MILLION * min(max(counted, 0), row.full) // row.full


def _half_up(*, part_of: int, whole: int) -> int:
    return (2 * FULL_POINTS * part_of + whole) // (2 * whole)


def _points(*, rows: Sequence[Row], count: int) -> IntArray:
    if not rows:
        return np.full(count, FULL_POINTS, dtype=np.int64)
    earned = np.zeros(count, dtype=np.int64)
    for row in rows:
        earned += row.importance * (MILLION * np.clip(row.counted, 0, row.full) // row.full)
    whole = sum(row.importance for row in rows) * MILLION
    points: IntArray = (2 * FULL_POINTS * earned + whole) // (2 * whole)
    return points


def _column(numbers: Sequence[int]) -> IntArray:
    return np.array(numbers, dtype=np.int64)


def _skill_rows(post: Post, views: Views) -> list[Row]:
    """Holding a skill without a level counts as level 1 where the post asks for a level."""
    rows = []
    for wanted in post.skills:
        held = _column([view.skills.get(wanted.id, NOT_STATED) for view in views])
        full = wanted.level or 1
        counted = np.where(held == NOT_STATED, 0, np.maximum(held, 1))
        rows.append(
            Row(EvidenceCode.SKILL, wanted.id, wanted.importance, full, wanted.level, counted=counted, actual=held)
        )
    return rows


def _language_rows(post: Post, views: Views) -> list[Row]:
    """CEFR levels count as steps 1 to 6 up to the desired level; the best of several fitting languages counts."""
    ranges = [wanted.tag for wanted in post.languages]
    fitting: dict[str, tuple[int, ...]] = {}
    best = np.zeros((len(views), len(ranges)), dtype=np.int64)
    for index, view in enumerate(views):
        for tag, level in view.languages.items():
            columns = fitting.get(tag)
            if columns is None:
                columns = tuple(column for column, asked in enumerate(ranges) if tag_meets(tag=tag, wanted=asked))
                fitting[tag] = columns
            for column in columns:
                best[index, column] = max(best[index, column], level)
    rows = []
    for column, wanted in enumerate(post.languages):
        desired = max(wanted.level, wanted.desired or wanted.level)
        held = best[:, column]
        rows.append(
            Row(
                EvidenceCode.LANGUAGE,
                wanted.tag,
                wanted.importance,
                int(desired),
                desired.name,
                counted=held,
                actual=np.where(held == 0, NOT_STATED, held),
                shown=lambda level: Cefr(level).name,
            )
        )
    return rows


def _experience_rows(post: Post, views: Views) -> list[Row]:
    """Months beyond what the post wants earn nothing: a long life must not enter by this door."""
    rows = []
    areas, wanted_months = post.areas, post.wanted_experience_months
    months = _column([view.experience_months for view in views])

    def add(code: EvidenceCode, full: int, found: IntArray) -> None:
        rows.append(Row(code, "", EXPERIENCE_IMPORTANCE[code], full, full, counted=found, actual=found))

    if wanted_months:
        add(EvidenceCode.TOTAL_EXPERIENCE, wanted_months, months)
    if wanted_months and areas:
        in_areas = _column([sum(view.experience_months_by_area.get(area, 0) for area in areas) for view in views])
        add(EvidenceCode.EXPERIENCE_IN_AREAS, wanted_months, np.minimum(in_areas, months))
    if areas:
        named = [
            sum(area in view.areas or view.experience_months_by_area.get(area, 0) > 0 for area in areas)
            for view in views
        ]
        add(EvidenceCode.AREAS_NAMED, len(areas), _column(named))
    return rows


def _availability_rows(post: Post, views: Views) -> list[Row]:
    """Start within the window, length of service that the person can stay, weekly hours where the post asks them."""
    first, last = post.start.toordinal(), post.last_start.toordinal()
    length = post.duration.after(post.start).toordinal() - first
    begins = np.maximum(_column([(view.available_from or date.min).toordinal() for view in views]), first)
    ends = _column([(view.available_until or date.max).toordinal() for view in views])
    stays = np.clip(ends - begins + 1, 0, length)
    in_time = np.where(stays > 0, LATE_DAYS - np.maximum(begins - last, 0), 0)
    rows = [
        Row(EvidenceCode.START, "", 1, LATE_DAYS, post.last_start, in_time, actual=begins, shown=date.fromordinal),
        Row(EvidenceCode.LENGTH, "", 1, length, length, counted=stays, actual=stays),
    ]
    if post.weekly_hours:
        hours = _column([NOT_STATED if view.weekly_hours is None else view.weekly_hours for view in views])
        rows.append(
            Row(EvidenceCode.WEEKLY_HOURS, "", 1, post.weekly_hours, post.weekly_hours, counted=hours, actual=hours)
        )
    return rows


def _motivation_row(views: Views) -> Row:
    rated = _column([NOT_STATED if view.motivation is None else view.motivation for view in views])
    counted = np.where(rated == NOT_STATED, UNRATED_POINTS, rated)
    return Row(EvidenceCode.MOTIVATION, "", 1, FULL_POINTS, FULL_POINTS, counted=counted, actual=rated)
