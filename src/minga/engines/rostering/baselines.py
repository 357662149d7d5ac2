"""What the solver is measured against: self sign-up and a greedy by scarcity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from minga.engines.rostering.compiled import compiled, compiled_inside
from minga.engines.rostering.instance import Roster
from minga.engines.rostering.pairs import Pairs, feasible_pairs, long
from minga.engines.rostering.paths import Net, net_of
from minga.engines.rostering.state import change_heads, path_own

if TYPE_CHECKING:
    from minga.engines.rostering.instance import Instance

SEED = 1


def self_sign_up(instance: Instance, pairs: Pairs | None = None, net: Net | None = None) -> Roster:
    """Volunteers in random order (seed 1) take the open shifts they like best: dislike, then travel, then chance."""
    pairs = feasible_pairs(instance) if pairs is None else pairs
    net = net_of(instance, pairs) if net is None else net
    generator = np.random.default_rng(SEED)
    order = generator.permutation(len(instance.volunteers))
    arguments = (
        instance.shift_role,
        instance.venue_zone[instance.shift_venue],
        instance.volunteer_zone,
        instance.dislike,
    )
    return _sign_up(instance, net, order, arguments, generator)


def _sign_up(instance: Instance, net: Net, order: Any, arguments: Any, generator: Any) -> Roster:
    open_places = instance.shift_target.copy()
    if len(instance.locked):
        np.subtract.at(open_places, instance.locked[:, 1], 1)
    longest = max(int(net.most.max(initial=1)), int(net.must_count.max(initial=0)))
    path = np.zeros((len(instance.volunteers), max(1, longest)), np.int32)
    count = np.zeros(len(instance.volunteers), np.int32)
    take: Any = _take  # the arguments come as one tuple
    take(
        order,
        net,
        instance.travel,
        *arguments,
        open_places,
        path,
        count,
        np.empty(int(np.diff(net.offsets).max(initial=0))),
        int(generator.integers(1 << 31)),
        max(1, instance.rules.max_consecutive_days),
    )
    return roster_from_paths(instance, path, count)


def roster_from_paths(instance: Instance, path: Any, count: Any) -> Roster:
    """A roster of path[v, :count[v]]; as leaders are marked, of those who can, as many as a shift needs."""
    mask = np.arange(path.shape[1])[None, :] < count[:, None]
    who, _ = np.nonzero(mask)
    pairs = np.stack([who.astype(np.int32), path[mask]], axis=1)
    return with_leaders(instance, pairs)


def with_leaders(instance: Instance, pairs: Any) -> Roster:
    """Mark leaders: on each shift those who can lead, in the order of the instance, until its need is met."""
    order = np.lexsort((pairs[:, 0], ~instance.can_lead[pairs[:, 0]], pairs[:, 1]))
    shift = pairs[order, 1]
    rank = np.arange(len(order)) - np.searchsorted(shift, shift)
    leader = np.zeros(len(pairs), np.bool_)
    leader[order] = instance.can_lead[pairs[order, 0]] & (rank < instance.shift_leaders[shift])
    return Roster.of(pairs, leader)


@compiled
def fits(path: Any, count: int, s: int, net: Any, longest: int) -> bool:
    """Whether s can join a valid path (any order) under H5-H8 and H12."""
    day = net.day[s]
    for i in range(count):
        other = path[i]
        if net.group[other] != net.group[s] or net.day[other] == day:
            return False
        apart = net.start[s] - net.end[other] if net.day[other] < day else net.start[other] - net.end[s]
        if apart < net.rest:
            return False
    first, last, grown = day, day, True
    while grown:
        grown = False
        for i in range(count):
            other = net.day[path[i]]
            if other == first - 1 or other == last + 1:
                first, last, grown = min(first, other), max(last, other), True
    if last - first >= longest:
        return False
    for begin in range(day - 6, day + 1):
        minutes = net.end[s] - net.start[s]
        for i in range(count):
            if begin <= net.day[path[i]] < begin + 7:
                minutes += net.end[path[i]] - net.start[path[i]]
        if minutes > net.week_minutes:
            return False
    return True


@compiled
def keep_lawful(pairs: Any, net: Any, heads: Any, target: Any, path: Any, count: Any, longest: int) -> None:
    """Add pairs (by volunteer and start) to the paths as far as each can be served and breaks no rule with earlier
    ones.

    `heads` and `count` grow along; a path that gets pairs beside those it had is no longer in the order of days.
    """
    for row in range(len(pairs)):
        v, s = pairs[row, 0], pairs[row, 1]
        if heads[s] >= target[s] or count[v] >= net.most[v]:
            continue
        for i in range(net.offsets[v], net.offsets[v + 1]):
            if net.shift[i] == s:
                if fits(path[v], long(count[v]), s, net, longest):
                    path[v, count[v]] = s
                    count[v] += 1
                    heads[s] += 1
                break


@compiled
def lay_locked(net: Any, cover: Any, state: Any, longest: int) -> None:
    """Put the locked pairs of every volunteer into an empty state.

    Where they break a rule with one another (shifts begun that an older roster gave), nothing of them is locked.
    """
    for v in range(len(net.must_count)):
        if net.must_count[v] == 0:
            continue
        first, last, count, lawful = net.offsets[v], net.offsets[v + 1], long(0), True
        for place in range(first, last):
            if net.must[place] and lawful:
                s = net.shift[place]
                lawful = count < net.most[v] and fits(state.path[v], count, s, net, longest)
                if lawful:
                    state.path[v, count] = s
                    count += 1
        if not lawful:
            net.must[first:last] = False
            net.must_count[v] = 0
            continue
        state.count[v] = count
        state.own[v] = path_own(v, state.path[v], count, net)
        change_heads(v, long(1), net, cover, state)


@compiled
def take_paths(path: Any, count: Any, net: Any, cover: Any, state: Any) -> None:
    """Serve in a state the paths that are longer than those it has; `path` gets them in the order of days."""
    for v in range(len(count)):
        if count[v] <= state.count[v]:
            continue
        change_heads(v, long(-1), net, cover, state)
        for i in range(count[v]):
            s, at = path[v, i], i
            while at > 0 and net.start[path[v, at - 1]] > net.start[s]:
                path[v, at] = path[v, at - 1]
                at -= 1
            path[v, at] = s
        for i in range(count[v]):
            state.path[v, i] = path[v, i]
        state.count[v] = count[v]
        state.own[v] = path_own(v, state.path[v], long(count[v]), net)
        change_heads(v, long(1), net, cover, state)


@compiled
def _take(
    order: Any,
    net: Any,
    travel: Any,
    role: Any,
    place: Any,
    zone: Any,
    dislike: Any,
    open_places: Any,
    path: Any,
    count: Any,
    liking: Any,
    seed: int,
    longest: int,
) -> None:
    """The first pick settles the group (H12), so only what it holds is put in order; each pair's chance is drawn
    once a pick could hang on it.
    """
    np.random.seed(seed)
    for v in order:
        first, last = net.offsets[v], net.offsets[v + 1]
        for i in range(first, last):
            if net.must[i]:
                path[v, count[v]] = net.shift[i]
                count[v] += 1
        if count[v] == 0:
            s = _first_pick(v, first, last, net, travel, role, place, zone, dislike, open_places)
            if s < 0:
                continue
            path[v, 0], count[v] = s, 1
            open_places[s] -= 1
        group = net.group[path[v, 0]]
        while net.group[net.shift[first]] != group:
            first += 1
        size = 0
        while first + size < last and net.group[net.shift[first + size]] == group:
            s = net.shift[first + size]
            liking[size] = dislike[v, role[s]] * 1e7 + travel[zone[v], place[s]] + np.random.random()
            size += 1
        while count[v] < net.most[v]:
            chosen, least = long(-1), np.inf
            for i in range(size):
                if liking[i] >= least:
                    continue
                s = net.shift[first + i]
                if open_places[s] > 0 and not net.must[first + i] and fits(path[v], long(count[v]), s, net, longest):
                    chosen, least = long(i), liking[i]
                else:
                    liking[i] = np.inf  # nor will it when more is picked
            if chosen < 0:
                break
            s = net.shift[first + chosen]
            path[v, count[v]] = s
            count[v] += 1
            open_places[s] -= 1
            liking[chosen] = np.inf


@compiled_inside
def _first_pick(
    v: int, first: Any, last: Any, net: Any, travel: Any, role: Any, place: Any, zone: Any, dislike: Any, room: Any
) -> Any:
    """Of the shifts with room one that v likes best, each of equal ones with equal chance; -1: there is none."""
    best, equal, chosen = 1 << 60, 0, -1
    for i in range(first, last):
        s = net.shift[i]
        if room[s] <= 0:
            continue
        liking = int(dislike[v, role[s]]) * 10_000_000 + int(travel[zone[v], place[s]])
        if liking > best:
            continue
        equal = equal + 1 if liking == best else 1
        best = liking
        if equal == 1 or np.random.random() * equal < 1:
            chosen = long(s)
    return chosen


def greedy_by_scarcity(instance: Instance, pairs: Pairs | None = None, net: Net | None = None) -> Roster:
    """Shifts with the fewest candidates for each place first; each takes who fits and has fewest other choices."""
    pairs = feasible_pairs(instance) if pairs is None else pairs
    net = net_of(instance, pairs) if net is None else net
    choices = np.diff(pairs.offsets)
    owner = np.repeat(np.arange(len(instance.volunteers)), choices).astype(np.int32)
    by_shift = np.lexsort((choices[owner], pairs.shift))
    owner = owner[by_shift]
    at = np.searchsorted(pairs.shift[by_shift], np.arange(len(instance.shifts) + 1))
    order = np.argsort(np.diff(at) / np.maximum(1, instance.shift_target), kind="stable")
    path = np.zeros((len(instance.volunteers), max(1, int(net.most.max()))), np.int32)
    count = np.zeros(len(instance.volunteers), np.int32)
    for volunteer, shift in instance.locked.tolist():
        path[volunteer, count[volunteer]] = shift
        count[volunteer] += 1
    heads = np.bincount(instance.locked[:, 1], minlength=len(instance.shifts)).astype(np.int32)
    for floor in (instance.shift_minimum, instance.shift_target):
        _fill_scarce(order, at, owner, floor, heads, net, path, count, max(1, instance.rules.max_consecutive_days))
    return roster_from_paths(instance, path, count)


@compiled
def _fill_scarce(
    order: Any, at: Any, owner: Any, floor: Any, heads: Any, net: Any, path: Any, count: Any, longest: int
) -> None:
    for s in order:
        for v in owner[at[s] : at[s + 1]]:
            if heads[s] >= floor[s]:
                break
            if count[v] < net.most[v] and fits(path[v], long(count[v]), s, net, longest):
                path[v, count[v]] = s
                count[v] += 1
                heads[s] += 1
