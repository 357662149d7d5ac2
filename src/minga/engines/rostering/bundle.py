"""The bound's multipliers by a bundle method: every volunteer keeps a few sets of shifts with weights that sum to one.

The weighted sets are the fractional roster that belongs to the multipliers (Dantzig-Wolfe); a proximal term keeps
multipliers near the best known (Kiwiel, Proximity control in bundle methods, 1990; one bundle for each volunteer:
Frangioni, 2002). The quadratic master problem is solved by shifting weight between two sets of one volunteer at a time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from minga.engines.rostering.compiled import compiled, compiled_inside, inlined
from minga.engines.rostering.pairs import long
from minga.engines.rostering.state import SOFTER, change_heads, path_cost
from minga.engines.rostering.weeks import long_week

if TYPE_CHECKING:
    from numpy.typing import NDArray

COLUMNS = 12  # sets of shifts that one volunteer keeps
LITTLE = 1e-7


class Bundle(NamedTuple):
    """Sets `path[v, k, :count[v, k]]` with their own cost and weight; coverage of the mix; multipliers, centre and
    present.
    """

    size: NDArray[np.int32]
    path: NDArray[np.int32]
    count: NDArray[np.int32]  # type: ignore[assignment]  # hides tuple.count, which nobody calls
    own: NDArray[np.int64]
    weight: NDArray[np.float64]
    heads: NDArray[np.float64]
    leads: NDArray[np.float64]
    speakers: NDArray[np.float64]
    centre_y: NDArray[np.float64]
    centre_z: NDArray[np.float64]
    centre_w: NDArray[np.float64]
    y: NDArray[np.float64]
    z: NDArray[np.float64]
    w: NDArray[np.float64]
    stiff: NDArray[np.float64]


def new_bundle(volunteers: int, widest: int, shifts: int, needs: int) -> Bundle:
    """Nobody has a set yet; every multiplier 0."""
    by_shift = ("heads", "leads", "centre_y", "centre_z", "y", "z", "stiff")
    sizes = ((shifts, by_shift), (needs, ("speakers", "centre_w", "w")))
    return Bundle(
        np.zeros(volunteers, np.int32),
        np.zeros((volunteers, COLUMNS, widest), np.int32),
        np.zeros((volunteers, COLUMNS), np.int32),
        np.zeros((volunteers, COLUMNS), np.int64),
        np.zeros((volunteers, COLUMNS)),
        **{name: np.zeros(size) for size, names in sizes for name in names},
    )


def copied(bundle: Bundle) -> list[NDArray[Any]]:
    """The arrays of a bundle as they are now."""
    arrays: tuple[NDArray[Any], ...] = bundle
    return [np.copy(array) for array in arrays]


def put_back(bundle: Bundle, kept: list[NDArray[Any]]) -> None:
    """Give a bundle the arrays it had when it was `copied`."""
    arrays: tuple[NDArray[Any], ...] = bundle
    for array, before in zip(arrays, kept, strict=True):
        array[:] = before


@inlined
def price_now(s: int, cover: Any, b: Any) -> None:
    """Multipliers of a shift at the mix's coverage: the proximal point of the shift's part of the bound."""
    stiff = b.stiff[s]
    high = b.centre_y[s] + stiff * SOFTER * cover.steep * (cover.bend[s] - b.heads[s])
    low = b.centre_y[s] + stiff * cover.slope[s] * (cover.target[s] - b.heads[s])
    b.y[s] = min(float(cover.steep), max(high, min(float(cover.slope[s]), low)))
    if cover.leaders[s] > 0:
        z = b.centre_z[s] + stiff * SOFTER * cover.w_leader * (cover.leaders[s] - b.leads[s])
        b.z[s] = min(float(cover.w_leader), max(0.0, z))
    for need in range(cover.need_at[s], cover.need_at[s + 1]):
        w = b.centre_w[need] + stiff * SOFTER * cover.w_language * (cover.need_least[need] - b.speakers[need])
        b.w[need] = min(float(cover.w_language), max(0.0, w))


@compiled
def price_all(cover: Any, b: Any) -> None:
    """Multipliers of all shifts at the mix's coverage."""
    for s in range(len(b.heads)):
        price_now(s, cover, b)


