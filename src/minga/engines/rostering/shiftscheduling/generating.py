"""Columns: the bound, plans by diving, then dives around the best plan; beside these, a model for the proof."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from minga.engines.rostering.shiftscheduling.book import plan_of, rows_of
from minga.engines.rostering.shiftscheduling.diving import dive
from minga.engines.rostering.shiftscheduling.master import Master
from minga.engines.rostering.shiftscheduling.model import Model
from minga.engines.rostering.shiftscheduling.starting import anneal

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from minga.engines.rostering.shiftscheduling.search import Search

ROOT_SHARE = 0.6  # of the time at most, for the bound
DIVES = 3
FIRST_MODEL = 20.0  # seconds of the first attempt at a proof
SMALL = 20_000  # shifts that may still be in a better plan, up to which one model tries to prove that none is


@dataclass
class Root:
    """Prices of the bound and how far the search of a model has come."""

    prices: NDArray[np.float64]
    tolls: NDArray[np.float32]


def by_columns(search: Search) -> None:
    """Everything that columns give, until the time is up or the best plan is proven."""
    with ThreadPoolExecutor(search.threads) as pool:
        master = Master(search.book, pool, search.threads)
        for e, row in enumerate(rows_of(search.plan)):
            master.add(e, row)
        last = search.seconds * ROOT_SHARE
        master.converge(lambda: search.over or search.spent > last, seconds=lambda: last - search.spent)
        search.prove(master.bound, "bound")
        if search.over or master.centre is None:
            return
        root = Root(master.centre.copy(), master.tolls.copy())
        chance = np.random.default_rng(search.seed)
        for number in range(DIVES):
            if search.over:
                return
            plan = dive(master, search, chance=chance if number else None)
            if plan is not None:
                search.offer(plan_of(plan), "dive")
        _both(search, master, _Proof(search, master, root), chance)


def _both(search: Search, master: Master, proof: _Proof, chance: np.random.Generator) -> None:
    """Part dives here and the model on another thread; with one thread, one after the other."""
    if search.threads == 1:
        while not search.over:
            until = search.spent + proof.seconds
            _around(search, master, chance, until)
            proof.step()
        return
    with ThreadPoolExecutor(1) as other:
        beside = other.submit(proof.run)
        try:
            _around(search, master, chance, search.seconds)
        finally:
            search.halt()
            beside.result()


def _around(search: Search, master: Master, chance: np.random.Generator, until: float) -> None:
    """Some employees are free, the others keep the best plan: bound of the case, then a dive when it may be better."""
    people = len(search.plan)
    share = 0.25
    while not search.over and search.spent < until:
        rows = rows_of(search.plan)
        number = max(2, min(people, round(share * people)))
        free = set(_choose(search, rows, number, chance))
        held = {e: master.number_of(e, row) for e, row in enumerate(rows) if e not in free}
        master.fix(held)
        goal = search.cost - 1
        bound = master.converge(lambda: search.over, tolerance=0.3, rounds=40, beyond=goal)
        if bound > goal + 1e-5:
            share = min(1.0, share * 1.1)
            master.fix({})
            continue
        plan = dive(master, search, chance=chance, beyond=goal)
        better = plan is not None and search.offer(plan_of(plan), "part dive")
        share = max(2 / people, share * (1.0 if better else 0.97))


def _choose(search: Search, rows: NDArray[np.int16], number: int, chance: np.random.Generator) -> list[int]:
    """Employees to free: half of the time at random, else those near a day and type whose cover is missed."""
    people = len(rows)
    order = chance.permutation(people)
    if chance.random() < 0.5:
        return [int(e) for e in order[:number]]
    book = search.book
    heads = np.zeros(book.need.shape, np.int64)
    days, types = book.need.shape
    for d in range(days):
        heads[d] = np.bincount(rows[:, d][rows[:, d] >= 0], minlength=types)
    missed = np.argwhere(((heads < book.need) & (book.under > 0)) | ((heads > book.need) & (book.over > 0)))
    if not len(missed):
        return [int(e) for e in order[:number]]
    d, s = missed[chance.integers(len(missed))]
    near = (book.limit[:, s] > 0) * (1.0 + (rows[:, d] >= 0)) + chance.random(people)
    return [int(e) for e in np.argsort(-near)[:number]]


def _stands(search: Search, goal: int) -> bool:
    return search.cost > goal


class _Proof:
    """One model of what may still be in a better plan; where that is too much, small groups planned again."""

    def __init__(self, search: Search, master: Master, root: Root) -> None:
        self._search, self._master, self._root = search, master, root
        self._desk = master.spare_desk()
        self.seconds = FIRST_MODEL

    def run(self) -> None:
        """Until the search is over."""
        while not self._search.over:
            self.step()

    def step(self) -> None:
        """One attempt; each that ends without an answer doubles the time of the next."""
        search, root = self._search, self._root
        goal = search.cost - 1
        possible, bound = self._master.possible(goal, root.prices, root.tolls, self._desk)
        search.prove(bound, "bound")
        if int(possible[:, :, 1:].sum()) > SMALL:
            more = partial(_stands, search, goal)
            anneal(search, self.seconds, (2.0, 0.3), threads=1, duals=root.prices, more=more)
            return
        people = range(len(search.plan))
        model = Model(search.problem, search.plan, people, possible=possible, below=goal)
        answer = search.run(model, self.seconds, seed=search.seed, workers=1)
        if answer.rows is not None:
            search.offer([answer.rows[e] for e in people], "reduced model")
        if answer.best and (answer.rows is None or search.cost <= goal):
            search.prove(search.cost, "reduced model")
        elif search.cost > goal:
            self.seconds *= 2
