"""Who takes which seat, held against every possible placement of small calls."""

from collections import Counter
from collections.abc import Iterator
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.matching.worlds import candidate, post

from minga.engines.matching import MatchingError, longlist
from minga.engines.matching.allocation import (
    Aim,
    Call,
    SeatedPost,
    best_total,
    blocking_pairs,
    seated_post,
    stable_allocation,
)

thorough = settings(max_examples=80, deadline=None)


@st.composite
def calls(draw: st.DrawFn, *, over_the_call: bool = False) -> Call:
    people = [f"c{number}" for number in range(draw(st.integers(0, 5)))]
    names = [f"p{number}" for number in range(draw(st.integers(1, 3)))]
    cohorts = {one: draw(st.sampled_from("AB")) for one in people if draw(st.booleans())}
    posts = []
    for name in names:
        listed = draw(st.permutations(people).flatmap(lambda some: st.integers(0, len(some)).map(lambda n: some[:n])))
        reserved = {"A": draw(st.integers(0, 1)), "B": draw(st.integers(0, 1))}
        posts.append(
            SeatedPost(
                id=name,
                seats=sum(reserved.values()) + draw(st.integers(0, 2)),
                ranked=tuple((one, draw(st.integers(0, 4))) for one in listed),
                reserved=reserved,
                limits={"A": draw(st.integers(0, 2))} if draw(st.booleans()) else {},
            )
        )
    preferences = {one: tuple(draw(st.permutations(names))[: draw(st.integers(0, len(names)))]) for one in people}
    limits = {"A": draw(st.integers(0, 2))} if over_the_call else {}
    return Call("call", tuple(posts), preferences, cohorts, limits)


def placements(call: Call) -> Iterator[dict[str, str]]:
    """Every placement that keeps lists, seats and quotas."""
    people = sorted(call.preferences)
    listed = {post.id: {one for one, _ in post.ranked} for post in call.posts}
    options = [[None, *(name for name in call.preferences[one] if one in listed[name])] for one in people]
    for chosen in product(*options):
        placed = {one: name for one, name in zip(people, chosen, strict=True) if name is not None}
        if keeps_quotas(call, placed):
            yield placed


def keeps_quotas(call: Call, placed: dict[str, str]) -> bool:
    cohort = {one: call.cohorts.get(one, "") for one in placed}
    overall = Counter(cohort.values())
    if any(overall[name] > limit for name, limit in call.cohort_limits.items()):
        return False
    for seated in call.posts:
        heads = Counter(cohort[one] for one, name in placed.items() if name == seated.id)
        open_taken = sum(max(0, count - seated.reserved.get(name, 0)) for name, count in heads.items())
        if open_taken > seated.seats - sum(seated.reserved.values()):
            return False
        if any(heads[name] > limit for name, limit in seated.limits.items()):
            return False
    return True


def is_stable(call: Call, placed: dict[str, str]) -> bool:
    """Nobody could move up by taking a free seat, or the seat of one person whom the post ranks lower."""
    rank = {seated.id: [one for one, _ in seated.ranked] for seated in call.posts}
    for one, wanted in call.preferences.items():
        for name in wanted:
            if placed.get(one) == name:
                break
            if one not in rank[name]:
                continue
            lower = [
                other
                for other, held in placed.items()
                if held == name and rank[name].index(other) > rank[name].index(one)
            ]
            for leaving in (None, *lower):
                trial = {other: held for other, held in placed.items() if other not in (leaving, one)} | {one: name}
                here = {other: held for other, held in trial.items() if held == name}
                if keeps_quotas(call, here):
                    return False
    return True


def worth(call: Call, placed: dict[str, str]) -> int:
    points = {seated.id: dict(seated.ranked) for seated in call.posts}
    return sum(points[name][one] for one, name in placed.items())


def choice_of(call: Call, one: str, placed: dict[str, str]) -> int:
    wanted = call.preferences[one]
    return wanted.index(placed[one]) if one in placed else len(wanted)


@thorough
@given(calls())
def test_deferred_acceptance_is_stable_and_best_for_every_candidate(call):
    answer = stable_allocation(call)
    stable = [placed for placed in placements(call) if is_stable(call, placed)]
    assert dict(answer.placed) in stable
    assert blocking_pairs(call=call, allocation=answer) == ()
    for other in stable:
        for one in call.preferences:
            assert choice_of(call, one, dict(answer.placed)) <= choice_of(call, one, other)


