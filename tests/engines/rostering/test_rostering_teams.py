"""Teams of scarce people: what a team is said to cost is what the roster costs with it, and the choice is the best."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from tests.engines.rostering.checking import checked_cost
from tests.engines.rostering.scarce import swept, venues

from minga.engines.rostering import MaxIterations, solve, solver
from minga.engines.rostering import team_choice as module
from minga.engines.rostering.phases import Run
from minga.engines.rostering.team_choice import Choice, choose_teams, chosen_teams, people_with, scarce_roles, take
from minga.engines.rostering.teams import Teams

DRIVER = 1


def _cost(run: Run) -> int:
    cost = run.cost_of(run.state)
    assert cost is not None
    return cost


def _looked(run: Run) -> Teams:
    teams = Teams(run, run.state, people_with(run, DRIVER))
    worth = teams.losses()
    for _ in range(2):
        teams.look(worth, {}, {}, 20)
    return teams


@pytest.mark.parametrize("stability", ["venue", "venue_role"])
def test_a_roster_with_chosen_teams_keeps_every_rule_and_is_no_dearer(tmp_path: Path, stability: str) -> None:
    gained = 0
    for seed in range(6):
        instance = venues(seed, stability=stability)
        run = swept(instance, seed)
        before = _cost(run)
        choose_teams(run, 1.0)
        after = _cost(run)
        assert after <= before
        gained += before - after
        assert checked_cost(instance, run, run.state, tmp_path / f"{seed}") == after
    assert gained > 0


def test_a_team_costs_what_the_roster_costs_more_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "exact", lambda *_args, **_more: None)  # nobody else moves
    compared = 0
    for seed in range(4):
        run = swept(venues(seed), seed)
        teams = _looked(run)
        before, now = _cost(run), dict(teams.now)
        for group in teams.places:
            for key in [key for key in teams.known if key[0] == group][:6]:
                taken = {v for other in now.values() if other[0] != group for v in other[1]}
                if taken & set(key[1]):
                    continue
                teams.now = {**now, group: key}
                take(run, teams)
                more = teams.known[key].cost - teams.known[now[group]].cost
                assert _cost(run) - before == more
                assert teams.put(group, teams.known[key].paths) == teams.known[key].cost
                compared += 1
    assert compared > 40


def test_no_choice_among_the_teams_known_is_cheaper_than_the_one_made() -> None:
    several = 0
    for seed in range(5):
        run = swept(venues(seed), seed, most=1)
        teams = _looked(run)
        first = Choice(teams)
        assert first.solve()
        keys = [*teams.now.values(), *first.mix(), *first.promising()[:12]]  # so few that every choice can be looked at
        teams.known = {key: teams.known[key] for key in keys}
        choice = Choice(teams)
        assert choice.solve()
        chosen = choice.whole()
        of_groups = [[key for key in teams.known if key[0] == group] for group in teams.places]
        choices = [(keys, [v for key in keys for v in key[1]]) for keys in product(*of_groups)]
        costs = [sum(teams.known[key].cost for key in keys) for keys, v in choices if len(set(v)) == len(v)]
        best = min(costs)
        assert sum(teams.known[key].cost for key in chosen.values()) == best
        assert sorted(chosen) == sorted(teams.places)
        several += best < sum(teams.known[key].cost for key in teams.now.values())
    assert several > 1


def test_roles_are_scarce_where_much_is_lost_for_want_of_few_and_whose_shifts_are_locked_stays_out() -> None:
    instance = venues(3)
    run = swept(instance, 3)
    people = people_with(run, DRIVER).tolist()
    assert people == np.flatnonzero(instance.dislike[:, DRIVER] >= 0).tolist()
    assert DRIVER in scarce_roles(run, run.state)
    served = [(v, int(run.state.path[v, 0])) for v in people if run.state.count[v]]
    locked = swept(replace(instance, locked=np.array(served[:2], np.int32)), 3)
    assert people_with(locked, DRIVER).tolist() == [v for v in people if v not in {served[0][0], served[1][0]}]
    rich = replace(instance, shift_minimum=np.zeros(60, np.int32), shift_leaders=np.zeros(60, np.int32))
    plenty = swept(replace(rich, weights=replace(rich.weights, target=0)), 3)
    assert scarce_roles(plenty, plenty.state) == {}


def test_nothing_is_chosen_where_all_is_one_group() -> None:
    one = swept(venues(3, stability="none"), 3)
    begun = one.iterations
    choose_teams(one, 1.0)
    assert one.iterations == begun


def test_with_the_same_seed_and_iterations_the_same_teams_are_chosen() -> None:
    paths = []
    for _ in range(2):
        run = swept(venues(5), 5)
        chosen_teams(run, teams := Teams(run, run.state, people_with(run, DRIVER)), 1.0)
        paths.append([(key, teams.known[key].cost) for key in teams.now.values()])
    assert paths[0] == paths[1]


def test_a_run_that_dives_chooses_teams(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solver, "dive", lambda run: True)
    monkeypatch.setattr(solver, "few_people", lambda run: False)
    result = solve(venues(4), MaxIterations(400), threads=2)
    assert "teams" in {step.phase for step in result.history}
