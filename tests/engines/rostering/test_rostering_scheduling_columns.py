"""One employee's best days against a model that shares nothing with them; bounds below every plan; dives lawful."""

from dataclasses import replace

import numpy as np
import pytest
from tests.engines.rostering.shift_problems import drawn

from minga.engines.rostering.shiftscheduling.book import BANNED, book_of, heads_of, part_of, rows_of, scale_of
from minga.engines.rostering.shiftscheduling.checking import broken, objective
from minga.engines.rostering.shiftscheduling.counted import LABELS, best_days
from minga.engines.rostering.shiftscheduling.diving import Pace, Tools
from minga.engines.rostering.shiftscheduling.generating import by_columns
from minga.engines.rostering.shiftscheduling.improving import Cooling, Market, improve
from minga.engines.rostering.shiftscheduling.master import Master, desks
from minga.engines.rostering.shiftscheduling.model import Model
from minga.engines.rostering.shiftscheduling.patterns import HARDLY, NEVER
from minga.engines.rostering.shiftscheduling.problem import FREE, Problem
from minga.engines.rostering.shiftscheduling.search import Infeasible, Search
from minga.engines.rostering.shiftscheduling.starting import anneal, first_plan
from minga.engines.rostering.shiftscheduling.warming import warm


@pytest.fixture(scope="module", autouse=True)
def compiled() -> None:
    warm()


def best(problem: Problem, row: np.ndarray, begin: int, end: int) -> tuple[float, float]:
    """Bound and cost of the best days of employee 0, with requests only."""
    book = book_of(problem)
    own = np.where(book.own[0] >= BANNED, NEVER, book.own[0]).astype(np.float32)
    return best_days(book, 0, own, begin, end, row, LABELS, NEVER, np.zeros((1, 3), np.float32), desks(book, 1)[0])


@pytest.mark.parametrize("seed", range(12))
def test_the_best_days_cost_what_the_model_proves(seed: int) -> None:
    problem = replace(drawn(seed), cover={})
    row = np.full(problem.days, FREE, np.int16)
    bound, cost = best(problem, row, 0, problem.days)
    answer = Model(problem, None, [0]).solve(20)
    if answer.rows is None:
        assert cost >= HARDLY
        return
    assert bound == cost
    assert broken(problem, [row.tolist()]) == []
    assert objective(problem, [row.tolist()]) == cost + book_of(problem).constant[0] == round(answer.bound)


@pytest.mark.parametrize("seed", range(8))
def test_days_between_held_days_too(seed: int) -> None:
    problem = replace(drawn(seed, days=21), cover={})
    row = np.full(problem.days, FREE, np.int16)
    if best(problem, row, 0, problem.days)[1] >= HARDLY:
        pytest.skip("no plan at all")
    begin = seed + 2
    for end in range(begin + 1, 21, 3):
        other = replace(problem, wished={key: (7 * weight) % 83 for key, weight in problem.wished.items()})
        answer = Model(other, [row.tolist()], [0], range(begin, end)).solve(20)
        again = row.copy()
        best(other, again, begin, end)
        assert broken(other, [again.tolist()]) == []
        assert objective(other, [again.tolist()]) == round(answer.bound)


def test_bound_and_plan_of_columns_meet_the_whole_model() -> None:
    solved = 0
    for seed in range(3):
        problem = drawn(seed + 50, people=5)
        search = Search(problem, 30.0, 2, 1, lambda _text: None)
        try:
            first_plan(search)
        except Infeasible:
            continue
        by_columns(search)
        answer = Model(problem, None, range(5)).solve(60, workers=2)
        assert answer.best
        assert broken(problem, search.plan) == []
        assert search.bound <= round(answer.bound) <= search.cost == objective(problem, search.plan)
        assert search.proven
        assert search.cost == round(answer.bound)
        solved += 1
    assert solved


def test_what_is_ruled_out_is_in_no_better_plan() -> None:
    problem = drawn(71, people=3, days=7)
    search = Search(problem, 30.0, 1, 1, lambda _text: None)
    first_plan(search)
    desk = desks(search.book, 1)
    master = Master(search.book, rows_of(search.plan), search.scale, desk)
    bound = master.converge(lambda: False)
    assert master.centre is not None
    answer = Model(problem, None, range(3)).solve(60)
    assert answer.rows is not None
    possible, again = master.possible(round(answer.bound), master.centre, master.tolls, desk[0])
    assert again <= bound + 1e-3 <= answer.bound + 2e-3
    assert all(possible[e, d, s + 1] for e, row in answer.rows.items() for d, s in enumerate(row))
    assert not possible.all()


def test_small_groups_count_what_they_change() -> None:
    problem = drawn(90, people=6, days=21)
    search = Search(problem, 30.0, 1, 1, lambda _text: None)
    first_plan(search)
    book, rows = search.book, rows_of(search.plan)
    heads, better = heads_of(book, rows), rows.copy()
    market = Market(np.zeros(book.need.shape), np.zeros(book.limit.shape, np.float32), search.scale)
    cooling, state = Cooling(20.0, 1.0, 300, 14), np.array([5], np.uint64)
    cost, least = improve(book, rows, heads, search.cost, better, market, cooling, state, desks(book, 1)[0])
    assert (cost, least) == (objective(problem, rows.tolist()), objective(problem, better.tolist()))
    assert broken(problem, rows.tolist()) == broken(problem, better.tolist()) == []
    assert (heads == heads_of(book, rows)).all()
    before = search.cost
    anneal(search, 0.5, (5.0, 0.5), threads=1)
    assert search.cost <= least < before


def test_a_part_of_the_book_costs_what_the_whole_costs() -> None:
    problem = drawn(33, people=5)
    search = Search(problem, 30.0, 1, 1, lambda _text: None)
    first_plan(search)
    rows, people = rows_of(search.plan), np.array([1, 3])
    part = part_of(search.book, people, rows, (7, 14))
    assert part.need[:7].sum() == 0
    held = heads_of(search.book, rows[[0, 2, 4]])
    assert (part.need[7:] == search.book.need[7:] - held[7:]).all()
    assert scale_of(part) >= search.scale


class Clock(Search):
    """A search whose seconds are told to it."""

    now = 0.0

    @property
    def spent(self) -> float:
        return self.now


@pytest.mark.parametrize(("seconds", "most_steps"), [(20.0, 10), (10_000.0, 120)])
def test_a_dive_goes_as_fast_as_its_time_asks(seconds: float, most_steps: int) -> None:
    search = Clock(drawn(5), 10_000.0, 1, 1, lambda _text: None)
    pace = Pace(Tools(search, np.random.default_rng(1), [], until=seconds))
    free, steps = 120, 0
    while free:
        free -= pace.step(free)
        search.now += 2.0
        steps += 1
    assert steps <= most_steps
    assert search.now <= seconds
    assert steps == 120 or seconds < 240
