"""The lower bound: multipliers for heads, leaders and speakers, improved by subgradients over blocks of volunteers."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, prange

from minga.engines.rostering.paths import best_path, workspace

CHUNK = 64


@njit(cache=True, nogil=True, parallel=True)
def respond(people: Any, net: Any, prices: Any, chosen: Any, chosen_count: Any, values: Any) -> None:
    """Best path of each of `people` at the prices: shifts into chosen[v], number into chosen_count[v], value."""
    chunks = (len(people) + CHUNK - 1) // CHUNK
    for chunk in prange(chunks):
        work = workspace(net)
        banned = np.empty(1, np.int32)
        for place in range(chunk * CHUNK, min(len(people), (chunk + 1) * CHUNK)):
            v = people[place]
            values[v], chosen_count[v] = best_path(v, net, prices, banned, 0, work, chosen[v])


@njit(cache=True, nogil=True)
def tally(
    people: Any, sign: int, net: Any, chosen: Any, chosen_count: Any, heads: Any, leads: Any, speaks: Any
) -> None:
    """Add (or take away) what people serve to the heads, those who can lead, and the speakers of each need."""
    for v in people:
        for i in range(chosen_count[v]):
            s = chosen[v, i]
            heads[s] += sign
            if net.can_lead[v]:
                leads[s] += sign
            for need in range(net.need_at[s], net.need_at[s + 1]):
                if net.speaks[v, net.need_language[need]]:
                    speaks[need] += sign


@njit(cache=True, nogil=True)
def coverage_bound(cover: Any, prices: Any) -> int:
    """Sum over shifts of the least of coverage cost plus multipliers times copies: exact at the bends of a convex function.

    `prices` are the negative multipliers as volunteers see them; z is never negative here.
    """
    total = 0
    for s in range(len(cover.target)):
        y, z, target = -prices.head[s], -prices.leader[s], cover.target[s]
        low = np.int64(1) << 60
        first, last = cover.need_at[s], cover.need_at[s + 1]
        for bend in range(4 + last - first):
            h = 0
            if bend == 1:
                h = cover.leaders[s]
            elif bend == 2:
                h = cover.minimum[s]
            elif bend == 3:
                h = target
            elif bend > 3:
                h = min(cover.need_least[first + bend - 4], target)
            cost = cover.w_minimum * max(0, cover.minimum[s] - h) + y * h
            cost += cover.w_target * max(0, target - max(h, cover.minimum[s]))
            cost += _least_extra(cover.leaders[s], h, cover.w_leader, z)
            for need in range(first, last):
                cost += _least_extra(cover.need_least[need], h, cover.w_language, -prices.language[need])
            low = min(low, cost)
        total += low
    return total


@njit(cache=True, nogil=True)
def _least_extra(least: int, heads: int, weight: int, multiplier: int) -> int:
    some = min(least, heads)
    return min(
        weight * least, weight * (least - some) + multiplier * some, weight * max(0, least - heads) + multiplier * heads
    )