@compiled_inside
def _reduced(v: int, k: int, net: Any, b: Any) -> Any:
    total = float(b.own[v, k])
    for i in range(b.count[v, k]):
        s = b.path[v, k, i]
        total -= b.y[s]
        if net.can_lead[v]:
            total -= b.z[s]
        for need in range(net.need_at[s], net.need_at[s + 1]):
            if net.speaks[v, net.need_language[need]]:
                total -= b.w[need]
    return total


@compiled
def held_costs(thread: int, threads: int, net: Any, prices: Any, b: Any, values: Any) -> None:
    """`values` falls to what the cheapest set that each `threads`-th volunteer holds costs at whole prices."""
    for v in range(thread, len(values), threads):
        for k in range(b.size[v]):
            cost = path_cost(v, b.path[v, k], long(b.count[v, k]), b.own[v, k], net, prices)
            values[v] = min(values[v], cost)


@inlined
def _curvature(v: int, k: int, other: int, net: Any, cover: Any, b: Any) -> Any:
    """How fast the reduced cost of set k rises with weight, over shifts that `other` lacks."""
    total = 0.0
    for i in range(b.count[v, k]):
        s = b.path[v, k, i]
        for j in range(b.count[v, other]):
            if b.path[v, other, j] == s:
                break
        else:
            y, stiff = b.y[s], b.stiff[s]
            total += stiff * (SOFTER * cover.steep if y > cover.slope[s] else float(cover.slope[s]))
            if net.can_lead[v] and cover.leaders[s] > 0 and b.z[s] > 0:
                total += stiff * SOFTER * cover.w_leader
            for need in range(net.need_at[s], net.need_at[s + 1]):
                if net.speaks[v, net.need_language[need]] and b.w[need] > 0:
                    total += stiff * SOFTER * cover.w_language
    return total


@compiled_inside
def move(v: int, k: int, step: Any, net: Any, b: Any) -> None:
    """Add `step` to the weight of a set, with coverage (prices are left to _price_path)."""
    b.weight[v, k] += step
    for i in range(b.count[v, k]):
        s = b.path[v, k, i]
        b.heads[s] += step
        if net.can_lead[v]:
            b.leads[s] += step
        for need in range(net.need_at[s], net.need_at[s + 1]):
            if net.speaks[v, net.need_language[need]]:
                b.speakers[need] += step


@inlined
def _price_path(v: int, k: int, cover: Any, b: Any) -> None:
    for i in range(b.count[v, k]):
        price_now(long(b.path[v, k, i]), cover, b)


@compiled
def balance(people: Any, steps: Any, net: Any, cover: Any, b: Any) -> float:
    """Shift weight from the dearest to the cheapest set of each of `people`. Gives the reduced cost gained."""
    gained = 0.0
    for v in people:
        for _ in range(steps):
            best, worst, least, most = long(-1), long(-1), 0.0, 0.0
            for k in range(long(b.size[v])):
                cost = _reduced(v, k, net, b)
                if best < 0 or cost < least:
                    best, least = k, cost
                if b.weight[v, k] > LITTLE and (worst < 0 or cost > most):
                    worst, most = k, cost
            if best < 0 or worst < 0 or most - least < 1.0:
                break
            # Each of the three below is set in once, in a loop over both sets: twice would be compiled twice.
            bend, step, k, other = 0.0, b.weight[v, worst], best, worst
            for _ in range(2):
                bend += _curvature(v, k, other, net, cover, b)
                k, other = other, k
            if bend > 0:
                step = min(step, (most - least) / bend)
            gained += step * (most - least)
            step = -step
            k, other = worst, best
            for _ in range(2):
                move(v, k, step, net, b)
                k, other, step = other, k, -step
            for _ in range(2):
                _price_path(v, k, cover, b)
                k, other = other, k
    return gained


