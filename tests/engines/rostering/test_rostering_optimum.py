"""Optimum and bound against an exhaustive search; the solver's own cost against the checker's, on small instances."""

from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.rostering.sets import STABILITIES, sets_of
from tests.engines.rostering.worlds import drawn

from minga.engines.rostering import Instance, MaxIterations, Roster, solve
from minga.engines.rostering.baselines import greedy_by_scarcity, self_sign_up
from minga.engines.rostering.checker import check
from minga.engines.rostering.costing import cost_parts
from minga.engines.rostering.pairs import feasible_pairs
from minga.engines.rostering.paths import net_of
from minga.engines.rostering.solver import paths_of
from minga.engines.rostering.state import (
    change_heads,
    cover_of,
    coverage_cost,
    empty_state,
    path_own,
)
from minga.engines.rostering.writer import roster_bytes


def cost_of(instance: Instance, chosen: tuple[tuple[int, ...], ...]) -> int | None:
    """The objective from the text of the format; None when a shift has too many heads."""
    w, total = instance.weights, 0
    for s in range(len(instance.shifts)):
        on = [v for v, mine in enumerate(chosen) if s in mine]
        low, high = int(instance.shift_minimum[s]), int(instance.shift_target[s])
        if len(on) > high:
            return None
        leaders = sum(bool(instance.can_lead[v]) for v in on)
        total += w.minimum * max(0, low - len(on)) + w.target * max(0, high - max(len(on), low))
        total += w.leader * max(0, int(instance.shift_leaders[s]) - leaders)
        for shift, language, needed in instance.needs.tolist():
            if shift == s:
                total += w.language * max(0, needed - sum(bool(instance.speaks[v, language]) for v in on))
    for v, mine in enumerate(chosen):
        total += w.promised * max(0, int(instance.min_shifts[v]) - len(mine))
        for s in mine:
            minutes = instance.travel[instance.volunteer_zone[v], instance.venue_zone[instance.shift_venue[s]]]
            total += w.preference * int(instance.dislike[v, instance.shift_role[s]])
            total += w.travel_per_30_min * (int(minutes) // 30)
    return total


@pytest.mark.parametrize("seed", range(12))
def test_the_solver_finds_the_optimum_and_the_bound_is_below_it(tmp_path: Path, seed: int) -> None:
    instance = drawn(seed, people=3, shifts=5, days=4, stability=STABILITIES[seed % 3], week=(600, 1500)[seed % 2])
    costs = (cost_of(instance, chosen) for chosen in product(*(list(sets_of(instance, v)) for v in range(3))))
    optimum = min(cost for cost in costs if cost is not None)
    result = solve(instance, MaxIterations(2000), threads=1)
    assert result.bound <= optimum + 1e-6
    assert result.cost == optimum
    instance.write(tmp_path / "in")
    result.write(tmp_path / "out")
    verdict = check(tmp_path / "in", tmp_path / "out")
    assert (verdict.findings, verdict.cost) == ([], optimum)
    assert verdict.bound == pytest.approx(result.bound, abs=1e-3)


def lawful_roster(instance: Instance, chance: np.random.Generator) -> Roster:
    """A roster by chance that keeps the rules."""
    heads = np.zeros(len(instance.shifts), int)
    pairs = []
    for v in range(len(instance.volunteers)):
        fitting = [mine for mine in sets_of(instance, v) if all(heads[s] < instance.shift_target[s] for s in mine)]
        mine = fitting[int(chance.integers(len(fitting)))]
        heads[list(mine)] += 1
        pairs += [(v, s) for s in mine]
    rows = np.array(pairs, np.int32).reshape(-1, 2)
    led = np.zeros(len(instance.shifts), int)
    marks = []
    for v, s in pairs:
        leads = bool(instance.can_lead[v]) and led[s] < instance.shift_leaders[s]
        led[s] += leads
        marks.append(leads)
    return Roster.of(rows, np.array(marks, bool))


@settings(max_examples=40, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10_000), stability=st.sampled_from(STABILITIES))
def test_incremental_cost_written_cost_and_checked_cost_agree(
    tmp_path_factory: pytest.TempPathFactory, seed: int, stability: str
) -> None:
    instance = drawn(seed, people=5, shifts=7, stability=stability)
    roster = lawful_roster(instance, np.random.default_rng(seed))
    pairs = feasible_pairs(instance, 1)
    net, cover = net_of(instance, pairs), cover_of(instance, pairs)
    state = empty_state(instance, net)
    paths_of(roster, state, net)
    for v in range(len(instance.volunteers)):
        change_heads(v, 1, net, cover, state)
        state.own[v] = path_own(v, state.path[v], state.count[v], net)
    incremental = (int(coverage_cost(cover, state)[:4].sum()) + int(state.own.sum())) / pairs.scale
    folder = tmp_path_factory.mktemp("drawn")
    instance.write(folder)
    (folder / "roster.csv").write_bytes(roster_bytes(instance, roster))
    verdict = check(folder, folder / "roster.csv")
    assert verdict.findings == []
    assert verdict.parts == cost_parts(instance, roster)
    assert verdict.cost == incremental


@pytest.mark.parametrize("baseline", [self_sign_up, greedy_by_scarcity])
@pytest.mark.parametrize("seed", range(6))
def test_the_baselines_keep_every_rule(tmp_path: Path, baseline, seed: int) -> None:
    instance = drawn(seed, people=12, shifts=20, days=8, stability=STABILITIES[seed % 3])
    instance.write(tmp_path)
    roster = baseline(instance)
    (tmp_path / "roster.csv").write_bytes(roster_bytes(instance, roster))
    verdict = check(tmp_path, tmp_path / "roster.csv")
    assert verdict.findings == []
    assert verdict.cost == sum(cost_parts(instance, roster).values())
