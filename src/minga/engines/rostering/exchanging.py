"""People change places between groups: one of each group at a time, all of them at once, at the least cost together.

Under H12 groups share nothing but people. So when one person of each group steps back, what each of them would cost at
each place follows exactly from one best set, whatever the others do, and the best of all their permutations is an
assignment (Kuhn, The Hungarian Method for the assignment problem, 1955; as a neighbourhood of exponential size: Ahuja,
Ergun, Orlin and Punnen, A survey of very large-scale neighborhood search techniques, 2002). Scarce people, who are few
in each group, hardly move otherwise: whoever leaves costs more than anybody gains until the others have moved too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from ortools.graph.python.linear_sum_assignment import SimpleLinearSumAssignment

from minga.engines.rostering.crew import in_parts
from minga.engines.rostering.full import ABOVE
from minga.engines.rostering.improve import plan, scratch_of
from minga.engines.rostering.paths import OUT, Net
from minga.engines.rostering.phases import losing_shift, make_exact
from minga.engines.rostering.state import change_heads

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from minga.engines.rostering.phases import Run
    from minga.engines.rostering.state import State

MOST_GROUPS, MOST_IDLE = 64, 8  # of one exchange
PATIENCE = 80  # exchanges in a row that gain nothing, after which it ends
AROUND_A_LOSS = 0.8  # of the exchanges, among people whom a place that is lost has use for


def exchange(run: Run, until: float) -> None:
    """Exchange places in the run's roster until nobody gains any more or the run's share `until` is over.

    Nothing is done where there is but one group.
    """
    state = run.state
    if not several_groups(run) or run.cost_of(state) is None:
        return
    make_exact(run, state)
    patience = PATIENCE
    while patience and not run.over(until):
        people, groups = chosen(run, state)
        patience = PATIENCE if permute(run, state, people, groups) else patience - 1
        run.iterations += 1
    if run.consider(state):
        run.tell("exchange")


def several_groups(run: Run) -> bool:
    """Whether H12 parts the shifts into more than one group."""
    return bool((run.net.group != run.net.group[:1]).any())


def chosen(run: Run, state: State) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Who changes places: one person of each of some groups and a few who serve nowhere; and these groups."""
    instance, generator, net = run.instance, run.generator, run.net
    able = np.ones(len(state.count), np.bool_)
    shift = losing_shift(run, state) if generator.random() < AROUND_A_LOSS else None
    if shift is not None:
        needs = instance.needs[instance.needs[:, 0] == shift, 1]
        if len(needs) and instance.speaks is not None and generator.random() < 1 / 2:
            able = instance.speaks[:, generator.choice(needs)]
        else:
            able = instance.dislike[:, instance.shift_role[shift]] >= 0
    people = generator.permutation(np.flatnonzero(able))
    home = np.where(state.count[people] > 0, net.group[state.path[people, 0]], -1)
    groups, one_each = np.unique(home, return_index=True)
    some = generator.permutation(np.flatnonzero(groups >= 0))[:MOST_GROUPS]
    idle = people[home < 0][:MOST_IDLE]
    return np.concatenate([people[one_each[some]], idle]), groups[some].astype(np.int64)


def permute(run: Run, state: State, people: NDArray[np.int64], groups: NDArray[np.int64]) -> bool:
    """Give `people`, of whom no two serve in one group, their best places in `groups` together; whether that gains.

    The state must be at true marginal prices. Where nothing can be gained it is left as it was.
    """
    net, cover = run.net, run.cover
    if len(people) < 2 or not len(groups):
        return False
    for v in people.tolist():
        change_heads(v, -1, net, cover, state)
    cost, found, count = _costs(run, state, people, groups)
    before = sum(
        int(state.own[v]) + price_of(net, state, v, state.path[v, : state.count[v]].tolist()) for v in people.tolist()
    )
    places = _assigned(cost)
    after = cost[np.arange(len(people)), places]
    gains = bool((after < OUT).all()) and int(after.sum()) < before
    for row, (v, place) in enumerate(zip(people.tolist(), places.tolist(), strict=True)):
        if gains:
            number = int(count[row, place]) if place < len(groups) else 0
            path = found[row, place, :number] if number else found[row, 0, :0]
            state.path[v, :number], state.count[v] = path, number
            state.own[v] = int(cost[row, place]) - price_of(net, state, v, path.tolist())
        change_heads(v, 1, net, cover, state)
    return gains


