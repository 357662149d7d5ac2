"""Where people are missing, what weighs least fails first: minimums before leaders, languages and targets."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from benchmarks.rostering.replanned import by_weight, still_there, with_absences
from benchmarks.rostering.shapes import SCHEDULES
from tests.engines.rostering.worlds import PLAIN, plain

from minga.engines.rostering import Instance, MaxIterations, Roster, check, replan, solve
from minga.engines.rostering.costing import cost_parts, counts_of
from minga.engines.rostering.generation import Recipe, generate
from minga.engines.rostering.locks import impossible_alone, may_go_together

HEADS = ("shift", "venue", "role", "start", "end", "minimum", "target", "leaders")


def one_day(folder: Path, weights: dict[str, int]) -> Instance:
    """20 people who can do anything, two shifts at one time: A takes 8 of 8 (all minimum), B 4 of 12; a leader at A, a
    speaker at B.
    """
    people = [f"p{number}" for number in range(20)]
    hours = ("2027-03-01T08:00", "2027-03-01T16:00")
    return Instance.read(
        plain(
            folder,
            {"last_day": "2027-03-01", "weights": weights},
            shifts=[HEADS, ("A", "arena", "guide", *hours, 8, 8, 1), ("B", "arena", "guide", *hours, 4, 12, 0)],
            shift_languages=[("shift", "language", "minimum"), ("B", "zh", 1)],
            volunteers=[PLAIN["volunteers"][0], *((who, "north", int(who in {"p0", "p1"}), 0, 1) for who in people)],
            volunteer_roles=[PLAIN["volunteer_roles"][0], *((who, "guide", 0) for who in people)],
            volunteer_languages=[("volunteer", "language"), ("p1", "zh"), ("p2", "zh")],
            availability=[
                PLAIN["availability"][0],
                *((who, "2027-03-01T00:00", "2027-03-02T00:00") for who in people),
            ],
        )
    )


MISSING = [
    ({"minimum": 1000, "target": 10}, {"A": 0, "B": 6}),  # six targets fail, no minimum
    ({"minimum": 40, "target": 1000}, {"A": 6, "B": 0}),  # the other way round, six minimums
    ({"minimum": 1000, "target": 990, "change": 0}, {"A": 0, "B": 6}),
]


@pytest.mark.parametrize(("weights", "missing"), MISSING)
def test_of_places_that_cannot_all_be_filled_the_lightest_stay_empty(
    tmp_path: Path, weights: dict[str, int], missing: dict[str, int]
) -> None:
    instance = one_day(tmp_path, weights)
    published = solve(instance, MaxIterations(60), threads=1).roster
    assert len(published) == 20
    loser = 0 if missing["B"] else 1  # those away are of the shift whose places weigh more
    away = [v for v, s in published.pairs.tolist() if s == loser and v not in {0, 1, 2}][:6]
    absent = replace(instance, absences=np.array([(v, 0, 1440) for v in away], np.int32))
    result = replan(absent, published, MaxIterations(60), threads=1)
    heads = counts_of(absent, result.roster)[0]
    assert dict(zip("AB", (absent.shift_target - heads).tolist(), strict=True)) == missing
    kind = "target" if missing["B"] else "minimum"
    lost = {name for name, value in result.parts.items() if value}
    assert (result.parts[kind], lost - {"change"}) == (6 * getattr(instance.weights, kind), {kind})


LEADER_OR_SPEAKER = [({"leader": 300, "language": 100}, "A"), ({"leader": 100, "language": 300}, "B")]


@pytest.mark.parametrize(("weights", "where"), LEADER_OR_SPEAKER)
def test_who_alone_can_lead_and_speak_goes_where_it_weighs_more(
    tmp_path: Path, weights: dict[str, int], where: str
) -> None:
    instance = one_day(tmp_path, {"change": 10} | weights)
    published = solve(instance, MaxIterations(60), threads=1).roster
    absent = replace(instance, absences=np.array([(v, 0, 1440) for v in (0, 2, 5, 6, 7, 8)], np.int32))
    result = replan(absent, published, MaxIterations(60), threads=1)
    served = dict(result.roster.pairs.tolist())
    assert "AB"[served[1]] == where
    lost = {"A": "language", "B": "leader"}[where]
    parts = {name: value for name, value in result.parts.items() if name in {"leader", "language", "minimum"}}
    assert parts == {"leader": 0, "language": 0, "minimum": 0} | {lost: 100}


def test_with_30_per_cent_absent_no_minimum_fails_for_a_place_that_weighs_less(tmp_path: Path) -> None:
    instance = generate(SCHEDULES / "milano-cortina-2026.csv", Recipe(volunteers=300, venues=3, demand=0.9, seed=2))
    published = solve(instance, MaxIterations(200), threads=1).roster
    changed = with_absences(instance, published, 0.30, 1)
    result = replan(changed, stop=MaxIterations(300), threads=1)
    changed.write(tmp_path / "in")
    result.write(tmp_path / "out")
    assert check(tmp_path / "in", tmp_path / "out").valid
    before, after = (cost_parts(changed, roster)["minimum"] for roster in (still_there(changed), result.roster))
    assert 0 < after < before
    assert exchanges_that_pay(changed, result.roster) == []
    assert by_weight(changed, result.roster).startswith(f"minimum {after // changed.weights.minimum:,} (")


def exchanges_that_pay(instance: Instance, roster: Roster) -> list[tuple[str, str, str]]:
    """(volunteer, from, to): somebody free, or serving a place above its minimum, who could fill one below."""
    heads, leads, speakers = counts_of(instance, roster)
    scarce = set(instance.needs[speakers <= instance.needs[:, 2], 0].tolist())
    spare = {s for s in range(len(heads)) if heads[s] > instance.shift_minimum[s] and s not in scarce}
    spare = {s for s in spare if leads[s] == 0}
    found = []
    for to in np.flatnonzero((heads < instance.shift_minimum) & ~instance.begun).tolist():
        for v in np.flatnonzero(instance.dislike[:, instance.shift_role[to]] >= 0).tolist():
            mine = roster.pairs[roster.pairs[:, 0] == v, 1].tolist()
            if impossible_alone(instance, v, to) or to in mine:
                continue
            for gone in (None, *(s for s in mine if s in spare and not instance.begun[s])):
                if may_go_together(instance, v, [*(s for s in mine if s != gone), to]):
                    found.append((instance.volunteers[v], "" if gone is None else instance.shifts[gone], "to"))
    return found


def test_the_benchmark_tells_what_is_missing_from_the_heaviest_kind_to_the_lightest(tmp_path: Path) -> None:
    instance = one_day(tmp_path, {})
    nobody = Roster.of(instance.locked)
    assert by_weight(instance, nobody) == (
        "minimum 12 (100.0%), leaders 1 (100.0%), speakers 1 (100.0%), target 8 (100.0%)"
    )
    lighter = one_day(tmp_path, {"leader": 5})
    assert by_weight(lighter, nobody).endswith("target 8 (100.0%), leaders 1 (100.0%)")
