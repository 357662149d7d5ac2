"""The linear master of column generation: which mix of patterns covers best, and the bound that its prices prove.

Dantzig and Wolfe (1960): a column is one employee's whole pattern. Prices are smoothed towards the best known
(Wentges, 1997), and every pricing gives a valid bound (Lagrange), so that it may be stopped at any time.
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np
from numba import njit
from ortools.linear_solver import pywraplp

from minga.engines.rostering.shiftscheduling.book import BANNED, own_cost
from minga.engines.rostering.shiftscheduling.counted import LABELS, Desk, best_days, new_desk
from minga.engines.rostering.shiftscheduling.patterns import NEVER, table_size
from minga.engines.rostering.shiftscheduling.reducing import through_all

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from minga.engines.rostering.shiftscheduling.book import Book

LITTLE = 1e-6
SMOOTHING = 0.7
BEYOND = 1e7  # cost of an employee who has no column yet


@njit(cache=True, nogil=True)
def load(book: Any, e: Any, shared: Any, scale: Any, price: Any) -> None:
    """Prices of e into `price` [d, s]: requests and the shared prices [d, s], both times `scale`."""
    for d in range(len(price)):
        for k in range(book.kind_count[e]):
            s = book.kinds[e, k]
            own = book.own[e, d, s]
            price[d, s] = NEVER if own >= BANNED else np.float32(own * scale) + shared[d, s]


@njit(cache=True, nogil=True)
def price_some(
    book: Any,
    people: Any,
    shared: Any,
    scale: Any,
    rows: Any,
    bounds: Any,
    labels: Any,
    tolls: Any,
    begin: Any,
    end: Any,
    desk: Any,
) -> None:
    """The best days [begin, end) of each of `people` into `rows`, with a bound below them (scaled) into `bounds`."""
    for e in people:
        load(book, e, shared, scale, desk.price)
        bounds[e], _ = best_days(book, e, desk.price, begin, end, rows[e], labels, NEVER, tolls, desk)


def desks(book: Book, number: int, window: int | None = None) -> list[Desk]:
    """Working memory for so many threads; `window`: days planned at once (None: all)."""
    days, types = book.need.shape
    size = int(table_size(book, days if window is None else window))
    return [new_desk(size, int(book.number.max()), days, types) for _ in range(number)]


class Master:
    """Columns so far, the linear programme over them, its prices [d, s], and the best bound."""

    def __init__(
        self,
        book: Book,
        rows: NDArray[np.int16],
        scale: int,
        desks: list[Desk],
        pool: ThreadPoolExecutor | None = None,
        span: tuple[int, int] | None = None,
    ) -> None:
        """A plan `rows` of the book's employees [e, d], of which the days of `span` are free (None: all).

        One desk for each thread of `pool`; without a pool, the first is used by whoever calls.
        """
        self.span = span or (0, rows.shape[1])
        self._rows = rows.copy()
        self.book = book
        self.scale = scale
        self.bound = -np.inf
        self.centre: NDArray[np.float64] | None = None
        self.value = np.inf
        self.prices = np.zeros(book.need.shape)
        self.sigma = np.zeros(len(book.rest))
        self.mix = np.zeros(0)  # of each column, how much the last solution takes
        self.fixed: dict[int, int] = {}
        self.columns: list[tuple[int, NDArray[np.int16], int]] = []
        self._known: dict[tuple[int, bytes], int] = {}
        self.tolls = np.zeros(book.limit.shape, np.float32)
        self._pool, self._desks = pool, desks
        self._build()
        for e, row in enumerate(rows):
            self.add(e, row)

    def _build(self) -> None:
        """The programme with all columns so far; made anew when the solver has lost its way."""
        book = self.book
        self._solver = pywraplp.Solver.CreateSolver("GLOP")
        self._solver.SetSolverSpecificParametersAsString("use_preprocessing: false")  # or it begins anew at each call
        self._objective = self._solver.Objective()
        self._objective.SetMinimization()
        self._cover: dict[tuple[int, int], Any] = {}
        for d, s in np.argwhere((book.under > 0) | (book.over > 0)).tolist():
            row = self._solver.Constraint(float(book.need[d, s]), float(book.need[d, s]))
            for sign, cost in ((1.0, book.under[d, s]), (-1.0, book.over[d, s])):
                slack = self._solver.NumVar(0, self._solver.infinity(), "")
                row.SetCoefficient(slack, sign)
                self._objective.SetCoefficient(slack, float(cost))
            self._cover[d, s] = row
        self._one = [self._solver.Constraint(1.0, 1.0) for _ in range(len(book.rest))]
        for row in self._one:
            missing = self._solver.NumVar(0, self._solver.infinity(), "")
            row.SetCoefficient(missing, 1.0)
            self._objective.SetCoefficient(missing, BEYOND)
        self._variables = [self._variable(*column) for column in self.columns]
        self.fix(self.fixed)

    def _variable(self, e: int, row: NDArray[np.int16], cost: int) -> Any:
        variable = self._solver.NumVar(0, self._solver.infinity(), "")
        self._objective.SetCoefficient(variable, float(cost))
        self._one[e].SetCoefficient(variable, 1.0)
        for d in np.flatnonzero(row >= 0).tolist():
            cover = self._cover.get((d, int(row[d])))
            if cover is not None:
                cover.SetCoefficient(variable, 1.0)
        return variable

    def add(self, e: int, row: NDArray[np.int16]) -> bool:
        """Take up a pattern; False when it is known."""
        key = (e, row.tobytes())
        if key in self._known:
            return False
        self._known[key] = len(self.columns)
        cost = own_cost(self.book, e, row)
        self.columns.append((e, row.copy(), cost))
        self._variables.append(self._variable(*self.columns[-1]))
        return True

    def cheapest(self, most: int) -> list[list[NDArray[np.int16]]]:
        """For each employee up to `most` columns, those of the mix and of least reduced cost at the centre."""
        prices = self.prices if self.centre is None else self.centre
        padded = np.hstack([prices, np.zeros((len(prices), 1))])  # a day off is type -1
        rows = np.array([row for _, row, _ in self.columns])
        cost = np.array([cost for _, _, cost in self.columns]) - padded[np.arange(len(prices)), rows].sum(1)
        cost[: len(self.mix)][self.mix > LITTLE] -= BEYOND  # what the mix is made of stays
        best: list[list[NDArray[np.int16]]] = [[] for _ in range(len(self.book.rest))]
        for number in np.argsort(cost, kind="stable"):
            e, row, _ = self.columns[number]
            if len(best[e]) < most:
                best[e].append(row)
        return best

    def fix(self, chosen: dict[int, int]) -> None:
        """Hold column `chosen[e]` for these employees, free all others."""
        self.fixed = dict(chosen)
        for number, (e, _row, _cost) in enumerate(self.columns):
            held = self.fixed.get(e)
            upper = self._solver.infinity() if held is None or held == number else 0.0
            self._variables[number].SetBounds(1.0 if held == number else 0.0, upper)

    def solve(self, seconds: float = 60.0) -> bool:
        """The linear programme: value, mix, prices of cover and of employees; False when it is not solved so soon."""
        began = time.perf_counter()
        self._solver.SetTimeLimit(max(1, round(1000 * seconds)))
        if self._solver.Solve() != pywraplp.Solver.OPTIMAL:
            seconds -= time.perf_counter() - began
            if seconds < 0:
                return False
            self._build()
            self._solver.SetTimeLimit(max(1, round(1000 * seconds)))
            if self._solver.Solve() != pywraplp.Solver.OPTIMAL:
                return False
        self.value = self._objective.Value()
        self.mix = np.array([variable.solution_value() for variable in self._variables])
        for place, row in self._cover.items():
            self.prices[place] = row.dual_value()
        self.sigma = np.array([row.dual_value() for row in self._one])
        return True

    def price(self, prices: NDArray[np.float64]) -> tuple[float, NDArray[np.int16]]:
        """Best patterns of the employees who are not fixed, at prices of cover, and the bound that they prove."""
        book = self.book
        shared = np.round(np.clip(prices, -book.over, book.under) * self.scale)
        people = len(book.rest)
        rows, least = self._rows.copy(), np.zeros(people, np.float32)
        free = np.array([e for e in range(people) if e not in self.fixed], np.int64)
        parts = [np.ascontiguousarray(free[thread :: len(self._desks)]) for thread in range(len(self._desks))]
        shares = [
            (book, part, (-shared).astype(np.float32), self.scale, rows, least, LABELS, self.tolls, *self.span, desk)
            for part, desk in zip(parts, self._desks, strict=True)
        ]
        if self._pool is None:
            price_some(*shares[0])
        else:
            for job in [self._pool.submit(price_some, *share) for share in shares]:
                job.result()
        bound = (float((shared * book.need).sum()) + float(least.astype(np.float64).sum())) / self.scale
        for e, number in self.fixed.items():
            row = self.columns[number][1]
            worked = np.flatnonzero(row >= 0)
            own = self.columns[number][2] - book.constant[e]
            bound += own - float(shared[worked, row[worked]].sum()) / self.scale
        return bound + float(book.constant.sum()), rows

    def possible(
        self, below: float, prices: NDArray[np.float64], tolls: NDArray[np.float32], desk: Desk
    ) -> tuple[NDArray[np.bool_], float]:
        """[e, d, s + 1]: may e have type s (0: nothing) on day d in a plan of at most the cost `below`; the bound."""
        book = self.book
        shared = np.round(np.clip(prices, -book.over, book.under) * self.scale)
        people, days, types = book.own.shape
        out, least = np.empty((people, days, types + 1), np.float32), np.zeros(people, np.float32)
        through_all(
            book,
            (-shared).astype(np.float32),
            self.scale,
            tolls,
            desk,
            np.empty(2 * len(desk.h) // (days + 1) + 1, np.float32),
            out,
            least,
        )
        base = float((shared * book.need).sum()) + float(least.astype(np.float64).sum())
        bound = base / self.scale + float(book.constant.sum())
        cost = bound + (out.astype(np.float64) - least.astype(np.float64)[:, None, None]) / self.scale
        return cost <= below + LITTLE, bound

    def take(self, rows: NDArray[np.int16]) -> int:
        """Take up the patterns that the last solution would gain by; how many these are."""
        new = 0
        for e, row in enumerate(rows):
            if e not in self.fixed:
                worked = np.flatnonzero(row >= 0)
                reduced = own_cost(self.book, e, row) - self.prices[worked, row[worked]].sum() - self.sigma[e]
                new += reduced < -LITTLE and self.add(e, row)
        return new

    def converge(
        self,
        stop: Callable[[], bool],
        *,
        tolerance: float = LITTLE,
        rounds: int = 1000,
        beyond: float = np.inf,
        seconds: Callable[[], float] = lambda: 60.0,
    ) -> float:
        """Take up columns until none is missing, value and bound are near, the bound is above `beyond`, or `stop`.

        `seconds`: how long the linear programme may take now. Gives the bound of the case.
        """
        bound, centre = -np.inf, self.centre
        for _ in range(rounds):
            if stop() or not self.solve(seconds()):
                break
            new, share = 0, SMOOTHING if centre is not None else 0.0
            while not new:
                mixed = self.prices if centre is None else share * centre + (1 - share) * self.prices
                proven, rows = self.price(mixed)
                if proven > bound:
                    bound, centre = proven, mixed.copy()
                new = self.take(rows)
                if not share or stop():
                    break
                share = 0.0 if share < 0.3 else share / 2
            if not new or self.value - bound < tolerance or bound > beyond + LITTLE:
                break
        if not self.fixed:
            self.bound, self.centre = max(self.bound, bound), centre
        return bound
