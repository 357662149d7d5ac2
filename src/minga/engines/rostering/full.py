"""The best set of a volunteer under every hard rule, H8 among them: labels from the last shift to the first.

A label is the end of a set: its first shift, how many shifts still come before it, days in a row from it on, its cost,
and the minutes of its next days. It goes on only where its cost and the cheapest beginning that leaves H8 out (the
table of `paths`) together beat the best set known, and where no other label is as good in everything (Irnich and
Desaulniers, Shortest Path Problems with Resource Constraints, 2005). Where that leaves many labels, the table is made
once more with tolls on the minutes of long weeks (see `tolls`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numba import njit

from minga.engines.rostering.compiled import compiled, compiled_inside
from minga.engines.rostering.pairs import FORBIDDEN, long
from minga.engines.rostering.paths import OUT, bound_groups, gather, next_group, trace, walk
from minga.engines.rostering.tolls import KEPT, TOLL, lay_tolls, move_tolls, toll_space
from minga.engines.rostering.weeks import long_week

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from minga.engines.rostering.paths import Net

LABELS = 4_000  # of one volunteer in one group; where they do not suffice, tolls alone stand for H8 in the bound
WINDOW = 6  # days besides its own that a shift shares seven days with
ABOVE = 1 << 40
FEW = 1_500  # labels, after which tolls are laid
TRIALS, WORTHWHILE = 10, 0.03  # of tolls; what one must close of the gap


def label_space(net: Net) -> tuple[NDArray[Any], ...]:
    """Scratch memory of one thread: links, costs with minutes, the newest label of each shift and number, a path."""
    most = int(net.most.max(initial=1))
    links, costs = np.empty((LABELS, 5), np.int32), np.empty((LABELS, WINDOW + 2), np.int64)
    newest, paths = np.empty(net.widest * (most + 2), np.int32), np.empty((2, most + 1), np.int32)
    return links, costs, newest, paths, toll_space(net), np.empty((2, net.widest), np.int32)


@compiled_inside
def best_path(v: int, net: Any, prices: Any, below: Any, work: Any, space: Any, out: Any) -> Any:
    """Cheapest set under H2-H9, H12, H13 that costs less than `below`: (lower bound, value, number of shifts); `out`
    gets the shifts by day. A number of -1: there is none, the lesser of
    `below` and OUT as value.

    The value includes the promise, not Pairs.constant. The lower bound is the value itself wherever labels suffice.
    Groups are tried from the most promising by a bound that knows H5 and H9 only, until no group left can be better.
    Labels are needed only where the cheapest path that leaves H8 out breaks it.
    """
    table, best, local, runs, groups, cheap = work
    least, value, count, lowest = net.least[v], min(long(below), long(OUT)), long(-1), long(ABOVE)
    if net.must_count[v] == 0 and net.promised * least < value:
        value, count = net.promised * least, long(0)
    total_groups, (places, path) = bound_groups(v, net, prices, groups, cheap), space[3]
    while True:
        chosen = next_group(groups, total_groups, value)
        if chosen < 0:
            return min(lowest, value), value, count
        run_count, musts = gather(v, groups[0, chosen], net, prices, local, runs)
        if musts < net.must_count[v] or run_count == 0:
            continue
        wide = min(net.most[v], run_count) + 1
        walk(net, local, runs, run_count, wide, table, best)
        number, relaxed = _cheapest(best[run_count * wide :], wide, least, net.promised)
        if relaxed >= value:
            continue
        trace(net, local, runs, run_count, wide, number, table, best, places)
        if _lawful(places, number, net, local, path):
            value, count = relaxed, number
            for i in range(count):
                out[i] = path[i]
            continue
        value, count, complete = _search(
            net, local, runs, run_count, wide, least, value, count, long(0), long(FEW), local, table, space, out
        )
        if complete:
            continue
        value, count = _leave_out(net, local, runs, run_count, least, value, count, space[3], number, out)
        relaxed, value, count, back = _with_tolls(
            net, local, runs, run_count, wide, least, relaxed, value, count, number, table, best, space, out
        )
        if relaxed >= value:
            continue
        value, count, complete = _search(
            net, local, runs, run_count, wide, least, value, count, back, long(LABELS), space[5], table, space, out
        )
        if not complete:
            lowest = min(lowest, relaxed)


@compiled_inside
def _lawful(places: Any, number: int, net: Any, local: Any, path: Any) -> Any:
    """The shifts of a traced path into `path`. Gives whether they keep H8."""
    for i in range(number):
        path[i] = local[0, places[i]]
    return long_week(path, number, net)[0] < 0


@compiled_inside
def _leave_out(
    net: Any,
    local: Any,
    runs: Any,
    run_count: int,
    least: int,
    value: int,
    count: int,
    paths: Any,
    number: int,
    out: Any,
) -> Any:
    """Where labels did not suffice: of each week of the traced path that is too long the shift that is worth least
    goes. (Value, number) of what is left when it is below `value`, else `value` and `count`.
    """
    places, path = paths
    while not _lawful(places, number, net, local, path):
        first, last = long_week(path, number, net)
        gone = long(-1)
        for i in range(first, last + 1):
            locked = False
            for r in range(run_count):
                locked = locked or (runs[2, r] > 0 and runs[0, r] == places[i])
            if not locked and (gone < 0 or local[1, places[i]] > local[1, places[gone]]):
                gone = i
        if gone < 0:
            return value, count
        number -= 1
        for i in range(gone, number):
            places[i] = places[i + 1]
    return _cheaper(places, path, number, net, local, least, value, count, out)


@compiled_inside
def _cheaper(
    places: Any, path: Any, number: int, net: Any, local: Any, least: int, value: int, count: int, out: Any
) -> Any:
    """A lawful path goes to `out` when it costs less than `value`: its (value, number), else `value` and `count`."""
    total = net.promised * max(0, least - number)
    for i in range(number):
        total += local[1, places[i]]
    if total >= value:
        return value, count
    for i in range(number):
        out[i] = path[i]
    return total, number


@compiled_inside
def _with_tolls(
    net: Any,
    local: Any,
    runs: Any,
    run_count: int,
    wide: int,
    least: int,
    bound: int,
    value: int,
    count: int,
    number: int,
    table: Any,
    best: Any,
    space: Any,
    out: Any,
) -> Any:
    """Tolls that raise the bound of one group; lawful paths met on the way are taken where they cost less than `value`.

    Gives (bound, value, number, what is given back) and leaves the table of the best tolls, unless nothing below
    `value` is left. The table that comes in is that without tolls, with the cheapest path of `number` shifts.
    """
    (places, path), tolls, priced = space[3], space[4], space[5]
    tolls[:] = 0
    pace, back = 1.0, long(0)
    trace(net, local, runs, run_count, wide, number, table, best, places)
    _lawful(places, number, net, local, path)
    for trial in range(TRIALS + 1):
        last = trial == TRIALS
        gap = float(value - bound) if value < OUT else abs(float(bound)) / 8 + 1
        if not last and not move_tolls(path, number, pace * gap, net, runs, run_count, tolls):
            continue
        row = KEPT if last else TOLL
        back = lay_tolls(row, net, local, runs, run_count, wide, tolls, priced)
        walk(net, priced, runs, run_count, wide, table, best)
        number, low = _cheapest(best[run_count * wide :], wide, least, net.promised)
        low -= back
        if low > bound:
            last = last or low - bound < WORTHWHILE * gap
            bound = low
            for week in range(tolls.shape[1]):
                tolls[KEPT, week] = tolls[TOLL, week]
        elif not last:
            pace *= 0.6
        if low >= value or last:
            break
        trace(net, priced, runs, run_count, wide, number, table, best, places)
        if _lawful(places, number, net, local, path):
            value, count = _cheaper(places, path, number, net, local, least, value, count, out)
    return bound, value, count, back


@compiled
def _search(
    net: Any,
    local: Any,
    runs: Any,
    run_count: int,
    wide: int,
    least: int,
    value: int,
    count: int,
    back: int,
    most: int,
    priced: Any,
    table: Any,
    space: Any,
    out: Any,
) -> Any:
    """Sets of one group from their last shift to their first: (value, number, whether all were looked at)."""
    links, costs, newest = space[0], space[1], space[2]
    newest[: runs[0, run_count] * wide] = -1
    first_locked = run_count
    for r in range(run_count):
        if runs[2, r]:
            first_locked = min(first_locked, r)
    used = _last_shifts(net, local, runs, run_count, wide, least, value + back, most, table, space)
    for r in range(run_count - 1, -1, -1):
        for p in range(runs[0, r], runs[0, r + 1]):
            for number in range(1, wide):
                label = newest[p * wide + number]
                while label >= 0 and used >= 0:
                    if number > 1:
                        used = _extend_label(
                            label, r, net, local, runs, wide, value + back, most, priced, table, space, used
                        )
                    elif first_locked >= r and costs[label, 0] + local[1, p] < value:
                        value, count, at = costs[label, 0] + local[1, p], long(0), label
                        while at >= 0:
                            out[count] = local[0, links[at, 0]]
                            count += 1
                            at = links[at, 3]
                    label = links[label, 2]
    return value, count, used >= 0


@compiled_inside
def _last_shifts(
    net: Any,
    local: Any,
    runs: Any,
    run_count: int,
    wide: int,
    least: int,
    value: int,
    most: int,
    table: Any,
    space: Any,
) -> Any:
    """A label for each last shift and number of shifts that can still beat `value`, which holds what tolls give back.
    Gives how many (-1: too many).
    """
    links, costs, newest = space[0], space[1], space[2]
    used = long(0)
    for r in range(run_count - 1, -1, -1):
        for p in range(runs[0, r], runs[0, r + 1]):
            for number in range(1, wide):
                promise = net.promised * max(0, least - number)
                if _best_start(table, p, number, 1, wide, net.row_limit) + promise >= value:
                    continue
                if used >= most:
                    return -1
                links[used, 0], links[used, 1], links[used, 4] = p, 1, number
                links[used, 2], links[used, 3] = newest[p * wide + number], -1
                costs[used, 0], costs[used, 1 + WINDOW] = promise, promise
                costs[used, 1 : 1 + WINDOW] = net.end[local[0, p]] - net.start[local[0, p]]
                newest[p * wide + number] = used
                used += 1
        if runs[2, r]:
            break
    return used


@compiled_inside
def _extend_label(
    label: int,
    r: int,
    net: Any,
    local: Any,
    runs: Any,
    wide: int,
    value: int,
    most: int,
    priced: Any,
    table: Any,
    space: Any,
    used: int,
) -> Any:
    """Every shift that may come before a label's on day r becomes a label. Gives how many there are (-1: too many)."""
    links, costs, newest = space[0], space[1], space[2]
    p, row, number = links[label, 0], links[label, 1], links[label, 4] - 1
    cost, begin = costs[label, 0] + local[1, p], net.start[local[0, p]] - net.rest
    paid = costs[label, 1 + WINDOW] + priced[1, p]
    for a in range(r - 1, -1, -1):
        gap = runs[1, r] - runs[1, a]
        in_row = row + 1 if gap == 1 and net.counts_rows else 1
        for q in range(runs[0, a], runs[0, a + 1]):
            s = local[0, q]
            minutes = net.end[s] - net.start[s]
            if net.end[s] > begin or _best_start(table, q, number, in_row, wide, net.row_limit) + paid >= value:
                continue
            if gap <= WINDOW and minutes + costs[label, 1 + WINDOW - gap] > net.week_minutes:
                continue
            if used >= most:
                return -1
            costs[used, 0], costs[used, 1 + WINDOW] = cost, paid
            for day in range(WINDOW):
                costs[used, 1 + day] = minutes + (costs[label, 1 + day - gap] if day >= gap else 0)
            if _is_worse(used, in_row, newest[q * wide + number], links, costs):
                continue
            links[used, 0], links[used, 1], links[used, 4] = q, in_row, number
            links[used, 2], links[used, 3] = newest[q * wide + number], label
            newest[q * wide + number] = used
            used += 1
        if runs[2, a]:
            break
    return used


