"""Scarce people as teams: everybody else held, one group's team is looked for as a whole, at what its people are worth
elsewhere.

Who is scarce pays in several groups at once or in none, so that whoever moves alone, or changes places with one
other, gains nothing: whole teams have to be weighed against each other. With one team of each group and nobody in two
that is a set partitioning; its linear program says what each person is worth, and teams that cost less at that are
looked for until there are none (Dantzig and Wolfe, Decomposition principle for linear programs, 1960; Barnhart,
Johnson, Nemhauser, Savelsbergh and Vance, Branch-and-price, 1998). They come from a search and are not proven best, so
that this is a neighbourhood and no bound.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from minga.engines.rostering.crew import in_parts
from minga.engines.rostering.exchanging import net_of_places, price_of
from minga.engines.rostering.paths import Net, Prices
from minga.engines.rostering.phases import make_exact
from minga.engines.rostering.state import State, change_heads, copy_state, path_own, refresh_all
from minga.engines.rostering.team_search import found_for, scratch_for, seek_teams

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from minga.engines.rostering.phases import Run

HEAT = 100.0  # units of cost that a search's first changes may lose
NEAR = 60.0  # units of cost a team may be above the best its group has and still be of use
ENDLESS = 1 << 50

Key = tuple[int, tuple[int, ...]]  # group, people


class Team(NamedTuple):
    """What a team costs more than nobody (scaled), and the shifts of each of its people by day."""

    cost: int
    paths: dict[int, NDArray[np.int32]]


class Place(NamedTuple):
    """One group as a search sees it: who could come, their pairs there, who serves what."""

    people: NDArray[np.int64]
    net: Net
    state: State


class Teams:
    """The teams known of some people, everybody else in a roster held: `known[group, people]` is the cheapest way,
    `now` what the roster has in each group.
    """

    def __init__(self, run: Run, state: State, people: NDArray[np.int64]) -> None:
        """`people` (ascending) have no locked pairs. The state is not touched."""
        self.run, self.people = run, people
        self.known: dict[Key, Team] = {}
        self.now: dict[int, Key] = {}
        self._held = _without(run, state, people)
        self.places = self._places()
        home = np.where(state.count[people] > 0, run.net.group[state.path[people, 0]], -1)
        for group in self.places:
            own = {v: state.path[v, : state.count[v]].copy() for v in people[home == group].tolist()}
            self.known[group, ()] = Team(0, {})
            self.now[group] = key = (group, tuple(own))
            self.known[key] = Team(self.put(group, own), own)
        widest, threads = self._held.path.shape[1], range(run.threads)
        self._scratch = [scratch_for(run.net, len(people), widest) for _ in threads]
        self._found = [found_for(len(people), widest) for _ in threads]
        self._live = Prices(self._held.head, self._held.leader, self._held.language)

    def _places(self) -> dict[int, Place]:
        net, held, widest = self.run.net, self._held, self._held.path.shape[1]
        shifts = [net.shift[net.offsets[v] : net.offsets[v + 1]] for v in self.people]
        places = {}
        for group in np.unique(net.group[np.concatenate(shifts)]).tolist():
            here = net_of_places(net, self.people, np.array([group]))
            some = self.people[np.diff(here.offsets) > 0]
            here = net_of_places(net, some, np.array([group]))
            state = held._replace(
                path=np.zeros((len(some), widest), np.int32),
                count=np.zeros(len(some), np.int32),
                own=np.asarray(here.promised * here.least.astype(np.int64)),
            )
            places[group] = Place(some, here, state)
        return places

    def put(self, group: int, paths: Mapping[int, NDArray[np.int32]]) -> int:
        """Make these the team that a group has here. Gives what it costs more than nobody (scaled)."""
        place, cover = self.places[group], self.run.cover
        net, state, cost = place.net, place.state, 0
        for row in np.flatnonzero(state.count).tolist():
            change_heads(row, -1, net, cover, state)
            state.count[row], state.own[row] = 0, net.promised * int(net.least[row])
        for v, path in paths.items():
            row = int(np.searchsorted(place.people, v))
            cost -= int(state.own[row])
            state.path[row, : len(path)], state.count[row] = path, len(path)
            state.own[row] = path_own(row, state.path[row], len(path), net)
            cost += int(state.own[row]) + price_of(net, state, row, path.tolist())
            change_heads(row, 1, net, cover, state)
        return cost

    def losses(self) -> NDArray[np.float64]:
        """What the roster would lose by each of `people` (scaled), 0 for who does not serve."""
        lost = np.zeros(len(self.people))
        for group, key in self.now.items():
            paths = self.known[key].paths
            for v in paths:
                others = {u: path for u, path in paths.items() if u != v}
                lost[np.searchsorted(self.people, v)] = self.put(group, others) - self.known[key].cost
            self.put(group, paths)
        return np.maximum(0, lost)

    def look(
        self, worth: NDArray[np.float64], least: Mapping[int, float], begin: Mapping[int, Key], rounds: int
    ) -> int:
        """Look for teams in every group for so many rounds of changes, at what each of `people` is `worth` elsewhere
        (scaled). Gives how many are new or cheaper.

        A search begins with the team of `begin`, else with that it ended with before, and takes up what costs at most
        NEAR more than `least` of its group.
        """
        groups = self.run.generator.permutation(list(self.places)).tolist()
        seeds = self.run.generator.integers(1 << 31, size=len(groups)).tolist()
        charge = np.maximum(0, np.round(worth)).astype(np.int64)
        threads, found = self.run.threads, dict[int, dict[Key, Team]]()

        def work(thread: int) -> None:
            for group, seed in zip(groups[thread::threads], seeds[thread::threads], strict=True):
                if group in begin:
                    self.put(group, self.known[begin[group]].paths)
                found[group] = self._look_in(group, charge, least.get(group), rounds, seed, thread)

        in_parts(threads, work)
        for group in groups:  # in an order that the timing of threads does not decide
            self.known.update(found[group])
        return sum(len(teams) for teams in found.values())

    def _look_in(
        self, group: int, charge: NDArray[np.int64], least: float | None, rounds: int, seed: int, thread: int
    ) -> dict[Key, Team]:
        """Teams of a group that are new or cheaper."""
        (people, net, state), scale, found = self.places[group], self.run.pairs.scale, self._found[thread]
        below = ENDLESS if least is None else int(least + NEAR * scale)
        mine = np.ascontiguousarray(charge[np.searchsorted(self.people, people)])
        cover, scratch = self.run.cover, self._scratch[thread]
        number = seek_teams(rounds, HEAT * scale, below, seed, mine, net, cover, state, self._live, scratch, found)
        new: dict[Key, Team] = {}
        for row in range(number):
            members = np.flatnonzero(found.count[row, : len(people)])
            key, cost = (group, tuple(people[members].tolist())), int(found.cost[row])
            cheapest = new.get(key) or self.known.get(key)
            if cheapest is None or cost < cheapest.cost:
                paths = {int(people[k]): found.path[row, k, : found.count[row, k]].copy() for k in members}
                new[key] = Team(cost, paths)
        return new


def _without(run: Run, state: State, people: NDArray[np.int64]) -> State:
    """A copy of a state in which `people` serve nothing, at true marginal prices."""
    held = copy_state(state)
    make_exact(run, held)
    for v in people.tolist():
        change_heads(v, -1, run.net, run.cover, held)
        held.count[v], held.own[v] = 0, run.net.promised * int(run.net.least[v])
    refresh_all(run.net, run.cover, held)
    return held
