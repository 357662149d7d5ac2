"""CP-SAT on the whole model: one variable for each feasible pair, every rule as it is written."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
from ortools.sat.python import cp_model

from minga.engines.rostering import Instance, Roster
from minga.engines.rostering.baselines import with_leaders
from minga.engines.rostering.pairs import Pairs, feasible_pairs

MOST_PAIRS = 3_000_000  # with more the model alone takes many gigabytes and longer than the time limit to build
Choices = dict[int, Any]  # by shift, whether it is served


def cp_sat(instance: Instance, seconds: float, threads: int) -> Roster | None:
    """The best roster CP-SAT finds, from nothing; None when it finds none in time. Raises TooLarge."""
    pairs = feasible_pairs(instance, threads)
    if len(pairs.shift) > MOST_PAIRS:
        raise TooLarge(len(pairs.shift))
    whole = _Whole(instance, pairs)
    chosen = whole.solved(seconds, threads)
    return None if chosen is None else with_leaders(instance, np.array(chosen, np.int32).reshape(-1, 2))


class TooLarge(Exception):
    """The whole model has more variables than can be built; the argument is the number of feasible pairs."""


class _Whole:
    """The model; costs are scaled as those of the pairs."""

    def __init__(self, instance: Instance, pairs: Pairs) -> None:
        self._instance, self._pairs, self._model = instance, pairs, cp_model.CpModel()
        self._terms: list[Any] = []
        self._found: dict[tuple[int, int], Any] = {}
        self._served: dict[int, list[tuple[int, Any]]] = defaultdict(list)
        longest = int((instance.shift_end - instance.shift_start // 1440 * 1440).max(initial=0))
        self._reach = min(
            instance.days, (longest + instance.rules.min_rest_minutes) // 1440
        )  # days a rest may last into
        for v in range(len(instance.volunteers)):
            self._person(v)
        for s in range(len(instance.shifts)):
            self._coverage(s)
        self._model.minimize(sum(self._terms))

    def solved(self, seconds: float, threads: int) -> list[tuple[int, int]] | None:
        """Pairs (volunteer, shift) of the best solution."""
        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = seconds
        solver.parameters.num_workers = threads
        if solver.solve(self._model) not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
            return None
        return [key for key, x in self._found.items() if solver.boolean_value(x)]

    def _person(self, v: int) -> None:
        """H5 to H9, H12, H13 and the promise of one volunteer."""
        pairs, model, instance = self._pairs, self._model, self._instance
        row = slice(int(pairs.offsets[v]), int(pairs.offsets[v + 1]))
        mine: Choices = {s: model.new_bool_var("") for s in pairs.shift[row].tolist()}
        self._terms += [own * x for own, x in zip(pairs.own[row].tolist(), mine.values(), strict=True)]
        for (s, x), must in zip(mine.items(), pairs.must[row].tolist(), strict=True):
            self._served[s].append((v, x))
            self._found[v, s] = x
            if must:
                model.add(x == 1)
        self._one_group(mine)
        self._days(mine)
        model.add(sum(mine.values()) <= int(instance.max_shifts[v]))
        short = model.new_int_var(0, int(instance.min_shifts[v]), "")
        model.add(short + sum(mine.values()) >= int(instance.min_shifts[v]))
        self._terms.append(instance.weights.promised * pairs.scale * short)

    def _one_group(self, mine: Choices) -> None:
        homes: dict[int, Any] = {}
        for s, x in mine.items():
            home = homes.setdefault(int(self._pairs.group[s]), self._model.new_bool_var(""))
            self._model.add_implication(x, home)
        self._model.add_at_most_one(homes.values())

    def _days(self, mine: Choices) -> None:
        instance, rules, model = self._instance, self._instance.rules, self._model
        by_day: dict[int, list[int]] = defaultdict(list)
        for s in mine:
            by_day[int(instance.shift_start[s]) // 1440].append(s)
        for d, shifts in by_day.items():
            model.add_at_most_one(mine[s] for s in shifts)
            row = [mine[s] for k in range(rules.max_consecutive_days + 1) for s in by_day.get(d + k, ())]
            model.add(sum(row) <= rules.max_consecutive_days)
            week = [(s, mine[s]) for k in range(7) for s in by_day.get(d + k, ())]
            minutes = sum(int(instance.shift_end[s] - instance.shift_start[s]) * x for s, x in week)
            model.add(minutes <= rules.max_minutes_per_7_days)
            for later in range(d + 1, d + 1 + self._reach):
                self._rest(mine, shifts, by_day.get(later, []))

    def _rest(self, mine: Choices, today: list[int], later: list[int]) -> None:
        start, end, least = self._instance.shift_start, self._instance.shift_end, self._instance.rules.min_rest_minutes
        for s in today:
            close = [mine[t] for t in later if start[t] - end[s] < least]  # of one day, so at most one of them
            if close:
                self._model.add_at_most_one([mine[s], *close])

    def _coverage(self, s: int) -> None:
        """Heads, leaders and languages of one shift."""
        instance, model, scale = self._instance, self._model, self._pairs.scale
        w, low, high = instance.weights, int(instance.shift_minimum[s]), int(instance.shift_target[s])
        heads = sum(x for _, x in self._served[s])
        below, short = model.new_int_var(0, low, ""), model.new_int_var(0, high - low, "")
        model.add(heads <= high)
        model.add(heads + below + short >= high)
        lead = model.new_int_var(0, int(instance.shift_leaders[s]), "")
        leads = sum(x for v, x in self._served[s] if instance.can_lead[v])
        model.add(lead + leads >= int(instance.shift_leaders[s]))
        self._terms += [w.minimum * scale * below, w.target * scale * short, w.leader * scale * lead]
        speaks = np.zeros((0, 0), np.bool_) if instance.speaks is None else instance.speaks
        for _, language, least in instance.needs[instance.needs[:, 0] == s].tolist():
            silent = model.new_int_var(0, least, "")
            model.add(silent + sum(x for v, x in self._served[s] if speaks[v, language]) >= least)
            self._terms.append(w.language * scale * silent)
