"""Diving: where the mix of the bundle divides people between venues, they are decided one after another.

Under H12 a volunteer serves in one group, but in the mix that belongs to the bound many serve a little in several. The
surest are decided first; prices and the mix of the others are brought up to date before the next are (diving for
column generation: Sadykov, Vanderbeck, Pessoa, Tahiri and Uchoa, Primal heuristics for branch and price, 2019).
"""

from __future__ import annotations

import dataclasses
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
ROUNDS, FEWEST, STAGES = (
    4,
    12,
    60,
)  # rounds of pricing in a stage; stages at least, for which there must be time; at most
MANY = 0.4  # divided, as a share of those who serve: steps are long and leave H8 out, so that there are many of them
SHORT, LONG = (5.0, 1.0), (20.0, 2.0)  # first and least stiffness
NOBODY = -1


def dive(run: Run) -> None:
    """Decide everybody's group until DIVE_SHARE of the time.

    Afterwards `run.net` holds only pairs of those groups, and `run.start_prices` the multipliers to settle from.
    Nothing is done where hardly anybody is divided, or where there is no time for small steps.
    """
    bundle, volunteers = run.bundle, len(run.instance.volunteers)
    begin = run.stop.share(run.progress())
    if bundle is None or begin >= DIVE_SHARE:
        return
    home = np.full(volunteers, NOBODY, np.int32)
    best, sure = _leaning(run, bundle, home)
    open_at_first = int(((best >= 0) & (sure < SURE)).sum())
    round_share = begin / max(1, run.iterations)
    if open_at_first < DIVIDED * volunteers or DIVE_SHARE - begin < FEWEST * ROUNDS * round_share:
        return
    full = open_at_first < MANY * int((best >= 0).sum()) and run.full.prices is not None
    done, (stiffness, least) = 0.0, SHORT if full else LONG
    while done < 1:
        _decide(run, bundle, home, int(open_at_first * (1 - done)))
        stiffness = _rounds(run, bundle, home, stiffness, least, full=full)
        run.tell("venues")
        spent = (run.stop.share(run.progress()) - begin) / (DIVE_SHARE - begin)
        done = max(done + 1 / STAGES, spent, float(run.over(DIVE_SHARE)))
    _decide(run, bundle, home, 0)
    run.net = net_of(run.instance, only_home(run.frozen, home))
    run.start_prices = whole_prices(bundle.centre_y, bundle.centre_z, bundle.centre_w)


def _decide(run: Run, bundle: Bundle, home: NDArray[np.int32], still_open: int) -> None:
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


def _rounds(run: Run, bundle: Bundle, home: NDArray[np.int32], stiffness: float, least: float, *, full: bool) -> float:
    """A few rounds of balancing and pricing with the decided at home. Gives the stiffness to go on with."""
    pricing = Pricing(run, net_of(run.instance, only_home(run.frozen, home)), full=full)
    none, best = np.zeros(0, np.int64), None
    for _ in range(ROUNDS):
        balance_mix(run, bundle, stiffness, BALANCES)
        prices = whole_prices(bundle.y, bundle.z, bundle.w)
        value = pricing.value(prices)
        set_multipliers(bundle, prices)
        add_sets(pricing.found, pricing.count, pricing.values, none, run.net, run.cover, bundle)
        if best is None or value > best:
            best = value
            centre_here(bundle)
        else:
            stiffness = max(least, stiffness * SOFTEN)
        run.iterations += 1
    return stiffness


def only_home(pairs: Pairs, home: NDArray[np.int32]) -> Pairs:
    """The pairs without those that lead a decided volunteer out of the own group."""
    where = np.repeat(home, np.diff(pairs.offsets))
    keep = (where < 0) | (pairs.group[pairs.shift] == where)
    kept = np.zeros(len(keep) + 1, np.int64)
    np.cumsum(keep, out=kept[1:])
    return dataclasses.replace(
        pairs, offsets=kept[pairs.offsets], shift=pairs.shift[keep], own=pairs.own[keep], must=pairs.must[keep]
    )
