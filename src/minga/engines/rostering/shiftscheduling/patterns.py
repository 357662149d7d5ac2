"""The best days of one employee at given prices: a dynamic programme, exact but for the most shifts of each type.

A state is how long somebody has been off or at work (with the class of the last shift), weekends and minutes used so
far; its value is the least cost of the days that remain. Resource constrained shortest paths: Irnich and Desaulniers
(2005). Prices are whole numbers in single precision, so that every value is exact.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from minga.engines.rostering.shiftscheduling.book import SATURDAY, SUNDAY

NEVER = np.float32(1 << 29)
HARDLY = np.float32(1 << 28)
EMPTY = np.int16(-1)


@njit(cache=True, nogil=True)
def table_size(book: Any, days: Any) -> Any:
    """Values that the largest table of any employee holds, for so many days planned at once."""
    most = 1
    for e in range(len(book.rest)):
        weeks, _, _, wide = sizes(book, e, 0, 0, days)
        most = max(most, ((days + 1) * book.number[e] + 1) * (weeks + 1) * wide)
    return most


@njit(cache=True, nogil=True)
def sizes(book: Any, e: Any, week0: Any, unit0: Any, days: Any) -> Any:
    """Dimensions of a table over so many days, counted from what the other days use: weekends, units, least units,
    units and the longest shift after them.
    """
    longest = book.width[e] - book.units[e]
    weeks = min(book.weeks[e] - week0, (days + 8) // 7 + 1)
    units = min(book.units[e] - unit0, days * longest + 1)
    return weeks, units, max(0, book.least[e] - unit0), units + longest


@njit(cache=True, nogil=True, inline="always")
def after(book: Any, e: Any, r: Any, s: Any) -> Any:
    """The state after a day with type s (off: below 0), whether or not it is allowed."""
    rest, classes = book.rest[e], book.groups[e]
    if s < 0:
        return min(r + 1, rest - 1) if r < rest else 0
    run = (r - rest) // classes + 1 if r >= rest else 0
    return rest + run * classes + book.group[e, s]


@njit(cache=True, nogil=True, inline="always")
def may_rest(book: Any, e: Any, r: Any, d: Any) -> Any:
    """May day d be off: the run behind is long enough or began with the horizon."""
    run = (r - book.rest[e]) // book.groups[e] + 1
    return r < book.rest[e] or run >= book.run_low[e] or run == d


@njit(cache=True, nogil=True, inline="always")
def follows(book: Any, e: Any, r: Any, s: Any) -> Any:
    """May type s follow the last shift of the state."""
    return r < book.rest[e] or book.may[e, (r - book.rest[e]) % book.groups[e], s]


@njit(cache=True, nogil=True)
def _fits(book: Any, e: Any, r: Any, row: Any, end: Any) -> Any:
    """May the days of `row` from `end` on follow the state."""
    days, rest = len(row), book.rest[e]
    if end == days:
        return True
    last = end
    while last < days and (row[last] < 0) == (row[end] < 0):
        last += 1
    number, edge = last - end, last == days
    if row[end] < 0:
        if r < rest:
            return edge or r == rest - 1 or r + 1 + number >= rest
        return may_rest(book, e, r, end) and (edge or number >= rest)
    run = (r - rest) // book.groups[e] + 1 if r >= rest else 0
    if (r < rest - 1) or not follows(book, e, r, row[end]) or run + number > book.run_high[e]:
        return False
    return edge or run + number >= book.run_low[e] or (run > 0 and run == end)


@njit(cache=True, nogil=True)
def edges(book: Any, e: Any, row: Any, begin: Any, end: Any, ending: Any) -> Any:
    """What the days outside [begin, end) leave: state before, weekends and minutes used, whether a Saturday at the
    end is free of charge. Fills `ending`: states after which the later days may follow.
    """
    r, weeks, units = book.rest[e] - 1, 0, 0
    for d in range(len(row)):
        if begin <= d < end:
            continue
        s = row[d]
        if d < begin:
            r = after(book, e, r, s)
        if s >= 0:
            units += book.length[e, s]
            counted = book.weekday[d] == SUNDAY and not begin <= d - 1 < end and row[d - 1] >= 0
            if book.count_weeks[e] and (book.weekday[d] == SATURDAY or (book.weekday[d] == SUNDAY and not counted)):
                weeks += 1
    for state in range(book.number[e]):
        ending[state] = _fits(book, e, state, row, end)
    return r, weeks, units, end < len(row) and book.weekday[end] == SUNDAY and row[end] >= 0


@njit(cache=True, nogil=True, inline="always")
def weekend(book: Any, e: Any, r: Any, d: Any, free: Any) -> Any:
    """Weekends that a shift on day d adds after state r; `free`: a Saturday whose Sunday is counted already."""
    if not book.count_weeks[e]:
        return 0
    kind = book.weekday[d]
    return int((kind == SATURDAY and not free) or (kind == SUNDAY and r < book.rest[e]))


@njit(cache=True, nogil=True)
def weekends(book: Any, e: Any, begin: Any, end: Any, free: Any, wide: Any) -> Any:
    """How far a shift on each day [begin, end) steps along an axis of `wide` a weekend: after rest, in a run."""
    add = np.zeros((end - begin, 2), np.int64)
    for d in range(begin, end):
        add[d - begin, 0] = weekend(book, e, 0, d, free and d == end - 1) * wide
        add[d - begin, 1] = weekend(book, e, book.number[e], d, free and d == end - 1) * wide
    return add


@njit(cache=True, nogil=True)
def lower(h: Any, at: Any, source: Any, number: Any, price: Any) -> None:
    """h[at + i] becomes the less of itself and h[source + i] + price; written so that it is vectorised."""
    for i in range(number):
        value = h[source + i] + price
        h[at + i] = value if value < h[at + i] else h[at + i]


@njit(cache=True, nogil=True)
def fill(book: Any, e: Any, price: Any, begin: Any, end: Any, edge: Any, ending: Any, h: Any) -> Any:
    """Values of all states from `end` back to `begin` into the flat table h[day, state, weekends, units].

    `price` [d, s] holds requests too. Gives the least cost of the days [begin, end), NEVER when there are none.
    Weekends and units are one axis, with room after each that stays NEVER, so that a shift is a step along it.
    """
    start, week0, unit0, free = edge
    weeks, units, least, wide = sizes(book, e, week0, unit0, end - begin)
    number = book.number[e]
    if weeks <= 0 or units <= 0 or least >= units:
        return NEVER
    block = (weeks + 1) * wide
    top = (end - begin) * number * block
    h[: top + number * block] = NEVER
    for r in range(number):
        if ending[r]:
            for w in range(weeks):
                at = top + r * block + w * wide
                h[at + least : at + units] = np.float32(0)
    add = weekends(book, e, begin, end, free, wide)
    moves, types, leads, length = book.moves[e], book.types[e], book.leads[e], book.length[e]
    run = (book.rest[e], book.groups[e], book.run_low[e])
    _layers(moves, types, leads, length, price[begin:end], add, run, (begin, number, weeks, units, wide), h)
    return h[start * block]


@njit(cache=True, nogil=True)
def _layers(moves: Any, types: Any, leads: Any, length: Any, price: Any, add: Any, run: Any, size: Any, h: Any) -> None:
    rest, groups, run_low = run
    begin, number, weeks, units, wide = size
    block, values, off = (weeks + 1) * wide, np.uint64(weeks * wide), leads.shape[1] - 1
    for i in range(len(price) - 1, -1, -1):
        here, there = i * number * block, (i + 1) * number * block
        for r in range(number):
            days = (r - rest) // groups + 1 if r >= rest else 0
            if days > begin + i:
                continue
            at = here + r * block
            if r < rest or days >= run_low or days == begin + i:
                lower(h, np.uint64(at), np.uint64(there + leads[r, off] * block), values, np.float32(0))
            step = there + add[i, 1 if r >= rest else 0]
            for j in range(moves[r]):
                s = types[r, j]
                cost = price[i, s]
                if cost < HARDLY:
                    lower(h, np.uint64(at), np.uint64(step + leads[r, j] * block + length[s]), values, cost)
            for w in range(weeks):
                for k in range(at + w * wide + units, at + (w + 1) * wide):
                    h[k] = NEVER


@njit(cache=True, nogil=True)
def trace(book: Any, e: Any, price: Any, begin: Any, end: Any, edge: Any, h: Any, row: Any) -> None:
    """Write the days of least cost into row[begin:end], following a filled table."""
    r, week0, unit0, free = edge
    weeks, _, _, wide = sizes(book, e, week0, unit0, end - begin)
    block, w, m = (weeks + 1) * wide, 0, 0
    layer, off = book.number[e] * block, book.leads.shape[2] - 1
    for d in range(begin, end):
        there = (d - begin + 1) * layer + w * wide + m
        best, choice = NEVER, EMPTY
        if may_rest(book, e, r, d):
            best = h[there + book.leads[e, r, off] * block]
        step = weekend(book, e, r, d, free and d == end - 1) * wide
        for j in range(book.moves[e, r]):
            s = book.types[e, r, j]
            value = price[d, s] + h[there + book.leads[e, r, j] * block + step + book.length[e, s]]
            if value < best:
                best, choice = value, np.int16(s)
        row[d] = choice
        if choice >= 0:
            w, m = w + step // wide, m + book.length[e, choice]
        r = after(book, e, r, choice)
