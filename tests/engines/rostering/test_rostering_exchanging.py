"""People of several groups change places at once: what it gains is what the roster gains, and nothing better exists."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
from tests.engines.rostering.checking import checked_cost
from tests.engines.rostering.worlds import drawn

from minga.engines.rostering import Instance, MaxIterations
from minga.engines.rostering import exchanging as module
from minga.engines.rostering.exchanging import chosen, exchange, net_of_places, permute
from minga.engines.rostering.phases import Run, exact
from minga.engines.rostering.solver import prepare, solve
from minga.engines.rostering.state import change_heads, copy_state, path_own


def _swept(instance: Instance, seed: int = 1) -> Run:
    """A run whose roster nobody can better alone."""
    run = prepare(instance, MaxIterations(10_000), seed, 2)
    exact(run, run.state, np.arange(len(instance.volunteers)), most=50)
    return run


def _many(seed: int, *, stability: str = "venue") -> Instance:
    """Forty people at six venues."""
    instance = drawn(seed, people=40, shifts=60, days=9, stability=stability)
    return replace(
        instance,
        venues=[f"venue {number}" for number in range(6)],
        venue_zone=np.arange(6, dtype=np.int32) % 2,
        shift_venue=np.random.default_rng(seed).integers(0, 6, 60).astype(np.int32),
    )


@pytest.mark.parametrize("stability", ["venue", "venue_role"])
def test_rosters_keep_every_rule_and_get_cheaper_by_what_was_gained(tmp_path: Path, stability: str) -> None:
    gained = 0
    for seed in range(8):
        instance = _many(seed, stability=stability)
        run = _swept(instance, seed)
        state, cost = run.state, run.cost_of(run.state)
        assert cost is not None
        for _ in range(30):
            people, groups = chosen(run, state)
            homes = [int(run.net.group[state.path[v, 0]]) for v in people.tolist() if state.count[v]]
            assert sorted(homes) == sorted(set(homes)) == sorted(groups.tolist())
            before = copy_state(state)
            gains, now = permute(run, state, people, groups), run.cost_of(state)
            assert now is not None
            assert gains == (now < cost)
            if not gains:
                for name in state._fields:
                    assert getattr(before, name).tolist() == getattr(state, name).tolist()
            gained += cost - now
            cost = now
        assert state.own.tolist() == [
            path_own(v, state.path[v], int(state.count[v]), run.net) for v in range(len(state.own))
        ]
        assert checked_cost(instance, run, state, tmp_path / f"{seed}") == cost
    assert gained > 0


def test_no_permutation_is_better_than_the_one_taken() -> None:
    for seed in range(6):
        run = _swept(_many(seed), seed)
        people, groups = chosen(run, run.state)
        people, groups = people[:4], groups[:4]  # a permutation for each of 8 columns
        held = copy_state(run.state)
        for v in people.tolist():
            change_heads(v, -1, run.net, run.cover, held)
        cost, _, _ = module._costs(run, held, people, groups)
        columns = permutations(range(cost.shape[1]), len(people))
        best = min(int(cost[range(len(people)), list(places)].sum()) for places in columns)
        taken = module._assigned(cost)
        assert len(set(taken.tolist())) == len(people)
        assert int(cost[np.arange(len(people)), taken].sum()) == best


def _each_at_the_wrong_venue() -> Instance:
    """Two people at two venues with one place each day: both would rather serve where the other does."""
    instance = drawn(1, people=2, shifts=2)
    return replace(
        instance,
        travel=np.array([[0, 60], [60, 0]], np.int32),
        shift_venue=np.array([0, 1], np.int32),
        shift_role=np.array([0, 0], np.int32),
        shift_start=np.array([480, 480], np.int32),
        shift_end=np.array([960, 960], np.int32),
        shift_minimum=np.array([1, 1], np.int32),
        shift_target=np.array([1, 1], np.int32),
        shift_leaders=np.array([0, 0], np.int32),
        volunteer_zone=np.array([1, 0], np.int32),
        dislike=np.zeros((2, 2), np.int8),
        availability=np.array([[0, 0, 2880], [1, 0, 2880]], np.int32),
        min_shifts=np.array([1, 1], np.int32),
        max_shifts=np.array([1, 1], np.int32),
        needs=np.zeros((0, 3), np.int32),
    )


def test_two_who_stand_in_each_others_way_change_places() -> None:
    instance = _each_at_the_wrong_venue()
    run = prepare(instance, MaxIterations(300), 1, 1)
    for v in (0, 1):
        run.state.path[v, 0], run.state.count[v] = v, 1
        run.state.own[v] = path_own(v, run.state.path[v], 1, run.net)
        change_heads(v, 1, run.net, run.cover, run.state)
    exact(run, run.state, np.arange(2), most=5)
    assert run.state.path[:, 0].tolist() == [0, 1], "neither can go alone: the other's place is taken"
    before = run.cost_of(run.state)
    exchange(run, 1.0)
    after = run.cost_of(run.state)
    assert run.state.path[:, 0].tolist() == [1, 0]
    assert before is not None
    assert after is not None
    assert before - after == 2 * 2 * run.pairs.scale, "an hour's travel each"
    assert run.iterations <= 1 + module.PATIENCE + 1


def test_locked_people_stay_and_nothing_happens_without_a_second_group() -> None:
    locked = replace(_each_at_the_wrong_venue(), locked=np.array([[0, 0]], np.int32))
    assert solve(locked, MaxIterations(200), threads=1).roster.pairs.tolist() == [[0, 0], [1, 1]]
    run = _swept(drawn(2, people=6, shifts=8, stability="none"))
    begun = run.iterations
    exchange(run, 1.0)
    assert run.iterations == begun


def test_rows_of_places_hold_just_the_pairs_of_a_person_in_a_group() -> None:
    run = _swept(_many(3))
    net = run.net
    people, groups = np.array([4, 0, 17]), np.array([5, 1, 2])
    rows = net_of_places(net, people, groups)
    for row in range(9):
        v, group = int(people[row // 3]), int(groups[row % 3])
        mine = range(net.offsets[v], net.offsets[v + 1])
        wanted = [int(net.shift[place]) for place in mine if net.group[net.shift[place]] == group]
        assert rows.shift[rows.offsets[row] : rows.offsets[row + 1]].tolist() == wanted
        assert (rows.least[row], rows.most[row]) == (net.least[v], net.most[v])
