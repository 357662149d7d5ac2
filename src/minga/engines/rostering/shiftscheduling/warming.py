"""All compiled code is called once on a tiny problem, so that the clock of a search does not count compilation."""

from __future__ import annotations

import numpy as np

from minga.engines.rostering.shiftscheduling.book import heads_of, rows_of
from minga.engines.rostering.shiftscheduling.improving import Cooling, Market, improve
from minga.engines.rostering.shiftscheduling.master import desks, price_some
from minga.engines.rostering.shiftscheduling.merging import lawful
from minga.engines.rostering.shiftscheduling.problem import Employee, Problem, ShiftType
from minga.engines.rostering.shiftscheduling.reducing import through_all
from minga.engines.rostering.shiftscheduling.relaxing import Relaxed
from minga.engines.rostering.shiftscheduling.search import Search
from minga.engines.rostering.shiftscheduling.starting import first_plan


def warm() -> None:
    """Some ten seconds where nothing is compiled yet, afterwards hardly any time."""
    staff = [Employee(name, {"E": 3}, 7 * 480, 480, 3, 1, 1, 1) for name in "AB"]
    problem = Problem("tiny", 7, [ShiftType("E", 480, frozenset())], staff, cover={(0, 0): (1, 10, 1)})
    search = Search(problem, 60.0, 1, 1, lambda _text: None)
    first_plan(search)
    book, rows, desk = search.book, rows_of(search.plan), desks(search.book, 1)[0]
    tolls, state = np.zeros(book.limit.shape, np.float32), np.ones(1, np.uint64)
    heads, prices, best = heads_of(book, rows), np.zeros(book.need.shape), rows.copy()
    market, cooling = Market(prices, tolls, search.scale), Cooling(1.0, 1.0, 1, 7)
    improve(book, rows, heads, search.cost, best, market, cooling, state, desk)
    price_some(
        book, np.arange(2), prices.astype(np.float32), search.scale, rows, np.zeros(2, np.float32), 9, tolls, 0, 7, desk
    )
    Relaxed(book).climb(lambda: 1.0, search.cost)
    lawful(book, 0, rows[0])
    people, days, types = book.own.shape
    out, least = np.zeros((people, days, types + 1), np.float32), np.zeros(people, np.float32)
    shared = np.zeros(book.need.shape, np.float32)
    through_all(book, shared, search.scale, tolls, desk, desk.h.copy(), out, least)
