"""Tolls on the minutes of weeks that are too long (H8): the path search stays as it is, and its bound knows the rule.

Each seven days get a toll a minute, which every shift in them pays, and which is given back for the minutes that are
allowed. No lawful set pays more than it gets back, so the cheapest path with tolls is a bound for all of them
(Held and Karp, The travelling-salesman problem and minimum spanning trees, part II, 1971, for the method and its steps;
Handler and Zang, A dual algorithm for the constrained shortest path problem, 1980, for paths).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from minga.engines.rostering.compiled import compiled_inside, inlined
from minga.engines.rostering.pairs import long
from minga.engines.rostering.paths import OUT

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from minga.engines.rostering.paths import Net

TOLL, KEPT, EXCESS, BY_DAY = range(4)  # of a week from its first day on; by day, what its shifts pay a minute


def toll_space(net: Net) -> NDArray[np.int64]:
    """Scratch memory of one thread: a row for each of the above, a column for each day."""
    return np.zeros((4, net.days + 7), np.int64)


@inlined
def weeks_of(runs: Any, run_count: int) -> Any:
    """How many seven days are worth looking at: those that lie in the days with shifts, the first of them at least."""
    return max(long(1), long(runs[1, run_count - 1] - runs[1, 0] - 5))


@compiled_inside
def lay_tolls(row: int, net: Any, local: Any, runs: Any, run_count: int, wide: int, tolls: Any, priced: Any) -> Any:
    """Put what every shift costs with the tolls of a row into `priced`. Gives what is given back for all weeks."""
    weeks, first, total = weeks_of(runs, run_count), runs[1, 0], long(0)
    most = long(OUT) // (2 * wide)  # so that no sum overflows; to charge less keeps the bound
    for day in range(runs[1, run_count - 1] - first + 1):
        charge = long(0)
        for week in range(max(0, day - 6), min(weeks, day + 1)):
            charge += tolls[row, week]
        tolls[BY_DAY, day] = charge
    for week in range(weeks):
        total += tolls[row, week]
    for r in range(run_count):
        charge = tolls[BY_DAY, runs[1, r] - first]
        for p in range(runs[0, r], runs[0, r + 1]):
            s = local[0, p]
            priced[0, p] = s
            cost = long(local[1, p])
            priced[1, p] = max(cost, min(most, cost + charge * (net.end[s] - net.start[s])))
    return total * net.week_minutes


@compiled_inside
def move_tolls(path: Any, count: int, gap: float, net: Any, runs: Any, run_count: int, tolls: Any) -> Any:
    """A step along what a path serves above the limit in each week, so long that it would close `gap` if the bound
    rose like that all along. Gives whether any toll moved.
    """
    weeks, first, square = weeks_of(runs, run_count), runs[1, 0], 0.0
    for week in range(weeks):
        excess = -long(net.week_minutes)
        for i in range(count):
            if first + week <= net.day[path[i]] < first + week + 7:
                excess += net.end[path[i]] - net.start[path[i]]
        if excess < 0 and tolls[TOLL, week] == 0:
            excess = long(0)
        tolls[EXCESS, week] = excess
        square += float(excess) * float(excess)
    moved = False
    for week in range(weeks):
        toll = max(0, long(tolls[TOLL, week] + gap * tolls[EXCESS, week] / max(1.0, square)))
        moved = moved or toll != tolls[TOLL, week]
        tolls[TOLL, week] = toll
    return moved
