"""Simulated annealing inside groups: many small exchanges of shifts, each at its exact cost, at a falling temperature.

Under H12 a volunteer serves within one group of shifts, so that groups share nothing but people who change between
them: each thread anneals groups of its own (Kirkpatrick, Gelatt and Vecchi, Optimization by Simulated Annealing, 1983).
A step draws a volunteer and one of the shifts open to that volunteer in the group: it is given up, taken, taken for
another one, or taken over from somebody who gets the other one or one still open.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from minga.engines.rostering.compiled import compiled, compiled_inside, inlined
from minga.engines.rostering.pairs import long

if TYPE_CHECKING:
    from numpy.typing import NDArray

REFRESH = 256  # steps between two changes of temperature


class Desk(NamedTuple):
    """What annealing keeps beside a State: the part of the pairs each volunteer may draw from, own costs, who is on a
    shift.

    `own[v, i]` and `fixed[v, i]` belong to `state.path[v, i]`; `server[at[s]:at[s] + held[s]]` serve s.
    """

    first: NDArray[np.int64]
    last: NDArray[np.int64]
    own: NDArray[np.int32]
    fixed: NDArray[np.bool_]
    at: NDArray[np.int64]
    held: NDArray[np.int64]
    server: NDArray[np.int32]


def desk_of(net: Any, cover: Any, state: Any) -> Desk:
    """The desk of a state whose shifts have no more heads than their targets."""
    volunteers = len(state.count)
    at = np.zeros(len(cover.target) + 1, np.int64)
    np.cumsum(cover.target + 1, out=at[1:])  # one place more: for a moment two stand in one
    desk = Desk(
        np.zeros(volunteers, np.int64),
        np.zeros(volunteers, np.int64),
        np.zeros(state.path.shape, np.int32),
        np.zeros(state.path.shape, np.bool_),
        at,
        np.zeros(len(state.heads), np.int64),
        np.zeros(at[-1], np.int32),
    )
    _lay_out(net, state, desk)
    return desk


@compiled
def _lay_out(net: Any, state: Any, desk: Any) -> None:
    for v in range(len(state.count)):
        for i in range(state.count[v]):
            _sign_on(v, long(state.path[v, i]), desk)
        find_part(v, net, state, desk)


@inlined
def find_part(v: int, net: Any, state: Any, desk: Any) -> None:
    """The rows of the pairs that v's group has, and what v's shifts cost; nothing for who serves nothing."""
    desk.first[v], desk.last[v] = 0, 0
    if state.count[v] == 0:
        return
    group, place, stop = net.group[state.path[v, 0]], net.offsets[v], net.offsets[v + 1]
    while place < stop and net.group[net.shift[place]] != group:
        place += 1
    desk.first[v] = place
    while place < stop and net.group[net.shift[place]] == group:
        for i in range(state.count[v]):
            if state.path[v, i] == net.shift[place]:
                desk.own[v, i], desk.fixed[v, i] = net.own[place], net.must[place]
        place += 1
    desk.last[v] = place


@compiled_inside
def _leave(v: int, s: int, net: Any, cover: Any, state: Any) -> Any:
    """Take v off s; what the coverage of s costs more."""
    heads, cost = state.heads[s], 0
    if heads <= cover.minimum[s]:
        cost += cover.w_minimum
    elif heads <= cover.target[s]:
        cost += cover.w_target
    state.heads[s] = heads - 1
    if net.can_lead[v]:
        if state.leads[s] <= cover.leaders[s]:
            cost += cover.w_leader
        state.leads[s] -= 1
    for need in range(cover.need_at[s], cover.need_at[s + 1]):
        if net.speaks[v, net.need_language[need]]:
            if state.speakers[need] <= cover.need_least[need]:
                cost += cover.w_language
            state.speakers[need] -= 1
    return cost


@compiled_inside
def _join(v: int, s: int, net: Any, cover: Any, state: Any) -> Any:
    """Put v on s; what the coverage of s costs more (less is negative)."""
    heads, cost = state.heads[s] + 1, 0
    if heads <= cover.minimum[s]:
        cost -= cover.w_minimum
    elif heads <= cover.target[s]:
        cost -= cover.w_target
    state.heads[s] = heads
    if net.can_lead[v]:
        state.leads[s] += 1
        if state.leads[s] <= cover.leaders[s]:
            cost -= cover.w_leader
    for need in range(cover.need_at[s], cover.need_at[s + 1]):
        if net.speaks[v, net.need_language[need]]:
            state.speakers[need] += 1
            if state.speakers[need] <= cover.need_least[need]:
                cost -= cover.w_language
    return cost


@compiled_inside
def _rebuilt(v: int, drop: Any, s: int, net: Any, state: Any, path: Any) -> Any:
    """v's shifts without that at place `drop` (-1: all) and with s (-1: none) into `path` by day: number, or -1 if
    unlawful.
    """
    n, placed = 0, s < 0
    for i in range(state.count[v]):
        if i == drop:
            continue
        other = state.path[v, i]
        if not placed and net.day[other] >= net.day[s]:
            if net.day[other] == net.day[s]:
                return -1
            path[n] = s
            n, placed = n + 1, True
        path[n] = other
        n += 1
    if not placed:
        path[n] = s
        n += 1
    if s < 0:
        return n
    row, begin, minutes = 1, 0, 0
    for i in range(n):
        here = path[i]
        if i > 0:
            before = path[i - 1]
            if net.start[here] - net.end[before] < net.rest:
                return -1
            row = row + 1 if net.day[before] == net.day[here] - 1 else 1
            if net.counts_rows and row > net.row_limit:
                return -1
        minutes += net.end[here] - net.start[here]
        while net.day[path[begin]] <= net.day[here] - 7:
            minutes -= net.end[path[begin]] - net.start[path[begin]]
            begin += 1
        if minutes > net.week_minutes:
            return -1
    return n


@inlined
def _sign_on(v: int, s: int, desk: Any) -> None:
    desk.server[desk.at[s] + desk.held[s]] = v
    desk.held[s] += 1


@inlined
def _sign_off(v: int, s: int, desk: Any) -> None:
    k = desk.at[s]
    while desk.server[k] != v:
        k += 1
    desk.held[s] -= 1
    desk.server[k] = desk.server[desk.at[s] + desk.held[s]]


@compiled_inside
def _adopt(v: int, drop: Any, s: int, own: Any, path: Any, n: int, change: Any, state: Any, desk: Any) -> None:
    """Make `path` v's: without its shift at `drop`, with s; own costs move along, `own` is that of s, `change` of
    all.
    """
    if drop >= 0:
        _sign_off(v, long(state.path[v, drop]), desk)
        for i in range(drop, state.count[v] - 1):
            desk.own[v, i], desk.fixed[v, i] = desk.own[v, i + 1], desk.fixed[v, i + 1]
    if s >= 0:
        _sign_on(v, s, desk)
        k = 0
        while path[k] != s:
            k += 1
        for i in range(n - 1, k, -1):
            desk.own[v, i], desk.fixed[v, i] = desk.own[v, i - 1], desk.fixed[v, i - 1]
        desk.own[v, k], desk.fixed[v, k] = own, False
    for i in range(n):
        state.path[v, i] = path[i]
    state.count[v] = n
    state.own[v] += change


@inlined
def _place_of(v: int, s: int, desk: Any, net: Any) -> Any:
    for place in range(desk.first[v], desk.last[v]):
        if net.shift[place] == s:
            return place
    return -1


@inlined
def _broken(v: int, n: int, net: Any) -> Any:
    return net.promised * max(0, net.least[v] - n)


@compiled
def anneal(
    members: Any, steps: Any, hot: Any, cold: Any, seed: int, net: Any, cover: Any, state: Any, desk: Any, paths: Any
) -> int:
    """Anneal the shifts of `members`, whose groups nobody else touches meanwhile. Gives the number of exchanges.

    `hot` and `cold` are temperatures in scaled cost. Prices of the state are not kept: refresh them after.
    """
    np.random.seed(seed)
    mine, theirs = paths[0], paths[1]
    heat, taken = hot, 0
    for step in range(steps):
        if step % REFRESH == 0:
            heat = hot * (cold / hot) ** (step / steps)
        v = members[np.random.randint(len(members))]
        if desk.last[v] == desk.first[v]:
            continue
        place = desk.first[v] + np.random.randint(desk.last[v] - desk.first[v])
        drop, serves = _makes_way(v, net.shift[place], net, state)
        if drop >= 0 and desk.fixed[v, drop]:
            continue
        limit = -heat * np.log(1 - np.random.random())
        if serves:
            taken += _given_up(v, drop, limit, net, cover, state, desk, mine)
        else:
            taken += _exchanged(v, place, drop, limit, net, cover, state, desk, mine, theirs)
    return taken


@inlined
def _makes_way(v: int, s: Any, net: Any, state: Any) -> Any:
    """Which of v's shifts makes way for s: that of its day, else any or none (-1); and whether that is s itself."""
    n = state.count[v]
    for i in range(n):
        if net.day[state.path[v, i]] == net.day[s]:
            return i, state.path[v, i] == s
    if n >= net.most[v] or (n > 0 and np.random.random() < 0.5):
        return np.random.randint(n), False
    return -1, False


