"""L(y, z, w) recomputed: an enumeration for each shift, and for each volunteer the cheapest path from shift to shift.

Paths are found from the last shift to the first, and with H8 from the first to the last, with locked pairs forced by a
reward; the solver does all three the other way.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from numba import njit

from minga.engines.rostering.checker.cost import still_possible
from minga.engines.rostering.checker.crews import each_thread
from minga.engines.rostering.checker.onward import FAR, followers, onward, worth_keeping
from minga.engines.rostering.checker.rules import fits_alone
from minga.engines.rostering.checker.weeks import full_paths

if TYPE_CHECKING:
    from collections.abc import Callable

    from minga.engines.rostering.checker.files import Shift, World

REWARD = 1e9


def recomputed_bound(world: World, multipliers: dict[str, Any], *, full: bool = False) -> float:
    """The bound that `multipliers` of bound.json prove: H8 left out of the volunteers' part, with `full` kept. Raises
    ValueError for shifts that do not exist and for multipliers that are no finite number.
    """
    y, z, w = (dict(multipliers.get(name) or {}) for name in ("heads", "leaders", "languages"))
    for name in sorted({*y, *z, *w} - world.shifts.keys()):
        raise ValueError(f"there is no shift {name}")
    for name, price in [*y.items(), *z.items(), *((name, p) for name, by in w.items() for p in by.values())]:
        if not math.isfinite(price):
            raise ValueError(f"a multiplier of shift {name} is {price}, no finite number")
    total = sum(
        _shift_part(
            shift, world, world.needs.get(name, {}), float(y.get(name, 0)), float(z.get(name, 0)), w.get(name, {})
        )
        for name, shift in world.shifts.items()
    )
    return total + _people_part(world, y, z, w, full=full)


def _shift_part(shift: Shift, world: World, needs: dict[str, int], y: float, z: float, w: dict[str, float]) -> float:
    h = np.arange(shift.target + 1)
    weights = world.weights
    cost = weights["minimum"] * np.maximum(0, shift.minimum - h) + y * h
    cost = cost + weights["target"] * np.maximum(0, shift.target - np.maximum(h, shift.minimum))
    cost = cost + np.minimum.accumulate(weights["leader"] * np.maximum(0, shift.leaders - h) + z * h)
    for language, needed in needs.items():
        price = float(w.get(language, 0))
        cost = cost + np.minimum.accumulate(weights["language"] * np.maximum(0, needed - h) + price * h)
    return float(cost.min())


def _people_part(world: World, y: dict[str, float], z: dict[str, float], w: dict[str, Any], *, full: bool) -> float:
    """Sum over volunteers of the least own cost less multipliers, volunteers one after another, groups in numba."""
    rules, weights = world.rules, world.weights
    names = sorted(world.shifts, key=lambda name: world.shifts[name].start)
    place = {name: row for row, name in enumerate(names)}
    shifts = [world.shifts[name] for name in names]
    grouped: dict[str, Callable[[Shift], Any]] = {
        "venue": lambda s: s.venue,
        "venue_role": lambda s: (s.venue, s.role),
        "none": lambda _: "",
    }
    labels = [grouped[rules["stability"]](shift) for shift in shifts]
    number = {label: row for row, label in enumerate(dict.fromkeys(labels))}
    group = np.array([number[label] for label in labels], np.int64)
    times = np.array([(s.day, s.start, s.end) for s in shifts], np.int64).reshape(-1, 3)
    by_role: dict[tuple[str, str], list[int]] = {}
    for row, shift in enumerate(shifts):
        by_role.setdefault((shift.role, shift.zone), []).append(row)
    previous: dict[str, set[int]] = {}
    for who, what in world.previous or []:
        previous.setdefault(who, set())
        if what in place:
            previous[who].add(place[what])
    locked: dict[str, set[int]] = {}
    for who, what in world.locked:
        locked.setdefault(who, set()).add(place[what])
    pricing = _Pricing(world, names, shifts, y, z, w)
    total = 0.0
    rows: list[Any] = []
    for who, person in world.people.items():
        candidates = pricing.candidates(person, by_role, times)
        cost = pricing.cost(who, person, candidates, previous.get(who))
        total += pricing.constant
        must = np.isin(candidates, np.fromiter(locked.get(who, ()), np.int64))
        total += REWARD * must.sum()
        rows.append((candidates, cost - REWARD * must, person.least, min(person.most, world.days)))
        if len(rows) == CHUNK:
            total += _chunk(rows, group, times, rules, weights["promised"], world.days, full=full)
            rows = []
    return total + (_chunk(rows, group, times, rules, weights["promised"], world.days, full=full) if rows else 0.0)


CHUNK = 2000


class _Pricing:
    """What each pair costs after the multipliers, for a volunteer at a time."""

    def __init__(self, world: World, names: list[str], shifts: list[Shift], y: Any, z: Any, w: Any) -> None:
        self._world = world
        self._names = names
        self._shifts = shifts
        self._role = np.array([shift.role for shift in shifts])
        self._heads = np.array([float(y.get(name, 0)) for name in names])
        self._leads = np.array([max(0.0, float(z.get(name, 0))) for name in names])
        self._target = np.array([shift.target for shift in shifts])
        self._spoken: dict[str, Any] = {}
        for row, name in enumerate(names):
            for language in world.needs.get(name, {}):
                prices = self._spoken.setdefault(language, np.zeros(len(names)))
                prices[row] = float(w.get(name, {}).get(language, 0))
        self._begun = np.array([world.now is not None and shift.start <= world.now for shift in shifts], bool)
        self.constant = 0.0

    def candidates(self, person: Any, by_role: dict[tuple[str, str], list[int]], times: Any) -> Any:
        """Shifts that keep H2, H3, H4 and, by themselves, H8 and H10, in order of start."""
        limit = self._world.rules["max_travel_minutes"]
        if person.most < 1:
            return np.zeros(0, np.int64)
        rows: list[int] = []
        for (role, zone), members in by_role.items():
            minutes = self._world.travel.get((person.zone, zone))
            if role in person.roles and minutes is not None and minutes <= limit:
                rows += members
        found = np.array(sorted(rows), np.int64)
        inside = np.zeros(len(found), bool)
        for start, end in person.free:
            inside |= (times[found, 1] >= start) & (times[found, 2] <= end)
        for start, end in person.absent:
            inside &= ~((times[found, 1] < end) & (times[found, 2] > start))
        short = times[found, 2] - times[found, 1] <= self._world.rules["max_minutes_per_7_days"]
        return found[inside & short & (self._target[found] > 0)]

    def cost(self, who: str, person: Any, candidates: Any, before: set[int] | None) -> Any:
        """Own cost less multipliers; `constant` gets what the volunteer costs whatever is served."""
        w = self._world.weights
        cost = -self._heads[candidates]
        if person.can_lead:
            cost = cost - self._leads[candidates]
        for language in person.languages & self._spoken.keys():
            cost = cost - self._spoken[language][candidates]
        for place, row in enumerate(candidates.tolist()):
            shift = self._shifts[row]
            travel = self._world.travel[person.zone, shift.zone] // 30
            cost[place] += w["preference"] * person.roles[shift.role] + w["travel_per_30_min"] * travel
        self.constant = 0.0
        if before is not None:
            held = {
                row for row in before if not self._begun[row] and still_possible(self._world, who, self._names[row])
            }
            self.constant = w["change"] * float(len(held))
            for place, row in enumerate(candidates.tolist()):
                if not self._begun[row]:
                    cost[place] += -w["change"] if row in held else w["change"]
        return cost


def _chunk(
    rows: list[Any], group: Any, times: Any, rules: dict[str, Any], promised: int, days: int, *, full: bool
) -> float:
    offsets = np.cumsum([0, *(len(candidates) for candidates, *_ in rows)])
    shifts = np.concatenate([candidates for candidates, *_ in rows])
    order = [np.lexsort((times[c, 1], group[c])) + start for (c, *_), start in zip(rows, offsets[:-1], strict=True)]
    sorted_rows = np.concatenate(order).astype(np.int64)
    costs = np.concatenate([cost for _, cost, *_ in rows])[sorted_rows]
    sorted_shifts = shifts[sorted_rows]
    keep = worth_keeping(offsets, sorted_shifts, costs, group, times, promised)
    offsets = np.concatenate(([0], np.cumsum(keep)))[offsets]
    limits = np.array([(least, most) for _, _, least, most in rows], np.int64)
    longest = min(int(rules["max_consecutive_days"]), days)
    in_a_row = (longest, 1) if longest < days else (min(1, longest), 0)  # where H7 cannot bind, rows need no counting
    relaxed = np.full(int(keep.sum()), FAR)
    given = (
        offsets,
        sorted_shifts[keep],
        costs[keep],
        group,
        times,
        relaxed,
        int(rules["min_rest_minutes"]),
        *in_a_row,
    )
    values = np.zeros(len(limits))
    each_thread(len(limits), lambda begin, end: _paths(begin, end, values, limits, *given, promised))
    if full:
        return full_paths(limits, *given, int(rules["max_minutes_per_7_days"]), promised)
    return float(values.sum())


@njit(cache=True, nogil=True)
def _paths(
    begin: int,
    end: int,
    values: Any,
    limits: Any,
    offsets: Any,
    shifts: Any,
    costs: Any,
    group: Any,
    times: Any,
    relaxed: Any,
    rest: int,
    longest: int,
    counted: int,
    promised: int,
) -> None:
    """Into `values` of the volunteers from `begin` to `end` the least cost of a set; `relaxed` gets what each group
    costs at its first row.
    """
    for v in range(begin, end):
        least, most = limits[v]
        best = promised * float(least)
        place = offsets[v]
        while place < offsets[v + 1] and longest > 0:
            stop = place
            while stop < offsets[v + 1] and group[shifts[stop]] == group[shifts[place]]:
                stop += 1
            mine = shifts[place:stop]
            first = followers(mine, times, rest)
            anywhere = onward(mine, costs[place:stop], least, most, times, first, longest, counted, promised)[1]
            relaxed[place] = anywhere[0, 1]
            best = min(best, relaxed[place])
            place = stop
        values[v] = best


__all__ = ["fits_alone", "recomputed_bound"]
