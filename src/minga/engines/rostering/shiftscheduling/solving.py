"""The course of a search: a first plan, small groups planned again, then columns for the bound and for plans."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from minga.engines.rostering.shiftscheduling.search import Infeasible, Search
from minga.engines.rostering.shiftscheduling.starting import anneal, first_plan, fits
from minga.engines.rostering.shiftscheduling.warming import warm

if TYPE_CHECKING:
    from minga.engines.rostering.shiftscheduling.problem import Problem

__all__ = ["Infeasible", "Search", "solve_problem"]

FIRST_SHARE = 0.02  # of the time, for small groups before the columns
FIRST_SECONDS = 5.0
LONG_SHARE = 0.4  # where the horizon is too long for columns of all its days


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
    plans. Compiling, once on a machine, is not counted. Ctrl-C ends the search and gives the best so far.
    """
    from minga.engines.rostering.shiftscheduling.generating import by_columns

    warm()
    search = Search(problem, seconds, threads, seed, say)
    first_plan(search)
    try:
        first = min(FIRST_SECONDS, seconds * FIRST_SHARE) if fits(search.book) else seconds * LONG_SHARE
        anneal(search, first, (20.0, 1.0), threads=threads)
        search.tell("small groups")
        by_columns(search)
    except KeyboardInterrupt:
        search.halt()
        search.tell("interrupted")
    return search
