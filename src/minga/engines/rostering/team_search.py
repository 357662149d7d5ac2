"""One group's team at what everybody is worth elsewhere: some leave, whoever gains most comes (ruin and recreate).

A team is the scarce people of one group (H12) with their shifts; everybody else in the group is held. What a team
costs follows exactly from adding its people one after another by their best sets at true marginal prices. Schrimpf,
Schneider, Stamm-Wilbrandt and Dueck, Record breaking optimization results using the ruin and recreate principle (2000).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from minga.engines.rostering.compiled import compiled, compiled_inside
from minga.engines.rostering.full import best_path, label_space
from minga.engines.rostering.pairs import long
from minga.engines.rostering.paths import Net, workspace
from minga.engines.rostering.state import change_heads, path_cost, path_own

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_FOUND = 128  # teams that one search gives
LEFT_OUT = 0.6  # of those who could come, each time somebody does: more is slower and finds no more
MOST_LEAVE = 2  # people at once
PASSES = 1  # of planning a team again after each change


class Scratch(NamedTuple):
    """What one thread needs to look for teams."""

    work: Any
    space: Any
    trial: NDArray[np.int32]
    best: NDArray[np.int32]
    alone: NDArray[np.int64]
    order: NDArray[np.int64]


class Found(NamedTuple):
    """Teams: shifts and number of shifts of each person, cost at the charges, cost alone; both relative to nobody."""

    path: NDArray[np.int32]
    count: NDArray[np.int32]  # type: ignore[assignment]  # hides tuple.count, which nobody calls
    total: NDArray[np.int64]
    cost: NDArray[np.int64]


def scratch_for(net: Net, people: int, widest: int) -> Scratch:
    """Scratch memory of one thread for so many people of `net`, with at most `widest` shifts each."""
    trial, best = np.zeros((2, widest + 1), np.int32)
    alone, order = np.zeros((2, people), np.int64)
    return Scratch(workspace(net), label_space(net), trial, best, alone, order)


def found_for(people: int, widest: int) -> Found:
    """Room for the teams of one search, the last row for the team before a change."""
    rows = MOST_FOUND + 1
    return Found(
        np.zeros((rows, people, widest), np.int32),
        np.zeros((rows, people), np.int32),
        np.zeros(rows, np.int64),
        np.zeros(rows, np.int64),
    )


@compiled
def seek_teams(
    rounds: int,
    heat: float,
    below: int,
    seed: int,
    charge: Any,
    net: Any,
    cover: Any,
    state: Any,
    live: Any,
    scratch: Any,
    found: Any,
) -> Any:
    """Change the team in `state` for `rounds` rounds. Those that cost less than `below` go to `found`: how many.

    `net` and `state` hold the people who could come as volunteers, who costs `charge[v]` wherever v comes; a round that
    ends dearer is kept at a temperature that falls from `heat` to nothing. `live` are the prices of `state`.
    """
    np.random.seed(seed)
    kept = MOST_FOUND
    able = _who_could_come(charge, net, cover, state, live, scratch)
    cost, total = _value_of(charge, net, cover, state, live)
    written = long(0)
    for turn in range(rounds):
        _write_down(kept, cost, total, state, found)
        gone = long(-1)
        if turn > 0:
            gone = _ruin(1 + np.random.randint(MOST_LEAVE), net, cover, state)
        for _ in range(PASSES):
            _recreate(able, gone, charge, net, cover, state, live, scratch)
            if not _plan_again(charge, net, cover, state, live, scratch):
                break
        cost, total = _value_of(charge, net, cover, state, live)
        if total < below and written < MOST_FOUND and _is_new(total, cost, written, found):
            _write_down(written, cost, total, state, found)
            written += 1
        if total > found.total[kept] - heat * (1 - turn / rounds) * np.log(1 - np.random.random()):
            cost, total = found.cost[kept], found.total[kept]
            _back_to(kept, net, cover, state, found)
    return written


@compiled_inside
def _value_of(charge: Any, net: Any, cover: Any, state: Any, live: Any) -> Any:
    """What the team costs more than nobody would: (alone, with the charges)."""
    cost, charged = long(0), long(0)
    for v in range(len(charge)):
        if state.count[v] > 0:
            change_heads(v, long(-1), net, cover, state)
    for v in range(len(charge)):
        if state.count[v] > 0:
            cost += path_cost(v, state.path[v], long(state.count[v]), state.own[v], net, live)
            cost -= net.promised * net.least[v]
            charged += charge[v]
            change_heads(v, long(1), net, cover, state)
    return cost, cost + charged


@compiled_inside
def _write_down(row: int, cost: int, total: int, state: Any, found: Any) -> None:
    found.cost[row], found.total[row] = cost, total
    for v in range(len(state.count)):
        found.count[row, v] = state.count[v]
        for i in range(state.count[v]):
            found.path[row, v, i] = state.path[v, i]


@compiled_inside
def _back_to(row: int, net: Any, cover: Any, state: Any, found: Any) -> None:
    for v in range(len(state.count)):
        if state.count[v] > 0:
            change_heads(v, long(-1), net, cover, state)
    for v in range(len(state.count)):
        _serve(v, found.path[row, v], long(found.count[row, v]), net, state)
        if state.count[v] > 0:
            change_heads(v, long(1), net, cover, state)


@compiled_inside
def _serve(v: int, path: Any, number: int, net: Any, state: Any) -> None:
    """These are v's shifts; the counts of heads are not touched."""
    for i in range(number):
        state.path[v, i] = path[i]
    state.count[v], state.own[v] = number, path_own(v, state.path[v], number, net)


