"""Instances built from arrays: rows in any order, and whatever is no instance is told before anything is solved."""

import re
from dataclasses import replace
from typing import Any, cast

import numpy as np
import pytest
from tests.engines.rostering.worlds import drawn

from minga.engines.rostering import Instance, MaxIterations, Rules, UnusableInstance, Weights, solve
from minga.engines.rostering.arrays import TYPES

FAULTY = [
    ("shift_venue", lambda i: i.shift_venue + 99, "shift_venue is"),
    ("shift_end", lambda i: i.shift_start.copy(), "shift_end is not after shift_start in row 0"),
    ("shift_start", lambda i: i.shift_start - 99_999, "shift_start is outside the event in row 0"),
    ("dislike", lambda i: np.full_like(i.dislike, 7), "dislike is not -1 to 3 in row 0"),
    ("volunteers", lambda i: ["same"] * len(i.volunteers), "volunteers holds 'same' twice"),
    ("locked", lambda i: np.array([[0, 999]], np.int32), "the shift in locked is 999 in row 0; choose 0 to"),
    ("previous", lambda i: np.array([[-1, 0, 0]], np.int32), "the volunteer in previous is -1 in row 0"),
    ("can_lead", lambda i: i.can_lead.tolist(), "can_lead is no NumPy array"),
    ("shift_minimum", lambda i: i.shift_target + 1, "shift_minimum is not 0 to shift_target in row 0"),
    ("shift_leaders", lambda i: i.shift_minimum + 1, "shift_leaders is not 0 to shift_minimum in row 0"),
    ("max_shifts", lambda i: i.max_shifts + 0.5, "max_shifts holds float64 that do not fit into int32"),
    (
        "shift_end",
        lambda i: i.shift_end.astype(np.int64) + (1 << 40),
        "shift_end holds int64 that do not fit into int32",
    ),
    ("venue_zone", lambda i: np.array(i.venues), "venue_zone holds <U7 that do not fit into int32"),
    ("no_show", lambda i: np.full(len(i.volunteers), np.nan), "no_show is not 0 to 1 in row 0"),
    ("no_show", lambda _: np.zeros(99), "no_show has shape"),
    ("weights", lambda _: Weights(minimum=-5), "weights.minimum is -5; it must be a whole number of 0 or more"),
    ("weights", lambda _: Weights(target=cast("int", 1.5)), "weights.target is 1.5; it must be a whole number"),
    ("rules", lambda _: Rules(min_rest_minutes=-1), "rules.min_rest_minutes is -1; it must be a whole number"),
    ("rules", lambda _: Rules(max_consecutive_days=10**9), "rules.max_consecutive_days is 1000000000; it must be"),
    ("now", lambda _: 1.5, "now is 1.5; it must be a whole number of minutes"),
    ("min_shifts", lambda i: i.max_shifts + 1, "min_shifts is not 0 to max_shifts in row 0"),
    ("min_shifts", lambda i: i.min_shifts - 9, "min_shifts is not 0 to max_shifts in row 0"),
    ("travel", lambda i: np.where(i.travel == 65, -7, i.travel), "travel is below -1 in row 0"),
    ("travel", lambda i: np.where(i.travel == 20, -1, i.travel), "travel within a zone is not 0 or more in row 1"),
    ("needs", lambda i: i.needs * (1, 1, -4), "the minimum in needs is below 0 in row 0"),
    ("needs", lambda i: np.concatenate([i.needs, i.needs[:1]]), "needs holds shift 1 with language 1 twice"),
    ("needs", lambda _: np.zeros(0, np.int32), "needs has shape (0,), expected (rows, 3)"),
    ("locked", lambda _: np.array([[2, 1], [0, 0], [2, 1]]), "locked holds volunteer 2 with shift 1 twice"),
    ("locked", lambda _: np.zeros((1, 3), np.int32), "locked has shape (1, 3), expected (rows, 2)"),
    ("previous", lambda _: np.array([[1, 1, 1], [1, 1, 0]]), "previous holds volunteer 1 with shift 1 twice"),
    ("previous", lambda _: np.array([[1, 1, 7]]), "the leader in previous is not 0 or 1 in row 0"),
    ("previous_gone", lambda _: [(99, "old", 0)], "the volunteer in previous_gone is 99 in row 0"),
    ("availability", lambda i: i.availability[:, :2], "availability has shape (4, 2), expected (rows, 3)"),
    ("availability", lambda _: [(0, 0, 9)], "availability is no NumPy array"),
    ("shift_end", lambda i: i.shift_end + 99_999, "shift_end is more than 2 days after the event in row 0"),
    ("last_day", lambda i: i.first_day.replace(year=2020), "days; choose 1 to 400"),
    ("last_day", lambda i: i.first_day.replace(year=2030), "the event has 1097 days; choose 1 to 400"),
    ("timezone", lambda _: None, "there is no time zone None"),
    ("volunteers", lambda i: ["", *i.volunteers[1:]], "volunteers holds '' in row 0; an id is a text of signs"),
    ("shifts", lambda i: [*i.shifts[:-1], 7], "shifts holds 7 in row 5; an id is a text of signs that can be seen"),
    ("zones", lambda i: [i.zones[0], "a\tb"], r"zones holds 'a\tb' in row 1; an id is a text of signs"),
    ("role_names", lambda _: ["one"], "role_names holds 1, roles 2: give one for each, or none"),
]


