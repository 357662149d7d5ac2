"""A sharper bound where weeks that are too long (H8) leave too many labels: minutes pay a toll in every seven days, and
what the minutes allowed would pay is given back. No lawful set gains by that, so what the cheapest set with tolls costs
is a bound for all of them (Handler and Zang, A dual algorithm for the constrained shortest path problem, 1980).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from minga.engines.rostering.checker.onward import cheapest, onward

DAYS_LEFT = 5  # of the days with shifts, as many begin no seven days of their own: those before hold them
TRIALS, SHORTER = 30, 0.6  # steps of the tolls; how much shorter a step is after one that did not raise the bound


@njit(cache=True)
def weeks_of(shifts: Any, times: Any) -> Any:
    """How many seven days begin at the first day with a shift and after, so that no day is left out."""
    return max(1, times[shifts[-1], 0] - times[shifts[0], 0] - DAYS_LEFT)


@njit(cache=True)
def excess_of(path: Any, shifts: Any, times: Any, week: int) -> Any:
    """By each seven days, the minutes of a path above those allowed (below 0: what is left)."""
    excess = np.full(weeks_of(shifts, times), -float(week))
    for i in path:
        day = times[shifts[i], 0] - times[shifts[0], 0]
        for begin in range(max(0, day - 6), min(len(excess), day + 1)):
            excess[begin] += times[shifts[i], 2] - times[shifts[i], 1]
    return excess


@njit(cache=True)
def with_tolls(
    shifts: Any,
    costs: Any,
    least: int,
    most: int,
    times: Any,
    first: Any,
    best: Any,
    bound: Any,
    longest: int,
    counted: int,
    week: int,
    promised: int,
    critical: Any,
) -> Any:
    """(Costs with tolls, what is given back, bound, best) for one volunteer and group; `bound` is that without tolls,
    `best` the cheapest lawful set known. Seven days that some set on the way overran become `critical`.
    """
    pace, begin = 1.0, times[shifts[0], 0]
    tolls = np.zeros(len(critical))
    kept, back = costs.copy(), 0.0
    charged = costs.copy()
    for _ in range(TRIALS):
        tables = onward(shifts, charged, least, most, times, first, longest, counted, promised)
        low, path = cheapest(tables, shifts, least, most, times, first, longest, counted, promised)
        low -= week * tolls.sum()
        if low > bound:
            bound, kept, back = low, charged.copy(), week * tolls.sum()
        else:
            pace *= SHORTER
        excess = excess_of(path, shifts, times, week)
        critical |= excess > 0
        if excess.max() <= 0:
            best = min(best, costs[path].sum() + promised * float(max(0, least - len(path))))
        square = 0.0
        for begun in range(len(excess)):  # one by one: with whole arrays it takes seconds more to compile
            if excess[begun] <= 0 and tolls[begun] <= 0:
                excess[begun] = 0.0
            square += excess[begun] * excess[begun]
        if square == 0 or bound >= best:
            break
        for begun in range(len(excess)):
            tolls[begun] = max(0.0, tolls[begun] + pace * (best - low) / square * excess[begun])
        for i in range(len(shifts)):
            day, minutes = times[shifts[i], 0] - begin, times[shifts[i], 2] - times[shifts[i], 1]
            charged[i] = costs[i] + minutes * tolls[max(0, day - 6) : day + 1].sum()
    return kept, back, bound, best
