"""Why a place stays empty and why somebody serves where they do: every count and every cost is that of the roster."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.engines.rostering.worlds import drawn, plain, roster_file

from minga.engines.rostering import Instance, MaxIterations, Roster, solve
from minga.engines.rostering.baselines import self_sign_up, with_leaders
from minga.engines.rostering.cli import command
from minga.engines.rostering.costing import cost_parts
from minga.engines.rostering.duties import Explanations, why_here
from minga.engines.rostering.explaining import losses, unfilled
from minga.engines.rostering.locks import impossible_alone, may_go_together
from minga.engines.rostering.reasons import REASONS
from minga.engines.rostering.writer import report_bytes


def _read(folder: Path, *rows: tuple[str, str, int]) -> tuple[Instance, Roster]:
    instance = Instance.read(plain(folder))
    return instance, Roster.read(roster_file(folder / "roster.csv", *rows), instance)


def test_a_duty_tells_what_the_roster_would_cost_without_it(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    instance, roster = _read(tmp_path / "in", ("ana", "a1", 1), ("ana", "a3", 1), ("bo", "a1", 0))
    told = why_here(instance, roster, "ana")
    # a1 keeps its minimum by bo and lacks ana as leader and as second head; a3 loses its minimum and its leader.
    saves = {duty["shift"]: duty["saves"] for duty in told["duties"]}
    assert saves == {"a1": 300 + 10 + 20, "a3": 1000 + 300 + 20}
    assert told["saves"] == 300 + 10 + 1000 + 300 + 2 * 20
    without = Roster.of(roster.pairs[roster.pairs[:, 0] != 0])
    assert told["saves"] == sum(cost_parts(instance, without).values()) - sum(cost_parts(instance, roster).values())


def test_whoever_serves_nothing_is_told_what_stops_each_shift(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    instance, roster = _read(tmp_path / "in", ("ana", "a1", 1), ("bo", "a1", 0))
    told = why_here(instance, roster, "di")
    assert told["duties"] == []
    assert told["saves"] == 0
    # Free on the first day alone; a1 is full, and the late shift could be served.
    assert told["not_served"] == {"role": 1, "available": 8, "full": 1, "open": 1}
    assert [(row["shift"], row["more"], row["instead_of"]) for row in told["other_shifts"]] == [("late", -1000, [])]
    assert why_here(instance, roster, "ana")["not_served"] == {
        "role": 1, "travel": 1, "busy": 1, "elsewhere": 1,
        "open": 6,
    }  # fmt: skip


def test_another_shift_tells_what_would_be_given_up_for_it(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    instance, roster = _read(tmp_path / "in", ("ana", "a1", 1), ("ana", "a3", 1), ("bo", "a1", 0))
    told = why_here(instance, roster, "ana", asked="other")
    others = {row["shift"]: (row["more"], row["instead_of"]) for row in told["other_shifts"]}
    # late is on the day of a1: ana as leader and second head there is lost (310), its minimum is won (1000).
    assert others["late"] == (310 - 1000, ["a1"])
    assert others["a2"] == (-1300, [])
    assert others.keys() == {"late", "a2", "a4", "a5", "a6", "a7"}
    assert told["asked"] == {
        "shift": "other", "venue": "stadium", "role": "guide", "start": "2027-03-03T08:00",
        "more": 310 + 1300 + 20 - 1000, "instead_of": ["a1", "a3"],
    }  # fmt: skip
    stopped = {shift: why_here(instance, roster, "bo", asked=shift)["asked"].get("stopped_by") for shift in
               ("a1", "far", "drive")}  # fmt: skip
    assert stopped == {
        "a1": "the volunteer serves it",
        "far": "H4 (120 minutes of travel)",
        "drive": "H2 (the volunteer does not list the role)",
    }
    assert why_here(instance, roster, "cy", asked="a1")["asked"]["stopped_by"] == "H10 (all 2 places are taken)"
    locked = replace(instance, locked=np.array([[0, 0]], np.int32))
    against = why_here(locked, roster, "ana", asked="late")
    assert against["asked"]["stopped_by"] == "H13 (a locked pair of the volunteer stands against it)"
    assert "late" not in {row["shift"] for row in against["other_shifts"]}
    with pytest.raises(KeyError):
        why_here(instance, roster, "ana", asked="nothing")


STABILITIES = ("venue", "venue_role", "none")


def world(seed: int) -> tuple[Instance, Roster]:
    """An instance, of another stability each time, with a published roster or a lock in some, and a roster of it."""
    instance = drawn(40 + seed, people=6, shifts=14, days=6, stability=STABILITIES[seed % 3], week=1200)
    before = self_sign_up(instance)
    if seed % 3 == 1:
        rows = np.column_stack([before.pairs, before.leader]).astype(np.int32)
        instance = replace(instance, previous=rows[::2])
    if seed % 3 == 2:
        instance = replace(instance, locked=before.pairs[:1])
    return instance, solve(instance, MaxIterations(15 + seed), threads=1).roster


def _allowed(instance: Instance, v: int, shifts: list[int]) -> bool:
    alone = not any(impossible_alone(instance, v, s) for s in shifts)
    kept = {s for who, s in instance.locked.tolist() if who == v} <= set(shifts)
    return alone and kept and may_go_together(instance, v, shifts)


@pytest.mark.parametrize("seed", range(9))
def test_every_price_is_the_cost_of_the_changed_roster_and_the_least(seed: int) -> None:
    instance, roster = world(seed)
    now = sum(cost_parts(instance, roster).values())
    heads = np.bincount(roster.pairs[:, 1], minlength=len(instance.shifts))
    told_of = 0
    of_all = Explanations(instance, roster)
    for v, name in enumerate(instance.volunteers):
        others = roster.pairs[roster.pairs[:, 0] != v]
        mine = roster.pairs[roster.pairs[:, 0] == v, 1].tolist()

        def more(shifts: list[int], others: Any = others, v: int = v) -> int:
            pairs = np.concatenate([others, np.array([(v, s) for s in shifts], np.int32).reshape(-1, 2)])
            return sum(cost_parts(instance, with_leaders(instance, pairs)).values()) - now

        answer = why_here(instance, roster, name)
        assert of_all.of(name) == answer
        listed = {row["shift"]: row for row in answer["other_shifts"]}
        for s in set(range(len(instance.shifts))) - set(mine):
            sets = [[*kept, s] for size in range(len(mine) + 1) for kept in combinations(mine, size)]
            prices = [more(chosen) for chosen in sets if _allowed(instance, v, chosen)]
            asked = why_here(instance, roster, name, asked=instance.shifts[s])["asked"]
            if heads[s] >= instance.shift_target[s] or not prices:
                assert "stopped_by" in asked
                assert instance.shifts[s] not in listed
                continue
            assert asked["more"] == min(prices)
            kept = [t for t in mine if instance.shifts[t] not in asked["instead_of"]]
            assert more([*kept, s]) == asked["more"]
            told_of += 1
            if instance.shifts[s] in listed:
                assert listed[instance.shifts[s]] == asked
        for row in answer["alternatives"]:
            shifts = [instance.shifts.index(each) for each in row["shifts"]]
            assert row["more"] == more(shifts)
            assert _allowed(instance, v, shifts)
    assert told_of > 5


def test_whatever_begun_or_published_is_priced_as_it_may_be(tmp_path: Path) -> None:
    instance = drawn(44, people=6, shifts=14, days=6)
    before = solve(instance, MaxIterations(40), threads=1).roster
    rows = np.column_stack([before.pairs, before.leader]).astype(np.int32)
    later = replace(instance, previous=rows, now=2 * 1440)
    assert later.begun.any()
    for name in instance.volunteers:
        for row in why_here(later, before, name)["other_shifts"]:
            assert not later.begun[instance.shifts.index(row["shift"])]
            assert not any(later.begun[instance.shifts.index(each)] for each in row["instead_of"])
        asked = why_here(later, before, name, asked=instance.shifts[int(np.argmax(later.begun))])["asked"]
        assert "stopped_by" in asked


def first_reason(instance: Instance, roster: Roster, v: int, s: int, lacks: str, *, full: bool) -> str:
    """What stops a volunteer first, one rule after another, from the rules themselves; else by the costs of both."""
    mine = roster.pairs[roster.pairs[:, 0] == v, 1].tolist()
    alone = impossible_alone(instance, v, s)
    groups = {"venue": ("venue",), "venue_role": ("venue", "role"), "none": ()}[instance.rules.stability]
    kept = [tuple(int(getattr(instance, f"shift_{name}")[t]) for name in groups) for t in (*mine[:1], s)]

    def rests() -> bool:
        rules = replace(instance.rules, max_consecutive_days=99, max_minutes_per_7_days=10**6)
        return may_go_together(replace(instance, rules=rules), v, [*mine, s])

    def cheaper() -> bool:
        more = with_leaders(instance, np.concatenate([roster.pairs, np.array([(v, s)], np.int32)]))
        return sum(cost_parts(instance, more).values()) < sum(cost_parts(instance, roster).values())

    tests: dict[str, Callable[[], bool]] = {
        "begun": lambda: instance.previous is not None and bool(instance.begun[s]),
        "role": lambda: alone.startswith("H2"),
        lacks: lambda: bool(lacks),
        "available": lambda: alone.startswith("H3"),
        "travel": lambda: alone.startswith("H4"),
        "busy": lambda: instance.shift_day[s] in instance.shift_day[mine],
        "elsewhere": lambda: len(set(kept)) > 1,
        "limit": lambda: len(mine) >= instance.max_shifts[v],
        "rest": lambda: not rests(),
        "week": lambda: bool(alone) or not may_go_together(instance, v, [*mine, s]),
        "swap": lambda: full,
        "better": cheaper,
    }
    return next((name for name, hits in tests.items() if hits()), "dearer")


@pytest.mark.parametrize("stability", ["venue", "venue_role", "none"])
def test_every_open_shift_counts_every_volunteer_by_the_first_rule_that_stops_them(stability: str) -> None:
    seen: set[str] = set()
    for seed in range(12):
        instance = drawn(seed, people=30, shifts=40, days=9, stability=stability, week=900 + 60 * seed)
        gone = np.array([(v, 1440 * v, 1440 * v + 2000) for v in range(0, 9, 3)], np.int32)
        ends = instance.shift_end.copy()
        ends[::7] += 1500  # into the day after the next
        instance = replace(
            instance,
            absences=gone,
            shift_end=ends,
            rules=replace(instance.rules, max_travel_minutes=90 - 30 * (seed % 2)),
            weights=replace(instance.weights, preference=5 * seed, travel_per_30_min=9),
        )
        roster = self_sign_up(instance)
        if seed % 3:
            rows = np.column_stack([roster.pairs, roster.leader]).astype(np.int32)
            instance = replace(instance, previous=rows[:: seed % 3 + 1], now=seed * 300)
        if seed % 4 == 0:  # somebody took people out by hand
            roster = with_leaders(instance, roster.pairs[np.arange(len(roster)) % 4 > 0])
        loss = losses(instance, roster)
        rows = unfilled(instance, roster)
        assert [row["cost"] for row in rows] == sorted(loss[loss > 0].tolist(), reverse=True)
        assert unfilled(instance, roster, 3) == rows[:3]
        for row in rows:
            s = instance.shifts.index(row["shift"])
            there = roster.pairs[roster.pairs[:, 1] == s, 0].tolist()
            wanted: dict[str, int] = {}
            for v in set(range(30)) - set(there):
                lacks = "" if row["heads"] < instance.shift_target[s] else "skill"
                if lacks and row["leaders_missing"] and instance.can_lead[v]:
                    lacks = ""
                for language in row["speakers_missing"]:
                    if instance.speaks[v, instance.languages.index(language)]:
                        lacks = ""
                full = row["heads"] >= instance.shift_target[s]
                reason = first_reason(instance, roster, v, s, lacks, full=full)
                wanted[reason] = wanted.get(reason, 0) + 1
            assert row["counts"] == wanted, (seed, row)
        seen |= {name for row in rows for name in row["counts"]}
    everything = {name for name, _ in REASONS} - {"places"}
    assert seen == (everything - {"elsewhere"} if stability == "none" else everything)


def test_the_report_explains_every_open_shift_in_a_line_each(tmp_path: Path) -> None:
    instance = drawn(5, people=8, shifts=900, days=9)
    result = solve(instance, MaxIterations(3), threads=1)
    report = result.report()
    assert len(report["unfilled"]) == int((losses(instance, result.roster) > 0).sum()) > 500
    lines = report_bytes(report).decode().splitlines()
    assert sum(line.startswith('  {"shift": ') for line in lines) == len(report["unfilled"])
    assert sum(len(line) for line in lines if line.startswith('  {"shift": ')) < 320 * len(report["unfilled"])


def test_the_command_explains_one_shift_that_is_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, roster = plain(tmp_path / "in"), roster_file(tmp_path / "roster.csv", ("ana", "a1", 1))
    assert command(["explain", str(folder), str(roster), "ana", "--shift", "late"]) == 0
    assert '"instead_of": [\n   "a1"\n  ]' in capsys.readouterr().out
    assert command(["explain", str(folder), str(roster), "ana", "--shift", "l8"]) == 2
    assert capsys.readouterr().err == "There is no shift “l8” in shifts.csv.\n"


def test_several_are_explained_in_one_call_and_all_that_are_unknown_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, roster = plain(tmp_path / "in"), roster_file(tmp_path / "roster.csv", ("ana", "a1", 1), ("bo", "a1", 0))
    alone = []
    for name in ("ana", "bo", "di"):
        assert command(["explain", str(folder), str(roster), name]) == 0
        alone.append(json.loads(capsys.readouterr().out))
    assert command(["explain", str(folder), str(roster), "--volunteer", "ana"]) == 0
    assert json.loads(capsys.readouterr().out) == alone[0]
    assert command(["explain", str(folder), str(roster), "ana", "--volunteer", "bo", "--volunteer", "di"]) == 0
    assert json.loads(capsys.readouterr().out) == {"volunteers": alone}
    assert command(["explain", str(folder), str(roster), "no", "--volunteer", "ana", "--volunteer", "nor"]) == 2
    told = capsys.readouterr()
    assert told.err.splitlines() == [f"There is no volunteer “{name}” in volunteers.csv." for name in ("no", "nor")]
    assert told.out == ""
    assert command(["explain", str(folder), str(roster)]) == 2
    assert capsys.readouterr().err == "Name a volunteer, or several with --volunteer.\n"
