"""Weeks that are too long (H8), and a small branch and bound over their shifts on top of a best path."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from minga.engines.rostering.pairs import long
from minga.engines.rostering.paths import OUT, best_path

MOST_BANNED, MOST_NODES = 12, 24


@njit(cache=True, nogil=True)
def long_week(path: Any, count: int, net: Any) -> Any:
    """First and last place of the earliest seven days with too many minutes in a path, or (-1, -1)."""
    for first in range(count):
        total = 0
        for last in range(first, count):
            if net.day[path[last]] >= net.day[path[first]] + 7:
                break
            total += net.end[path[last]] - net.start[path[last]]
            if total > net.week_minutes:
                return first, last
    return -1, -1


@njit(cache=True, nogil=True)
def path_leaving_out(v: int, net: Any, prices: Any, below: int, work: Any, out: Any) -> Any:
    """Cheapest valid set under H2-H9, H12, H13 that costs less than `below`: (value, number), else (OUT, -1).

    Depth first: of a week that is too long some shift must go, each is left out in turn. Gives up after MOST_NODES.
    """
    banned = np.empty((MOST_NODES + MOST_BANNED * 20, MOST_BANNED), np.int32)
    depth = np.zeros(len(banned), np.int32)
    mine = np.empty(MOST_BANNED, np.int32)
    path = np.empty(len(out), np.int32)
    waiting, nodes, best, count = 1, 0, below, 0
    found = False
    while waiting > 0 and nodes < MOST_NODES:
        waiting -= 1
        nodes += 1
        level = long(depth[waiting])
        for b in range(level):
            mine[b] = banned[waiting, b]
        value, size = best_path(v, net, prices, mine, level, work, path)
        if value >= best:
            continue
        first, last = long_week(path, long(size), net)
        if first < 0:
            best, count, found = value, size, True
            for i in range(size):
                out[i] = path[i]
            continue
        if level == MOST_BANNED:
            continue
        for i in range(first, last + 1):
            if waiting < len(banned):
                for b in range(level):
                    banned[waiting, b] = mine[b]
                banned[waiting, level] = path[i]
                depth[waiting] = level + 1
                waiting += 1
    if found:
        return best, count
    return OUT, -1