@compiled_inside
def _is_new(total: int, cost: int, written: int, found: Any) -> Any:
    for row in range(written):
        if found.total[row] == total and found.cost[row] == cost:
            return False
    return True


@compiled_inside
def _ruin(leave: int, net: Any, cover: Any, state: Any) -> Any:
    """So many people leave. The last of them, who may not come back at once; mostly, else -1."""
    members, gone = 0, long(-1)
    for v in range(len(state.count)):
        members += state.count[v] > 0
    for _ in range(min(leave, members)):
        pick = np.random.randint(members)
        for v in range(len(state.count)):
            if state.count[v] > 0:
                if pick == 0:
                    change_heads(v, long(-1), net, cover, state)
                    _serve(v, state.path[v], long(0), net, state)
                    gone = long(v)
                    break
                pick -= 1
        members -= 1
    return gone if np.random.random() < 0.6 else long(-1)


@compiled_inside
def _recreate(able: int, gone: int, charge: Any, net: Any, cover: Any, state: Any, live: Any, scratch: Any) -> None:
    """Whoever gains most comes, until nobody gains what they are worth elsewhere."""
    who = long(0)
    while who >= 0:
        least, who, size = long(0), long(-1), long(0)
        for k in range(able):
            v = scratch.order[k]
            if scratch.alone[v] >= least:
                break
            if state.count[v] > 0 or v == gone or np.random.random() < LEFT_OUT:
                continue
            more = charge[v] - net.promised * net.least[v]
            _, value, number = best_path(v, net, live, least - more, scratch.work, scratch.space, scratch.trial)
            if number > 0 and value + more < least:
                least, who, size = value + more, long(v), number
                for i in range(number):
                    scratch.best[i] = scratch.trial[i]
        if who >= 0:
            _serve(who, scratch.best, size, net, state)
            change_heads(who, long(1), net, cover, state)


@compiled_inside
def _who_could_come(charge: Any, net: Any, cover: Any, state: Any, live: Any, scratch: Any) -> Any:
    """Into `scratch.order` those who would come if nobody else did, most gain first: how many.

    The more are there the less another one gains, so that nobody else needs to be looked at.
    """
    for v in range(len(charge)):
        if state.count[v] > 0:
            change_heads(v, long(-1), net, cover, state)
    able = long(0)
    for v in range(len(charge)):
        more = charge[v] - net.promised * net.least[v]
        _, value, number = best_path(v, net, live, -more, scratch.work, scratch.space, scratch.trial)
        if number <= 0:
            continue
        scratch.alone[v], at = value + more, able
        while at > 0 and scratch.alone[scratch.order[at - 1]] > scratch.alone[v]:
            scratch.order[at] = scratch.order[at - 1]
            at -= 1
        scratch.order[at] = v
        able += 1
    for v in range(len(charge)):
        if state.count[v] > 0:
            change_heads(v, long(1), net, cover, state)
    return able


@compiled_inside
def _plan_again(charge: Any, net: Any, cover: Any, state: Any, live: Any, scratch: Any) -> Any:
    """Everybody in the team by the best set beside the others; who is not worth the charge goes. Whether any did."""
    changed = False
    for v in range(len(charge)):
        if state.count[v] == 0:
            continue
        change_heads(v, long(-1), net, cover, state)
        here = path_cost(v, state.path[v], long(state.count[v]), state.own[v], net, live)
        without = net.promised * net.least[v] - charge[v]
        below = min(here, without)
        _, value, number = best_path(v, net, live, below, scratch.work, scratch.space, scratch.trial)
        if number > 0 and value < below:
            _serve(v, scratch.trial, number, net, state)
            changed = True
        elif here > without:
            _serve(v, state.path[v], long(0), net, state)
            changed = True
        if state.count[v] > 0:
            change_heads(v, long(1), net, cover, state)
    return changed
