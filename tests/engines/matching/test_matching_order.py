"""The longlist: counts, order, ties, and the same order from stored parts."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.matching import worlds
from tests.engines.matching.worlds import candidate, post

from minga.engines.matching import (
    Eligibility,
    MatchingError,
    NationalityRule,
    Rule,
    Weights,
    longlist,
    part_matrix,
    score_matrix,
    tie_key,
    tie_keys,
)

quick = settings(max_examples=30, deadline=None)
EVERYONE = Eligibility(nationality=NationalityRule.ANY)


@quick
@given(worlds.posts(), worlds.pools(), worlds.weightings, st.randoms(use_true_random=False))
def test_the_order_does_not_depend_on_who_arrived_first(wanted, pool, weights, chance):
    shuffled = list(pool)
    chance.shuffle(shuffled)
    assert longlist(post=wanted, candidates=shuffled, weights=weights) == longlist(
        post=wanted, candidates=pool, weights=weights
    )


@quick
@given(worlds.posts(), worlds.pools(), worlds.weightings)
def test_the_counts_by_first_rule_add_up_to_who_was_refused(wanted, pool, weights):
    found = longlist(post=wanted, candidates=pool, weights=weights)
    assert sum(found.refused_by_first_rule.values()) == len(found.refused)
    assert len(found.refused) + len(found.entries) == len(pool)
    assert [entry.rank for entry in found.entries] == list(range(1, len(found.entries) + 1))


def test_refusals_are_counted_by_rule():
    people = [
        candidate(id="a"),
        candidate(id="b", experience_months=0),
        candidate(id="c", experience_months=0, skills={}),
    ]
    found = longlist(post=post(), candidates=people)
    assert found.refused_by_first_rule == {Rule.EXPERIENCE: 2}
    assert found.refused_by_rule == {Rule.EXPERIENCE: 2, Rule.SKILL: 1}
    assert [one.candidate_id for one in found.refused] == ["b", "c"]


def test_equal_totals_are_decided_by_the_heavier_part():
    parts = np.array([[5000, 9000, 0, 0, 0], [8000, 0, 0, 0, 0], [5000, 9000, 0, 0, 0]])
    ranking = score_matrix(parts, Weights(3, 1, 0, 0, 0), keys=np.array([2, 9, 1]))
    assert ranking.totals.tolist() == [6000, 6000, 6000]
    assert ranking.order.tolist() == [1, 2, 0]


def test_a_part_of_weight_zero_does_not_decide_a_tie():
    parts = np.array([[5000, 0, 0, 0, 10_000], [5000, 0, 0, 0, 0]])
    assert score_matrix(parts, Weights(1, 0, 0, 0, 0), keys=np.array([2, 1])).order.tolist() == [1, 0]


def test_ties_fall_by_a_hash_that_differs_from_post_to_post():
    people = [candidate(id=f"c-{number}") for number in range(40)]
    orders = [
        [entry.candidate_id for entry in longlist(post=post(id=name), candidates=people).entries]
        for name in ("post-1", "post-2")
    ]
    assert orders[0] != orders[1]
    assert orders[0] != sorted(orders[0])
    assert orders[0] == sorted(orders[0], key=lambda one: tie_key(post_id="post-1", candidate_id=one))


def test_the_tie_key_is_the_documented_digest():
    # Computed once with: printf '6:post-1c-1' | sha256sum | cut -c1-16, halved.
    assert tie_key(post_id="post-1", candidate_id="c-1") == 7_177_636_235_725_318_344


@quick
@given(worlds.posts(), worlds.pools(), worlds.weightings)
def test_stored_parts_give_the_same_order_under_new_weights(wanted, pool, weights):
    found = longlist(post=wanted, candidates=pool, weights=weights)
    eligible = [person for person in pool if person.id in {entry.candidate_id for entry in found.entries}]
    keys = tie_keys(post_id=wanted.id, candidate_ids=[person.id for person in eligible])
    ranking = score_matrix(part_matrix(post=wanted, candidates=eligible), weights, keys=keys)
    assert [eligible[row].id for row in ranking.order] == [entry.candidate_id for entry in found.entries]


@pytest.mark.parametrize(
    "parts",
    [np.zeros((2, 4), dtype=np.int64), np.zeros((3, 5), dtype=np.int64), np.zeros((2, 5)), np.full((2, 5), 10_001)],
)
def test_a_matrix_that_does_not_fit_is_refused(parts):
    with pytest.raises(MatchingError) as error:
        score_matrix(parts, Weights(), keys=np.array([1, 2]))
    assert error.value.field == "parts"


def test_a_candidate_who_stands_twice_is_refused():
    with pytest.raises(MatchingError, match="c-1 stands 2 times"):
        longlist(post=post(), candidates=[candidate(), candidate()])


def test_nobody_applied_is_an_empty_longlist():
    found = longlist(post=post(), candidates=[])
    assert (found.entries, found.refused) == ((), ())


def test_five_thousand_candidates_come_in_the_same_order_however_they_were_handed_in():
    chance = random.Random(7)
    people = [
        candidate(
            id=f"c-{number}",
            skills={skill: chance.randrange(5) for skill in worlds.SKILLS if chance.random() < 0.6},
            experience_months=chance.randrange(60),
            motivation=chance.random(),
        )
        for number in range(5000)
    ]
    wanted = post(eligibility=EVERYONE, skills=post().skills[1:])
    found = longlist(post=wanted, candidates=people)
    chance.shuffle(people)
    assert longlist(post=wanted, candidates=people).entries == found.entries
    assert len(found.entries) == 5000
