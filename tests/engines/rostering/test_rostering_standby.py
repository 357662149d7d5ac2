"""Stand-by: the fewest reserves that keep the chance, and a simulation that agrees with the computation."""

from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from tests.engines.rostering.worlds import PLAIN, drawn, plain, roster_file

from minga.engines.rostering import Roster
from minga.engines.rostering.baselines import self_sign_up
from minga.engines.rostering.cli import command
from minga.engines.rostering.standby import MOST, TRIALS, distribution, drawn_risk, sized, standby_plan, summary


def test_the_distribution_is_that_of_all_outcomes() -> None:
    chances = [0.9, 0.5, 0.8, 0.25]
    wanted = np.zeros(5)
    for outcome in product((0, 1), repeat=4):
        wanted[sum(outcome)] += np.prod([c if came else 1 - c for c, came in zip(chances, outcome, strict=True)])
    assert distribution(np.array(chances)) == pytest.approx(wanted)


def test_no_fewer_reserves_would_do() -> None:
    absent = np.array([0.1, 0.2, 0.05, 0.3])
    before, after, reserves = sized(absent, 0.1625, 4, 0.05)
    assert before == pytest.approx(1 - 0.9 * 0.8 * 0.95 * 0.7)
    assert after <= 0.05
    fewer = distribution(1 - np.append(absent, [0.1625] * (reserves - 1)))
    assert fewer[:4].sum() > 0.05


def test_a_simulated_event_keeps_the_chance_that_was_asked_for() -> None:
    """The tolerances: a false alarm in one run of a thousand over all shifts together, and the seed is fixed."""
    instance = drawn(11, people=400, shifts=1200, days=14)
    chance = np.random.default_rng(3)
    instance = replace(instance, no_show=chance.beta(1.5, 10, 400))
    plan = standby_plan(instance, self_sign_up(instance), chance=0.05, seed=1)
    assert (plan.risk_before > 0.05).sum() > 50
    assert (plan.risk_after <= 0.05).all()
    assert list(plan.beyond_luck()) == []
    over = plan.simulated > 0.05
    assert (plan.draws[over] > TRIALS).all()
    assert plan.simulated.max() <= 0.05 + 4 * np.sqrt(0.05 * 0.95 / 100_000)
    assert plan.simulated.mean() == pytest.approx(plan.risk_after.mean(), abs=4 * 0.1 / np.sqrt(TRIALS * 1200))
    assert "no shift differs" in summary(plan)


def test_a_wrong_computation_would_be_seen() -> None:
    instance = replace(drawn(11, people=40, shifts=100, days=14), no_show=np.full(40, 0.3))
    plan = standby_plan(instance, self_sign_up(instance), chance=0.2)
    at_risk = int(np.argmax(plan.risk_after))
    wrong = plan.risk_after.copy()
    wrong[at_risk] /= 2
    assert at_risk in replace(plan, risk_after=wrong).beyond_luck()


def test_those_who_never_come_are_told_and_a_short_shift_needs_people() -> None:
    instance = drawn(11, people=10, shifts=20, days=10)
    plan = standby_plan(replace(instance, no_show=np.full(10, 0.999)), self_sign_up(instance))
    assert f"stay above it even with {MOST} on call" in summary(plan)
    nobody = Roster.of(np.zeros((0, 2), np.int32))
    plan = standby_plan(replace(instance, no_show=np.full(10, 0.1)), nobody)
    assert list(plan.short) == list(instance.shift_minimum)
    assert plan.reserves.sum() == 0
    assert "they need people, not reserves" in summary(plan)


def test_draws_count_days_on_which_too_few_come() -> None:
    generator = np.random.default_rng(1)
    assert drawn_risk(np.zeros(3), 3, 50, generator) == 0
    assert drawn_risk(np.zeros(3), 4, 50, generator) == 1
    assert drawn_risk(np.full(1, 0.5), 1, 25_000, generator) == pytest.approx(0.5, abs=4 * 0.5 / np.sqrt(25_000))


def test_the_command_writes_the_table_or_says_what_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    roster = roster_file(tmp_path / "roster.csv", ("ana", "a1", 1), ("bo", "a1", 0))
    bare = plain(tmp_path / "bare")
    assert command(["standby", str(bare), str(roster)]) == 2
    assert "no column no_show" in capsys.readouterr().err
    header, *people = PLAIN["volunteers"]
    told = [(*header, "no_show"), *((*row, 0.2) for row in people)]
    folder = plain(tmp_path / "in", volunteers=told)
    table = tmp_path / "out" / "standby.csv"
    assert command(["standby", str(folder), str(roster), "--chance", "0.01", "-o", str(table)]) == 0
    first = table.read_text("utf-8").splitlines()[:2]
    assert first[0] == "shift,heads,minimum,short,reserves,risk_before,risk_after,risk_simulated,draws"
    assert first[1].startswith("a1,2,1,0,1,0.04,0.008,")
    assert command(["standby", str(folder), str(roster), "--chance", "7"]) == 2
