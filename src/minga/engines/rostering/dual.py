"""The lower bound: the part of the shifts; the part of the volunteers is `improve.plan` at the multipliers' prices."""

from __future__ import annotations

from typing import Any

from minga.engines.rostering.compiled import compiled, compiled_inside


@compiled
def coverage_bound(cover: Any, prices: Any) -> int:
    """Sum over shifts of the least of coverage cost plus multipliers times copies: exact at the bends of convex parts.

    `prices` are the negative multipliers as volunteers see them; z is never negative here.
    """
    total = 0
    for s in range(len(cover.target)):
        y, z, target = -prices.head[s], -prices.leader[s], cover.target[s]
        low = 1 << 60
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
            cost = int(cover.w_minimum * max(0, cover.minimum[s] - h) + y * h)
            cost += cover.w_target * max(0, target - max(h, cover.minimum[s]))
            cost += _least_extra(cover.leaders[s], h, cover.w_leader, z)
            for need in range(first, last):
                cost += _least_extra(cover.need_least[need], h, cover.w_language, -prices.language[need])
            low = min(low, cost)
        total += low
    return total


@compiled_inside
def _least_extra(least: int, heads: int, weight: int, multiplier: int) -> int:
    some = min(least, heads)
    return min(
        weight * least, weight * (least - some) + multiplier * some, weight * max(0, least - heads) + multiplier * heads
    )
