"""The checker where a day has many shifts of many lengths and weeks are tight: exact, and done in seconds."""

import time
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from tests.engines.rostering.sets import STABILITIES
from tests.engines.rostering.worlds import drawn

from minga.engines.rostering import Instance
from minga.engines.rostering.checker.bound import recomputed_bound
from minga.engines.rostering.checker.files import World, read_world
from minga.engines.rostering.checker.rules import fits_alone


def crowded(seed: int, *, people: int, days: int, a_day: int, week: int, stability: str) -> Instance:
    """Shifts of one to twelve hours that overlap, `a_day` of them every day, everybody free all the time."""
    instance = drawn(seed, people=people, shifts=days * a_day, days=days, stability=stability)
    chance = np.random.default_rng(seed)
    start = (np.repeat(np.arange(days), a_day) * 1440 + chance.integers(12, 72, days * a_day) * 15).astype(np.int32)
    end = (start + chance.integers(4, 48, days * a_day) * 15).astype(np.int32)
    rules = replace(instance.rules, max_minutes_per_7_days=week, max_consecutive_days=(2, 3, days)[seed % 3])
    return replace(
        instance,
        rules=rules,
        shift_start=start,
        shift_end=end,
        can_lead=np.zeros(people, np.bool_),
        dislike=np.zeros((people, 2), np.int8),
        min_shifts=np.full(people, seed % 4, np.int32),
        max_shifts=np.full(people, (3, days)[seed % 2], np.int32),
        availability=np.array([[v, 0, (days + 2) * 1440] for v in range(people)], np.int32),
        absences=np.zeros((0, 3), np.int32),
        locked=np.zeros((0, 2), np.int32),
        needs=np.zeros((0, 3), np.int32),
    )


def cheapest(world: World, who: str, heads: dict[str, float], *, full: bool) -> float:
    """The least own cost of a lawful set less multipliers, day by day over everything that may still matter."""
    person, rules, weights = world.people[who], world.rules, world.weights
    able = {s: shift for s, shift in world.shifts.items() if fits_alone(world, person, shift) and shift.target > 0}
    group = {s: (x.venue, x.role)[: ("none", "venue", "venue_role").index(rules["stability"])] for s, x in able.items()}
    week = rules["max_minutes_per_7_days"]
    able = {s: shift for s, shift in able.items() if shift.end - shift.start <= week}
    by_day = [[s for s, shift in able.items() if shift.day == day] for day in range(world.days)]

    @cache
    def onward(
        day: int, where: tuple[str, ...] | None, free: int, counts: tuple[int, int], last: tuple[int, ...]
    ) -> float:
        row, number = counts
        if day == world.days:
            return float(weights["promised"] * max(0, person.least - number))
        low = onward(day + 1, where, free, (0, number), (*last[1:], 0))
        for s in by_day[day]:
            shift = able[s]
            minutes, rested = shift.end - shift.start, shift.end + rules["min_rest_minutes"]
            if (where is not None and group[s] != where) or shift.start < free or number == person.most:
                continue
            if row == rules["max_consecutive_days"] or (full and sum(last) + minutes > week):
                continue
            travel = weights["travel_per_30_min"] * (world.travel[person.zone, shift.zone] // 30)
            then = onward(day + 1, group[s], rested, (row + 1, number + 1), (*last[1:], minutes))
            low = min(low, travel - heads[s] + then)
        return low

    return onward(0, None, 0, (0, 0), (0,) * 6)


@pytest.mark.parametrize("seed", range(12))
def test_many_shifts_of_many_lengths_a_day_are_priced_as_a_plain_search_prices_them(tmp_path: Path, seed: int) -> None:
    stability, week = STABILITIES[seed % 3], (700, 1100, 1600, 2400)[seed % 4]
    crowded(seed, people=2, days=8, a_day=5, week=week, stability=stability).write(tmp_path)
    world, chance = read_world(tmp_path), np.random.default_rng(seed)
    heads = {s: float(chance.integers(-10, 60)) for s in world.shifts}
    nobody = replace(world, people={})
    for full in (False, True):
        people = sum(cheapest(world, who, heads, full=full) for who in world.people)
        shifts = recomputed_bound(nobody, {"heads": heads})
        assert recomputed_bound(world, {"heads": heads}, full=full) == pytest.approx(shifts + people, abs=1e-6)


def test_a_bound_over_a_hundred_shifts_a_day_is_recomputed_in_seconds(tmp_path: Path) -> None:
    crowded(1, people=4, days=30, a_day=100, week=1800, stability="none").write(tmp_path)
    world, chance = read_world(tmp_path), np.random.default_rng(1)
    heads = {s: float(chance.uniform(0, 100)) for s in world.shifts}
    first = dict(list(world.people.items())[:1])
    recomputed_bound(replace(world, people=first), {"heads": heads}, full=True)  # compiled
    began = time.process_time()
    plain = recomputed_bound(world, {"heads": heads})
    assert recomputed_bound(world, {"heads": heads}, full=True) > plain
    assert time.process_time() - began < 20
