"""One volunteer after another is planned anew at the current prices; several are tried at once, applied one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from minga.engines.rostering.compiled import compiled
from minga.engines.rostering.crew import in_parts
from minga.engines.rostering.full import best_path, label_space
from minga.engines.rostering.pairs import long
from minga.engines.rostering.paths import Prices, workspace
from minga.engines.rostering.state import change_heads, patch, path_cost, path_own

if TYPE_CHECKING:
    from minga.engines.rostering.paths import Net
    from minga.engines.rostering.state import State

BATCH = 64


def sweep(people: Any, threads: int, net: Any, cover: Any, state: Any) -> int:
    """Plan `people` anew, in their order, each by the best path at the price it would see without itself.

    BATCH people are searched in parallel at the same prices; then each change is applied if it still helps, so that the
    answer depends on the order but not on the timing of threads. Gives the number of changed people.
    """
    found = np.zeros((BATCH, state.path.shape[1]), np.int32)
    count, value, lowest = np.zeros(BATCH, np.int32), np.zeros(BATCH, np.int64), np.zeros(BATCH, np.int64)
    changed = 0
    for begin in range(0, len(people), BATCH):
        part = people[begin : begin + BATCH]

        def work(thread: int, part: Any = part) -> None:
            scratch = scratch_of(net, state)
            plan(part, thread, threads, True, net, cover, state, scratch, found, count, value, lowest)

        in_parts(threads if len(part) >= 2 * threads else 1, work)
        changed += int(apply(part, net, cover, state, found, count))
    return changed


def scratch_of(net: Net, state: State) -> Any:
    """What one thread needs to plan: the prices as they are, and scratch memory."""
    prices = Prices(state.head.copy(), state.leader.copy(), state.language.copy())
    return prices, workspace(net), label_space(net)


@compiled
def plan(
    people: Any,
    thread: int,
    threads: int,
    patched: bool,
    net: Any,
    cover: Any,
    state: Any,
    scratch: Any,
    found: Any,
    found_count: Any,
    values: Any,
    lowest: Any,
) -> None:
    """Best set under every rule of each `threads`-th of `people` into rows of `found`, where it costs less than its
    entry in `values`, which gets the cost; else a count of -1. `lowest` gets a lower bound, nearly always the same.

    With `patched`, prices are as if the person served nothing, and only what is cheaper than the path of now counts;
    without, prices are the state's as they stand.
    """
    prices, work, space = scratch
    for place in range(thread, len(people), threads):
        v = people[place]
        below = long(values[place])
        if patched:
            for i in range(state.count[v]):
                patch(long(state.path[v, i]), long(1), net.can_lead[v], v, net, cover, state, prices)
            below = path_cost(v, state.path[v], long(state.count[v]), state.own[v], net, prices)
        lowest[place], values[place], found_count[place] = best_path(v, net, prices, below, work, space, found[place])
        if patched:
            for i in range(state.count[v]):
                s = state.path[v, i]
                prices.head[s], prices.leader[s] = state.head[s], state.leader[s]
                for need in range(net.need_at[s], net.need_at[s + 1]):
                    prices.language[need] = state.language[need]


@compiled
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
