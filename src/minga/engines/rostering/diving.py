"""Diving: where the mix of the bundle divides people between venues, they are decided one after another.

Under H12 a volunteer serves in one group, but in the mix that belongs to the bound many serve a little in several. The
surest are decided first; prices and the mix of the others are brought up to date before the next are (diving for
column generation: Sadykov, Vanderbeck, Pessoa, Tahiri and Uchoa, Primal heuristics for branch and price, 2019).
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from minga.engines.rostering.bundle import LITTLE, Bundle, add_sets, drop_set, whole_weight
from minga.engines.rostering.compiled import compiled
from minga.engines.rostering.pairs import long
from minga.engines.rostering.paths import net_of
from minga.engines.rostering.phases import Run, whole_prices
from minga.engines.rostering.proving import (
    BALANCES,
    SOFTEN,
    Pricing,
    balance_mix,
    centre_here,
    set_multipliers,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from minga.engines.rostering.pairs import Pairs

DIVE_SHARE = 0.58  # of the run, where diving ends
SURE = 0.97  # of a volunteer's service in the mix in one group: decided at once
DIVIDED = 0.1  # as a share of the people, from where on diving pays
ROUNDS = 4  # of pricing in a stage
FEWEST, MOST_STAGES = 3, 60  # stages for which there must be time; at most
MANY = 0.4  # divided, as a share of those who serve: steps are long and leave H8 out, so that there are many of them
HEAVY = 0.6  # people whose weeks H8 binds, as a share: from here on steps keep it, where there is time
LEAST_FULL = 8  # rounds of pricing with H8 for which there must be time
SHORT, LONG = (5.0, 1.0), (20.0, 2.0)  # first and least stiffness
NOBODY = -1


@dataclass
class Dive:
    """The groups decided so far (`home`, NOBODY where open), and how the next rounds of pricing go: with H8 or without
    it (`full`), and in steps of which stiffness.
    """

    run: Run
    bundle: Bundle
    home: NDArray[np.int32]
    full: bool

    def __post_init__(self) -> None:
        self.begin_afresh()

    def begin_afresh(self) -> None:
        """The next rounds begin with the first stiffness again."""
        self.stiffness, self.least = SHORT if self.full else LONG

    def pricing(self) -> Pricing:
        """Pricing with the decided at home."""
        return Pricing(self.run, net_of(self.run.instance, only_home(self.run.frozen, self.home)), full=self.full)

    def rounds(self, most: int, until: float) -> float:
        """Rounds of balancing and pricing, until this share of the run is over. Gives the best bound, scaled."""
        run, bundle, pricing = self.run, self.bundle, self.pricing()
        none, best = np.zeros(0, np.int64), -np.inf
        for _ in range(most):
            balance_mix(run, bundle, self.stiffness, BALANCES)
            prices = whole_prices(bundle.y, bundle.z, bundle.w)
            value = pricing.value(prices)
            set_multipliers(bundle, prices)
            add_sets(pricing.found, pricing.count, pricing.values, none, run.net, run.cover, bundle)
            if value > best:
                best = value
                centre_here(bundle)
            else:
                self.stiffness = max(self.least, self.stiffness * SOFTEN)
            run.iterations += 1
            if run.over(until):
                break
        return float(best)


def first_dive(run: Run) -> Dive | None:
    """Decide everybody's group until DIVE_SHARE of the time.

    None, and nothing is done, where hardly anybody is divided, or where there is no time for a few steps.
    """
    bundle, volunteers = run.bundle, len(run.instance.volunteers)
    begin = run.stop.share(run.progress())
    if bundle is None or begin >= DIVE_SHARE:
        return None
    home = np.full(volunteers, NOBODY, np.int32)
    best, sure = _leaning(run, bundle, home)
    open_at_first = int(((best >= 0) & (sure < SURE)).sum())
    round_share = begin / max(1, run.iterations)
    if open_at_first < DIVIDED * volunteers or DIVE_SHARE - begin < FEWEST * ROUNDS * round_share:
        return None
    few = open_at_first < MANY * int((best >= 0).sum())
    heavy = run.long_weeks >= HEAVY and DIVE_SHARE - begin >= LEAST_FULL * run.full_round
    dive = Dive(run, bundle, home, run.full.prices is not None and (few or heavy))
    done = 0.0
    while done < 1:
        decide(run, bundle, home, int(open_at_first * (1 - done)))
        dive.rounds(ROUNDS, 1.0)
        run.tell("venues")
        spent = (run.stop.share(run.progress()) - begin) / (DIVE_SHARE - begin)
        done = max(done + 1 / MOST_STAGES, spent, float(run.over(DIVE_SHARE)))
    decide(run, bundle, home, 0)
    return dive


def stay_home(dive: Dive) -> None:
    """Afterwards the run's net holds only pairs of the decided groups, and it settles from the dive's multipliers."""
    run, bundle = dive.run, dive.bundle
    run.net = net_of(run.instance, only_home(run.frozen, dive.home))
    run.start_prices = whole_prices(bundle.centre_y, bundle.centre_z, bundle.centre_w)


def decide(run: Run, bundle: Bundle, home: NDArray[np.int32], still_open: int) -> None:
    """Decide the sure, and of the others the surest, until no more than `still_open` are open."""
    best, sure = _leaning(run, bundle, home)
    able = np.flatnonzero(best >= 0)
    order = able[np.argsort(-sure[able], kind="stable")]
    taken = order[: max(int((sure[able] >= SURE).sum()), len(order) - still_open)]
    home[taken] = best[taken]
    keep_home(taken, home, run.net, bundle)


def _leaning(run: Run, bundle: Bundle, home: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """Of the undecided, the group where each serves most in the mix (-1: nowhere) and which share of all service."""
    best, sure = np.full(len(home), NOBODY, np.int32), np.zeros(len(home))
    lean(home, np.zeros(int(run.net.group.max(initial=0)) + 1), run.net, bundle, best, sure)
    return best, sure


@compiled
def lean(home: Any, served: Any, net: Any, b: Any, best: Any, sure: Any) -> None:
    """The group where each undecided serves most in the mix, and its share; `served` has a 0 for each group."""
    for v in range(len(home)):
        if home[v] >= 0:
            continue
        total, most = 0.0, 0.0
        for k in range(b.size[v]):
            if b.count[v, k] > 0 and b.weight[v, k] > LITTLE:
                group = net.group[b.path[v, k, 0]]
                served[group] += b.weight[v, k]
                total += b.weight[v, k]
                if served[group] > most:
                    best[v], most = group, served[group]
        for k in range(b.size[v]):
            if b.count[v, k] > 0:
                served[net.group[b.path[v, k, 0]]] = 0.0
        if total > 0:
            sure[v] = most / total


@compiled
def keep_home(people: Any, home: Any, net: Any, b: Any) -> None:
    """Take from each of `people` the sets outside their group; the weight goes to those that stay."""
    for v in people:
        k = 0
        while k < b.size[v]:
            if b.count[v, k] == 0 or net.group[b.path[v, k, 0]] == home[v]:
                k += 1
            else:
                drop_set(v, long(k), net, b)
        whole_weight(v, net, b)


def only_home(pairs: Pairs, home: NDArray[np.int32]) -> Pairs:
    """The pairs without those that lead a decided volunteer out of the own group."""
    where = np.repeat(home, np.diff(pairs.offsets))
    keep = (where < 0) | (pairs.group[pairs.shift] == where)
    kept = np.zeros(len(keep) + 1, np.int64)
    np.cumsum(keep, out=kept[1:])
    return dataclasses.replace(
        pairs, offsets=kept[pairs.offsets], shift=pairs.shift[keep], own=pairs.own[keep], must=pairs.must[keep]
    )
