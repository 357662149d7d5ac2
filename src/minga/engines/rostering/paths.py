"""The best set of shifts for one volunteer at given prices: an exact path over the days under H2-H7, H9, H12 and H13.

State of the path: the last shift served (its end decides on rest), days served in a row, shifts served. With C the
most days in a row and N the most shifts, a group of k shifts costs O(k C N) steps, vectorised over N; it is a
resource-constrained shortest path with two counted resources (Irnich and Desaulniers, Shortest Path Problems with
Resource Constraints, 2005). Prices and costs are whole numbers (units times Pairs.scale), so that equal means equal
and bounds are exact.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numba import njit

from minga.engines.rostering.compiled import compiled, compiled_inside
from minga.engines.rostering.pairs import FORBIDDEN, Pairs, long

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from minga.engines.rostering.instance import Instance

MINUTES_PER_DAY = 1440
TAKEN = 1 << 60
OUT = 1 << 28  # a state or a pair at or above this cannot be used


class Net(NamedTuple):
    """What path search needs, as plain arrays and numbers that numba takes as they are."""

    offsets: NDArray[np.int64]
    shift: NDArray[np.int32]
    own: NDArray[np.int32]
    must: NDArray[np.bool_]
    must_count: NDArray[np.int32]
    day: NDArray[np.int32]
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    group: NDArray[np.int32]
    need_at: NDArray[np.int64]
    need_language: NDArray[np.int32]
    speaks: NDArray[np.bool_]
    can_lead: NDArray[np.bool_]
    least: NDArray[np.int32]
    most: NDArray[np.int32]
    promised: int
    row_limit: int
    counts_rows: bool
    rest: int
    reach: int
    week_minutes: int
    widest: int
    most_groups: int
    days: int


class Prices(NamedTuple):
    """What serving a shift costs besides the pair's own cost: anyone, in addition who can lead, who speaks (by
    need).
    """

    head: NDArray[np.int32]
    leader: NDArray[np.int32]
    language: NDArray[np.int32]


def net_of(instance: Instance, pairs: Pairs) -> Net:
    """Everything about an instance that path search needs."""
    rules = instance.rules
    counts_rows = rules.max_consecutive_days < instance.days
    last = instance.shift_end - instance.shift_day * MINUTES_PER_DAY + rules.min_rest_minutes
    reach = max(1, int(-(-last.max() // MINUTES_PER_DAY)) - 1) if len(last) else 1
    volunteers = len(instance.volunteers)
    owner = np.searchsorted(pairs.offsets, np.flatnonzero(pairs.must), side="right") - 1
    must_count = np.bincount(owner, minlength=volunteers).astype(np.int32)
    speaks = instance.speaks if instance.speaks is not None else np.zeros((volunteers, 0), np.bool_)
    return Net(
        offsets=pairs.offsets,
        shift=pairs.shift,
        own=pairs.own,
        must=pairs.must,
        must_count=must_count,
        day=instance.shift_day,
        start=instance.shift_start,
        end=instance.shift_end,
        group=pairs.group,
        need_at=np.searchsorted(instance.needs[:, 0], np.arange(len(instance.shifts) + 1)),
        need_language=np.ascontiguousarray(instance.needs[:, 1]),
        speaks=np.ascontiguousarray(speaks),
        can_lead=instance.can_lead,
        least=np.minimum(instance.min_shifts, instance.days).astype(np.int32),
        most=np.minimum(instance.max_shifts, instance.days).astype(np.int32),
        promised=instance.weights.promised * pairs.scale,
        row_limit=rules.max_consecutive_days if counts_rows else 1,
        counts_rows=counts_rows,
        rest=rules.min_rest_minutes,
        reach=reach,
        week_minutes=rules.max_minutes_per_7_days,
        widest=_widest_group(pairs),
        most_groups=len(np.unique(pairs.group)) + 1,
        days=instance.days,
    )


def _widest_group(pairs: Pairs) -> int:
    if not len(pairs.order):
        return 1
    return int(np.bincount(pairs.group).max())


def workspace(net: Net) -> tuple[NDArray[Any], ...]:
    """Scratch memory of one thread for paths."""
    wide = int(net.most.max(initial=1)) + 1
    return (
        np.empty(net.widest * net.row_limit * wide, np.int32),
        np.empty((net.days + 2) * wide, np.int32),
        np.empty((2, net.widest), np.int32),
        np.empty((3, net.days + 2), np.int32),
        np.empty((2, net.most_groups), np.int64),
        np.empty(net.days + 1, np.int64),
    )


@compiled_inside
def next_group(groups: Any, total_groups: int, value: Any) -> Any:
    """The most promising group not taken yet, now taken; -1 where none can be below `value`."""
    chosen, floor = -1, value
    for g in range(total_groups):
        if groups[1, g] < floor:
            chosen, floor = g, groups[1, g]
    if chosen >= 0:
        groups[1, chosen] = TAKEN
    return chosen


@compiled_inside
def bound_groups(v: int, net: Any, prices: Any, groups: Any, cheap: Any) -> Any:
    """Where each group of v begins, and a lower bound of what it can cost."""
    place, stop, found = net.offsets[v], net.offsets[v + 1], 0
    while place < stop:
        group, begin, size, day, lowest = net.group[net.shift[place]], place, 0, -1, OUT
        while place < stop:
            s = net.shift[place]
            if net.group[s] != group:
                break
            if net.day[s] != day:
                if lowest < net.promised:
                    cheap[size] = lowest
                    size += 1
                day, lowest = net.day[s], OUT
            lowest = min(lowest, pair_price(v, s, net.own[place], net, prices))
            place += 1
        if lowest < net.promised:
            cheap[size] = lowest
            size += 1
        groups[0, found], groups[1, found] = begin, _cheapest_days(cheap, size, net.least[v], net.most[v], net.promised)
        found += 1
    return found


@compiled_inside
def _cheapest_days(cheap: Any, size: int, least: int, most: Any, promised: int) -> Any:
    """Cost of the best set of days when only the number of shifts is limited."""
    for i in range(1, size):
        cost, at = cheap[i], i
        while at > 0 and cheap[at - 1] > cost:
            cheap[at] = cheap[at - 1]
            at -= 1
        cheap[at] = cost
    total = promised * least
    value = total
    for n in range(min(size, most)):
        total += cheap[n] - (promised if n < least else 0)
        value = min(value, total)
    return value


@compiled_inside
def pair_price(v: int, s: int, own: int, net: Any, prices: Any) -> int:
    """What it costs that v serves s."""
    cost = own + prices.head[s]
    if net.can_lead[v]:
        cost += prices.leader[s]
    for need in range(net.need_at[s], net.need_at[s + 1]):
        if net.speaks[v, net.need_language[need]]:
            cost += prices.language[need]
    return int(cost)


@compiled_inside
def gather(v: int, place: Any, net: Any, prices: Any, local: Any, runs: Any) -> Any:
    """Copy the usable shifts of the group that begins at `place`, by day. Gives the number of days and of locked
    pairs.
    """
    size, run_count, musts = long(0), 0, 0
    stop, group, locked_day = net.offsets[v + 1], net.group[net.shift[place]], -1
    while place < stop:
        s = net.shift[place]
        if net.group[s] != group:
            break
        must, day = net.must[place], net.day[s]
        cost = pair_price(v, s, net.own[place], net, prices)
        place += 1
        if not must and (cost >= net.promised or locked_day == day):
            continue
        if run_count == 0 or runs[1, run_count - 1] != day:
            runs[0, run_count], runs[1, run_count], runs[2, run_count] = size, day, 0
            run_count += 1
        if must:
            musts += 1
            locked_day = day
            size = runs[0, run_count - 1]
            runs[2, run_count - 1] = 1
        elif _is_dominated(net, local, runs[0, run_count - 1], size, s, cost):
            continue
        local[0, size], local[1, size] = s, cost
        size += 1
    runs[0, run_count] = size
    return run_count, musts


@compiled_inside
def _is_dominated(net: Any, local: Any, first: int, size: int, s: int, cost: Any) -> Any:
    """Whether a shift of the same day, no dearer, starts no earlier and ends no later."""
    for p in range(max(first, size - 6), size):
        if local[1, p] <= cost and net.start[local[0, p]] >= net.start[s]:
            return True
    return False


@compiled
def walk(net: Any, local: Any, runs: Any, run_count: int, wide: int, table: Any, best: Any) -> None:
    """Fill `table[p, c, n]`: cheapest path ending on p's day at p or a shift that ends no later, c + 1 days in a
    row.
    """
    rows = net.row_limit
    size = rows * wide
    best[:wide] = FORBIDDEN
    best[0] = 0
    barrier = long(-1)
    for r in range(run_count):
        first, last, day = runs[0, r], runs[0, r + 1], runs[1, r]
        near = r > 0 and runs[1, r - 1] == day - 1
        for p in range(first, last):
            cost, cells = local[1, p], table[p * size : (p + 1) * size]
            begin = net.start[local[0, p]] - net.rest
            cells[:] = FORBIDDEN
            _from_afar(net, local, runs, r, day, begin, barrier, cost, cells, wide, table, best)
            if near:
                q = runs[0, r]
                while q > runs[0, r - 1] and net.end[local[0, q - 1]] > begin:
                    q -= 1
                if q > runs[0, r - 1]:
                    there = table[(q - 1) * size : q * size]
                    if net.counts_rows:
                        _extend(cells[wide + 1 :], there, cost, size - wide - 1)
                        for c in range(1, rows):
                            cells[c * wide] = FORBIDDEN
                    else:
                        _extend(cells[1:], there, cost, wide - 1)
            if p > first:
                _lower(cells, table[(p - 1) * size : p * size], size)
        now = best[(r + 1) * wide : (r + 2) * wide]
        now[:] = FORBIDDEN
        if runs[2, r]:
            barrier = r
        else:
            _lower(now, best[r * wide : (r + 1) * wide], wide)
        for c in range(rows):
            there = (last - 1) * size + c * wide
            _lower(now, table[there : there + wide], wide)


@njit(cache=True, nogil=True, inline="always")
def _extend(cells: Any, source: Any, cost: Any, size: int) -> None:
    for k in range(size):
        cells[k] = min(cells[k], source[k] + cost)


@njit(cache=True, nogil=True, inline="always")
def _lower(cells: Any, source: Any, size: int) -> None:
    for k in range(size):
        cells[k] = min(cells[k], source[k])


@compiled_inside
def _from_afar(
    net: Any,
    local: Any,
    runs: Any,
    r: int,
    day: int,
    begin: int,
    barrier: int,
    cost: Any,
    cells: Any,
    wide: int,
    table: Any,
    best: Any,
) -> None:
    """Paths that did not serve the day before; where rest reaches over more than a day, shift by shift."""
    k = r
    while k > 0 and runs[1, k - 1] >= day - net.reach:
        k -= 1
    if k > barrier:
        _extend(cells[1:], best[k * wide : (k + 1) * wide], cost, wide - 1)
    if net.reach == 1:
        return
    rows = net.row_limit
    for q in range(max(k, barrier), r):
        if runs[1, q] >= day - 1:
            break
        p = runs[0, q + 1]
        while p > runs[0, q] and net.end[local[0, p - 1]] > begin:
            p -= 1
        if p > runs[0, q]:
            for c in range(rows):
                there = (p - 1) * rows * wide + c * wide
                _extend(cells[1:], table[there : there + wide], cost, wide - 1)


@compiled
def trace(net: Any, local: Any, runs: Any, run_count: int, wide: int, n: int, table: Any, best: Any, out: Any) -> None:
    """Walk back along equal values; `out[:n]` gets the places of the shifts in `local`, by day."""
    r, c = run_count, long(-1)
    value, begin = long(best[run_count * wide + n]), long(FORBIDDEN)
    while n > 0:
        r, c, p = _step_back(net, local, runs, r, c, begin, wide, n, value, table)
        out[n - 1] = p
        value -= local[1, p]
        begin = net.start[local[0, p]] - net.rest
        n -= 1
        # The shift before: on the day before with one day fewer in a row, or further back with any number.
        if net.counts_rows and c > 0:
            c -= 1
        else:
            c = -1 if net.counts_rows else -2


@compiled_inside
def _step_back(
    net: Any, local: Any, runs: Any, r: int, c: int, begin: int, wide: int, n: int, value: Any, table: Any
) -> Any:
    """The shift at which a path of this value ends; c of -1: any number of days in a row, but not on the day before."""
    rows = net.row_limit
    day = runs[1, r] if begin < FORBIDDEN else net.days + 2
    q = r - 1
    while q >= 0:
        skip = c == -1 and runs[1, q] == day - 1
        if not skip:
            p = runs[0, q + 1]
            while p > runs[0, q] and net.end[local[0, p - 1]] > begin:
                p -= 1
            if p > runs[0, q]:
                for row in range(rows):
                    if (c < 0 or row == c) and table[((p - 1) * rows + row) * wide + n] == value:
                        at = p - 1
                        while at > runs[0, q] and table[((at - 1) * rows + row) * wide + n] == value:
                            at -= 1
                        return q, row, at
        if c >= 0 or runs[2, q]:
            break
        q -= 1
    return -1, -1, -1
