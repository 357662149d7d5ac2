"""For one volunteer, with everybody else as they are: what taking another shift would change, and the best that each
other venue could offer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from minga.engines.rostering.costing import counts_of
from minga.engines.rostering.improve import plan, scratch_of
from minga.engines.rostering.instance import Roster
from minga.engines.rostering.locks import impossible_alone
from minga.engines.rostering.pairs import FORBIDDEN, feasible_pairs
from minga.engines.rostering.paths import OUT, Prices, net_of
from minga.engines.rostering.solver import frozen_pairs
from minga.engines.rostering.state import EXACT, cover_of, empty_state, path_cost, path_own, refresh_all

if TYPE_CHECKING:
    from minga.engines.rostering.instance import Instance, Ints
    from minga.engines.rostering.pairs import Pairs
    from minga.engines.rostering.paths import Net
    from minga.engines.rostering.state import Cover, State

MOST_SHIFTS, MOST_PLACES = 20, 5


class Ground(NamedTuple):
    """What may be decided, and a state whose counts each volunteer's offers set anew."""

    pairs: Pairs
    net: Net
    cover: Cover
    state: State


class Market:
    """What the offers to any volunteer of a roster rest on, made once for all of them."""

    def __init__(self, instance: Instance, roster: Roster) -> None:
        self.instance, self.roster = instance, roster
        self.everything = feasible_pairs(instance)
        self.frozen = frozen_pairs(instance, self.everything)
        self.counts = counts_of(instance, self._able_lead(roster.pairs))
        self._grounds: dict[int, Ground] = {}

    def ground(self, pairs: Pairs, v: int) -> Ground:
        """The ground on these pairs, with everybody but v on it."""
        if id(pairs) not in self._grounds:
            net, cover = net_of(self.instance, pairs), cover_of(self.instance, pairs)
            self._grounds[id(pairs)] = Ground(pairs, net, cover, empty_state(self.instance, net))
        ground = self._grounds[id(pairs)]
        mine = counts_of(self.instance, self._able_lead(self.roster.pairs[self.roster.pairs[:, 0] == v]))
        state = ground.state
        for array, all_of_them, own in zip((state.heads, state.leads, state.speakers), self.counts, mine, strict=True):
            array[:] = all_of_them - own
        state.stiff[:] = EXACT
        refresh_all(ground.net, ground.cover, state)
        return ground

    def _able_lead(self, pairs: Ints) -> Roster:
        """The pairs, where whoever can lead counts as a leader: marks follow the need."""
        return Roster.of(pairs, self.instance.can_lead[pairs[:, 0]])


