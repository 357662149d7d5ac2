"""One volunteer after another is planned anew at the current prices; several are tried at once, applied one by one."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, prange

from minga.engines.rostering.paths import Prices, workspace
from minga.engines.rostering.state import change_heads, patch, path_cost, path_own
from minga.engines.rostering.weeks import best_lawful_path


@njit(cache=True, nogil=True, parallel=True)
def sweep(order: Any, batch: int, threads: int, net: Any, cover: Any, state: Any) -> int:
    """Plan the people of `order` anew, each by the best path at the price it would see without itself.

    `batch` people are searched in parallel at the same prices; then each change is applied if it still helps, so that the
    answer depends on order and batch but not on the timing of threads. Gives the number of changed people.
    """
    widest = state.path.shape[1]
    found = np.zeros((batch, widest), np.int32)
    found_count = np.zeros(batch, np.int32)
    changed = 0
    for begin in range(0, len(order), batch):
        size = min(batch, len(order) - begin)
        for thread in prange(threads):
            _search(order, begin, size, thread, threads, net, cover, state, found, found_count)
        for place in range(size):
            if found_count[place] >= 0:
                changed += _apply(order[begin + place], found[place], found_count[place], net, cover, state)
    return changed


@njit(cache=True, nogil=True)
def _search(order, begin, size, thread, threads, net, cover, state, found, found_count):
    work = workspace(net)
    prices = Prices(state.head.copy(), state.leader.copy(), state.language.copy())
    for place in range(thread, size, threads):
        v = order[begin + place]
        for i in range(state.count[v]):
            patch(state.path[v, i], 1, net.can_lead[v], v, net, cover, state, prices)
        now = path_cost(v, state.path[v], state.count[v], state.own[v], net, prices)
        value, count = best_lawful_path(v, net, prices, now, work, found[place])
        found_count[place] = count if value < now else -1
        for i in range(state.count[v]):
            s = state.path[v, i]
            prices.head[s], prices.leader[s] = state.head[s], state.leader[s]
            for need in range(net.need_at[s], net.need_at[s + 1]):
                prices.language[need] = state.language[need]


@njit(cache=True, nogil=True)
def _apply(v, path, count, net, cover, state):
    change_heads(v, -1, net, cover, state)
    before = path_cost(v, state.path[v], state.count[v], state.own[v], net, state)
    own = path_own(v, path, count, net)
    better = path_cost(v, path, count, own, net, state) < before
    if better:
        state.path[v, :count] = path[:count]
        state.count[v], state.own[v] = count, own
    change_heads(v, 1, net, cover, state)
    return 1 if better else 0
