"""Plans from the linear master: hold the strongest columns, take up new ones for the rest, until everybody has one.

Restricted by columns and priced again at every step (Joncour et al., Column generation based primal heuristics, 2010).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from minga.engines.rostering.shiftscheduling.master import Master
    from minga.engines.rostering.shiftscheduling.search import Search

WHOLE = 0.99
STRONG = 0.6
TOLERANCE = 0.5  # between the value of the columns at hand and the bound, at each step
LITTLE = 1e-5
SHAKEN = 0.2
SHARE = 0.1  # of those who are free, held at each step at most, when they are strong


def dive(
    master: Master, search: Search, *, chance: np.random.Generator | None = None, beyond: float = np.inf
) -> NDArray[np.int16] | None:
    """A plan [e, d], or None when stopped or proven to cost more than `beyond`. From the columns held and the mix at
    hand; nothing is held afterwards. With `chance`, weights are shaken, so that dives differ.
    """
    people = len(master.book.rest)
    while len(master.fixed) < people and not search.over:
        weights = master.mix
        best: dict[int, tuple[float, int]] = {}
        for number, (e, _row, _cost) in enumerate(master.columns[: len(weights)]):
            if e not in master.fixed:
                shaken = weights[number]
                if chance is not None and shaken > 0.01:
                    shaken += SHAKEN * chance.random()
                best[e] = max(best.get(e, (-1.0, -1)), (shaken, number))
        order = sorted(best, key=lambda e: -best[e][0])
        most = max(1, round(SHARE * len(order)))
        held = [
            e for at, e in enumerate(order) if best[e][0] >= WHOLE or at == 0 or (at < most and best[e][0] >= STRONG)
        ]
        master.fix(master.fixed | {e: best[e][1] for e in held})
        if len(master.fixed) == people:
            break
        if master.converge(lambda: search.over, tolerance=TOLERANCE, rounds=12, beyond=beyond) > beyond + LITTLE:
            break
    done = len(master.fixed) == people
    plan = np.array([master.columns[master.fixed[e]][1] for e in range(people)]) if done else None
    master.fix({})
    return plan
