"""The volunteers' part of the bound with H8 kept: labels from shift to shift in order of start, first a few, then all.

The solver goes from the last shift to the first and starts from sets it knows; nothing of it is used here.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, prange

from minga.engines.rostering.checker.tolls import least_ahead, may_follow, with_tolls

FAR = 1e15
MOST_LABELS = 400_000  # of one volunteer in one group; beyond, tolls alone stand for H8: the bound proven is lower
SOME_LABELS = 20_000  # beyond, tolls tell which labels lead nowhere
FEW = 20  # labels of a shift that the first pass follows
DAYS = 6  # besides a shift's own that lie in the same seven days
COST, ROW, NUMBER, PAID, MINUTES = 0, 1, 2, 3, 4  # columns of a label, PAID with tolls; minutes of the last 1 to 6 days
LITTLE = 1e-7


@njit(cache=True, parallel=True)
def full_paths(
    offsets: Any,
    shifts: Any,
    costs: Any,
    limits: Any,
    group: Any,
    times: Any,
    relaxed: Any,
    rest: int,
    longest: int,
    week: int,
    promised: int,
) -> Any:
    """Sum over volunteers of the least cost of a set under every rule; `relaxed[place]` at the first of a volunteer's
    rows of a group is what the group costs with H8 left out.
    """
    values = np.zeros(len(limits))
    for v in prange(len(limits)):
        least, most = limits[v]
        best = promised * float(least)
        done = np.zeros(offsets[v + 1] - offsets[v], np.bool_)
        while True:
            chosen, low = -1, best - LITTLE
            for place in range(offsets[v], offsets[v + 1]):
                first = place == offsets[v] or group[shifts[place]] != group[shifts[place - 1]]
                if first and not done[place - offsets[v]] and relaxed[place] < low:
                    chosen, low = place, relaxed[place]
            if chosen < 0:
                break
            done[chosen - offsets[v]] = True
            stop = chosen
            while stop < offsets[v + 1] and group[shifts[stop]] == group[shifts[chosen]]:
                stop += 1
            best = _least(
                shifts[chosen:stop], costs[chosen:stop], least, most, times, low, best, rest, longest, week, promised
            )
        values[v] = best
    return values.sum()


@njit(cache=True)
def _least(
    shifts: Any,
    costs: Any,
    least: int,
    most: int,
    times: Any,
    relaxed: Any,
    best: Any,
    rest: int,
    longest: int,
    week: int,
    promised: int,
) -> Any:
    """The least cost of a set in one group, or `best` where none is cheaper."""
    labels = np.empty((MOST_LABELS, MINUTES + DAYS))
    links = np.empty((MOST_LABELS, 2), np.int32)
    charged, back = costs, 0.0
    for width, limit in ((FEW, MOST_LABELS), (MOST_LABELS, SOME_LABELS), (MOST_LABELS, MOST_LABELS)):
        if limit == MOST_LABELS and width == MOST_LABELS:
            charged, back, relaxed = with_tolls(shifts, costs, least, most, times, best, relaxed, rest, week, promised)
        ahead = least_ahead(shifts, charged, most, times, rest)
        best, whole = _follow(
            shifts,
            costs,
            charged,
            back,
            least,
            most,
            times,
            ahead,
            labels[:limit],
            links,
            width,
            best,
            rest,
            longest,
            week,
            promised,
        )
        if whole and width == MOST_LABELS:
            return best
    return min(best, relaxed)


@njit(cache=True)
def _follow(
    shifts: Any,
    costs: Any,
    charged: Any,
    back: Any,
    least: int,
    most: int,
    times: Any,
    ahead: Any,
    labels: Any,
    links: Any,
    width: int,
    best: Any,
    rest: int,
    longest: int,
    week: int,
    promised: int,
) -> Any:
    """Every label, or the `width` most promising of each shift, from the first on: (least cost, whether whole)."""
    newest = np.full(len(shifts), -1, np.int32)
    used = 0
    if most < 1 or longest < 1:
        return best, True
    for i in range(len(shifts)):
        minutes = times[shifts[i], 2] - times[shifts[i], 1]
        if minutes > week:
            continue
        if used == len(labels):
            return best, False
        labels[used, COST], labels[used, ROW], labels[used, NUMBER] = costs[i], 1, 1
        labels[used, PAID], labels[used, MINUTES:] = charged[i], minutes
        links[used, 0], links[used, 1] = newest[i], i
        newest[i] = used
        used += 1
    for i in range(len(shifts)):
        mine = _most_promising(newest[i], i, least, most, ahead, labels, links, width, best + back, promised)
        for label in mine:
            best = min(best, labels[label, COST] + promised * max(0.0, least - labels[label, NUMBER]))
            for later in range(i + 1, len(shifts)):
                if not may_follow(shifts[i], shifts[later], times, rest) or labels[label, NUMBER] >= most:
                    continue
                if used == len(labels):
                    return best, False
                gap = times[shifts[later], 0] - times[shifts[i], 0]
                minutes = times[shifts[later], 2] - times[shifts[later], 1]
                labels[used, PAID] = labels[label, PAID] + charged[later]
                if _lengthen(label, used, gap, minutes, costs[later], longest, week, labels) and not _is_worse(
                    used, newest[later], labels, links
                ):
                    links[used, 0], links[used, 1] = newest[later], later
                    newest[later] = used
                    used += 1
    return best, True


@njit(cache=True)
def _most_promising(
    label: int,
    i: int,
    least: int,
    most: int,
    ahead: Any,
    labels: Any,
    links: Any,
    width: int,
    best: Any,
    promised: int,
) -> Any:
    """Labels of shift i that may still lead below `best`, the most promising `width` of them."""
    count, at = 0, label
    while at >= 0:
        count += 1
        at = links[at, 0]
    found, low = np.empty(count, np.int64), np.empty(count)
    count = 0
    while label >= 0:
        number, reach = int(labels[label, NUMBER]), FAR
        for j in range(most - number + 1):
            reach = min(reach, ahead[i, j] + promised * max(0, least - number - j))
        if labels[label, PAID] + reach < best - LITTLE:
            found[count], low[count] = label, labels[label, PAID] + reach
            count += 1
        label = links[label, 0]
    if count <= width:
        return found[:count]
    return found[np.argsort(low[:count])[:width]]


@njit(cache=True)
def _lengthen(label: int, new: int, gap: int, minutes: int, cost: Any, longest: int, week: int, labels: Any) -> Any:
    """Write into `new` the label with one more shift `gap` days later; False where it breaks H7 or H8."""
    row = labels[label, ROW] + 1 if gap == 1 else 1.0
    if row > longest or minutes + (labels[label, MINUTES + DAYS - gap] if gap <= DAYS else 0.0) > week:
        return False
    labels[new, COST], labels[new, ROW] = labels[label, COST] + cost, row
    labels[new, NUMBER] = labels[label, NUMBER] + 1
    for day in range(DAYS):
        labels[new, MINUTES + day] = minutes + (labels[label, MINUTES + day - gap] if day >= gap else 0.0)
    return True


@njit(cache=True)
def _is_worse(new: int, other: int, labels: Any, links: Any) -> Any:
    """Whether another label of the same shift with as many shifts is as good in everything."""
    while other >= 0:
        if labels[other, NUMBER] == labels[new, NUMBER]:
            for part in range(MINUTES + DAYS):
                if part != PAID and labels[other, part] > labels[new, part]:
                    break
            else:
                return True
        other = links[other, 0]
    return False
