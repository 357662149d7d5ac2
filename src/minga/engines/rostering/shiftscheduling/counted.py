"""The best days of one employee with the most shifts of each type: best first search over the values of the relaxation.

Types are counted only once a best pattern has had too many of them (decremental state space relaxation: Righini and
Salani, 2008); the table of `patterns.fill` is a bound below every completion, so that few states are ever looked at.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit

from minga.engines.rostering.shiftscheduling.patterns import HARDLY, NEVER, edges, fill, sizes, trace, weekends

LABELS = 1 << 17  # labels of one search at most; then the least open value is the bound and no pattern is given
TABLE = 1 << 19
ROUNDS = 12  # tolls that are tried before the long search
FEW = 4000  # labels of a short search
INDEX_BITS = 20
DAY_BITS = 10


class Desk(NamedTuple):
    """Working memory of one thread."""

    h: Any
    ending: Any
    day: Any
    state: Any
    weeks: Any
    units: Any
    tally: Any
    cost: Any
    parent: Any
    shift: Any
    heap: Any
    table: Any
    used: Any
    price: Any  # [d, s]
    taxed: Any  # [d, s]


def new_desk(size: int, states: int, days: int, types: int) -> Desk:
    """Memory for tables of `size` values, `states` states of days in a row."""
    return Desk(
        h=np.empty(size, np.float32),
        ending=np.zeros(states, np.bool_),
        day=np.zeros(LABELS, np.int32),
        state=np.zeros(LABELS, np.int32),
        weeks=np.zeros(LABELS, np.int32),
        units=np.zeros(LABELS, np.int32),
        tally=np.zeros(LABELS, np.int64),
        cost=np.zeros(LABELS, np.float32),
        parent=np.zeros(LABELS, np.int32),
        shift=np.zeros(LABELS, np.int16),
        heap=np.zeros(LABELS, np.int64),
        table=np.full(TABLE, -1, np.int32),
        used=np.zeros(LABELS, np.int32),
        price=np.zeros((days, types), np.float32),
        taxed=np.zeros((days, types), np.float32),
    )


@njit(cache=True, nogil=True)
def _push(heap: Any, size: Any, key: Any) -> None:
    at = size
    while at > 0 and heap[(at - 1) >> 1] > key:
        heap[at] = heap[(at - 1) >> 1]
        at = (at - 1) >> 1
    heap[at] = key


@njit(cache=True, nogil=True)
def _pop(heap: Any, size: Any) -> Any:
    """Take the least of `size` keys; the caller counts one less."""
    best, last = heap[0], heap[size - 1]
    at, end = 0, size - 1
    while 2 * at + 1 < end:
        child = 2 * at + 1
        if child + 1 < end and heap[child + 1] < heap[child]:
            child += 1
        if heap[child] >= last:
            break
        heap[at] = heap[child]
        at = child
    heap[at] = last
    return best


@njit(cache=True, nogil=True)
def _place(
    day: Any,
    state: Any,
    week: Any,
    unit: Any,
    count: Any,
    cost: Any,
    table: Any,
    mask: Any,
    code: Any,
    d: Any,
    r: Any,
    w: Any,
    m: Any,
    c: Any,
    g: Any,
) -> Any:
    """Where in the table a label of cost g belongs; -1 if one like it that costs no more stands there."""
    place = ((code * 2654435761) ^ (c * 40503) ^ (code >> 7)) & mask
    while table[place] >= 0:
        i = table[place]
        if day[i] == d and state[i] == r and week[i] == w and unit[i] == m and count[i] == c:
            return np.int64(-1) if cost[i] <= g else place
        place = (place + 1) & mask
    return place


@njit(cache=True, nogil=True)
def _claim(table: Any, used: Any, filled: Any, place: Any, label: Any) -> Any:
    """Put a label into its place in the table; how many places are filled then."""
    if table[place] < 0:
        used[filled] = place
        filled += 1
    table[place] = label
    return filled


@njit(cache=True, nogil=True)
def _settled(g: Any, counted: Any, room: Any, toll: Any) -> Any:
    """The cost of a whole pattern without the tolls in it: what `counted` packs has paid them."""
    value = g
    for k in range(len(room)):
        if room[k, 1] > 0:
            value -= toll[k] * ((counted >> room[k, 0]) & room[k, 1])
    return value


@njit(cache=True, nogil=True)
def _rests(r: Any, d: Any, run: Any) -> Any:
    """May day d be off after state r: the run behind is long enough or began with the horizon."""
    rest, groups, run_low = run
    run_days = (r - rest) // groups + 1 if r >= rest else 0
    return r < rest or run_days >= run_low or run_days == d


@njit(cache=True, nogil=True)
def _finish(day: Any, parent: Any, shift: Any, table: Any, used: Any, filled: Any, found: Any, row: Any) -> None:
    """Empty the table, and write the days that led to label `found` (none: -1) up to the end of `row`."""
    for i in range(filled):
        table[used[i]] = -1
    while found > 0:
        row[day[found] - 1] = shift[found]
        found = parent[found]


@njit(cache=True, nogil=True)
def _search(
    steps: Any, run: Any, size: Any, edge: Any, packing: Any, limit: Any, toll: Any, h: Any, desk: Any, row: Any
) -> Any:
    """Best first. `packing`: what one shift of s adds to a label's packed count, how far it is shifted and its mask;
    `limit[0]` most labels, `limit[1]` a cost from which no pattern is wanted, then the most of each type.
    `toll[s]` is in the price of each shift of s, `toll[-1]` what the most shifts of all types pay: what a whole
    pattern has paid less is taken off. Gives (bound, cost or NEVER).
    """
    day, state, week, unit, count, cost, parent, shift, heap, table, used = desk
    moves, types, leads, length, price, add = steps
    (begin, number, weeks, units, wide), (weights, room), rest = size, packing, run[0]
    block, off, days = (weeks + 1) * wide, leads.shape[1] - 1, len(price)
    layer = number * block
    base = h[edge[0] * block + edge[1] * wide + edge[2]] - toll[-1]
    day[0], state[0], week[0], unit[0], count[0], cost[0], parent[0] = 0, edge[0], edge[1], edge[2], edge[3], 0, -1
    _push(heap, 0, np.int64(0))
    open_, labels, filled, mask = 1, 1, 0, len(table) - 1
    bound, answer, found = base, NEVER, -1
    while open_ > 0:
        key = _pop(heap, open_)
        open_ -= 1
        at = key & ((1 << INDEX_BITS) - 1)
        bound = base + np.float32(key >> (INDEX_BITS + DAY_BITS))
        if day[at] == days:
            answer, found = cost[at], at
            break
        if bound >= limit[1] or labels + off + 2 >= limit[0]:
            break
        d, r = day[at], state[at]
        for j in range(-1 if _rests(r, begin + d, run) else 0, moves[r]):
            s, to, w, m, c, g = -1, leads[r, off], week[at], unit[at], count[at], cost[at]
            if j >= 0:
                s, to = types[r, j], leads[r, j]
                if price[d, s] >= HARDLY:
                    continue
                w, m, c, g = w + add[d, 1 if r >= rest else 0], m + length[s], c + weights[s], g + price[d, s]
                if w >= weeks or m >= units or (room[s, 1] > 0 and ((c >> room[s, 0]) & room[s, 1]) > limit[2 + s]):
                    continue
            value = g + h[(d + 1) * layer + to * block + w * wide + m] - toll[-1]
            if d + 1 == days and value < HARDLY:
                value = g = _settled(g, c - edge[3], room, toll)
            if value >= HARDLY or value >= limit[1]:
                continue
            code = np.int64((((d + 1) * number + to) * weeks + w) * units + m)
            place = _place(day, state, week, unit, count, cost, table, mask, code, d + 1, to, w, m, c, g)
            if place < 0:
                continue
            filled = _claim(table, used, filled, place, labels)
            day[labels], state[labels], week[labels], unit[labels], count[labels] = d + 1, to, w, m, c
            cost[labels], parent[labels], shift[labels] = g, at, s
            rank = np.int64(value - base)
            _push(heap, open_, (((rank << DAY_BITS) + (days - d - 1)) << INDEX_BITS) + labels)
            open_, labels = open_ + 1, labels + 1
    _finish(day, parent, shift, table, used, filled, found, row[begin:])
    if open_ == 0 and answer >= HARDLY and bound < limit[1] and labels + off + 2 < limit[0]:
        bound = NEVER if limit[1] >= HARDLY else limit[1]
    return bound, answer


@njit(cache=True, nogil=True)
def _count(row: Any, begin: Any, end: Any, inside: Any, number: Any) -> None:
    number[:] = 0
    for d in range(len(row)):
        if row[d] >= 0 and (begin <= d < end) == inside:
            number[row[d]] += 1


@njit(cache=True, nogil=True)
def _relaxed(
    book: Any, e: Any, price: Any, begin: Any, end: Any, edge: Any, toll: Any, left: Any, row: Any, used: Any, desk: Any
) -> Any:
    """The best days with tolls instead of the most shifts by type. Gives (bound, true cost); fills row and used."""
    for d in range(begin, end):
        for s in range(len(left)):
            desk.taxed[d, s] = price[d, s] + toll[s]
    toll[-1] = 0
    for s in range(len(left)):
        toll[-1] += toll[s] * left[s]
    value = fill(book, e, desk.taxed, begin, end, edge, desk.ending, desk.h)
    if value >= HARDLY:
        return NEVER, NEVER
    trace(book, e, desk.taxed, begin, end, edge, desk.h, row)
    _count(row, begin, end, True, used)
    cost = value
    for s in range(len(left)):
        cost -= toll[s] * used[s]
    return value - toll[-1], cost


@njit(cache=True, nogil=True)
def _pack(counting: Any, toll: Any, left: Any, weights: Any, room: Any, most: Any) -> bool:
    """Give each type that is counted or has a toll its bits of a label's count. False: there are too few."""
    bits = 0
    for s in range(len(left)):
        if counting[s] or toll[s] > 0:
            need = 1
            while (1 << need) <= left[s] + 1:
                need += 1
            if bits + need > 60:
                return False
            weights[s], room[s, 0], room[s, 1] = np.int64(1) << bits, bits, (1 << need) - 1
            most[s] = left[s]
            bits += need
    return True


