"""One volunteer after another is planned anew at the current prices; several are tried at once, applied one by one."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from minga.engines.rostering.crew import in_parts
from minga.engines.rostering.full import best_lawful_path, label_space
from minga.engines.rostering.pairs import long
from minga.engines.rostering.paths import Prices, workspace
from minga.engines.rostering.state import change_heads, patch, path_cost, path_own

BATCH = 64


def sweep(people: Any, threads: int, net: Any, cover: Any, state: Any) -> int:
    """Plan `people` anew, in their order, each by the best path at the price it would see without itself.

    BATCH people are searched in parallel at the same prices; then each change is applied if it still helps, so that the
    answer depends on the order but not on the timing of threads. Gives the number of changed people.
    """
    found = np.zeros((BATCH, state.path.shape[1]), np.int32)
    count, value = np.zeros(BATCH, np.int32), np.zeros(BATCH, np.int64)
    changed = 0
    for begin in range(0, len(people), BATCH):
        part = people[begin : begin + BATCH]

        def work(thread: int, part: Any = part) -> None:
            plan(part, thread, threads, True, net, cover, state, found, count, value)

        in_parts(threads if len(part) >= 2 * threads else 1, work)
        changed += int(apply(part, net, cover, state, found, count))
    return changed


@njit(cache=True, nogil=True)
def plan(
    people: Any,
    thread: int,
    threads: int,
    patched: bool,
    net: Any,
    cover: Any,
    state: Any,
    found: Any,
    found_count: Any,
    values: Any,
) -> None:
    """Best lawful path of every `threads`-th of `people` into rows of `found`; a count of -1: nothing better than now.

    With `patched`, prices are as if the person served nothing and only a cheaper path counts; without, prices are the
    state's as they stand, every best path counts, and `values` gets what it costs.
    """
    work, space = workspace(net), label_space(net)
    prices = Prices(state.head.copy(), state.leader.copy(), state.language.copy())
    for place in range(thread, len(people), threads):
        v = people[place]
        below = 1 << 40
        if patched:
            for i in range(state.count[v]):
                patch(long(state.path[v, i]), long(1), net.can_lead[v], v, net, cover, state, prices)
            below = path_cost(v, state.path[v], long(state.count[v]), state.own[v], net, prices)
        values[place], found_count[place] = best_lawful_path(v, net, prices, below, work, space, found[place])
        if patched:
            for i in range(state.count[v]):
                s = state.path[v, i]
                prices.head[s], prices.leader[s] = state.head[s], state.leader[s]
                for need in range(net.need_at[s], net.need_at[s + 1]):
                    prices.language[need] = state.language[need]


@njit(cache=True, nogil=True)
def apply(people: Any, net: Any, cover: Any, state: Any, found: Any, found_count: Any) -> int:
    """Take over the found paths that still help at the prices of now. Gives their number."""
    changed, prices = 0, Prices(state.head, state.leader, state.language)
    for place in range(len(people)):
        v, count = people[place], long(found_count[place])
        if count < 0:
            continue
        path = found[place]
        change_heads(v, long(-1), net, cover, state)
        before = path_cost(v, state.path[v], long(state.count[v]), state.own[v], net, prices)
        own = path_own(v, path, count, net)
        if path_cost(v, path, count, own, net, prices) < before:
            for i in range(count):
                state.path[v, i] = path[i]
            state.count[v], state.own[v] = count, own
            changed += 1
        change_heads(v, long(1), net, cover, state)
    return changed
