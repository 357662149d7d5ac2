"""Everybody once, then the whole model for a while, then neighbourhoods: a few employees, or all on a few days."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from minga.engines.rostering.shiftscheduling.checking import objective
from minga.engines.rostering.shiftscheduling.model import Model
from minga.engines.rostering.shiftscheduling.problem import FREE

if TYPE_CHECKING:
    from minga.engines.rostering.shiftscheduling.problem import Plan, Problem

WHOLE_SHARE = 0.2  # of the time, for the whole model before the neighbourhoods and again at the end
TRIAL_SECONDS = 4.0
LARGEST_WHOLE = 12_000  # employees times days times shift types up to which the whole model gets the last share


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

    @property
    def spent(self) -> float:
        """Seconds since the beginning."""
        return time.perf_counter() - self.began

    def tell(self, phase: str) -> None:
        """One line of progress."""
        self.say(f"{self.spent:7.1f} s  {phase:<15} cost {self.cost:,}  bound {self.bound:,.0f}")


def solve_problem(
    problem: Problem,
    seconds: float = 600.0,
    *,
    threads: int = 2,
    seed: int = 1,
    say: Callable[[str], None] = lambda _text: None,
) -> Search:
    """The best plan found in `seconds`. Raises Infeasible when an employee's own rules admit no plan.

    Large neighbourhood search (Shaw, 1998) over constraint models; the whole model proves optimality where it can.
    Ctrl-C ends the search and gives the best so far.
    """
    search = Search(problem, seconds, threads, seed, say)
    first_plan(search)
    size = len(problem.staff) * problem.days * len(problem.shifts)
    try:
        whole(search, seconds * WHOLE_SHARE)
        last = seconds * (1 - WHOLE_SHARE) if size <= LARGEST_WHOLE else seconds
        neighbourhoods(search, last)
        if search.spent < seconds:
            whole(search, seconds)
    except KeyboardInterrupt:
        search.tell("interrupted")
    return search


def first_plan(search: Search) -> None:
    """One employee after another, each at best beside those before: a plan that keeps every hard rule."""
    problem = search.problem
    search.plan = [[FREE] * problem.days for _ in problem.staff]
    for row, person in enumerate(problem.staff):
        answer = Model(problem, search.plan, [row]).solve(10, seed=search.seed)
        if answer.rows is None:
            raise Infeasible(f"No plan keeps the rules of employee {person.name} by themselves.{_hint(problem, row)}")
        search.plan[row] = answer.rows[row]
    search.cost = objective(problem, search.plan)
    search.tell("one by one")


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


def whole(search: Search, until: float) -> None:
    """The whole model from the best plan, for a proof and sometimes a better plan."""
    left = until - search.spent
    if search.proven or left <= 0:
        return
    answer = Model(search.problem, search.plan, range(len(search.problem.staff))).solve(
        left, seed=search.seed, workers=search.threads
    )
    search.bound = max(search.bound, answer.bound)
    if answer.rows is not None:
        plan = [answer.rows[row] for row in range(len(search.problem.staff))]
        cost = objective(search.problem, plan)
        if cost <= search.cost:
            search.plan, search.cost = plan, cost
        search.proven = answer.best
    search.tell("whole model")


def neighbourhoods(search: Search, until: float) -> None:
    """Free a part of the plan, solve it with the rest as it stands, keep what is no worse; on every thread at once."""
    if search.proven or until <= search.spent:
        return
    lock = Lock()
    reach = {"people": 3.0, "days": 3.0}

    def work(thread: int) -> None:
        chance = np.random.default_rng([search.seed, thread])
        while search.spent < until and search.cost > search.bound + 0.5:
            kind = "people" if chance.random() < 0.6 else "days"
            with lock:
                plan = [list(days) for days in search.plan]
                size = reach[kind]
            people, window = part_of(search.problem, kind, size, chance)
            limit = min(TRIAL_SECONDS, until - search.spent)
            seed = int(chance.integers(1 << 30))
            answer = Model(search.problem, plan, people, window).solve(limit, seed=seed)
            with lock:
                reach[kind] = max(2.0, reach[kind] * (1.03 if answer.best else 0.95))
                if answer.rows is not None:
                    take(search, answer.rows)

    with ThreadPoolExecutor(search.threads) as pool:
        for done in [pool.submit(work, thread) for thread in range(search.threads)]:
            done.result()


def part_of(problem: Problem, kind: str, size: float, chance: np.random.Generator) -> tuple[list[int], range | None]:
    """Who is freed, and on which days (None: on all): a few people, or many on consecutive days."""
    staff, days = len(problem.staff), problem.days
    if kind == "people":
        number = min(staff, int(size) + int(chance.random() < size % 1))
        return sorted(chance.choice(staff, number, replace=False).tolist()), None
    length = min(days, 2 + int(chance.integers(0, 6)))
    number = min(staff, max(4, round(size * 10 / length)))
    begin = int(chance.integers(0, days - length + 1))
    return sorted(chance.choice(staff, number, replace=False).tolist()), range(begin, begin + length)


def take(search: Search, rows: dict[int, list[int]]) -> None:
    """Put freed rows into the best plan when it gets no worse."""
    plan = [rows.get(row, days) for row, days in enumerate(search.plan)]
    cost = objective(search.problem, plan)
    if cost <= search.cost:
        better = cost < search.cost
        search.plan, search.cost = plan, cost
        if better:
            search.tell("neighbourhoods")
