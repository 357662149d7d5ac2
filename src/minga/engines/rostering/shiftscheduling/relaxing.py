"""A bound for horizons of any length: everybody's best days, with prices instead of limits that look at all days.

Minutes, weekends and the most shifts of each type become prices of an employee, cover becomes prices of days and types
(Lagrange): what is left of one employee is a path through days in a row, so that a year takes thousandths of a second.
The prices are moved along the mean of subgradients (Camerini, Fratta and Maffioli, 1975). They also guide the search
for plans.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numba import njit

from minga.engines.rostering.shiftscheduling.book import BANNED, SATURDAY, SUNDAY

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import ThreadPoolExecutor

    from numpy.typing import NDArray

    from minga.engines.rostering.shiftscheduling.book import Book

TOO_MUCH = 1e12
KEPT = 0.8  # of the direction before, in each direction
FIRST, LAST = 0.3, 0.003  # steps, as shares of what leads to the aim
NEAR = 0.01  # of the bound: in the end the aim lies so much above it


class Charges(NamedTuple):
    """Prices: of cover [d, s], of types [e, s], of a unit of minutes and of a weekend [e]."""

    cover: NDArray[np.float64]
    types: NDArray[np.float64]
    pace: NDArray[np.float64]  # below 0 where the least minutes press, above 0 where the most do
    weeks: NDArray[np.float64]


class Counts(NamedTuple):
    """What everybody's best days have: heads [d, s], shifts by type [e, s], units and weekends [e]."""

    cover: NDArray[np.float64]
    types: NDArray[np.float64]
    pace: NDArray[np.float64]
    weeks: NDArray[np.float64]


@njit(cache=True, nogil=True)
def _values(
    moves: Any, types: Any, leads: Any, weekday: Any, price: Any, week: Any, run: Any, value: Any, choice: Any
) -> None:
    """The least cost of the days from d on after each state r into value[d, r], the type worked into choice[d, r]."""
    rest, groups, run_low = run
    days, number, off = len(price), len(moves), leads.shape[1] - 1
    value[days, :number] = 0.0
    for d in range(days - 1, -1, -1):
        for r in range(number):
            behind = (r - rest) // groups + 1 if r >= rest else 0
            best, chosen = TOO_MUCH, -1
            if behind <= d:
                if r < rest or behind >= run_low or behind == d:
                    best = value[d + 1, leads[r, off]]
                extra = week if weekday[d] == SATURDAY or (weekday[d] == SUNDAY and r < rest) else 0.0
                for j in range(moves[r]):
                    cost = price[d, types[r, j]] + extra + value[d + 1, leads[r, j]]
                    if cost < best:
                        best, chosen = cost, types[r, j]
            value[d, r], choice[d, r] = best, chosen


@njit(cache=True, nogil=True)
def path(book: Any, e: Any, price: Any, week: Any, value: Any, choice: Any, row: Any) -> Any:
    """The best days of e at prices [d, s] that hold everything, and of a weekend, into `row`. Gives their cost.

    `value` [d, r] and `choice` [d, r] are working memory.
    """
    number, rest, groups = book.number[e], book.rest[e], book.groups[e]
    charge = week if book.count_weeks[e] else 0.0
    run = (rest, groups, book.run_low[e])
    moves, types, leads = book.moves[e, :number], book.types[e], book.leads[e]
    _values(moves, types, leads, book.weekday, price, charge, run, value, choice)
    r, group = rest - 1, book.group[e]
    for d in range(len(price)):
        s = choice[d, r]
        row[d] = s
        behind = (r - rest) // groups + 1 if r >= rest else 0
        r = rest + behind * groups + group[s] if s >= 0 else (min(r + 1, rest - 1) if r < rest else 0)
    return value[0, rest - 1]


@njit(cache=True, nogil=True)
def paths(
    book: Any, people: Any, cover: Any, types: Any, pace: Any, weeks: Any, rows: Any, least: Any, used: Any
) -> None:
    """The best days of each of `people` into `rows`, their cost without what limits give back into `least`, and into
    used[e, s] the shifts by type, then units and weekends.
    """
    days, number = cover.shape
    most = 0
    for e in people:
        most = max(most, book.number[e])
    price = np.zeros((days, number))
    value, choice = np.zeros((days + 1, most)), np.full((days, most), -1, np.int16)
    for e in people:
        for d in range(days):
            for k in range(book.kind_count[e]):
                s = book.kinds[e, k]
                own = book.own[e, d, s]
                fixed = types[e, s] + pace[e] * book.length[e, s]
                price[d, s] = TOO_MUCH if own >= BANNED else own + fixed - cover[d, s]
        least[e] = path(book, e, price, weeks[e], value, choice, rows[e])
        used[e] = 0.0
        for d in range(days):
            s = rows[e, d]
            if s >= 0:
                used[e, s] += 1
                used[e, number] += book.length[e, s]
                again = book.weekday[d] == SUNDAY and d > 0 and rows[e, d - 1] >= 0
                if book.weekday[d] == SATURDAY or (book.weekday[d] == SUNDAY and not again):
                    used[e, number + 1] += 1


