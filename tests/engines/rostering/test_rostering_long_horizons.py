"""Horizons too long for columns of all their days: a bound below every plan, plans week by week, changes merged."""

import time
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import numpy as np
import pytest
from tests.engines.rostering.seasons import season
from tests.engines.rostering.shift_problems import drawn

from minga.engines.rostering.shiftscheduling import starting
from minga.engines.rostering.shiftscheduling.book import book_of, rows_of
from minga.engines.rostering.shiftscheduling.checking import broken, objective
from minga.engines.rostering.shiftscheduling.generating import relaxed
from minga.engines.rostering.shiftscheduling.growing import beginning, grow, grown
from minga.engines.rostering.shiftscheduling.merging import lawful, merged
from minga.engines.rostering.shiftscheduling.model import Model
from minga.engines.rostering.shiftscheduling.problem import FREE, Employee, Problem, ShiftType
from minga.engines.rostering.shiftscheduling.relaxing import Relaxed
from minga.engines.rostering.shiftscheduling.search import Search
from minga.engines.rostering.shiftscheduling.solving import solve_problem
from minga.engines.rostering.shiftscheduling.starting import first_plan
from minga.engines.rostering.shiftscheduling.warming import warm


def climbed(problem: Problem, ceiling: float, rounds: int) -> float:
    """The bound after so many rounds."""
    turns = count()
    return Relaxed(book_of(problem)).climb(lambda: next(turns) / rounds, ceiling)


@pytest.mark.parametrize("seed", range(6))
def test_the_bound_of_prices_is_below_the_optimum(seed: int) -> None:
    problem = drawn(seed + 50, people=4)
    answer = Model(problem, None, range(4)).solve(60, workers=2)
    if answer.rows is None:
        pytest.skip("no plan at all")
    for ceiling in (answer.bound, 3 * answer.bound):
        assert climbed(problem, ceiling, 400) <= round(answer.bound) + 1e-6


def test_the_bound_of_prices_is_near_and_the_same_on_two_threads() -> None:
    problem = season(28)
    found, turns = solve_problem(problem, 5.0), count()
    with ThreadPoolExecutor(2) as pool:
        both = Relaxed(book_of(problem), pool, 2).climb(lambda: next(turns) / 600, 2 * found.cost)
    assert both == pytest.approx(climbed(problem, 2 * found.cost, 600))
    assert 0.95 * found.bound <= both <= found.cost + 1e-6


def test_a_row_is_lawful_when_the_checking_code_finds_nothing() -> None:
    problem, chance = drawn(3, days=21), np.random.default_rng(5)
    book, rows, seen = book_of(problem), [], set()
    first = Model(problem, None, [0]).solve(20).rows
    assert first is not None
    for _ in range(400):
        row = np.array(first[0], np.int16)
        for day in chance.integers(0, 21, chance.integers(0, 4)):
            row[day] = chance.integers(-1, 3)
        rows.append(row)
    for row in rows:
        good = not broken(problem, [row.tolist()])
        assert lawful(book, 0, row) == good
        seen.add(good)
    assert seen == {True, False}


def test_what_two_threads_changed_is_put_together_where_it_fits() -> None:
    problem = season(28, 3)
    search = Search(problem, 10.0, 1, 1, lambda _text: None)
    first_plan(search)
    now, before = rows_of(search.plan), rows_of(search.plan)
    other = before.copy()
    day = next(d for d in range(28) if before[0, d] >= 0)
    now[0, day] = FREE  # one shift less than the least minutes allow, were another taken away
    last = next(d for d in range(27, 0, -1) if before[0, d] >= 0)
    other[0, last] = FREE
    other[1] = before[1][::-1]
    mixed = merged(search.book, now, before, other)
    assert (mixed[0] == now[0]).all()
    assert (mixed[1] == other[1]).all()
    assert (mixed[2] == before[2]).all()


def test_a_better_plan_does_not_undo_what_came_between() -> None:
    problem = Problem(
        "two",
        7,
        [ShiftType("E", 480, frozenset())],
        [Employee(n, {}, 3360, 0, 7, 1, 1, 1) for n in "AB"],
        cover={(d, 0): (1, 100, 1) for d in range(7)},
    )
    search = Search(problem, 10.0, 1, 1, lambda _text: None)
    search.set_first([[FREE] * 7, [FREE] * 7])
    start, cost = search.best()
    assert cost == 700
    assert search.offer([[0, 0, 0, *[FREE] * 4], [FREE] * 7], "one", before=start)
    assert search.offer([[FREE] * 7, [FREE] * 3 + [0, 0] + [FREE] * 2], "other", before=start)
    assert search.cost == objective(problem, search.plan) == 200


def test_a_long_horizon_gets_a_bound_and_a_lawful_plan_near_it(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = season()
    monkeypatch.setattr(starting, "LARGEST_TABLES", 0)
    warm()
    began = time.process_time()  # however busy the machine
    monkeypatch.setattr(Search, "spent", property(lambda _search: time.process_time() - began))
    told: list[str] = []
    found = solve_problem(problem, 3.0, threads=2, say=told.append)
    assert broken(problem, found.plan) == []
    assert objective(problem, found.plan) == found.cost
    assert any("bound of prices" in line for line in told)
    assert 0 < found.bound <= found.cost <= 1.1 * found.bound
    assert found.spent < 6


def test_the_beginning_of_a_horizon_has_its_share_of_every_limit() -> None:
    problem = season(112)
    half, person = beginning(problem, 56), problem.staff[0]
    assert half.days == 56 and max(day for day, _ in half.cover) == 55 and max(day for _, day, _ in half.wished) < 56
    share = half.staff[0]
    assert person.most_minutes / 2 <= share.most_minutes <= person.most_minutes / 2 + 480
    assert person.least_minutes / 2 - 480 <= share.least_minutes <= person.least_minutes / 2
    assert share.most_weekends == person.most_weekends / 2 and share.most["L"] == -(-person.most["L"] // 2)
    assert beginning(problem, 112) is problem


def test_a_plan_from_the_beginning_on_keeps_every_rule_and_is_better_than_one_by_one() -> None:
    warm()
    problem = season(168, people=12)
    search = Search(problem, 1e9, 2, 1, lambda _text: None)
    guide = relaxed(search, 2.0)
    first_plan(search, guide.charges)
    before = search.cost
    rows = grown(search, guide.charges, 28, 84)
    assert all(lawful(search.book, e, row) for e, row in enumerate(rows))
    grow(search, guide.charges, 0.0)
    assert search.cost < 0.95 * before
    assert not broken(problem, search.plan)
