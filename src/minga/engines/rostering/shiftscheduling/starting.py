"""A first plan, one employee after another, and its improvement by small groups planned again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

from minga.engines.rostering.shiftscheduling.book import BANNED, heads_of, plan_of, rows_of
from minga.engines.rostering.shiftscheduling.counted import LABELS, best_days
from minga.engines.rostering.shiftscheduling.improving import Cooling, Market, improve
from minga.engines.rostering.shiftscheduling.master import desks, load
from minga.engines.rostering.shiftscheduling.model import Answer, Model
from minga.engines.rostering.shiftscheduling.patterns import HARDLY, NEVER, table_size
from minga.engines.rostering.shiftscheduling.problem import FREE
from minga.engines.rostering.shiftscheduling.search import Infeasible

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from minga.engines.rostering.shiftscheduling.book import Book
    from minga.engines.rostering.shiftscheduling.counted import Desk
    from minga.engines.rostering.shiftscheduling.problem import Problem
    from minga.engines.rostering.shiftscheduling.relaxing import Charges
    from minga.engines.rostering.shiftscheduling.search import Search

BEHIND = 0.2  # of what a missed head costs, for each head that a day is behind its share of those planned so far
TRIALS = 14  # costs of a weekend, each twice the one before
LARGEST_TABLE = 1 << 26  # values of a table over all days, 256 MB for each thread
LARGEST_FIRST = 1 << 27  # values of tables for the first plan, on all threads together
LARGEST_TABLES = 600_000_000  # values of the tables of all employees, up to which columns of all days are made
LARGEST_WINDOW = 1 << 23  # values of a table over the days that are planned again at once
SLICE = 0.25  # seconds between two looks at the clock


def fits(book: Book, people: int = 1) -> bool:
    """May the days of one employee be planned all at once, and those of so many again and again."""
    size = int(table_size(book, book.need.shape[0]))
    return size <= LARGEST_TABLE and size * people <= LARGEST_TABLES


def window_of(book: Book) -> int:
    """Days that are planned again at once at most."""
    window = len(book.need)
    while window > 7 and table_size(book, window) > LARGEST_WINDOW:
        window -= 7
    return window


def first_plan(search: Search, guide: Charges | None = None) -> None:
    """One employee after another, each at best beside those before: a plan that keeps every hard rule.

    `guide`: what the bound charges, for long horizons; the fewer are planned, the more a missed cover costs what it
    charges. As many employees as there are threads are then planned side by side.
    """
    problem, book = search.problem, search.book
    people = len(problem.staff)
    rows = np.full((people, problem.days), FREE, np.int16)
    light = book if fits(book, people) else _without_weekends(book)
    size = int(table_size(light, problem.days))
    side_by_side = 1 if guide is None else max(1, min(search.threads, LARGEST_FIRST // size))
    tables = desks(light, side_by_side) if size <= LARGEST_FIRST else []
    with ThreadPoolExecutor(side_by_side) as pool:
        for first in range(0, people, side_by_side):
            some = range(first, min(people, first + side_by_side))
            shared = worth(book, rows, first, guide)
            jobs = [
                pool.submit(_at_best, search, light, e, shared, rows[e], desk, guide)
                for e, desk in zip(some, tables, strict=False)
            ]
            done = [job.result() for job in jobs] or [(float(-NEVER), False)]
            for e, (bound, found) in zip(some, done, strict=True):
                if not found:
                    rows[e] = _modelled(search, rows, e, bound)
    search.set_first(plan_of(rows))


def worth(book: Book, rows: NDArray[np.int16], planned: int, guide: Charges | None) -> NDArray[np.float64]:
    """What one more head on each day and shift [d, s] costs once so many are planned; below 0 it is a gain."""
    heads, worth = heads_of(book, rows), book.under.astype(np.float64)
    if guide is not None:
        behind = book.need * ((planned + 1) / len(rows)) - heads
        worth = np.clip(guide.cover + BEHIND * behind * book.under, -book.over, book.under)
    shared: NDArray[np.float64] = np.where(heads < book.need, -worth, book.over)
    return shared


def _modelled(search: Search, rows: NDArray[np.int16], e: int, bound: float) -> list[int]:
    """Days of e by the model, where the tables are too large or found none. Raises Infeasible."""
    problem, answer = search.problem, Answer(None, 0.0, True)
    if bound < HARDLY:
        answer = Model(problem, plan_of(rows), [e]).solve(max(10.0, search.left / 4), seed=search.seed)
    if answer.rows is None:
        name = problem.staff[e].name
        said = f"No plan keeps the rules of employee {name} by themselves.{_hint(problem, e)}"
        raise Infeasible(said if answer.best else f"No plan of employee {name} was found in time.")
    return answer.rows[e]


def _at_best(
    search: Search,
    book: Book,
    e: int,
    shared: NDArray[np.float64],
    row: NDArray[np.int16],
    desk: Desk,
    guide: Charges | None,
) -> tuple[float, bool]:
    """The best days of e into `row`: a bound below them, and whether there are any. `book` may leave weekends out,
    which then cost something, the more the more of them are too many.
    """
    days, person = len(row), search.problem.staff[e]
    tolls = np.zeros(book.limit.shape, np.float32)
    load(book, e, np.round(shared * search.scale).astype(np.float32), search.scale, desk.price)
    toll, least = np.float32(0), -NEVER
    ends = [day for weekend in search.problem.weekends for day in weekend]
    if guide is not None:
        tolls[e] = np.round(guide.types[e] * search.scale)
        price = desk.price.copy()
        desk.price[_kept_free(search, e, shared)] = NEVER
        if best_days(book, e, desk.price, 0, days, row, LABELS, NEVER, tolls, desk)[1] < HARDLY:
            return float(least), True
        desk.price[:] = price
    for _ in range(TRIALS):
        bound, cost = best_days(book, e, desk.price, 0, days, row, LABELS, NEVER, tolls, desk)
        least = bound if toll == 0 or bound >= HARDLY else least
        if cost >= HARDLY or least >= HARDLY:
            break
        if sum(bool((row[list(weekend)] >= 0).any()) for weekend in search.problem.weekends) <= person.most_weekends:
            return float(least), True
        step = max(toll, np.float32(search.scale))
        desk.price[ends] += step
        toll += step
    row[:] = FREE
    return float(least), False


def _kept_free(search: Search, e: int, shared: NDArray[np.float64]) -> list[int]:
    """Days of weekends that e had better not work: all but the most that may be, at prices [d, s] of shifts."""
    book, weekends = search.book, search.problem.weekends
    if not book.count_weeks[e]:
        return []
    mine = book.kinds[e, : book.kind_count[e]]
    best = (shared[:, mine] + np.minimum(book.own[e][:, mine], BANNED)).min(1, initial=BANNED)
    value = [sum(min(0.0, float(best[day])) for day in weekend) for weekend in weekends]
    order = np.argsort(value, kind="stable")[int(book.weeks[e]) - 1 :]
    return [day for at in order for day in weekends[at]]


def _without_weekends(book: Book) -> Book:
    """The book of a horizon so long that weekends are not counted with all else at once."""
    people = len(book.weeks)
    return book._replace(weeks=np.ones(people, np.int32), count_weeks=np.zeros(people, np.bool_))


def _hint(problem: Problem, row: int) -> str:
    """The commonest cause: the most shifts of each type do not give the least minutes."""
    person = problem.staff[row]
    free = problem.days - sum(employee == row for employee, _ in problem.days_off)
    most, left = 0, free
    for kind in sorted(problem.shifts, key=lambda kind: -kind.minutes):
        shifts = min(left, person.most.get(kind.name, problem.days))
        most, left = most + shifts * kind.minutes, left - shifts
    if most >= person.least_minutes:
        return ""
    return f" Its shifts give at most {most} minutes, it must work {person.least_minutes}."


def anneal(
    search: Search,
    seconds: float,
    heat: tuple[float, float],
    *,
    threads: int,
    duals: NDArray[np.float64] | None = None,
    more: Callable[[], bool] = lambda: True,
    phase: str = "small groups",
) -> None:
    """Small groups planned again for so many seconds on each thread, the temperature falling as `heat` says."""
    book, began = search.book, search.spent
    window = window_of(book)
    prices = np.zeros(book.need.shape) if duals is None else np.clip(duals, -book.over, book.under)

    def work(thread: int, desk: Desk) -> None:
        chance = np.random.default_rng([search.seed, thread, int(search.cost)])
        state = chance.integers(1, 1 << 62, 1).astype(np.uint64)
        rows, cost = rows_of(search.plan), search.cost
        heads, best = heads_of(book, rows), rows.copy()
        market = Market(prices, np.zeros(book.limit.shape, np.float32), search.scale)
        rounds = 20
        while not search.over and more() and search.spent - began < seconds:
            at = search.spent
            done = min(1.0, (at - began) / seconds)
            warmth = heat[0] * (heat[1] / heat[0]) ** done
            cooling = Cooling(warmth, warmth, rounds, window)
            cost, least = improve(book, rows, heads, cost, best, market, cooling, state, desk)
            if least < search.cost:
                search.offer(plan_of(best), phase)
            rounds = max(5, min(100_000, round(rounds * min(4.0, SLICE / max(1e-4, search.spent - at)))))

    tables = desks(book, threads, window)
    with ThreadPoolExecutor(threads) as pool:
        jobs = [pool.submit(work, thread, desk) for thread, desk in enumerate(tables)]
        try:
            for job in jobs:
                job.result()
        except BaseException:
            search.halt()
            raise
