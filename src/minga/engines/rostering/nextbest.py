"""For one volunteer, the best that each venue could offer with everybody else as they are, and what more it would
cost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from minga.engines.rostering.improve import plan, scratch_of
from minga.engines.rostering.pairs import FORBIDDEN, feasible_pairs
from minga.engines.rostering.paths import Prices, net_of
from minga.engines.rostering.solver import paths_of
from minga.engines.rostering.state import (
    EXACT,
    change_heads,
    cover_of,
    empty_state,
    path_cost,
    path_own,
    refresh_all,
)

if TYPE_CHECKING:
    from minga.engines.rostering.instance import Instance, Roster


def alternatives(instance: Instance, roster: Roster, v: int, most: int = 5) -> list[dict[str, Any]]:
    """The best other venues for volunteer v: shifts, and cost above the present roster; cheapest first."""
    pairs = feasible_pairs(instance)
    net, cover = net_of(instance, pairs), cover_of(instance, pairs)
    state = empty_state(instance, net)
    paths_of(roster, state, net)
    for who in np.flatnonzero(state.count).tolist():
        change_heads(who, 1, net, cover, state)
    state.stiff[:] = EXACT
    change_heads(v, -1, net, cover, state)
    refresh_all(net, cover, state)
    served, prices = int(state.count[v]), Prices(state.head, state.leader, state.language)
    own = path_own(v, state.path[v], served, net)
    now = path_cost(v, state.path[v], served, own, net, prices)
    here = instance.shift_venue[state.path[v, : state.count[v]]].tolist()
    reachable = instance.shift_venue[pairs.shift[pairs.offsets[v] : pairs.offsets[v + 1]]]
    rows = []
    found, count, value = np.zeros((1, state.path.shape[1]), np.int32), np.zeros(1, np.int32), np.zeros(1, np.int64)
    for venue in np.unique(reachable).tolist():
        if venue in here:
            continue
        head = np.where(instance.shift_venue == venue, state.head, FORBIDDEN).astype(np.int32)
        there, value[:] = state._replace(head=head), net.promised * int(net.least[v]) + 1
        plan(np.array([v]), 0, 1, False, net, cover, there, scratch_of(net, there), found, count, value, value.copy())
        if count[0] > 0:
            names = [instance.shifts[s] for s in found[0, : count[0]].tolist()]
            rows.append({"venue": instance.venues[venue], "more": (int(value[0]) - now) / pairs.scale, "shifts": names})
    return sorted(rows, key=lambda row: float(row["more"]))[:most]
