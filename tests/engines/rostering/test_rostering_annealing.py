"""Annealing inside groups keeps every rule, and its own figures stay those of the roster it leaves."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from tests.engines.rostering.worlds import drawn

from minga.engines.rostering import MaxIterations, check
from minga.engines.rostering.annealing import parts_of
from minga.engines.rostering.baselines import roster_from_paths
from minga.engines.rostering.costing import cost_parts
from minga.engines.rostering.phases import settle
from minga.engines.rostering.proving import find_prices
from minga.engines.rostering.refining import anneal_groups
from minga.engines.rostering.solver import prepare
from minga.engines.rostering.state import copy_state, path_own
from minga.engines.rostering.writer import roster_bytes


def test_annealed_rosters_keep_every_rule_and_cost_what_their_state_says(tmp_path: Path) -> None:
    changed = 0
    for seed in range(6):
        instance = drawn(seed, people=40, shifts=60, days=9)
        run = prepare(instance, MaxIterations(150), seed, 2)
        find_prices(run)
        settle(run)
        assert run.cost_of(run.state) is not None, "annealing begins with a roster that keeps H10"
        state = copy_state(run.state)
        for heat in (60.0, 5.0, 0.5):
            anneal_groups(run, state, heat)
        changed += int((state.heads != run.state.heads).sum())
        owned = [path_own(v, state.path[v], int(state.count[v]), run.net) for v in range(40)]
        assert state.own.tolist() == owned
        roster = roster_from_paths(instance, state.path, state.count)
        assert np.bincount(roster.pairs[:, 1], minlength=60).tolist() == state.heads.tolist()
        assert run.cost_of(state) == sum(cost_parts(instance, roster).values()) * run.pairs.scale
        instance.write(tmp_path / f"in{seed}")
        (tmp_path / "roster.csv").write_bytes(roster_bytes(instance, roster))
        verdict = check(tmp_path / f"in{seed}", tmp_path / "roster.csv")
        assert verdict.valid, verdict
    assert changed > 0


def test_no_group_is_shared_by_two_threads() -> None:
    instance = drawn(3, people=40, shifts=60, days=9)
    run = prepare(instance, MaxIterations(20), 1, 2)
    find_prices(run)
    settle(run)
    parts = parts_of(run.net, run.state, 2)
    groups = [set(run.net.group[run.state.path[part, 0]].tolist()) for part in parts]
    assert not groups[0] & groups[1]
    assert sum(map(len, parts)) == int((run.state.count > 0).sum())