class Offers:
    """What volunteer v of a roster that keeps the rules could do instead; shifts begun stay as they are once something
    was published. Costs are exact: those of the whole roster with the change, less those of the roster as it is.

    The offers of one market share its state: ask all of one volunteer before those of the next are made.
    """

    def __init__(self, market: Market, v: int) -> None:
        self._instance, self._v, instance = market.instance, v, market.instance
        self._mine = market.roster.pairs[market.roster.pairs[:, 0] == v, 1]
        self._pairs = market.frozen
        if not self._fits():  # a roster of another time: shifts have begun since that it gave to others
            self._pairs = market.everything
        self._pairs, self._net, self._cover, self._state = market.ground(self._pairs, v)
        self._scratch = scratch_of(self._net, self._state)
        self._prices: Prices = self._scratch[0]
        path = np.zeros(self._state.path.shape[1], np.int32)
        count = len(self._mine)
        path[:count] = self._mine[np.argsort(instance.shift_start[self._mine])]
        self._now = int(path_cost(v, path, count, path_own(v, path, count, self._net), self._net, self._prices))

    def _row(self) -> slice:
        return slice(int(self._pairs.offsets[self._v]), int(self._pairs.offsets[self._v + 1]))

    def _fits(self) -> bool:
        row = self._row()
        possible, must = self._pairs.shift[row], self._pairs.must[row]
        return bool(np.isin(self._mine, possible).all() and np.isin(possible[must], self._mine).all())

    def other_shifts(self) -> list[dict[str, Any]]:
        """Open shifts where H12 lets v serve beside the present duties (all, where there are none), each taken into
        these with as few of them given up as is cheapest: `more` it would cost, `instead_of` which duties. Cheapest
        first, at most MOST_SHIFTS.
        """
        possible = self._pairs.shift[self._row()]
        group = self._pairs.group
        if len(self._mine):
            possible = possible[group[possible] == group[self._mine[0]]]
        rows = [self.instead(s) for s in np.setdiff1d(possible, self._mine).tolist() if self._state.head[s] < OUT]
        return sorted((row for row in rows if "more" in row), key=lambda row: int(row["more"]))[:MOST_SHIFTS]

    def instead(self, s: int) -> dict[str, Any]:
        """What would change if v took shift s: `more` and `instead_of`, or what stops it (`stopped_by`)."""
        instance, v, row = self._instance, self._v, self._row()
        answer = {
            "shift": instance.shifts[s],
            "venue": instance.venues[instance.shift_venue[s]],
            "role": instance.roles[instance.shift_role[s]],
            "start": instance.clock(instance.shift_start[s]),
        }
        place = int(row.start) + np.flatnonzero(self._pairs.shift[row] == s)
        if s in self._mine:
            return answer | {"stopped_by": "the volunteer serves it"}
        if not len(place):
            began = "the shift has begun"
            return answer | {"stopped_by": impossible_alone(instance, v, s) or began}
        if self._state.head[s] >= OUT:
            taken = f"H10 (all {instance.shift_target[s]} places are taken)"
            return answer | {"stopped_by": taken}
        head = np.full(len(instance.shifts), FORBIDDEN, np.int32)
        head[self._mine], head[s] = self._state.head[self._mine], self._state.head[s]
        must = self._net.must[place[0]]
        self._net.must[place[0]], self._net.must_count[v] = True, self._net.must_count[v] + (not must)
        found = self._best(head)
        self._net.must[place[0]], self._net.must_count[v] = must, self._net.must_count[v] - (not must)
        locked = self._pairs.shift[row][self._pairs.must[row]]
        if found is None or not {s, *locked.tolist()} <= set(found[1]):  # of locks on one day the path takes one
            return answer | {"stopped_by": "H13 (a locked pair of the volunteer stands against it)"}
        given_up = [instance.shifts[t] for t in self._mine.tolist() if t not in found[1]]
        return answer | {"more": found[0], "instead_of": given_up}

    def alternatives(self) -> list[dict[str, Any]]:
        """The best set that each other venue (with stability venue_role: venue and role) could offer, which under H12
        takes the place of all present duties: `shifts`, and how much `more`. Those better than no duty at all; cheapest
        first, at most MOST_PLACES.
        """
        group, stability = self._pairs.group, self._instance.rules.stability
        rows = []
        for other in np.setdiff1d(group[self._pairs.shift[self._row()]], group[self._mine]).tolist():
            found = self._best(np.where(group == other, self._state.head, FORBIDDEN).astype(np.int32))
            if found is None or not found[1]:
                continue
            s = found[1][0]
            row: dict[str, Any] = {}
            if stability != "none":
                row["venue"] = self._instance.venues[self._instance.shift_venue[s]]
            if stability == "venue_role":
                row["role"] = self._instance.roles[self._instance.shift_role[s]]
            rows.append(row | {"more": found[0], "shifts": [self._instance.shifts[t] for t in found[1]]})
        return sorted(rows, key=lambda row: int(row["more"]))[:MOST_PLACES]

    def _best(self, head: np.ndarray[Any, np.dtype[np.int32]]) -> tuple[int, list[int]] | None:
        """The cheapest set at these prices of a head: how much more it costs than now, and its shifts by day."""
        found = np.zeros((1, self._state.path.shape[1]), np.int32)
        count, value = np.zeros(1, np.int32), np.full(1, OUT, np.int64)
        self._prices.head[:] = head
        arguments = (self._net, self._cover, self._state, self._scratch, found, count, value, value.copy())
        plan(np.array([self._v]), 0, 1, False, *arguments)
        self._prices.head[:] = self._state.head
        if count[0] < 0:
            return None
        return (int(value[0]) - self._now) // self._pairs.scale, found[0, : count[0]].tolist()
