"""Diving decides groups without losing anybody's weight, and what comes after it may use every group again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from benchmarks.rostering.shapes import SCHEDULES

from minga.engines.rostering import Instance, MaxIterations, check
from minga.engines.rostering.diving import HEAVY, first_dive, keep_home, only_home
from minga.engines.rostering.generation import Recipe, generate
from minga.engines.rostering.phases import Run, settle
from minga.engines.rostering.proving import find_prices
from minga.engines.rostering.rediving import dive, dive_again
from minga.engines.rostering.solver import finish, prepare

SEED = 3


def _divided(iterations: int = 400, seed: int = SEED) -> tuple[Instance, Run]:
    instance = generate(SCHEDULES / "paris-2024.csv", Recipe(volunteers=160, venues=8, zones=3, demand=0.85, seed=seed))
    run = prepare(instance, MaxIterations(iterations), seed, 2)
    find_prices(run)
    return instance, run


def test_decided_people_keep_all_their_weight_in_their_group() -> None:
    _, run = _divided(60)
    bundle = run.bundle
    assert bundle is not None
    group = run.net.group
    home = np.full(len(bundle.size), -1, np.int32)
    some = np.flatnonzero((bundle.size > 0) & (bundle.count[:, 0] > 0))
    home[some] = group[bundle.path[some, 0, 0]]
    keep_home(some, home, run.net, bundle)
    heads = np.zeros(len(bundle.heads))
    for v in range(len(home)):
        held = range(bundle.size[v])
        assert abs(sum(bundle.weight[v, k] for k in held) - 1) < 1e-6
        for k in held:
            path = bundle.path[v, k, : bundle.count[v, k]]
            heads[path] += bundle.weight[v, k]
            assert home[v] < 0 or all(group[path] == home[v])
    assert np.allclose(heads, bundle.heads, atol=1e-6)


def test_a_dive_decides_everybody_and_then_everybody_may_go_everywhere(tmp_path: Path) -> None:
    instance, run = _divided()
    whole, bounds = run.net, (run.plain.bound, run.full.bound)
    dive(run)
    assert (run.plain.bound, run.full.bound) == bounds, "a bound under decided groups proves nothing about the others"
    assert run.start_prices is not None
    owner = np.repeat(np.arange(len(instance.volunteers)), np.diff(run.net.offsets))
    groups = {(v, g) for v, g in zip(owner.tolist(), run.net.group[run.net.shift].tolist(), strict=True)}
    assert len(run.net.shift) < len(whole.shift)
    served = {v for v, _ in groups}
    assert len(groups) < 1.1 * len(served)
    settle(run)
    run.go_everywhere()
    assert len(run.net.shift) == len(whole.shift)
    result = finish(run, "criterion")
    instance.write(tmp_path / "in")
    result.write(tmp_path / "out")
    verdict = check(tmp_path / "in", tmp_path / "out")
    assert verdict.valid, verdict
    assert verdict.cost == result.cost
    assert result.bound <= result.cost


def test_diving_again_moves_people_to_cheaper_groups_and_leaves_nobody_open() -> None:
    _, run = _divided(1000, seed=4)
    first = first_dive(run)
    assert first is not None
    decided = first.home.copy()
    gained = dive_again(first, 0.9)
    assert ((first.home >= 0) == (decided >= 0)).all()
    assert (first.home != decided).any()
    assert gained > 0
    group = run.net.group
    for v in np.flatnonzero(first.home >= 0).tolist():
        held = range(first.bundle.size[v])
        assert abs(sum(first.bundle.weight[v, k] for k in held) - 1) < 1e-6
        assert all((group[first.bundle.path[v, k, : first.bundle.count[v, k]]] == first.home[v]).all() for k in held)


def test_pairs_of_undecided_people_all_stay() -> None:
    _, run = _divided(20)
    nobody = np.full(len(run.state.count), -1, np.int32)
    assert only_home(run.pairs, nobody).shift.tolist() == run.pairs.shift.tolist()


def test_a_dive_keeps_weekly_minutes_where_they_bind_most_people_and_there_is_time_for_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("minga.engines.rostering.diving.MANY", 0.0)
    found = []
    for heavy, slow in ((0.0, 0.0), (HEAVY, 0.0), (HEAVY, 0.05)):
        _, run = _divided(150)
        assert 0 <= run.long_weeks < 1
        assert 0 < run.full_round < 0.05
        run.long_weeks, run.full_round = heavy, slow
        dive = first_dive(run)
        found.append(None if dive is None else dive.full)
    assert found == [False, True, False]
