"""Instances built from arrays: rows in any order, and whatever is no instance is told before anything is solved."""

from dataclasses import replace

import numpy as np
import pytest
from tests.engines.rostering.worlds import drawn

from minga.engines.rostering import Instance, MaxIterations, solve

FAULTY = [
    ("shift_venue", lambda i: i.shift_venue + 99, "shift_venue is"),
    ("shift_end", lambda i: i.shift_start.copy(), "shift_end is not after shift_start in row 0"),
    ("shift_start", lambda i: i.shift_start - 99_999, "shift_start is outside the event in row 0"),
    ("dislike", lambda i: np.full_like(i.dislike, 7), "dislike is not -1 to 3 in row 0"),
    ("volunteers", lambda i: ["same"] * len(i.volunteers), "volunteers holds 'same' twice"),
    ("locked", lambda i: np.array([[0, 999]], np.int32), "the shift in locked is 999 in row 0; choose 0 to"),
    ("previous", lambda i: np.array([[-1, 0, 0]], np.int32), "the volunteer in previous is -1 in row 0"),
    ("can_lead", lambda i: i.can_lead.tolist(), "can_lead is no NumPy array"),
]


@pytest.mark.parametrize(("name", "spoilt", "words"), FAULTY, ids=[case[0] for case in FAULTY])
def test_arrays_that_are_no_instance_are_told(name: str, spoilt, words: str) -> None:
    good = drawn(3)
    with pytest.raises(ValueError, match=words.replace("[", r"\[")):
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
