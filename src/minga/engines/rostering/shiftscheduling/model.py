"""The constraint model (CP-SAT) of some employees on some days, everything else being as it stands."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ortools.sat.python import cp_model

from minga.engines.rostering.shiftscheduling.problem import FREE

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from minga.engines.rostering.shiftscheduling.problem import Plan, Problem


@dataclass(frozen=True, slots=True)
class Answer:
    """Rows of the freed employees (None: nothing found in time), the proven bound of the part, whether it is the best."""

    rows: dict[int, list[int]] | None
    bound: float
    best: bool


class Model:
    """Variables, rules and costs for the employees `free`; on days outside `window` they keep what the plan gives them."""

    def __init__(
        self, problem: Problem, plan: Plan | None, free: Sequence[int], window: Collection[int] | None = None
    ) -> None:
        self._problem = problem
        self._plan = plan
        self._free = list(free)
        self._model = cp_model.CpModel()
        self._at: dict[tuple[int, int, int], Any] = {}
        for row in self._free:
            self._add_employee(row, window)
        self._add_costs()

    def solve(self, seconds: float, *, seed: int = 1, workers: int = 1) -> Answer:
        """Search for so many seconds, from the plan as a hint."""
        if self._plan is not None:
            for (row, day, shift), variable in self._at.items():
                self._model.add_hint(variable, int(self._plan[row][day] == shift))
        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = max(0.01, seconds)
        solver.parameters.num_workers = workers
        solver.parameters.linearization_level = 2
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
                at[row, day, shift] = model.new_bool_var("")
            model.add_exactly_one([*(at[row, day, shift] for shift in kinds), ~works[day]])
            if (row, day) in problem.days_off:
                model.add(works[day] == 0)
            if window is not None and day not in window and self._plan is not None:
                held = self._plan[row][day]
                model.add((at[row, day, held] == 1) if held != FREE else (works[day] == 0))
        for day in days[1:]:
            for before in kinds:
                banned = [s for s in kinds if problem.shifts[s].name in problem.shifts[before].no_next]
                if banned:
                    model.add_at_most_one([at[row, day - 1, before], *(at[row, day, shift] for shift in banned)])
        for shift in kinds:
            most = person.most.get(problem.shifts[shift].name, problem.days)
            if most < problem.days:
                model.add(sum(at[row, day, shift] for day in days) <= most)
        minutes = sum(problem.shifts[shift].minutes * at[row, day, shift] for day in days for shift in kinds)
        model.add_linear_constraint(minutes, person.least_minutes, person.most_minutes)
        self._add_runs(row, works)

    def _add_runs(self, row: int, works: list[Any]) -> None:
        problem, model, person = self._problem, self._model, self._problem.staff[row]
        days, longest = problem.days, person.longest_run
        for day in range(days - longest):
            model.add_bool_or([~works[d] for d in range(day, day + longest + 1)])
        for length in range(1, person.shortest_run):
            for day in range(1, days - length):
                inner = [~works[d] for d in range(day, day + length)]
                model.add_bool_or([works[day - 1], *inner, works[day + length]])
        for length in range(1, person.shortest_rest):
            for day in range(1, days - length):
                inner = works[day : day + length]
                model.add_bool_or([~works[day - 1], *inner, ~works[day + length]])
        weekends = []
        for weekend in problem.weekends:
            served = model.new_bool_var("")
            for day in weekend:
                model.add_implication(works[day], served)
            weekends.append(served)
        model.add(sum(weekends) <= person.most_weekends)

    def _add_costs(self) -> None:
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
        model.minimize(sum(terms))
