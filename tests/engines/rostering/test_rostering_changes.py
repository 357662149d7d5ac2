"""What a change costs, judged for many pairs at once as for one; a re-plan proves more with the published prices."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from benchmarks.rostering.shapes import SCHEDULES
from tests.engines.rostering.worlds import drawn

from minga.engines.rostering import MaxIterations, Recipe, check, generate, replan, solve
from minga.engines.rostering.costing import could_serve
from minga.engines.rostering.locks import impossible_alone
from minga.engines.rostering.result import Multipliers


def test_many_pairs_are_judged_as_each_by_itself() -> None:
    possible = 0
    for seed in range(8):
        instance = drawn(seed, people=12, shifts=25, days=6)
        gone = np.array([(v, 1440 * v % 4000, 1440 * v % 4000 + 2000) for v in range(0, 12, 3)], np.int32)
        instance = replace(instance, absences=gone, max_shifts=instance.max_shifts * (np.arange(12) != 5))
        who, shift = (part.ravel() for part in np.mgrid[0:12, 0:25])
        found = could_serve(instance, who, shift).tolist()
        assert found == [
            not impossible_alone(instance, v, s) for v, s in zip(who.tolist(), shift.tolist(), strict=True)
        ]
        possible += sum(found)
    assert possible > 100


def test_a_replan_takes_the_multipliers_of_the_published_roster(tmp_path: Path) -> None:
    recipe = Recipe(volunteers=160, venues=8, zones=3, demand=0.85, seed=3)
    instance = generate(SCHEDULES / "milano-cortina-2026.csv", recipe)
    published = solve(instance, MaxIterations(200), threads=1)
    published.write(tmp_path / "out")
    again = Multipliers.read(tmp_path / "out", instance)
    assert again is not None
    assert np.allclose(again.heads, published.multipliers.heads)
    stop = MaxIterations(20)
    without = replan(instance, published.roster, stop, threads=1)
    with_them = replan(instance, published.roster, stop, threads=1, multipliers=again)
    assert with_them.bound > without.bound
    with_them.instance.write(tmp_path / "in")
    with_them.write(tmp_path / "new")
    assert check(tmp_path / "in", tmp_path / "new").valid


def test_a_bound_that_cannot_be_read_is_no_reason_to_stop(tmp_path: Path) -> None:
    instance = drawn(4)
    assert Multipliers.read(tmp_path, instance) is None
    for text in ("{", "[]", '{"multipliers": {"heads": 3, "leaders": {}, "languages": {}}}', '{"multipliers": null}'):
        (tmp_path / "bound.json").write_text(text, "utf-8")
        assert Multipliers.read(tmp_path, instance) is None
    (tmp_path / "bound.json").write_text('{"multipliers": {"heads": {}, "leaders": {}, "languages": {}}}', "utf-8")
    read = Multipliers.read(tmp_path, instance)
    assert read is not None
    assert read.heads.tolist() == [0.0] * len(instance.shifts)
