"""Plans from the linear master: hold the strongest columns, take up new ones for the rest, until everybody has one.

Restricted by columns and priced again at every step (Joncour et al., Column generation based primal heuristics, 2010).
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from minga.engines.rostering.shiftscheduling.book import own_cost, part_of
from minga.engines.rostering.shiftscheduling.master import Master
from minga.engines.rostering.shiftscheduling.search import LITTLE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from minga.engines.rostering.shiftscheduling.book import Book
    from minga.engines.rostering.shiftscheduling.counted import Desk
    from minga.engines.rostering.shiftscheduling.search import Search

WHOLE = 0.99
STRONG = 0.6
SHARE = 0.1  # of those who are free, held at each step at most, when they are strong
FEW = 25  # one of so many is held at each step, however strong
NEAR = 0.5  # between the value of the columns at hand and the bound, at each step, at least this is enough
NEAR_SHARE = 0.01  # of what cost and bound differ by, is enough too
ROUNDS = 30  # of the master after each step
SHAKEN = 0.2
COLUMNS = 30  # of each employee, taken over into a smaller master
IN_TIME = 0.8  # of the time that is left for a dive, in which all are to be held at the pace so far
STEP_SHARE = 0.3  # of it, at most, for one step
SMALLER = 0.6  # of the employees of a master still free: a new one is made for these


@dataclass
class Tools:
    """What a thread works with."""

    search: Search
    chance: np.random.Generator
    desks: list[Desk]
    pool: ThreadPoolExecutor | None = None
    until: float = np.inf  # seconds from the beginning of the search

    def stop(self) -> bool:
        """Is the time up for this dive."""
        return self.search.over or self.search.spent > self.until

    def most(self) -> float:
        """Seconds until the dive or the search ends."""
        return min(self.search.left, self.until - self.search.spent)

    def left(self) -> float:
        """Seconds that one linear programme may take."""
        return min(60.0, self.most())


@dataclass
class Case:
    """Some employees free, the others held as in `rows`, which cost `held` by themselves."""

    book: Book
    people: NDArray[np.int64]
    rows: NDArray[np.int16]
    master: Master
    held: int
    span: tuple[int, int]
    goal: float  # cost of a whole plan that is wanted at most


def case_of(
    book: Book,
    people: NDArray[np.int64],
    rows: NDArray[np.int16],
    columns: list[list[NDArray[np.int16]]],
    tools: Tools,
    *,
    span: tuple[int, int],
    goal: float,
    prices: NDArray[np.float64] | None = None,
    tolls: NDArray[np.float32] | None = None,
) -> Case:
    """The master of `people` on the days of `span`, with these columns of each, all else as in rows [e, d]."""
    part = part_of(book, people, rows, span)
    master = Master(part, rows[people], tools.search.scale, tools.desks, tools.pool, span)
    for at, mine in enumerate(columns):
        for row in mine:
            master.add(at, row)
    if tolls is not None:
        master.tolls[:] = tolls
    master.centre = prices
    free = set(people.tolist())
    held = sum(own_cost(book, e, row) for e, row in enumerate(rows) if e not in free)
    return Case(book, people, rows.copy(), master, held, span, goal)


def _smaller(case: Case, tools: Tools) -> Case:
    """The same case without those whose columns are held."""
    master = case.master
    for at, number in master.fixed.items():
        case.rows[case.people[at]] = master.columns[number][1]
    free = [at for at in range(len(case.people)) if at not in master.fixed]
    best = master.cheapest(COLUMNS)
    prices, tolls = master.centre, master.tolls[free]
    columns = [best[at] for at in free]
    return case_of(
        case.book,
        case.people[free],
        case.rows,
        columns,
        tools,
        span=case.span,
        goal=case.goal,
        prices=prices,
        tolls=tolls,
    )


def _hold(master: Master, chance: np.random.Generator | None, at_least: int = 1) -> None:
    """Hold the strongest column and those that are nearly as good as whole, `at_least` so many."""
    best: dict[int, tuple[float, int]] = {}
    for number, weight in enumerate(master.mix):
        e = master.columns[number][0]
        if e not in master.fixed:
            shaken = weight + SHAKEN * chance.random() if chance is not None and weight > 0.01 else weight
            best[e] = max(best.get(e, (-1.0, -1)), (shaken, number))
    order = sorted(best, key=lambda e: -best[e][0])
    most = max(1, round(SHARE * len(order)))
    few = max(at_least, len(order) // FEW)
    held = [e for at, e in enumerate(order) if best[e][0] >= WHOLE or at < few or (at < most and best[e][0] >= STRONG)]
    master.fix(master.fixed | {e: best[e][1] for e in held})


class Pace:
    """How fast a dive must go to have a whole plan when its time is up: a dive that does not end gives nothing."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._began = tools.search.spent
        self._steps = 0
        self._until = np.inf

    def step(self, free: int) -> int:
        """Begin a step while so many employees are free: how many it has to hold at least."""
        now = self._tools.search.spent
        left = max(0.0, self._tools.most())
        self._until = now + STEP_SHARE * left
        taken = (now - self._began) / self._steps if self._steps else 0.0
        self._steps += 1
        if taken <= 0.0:
            return 1
        return min(free, max(1, int(np.ceil(free * taken / max(LITTLE, IN_TIME * left)))))

    def stop(self) -> bool:
        """Is the time of the step up."""
        return self._tools.stop() or self._tools.search.spent > self._until

    def left(self) -> float:
        """Seconds that one linear programme of the step may take."""
        return min(self._tools.left(), max(0.01, self._until - self._tools.search.spent))


def dive(case: Case, tools: Tools, *, shaken: bool = False) -> NDArray[np.int16] | None:
    """A plan [e, d] from a case whose master has a solution; None when stopped or proven to be no better.

    `shaken`: weights are changed at random, so that dives differ.
    """
    search = tools.search
    near = max(NEAR, NEAR_SHARE * (case.goal - search.bound))
    pace = Pace(tools)
    while not tools.stop():
        master = case.master
        _hold(master, tools.chance if shaken else None, pace.step(len(case.people) - len(master.fixed)))
        if len(master.fixed) == len(case.people):
            for at, number in master.fixed.items():
                case.rows[case.people[at]] = master.columns[number][1]
            return case.rows
        if len(case.people) - len(master.fixed) <= SMALLER * len(case.people):
            case = _smaller(case, tools)
        beyond = case.goal - case.held
        bound = case.master.converge(pace.stop, tolerance=near, rounds=ROUNDS, beyond=beyond, seconds=pace.left)
        if bound > beyond + LITTLE:
            break
    return None
