"""The bound that keeps H8: the solver's labels, the checker's and a look at every set agree, at prices by chance."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.engines.rostering.sets import STABILITIES, sets_of
from tests.engines.rostering.worlds import drawn

from minga.engines.rostering import Instance, MaxIterations, solve
from minga.engines.rostering.bundle import new_bundle
from minga.engines.rostering.checker import check
from minga.engines.rostering.checker.bound import recomputed_bound
from minga.engines.rostering.checker.files import read_world
from minga.engines.rostering.dual import coverage_bound
from minga.engines.rostering.paths import Prices
from minga.engines.rostering.phases import Run
from minga.engines.rostering.proving import Pricing
from minga.engines.rostering.result import Multipliers
from minga.engines.rostering.solver import prepare


def long_event(seed: int) -> Instance:
    """Twelve days and as many shifts, long weeks, so that H7, H8 and H9 bind in turn."""
    instance = drawn(
        seed, people=4, shifts=12, days=12, stability=STABILITIES[seed % 3], week=(900, 1300, 1900)[seed % 3]
    )
    rules = replace(instance.rules, max_consecutive_days=(2, 3, 20)[seed // 3 % 3])
    return replace(instance, rules=rules, max_shifts=np.full(4, 4 + seed % 3, np.int32))


def priced(run: Run, prices: Prices) -> float:
    """The bound that keeps H8 at these prices, in cost units."""
    run.bundle = new_bundle(
        len(run.state.path), run.state.path.shape[1], len(run.cover.target), len(run.cover.need_least)
    )
    return Pricing(run, full=True).value(prices) / run.pairs.scale


def cheapest_set(instance: Instance, v: int, multipliers: Multipliers) -> float:
    """Least cost of a lawful set of v less its multipliers, every set looked at."""
    w = instance.weights
    low = float("inf")
    for mine in sets_of(instance, v):
        total = float(w.promised * max(0, int(instance.min_shifts[v]) - len(mine)))
        for s in mine:
            minutes = instance.travel[instance.volunteer_zone[v], instance.venue_zone[instance.shift_venue[s]]]
            total += w.preference * int(instance.dislike[v, instance.shift_role[s]])
            total += w.travel_per_30_min * (int(minutes) // 30) - multipliers.heads[s]
            total -= multipliers.leaders[s] if instance.can_lead[v] else 0.0
            for row, (shift, language, _) in enumerate(instance.needs.tolist()):
                if shift == s and instance.speaks is not None and instance.speaks[v, language]:
                    total -= multipliers.languages[row]
        low = min(low, total)
    return low


@pytest.mark.parametrize("seed", range(18))
def test_labels_of_solver_and_checker_find_the_cheapest_of_all_sets(tmp_path: Path, seed: int) -> None:
    instance, chance = long_event(seed), np.random.default_rng(seed)
    run = prepare(instance, MaxIterations(1), 1, 1)
    scale = run.pairs.scale
    drawn_prices = (
        chance.integers(low, 300 * scale, size)
        for low, size in ((-100 * scale, len(instance.shifts)), (0, len(instance.shifts)), (0, len(instance.needs)))
    )
    prices = Prices(*(-array.astype(np.int32) for array in drawn_prices))
    prices.leader[instance.shift_leaders == 0] = 0
    multipliers = Multipliers(*(-array / scale for array in prices))
    people = sum(cheapest_set(instance, v, multipliers) for v in range(len(instance.volunteers)))
    by_sets = people + coverage_bound(run.cover, prices) / scale
    assert priced(run, prices) == pytest.approx(by_sets, abs=1e-6)
    instance.write(tmp_path)
    document = multipliers.document(instance, 0.0)["multipliers"]
    assert recomputed_bound(read_world(tmp_path), document, full=True) == pytest.approx(by_sets, abs=1e-6)
    assert Pricing(run).value(prices) / scale <= by_sets + 1e-6


@pytest.mark.parametrize("seed", range(6))
def test_the_full_bound_lies_between_the_bound_and_the_cost(tmp_path: Path, seed: int) -> None:
    instance = long_event(seed)
    result = solve(instance, MaxIterations(600), threads=1)
    assert result.bound <= result.full_bound + 1e-6 <= result.cost + 2e-6
    instance.write(tmp_path / "in")
    result.write(tmp_path / "out")
    verdict = check(tmp_path / "in", tmp_path / "out")
    assert verdict.findings == []
    assert verdict.full_bound == pytest.approx(result.full_bound, abs=1e-3)


def test_a_full_bound_that_is_not_proven_is_found(tmp_path: Path) -> None:
    instance = long_event(1)
    result = solve(instance, MaxIterations(100), threads=1)
    instance.write(tmp_path / "in")
    replace(result, full_bound=result.full_bound + 1).write(tmp_path / "out")
    assert any("full bound" in finding for finding in check(tmp_path / "in", tmp_path / "out").findings)


def test_many_shifts_of_many_lengths_a_day_are_proven_with_tolls(tmp_path: Path) -> None:
    """Ten shifts a day, worth about what they last: more sets than labels, unless a toll stands for the week."""
    shifts, chance = 100, np.random.default_rng(1)
    instance = drawn(1, people=2, shifts=shifts, days=10, stability="none", week=1500)
    length = 15 * chance.integers(8, 40, shifts)
    instance = replace(
        instance,
        rules=replace(instance.rules, max_consecutive_days=4, max_travel_minutes=90),
        shift_end=(instance.shift_start + length).astype(np.int32),
        max_shifts=np.full(2, 8, np.int32),
        dislike=np.zeros((2, 2), np.int8),
    )
    run = prepare(instance, MaxIterations(1), 1, 1)
    scale, nothing = run.pairs.scale, run.multipliers_now()
    worth = (200 + length + np.random.default_rng(2).integers(0, 60, shifts)) * scale
    prices = Prices(-worth.astype(np.int32), np.zeros_like(nothing.leader), np.zeros_like(nothing.language))
    found, without = priced(run, prices), Pricing(run).value(prices) / scale
    instance.write(tmp_path)
    document = Multipliers(*(-array / scale for array in prices)).document(instance, 0.0)["multipliers"]
    best = recomputed_bound(read_world(tmp_path), document, full=True)
    assert without < best - 1000
    assert without + 0.6 * (best - without) <= found <= best + 1e-6


def test_weeks_bind_in_these_events() -> None:
    binding = 0
    for seed in range(18):
        run = prepare(long_event(seed), MaxIterations(1), 1, 1)
        prices = Prices(*(-np.full(len(a), 200 * run.pairs.scale, np.int32) for a in run.multipliers_now()))
        binding += priced(run, prices) > Pricing(run).value(prices) / run.pairs.scale
    assert binding >= 6