class Relaxed:
    """The best bound so far and the charges that gave it."""

    def __init__(self, book: Book, pool: ThreadPoolExecutor | None = None, threads: int = 1) -> None:
        """With a pool, employees are shared out to so many threads."""
        people = len(book.rest)
        self.book = book
        self._pool, self._parts = pool, [np.arange(thread, people, threads) for thread in range(threads)]
        self._most, self._least = (book.units - 1).astype(np.float64), book.least.astype(np.float64)
        self._weeks = np.where(book.count_weeks, book.weeks - 1, 0).astype(np.float64)
        self._unit = np.maximum(1.0, book.length.max(1))
        self.charges = Charges(
            np.clip(np.zeros(book.need.shape), -book.over, book.under),
            np.zeros(book.limit.shape),
            np.zeros(people),
            np.zeros(people),
        )
        self.rows = np.full((people, len(book.need)), -1, np.int16)
        self.bound = -np.inf

    def _answer(self, charges: Charges) -> tuple[float, Counts]:
        """The bound at these charges, and what the best days have."""
        book, (people, types) = self.book, self.book.limit.shape
        least, used = np.zeros(people), np.zeros((people, types + 2))
        shares = [(book, part, *charges, self.rows, least, used) for part in self._parts]
        if self._pool is None:
            for share in shares:
                paths(*share)
        else:
            for job in [self._pool.submit(paths, *share) for share in shares]:
                job.result()
        heads = np.zeros(book.need.shape)
        who, days = np.nonzero(self.rows >= 0)
        np.add.at(heads, (days, self.rows[who, days]), 1.0)
        given = (charges.types * book.limit).sum() + (charges.weeks * self._weeks).sum()
        given += np.where(charges.pace > 0, charges.pace * self._most, charges.pace * self._least).sum()
        bound = float((charges.cover * book.need).sum() + least.sum() - given) + float(book.constant.sum())
        return bound, Counts(heads, used[:, :types], used[:, types], used[:, types + 1])

    def _slopes(self, now: Charges, counts: Counts) -> Counts:
        """Which way each charge would have to go: what counts miss of the limits. Minutes in the longest shift."""
        book = self.book
        high = (now.pace > 0) | ((now.pace == 0) & (counts.pace > self._most))
        pace = counts.pace - np.where(high, self._most, self._least)
        idle = (book.units <= 1) | ((now.pace == 0) & ~high & (counts.pace >= self._least))
        cover = book.need - counts.cover
        blocked = ((now.cover >= book.under) & (cover > 0)) | ((now.cover <= -book.over) & (cover < 0))
        types, weeks = counts.types - book.limit, np.where(book.count_weeks, counts.weeks - self._weeks, 0.0)
        return Counts(
            np.where(blocked, 0.0, cover),
            np.where((now.types <= 0) & (types < 0), 0.0, types),
            np.where(idle, 0.0, pace / self._unit),
            np.where((now.weeks <= 0) & (weeks < 0), 0.0, weeks),
        )

    def _moved(self, now: Charges, way: Counts, step: float) -> Charges:
        book = self.book
        pace = now.pace + step * way.pace / self._unit
        return Charges(
            np.clip(now.cover + step * way.cover, -book.over, book.under),
            np.maximum(0.0, now.types + step * way.types),
            np.where(pace * now.pace < 0, 0.0, pace),
            np.maximum(0.0, now.weeks + step * way.weeks),
        )

    def climb(self, done: Callable[[], float], ceiling: float) -> float:
        """Raise the bound. `done`: which share of the time is over, from 0 to 1; `ceiling`: the cost of a plan."""
        now = self.charges
        self.bound, counts = self._answer(now)
        bound, way = self.bound, self._slopes(now, counts)
        while (share := done()) < 1 and self.bound < ceiling:
            size = sum(float((part * part).sum()) for part in way)
            if size <= 0:
                break
            far = ceiling - bound
            aim = (1 - share) * far + share * min(far, NEAR * abs(bound) + 1)
            now = self._moved(now, way, FIRST * (LAST / FIRST) ** share * aim / size)
            bound, counts = self._answer(now)
            if bound > self.bound:
                self.bound, self.charges = bound, now
            slopes = self._slopes(now, counts)
            way = Counts(*(KEPT * old + (1 - KEPT) * new for old, new in zip(way, slopes, strict=True)))
        return self.bound
