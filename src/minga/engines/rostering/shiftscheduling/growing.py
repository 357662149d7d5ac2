"""A plan of a long horizon from its beginning: some weeks at a time, each with its share of every limit.

Weeks planned in the midst of a plan can only have the minutes and weekends that the other weeks leave. Here the weeks
still to come hold their share instead (a rolling horizon), so that none is short of what another has no use for.
"""

from __future__ import annotations

from dataclasses import replace
from math import ceil
from typing import TYPE_CHECKING

import numpy as np

from minga.engines.rostering.shiftscheduling.book import book_of, plan_of, rows_of, scale_of
from minga.engines.rostering.shiftscheduling.counted import LABELS, best_days
from minga.engines.rostering.shiftscheduling.master import desks, load
from minga.engines.rostering.shiftscheduling.merging import lawful
from minga.engines.rostering.shiftscheduling.patterns import HARDLY, NEVER
from minga.engines.rostering.shiftscheduling.problem import FREE
from minga.engines.rostering.shiftscheduling.starting import window_of, worth

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from minga.engines.rostering.shiftscheduling.book import Book
    from minga.engines.rostering.shiftscheduling.problem import Employee, Problem
    from minga.engines.rostering.shiftscheduling.relaxing import Charges
    from minga.engines.rostering.shiftscheduling.search import Search


MOST_WEEKS = 12  # planned at once at most; a third of them stay, or half
FEW_WEEKS = 5, 2  # planned at once, of which so many stay, as a third way


def beginning(problem: Problem, end: int) -> Problem:
    """The days before `end` as a problem of their own, with their share of each limit; those of the end are exact."""
    if end == problem.days:
        return problem
    longest = max(kind.minutes for kind in problem.shifts)
    share = end / problem.days
    weekends = len(replace(problem, days=end).weekends) / max(1, len(problem.weekends))

    def limits(person: Employee) -> Employee:
        most = {name: ceil(number * share) if number < problem.days else number for name, number in person.most.items()}
        return replace(
            person,
            most=most,
            most_minutes=ceil(person.most_minutes * share + longest * (1 - share)),
            least_minutes=max(0, int(person.least_minutes * share) - longest),
            most_weekends=min(person.most_weekends, ceil(person.most_weekends * weekends)),
        )

    def before(rows: dict[tuple[int, int, int], int]) -> dict[tuple[int, int, int], int]:
        return {key: weight for key, weight in rows.items() if key[1] < end}

    return replace(
        problem,
        days=end,
        staff=[limits(person) for person in problem.staff],
        days_off={(e, day) for e, day in problem.days_off if day < end},
        wished=before(problem.wished),
        unwished=before(problem.unwished),
        cover={key: row for key, row in problem.cover.items() if key[0] < end},
    )


def grow(search: Search, guide: Charges, seconds: float) -> None:
    """Offer plans made from the beginning on; as many ways of making one as there is time for, at least one."""
    until = search.spent + seconds
    longest = min(window_of(search.book), search.problem.days) // 7
    most = min(MOST_WEEKS, longest)
    for weeks, kept in dict.fromkeys([(most, most // 3), (most, most // 2), FEW_WEEKS]):
        if weeks <= longest and not search.over:
            rows = grown(search, guide, 7 * max(1, kept), 7 * weeks)
            if all(lawful(search.book, e, row) for e, row in enumerate(rows)):
                search.offer(plan_of(rows), "from the start")
        if search.spent > until:
            break


def grown(search: Search, guide: Charges, step: int, length: int) -> NDArray[np.int16]:
    """A plan [e, d]: `length` days are planned at once, of which the first `step` stay.

    Who has no days left within the shares keeps those of the best plan so far, from the first to the last.
    """
    days, best = search.problem.days, rows_of(search.plan)
    rows, going = best[:, :0], np.ones(len(best), np.bool_)
    for begin in range(0, max(1, days - length + step), step):
        if search.over:
            return best
        end = min(days, begin + length)
        rows = np.concatenate([rows[:, :begin], np.full((len(rows), end - begin), FREE, np.int16)], 1)
        _plan_one_by_one(book_of(beginning(search.problem, end)), rows, (begin, end), guide, going)
        rows[~going] = best[~going, :end]
    return rows


def _plan_one_by_one(
    book: Book, rows: NDArray[np.int16], span: tuple[int, int], guide: Charges, going: NDArray[np.bool_]
) -> None:
    """Everybody's best days of the span into `rows` [e, d]; who has none is `going` no more. Before the end of the
    horizon the least minutes may then be missed.
    """
    scale, end = scale_of(book), span[1]
    (desk,) = desks(book, 1, window_of(book))
    near = guide._replace(cover=guide.cover[:end])
    tolls = np.round(guide.types * scale).astype(np.float32)
    for e in np.flatnonzero(going):
        shared = worth(book, rows, int(e), near)
        load(book, e, np.round(shared * scale).astype(np.float32), scale, desk.price)
        for least in (book.least[e], 0):
            book.least[e] = least
            cost = best_days(book, e, desk.price, *span, rows[e], LABELS, NEVER, tolls.copy(), desk)[1]
            going[e] = cost < HARDLY
            if going[e] or end == len(guide.cover):
                break