@thorough
@given(calls(over_the_call=True))
def test_no_placement_has_a_greater_total(call):
    answer = best_total(call)
    assert keeps_quotas(call, dict(answer.placed))
    assert answer.total == worth(call, dict(answer.placed)) == max(worth(call, placed) for placed in placements(call))


@thorough
@given(calls(over_the_call=True))
def test_with_seats_first_no_placement_fills_more_or_as_many_with_a_greater_total(call):
    answer = best_total(call, aim=Aim.SEATS)
    best = max((len(placed), worth(call, placed)) for placed in placements(call))
    assert (len(answer.placed), answer.total) == best


@thorough
@given(calls(), st.randoms(use_true_random=False))
def test_the_order_of_input_changes_no_allocation(call, chance):
    people, posts = list(call.preferences), list(call.posts)
    chance.shuffle(people)
    chance.shuffle(posts)
    shuffled = Call(call.id, tuple(posts), {one: call.preferences[one] for one in people}, call.cohorts)
    assert stable_allocation(shuffled) == stable_allocation(call)
    assert best_total(shuffled) == best_total(call)


def test_a_stable_answer_and_a_best_total_can_differ():
    call = Call(
        "call",
        (SeatedPost("p", 1, (("a", 90), ("b", 80))), SeatedPost("q", 1, (("a", 85), ("b", 10)))),
        {"a": ("p", "q"), "b": ("p", "q")},
    )
    assert stable_allocation(call).placed == {"a": "p", "b": "q"}
    best = best_total(call)
    assert (best.placed, best.total, best.choices) == ({"a": "q", "b": "p"}, 165, (1, 1))
    assert blocking_pairs(call=call, allocation=best) == (("a", "p"),)


def test_a_reserved_seat_waits_for_its_cohort():
    ranked = (("a", 90), ("b", 80), ("n", 10))
    call = Call("call", (SeatedPost("p", 2, ranked, {"CYVA": 1}),), dict.fromkeys("abn", ("p",)), {"n": "CYVA"})
    assert stable_allocation(call).placed == {"a": "p", "n": "p"}
    nobody = Call("call", call.posts, {"a": ("p",), "b": ("p",)}, {})
    answer = stable_allocation(nobody)
    assert (answer.placed, answer.unplaced, answer.empty_seats) == ({"a": "p"}, ("b",), {"p": 1})


def test_a_limit_over_the_whole_call_needs_the_best_total():
    posts = (SeatedPost("p", 1, (("a", 9), ("b", 8))), SeatedPost("q", 1, (("a", 7), ("b", 6))))
    call = Call("call", posts, dict.fromkeys("ab", ("p", "q")), dict.fromkeys("ab", "CYVA"), {"CYVA": 1})
    assert best_total(call).placed == {"a": "p"}
    with pytest.raises(MatchingError, match="cannot be kept by a stable allocation") as error:
        stable_allocation(call)
    assert error.value.field == "cohort_limits"


def test_among_equal_totals_candidates_get_their_better_choices():
    posts = (SeatedPost("p", 1, (("a", 5), ("b", 5))), SeatedPost("q", 1, (("a", 5), ("b", 5))))
    call = Call("call", posts, {"a": ("q", "p"), "b": ("p", "q")})
    assert best_total(call).placed == {"a": "q", "b": "p"}


def test_a_longlist_becomes_a_post_of_a_call():
    found = longlist(post=post(), candidates=[candidate(id="x", skills={"teaching": 1}), candidate(id="y")])
    seated = seated_post(longlist=found, seats=2, limits={"A": 1})
    assert seated.ranked == tuple((entry.candidate_id, entry.total) for entry in found.entries)
    assert [one for one, _ in seated.ranked] == ["y", "x"]


@pytest.mark.parametrize(
    ("seated", "preferences", "field"),
    [
        (SeatedPost("p", 1, (), {"A": 2}), {}, "posts[p].seats"),
        (SeatedPost("p", 1, (("a", 1), ("a", 1))), {}, "posts[p].ranked"),
        (SeatedPost("p", 1, (("a", -1),)), {}, "posts[p].ranked"),
        (SeatedPost("p", 1, ()), {"a": ("z",)}, "preferences[a]"),
        (SeatedPost("p", 1, ()), {"a": ("p", "p")}, "preferences[a]"),
    ],
)
def test_a_call_that_cannot_be_kept_names_the_place(seated, preferences, field):
    with pytest.raises(MatchingError) as error:
        Call("call", (seated,), preferences)
    assert error.value.field == field