@njit(cache=True, nogil=True)
def _exact(
    book: Any,
    e: Any,
    begin: Any,
    end: Any,
    edge: Any,
    toll: Any,
    left: Any,
    most: Any,
    beyond: Any,
    row: Any,
    counting: Any,
    used: Any,
    desk: Any,
) -> Any:
    """Best first over the table that stands in desk.h, types being counted as their number is found too high."""
    types, (start, week0, unit0, free) = len(left), edge
    weeks, units, _, wide = sizes(book, e, week0, unit0, end - begin)
    weights, room = np.zeros(types, np.int64), np.zeros((types, 2), np.int64)
    limit = np.zeros(2 + types, np.float32)
    limit[0], limit[1] = most, beyond
    add = weekends(book, e, begin, end, free, np.int64(1))
    steps = (book.moves[e], book.types[e], book.leads[e], book.length[e], desk.taxed[begin:end], add)
    run, size = (book.rest[e], book.groups[e], book.run_low[e]), (begin, book.number[e], weeks, units, wide)
    origin, packing = (start, 0, 0, np.int64(0)), (weights, room)
    while _pack(counting, toll, left, weights, room, limit[2:]):
        bound, cost = _search(steps, run, size, origin, packing, limit, toll, desk.h, desk[2:13], row)
        if cost >= HARDLY:
            return bound, cost
        _count(row, begin, end, True, used)
        over = False
        for s in range(types):
            if used[s] > left[s]:
                counting[s] = over = True
        if not over:
            return bound, cost
    return -NEVER, NEVER