def price_of(net: Net, state: State, v: int, path: list[int]) -> int:
    """What the shifts of a path cost at the prices of now besides the path's own cost.

    As `state.path_cost`, which only compiled code calls: for a call from here it would be compiled once more.
    """
    total = 0
    for s in path:
        total += int(state.head[s]) + (int(state.leader[s]) if net.can_lead[v] else 0)
        for need in range(int(net.need_at[s]), int(net.need_at[s + 1])):
            total += int(state.language[need]) if net.speaks[v, net.need_language[need]] else 0
    return total


def _costs(run: Run, state: State, people: NDArray[np.int64], groups: NDArray[np.int64]) -> tuple[Any, Any, Any]:
    """What each person costs in each group, then, in a column of one's own, without a shift; with the sets and numbers
    of shifts in the groups.
    """
    net, shape = run.net, (len(people), len(groups))
    rows = net_of_places(net, people, groups)
    found = np.zeros((len(people) * len(groups), state.path.shape[1]), np.int32)
    count, lowest = np.zeros(len(found), np.int32), np.zeros(len(found), np.int64)
    values = np.full(len(found), ABOVE, np.int64)

    def work(thread: int) -> None:
        ids, scratch = np.arange(len(found)), scratch_of(rows, state)
        plan(ids, thread, run.threads, False, rows, run.cover, state, scratch, found, count, values, lowest)

    in_parts(run.threads, work)
    cost = np.full((len(people), len(groups) + len(people)), OUT, np.int64)
    cost[:, : len(groups)] = np.where(count < 0, OUT, values).reshape(shape)
    without = np.where(net.must_count[people] > 0, OUT, net.promised * net.least[people].astype(np.int64))
    cost[np.arange(len(people)), len(groups) + np.arange(len(people))] = without
    return cost, found.reshape(*shape, -1), count.reshape(shape)


def net_of_places(net: Net, people: NDArray[np.int64], groups: NDArray[np.int64]) -> Net:
    """A net whose volunteers are all pairs of a person and a group: each has that person's pairs of that group."""
    begin, end = np.zeros((2, len(people), len(groups)), np.int64)
    for row, v in enumerate(people.tolist()):
        own = net.group[net.shift[net.offsets[v] : net.offsets[v + 1]]]  # groups stand together
        first = np.flatnonzero(np.r_[True, own[1:] != own[:-1]]) if len(own) else np.zeros(0, np.int64)
        at = {group: place for place, group in enumerate(own[first].tolist())}
        last = np.r_[first[1:], len(own)]
        for column, group in enumerate(groups.tolist()):
            if group in at:
                begin[row, column], end[row, column] = first[at[group]], last[at[group]]
        begin[row] += net.offsets[v]
        end[row] += net.offsets[v]
    size = (end - begin).ravel()
    offsets = np.zeros(len(size) + 1, np.int64)
    np.cumsum(size, out=offsets[1:])
    pairs = np.repeat(begin.ravel() - offsets[:-1], size) + np.arange(offsets[-1])
    who = np.repeat(people, len(groups))
    return net._replace(
        offsets=offsets,
        shift=net.shift[pairs],
        own=net.own[pairs],
        must=net.must[pairs],
        must_count=net.must_count[who],
        speaks=net.speaks[who],
        can_lead=net.can_lead[who],
        least=net.least[who],
        most=net.most[who],
    )


def _assigned(cost: NDArray[np.int64]) -> NDArray[np.int64]:
    """The column of each row in the cheapest assignment."""
    people, columns = cost.shape
    square = np.zeros((columns, columns), np.int64)
    square[:people] = cost - cost.min()
    left, right = np.indices(square.shape, np.int32)
    assignment = SimpleLinearSumAssignment()
    assignment.add_arcs_with_cost(left.ravel(), right.ravel(), square.ravel())
    if assignment.solve() != SimpleLinearSumAssignment.OPTIMAL:
        raise AssertionError("an assignment with every arc always exists")
    return np.array([assignment.right_mate(row) for row in range(people)], np.int64)
