"""The course of a search: a first plan, small groups planned again, then columns for the bound and for plans."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from minga.engines.rostering.shiftscheduling.patterns import table_size
from minga.engines.rostering.shiftscheduling.search import Infeasible, Search
from minga.engines.rostering.shiftscheduling.starting import anneal, first_plan, fits
from minga.engines.rostering.shiftscheduling.warming import warm

if TYPE_CHECKING:
    from minga.engines.rostering.shiftscheduling.problem import Problem

__all__ = ["Infeasible", "Search", "solve_problem"]

FIRST_SHARE = 0.02  # of the time, for small groups before the columns
FIRST_SECONDS = 5.0
LARGE = 50_000_000  # values of all employees' tables, up to which these seconds are enough
LARGE_SHARE = 0.1  # of the time, at most, beyond that
LONG_SHARE = 0.1  # where the horizon is too long for columns of all its days
GROWN_SHARE = 0.03  # for plans from the beginning of such a horizon on
RELAXED_SHARE = 0.08  # for the bound of such a horizon


def solve_problem(
    problem: Problem,
    seconds: float = 600.0,
    *,
    threads: int = 2,
    seed: int = 1,
    say: Callable[[str], None] = lambda _text: None,
) -> Search:
    """The best plan found in `seconds`. Raises Infeasible when an employee's own rules admit no plan.

    Column generation (Dantzig and Wolfe, 1960) over exact patterns of one employee gives the bound and, by diving,
    plans. Compiling, once on a machine, is not counted. Ctrl-C and memory that gives out end the search and give the
    best so far.
    """
    from minga.engines.rostering.shiftscheduling.generating import by_columns, relaxed, root_of
    from minga.engines.rostering.shiftscheduling.growing import grow

    warm()
    search = Search(problem, seconds, threads, seed, say)
    guide = None if fits(search.book, len(problem.staff)) else relaxed(search, RELAXED_SHARE * seconds)
    first_plan(search, None if guide is None else guide.charges)
    try:
        root = None if guide is None else root_of(search, guide)
        prices = None if root is None else root.prices
        if guide is not None:
            search.prove(guide.bound, "bound of prices")
            grow(search, guide.charges, GROWN_SHARE * seconds)
        anneal(search, _first_seconds(search), (20.0, 1.0), threads=threads, duals=prices)
        search.tell("small groups")
        by_columns(search, root)
    except (KeyboardInterrupt, MemoryError) as stop:
        search.halt()
        search.interrupted = isinstance(stop, KeyboardInterrupt)
        search.tell("interrupted" if search.interrupted else "memory gave out")
    return search


def _first_seconds(search: Search) -> float:
    """How long small groups are planned again before the columns: the longer, the longer these take."""
    if not fits(search.book, len(search.problem.staff)):
        return search.seconds * LONG_SHARE
    values = len(search.plan) * int(table_size(search.book, search.problem.days))
    if values <= LARGE:
        return min(FIRST_SECONDS, search.seconds * FIRST_SHARE)
    return min(FIRST_SECONDS * values / LARGE, search.seconds * LARGE_SHARE)