@njit(cache=True, nogil=True)
def _steer(price: Any, used: Any, left: Any, step: Any, toll: Any) -> None:
    """Raise the tolls of types used too often, lower those of types used less; a way kept goes faster each time."""
    for s in range(len(left)):
        way = 1 if used[s] > left[s] else (-1 if used[s] < left[s] and toll[s] > 0 else 0)
        if way == 0:
            continue
        if step[s] == 0:
            high = np.float32(1)
            for d in range(len(price)):
                if price[d, s] < HARDLY:
                    high = max(high, abs(price[d, s]))
            step[s] = np.float32(way) * np.ceil(high / 16)
        else:
            step[s] = np.ceil(step[s] * np.float32(1.5)) if way * step[s] > 0 else -np.ceil(step[s] / 3)
        toll[s] = max(np.float32(0), toll[s] + step[s])


@njit(cache=True, nogil=True)
def best_days(
    book: Any, e: Any, price: Any, begin: Any, end: Any, row: Any, most: Any, beyond: Any, tolls: Any, desk: Any
) -> Any:
    """Write the best days [begin, end) of e into `row`, the others being as they stand. Gives (bound, cost).

    `price` [d, s] holds requests; `most` labels; a cost from `beyond` on is not wanted. `tolls` [e, s] are kept from
    call to call: prices of the most shifts by type (Lagrange), which raise the bound where these limits bind.
    Cost NEVER: no such pattern was found, and `row` is as it was; the bound holds anyhow.
    """
    types = book.limit.shape[1]
    edge = edges(book, e, row, begin, end, desk.ending)
    before = row[begin:end].copy()
    used, left, counting = np.zeros(types, np.int64), np.zeros(types, np.int64), np.zeros(types, np.bool_)
    _count(row, begin, end, False, used)
    step, toll = np.zeros(types, np.float32), np.zeros(types + 1, np.float32)
    for s in range(types):
        left[s], toll[s] = book.limit[e, s] - used[s], tolls[e, s]
        if left[s] < 0:
            return NEVER, NEVER
    top, kept, best, cost = -NEVER, toll.copy(), row.copy(), NEVER
    for attempt in range(ROUNDS):
        bound, value = _relaxed(book, e, price, begin, end, edge, toll, left, row, used, desk)
        if bound > top:
            top = bound
            kept[:] = toll
        if top >= HARDLY or top >= beyond:
            break
        over = False
        for s in range(types):
            over |= used[s] > left[s]
            counting[s] |= used[s] > left[s]
        if not over and value < cost:
            best[:], cost = row, value
        if cost <= top:
            break
        if attempt in {0, 4, ROUNDS - 1}:
            if attempt == ROUNDS - 1 and toll_differs(toll, kept):
                toll[:] = kept
                _relaxed(book, e, price, begin, end, edge, toll, left, row, used, desk)
            labels = most if attempt == ROUNDS - 1 else min(most, FEW)
            bound, value = _exact(
                book, e, begin, end, edge, toll, left, labels, min(beyond, cost), row, counting, used, desk
            )
            top = max(top, bound)
            if value < HARDLY:
                best[:], cost = row, value
                break
            if bound >= min(beyond, cost) or most <= FEW:
                break
            _relaxed(book, e, price, begin, end, edge, toll, left, row, used, desk)
        _steer(price[begin:end], used, left, step, toll)
    tolls[e] = kept[:types]
    if cost >= HARDLY or cost >= beyond:
        row[begin:end] = before
        return top, NEVER
    row[begin:end] = best[begin:end]
    return min(top, cost), cost


@njit(cache=True, nogil=True)
def toll_differs(toll: Any, kept: Any) -> bool:
    """Whether any toll differs."""
    for s in range(len(toll) - 1):
        if toll[s] != kept[s]:
            return True
    return False
