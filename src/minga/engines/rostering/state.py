"""A roster under construction: who serves what, heads of each shift, and the price of one head more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from minga.engines.rostering.compiled import compiled, compiled_inside
from minga.engines.rostering.pairs import FORBIDDEN, Pairs, long
from minga.engines.rostering.paths import Prices

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from minga.engines.rostering.instance import Instance

EXACT = 1e9  # a stiffness at or above this: prices are the true marginal costs
SOFTER = 0.04  # steepness below minimums, leaders and languages, as a share of that below targets, each per its weight


class Cover(NamedTuple):
    """Demand of each shift and the scaled weights of its shortfalls.

    Prices follow the lower hull of what missing heads cost: `slope` a head above `bend` heads, `steep` below. That is
    the cost itself, unless a minimum weighs less than the target: then each place has the same height up to the target.
    """

    minimum: NDArray[np.int32]
    target: NDArray[np.int32]
    leaders: NDArray[np.int32]
    need_at: NDArray[np.int64]
    need_least: NDArray[np.int32]
    w_minimum: int
    w_target: int
    w_leader: int
    w_language: int
    bend: NDArray[np.int32]
    slope: NDArray[np.int64]
    steep: int


class State(NamedTuple):
    """The roster (path[v, :count[v]] by day), what each volunteer's path costs by itself, counts, multipliers,
    prices.
    """

    path: NDArray[np.int32]
    count: NDArray[np.int32]  # type: ignore[assignment]  # hides tuple.count, which nobody calls
    own: NDArray[np.int64]
    heads: NDArray[np.int32]
    leads: NDArray[np.int32]
    speakers: NDArray[np.int32]
    y: NDArray[np.float64]
    z: NDArray[np.float64]
    w: NDArray[np.float64]
    stiff: NDArray[np.float64]
    head: NDArray[np.int32]
    leader: NDArray[np.int32]
    language: NDArray[np.int32]


def cover_of(instance: Instance, pairs: Pairs) -> Cover:
    """The demand side of an instance."""
    weights, scale = instance.weights, pairs.scale
    minimum, target = instance.shift_minimum, instance.shift_target
    slope = np.full(len(target), weights.target * scale, np.int64)
    if weights.minimum < weights.target:
        whole = weights.minimum * scale * minimum.astype(np.int64) + slope * (target - minimum)
        slope = np.where(target > 0, whole // np.maximum(1, target), slope)
    return Cover(
        minimum,
        target,
        instance.shift_leaders,
        np.searchsorted(instance.needs[:, 0], np.arange(len(instance.shifts) + 1)),
        np.ascontiguousarray(instance.needs[:, 2]),
        weights.minimum * scale,
        weights.target * scale,
        weights.leader * scale,
        weights.language * scale,
        bend=minimum if weights.minimum >= weights.target else np.zeros_like(minimum),
        slope=slope,
        steep=max(weights.minimum, weights.target) * scale,
    )


def empty_state(instance: Instance, net: Any) -> State:
    """Nobody serves; every multiplier 0."""
    volunteers, shifts, needs = len(instance.volunteers), len(instance.shifts), len(instance.needs)
    widest = max(1, int(net.most.max()) if volunteers else 1)

    def zeros(size: int) -> NDArray[np.int32]:
        return np.zeros(size, np.int32)

    return State(
        np.zeros((volunteers, widest), np.int32),
        zeros(volunteers),
        np.asarray(net.promised * net.least.astype(np.int64)),
        zeros(shifts),
        zeros(shifts),
        zeros(needs),
        y=np.zeros(shifts),
        z=np.zeros(shifts),
        w=np.zeros(needs),
        stiff=np.zeros(shifts),
        head=zeros(shifts),
        leader=zeros(shifts),
        language=zeros(needs),
    )


def copy_state(state: State) -> State:
    """An independent copy."""
    return State._make(array.copy() for array in state)


@compiled_inside
def head_price(s: int, heads: int, cover: Any, state: Any) -> int:
    """Price of one head more when there are `heads`: the slope of a smoothed coverage cost that tightens with `stiff`.

    With stiffness r it is the gradient of the Moreau envelope of (coverage cost + y * heads), see Parikh and Boyd,
    Proximal Algorithms (2014); at EXACT it is the true marginal cost, and a full shift cannot be had.
    """
    target, minimum, stiff = cover.target[s], cover.minimum[s], state.stiff[s]
    if stiff >= EXACT:
        if heads >= target:
            return int(FORBIDDEN)
        return -int(cover.w_minimum if heads < minimum else cover.w_target)
    high = state.y[s] + stiff * SOFTER * cover.steep * (cover.bend[s] - heads - 0.5)
    low = state.y[s] + stiff * cover.slope[s] * (target - heads - 0.5)
    return -int(round(min(cover.steep, max(high, min(cover.slope[s], low)))))


@compiled_inside
def _extra_price(have: int, least: int, weight: int, multiplier: float, stiff: float) -> int:
    if stiff >= EXACT:
        return -weight if have < least else 0
    return -int(round(min(float(weight), max(0.0, multiplier + stiff * SOFTER * weight * (least - have - 0.5)))))


@compiled_inside
def patch(s: int, less: int, leads: bool, v: int, net: Any, cover: Any, state: Any, prices: Any) -> None:
    """Set the prices of a shift as if it had `less` heads fewer (0 or 1: those of v itself)."""
    prices.head[s] = head_price(s, state.heads[s] - less, cover, state)
    minus = less if leads else 0
    prices.leader[s] = 0
    if cover.leaders[s] > 0:
        have = state.leads[s] - minus
        prices.leader[s] = _extra_price(have, cover.leaders[s], cover.w_leader, state.z[s], state.stiff[s])
    for need in range(cover.need_at[s], cover.need_at[s + 1]):
        minus = less if less > 0 and net.speaks[v, net.need_language[need]] else 0
        have = state.speakers[need] - minus
        prices.language[need] = _extra_price(
            have, cover.need_least[need], cover.w_language, state.w[need], state.stiff[s]
        )


@compiled
def refresh_all(net: Any, cover: Any, state: Any) -> None:
    """Bring every price up to date."""
    prices = Prices(state.head, state.leader, state.language)
    for s in range(len(state.heads)):
        patch(s, long(0), s < 0, long(0), net, cover, state, prices)


@compiled
def change_heads(v: int, sign: int, net: Any, cover: Any, state: Any) -> None:
    """Put v's path into the counts (sign 1) or take it out (-1), with the prices."""
    prices = Prices(state.head, state.leader, state.language)
    for i in range(state.count[v]):
        s = long(state.path[v, i])
        state.heads[s] += sign
        if net.can_lead[v]:
            state.leads[s] += sign
        for need in range(net.need_at[s], net.need_at[s + 1]):
            if net.speaks[v, net.need_language[need]]:
                state.speakers[need] += sign
        patch(s, long(0), net.can_lead[v], v, net, cover, state, prices)


