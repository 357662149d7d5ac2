"""The volunteers' part of the bound with H8 kept: labels from day to day, the first day first.

A label is what somebody has served so far: what it cost, the first shift that may follow, days in a row, shifts in all
and minutes of the last days. Only seven days that a cheaper set would overrun are looked at; where the best set then
overruns others, these are looked at too (decremental state space relaxation: Righini and Salani, New dynamic
programming algorithms for the resource constrained elementary shortest path problem, 2008). The solver goes from the
last shift to the first and looks at all seven days at once; nothing of it is used here.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from minga.engines.rostering.checker.crews import each_thread
from minga.engines.rostering.checker.onward import cheapest, followers, onward
from minga.engines.rostering.checker.tolls import excess_of, weeks_of, with_tolls

MOST_LABELS = 400_000  # of one volunteer in one group; beyond, tolls alone stand for H8: the bound proven is lower
FEW = 60  # labels of a day that are followed to find a good set quickly
DAYS = 6  # besides a shift's own that lie in the same seven days
COST, PAID, BOUND, NEXT, ROW, NUMBER, MINUTES = range(7)  # columns of a label; PAID and BOUND with tolls
LITTLE = 1e-7


def full_paths(limits: Any, *given: Any) -> float:
    """Sum over volunteers of the least cost of a set under every rule; what is given is as for `_full_paths`."""
    values = np.zeros(len(limits))
    each_thread(len(limits), lambda begin, end: _full_paths(begin, end, values, limits, *given))
    return float(values.sum())


@njit(cache=True, nogil=True)
def _full_paths(
    begin: int,
    end: int,
    values: Any,
    limits: Any,
    offsets: Any,
    shifts: Any,
    costs: Any,
    group: Any,
    times: Any,
    relaxed: Any,
    rest: int,
    longest: int,
    counted: int,
    week: int,
    promised: int,
) -> None:
    """Into `values` of the volunteers from `begin` to `end` the least cost of a set under every rule; `relaxed[place]`
    at the first of a volunteer's rows of a group is what the group costs with H8 left out.
    """
    for v in range(begin, end):
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
            mine, price = shifts[chosen:stop], costs[chosen:stop]
            best = _least(mine, price, least, most, times, low, best, rest, longest, counted, week, promised)
        values[v] = best


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
    counted: int,
    week: int,
    promised: int,
) -> Any:
    """The least cost of a set in one group, or `best` where none is cheaper."""
    first = followers(shifts, times, rest)
    plain = onward(shifts, costs, least, most, times, first, longest, counted, promised)
    low, path = cheapest(plain, shifts, least, most, times, first, longest, counted, promised)
    critical = excess_of(path, shifts, times, week) > 0
    if not critical.any():
        return min(best, low)
    labels, links = np.empty((MOST_LABELS, MINUTES + DAYS)), np.empty((MOST_LABELS, 2), np.int32)
    every = np.ones(weeks_of(shifts, times), np.bool_)
    given = (shifts, costs, least, most, times, first, longest, counted, week, promised, labels, links)
    few: Any = np.int64(FEW)  # as constants each would be compiled by itself
    many: Any = np.int64(MOST_LABELS)
    best, _, _ = _follow(given, costs, 0.0, plain, plain, every, few, best)
    charged, back, relaxed, best = with_tolls(
        shifts, costs, least, most, times, first, best, relaxed, longest, counted, week, promised, critical
    )
    tables = onward(shifts, charged, least, most, times, first, longest, counted, promised)
    best, _, _ = _follow(given, charged, back, plain, tables, every, few, best)
    while relaxed < best - LITTLE:
        low, path, whole = _follow(given, charged, back, plain, tables, critical, many, best)
        if not whole:
            return min(best, relaxed)
        overrun = excess_of(path, shifts, times, week) > 0
        if not overrun.any():
            return low
        critical |= overrun
    return best


@njit(cache=True)
def _follow(given: Any, charged: Any, back: Any, plain: Any, tables: Any, critical: Any, width: int, best: Any) -> Any:
    """Every label, or the `width` most promising of each day: (least cost below `best`, its places, whether whole)."""
    shifts, costs, least, most, times, first, longest, counted, week, promised, labels, links = given
    day_at, room = _calendar(shifts, times)
    found, now, used = np.empty(0, np.int64), np.zeros(1, np.int64), 1
    for column in range(labels.shape[1]):
        labels[0, column] = 0.0
    links[0, 0] = links[0, 1] = 0
    for day in range(len(day_at) - 1):
        made, after = used, day_at[day + 1]
        for label in now:
            row = int(labels[label, ROW]) + counted if labels[label, ROW] > 0 else 1
            number, spent = int(labels[label, NUMBER]) + 1, 0.0
            for column in range(MINUTES, labels.shape[1]):
                spent = max(spent, labels[label, column])
            if row > longest or number > most:
                continue
            for i in range(max(day_at[day], int(labels[label, NEXT])), after):
                minutes = times[shifts[i], 2] - times[shifts[i], 1]
                bound = labels[label, PAID] + tables[0][i, row, number]
                true = labels[label, COST] + plain[0][i, row, number]
                if bound >= best + back - LITTLE or true >= best - LITTLE or minutes + spent > week:
                    continue
                if used == len(labels):
                    return best, found, False
                labels[used, COST] = labels[label, COST] + costs[i]
                labels[used, PAID] = labels[label, PAID] + charged[i]
                labels[used, BOUND], labels[used, ROW], labels[used, NUMBER] = bound, row, number
                labels[used, NEXT], links[used, 0], links[used, 1] = first[i, 0], label, i
                _pass_on(label, used, minutes, day, week, room, critical, labels)
                total = labels[used, COST] + promised * float(max(0, least - number))
                if total < best - LITTLE:
                    best, found = total, _places(used, links)
                used += 1
        kept = _rested(now, used - made, day, after, most, best + back, week, room, critical, tables[1], labels)
        for new in range(made, used):
            kept[len(kept) - used + new] = new
        now = _best_of(kept, after, least, most, len(day_at) - 2 - day, width, promised, labels)
        used = _moved_up(now, made, used, labels, links)
    return best, found, True


@njit(cache=True)
def _calendar(shifts: Any, times: Any) -> Any:
    """Where each day's shifts begin, and the minutes of the longest shift of each day summed up."""
    begin = times[shifts[0], 0]
    days = times[shifts[-1], 0] - begin + 1
    day_at, room = np.zeros(days + 1, np.int64), np.zeros(days + 1)
    for i in range(len(shifts)):
        day, minutes = times[shifts[i], 0] - begin, times[shifts[i], 2] - times[shifts[i], 1]
        day_at[day + 1] += 1
        room[day + 1] = max(room[day + 1], float(minutes))
    return np.cumsum(day_at), np.cumsum(room)


