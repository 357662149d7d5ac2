"""What the format allows is taken, however odd; what it forbids is told with its line and remedy."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from benchmarks.rostering.shapes import SCHEDULES
from tests.engines.rostering.worlds import PLAIN, drawn, plain, roster_file
from tests.house.tree import ROOT

import minga.engines.rostering as public
from minga.engines.rostering import Instance, MaxIterations, Roster, Rules, UnusableInstance, check, solve
from minga.engines.rostering.cli import command
from minga.engines.rostering.clocks import changes, is_zone, like, told
from minga.engines.rostering.costing import cost_parts
from minga.engines.rostering.explaining import losses, unfilled
from minga.engines.rostering.standby import MOST, standby_plan, summary
from minga.engines.rostering.weighing import FINEST, cost_scale

Said = pytest.CaptureFixture[str]
ONE = [PLAIN["shifts"][0], ("a1", "arena", "guide", "2027-03-01T08:00", "2027-03-01T16:00", 1, 2, 0)]


def test_more_speakers_than_places_are_a_loss_that_nobody_can_avoid_and_no_defect(tmp_path: Path) -> None:
    languages = [("volunteer", "language"), ("ana", "zh"), ("bo", "zh"), ("cy", "zh")]
    needs = [("shift", "language", "minimum"), ("a1", "zh", 9)]
    folder = plain(tmp_path / "in", shifts=ONE, volunteer_languages=languages, shift_languages=needs)
    assert command(["solve", str(folder), "-o", str(tmp_path / "out"), "--iterations", "200", "--threads", "1"]) == 0
    verdict = check(folder, tmp_path / "out")
    assert verdict.valid, verdict
    assert verdict.parts["language"] == 100 * (9 - 2)
    report = json.loads((tmp_path / "out" / "report.json").read_text("utf-8"))
    assert report["bound"] == report["objective"]
    row = report["unfilled"][0]
    assert (row["speakers_missing"], row["binds"], row["counts"]) == ({"zh": 7}, "places", {"places": 2})


def test_a_language_that_nobody_speaks_is_a_skill_that_is_missing() -> None:
    instance = drawn(6, people=8, shifts=1, days=1)
    s = np.array([2], np.int32)
    instance = replace(
        instance, shift_target=s, shift_minimum=s, shift_leaders=s * 0, needs=np.array([[0, 1, 1]], np.int32),
        speaks=np.zeros((8, 2), np.bool_), dislike=np.zeros((8, 2), np.int8),
    )  # fmt: skip
    row = unfilled(instance, Roster.of(np.array([[0, 0], [1, 0]], np.int32)))[0]
    assert (row["binds"], row["counts"]) == ("skill", {"skill": 6})


@pytest.mark.parametrize("seed", range(6))
def test_needs_above_targets_are_solved_and_proven_as_all_others(tmp_path: Path, seed: int) -> None:
    instance = drawn(seed, people=6, shifts=8)
    needs = instance.needs.copy()
    needs[:, 2] = np.arange(len(needs)) % 5 + 1
    instance = replace(instance, needs=needs)
    instance.write(tmp_path / "in")
    result = solve(Instance.read(tmp_path / "in"), MaxIterations(200), threads=1)
    result.write(tmp_path / "out")
    verdict = check(tmp_path / "in", tmp_path / "out")
    assert verdict.valid, verdict
    assert verdict.cost == result.cost
    assert verdict.bound == pytest.approx(result.bound, abs=1e-6)


def test_what_is_lost_does_not_run_over_where_weights_and_needs_are_great(tmp_path: Path) -> None:
    needs = [("shift", "language", "minimum"), ("a1", "zh", 1_000_000)]
    folder = plain(tmp_path, {"weights": {"language": 1_000_000}}, shifts=ONE, shift_languages=needs)
    instance = Instance.read(folder)
    nobody = Roster.of(instance.locked)
    assert losses(instance, nobody).tolist() == [1000 + 10 + 10**12]
    assert cost_parts(instance, nobody)["language"] == 10**12
    assert unfilled(instance, nobody)[0]["cost"] == 1000 + 10 + 10**12


def test_somebody_who_surely_does_not_come_is_a_chance_of_1(tmp_path: Path, capsys: Said) -> None:
    header, *people = PLAIN["volunteers"]
    chances = {"ana": 1, "bo": 0.5, "cy": "1.0", "di": ""}
    rows = [(*header, "no_show"), *((*row, chances[str(row[0])]) for row in people)]
    folder = plain(tmp_path / "in", volunteers=rows)
    instance = Instance.read(folder)
    assert instance.no_show is not None
    assert instance.no_show.tolist() == [1, 0.5, 1, 0]
    assert replace(instance, no_show=instance.no_show).no_show is not None
    plan = standby_plan(instance, Roster.of(np.array([[0, 0], [1, 0], [2, 2]], np.int32)), chance=0.05)
    assert plan.risk_before[:3].tolist() == [0.5, 0, 1]  # bo alone may come; nobody is needed; cy surely does not
    assert plan.risk_after[0] <= 0.05
    assert plan.risk_after[2] == 1
    assert f"stay above it even with {MOST} on call" in summary(plan)
    for wrong in ("1.01", "-0.1", "nan", "often"):
        plain(folder, volunteers=[rows[0], (*rows[1][:-1], wrong), *rows[2:]])
        assert command(["solve", str(folder), "-o", str(tmp_path / "out")]) == 2
        said = (
            f"volunteers.csv, line 2, no_show: “{wrong}” is no probability. Write a number from 0 to 1, such as 0.08."
        )
        assert capsys.readouterr().err.splitlines()[0] == said
    with pytest.raises(ValueError, match="no_show is not 0 to 1 in row 1"):
        replace(instance, no_show=np.array([1, 1.1, 0, 0]))


def test_a_time_zone_that_does_not_exist_is_told_with_the_one_that_may_be_meant(tmp_path: Path) -> None:
    wrong = {
        "Europe/Pariss": "Did you mean Europe/Paris?",
        "europe/paris": "Did you mean Europe/Paris?",
        "Shanghai": "Did you mean Asia/Shanghai?",
        "new york": "Did you mean America/New_York?",
        "UTC+8 local": "Write a name of the IANA database, such as Europe/Paris.",
        "../zoneinfo/UTC": "",
        "Europe": "",
    }
    for name, remedy in wrong.items():
        with pytest.raises(UnusableInstance) as caught:
            Instance.read(plain(tmp_path, {"timezone": name}))
        (defect,) = caught.value.defects
        start = f"event.json, line 4, timezone: there is no time zone {name!r}. "
        assert str(defect).startswith(start + remedy)
    for name in ("UTC", "Asia/Kathmandu", "America/Argentina/Ushuaia"):
        assert Instance.read(plain(tmp_path, {"timezone": name})).timezone == name
    with pytest.raises(ValueError, match="there is no time zone 'Nowhere/Atall'"):
        replace(drawn(1), timezone="Nowhere/Atall")


def test_a_system_without_time_zones_takes_any_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("minga.engines.rostering.clocks._names", frozenset)
    assert is_zone("Nowhere/Atall")
    assert changes("Nowhere/Atall", date(2027, 3, 27), 3) == []
    assert like("Nowhere/Atall") == ""


def test_a_night_in_which_clocks_change_is_told_and_counted_by_the_clock(tmp_path: Path, capsys: Said) -> None:
    assert changes("Europe/Paris", date(2027, 3, 1), 60) == [(date(2027, 3, 28), 60)]
    assert changes("Europe/Paris", date(2027, 10, 1), 60) == [(date(2027, 10, 31), -60)]
    assert changes("Australia/Lord_Howe", date(2027, 4, 1), 10) == [(date(2027, 4, 4), -30)]
    assert changes("Asia/Shanghai", date(2027, 1, 1), 365) == []
    night = [
        PLAIN["shifts"][0],
        ("a1", "arena", "guide", "2027-03-27T14:00", "2027-03-27T22:00", 1, 1, 0),
        ("a2", "arena", "guide", "2027-03-28T09:00", "2027-03-28T17:00", 1, 1, 0),
    ]
    days = {"first_day": "2027-03-27", "last_day": "2027-03-28"}
    folder = plain(
        tmp_path / "in",
        days,
        shifts=night,
        availability=[PLAIN["availability"][0], ("ana", "2027-03-27T00:00", "2027-03-29T00:00")],
        shift_languages=[PLAIN["shift_languages"][0]],
    )
    assert command(["solve", str(folder), "-o", str(tmp_path / "out"), "--iterations", "20", "--threads", "1"]) == 0
    line = (
        "Clocks in Europe/Paris go forward by 60 minutes on 2027-03-28: shifts and rest over that hour are so much "
        "shorter than the clock says, by which they are counted."
    )
    assert line in capsys.readouterr().out
    # From 22:00 to 09:00 are eleven hours by the clock, so ana may serve both, though ten hours pass.
    assert sorted((tmp_path / "out" / "roster.csv").read_text("utf-8").split()[1:]) == ["ana,a1,0", "ana,a2,0"]
    assert command(["show", str(folder), str(tmp_path / "out"), "-o", str(tmp_path / "page.html")]) == 0
    assert line in (tmp_path / "page.html").read_text("utf-8")
    assert told(drawn(1)) == []
    instance = replace(drawn(1), last_day=date(2027, 3, 27))  # a shift of the last day may run into the next
    assert len(told(instance)) == 1


def test_an_absence_until_further_notice_may_last_until_the_year_9999(tmp_path: Path) -> None:
    away = [("volunteer", "start", "end"), ("ana", "2027-03-03T00:00", "9999-12-31T23:59"),
            ("bo", "0001-01-01T00:00", "2027-03-02T00:00"), ("cy", "0001-01-01T00:00", "0001-01-02T00:00"),
            ("di", "9999-01-01T00:00", "9999-12-31T00:00")]  # fmt: skip
    folder = plain(tmp_path / "in", absences=away)
    instance = Instance.read(folder)
    assert (instance.absences[:, 2] > instance.absences[:, 1]).all()
    result = solve(instance, MaxIterations(60), threads=1)
    result.write(tmp_path / "out")
    verdict = check(folder, tmp_path / "out")
    assert verdict.valid, verdict
    assert verdict.cost == result.cost
    served = {(instance.volunteers[v], instance.shifts[s]) for v, s in result.roster.pairs.tolist()}
    assert {shift for who, shift in served if who == "ana"} <= {"a1", "a2", "late"}
    assert {"bo", "cy"} <= {who for who, _ in served}
    instance.write(tmp_path / "again")
    assert np.array_equal(Instance.read(tmp_path / "again").absences, instance.absences)
    for start, end in (("9999-12-31T00:00", "9999-01-01T00:00"), ("2027-03-03T00:00", "0001-01-01T00:00")):
        plain(folder, absences=[away[0], ("ana", start, end)])
        with pytest.raises(UnusableInstance, match=r"absences.csv, line 2, end: is not after start."):
            Instance.read(folder)


def test_a_travel_limit_above_any_travel_weighs_no_more_than_the_travel_there_is(tmp_path: Path) -> None:
    rules = {"max_travel_minutes": 100_000_000}
    folder = plain(tmp_path / "in", {"rules": rules, "weights": {"travel_per_30_min": 1000}})
    instance = Instance.read(folder)
    assert cost_scale(instance) == FINEST
    result = solve(instance, MaxIterations(100), threads=1)
    result.write(tmp_path / "out")
    verdict = check(folder, tmp_path / "out")
    assert verdict.valid, verdict
    assert verdict.cost == result.cost
    far = replace(drawn(3), rules=Rules(max_travel_minutes=100_000_000))
    assert cost_scale(far) == cost_scale(replace(far, rules=Rules(max_travel_minutes=65)))


def test_rules_without_a_limit_and_rest_without_an_end_are_kept(tmp_path: Path) -> None:
    endless = {"max_consecutive_days": 100_000_000, "max_minutes_per_7_days": 100_000_000}
    for rest, most in ((0, 1000), (100_000_000, 1)):
        folder = plain(tmp_path / "in", {"rules": endless | {"min_rest_minutes": rest}})
        result = solve(Instance.read(folder), MaxIterations(60), threads=1)
        result.write(tmp_path / "out")
        verdict = check(folder, tmp_path / "out")
        assert verdict.valid, verdict
        served = np.bincount(result.roster.pairs[:, 0])
        assert 0 < served.max() <= most
        assert unfilled(result.instance, result.roster)


def test_generate_takes_no_folder_that_holds_something_unless_it_is_forced(tmp_path: Path, capsys: Said) -> None:
    folder = plain(tmp_path / "mine", locked=[("volunteer", "shift"), ("ana", "a1")])
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    schedule = str(SCHEDULES / "milano-cortina-2026.csv")
    line = ["generate", str(folder), "--schedule", schedule, "--volunteers", "20", "--venues", "2"]
    assert command(line) == 2
    assert capsys.readouterr().err == (
        f"{folder}: is not empty; name another folder, or add --force to take the place of the tables in it. "
        "What stood there before is unchanged.\n"
    )
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert command([*line, "--force"]) == 0
    assert len(Instance.read(folder).volunteers) == 20
    assert not (folder / "locked.csv").exists()
    (tmp_path / "empty").mkdir()
    assert command([line[0], str(tmp_path / "empty"), *line[2:]]) == 0
    assert command([line[0], str(roster_file(tmp_path / "roster.csv")), *line[2:]]) == 2
    assert "is a file; name a folder" in capsys.readouterr().err


def test_the_public_face_is_a_dozen_names_and_the_page_lists_them() -> None:
    assert len(public.__all__) == 12
    text = (ROOT / "docs" / "roster-format.md").read_text("utf-8")
    listed = text.split("## In Python", 1)[1]
    assert [name for name in public.__all__ if f"`{name}" not in listed] == []
    assert all(getattr(public, name) is not None for name in public.__all__)