@compiled
def path_own(v: int, path: Any, count: int, net: Any) -> int:
    """What a path costs by itself: promise, dislikes, travel, changes (without Pairs.constant)."""
    total = net.promised * max(0, net.least[v] - count)
    for i in range(count):
        for place in range(net.offsets[v], net.offsets[v + 1]):
            if net.shift[place] == path[i]:
                total += net.own[place]
                break
    return int(total)


@compiled
def path_cost(v: int, path: Any, count: int, own: int, net: Any, prices: Any) -> int:
    """A path at the prices, its own cost included."""
    total = own
    for i in range(count):
        s = path[i]
        total += prices.head[s]
        if net.can_lead[v]:
            total += prices.leader[s]
        for need in range(net.need_at[s], net.need_at[s + 1]):
            if net.speaks[v, net.need_language[need]]:
                total += prices.language[need]
    return total


def coverage_cost(cover: Cover, state: State) -> NDArray[np.int64]:
    """Scaled cost of all shortfalls: minimum, target, leaders, languages; and heads above target."""
    parts = np.zeros(5, np.int64)
    _add_shortfalls(cover, state, parts)
    return parts


@compiled
def _add_shortfalls(cover: Any, state: Any, parts: Any) -> None:
    for s in range(len(state.heads)):
        heads = min(state.heads[s], cover.target[s])
        parts[0] += cover.w_minimum * max(0, cover.minimum[s] - heads)
        parts[1] += cover.w_target * max(0, cover.target[s] - max(heads, cover.minimum[s]))
        parts[2] += cover.w_leader * max(0, cover.leaders[s] - state.leads[s])
        parts[4] += max(0, state.heads[s] - cover.target[s])
        for need in range(cover.need_at[s], cover.need_at[s + 1]):
            parts[3] += cover.w_language * max(0, cover.need_least[need] - state.speakers[need])
