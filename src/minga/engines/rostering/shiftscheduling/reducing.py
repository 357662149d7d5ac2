"""What may still be in a better plan: shifts and days off whose best pattern does not cost too much at the prices.

Reduced cost fixing over the whole dynamic programme (Irnich et al., Path-reduced costs for eliminating arcs, 2010).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from minga.engines.rostering.shiftscheduling.book import BANNED
from minga.engines.rostering.shiftscheduling.patterns import HARDLY, NEVER, edges, fill, lower, sizes, weekends


@njit(cache=True, nogil=True)
def _least(f: Any, at: Any, h: Any, source: Any, number: Any) -> Any:
    best = NEVER
    for i in range(number):
        value = f[at + i] + h[source + i]
        best = value if value < best else best
    return best


@njit(cache=True, nogil=True)
def _through(
    moves: Any, types: Any, leads: Any, length: Any, price: Any, add: Any, run: Any, size: Any, h: Any, f: Any, out: Any
) -> None:
    """Fills out[d, s + 1] with the least cost of a pattern that has type s (0: nothing) on day d."""
    rest, groups, run_low = run
    number, weeks, units, wide = size
    block, values, off = (weeks + 1) * wide, np.uint64(weeks * wide), leads.shape[1] - 1
    f[: 2 * number * block] = NEVER
    f[(rest - 1) * block] = np.float32(0)
    for d in range(len(price)):
        here, there = (d % 2) * number * block, ((d + 1) % 2) * number * block
        f[there : there + number * block] = NEVER
        for r in range(number):
            days = (r - rest) // groups + 1 if r >= rest else 0
            if days > d:
                continue
            at, ahead = here + r * block, (d + 1) * number * block
            for w in range(weeks):
                for k in range(at + w * wide + units, at + (w + 1) * wide):
                    f[k] = NEVER
            if r < rest or days >= run_low or days == d:
                to = leads[r, off] * block
                out[d, 0] = min(out[d, 0], _least(f, np.uint64(at), h, np.uint64(ahead + to), values))
                lower(f, np.uint64(there + to), np.uint64(at), values, np.float32(0))
            for j in range(moves[r]):
                s = types[r, j]
                if price[d, s] < HARDLY:
                    to = leads[r, j] * block + add[d, 1 if r >= rest else 0] + length[s]
                    value = _least(f, np.uint64(at), h, np.uint64(ahead + to), values) + price[d, s]
                    out[d, s + 1] = min(out[d, s + 1], value)
                    lower(f, np.uint64(there + to), np.uint64(at), values, price[d, s])


@njit(cache=True, nogil=True)
def through_all(book: Any, shared: Any, scale: Any, tolls: Any, desk: Any, f: Any, out: Any, least: Any) -> None:
    """out[e, d, s + 1]: the least (scaled) cost of a pattern of e with type s (0: nothing) on day d; least[e] of any.

    The most shifts by type are relaxed by `tolls`; `shared` [d, s] are the prices that all pay.
    """
    people, days, types = book.own.shape
    for e in range(people):
        toll = np.float32(0)
        for s in range(types):
            toll += tolls[e, s] * book.limit[e, s]
        for d in range(days):
            for s in range(types):
                own = book.own[e, d, s]
                high = own >= BANNED or book.limit[e, s] == 0
                desk.price[d, s] = NEVER if high else np.float32(own * scale) + shared[d, s] + tolls[e, s]
        edge = edges(book, e, np.full(days, -1, np.int16), 0, days, desk.ending)
        least[e] = fill(book, e, desk.price, 0, days, edge, desk.ending, desk.h) - toll
        weeks, units, _, wide = sizes(book, e, 0, 0, days)
        add = weekends(book, e, 0, days, False, wide)
        out[e] = NEVER
        _through(
            book.moves[e],
            book.types[e],
            book.leads[e],
            book.length[e],
            desk.price,
            add,
            (book.rest[e], book.groups[e], book.run_low[e]),
            (book.number[e], weeks, units, wide),
            desk.h,
            f,
            out[e],
        )
        for d in range(days):
            for s in range(types + 1):
                out[e, d, s] -= toll
