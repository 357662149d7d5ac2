"""An interruption while prices are still being found leaves a roster worth having; else the run stays the same."""

from dataclasses import replace

import numpy as np
import pytest
from tests.engines.rostering.worlds import drawn

from minga.engines.rostering import Instance, MaxIterations, Result, early, solve
from minga.engines.rostering.stopping import Progress

ITERATIONS = 200


def hundreds() -> Instance:
    """Six hundred people, eight days, twelve shifts a day of which some are scarce."""
    people, days = 600, 8
    instance = drawn(3, people=people, shifts=12 * days, days=days, week=2400)
    chance = np.random.default_rng(3)
    target = chance.integers(8, 22, 12 * days).astype(np.int32)
    return replace(
        instance,
        rules=replace(instance.rules, max_consecutive_days=4),
        shift_target=target,
        shift_minimum=(target * 4 // 5).astype(np.int32),
        shift_leaders=np.ones(12 * days, np.int32),
        min_shifts=np.full(people, 2, np.int32),
        max_shifts=np.full(people, 3, np.int32),
        availability=np.array([[v, v % 3 * 1440, (days - v % 4) * 1440] for v in range(people)], np.int32),
        absences=np.zeros((0, 3), np.int32),
        locked=np.zeros((0, 2), np.int32),
    )


def interrupted(instance: Instance, share: float) -> Result:
    """A run that is interrupted when this share of it is over."""

    def interrupt(progress: Progress) -> None:
        if progress.iterations >= share * ITERATIONS:
            raise KeyboardInterrupt

    result = solve(instance, MaxIterations(ITERATIONS), threads=1, progress=interrupt)
    assert result.stopped_by == "interrupt"
    return result


def test_a_run_interrupted_in_its_first_quarter_has_lost_little(monkeypatch: pytest.MonkeyPatch) -> None:
    instance = hundreds()
    soon, whole = interrupted(instance, 0.2), solve(instance, MaxIterations(ITERATIONS), threads=1)
    monkeypatch.setattr(early, "MARKS", ())
    without = interrupted(instance, 0.2)

    def left(result: Result) -> float:
        return (result.cost - whole.full_bound) / (whole.self_sign_up - whole.full_bound)

    assert left(soon) < 0.1
    assert left(soon) < left(without) / 2


def test_early_rosters_change_nothing_of_how_a_run_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    instance = hundreds()
    with_them = solve(instance, MaxIterations(ITERATIONS), threads=1)
    monkeypatch.setattr(early, "MARKS", ())
    without = solve(instance, MaxIterations(ITERATIONS), threads=1)
    assert (with_them.cost, with_them.bound, with_them.full_bound) == (without.cost, without.bound, without.full_bound)
    assert np.array_equal(with_them.roster.pairs, without.roster.pairs)
