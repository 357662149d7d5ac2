"""Two to four employees give up their days and are planned again, one after another, at what each then costs.

Ruin and recreate (Schrimpf et al., 2000) with an exact recreation of each part; accepted by annealing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numba import njit

from minga.engines.rostering.shiftscheduling.book import BANNED
from minga.engines.rostering.shiftscheduling.counted import FEW, best_days
from minga.engines.rostering.shiftscheduling.patterns import HARDLY, NEVER

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Market(NamedTuple):
    """What a shift costs beside the plan; compiled code takes it as it is."""

    duals: NDArray[np.float64]  # [d, s] the prices of the master
    tolls: NDArray[np.float32]  # [e, s] on the types of which an employee may work so many
    scale: float  # of prices in single precision


class Cooling(NamedTuple):
    """So many attempts, the temperature falling from `heat` to `cool`; `longest`: days planned again at most."""

    heat: float
    cool: float
    rounds: int
    longest: int


@njit(cache=True, nogil=True)
def draw(state: Any) -> Any:
    """A random number from [0, 1) (xorshift64*, Vigna 2016); the state is an array of one."""
    x = state[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    state[0] = x
    return float((x * np.uint64(2685821657736338717)) >> np.uint64(11)) / 9007199254740992.0


@njit(cache=True, nogil=True)
def below(number: Any, state: Any) -> Any:
    """A random whole number from 0 up to, not including, `number`."""
    return int(draw(state) * number)


@njit(cache=True, nogil=True)
def _put(book: Any, rows: Any, e: Any, sign: Any, span: Any, heads: Any) -> Any:
    """Add (sign 1) or take away (sign -1) the days of an employee; what the cost changes by."""
    need, under, over, own, row = book.need, book.under, book.over, book.own[e], rows[e]
    change = 0
    for d in range(span[0], span[1]):
        s = row[d]
        if s >= 0:
            if sign > 0:
                change += own[d, s] + (over[d, s] if heads[d, s] >= need[d, s] else -under[d, s])
            else:
                change += -own[d, s] + (-over[d, s] if heads[d, s] > need[d, s] else under[d, s])
            heads[d, s] += sign
    return change


@njit(cache=True, nogil=True)
def _put_all(book: Any, rows: Any, people: Any, sign: Any, span: Any, heads: Any) -> Any:
    """The same of several employees."""
    change = 0
    for e in people:
        change += _put(book, rows, e, sign, span, heads)
    return change


@njit(cache=True, nogil=True)
def _prices(
    book: Any, e: Any, heads: Any, market: Any, trust: Any, noise: Any, span: Any, state: Any, price: Any
) -> None:
    """What each shift would cost now, moved by `trust` towards the prices of the master, shaken by `noise`."""
    need, under, over, own, duals = book.need, book.under, book.over, book.own[e], market.duals
    kinds = book.kinds[e, : book.kind_count[e]]
    for d in range(span[0], span[1]):
        for s in kinds:
            if own[d, s] >= BANNED:
                price[d, s] = NEVER
                continue
            value = float(over[d, s]) if heads[d, s] >= need[d, s] else -float(under[d, s])
            if trust > 0:
                value = (1 - trust) * value - trust * duals[d, s]
            if noise > 0:
                value += noise * (draw(state) - 0.5)
            price[d, s] = np.float32(np.rint((value + own[d, s]) * market.scale))


@njit(cache=True, nogil=True)
def _choose(book: Any, rows: Any, heads: Any, chosen: Any, state: Any) -> Any:
    """Employees to plan again: one who could help at a cell that is short, others at random. Gives the cell's day."""
    people, days = rows.shape
    types = heads.shape[1]
    day = below(days, state)
    first = below(people, state)
    if draw(state) < 0.7:
        start, cell = below(days * types, state), -1
        for i in range(days * types):
            c = (start + i) % (days * types)
            d, s = c // types, c % types
            if heads[d, s] < book.need[d, s] and book.under[d, s] > 0:
                cell = c
                break
        if cell >= 0:
            day, s = cell // types, cell % types
            for i in range(people):
                e = (first + i) % people
                if rows[e, day] != s and book.limit[e, s] > 0 and book.own[e, day, s] < BANNED:
                    first = e
                    break
    chosen[0] = first
    for i in range(1, len(chosen)):
        again = True
        while again:
            chosen[i] = below(people, state)
            again = False
            for j in range(i):
                again |= chosen[j] == chosen[i]
    for i in range(len(chosen) - 1, 0, -1):
        j = below(i + 1, state)
        chosen[i], chosen[j] = chosen[j], chosen[i]
    return day


@njit(cache=True, nogil=True)
def _span(days: Any, day: Any, longest: Any, state: Any) -> Any:
    """First day and end of what is planned again: all days, or a random stretch around `day`."""
    if days <= longest and draw(state) >= 0.5:
        return 0, days
    length = min(days, 7 + below(min(longest, days) - 6, state)) if days > 7 else days
    begin = max(0, min(days - length, day - below(length, state)))
    return begin, begin + length


@njit(cache=True, nogil=True)
def _again(
    book: Any, rows: Any, heads: Any, chosen: Any, span: Any, value: Any, limit: Any, market: Any, state: Any, desk: Any
) -> Any:
    """Plan the chosen one after another, the last only below `limit`. Gives (how many have days, cost of the plan)."""
    noise = 0.5 + 10.0 * draw(state) ** 3
    begin, end = span
    for i in range(len(chosen)):
        e = chosen[i]
        last = i == len(chosen) - 1
        trust = 0.0 if last or draw(state) < 0.3 else draw(state)
        _prices(book, e, heads, market, trust, 0.2 if last else noise, span, state, desk.price)
        beyond = np.float32((limit - value + 0.2 * (end - begin)) * market.scale) if last else NEVER
        _, found = best_days(book, e, desk.price, begin, end, rows[e], np.int64(FEW), beyond, market.tolls, desk)
        if found >= HARDLY and last:
            return i, value
        value += _put(book, rows, e, np.int64(1), span, heads)
    return len(chosen), value


@njit(cache=True, nogil=True)
def improve(
    book: Any, rows: Any, heads: Any, cost: Any, best: Any, market: Any, cooling: Any, state: Any, desk: Any
) -> Any:
    """Attempts at a plan `rows` [e, d] of this cost, at what shifts cost in the `market`, as `cooling` has it.

    `heads` [d, s] counts the plan; the best plan met goes into `best`. Gives (cost of the plan, cost of the best).
    """
    people, days = rows.shape
    least = cost
    best[:] = rows
    old = np.empty((4, days), np.int16)
    for turn in range(cooling.rounds):
        warmth = cooling.heat * (cooling.cool / cooling.heat) ** (turn / cooling.rounds)
        number = min(people, 2 + below(3, state) * int(draw(state) < 0.6))
        chosen = np.empty(number, np.int64)
        day = _choose(book, rows, heads, chosen, state)
        span = _span(days, day, cooling.longest, state)
        limit = cost - warmth * np.log(max(1e-12, draw(state)))
        for i in range(number):
            old[i] = rows[chosen[i]]
        value = cost + _put_all(book, rows, chosen, np.int64(-1), span, heads)
        done, value = _again(book, rows, heads, chosen, span, value, limit, market, state, desk)
        if done == number and value <= limit:
            cost = value
            if cost < least:
                least = cost
                best[:] = rows
            continue
        _put_all(book, rows, chosen[:done], np.int64(-1), span, heads)
        for i in range(number):
            rows[chosen[i]] = old[i]
        _put_all(book, rows, chosen, np.int64(1), span, heads)
    return cost, least
