"""The constraint model (CP-SAT) of some employees on some days, everything else being as it stands."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ortools.sat.python import cp_model

from minga.engines.rostering.shiftscheduling.problem import FREE

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from minga.engines.rostering.shiftscheduling.problem import Plan, Problem


@dataclass(frozen=True, slots=True)
class Answer:
    """Rows of the freed employees (None: nothing found in time), the proven bound of the part, whether it is the
    best.
    """

    rows: dict[int, list[int]] | None
    bound: float
    best: bool


class Model:
    """Variables, rules and costs for the employees `free`; on days outside `window` they keep what the plan gives
    them. `possible` [e, d, s + 1] leaves out shifts (0: days off) that are not wanted,
    `below` plans that cost more.
    """

    def __init__(
        self,
        problem: Problem,
        plan: Plan | None,
        free: Sequence[int],
        window: Collection[int] | None = None,
        *,
        possible: NDArray[np.bool_] | None = None,
        below: int | None = None,
    ) -> None:
        self._problem = problem
        self._plan = plan
        self._free = list(free)
        self._possible = possible
        self._model = cp_model.CpModel()
        self._at: dict[tuple[int, int, int], Any] = {}
        for row in self._free:
            self._add_employee(row, window)
        self._add_costs(below)
        self._solver = cp_model.CpSolver()
        self._stopped = False

    def stop(self) -> None:
        """End a search that runs in another thread, or that has yet to begin."""
        self._stopped = True
        self._solver.stop_search()

    def solve(self, seconds: float, *, seed: int = 1, workers: int = 1) -> Answer:
        """Search for so many seconds, from the plan as a hint."""
        if self._plan is not None:
            for (row, day, shift), variable in self._at.items():
                self._model.add_hint(variable, int(self._plan[row][day] == shift))
        solver = self._solver
        if self._stopped:
            return Answer(None, 0.0, False)
        solver.parameters.max_time_in_seconds = max(0.01, seconds)
        solver.parameters.num_workers = workers
        solver.parameters.linearization_level = 2
        solver.parameters.catch_sigint_signal = (
            False  # its handler belongs to one thread and ends the process in others
        )
        if workers > 1:  # one that proves by its relaxation, one that finds; the others as they come
            solver.parameters.subsolvers.extend(["max_lp", "quick_restart"])
        solver.parameters.random_seed = seed
        status = solver.solve(self._model)
        if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
            return Answer(None, solver.best_objective_bound, status == cp_model.INFEASIBLE)
        rows = {row: [FREE] * self._problem.days for row in self._free}
        for (row, day, shift), variable in self._at.items():
            if solver.boolean_value(variable):
                rows[row][day] = shift
        return Answer(rows, solver.best_objective_bound, status == cp_model.OPTIMAL)

    def _add_employee(self, row: int, window: Collection[int] | None) -> None:
        problem, model, at = self._problem, self._model, self._at
        person, days = problem.staff[row], range(problem.days)
        works = [model.new_bool_var("") for _ in days]
        kinds = [number for number, kind in enumerate(problem.shifts) if person.most.get(kind.name, problem.days) > 0]
        for day in days:
            for shift in kinds:
                if self._possible is None or self._possible[row, day, shift + 1]:
                    at[row, day, shift] = model.new_bool_var("")
            model.add_exactly_one([*self._of(row, day, kinds), ~works[day]])
            if self._possible is not None and not self._possible[row, day, 0]:
                model.add(works[day] == 1)
            if (row, day) in problem.days_off:
                model.add(works[day] == 0)
            if window is not None and day not in window and self._plan is not None:
                held = self._plan[row][day]
                model.add((at[row, day, held] == 1) if held != FREE else (works[day] == 0))
        for day in days[1:]:
            for before in kinds:
                banned = [s for s in kinds if problem.shifts[s].name in problem.shifts[before].no_next]
                if banned and (row, day - 1, before) in at:
                    model.add_at_most_one([at[row, day - 1, before], *self._of(row, day, banned)])
        for shift in kinds:
            most = person.most.get(problem.shifts[shift].name, problem.days)
            if most < problem.days:
                model.add(sum(at[row, day, shift] for day in days if (row, day, shift) in at) <= most)
        minutes = sum(
            problem.shifts[shift].minutes * at[row, day, shift]
            for day in days
            for shift in kinds
            if (row, day, shift) in at
        )
        model.add_linear_constraint(minutes, person.least_minutes, person.most_minutes)
        self._add_runs(row, works)

    def _of(self, row: int, day: int, kinds: list[int]) -> list[Any]:
        return [self._at[row, day, shift] for shift in kinds if (row, day, shift) in self._at]

    def _add_runs(self, row: int, works: list[Any]) -> None:
        """A row of runs, each one variable: runs with the rest after them overlap nowhere.

        Intervals on a line make a totally unimodular matrix (Fulkerson and Gross, 1965), so that the relaxation holds
        the rules of runs exactly, and bounds are much higher than with one clause for each forbidden pattern.
        """
        model, person, days = self._model, self._problem.staff[row], self._problem.days
        runs = [(first, last, model.new_bool_var("")) for first, last in self._runs(row)]
        rest = max(1, person.shortest_rest)
        for day in range(days):
            model.add(sum(run for first, last, run in runs if first <= day <= last) == works[day])
            model.add_at_most_one(run for first, last, run in runs if first <= day <= last + rest)
        weekends = [
            sum(run for first, last, run in runs if first <= weekend[-1] and last >= weekend[0])
            for weekend in self._problem.weekends
        ]
        model.add(sum(weekends) <= person.most_weekends)

    def _runs(self, row: int) -> list[tuple[int, int]]:
        """First and last days of working days in a row that an employee's limits allow; at an edge they may be
        shorter.
        """
        person, days = self._problem.staff[row], self._problem.days
        return [
            (first, last)
            for first in range(days)
            for last in range(first, min(days, first + person.longest_run))
            if (last - first + 1 >= person.shortest_run or first == 0 or last == days - 1)
            and not any((row, day) in self._problem.days_off for day in range(first, last + 1))
        ]

    def _add_costs(self, below: int | None) -> None:
        problem, model, at = self._problem, self._model, self._at
        free = set(self._free)
        terms: list[Any] = []
        for (row, day, shift), weight in problem.wished.items():
            if row in free:
                terms.append(weight * (1 - at[row, day, shift]) if (row, day, shift) in at else weight)
        for key, weight in problem.unwished.items():
            if key in at:
                terms.append(weight * at[key])
        others: Counter[tuple[int, int]] = Counter()
        if self._plan is not None:
            for row, days in enumerate(self._plan):
                if row not in free:
                    others.update(enumerate(days))
        for (day, shift), (need, under, over) in problem.cover.items():
            mine = [at[row, day, shift] for row in self._free if (row, day, shift) in at]
            missing = model.new_int_var(0, max(0, need - others[day, shift]), "")
            above = model.new_int_var(0, max(0, len(mine) + others[day, shift] - need), "")
            model.add(sum(mine) + others[day, shift] + missing - above == need)
            terms += [under * missing, over * above]
        if below is not None:
            model.add(sum(terms) <= below)
        model.minimize(sum(terms))