@njit(cache=True)
def _places(label: Any, links: Any) -> Any:
    """The places of the shifts that led to a label."""
    count, at = 0, label
    while at > 0:
        count, at = count + 1, links[at, 0]
    path = np.empty(count, np.int64)
    while label > 0:
        count -= 1
        path[count], label = links[label, 1], links[label, 0]
    return path


@njit(cache=True)
def _pass_on(label: Any, new: Any, minutes: int, day: int, week: int, room: Any, critical: Any, labels: Any) -> None:
    """The minutes of `new` after a day on which the bearer of `label` served `minutes`: those of a day and the days
    since. They are 0 where the seven days that began then are not looked at, or can no longer be overrun.
    """
    for since in range(DAYS - 1, -1, -1):
        begin, total = day - since, float(minutes)
        if since > 0:
            total += labels[label, MINUTES + since - 1]
        looked_at = 0 <= begin < len(critical) and critical[begin]
        still = total + room[min(len(room) - 1, begin + 7)] - room[day + 1] > week
        labels[new, MINUTES + since] = total if looked_at and still else 0.0


@njit(cache=True)
def _rested(
    now: Any,
    more: int,
    day: int,
    after: int,
    most: int,
    limit: Any,
    week: int,
    room: Any,
    critical: Any,
    anywhere: Any,
    labels: Any,
) -> Any:
    """The labels of those who do not serve on a day and may still serve later at a cost below `limit`, with room for
    `more` behind.
    """
    kept, count = np.empty(len(now) + more, np.int64), 0
    for label in now:
        number = int(labels[label, NUMBER]) + 1
        if number > most:
            continue
        labels[label, BOUND] = labels[label, PAID] + anywhere[max(after, int(labels[label, NEXT])), number]
        if labels[label, BOUND] < limit - LITTLE:
            labels[label, ROW] = 0.0
            _pass_on(label, label, 0, day, week, room, critical, labels)
            kept[count] = label
            count += 1
    return kept[: count + more]


@njit(cache=True)
def _best_of(
    found: Any, after: int, least: int, most: int, days_left: int, width: int, promised: int, labels: Any
) -> Any:
    """Of the labels of a day those as good as no other in everything, of the `width` most promising."""
    if len(found) > width:
        found = found[_in_order(labels[found, BOUND])[:width]]
    kept, count = np.empty(len(found), np.int64), 0
    cost = np.empty(len(found))
    for place in range(len(found)):
        cost[place] = labels[found[place], COST] + promised * max(0.0, least - labels[found[place], NUMBER])
    for place in _in_order(cost):
        label = found[place]
        labels[label, NEXT] = max(labels[label, NEXT], after)
        for other in kept[:count]:
            more = labels[other, NUMBER] > labels[label, NUMBER]
            if more and (labels[other, COST] > labels[label, COST] or most - labels[other, NUMBER] < days_left):
                continue
            if labels[other, NEXT] > labels[label, NEXT] or labels[other, ROW] > labels[label, ROW]:
                continue
            for part in range(MINUTES, MINUTES + DAYS):
                if labels[other, part] > labels[label, part]:
                    break
            else:
                break
        else:
            kept[count] = label
            count += 1
    return kept[:count]


@njit(cache=True)
def _moved_up(now: Any, made: int, used: int, labels: Any, links: Any) -> int:
    """Of the labels made on this day, from `made` to `used`, those in `now` move together. Gives how many are used."""
    stays, begin = np.full(used - made, -1, np.int64), made
    for place in range(len(now)):
        if now[place] >= made:
            stays[now[place] - made] = place
    for label in range(made, used):
        place = stays[label - begin]
        if place >= 0:
            for column in range(labels.shape[1]):  # one by one: whole rows take seconds more to compile
                labels[made, column] = labels[label, column]
            links[made, 0], links[made, 1], now[place] = links[label, 0], links[label, 1], made
            made += 1
    return made


@njit(cache=True)
def _in_order(values: Any) -> Any:
    """Places by value: in one function, since a sort takes seconds to compile."""
    return np.argsort(values)