@njit(cache=True, nogil=True, inline="always")
def _is_worse(new: int, in_row: int, other: int, links: Any, costs: Any) -> Any:
    """Whether an older label with the same first shift and number is as good in everything."""
    while other >= 0:
        if links[other, 1] <= in_row:
            for part in range(WINDOW + 1):  # cost and minutes; what is paid tells only how far the set may lead
                if costs[other, part] > costs[new, part]:
                    break
            else:
                return True
        other = links[other, 2]
    return False


@compiled_inside
def _best_start(table: Any, p: int, number: int, in_row: int, wide: int, rows: int) -> Any:
    """Cheapest path of `number` shifts that ends on p's day at p or earlier, where the row may have `in_row` days from
    p's day on; H8 left out.
    """
    low = long(FORBIDDEN)
    for c in range(rows - in_row + 1):
        low = min(low, long(table[(p * rows + c) * wide + number]))
    return low if low < OUT else long(2 * ABOVE)


@compiled_inside
def _cheapest(totals: Any, wide: int, least: int, promised: int) -> Any:
    """The number of shifts with the least cost, what the promise costs included, and that cost."""
    number, low = long(0), long(FORBIDDEN)
    for n in range(wide):
        if totals[n] < OUT and long(totals[n]) + promised * max(0, least - n) < low:
            number, low = long(n), long(totals[n]) + promised * max(0, least - n)
    return number, low
