"""Columns: the bound, plans by diving, then dives around the best plan; beside these, a model for the proof."""

from __future__ import annotations

from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from minga.engines.rostering.shiftscheduling.book import heads_of, plan_of, rows_of
from minga.engines.rostering.shiftscheduling.diving import Tools, case_of, dive
from minga.engines.rostering.shiftscheduling.master import Master, desks
from minga.engines.rostering.shiftscheduling.model import Model
from minga.engines.rostering.shiftscheduling.relaxing import Relaxed
from minga.engines.rostering.shiftscheduling.search import LITTLE
from minga.engines.rostering.shiftscheduling.starting import anneal, window_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from minga.engines.rostering.shiftscheduling.counted import Desk
    from minga.engines.rostering.shiftscheduling.search import Search

ROOT_SHARE = 0.6  # of the time at most, for the bound
DIVES = 3
DIVE_SHARE = 0.4  # of the time that is left, for one dive of everybody
FIRST_SHARE = 0.5  # of a dive at most, before anything is held
COLUMNS = 40  # of each employee, kept from the bound for dives
LONG = 42  # days from which on some weeks are freed too
LONGEST = 56  # days that are freed at once where not all are
MOST_CELLS = 2000  # days of employees that are free at once on each span of a long horizon
SWEEP_SHARE = 0.6  # of the time that is left, for all spans
FIRST_MODEL = 20.0  # seconds of the first attempt at a proof
SMALL = 20_000  # shifts that may still be in a better plan, up to which one model tries to prove that none is


@dataclass
class Root:
    """What the bound leaves: prices, tolls, the columns that were best at these, by employee."""

    prices: NDArray[np.float64]
    tolls: NDArray[np.float32]
    columns: list[list[NDArray[np.int16]]]


def relaxed(search: Search, seconds: float) -> Relaxed:
    """The bound for horizons of any length, after so many seconds; there need be no plan yet."""
    began, book = search.spent, search.book
    with ThreadPoolExecutor(search.threads) as pool:
        bound = Relaxed(book, pool, search.threads)
        nobody = float((book.under * book.need).sum()) + float(book.constant.sum())
        bound.climb(lambda: (search.spent - began) / seconds, nobody)
    return bound


def root_of(search: Search, bound: Relaxed) -> Root:
    """Prices and tolls of the bound for long horizons; no columns."""
    tolls = np.round(bound.charges.types * search.scale).astype(np.float32)
    return Root(bound.charges.cover, tolls, [])


def by_columns(search: Search, root: Root | None = None) -> None:
    """Everything that columns give, until the time is up or the best plan is proven.

    `root`: prices for a horizon that is too long for columns of all its days, else None.
    """
    book = search.book
    if root is not None:
        _both(search, root, desks(book, search.threads, window_of(book)))
        return
    tables = desks(book, search.threads)
    with ThreadPoolExecutor(search.threads) as pool:
        root = _root(search, tables, pool)
        if root is None or search.over:
            return
        for number in range(DIVES):
            until = search.spent + DIVE_SHARE * search.left
            tools = Tools(search, np.random.default_rng([search.seed, number]), tables, pool, until)
            better, _ = _dive_at(search, root, np.arange(len(search.plan)), tools, shaken=number > 0)
            if better and not search.over:
                anneal(search, min(3.0, 0.01 * search.seconds), (1.0, 0.2), threads=search.threads, duals=root.prices)
    _both(search, root, tables)


def _root(search: Search, tables: list[Desk], pool: ThreadPoolExecutor) -> Root | None:
    master = Master(search.book, rows_of(search.plan), search.scale, tables, pool)
    last = search.seconds * ROOT_SHARE
    master.converge(lambda: search.over or search.spent > last, seconds=lambda: last - search.spent)
    search.prove(master.bound, "bound")
    if master.centre is None:
        return None
    return Root(master.centre, master.tolls, master.cheapest(COLUMNS))


def _dive_at(
    search: Search,
    root: Root,
    people: NDArray[np.int64],
    tools: Tools,
    *,
    shaken: bool = True,
    span: tuple[int, int] | None = None,
) -> tuple[bool, bool]:
    """These employees are free, on the days of `span` or on all: (was the plan made better, may it still be)."""
    before, cost = search.best()
    rows, book = rows_of(before), search.book
    columns = [[] for _ in people] if span else [root.columns[e] for e in people]
    span = span or (0, search.problem.days)
    case = case_of(
        book, people, rows, columns, tools, span=span, goal=cost - 1, prices=root.prices, tolls=root.tolls[people]
    )
    beyond = case.goal - case.held
    last = search.spent + FIRST_SHARE * tools.most()
    bound = case.master.converge(
        lambda: tools.stop() or search.spent > last, tolerance=0.3, rounds=60, beyond=beyond, seconds=tools.left
    )
    if bound > beyond + LITTLE:
        return False, False
    if not len(case.master.mix):
        return False, True
    plan = dive(case, tools, shaken=shaken)
    if plan is None:
        return False, True
    whole = len(people) == len(rows) and span == (0, search.problem.days)
    better = search.offer(plan_of(plan), "dive" if whole else "part dive", before=before)
    if whole and not better:
        search.tell("dive, no better")
    return better, True