@pytest.mark.parametrize(("name", "spoilt", "words"), FAULTY, ids=[case[2] for case in FAULTY])
def test_arrays_that_are_no_instance_are_told(name: str, spoilt, words: str) -> None:
    good = drawn(3)
    with pytest.raises(ValueError, match=re.escape(words)):
        replace(good, **{name: spoilt(good)})


def test_several_faults_are_told_at_once() -> None:
    good = drawn(3)
    with pytest.raises(ValueError, match=r"(?s)twice.*dislike"):
        replace(good, roles=["r"] * len(good.roles), dislike=np.full_like(good.dislike, 7))


def test_rows_in_any_order_give_the_same_roster() -> None:
    good = drawn(4, people=8, shifts=10)
    turned: Instance = replace(good, availability=good.availability[::-1].copy(), needs=good.needs[::-1].copy())
    one, other = (solve(each, stop=MaxIterations(20), threads=1) for each in (good, turned))
    assert other.cost == one.cost
    assert other.roster.pairs.tolist() == one.roster.pairs.tolist()
    assert len(one.roster) > 0


def test_numbers_of_any_width_give_the_same_roster() -> None:
    good = drawn(4, people=8, shifts=10)
    wide: dict[str, Any] = {}
    for name, kind in TYPES.items():
        if (array := getattr(good, name)) is not None:
            wide[name] = array.astype(np.int64)
            assert array.dtype == kind
    one, other = (solve(each, stop=MaxIterations(20), threads=1) for each in (good, replace(good, **wide)))
    assert other.roster.pairs.tolist() == one.roster.pairs.tolist()
    assert other.roster.leader.tolist() == one.roster.leader.tolist()
    assert one.roster.leader.any()


def test_locks_in_arrays_that_contradict_each_other_are_refused_with_the_smallest_set() -> None:
    good = drawn(4, people=8, shifts=10)
    possible = solve(good, stop=MaxIterations(20), threads=1).roster.pairs
    v, s = possible[0].tolist()
    same_day = int(np.flatnonzero((good.shift_day == good.shift_day[s]) & (np.arange(10) != s))[0])
    roles = good.dislike.copy()
    roles[v] = 0
    free = np.array([(who, 0, 9000) for who in range(8)], np.int32)
    twice = replace(
        good, locked=np.array([[v, s], [v, same_day]], np.int32), dislike=roles, availability=free,
        volunteer_zone=np.ones(8, np.int32),
    )  # fmt: skip
    with pytest.raises(UnusableInstance, match="H5") as caught:
        solve(twice, stop=MaxIterations(5), threads=1)
    assert len(caught.value.defects) == 1
    everybody = np.array([[who, s] for who in range(8)], np.int32)
    with pytest.raises(UnusableInstance, match=r"H2|H10"):
        solve(replace(good, locked=everybody), stop=MaxIterations(5), threads=1)
