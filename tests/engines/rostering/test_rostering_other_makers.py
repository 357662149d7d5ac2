"""What instances of another maker brought to light: odd but legal rules, odd files, published rosters gone stale."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from decimal import Decimal
from itertools import combinations
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.engines.rostering.sets import may_serve
from tests.engines.rostering.worlds import drawn, plain, write_table

from minga.engines.rostering import Instance, MaxIterations, Rules, UnusableInstance, Weights, check, replan, solve
from minga.engines.rostering.cli import command


def solved(folder: Path, out: Path) -> int:
    return command(["solve", str(folder), "-o", str(out), "--iterations", "5", "--threads", "1"])


def test_where_no_day_in_a_row_is_allowed_nobody_serves(tmp_path: Path) -> None:
    folder = plain(tmp_path / "in", {"rules": {"max_consecutive_days": 0}})
    assert solved(folder, tmp_path / "out") == 0
    assert (tmp_path / "out" / "roster.csv").read_text().splitlines() == ["volunteer,shift,leader"]
    assert check(folder, tmp_path / "out").valid
    rows = [("volunteer", "shift", "leader"), ("ana", "a1", 1)]
    write_table(folder, "previous", rows)
    assert (
        command(["replan", str(folder), str(tmp_path / "out"), "-o", str(tmp_path / "new"), "--iterations", "5"]) == 0
    )
    assert json.loads((tmp_path / "new" / "report.json").read_text())["parts"]["change"] == 30  # H7 is not in the list
    assert check(folder, tmp_path / "new").valid


def test_the_checker_proves_what_the_solver_claims_where_shifts_are_longer_than_a_week_allows(tmp_path: Path) -> None:
    folder = plain(tmp_path / "in", {"rules": {"max_minutes_per_7_days": 460}})  # only the late shift is short enough
    assert solved(folder, tmp_path / "out") == 0
    verdict = check(folder, tmp_path / "out")
    assert verdict.findings == []
    assert verdict.bound is not None
    assert verdict.bound > 0


def test_a_place_changes_hands_however_dear_it_is_to_leave_it_empty() -> None:
    instance = drawn(1, people=7, shifts=1, days=2)
    instance = replace(
        instance,
        weights=Weights(minimum=1_000_000, target=1_000_000, promised=20),
        shift_minimum=np.zeros(1, np.int32),
        shift_target=np.ones(1, np.int32),
        shift_leaders=np.zeros(1, np.int32),
        dislike=np.array([[0, 0]] * 6 + [[1, 1]], np.int8),  # whom self sign-up asks last is promised a shift
        min_shifts=np.array([0] * 6 + [1], np.int32),
        availability=np.array([(v, 0, 4320) for v in range(7)], np.int32),
        volunteer_zone=np.zeros(7, np.int32),
        shift_venue=np.zeros(1, np.int32),
        needs=np.zeros((0, 3), np.int32),
    )
    for seed in (1, 2, 3):
        result = solve(instance, MaxIterations(300), seed, threads=1)
        assert (result.cost, result.roster.pairs.tolist()) == (1, [[6, 0]])


def test_a_shift_begun_keeps_no_more_people_than_its_target_of_now() -> None:
    instance = drawn(3, people=6, shifts=4, days=3)
    instance = replace(
        instance,
        rules=Rules(stability="none"),
        shift_minimum=np.zeros(4, np.int32),
        shift_leaders=np.zeros(4, np.int32),
        shift_target=np.full(4, 2, np.int32),
        dislike=np.zeros((6, 2), np.int8),
        availability=np.array([(v, 0, 9000) for v in range(6)], np.int32),
        max_shifts=np.full(6, 4, np.int32),
        min_shifts=np.zeros(6, np.int32),
        needs=np.zeros((0, 3), np.int32),
        locked=np.array([(4, 0)], np.int32),
        previous=np.array([(v, 0, 0) for v in range(5)], np.int32),
        now=int(drawn(3, people=6, shifts=4, days=3).shift_start[0]),
    )
    served = replan(instance, stop=MaxIterations(20), threads=1).roster.pairs
    assert served[served[:, 1] == 0, 0].tolist() == [0, 4]


def test_locked_pairs_are_kept_where_shifts_begun_contradict_one_another() -> None:
    instance = drawn(3, people=2, shifts=3, days=1)
    instance = replace(
        instance,
        rules=Rules(stability="none"),
        dislike=np.zeros((2, 2), np.int8),
        availability=np.array([(v, 0, 9000) for v in range(2)], np.int32),
        max_shifts=np.full(2, 4, np.int32),
        locked=np.array([(0, 2)], np.int32),
        previous=np.array([(0, s, 0) for s in range(3)], np.int32),  # three on one day: no roster
        now=1439,
    )
    served = replan(instance, stop=MaxIterations(20), threads=1).roster.pairs.tolist()
    assert [pair for pair in served if pair[0] == 0] == [[0, 2]]


@pytest.mark.parametrize("seed", range(12))
def test_of_contradicting_locks_no_set_told_holds_a_smaller_one_and_the_smallest_is_told(
    tmp_path: Path, seed: int
) -> None:
    rules = Rules(max_consecutive_days=3, max_minutes_per_7_days=1500 - 60 * seed, stability="none")
    instance = drawn(seed, people=1, shifts=9, days=8)
    chance = np.random.default_rng(seed)
    instance = replace(
        instance,
        rules=rules,
        shift_start=(np.arange(9) * 1440 * 8 // 9 + 480).astype(np.int32),
        shift_end=(np.arange(9) * 1440 * 8 // 9 + 480 + chance.integers(2, 9, 9) * 60).astype(np.int32),
        dislike=np.zeros((1, 2), np.int8),
        availability=np.array([(0, 0, 14000)], np.int32),
        volunteer_zone=np.zeros(1, np.int32),
        min_shifts=np.zeros(1, np.int32),
        max_shifts=np.full(1, 5, np.int32),
        locked=np.array([(0, s) for s in range(9)], np.int32),
    )
    instance.write(tmp_path)
    with pytest.raises(UnusableInstance) as caught:
        Instance.read(tmp_path)
    told = [
        tuple(int(part.rsplit("/ s", 1)[1].rstrip(".")) for part in defect.message.split(": ", 1)[1].split(", "))
        for defect in caught.value.defects
    ]
    for found in told:
        assert not may_serve(instance, 0, found)
        assert all(may_serve(instance, 0, tuple(s for s in found if s != out)) for out in found)
    alone = (c for size in range(1, 10) for c in combinations(range(9), size) if not may_serve(instance, 0, c))
    assert min(map(len, told)) == len(next(alone))


@pytest.mark.parametrize("text", ["[" * 100_000, '{"weights": {"minimum": ' + "9" * 5000 + "}}"])
def test_json_that_no_reader_takes_is_a_defect(tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str) -> None:
    folder = plain(tmp_path / "in")
    (folder / "event.json").write_text(text)
    assert solved(folder, tmp_path / "out") == 2
    assert capsys.readouterr().err.startswith("event.json: holds a number of thousands of digits")


def test_signs_that_cannot_be_seen_do_not_reach_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = plain(tmp_path / "in")
    (folder / "roles.csv").write_bytes(b"PK\x03\x04\x1b[2J" * 100)
    (folder / "zones.csv").write_text("zone, note\nnorth,\nsouth,\n")
    assert solved(folder, tmp_path / "out") == 2
    told = capsys.readouterr().err
    assert told.replace("\n", "").isprintable()
    assert max(map(len, told.splitlines())) < 300
    assert "zones.csv, line 1, “ note”: is an unknown column." in told


def test_parquet_of_other_makers_is_read_alike_by_solver_and_checker(tmp_path: Path) -> None:
    folder = plain(tmp_path / "in")
    for name in ("volunteers", "volunteer_roles"):
        with (folder / f"{name}.csv").open(newline="") as file:
            rows = list(csv.DictReader(file))
        columns = {key: pa.array([row[key] for row in rows]) for key in rows[0]}
        if name == "volunteers":
            columns["can_lead"] = pa.array([row["can_lead"] == "1" for row in rows])
            columns["max_shifts"] = pa.array([float(row["max_shifts"]) for row in rows])
            columns["min_shifts"] = pa.array([Decimal(row["min_shifts"]) for row in rows], pa.decimal128(9, 2))
            columns["volunteer"] = columns["volunteer"].dictionary_encode()
        else:
            columns["role"] = columns["role"].cast(pa.binary())
        pq.write_table(pa.table(columns), folder / f"{name}.parquet")
        (folder / f"{name}.csv").unlink()
    assert solved(folder, tmp_path / "out") == 0
    assert b",1\r\n" in (tmp_path / "out" / "roster.csv").read_bytes()  # somebody leads
    assert check(folder, tmp_path / "out").findings == []


def test_a_figure_with_a_nought_before_it_is_the_same_figure_to_the_checker(tmp_path: Path) -> None:
    folder = plain(tmp_path / "in")
    text = (folder / "volunteers.csv").read_text("utf-8")
    (folder / "volunteers.csv").write_text(text.replace("ana,north,1,", "ana,north,01,"), "utf-8")
    assert solved(folder, tmp_path / "out") == 0
    assert check(folder, tmp_path / "out").findings == []


def test_programs_of_others_see_the_types() -> None:
    from importlib.resources import files

    assert files("minga").joinpath("py.typed").is_file()  # PEP 561