def _sweep(search: Search, root: Root, tools: Tools, weeks: deque[tuple[int, int]], *, back: bool) -> None:
    """Everybody is free on each span of `weeks` in turn; `back`: from the last span on. Threads share `weeks`."""
    everybody = np.arange(len(search.plan))
    while weeks and not search.over:
        tools.until = search.spent + search.left * SWEEP_SHARE * search.threads / len(weeks)
        try:
            span = weeks.pop() if back else weeks.popleft()
        except IndexError:  # another thread has taken the last
            break
        _dive_at(search, root, everybody, tools, shaken=False, span=span)
    tools.until = np.inf


def spans(search: Search) -> deque[tuple[int, int]]:
    """The horizon in spans of whole weeks, the shorter, the more people there are."""
    days, longest = search.problem.days, window_of(search.book)
    length = 7 * max(1, min(MOST_CELLS // (7 * len(search.plan)), LONGEST // 7, longest // 7))
    return deque((begin, min(days, begin + length)) for begin in range(0, days, length))


def _around(search: Search, root: Root, tools: Tools, until: float, share: float) -> float:
    """Some employees are free, the others keep the best plan; their share grows while nothing better is possible."""
    people = len(search.plan)
    while not search.over and search.spent < until:
        span, wide = _span(search, root, tools.chance)
        number = max(2, min(people, round(share * people * wide)))
        free = np.array(sorted(_choose(search, number, tools.chance)), np.int64)
        better, possible = _dive_at(search, root, free, tools, span=span)
        if not better:
            share = max(2 / people, share * 0.97) if possible else min(1.0, share * 1.05)
    return share


def _span(search: Search, root: Root, chance: np.random.Generator) -> tuple[tuple[int, int] | None, float]:
    """Days that are free (None: all), and how many more people may be: weeks of a long horizon, or of one without
    columns, as many as are planned again at once.
    """
    days, most = search.problem.days, min(window_of(search.book), LONGEST)
    if root.columns and (days <= LONG or chance.random() < 0.5):
        return None, 1.0
    length = min(days, 7 * int(chance.integers(1, max(2, most // 7 + 1))))
    begin = int(chance.integers(0, (days - length) // 7 + 1)) * 7
    return (begin, begin + length), min(days, LONG) / length


def _choose(search: Search, number: int, chance: np.random.Generator) -> list[int]:
    """Employees to free: half of the time at random, else those near a day and type whose cover is missed."""
    rows, book = rows_of(search.plan), search.book
    people = len(rows)
    heads = heads_of(book, rows)
    missed = np.argwhere(((heads < book.need) & (book.under > 0)) | ((heads > book.need) & (book.over > 0)))
    if not len(missed) or chance.random() < 0.5:
        return [int(e) for e in chance.permutation(people)[:number]]
    d, s = missed[chance.integers(len(missed))]
    near = (book.limit[:, s] > 0) * (1.0 + (rows[:, d] >= 0)) + 2 * chance.random(people)
    return [int(e) for e in np.argsort(-near)[:number]]


def _both(search: Search, root: Root, tables: list[Desk]) -> None:
    """Part dives on every thread; on the last, by turns with attempts at a proof."""

    weeks = spans(search)

    def work(thread: int, desk: Desk) -> None:
        tools = Tools(search, np.random.default_rng([search.seed, 100 + thread]), [desk])
        proof = _Proof(search, root, desk) if root.columns and thread == len(tables) - 1 else None
        if not root.columns:
            _sweep(search, root, tools, weeks, back=thread % 2 == 1)
        share = 0.2 + 0.1 * thread
        while not search.over:
            if proof is not None and not proof.step():
                share = _around(search, root, tools, search.spent + proof.seconds, share)
            elif proof is None or search.threads == 1:
                share = _around(search, root, tools, search.spent + FIRST_MODEL, share)

    with ThreadPoolExecutor(len(tables)) as pool:
        jobs = [pool.submit(work, thread, desk) for thread, desk in enumerate(tables)]
        try:
            for job in jobs:
                job.result()
        finally:
            search.halt()


class _Proof:
    """One model of what may still be in a better plan, where that is little enough."""

    def __init__(self, search: Search, root: Root, desk: Desk) -> None:
        self._search, self._root, self._desk = search, root, desk
        book = search.book
        self._master = Master(book, rows_of(search.plan), search.scale, [desk])
        self.seconds = FIRST_MODEL

    def step(self) -> bool:
        """One attempt, False when there is too much for one; without an answer the next has twice the time."""
        search, root = self._search, self._root
        goal = search.cost - 1
        possible, bound = self._master.possible(goal, root.prices, root.tolls, self._desk)
        search.prove(bound, "bound")
        if int(possible[:, :, 1:].sum()) > SMALL:
            return False
        people = range(len(search.plan))
        model = Model(search.problem, search.plan, people, possible=possible, below=goal)
        answer = search.run(model, self.seconds, seed=search.seed, workers=1)
        if answer.rows is not None:
            search.offer([answer.rows[e] for e in people], "reduced model")
        if answer.best and (answer.rows is None or search.cost <= goal):
            search.prove(search.cost, "reduced model")
        elif search.cost > goal:
            self.seconds *= 2
        return True