@inlined
def _place(v: int, net: Any, b: Any) -> Any:
    """Where a new set of v goes: a free place, else that of the dearest without weight, else of the lightest."""
    if b.size[v] < COLUMNS:
        b.size[v] += 1
        return b.size[v] - 1
    lightest, dearest, most = 0, -1, -1e18
    for k in range(COLUMNS):
        if b.weight[v, k] < b.weight[v, lightest]:
            lightest = k
        if b.weight[v, k] <= LITTLE:
            cost = _reduced(v, k, net, b)
            if cost > most:
                dearest, most = k, cost
    return dearest if dearest >= 0 else lightest


@compiled
def add_sets(found: Any, count: Any, values: Any, own: Any, net: Any, cover: Any, b: Any) -> int:
    """Take up a set for each volunteer where its value beats those of the sets held; the first gets all weight.

    `own` is its cost by itself, or empty when that follows from the value at the present multipliers. Gives the sum
    over volunteers of the least value of a set held before: with the shifts' part, what the bound could be at most.
    """
    model = 0
    for v in range(len(count)):
        best = 1e18
        for k in range(long(b.size[v])):
            best = min(best, _reduced(v, k, net, b))
        if b.size[v] > 0:
            model += int(best)
        if values[v] > best - 2.0:
            continue
        first = b.size[v] == 0
        k = _place(v, net, b)
        weight = b.weight[v, k]
        if weight > 0:
            move(v, k, -weight, net, b)
        n = max(0, count[v])
        for i in range(n):
            b.path[v, k, i] = found[v, i]
        b.count[v, k], b.weight[v, k], b.own[v, k] = n, 0.0, 0
        b.own[v, k] = own[v] if len(own) > 0 else int(round(values[v] - _reduced(v, k, net, b)))
        move(v, k, 1.0 if first else weight, net, b)
    return model


@compiled
def take_sets(chosen: Any, net: Any, cover: Any, b: Any, state: Any) -> None:
    """Serve the chosen set of each volunteer in an empty state; where it breaks H8 or a lock, what is locked."""
    for v in range(len(chosen)):
        k = chosen[v]
        if b.size[v] == 0 or net.must_count[v] > 0:
            continue
        n = b.count[v, k]
        first, _ = long_week(b.path[v, k], long(n), net)
        if first >= 0:
            continue
        for i in range(n):
            state.path[v, i] = b.path[v, k, i]
        state.count[v], state.own[v] = n, b.own[v, k]
        change_heads(v, long(1), net, cover, state)


@compiled_inside
def drop_set(v: int, k: int, net: Any, b: Any) -> None:
    """Take a set away with its weight; the last set of v comes to its place."""
    move(v, k, -b.weight[v, k], net, b)
    last = b.size[v] - 1
    b.count[v, k], b.own[v, k], b.weight[v, k] = b.count[v, last], b.own[v, last], b.weight[v, last]
    for i in range(b.count[v, k]):
        b.path[v, k, i] = b.path[v, last, i]
    b.weight[v, last] = 0.0
    b.size[v] = last


@compiled_inside
def whole_weight(v: int, net: Any, b: Any) -> None:
    """Bring the weights of v to one again, the first set first where none has weight."""
    total = 0.0
    for k in range(b.size[v]):
        total += b.weight[v, k]
    for k in range(b.size[v]):
        more = b.weight[v, k] * (1 / total - 1) if total > LITTLE else (1.0 if k == 0 else 0.0)
        if more != 0:
            move(v, long(k), more, net, b)


@compiled
def keep_lawful_sets(locked: Any, net: Any, b: Any) -> None:
    """Take away the sets that break H8; who has none left gets what is locked (a state's paths)."""
    for v in range(len(b.size)):
        k = 0
        while k < b.size[v]:
            first, _ = long_week(b.path[v, k], long(b.count[v, k]), net)
            if first < 0:
                k += 1
            else:
                drop_set(v, long(k), net, b)
        if b.size[v] == 0:
            b.size[v], b.count[v, 0], b.own[v, 0], b.weight[v, 0] = 1, locked.count[v], locked.own[v], 0.0
            for i in range(locked.count[v]):
                b.path[v, 0, i] = locked.path[v, i]
        whole_weight(v, net, b)