@inlined
def _given_up(v: int, drop: int, limit: float, net: Any, cover: Any, state: Any, desk: Any, mine: Any) -> int:
    """Take v off the shift at `drop` if that costs at most `limit`: 1, else 0."""
    s, n = long(state.path[v, drop]), long(state.count[v])
    change = _broken(v, n - 1, net) - _broken(v, n, net) - desk.own[v, drop]
    if change + _leave(v, s, net, cover, state) > limit:
        _join(v, s, net, cover, state)
        return 0
    none = long(-1)
    _adopt(v, drop, none, long(0), mine, _rebuilt(v, drop, none, net, state, mine), change, state, desk)
    return 1


@compiled_inside
def _exchanged(
    v: int, place: int, drop: int, limit: float, net: Any, cover: Any, state: Any, desk: Any, mine: Any, theirs: Any
) -> int:
    """Put v on the shift of a pair instead of the one at `drop`; where it is full somebody moves on. 1 if kept."""
    s, n, none = long(net.shift[place]), long(state.count[v]), long(-1)
    a, change = none, long(net.own[place])
    cost = 0
    if drop >= 0:
        a = long(state.path[v, drop])
        change -= desk.own[v, drop]
        cost += _leave(v, a, net, cover, state)
    else:
        change += _broken(v, n + 1, net) - _broken(v, n, net)
    u, x, at_s, change_u, there = none, none, none, 0, none
    if state.heads[s] >= cover.target[s]:
        u = long(desk.server[desk.at[s] + np.random.randint(desk.held[s])])
        at_s = long(0)
        while state.path[u, at_s] != s:
            at_s += 1
        if desk.fixed[u, at_s]:
            if a >= 0:
                _join(v, a, net, cover, state)
            return 0
        there = _elsewhere(u, s, a, net, cover, state, desk)
        cost += _leave(u, s, net, cover, state)
        change_u = -desk.own[u, at_s]
        if there >= 0:
            x = long(net.shift[there])
            change_u += net.own[there]
            cost += _join(u, x, net, cover, state)
        else:
            change_u += _broken(u, state.count[u] - 1, net) - _broken(u, long(state.count[u]), net)
    cost += _join(v, s, net, cover, state) + change + change_u
    ok, m, k = cost <= limit, 0, 0
    if ok:
        m = _rebuilt(v, drop, s, net, state, mine)
        ok = m >= 0
    if ok and u >= 0:
        k = _rebuilt(u, at_s, x, net, state, theirs)
        ok = k >= 0
    if ok:
        if u >= 0:
            _adopt(u, at_s, x, long(net.own[there]), theirs, k, change_u, state, desk)
        _adopt(v, drop, s, long(net.own[place]), mine, m, change, state, desk)
        return 1
    _leave(v, s, net, cover, state)
    if u >= 0:
        if x >= 0:
            _leave(u, x, net, cover, state)
        _join(u, s, net, cover, state)
    if a >= 0:
        _join(v, a, net, cover, state)
    return 0


@inlined
def _elsewhere(u: Any, s: int, a: Any, net: Any, cover: Any, state: Any, desk: Any) -> Any:
    """Where u could go from s: mostly to the shift a that has been left, else to one with room; -1: nowhere."""
    if a >= 0 and np.random.random() < 0.7:
        return _place_of(u, a, desk, net)
    there = desk.first[u] + np.random.randint(desk.last[u] - desk.first[u])
    x = net.shift[there]
    if x == s or state.heads[x] >= cover.target[x]:
        return -1
    return there


def parts_of(net: Any, state: Any, threads: int) -> list[NDArray[np.int64]]:
    """Who serves, in as many parts as threads, by whole groups; the most people of a part are few as they can be."""
    serving = np.flatnonzero(state.count > 0)
    group = net.group[state.path[serving, 0]]
    sizes = np.bincount(group, minlength=1)
    part, load = np.zeros(len(sizes), np.int64), np.zeros(threads, np.int64)
    for g in np.argsort(-sizes, kind="stable").tolist():
        part[g] = int(np.argmin(load))
        load[part[g]] += sizes[g]
    return [serving[part[group] == number] for number in range(threads)]
