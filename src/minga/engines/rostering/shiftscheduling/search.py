"""What all parts of a search share: the best plan so far, the bound, the clock, and who must stop."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from math import ceil
from threading import Lock
from typing import TYPE_CHECKING

from minga.engines.rostering.shiftscheduling.book import book_of, plan_of, rows_of, scale_of
from minga.engines.rostering.shiftscheduling.checking import objective
from minga.engines.rostering.shiftscheduling.merging import merged

if TYPE_CHECKING:
    from minga.engines.rostering.shiftscheduling.book import Book
    from minga.engines.rostering.shiftscheduling.model import Answer, Model
    from minga.engines.rostering.shiftscheduling.problem import Plan, Problem

LITTLE = 1e-5


class Infeasible(Exception):
    """An employee's own rules contradict each other."""


@dataclass(eq=False)
class Search:
    """The best plan so far and a bound below every plan."""

    problem: Problem
    seconds: float
    threads: int
    seed: int
    say: Callable[[str], None]
    began: float = field(default_factory=time.perf_counter)
    plan: Plan = field(default_factory=list)
    cost: int = 0
    bound: float = 0.0
    proven: bool = False
    stopped: bool = False
    interrupted: bool = False

    def __post_init__(self) -> None:
        self.book: Book = book_of(self.problem)
        self.scale = scale_of(self.book)
        self._lock = Lock()
        self._running: set[Model] = set()

    @property
    def spent(self) -> float:
        """Seconds since the beginning."""
        return time.perf_counter() - self.began

    @property
    def left(self) -> float:
        """Seconds that remain."""
        return self.seconds - self.spent

    @property
    def over(self) -> bool:
        """Stopped, out of time, or nothing left to gain."""
        return self.stopped or self.proven or self.left <= 0

    def best(self) -> tuple[Plan, int]:
        """The best plan and its cost."""
        with self._lock:
            return self.plan, self.cost

    def tell(self, phase: str) -> None:
        """One line of progress."""
        self.say(f"{self.spent:7.1f} s  {phase:<15} cost {self.cost:,}  bound {self.bound:,.0f}")

    def set_first(self, plan: Plan) -> None:
        """The plan to begin with."""
        self.plan, self.cost = plan, objective(self.problem, plan)
        self.tell("one by one")

    def offer(self, plan: Plan, phase: str, *, before: Plan | None = None) -> bool:
        """Keep a plan that is no worse; True when it is better. Models that looked for a worse one are stopped.

        `before`: the plan that it was made of; what others have improved since stays beside it, where both fit.
        """
        cost = objective(self.problem, plan)
        with self._lock:
            if before is not None and before != self.plan:
                rows = merged(self.book, rows_of(self.plan), rows_of(before), rows_of(plan))
                both = plan_of(rows)
                cost, plan = min((cost, plan), (objective(self.problem, both), both), key=lambda pair: pair[0])
            better = cost < self.cost
            if cost <= self.cost:
                self.plan, self.cost = [list(days) for days in plan], cost
            self.proven = self.proven or self.cost <= self.bound
            if better:
                self.tell(phase)
            running = list(self._running) if better else []
        for model in running:
            model.stop()
        return better

    def prove(self, bound: float, phase: str) -> None:
        """Raise the bound; costs are whole numbers, so that it is rounded up."""
        whole = ceil(bound - LITTLE) if bound > self.bound else 0
        with self._lock:
            higher = whole > self.bound
            self.bound = max(self.bound, min(float(whole), float(self.cost)))
            self.proven = self.proven or self.cost <= self.bound
        if higher:
            self.tell(phase)

    def run(self, model: Model, seconds: float, *, seed: int, workers: int) -> Answer:
        """Solve a model; it is stopped when a better plan comes from elsewhere, or with everything."""
        with self._lock:
            self._running.add(model)
        try:
            return model.solve(min(seconds, self.left), seed=seed, workers=workers)
        finally:
            with self._lock:
                self._running.discard(model)

    def halt(self) -> None:
        """Stop everything that runs."""
        self.stopped = True
        with self._lock:
            running = list(self._running)
        for model in running:
            model.stop()
