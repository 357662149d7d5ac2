"""What a change costs, judged for many pairs at once as for one; a re-plan proves more with the published prices."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from benchmarks.rostering.shapes import SCHEDULES
from tests.engines.rostering.worlds import drawn, plain

from minga.engines.rostering import MaxIterations, Roster, check, replan, solve
from minga.engines.rostering.cli import command
from minga.engines.rostering.costing import could_serve
from minga.engines.rostering.generation import Recipe, generate
from minga.engines.rostering.locks import impossible_alone
from minga.engines.rostering.result import Multipliers


def test_many_pairs_are_judged_as_each_by_itself() -> None:
    possible = 0
    for seed in range(8):
        instance = drawn(seed, people=12, shifts=25, days=6)
        gone = np.array([(v, 1440 * v % 4000, 1440 * v % 4000 + 2000) for v in range(0, 12, 3)], np.int32)
        serves = np.arange(12) != 5
        limits = {"min_shifts": instance.min_shifts * serves, "max_shifts": instance.max_shifts * serves}
        instance = replace(instance, absences=gone, **limits)
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
    unknown = '{"multipliers": {"heads": {"s0": NaN}, "leaders": {}, "languages": {}}}'
    for text in (
        unknown,
        "{",
        "[]",
        '{"multipliers": {"heads": 3, "leaders": {}, "languages": {}}}',
        '{"multipliers": null}',
    ):
        (tmp_path / "bound.json").write_text(text, "utf-8")
        assert Multipliers.read(tmp_path, instance) is None
    (tmp_path / "bound.json").write_text('{"multipliers": {"heads": {}, "leaders": {}, "languages": {}}}', "utf-8")
    read = Multipliers.read(tmp_path, instance)
    assert read is not None
    assert read.heads.tolist() == [0.0] * len(instance.shifts)


def test_a_replan_of_a_folder_without_previous_csv_is_verified_shown_and_explained(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, first, second = tmp_path / "in", tmp_path / "first", tmp_path / "second"
    instance = drawn(6, people=12, shifts=16)
    instance.write(folder)
    assert command(["solve", str(folder), "-o", str(first), "--iterations", "60"]) == 0
    served = {v for v, _ in Roster.read(first, instance).pairs.tolist()}
    ill = instance.volunteers[min(served)]
    (folder / "absences.csv").write_text(f"volunteer,start,end\n{ill},2027-03-01T00:00,2027-03-09T00:00\n", "utf-8")
    assert command(["replan", str(folder), str(first), "-o", str(second), "--iterations", "20"]) == 0
    stated = json.loads((second / "report.json").read_text("utf-8"))
    changes = (second / "changes.csv").read_text("utf-8").splitlines()[1:]
    assert any(line.startswith(f"{ill},") for line in changes)
    capsys.readouterr()
    assert command(["verify", str(folder), str(second)]) == 0, capsys.readouterr().err
    assert f"Cost {stated['objective']:,}" in capsys.readouterr().out
    assert command(["show", str(folder), str(second), "-o", str(tmp_path / "page.html")]) == 0
    assert f"{stated['objective']:,}" in (tmp_path / "page.html").read_text("utf-8")
    assert command(["explain", str(folder), str(second), instance.volunteers[max(served)]]) == 0
    (folder / "absences.csv").unlink()
    assert command(["solve", str(folder), "-o", str(second), "--iterations", "60"]) == 0
    assert sorted(path.name for path in second.iterdir()) == ["bound.json", "report.json", "roster.csv"]
    assert command(["verify", str(folder), str(second)]) == 0, capsys.readouterr().err


def test_changes_weigh_in_what_is_verified(tmp_path: Path) -> None:
    folder, first, second = tmp_path / "in", tmp_path / "first", tmp_path / "second"
    for seed in range(30):
        instance = drawn(seed, people=12, shifts=16)
        instance.write(folder)
        command(["solve", str(folder), "-o", str(first), "--iterations", "60"])
        s = int(Roster.read(first, instance).pairs[0, 1])
        target = np.where(np.arange(16) == s, 0, instance.shift_target)
        changed = replace(
            instance,
            shift_target=target,
            shift_minimum=np.minimum(instance.shift_minimum, target),
            shift_leaders=np.minimum(instance.shift_leaders, target),
            needs=instance.needs[instance.needs[:, 0] != s],
        )
        changed.write(folder)
        assert command(["replan", str(folder), str(first), "-o", str(second), "--iterations", "20"]) == 0
        verdict = check(folder, second)
        assert verdict.valid, verdict
        if verdict.parts["change"]:
            return
    pytest.fail("no re-plan changed anything")


def test_a_replan_with_time_for_it_raises_the_bound_above_that_of_the_published_prices(tmp_path: Path) -> None:
    instance = drawn(3, people=40, shifts=60, days=9)
    published = solve(instance, MaxIterations(300), threads=1)
    absent = np.array([[v, 0, 9 * 1440] for v in range(0, 40, 4)], np.int32)
    changed = replace(instance, absences=absent)
    before, plan = (
        replan(changed, published.roster, MaxIterations(most), threads=1, multipliers=published.multipliers)
        for most in (20, 2000)
    )
    assert plan.bound > before.bound + 1
    assert plan.full_bound >= plan.bound
    assert plan.cost <= before.cost
    plan.instance.write(tmp_path / "in")
    plan.write(tmp_path / "out")
    verdict = check(tmp_path / "in", tmp_path / "out")
    assert verdict.valid, verdict
    assert verdict.bound == pytest.approx(plan.bound, abs=1e-3)


def test_a_replan_takes_the_place_of_nothing_that_was_given_unless_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, first = plain(tmp_path / "in"), tmp_path / "first"
    few = ["--iterations", "10", "--threads", "1"]
    assert command(["solve", str(folder), "-o", str(first), *few]) == 0
    assert command(["solve", str(folder), "-o", str(folder), *few]) == 0
    given = {path: path.read_bytes() for place in (folder, first) for path in place.iterdir()}
    for roster, output, said in (
        (first, first, "holds the published roster, whose place the new one would take"),
        (first / "roster.csv", first, "holds the published roster"),
        (folder, folder, "holds the published roster"),
        (first, folder, "is the instance, where the published roster would become previous.csv"),
    ):
        capsys.readouterr()
        assert command(["replan", str(folder), str(roster), "-o", str(output), *few]) == 2
        told = capsys.readouterr().err
        assert told.startswith(f"{output}: {said}"), told
        assert "name another folder, or add --force" in told
        assert {path: path.read_bytes() for place in (folder, first) for path in place.iterdir()} == given
    assert command(["replan", str(folder), str(first), "-o", str(first), "--force", *few]) == 0
    assert (first / "previous.csv").read_bytes() == given[first / "roster.csv"]
    (folder / "previous.csv").write_bytes(given[first / "roster.csv"])
    assert command(["replan", str(folder), str(folder / "previous.csv"), "-o", str(folder), *few]) == 0
    assert (folder / "previous.csv").read_bytes() == given[first / "roster.csv"]
