"""A sharper bound where weeks that are too long (H8) leave too many labels: minutes pay a toll in every seven days, and
what the minutes allowed would pay is given back. No lawful set gains by that, so what the cheapest set with tolls costs
is a bound for all of them (Handler and Zang, A dual algorithm for the constrained shortest path problem, 1980).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

FAR = 1e15
DAYS_LEFT = 5  # of the days with shifts, as many begin no seven days of their own: those before hold them
TRIALS, SHORTER = 12, 0.6  # steps of the tolls; how much shorter a step is after one that did not raise the bound


@njit(cache=True)
def with_tolls(
    shifts: Any,
    costs: Any,
    least: int,
    most: int,
    times: Any,
    best: Any,
    bound: Any,
    rest: int,
    week: int,
    promised: int,
) -> Any:
    """(Costs with tolls, what is given back, bound) for one volunteer and group; `bound` is that without tolls."""
    first, pace = times[shifts[0], 0], 1.0
    tolls = np.zeros(max(1, times[shifts[-1], 0] - first - DAYS_LEFT))
    kept, back = costs.copy(), 0.0
    charged, low = costs.copy(), bound
    for _ in range(TRIALS):
        ahead = least_ahead(shifts, charged, most, times, rest)
        low, path = _cheapest(shifts, charged, least, most, times, ahead, rest, promised)
        low -= week * tolls.sum()
        if low > bound:
            bound, kept, back = low, charged.copy(), week * tolls.sum()
        else:
            pace *= SHORTER
        excess = np.zeros(len(tolls))
        for begin in range(len(tolls)):
            minutes = -float(week)
            for i in path:
                if 0 <= times[shifts[i], 0] - first - begin < 7:
                    minutes += times[shifts[i], 2] - times[shifts[i], 1]
            excess[begin] = minutes if minutes > 0 or tolls[begin] > 0 else 0.0
        square = (excess * excess).sum()
        if square == 0 or bound >= best:
            break
        tolls = np.maximum(0.0, tolls + pace * (best - low) / square * excess)
        for i in range(len(shifts)):
            day, minutes = times[shifts[i], 0] - first, times[shifts[i], 2] - times[shifts[i], 1]
            charged[i] = costs[i] + minutes * tolls[max(0, day - 6) : day + 1].sum()
    return kept, back, bound


@njit(cache=True)
def least_ahead(shifts: Any, costs: Any, most: int, times: Any, rest: int) -> Any:
    """`ahead[i, j]`: the least cost of j more shifts after i, by rest and one a day alone."""
    k = len(shifts)
    ahead = np.full((k, most + 1), FAR)
    ahead[:, 0] = 0.0
    for i in range(k - 1, -1, -1):
        for later in range(i + 1, k):
            if may_follow(shifts[i], shifts[later], times, rest):
                for j in range(most):
                    ahead[i, j + 1] = min(ahead[i, j + 1], costs[later] + ahead[later, j])
    return ahead


@njit(cache=True, inline="always")
def may_follow(before: int, after: int, times: Any, rest: int) -> Any:
    """Whether one shift leaves the rest before another, which is on a later day."""
    return times[before, 0] < times[after, 0] and times[before, 2] + rest <= times[after, 1]


@njit(cache=True)
def _cheapest(shifts: Any, costs: Any, least: int, most: int, times: Any, ahead: Any, rest: int, promised: int) -> Any:
    """The least cost of a set, the promise with it, and the places of its shifts."""
    low, at, left = promised * float(least), -1, 0
    for i in range(len(shifts)):
        for more in range(most):
            cost = costs[i] + ahead[i, more] + promised * max(0, least - more - 1)
            if cost < low:
                low, at, left = cost, i, more
    path = np.empty(left + 1 if at >= 0 else 0, np.int64)
    for place in range(len(path)):
        path[place] = at
        for later in range(at + 1, len(shifts)):
            follows = left > 0 and may_follow(shifts[at], shifts[later], times, rest)
            if follows and costs[later] + ahead[later, left - 1] == ahead[at, left]:
                at, left = later, left - 1
                break
    return low, path
