"""A minimum that weighs less than the target: the first places of a shift are worth something as soon as all of them
are, so prices follow the lower hull of what missing heads cost.
"""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.engines.rostering.worlds import drawn

from minga.engines.rostering import Instance, MaxIterations, check, solve
from minga.engines.rostering.pairs import feasible_pairs
from minga.engines.rostering.state import cover_of


def light(minimum: int, *, target: int = 10, stability: str = "venue") -> Instance:
    """Two hundred people and shifts for twenty a day, of whom most are a minimum of little weight."""
    people, days = 200, 10
    instance = drawn(5, people=people, shifts=5 * days, days=days, stability=stability, week=3000)
    chance = np.random.default_rng(5)
    targets = chance.integers(2, 9, 5 * days).astype(np.int32)
    return replace(
        instance,
        rules=replace(instance.rules, max_consecutive_days=5),
        weights=replace(instance.weights, minimum=minimum, target=target, promised=0),
        shift_target=targets,
        shift_minimum=(targets * 2 // 3).astype(np.int32),
        shift_leaders=np.zeros(5 * days, np.int32),
        needs=np.zeros((0, 3), np.int32),
        dislike=chance.integers(0, 3, (people, 2)).astype(np.int8),
        max_shifts=np.full(people, 2, np.int32),
        availability=np.array([[v, 0, (days + 2) * 1440] for v in range(people)], np.int32),
        absences=np.zeros((0, 3), np.int32),
        locked=np.zeros((0, 2), np.int32),
    )


@pytest.mark.parametrize("stability", ["venue", "none"])
@pytest.mark.parametrize("minimum", [0, 3])
def test_shifts_are_filled_past_a_minimum_that_weighs_little(tmp_path: Path, minimum: int, stability: str) -> None:
    instance = light(minimum, stability=stability)
    result = solve(instance, MaxIterations(300), threads=1)
    instance.write(tmp_path / "in")
    result.write(tmp_path / "out")
    verdict = check(tmp_path / "in", tmp_path / "out")
    assert verdict.valid
    assert verdict.cost == result.cost
    assert result.full_gap < 0.05


def test_prices_of_a_heavy_minimum_are_those_of_its_cost() -> None:
    heavy, even, less = (
        cover_of(instance, feasible_pairs(instance, 1)) for instance in (light(40), light(10), light(4))
    )
    scale = heavy.w_target // 10
    assert (heavy.bend.tolist(), heavy.steep) == (heavy.minimum.tolist(), 40 * scale)
    assert set(heavy.slope.tolist()) == {10 * scale}
    assert set(even.slope.tolist()) == {10 * (even.w_target // 10)}
    whole = less.w_minimum * less.minimum + less.w_target * (less.target - less.minimum)
    assert set(less.bend.tolist()) == {0}
    assert less.slope.tolist() == (whole // less.target).tolist()


def test_many_places_of_great_weight_do_not_run_over() -> None:
    instance = light(1_900_000, target=2_000_000)
    instance = replace(instance, shift_target=instance.shift_target * 500, shift_minimum=instance.shift_minimum * 500)
    cover = cover_of(instance, feasible_pairs(instance, 1))
    assert (cover.slope > cover.w_minimum).all()
    assert (cover.slope <= cover.w_target).all()
