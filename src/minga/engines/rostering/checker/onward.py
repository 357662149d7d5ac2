"""What may still come after a shift, and how cheaply: a table from the last shift to the first.

All shifts of a table belong to one volunteer and one group and stand in order of start, so that what may follow a shift
is everything from some place on. The solver's tables go from the first shift to the last.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

FAR = 1e15
DAY = 1440


@njit(cache=True)
def worth_keeping(offsets: Any, shifts: Any, costs: Any, group: Any, times: Any, promised: int) -> Any:
    """Which pairs a cheapest set may need: not those dearer than a missing shift, nor those beside which another of
    the same day and group is no dearer, starts no earlier and ends no later. It could always stand in their place.
    """
    keep = np.ones(len(shifts), np.bool_)
    for v in range(len(offsets) - 1):
        for i in range(offsets[v], offsets[v + 1]):
            s = shifts[i]
            keep[i] = costs[i] < promised
            for step in (1, -1):
                j = i + step
                while keep[i] and offsets[v] <= j < offsets[v + 1]:
                    other = shifts[j]
                    if group[other] != group[s] or times[other, 0] != times[s, 0] or times[other, 1] < times[s, 1]:
                        break
                    if costs[j] <= costs[i] and times[other, 2] <= times[s, 2]:
                        same = (
                            costs[j] == costs[i] and times[other, 2] == times[s, 2] and times[other, 1] == times[s, 1]
                        )
                        keep[i] = same and j > i
                    j += step
    return keep


@njit(cache=True)
def followers(shifts: Any, times: Any, rest: int) -> Any:
    """For each place the first one that may follow it, and the first one that may without being on the next day."""
    k = len(shifts)
    first = np.empty((k, 2), np.int64)
    for i in range(k):
        for later in range(2):
            from_then = max(times[shifts[i], 2] + rest, (times[shifts[i], 0] + 1 + later) * DAY)
            low, high = i + 1, k
            while low < high:
                middle = (low + high) // 2
                if times[shifts[middle], 1] >= from_then:
                    high = middle
                else:
                    low = middle + 1
            first[i, later] = low
    return first


@njit(cache=True)
def onward(
    shifts: Any, costs: Any, least: int, most: int, times: Any, first: Any, longest: int, counted: int, promised: int
) -> Any:
    """Three tables of the least cost, the promise with it, H8 left out: `here[i, c, n]` of shift i as the c-th day in a
    row and n-th shift in all, and of what follows; `anywhere[i, n]` and `today[i, c, n]` of the best from place i on,
    after a day off and on i's day. Days in a row count where `counted` is 1.
    """
    k = len(shifts)
    here = np.full((k, longest + 1, most + 1), FAR)
    anywhere = np.full((k + 1, most + 2), FAR)
    today = np.full((k + 1, longest + 2, most + 2), FAR)
    for i in range(k - 1, -1, -1):
        near, afar, day = first[i, 0], first[i, 1], times[shifts[i], 0]
        tomorrow = near < k and times[shifts[near], 0] == day + 1
        alone = i + 1 == k or times[shifts[i + 1], 0] != day
        for c in range(1, longest + 1):
            goes_on = tomorrow and c + counted <= longest
            for n in range(1, most + 1):
                low = min(promised * float(max(0, least - n)), anywhere[afar, n + 1])
                if goes_on:
                    low = min(low, today[near, c + counted, n + 1])
                here[i, c, n] = costs[i] + low
                today[i, c, n] = here[i, c, n] if alone else min(here[i, c, n], today[i + 1, c, n])
        for n in range(1, most + 1):
            anywhere[i, n] = min(anywhere[i + 1, n], here[i, 1, n])
    return here, anywhere, today


@njit(cache=True)
def cheapest(
    tables: Any, shifts: Any, least: int, most: int, times: Any, first: Any, longest: int, counted: int, promised: int
) -> Any:
    """The least cost of a set with H8 left out, and the places of its shifts."""
    here, anywhere, today = tables
    path, number, k = np.empty(most + 1, np.int64), 0, len(shifts)
    low = promised * float(least)
    if k == 0 or most < 1 or longest < 1 or anywhere[0, 1] >= low:
        return low, path[:0]
    low = anywhere[0, 1]
    at, c, wanted = 0, 1, low
    while True:
        while here[at, c, number + 1] != wanted:
            at += 1
        path[number] = at
        number += 1
        near, afar = first[at]
        rest = anywhere[afar, number + 1]
        tomorrow = near < k and times[shifts[near], 0] == times[shifts[at], 0] + 1 and c + counted <= longest
        soon = today[near, c + counted, number + 1] if tomorrow else FAR
        if promised * float(max(0, least - number)) <= min(rest, soon) or number >= most:
            return low, path[:number]
        at, c, wanted = (near, c + counted, soon) if soon < rest else (afar, 1, rest)
