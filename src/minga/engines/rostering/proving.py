"""Prices and their proof: rounds of pricing every volunteer and balancing the mix of their sets, until the bound
stands still.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from minga.engines.rostering.bundle import (
    Bundle,
    add_sets,
    balance,
    copied,
    held_costs,
    keep_lawful_sets,
    new_bundle,
    price_all,
    put_back,
)
from minga.engines.rostering.crew import in_parts
from minga.engines.rostering.dual import coverage_bound
from minga.engines.rostering.early import EarlyRosters
from minga.engines.rostering.full import ABOVE
from minga.engines.rostering.improve import plan, scratch_of
from minga.engines.rostering.phases import (
    PLAIN_SHARE,
    PRICE_SHARE,
    Run,
    glance,
    raise_multipliers,
    whole_prices,
)
from minga.engines.rostering.searching import few_people
from minga.engines.rostering.state import copy_state, empty_state, refresh_all

if TYPE_CHECKING:
    from minga.engines.rostering.paths import Net, Prices

FIRST_SWEEPS = 4
FIRST_STIFFNESS, FULL_STIFFNESS, LEAST_STIFFNESS = 20.0, 0.1, 0.005
STIFFEN, SOFTEN = 1.5, 0.8  # after a step as good as foretold, after one that raised nothing
AGAIN_SHARE = 0.03  # of the run, for the bound that leaves H8 out once more
BALANCES, MOVES = 3, 2  # sweeps over all volunteers between two pricings, moves of each
CLOSE = 3e-5  # the model's value less the bound, as a share, at which prices are good enough

NO_LIMIT = 1 << 40  # minutes of a week where H8 is left out
STILL = 5  # rounds in a row


class Pricing:
    """The best set of every volunteer at given prices, into arrays that are used again; `net` where not all pairs may
    be used. H8 is left out, as the bound of the format has it, or with `full` kept: then all sets of the run's bundle
    must keep it.
    """

    def __init__(self, run: Run, net: Net | None = None, *, full: bool = False) -> None:
        volunteers = len(run.instance.volunteers)
        self.run = run
        self.proof = run.full if full else run.plain
        self.found = np.zeros((volunteers, run.state.path.shape[1]), np.int32)
        self.count = np.zeros(volunteers, np.int32)
        self.values = np.zeros(volunteers, np.int64)
        self._lowest = np.zeros(volunteers, np.int64)
        self._people = np.arange(volunteers)
        whole = net or run.bound_net
        self._net = whole if full else whole._replace(week_minutes=NO_LIMIT)
        self._state = empty_state(run.instance, self._net)

    def value(self, prices: Prices) -> int:
        """The bound at given prices over the sets that the net allows, scaled and exact."""
        self.values[:] = ABOVE
        run, state = self.run, self._state._replace(**prices._asdict())
        people, net, found, count = self._people, self._net, self.found, self.count

        def work(thread: int) -> None:
            if run.bundle is not None:
                held_costs(thread, run.threads, net, prices, run.bundle, self.values)
            scratch = scratch_of(net, state)
            plan(
                people,
                thread,
                run.threads,
                False,
                net,
                run.cover,
                state,
                scratch,
                found,
                count,
                self.values,
                self._lowest,
            )

        in_parts(run.threads, work)
        return int(coverage_bound(run.cover, prices) + self._lowest.sum() + run.pairs.constant.sum())

    def bound(self, prices: Prices) -> int:
        """The same, where the net allows everything; kept with its prices when it is the run's best."""
        bound = self.value(prices)
        self.proof.take(bound, prices)
        return bound


def find_prices(run: Run) -> None:
    """Raise the bound until it stands still or its share of the time is over; leaves the mix in run.bundle."""
    state = run.state
    bundle = new_bundle(len(state.path), state.path.shape[1], len(run.instance.shifts), len(run.instance.needs))
    run.bundle = bundle
    first_sets(run, bundle)
    plain, early = Pricing(run), EarlyRosters(run)
    raise_bound(run, bundle, plain, PLAIN_SHARE, FIRST_STIFFNESS, early)
    if not run.over(PRICE_SHARE):
        keep_lawful_sets(run.locked_only, run.net, bundle)
        begin, rounds = run.stop.share(run.progress()), run.iterations
        raise_bound(run, bundle, Pricing(run, full=True), PRICE_SHARE, FULL_STIFFNESS, early)
        run.full_round = (run.stop.share(run.progress()) - begin) / max(1, run.iterations - rounds)
        prove_again(run, bundle, plain)


def prove_again(run: Run, bundle: Bundle, plain: Pricing) -> None:
    """Raise the bound that leaves H8 out once more, from the better of its own prices and those that keep H8: the sets
    found since make a few rounds worth many of the first. The mix is left as it was.
    """
    if run.full.prices is None or run.plain.prices is None:
        return
    plain.bound(run.full.prices)
    run.long_weeks = float((plain.count >= 0).mean()) if len(plain.count) else 0.0
    kept = copied(bundle)
    set_multipliers(bundle, run.plain.prices)
    centre_here(bundle)
    raise_bound(run, bundle, plain, PRICE_SHARE + AGAIN_SHARE, FULL_STIFFNESS)
    put_back(bundle, kept)


def find_better_prices(run: Run, until: float) -> None:
    """Raise the bound from the prices that stand for it and the run's roster, half of the time with H8 kept, until this
    share of the run. Roster and state are left as they were.
    """
    state, prices, begin = run.state, run.plain.prices, run.stop.share(run.progress())
    if prices is None:
        return
    bundle = new_bundle(len(state.path), state.path.shape[1], len(run.instance.shifts), len(run.instance.needs))
    run.bundle = bundle
    values = np.full(len(state.count), -(1 << 60))
    add_sets(state.path, state.count, values, state.own, run.net, run.cover, bundle)
    set_multipliers(bundle, prices)
    centre_here(bundle)
    raise_bound(run, bundle, Pricing(run), (begin + until) / 2, FULL_STIFFNESS)
    if not run.over(until):
        keep_lawful_sets(run.locked_only, run.net, bundle)
        raise_bound(run, bundle, Pricing(run, full=True), until, FULL_STIFFNESS)
    run.bundle = None


def first_sets(run: Run, bundle: Bundle) -> None:
    """A few sweeps at smoothed prices: sets that already spread over the shifts, and multipliers to begin with.

    Where people are many they leave H8 out: far from prices that are any good most of the best sets break it, and with
    it a sweep takes up to a hundred times as long.
    """
    state, net = run.state, run.net
    if not few_people(run):
        state, net = copy_state(state), net._replace(week_minutes=NO_LIMIT)
    state.y[:] = run.cover.slope
    for _ in range(FIRST_SWEEPS):
        state.stiff[:] = 8.0 / np.maximum(1, run.cover.target)
        refresh_all(net, run.cover, state)
        run.sweep(state, run.generator.permutation(len(state.count)), PRICE_SHARE, net)
        raise_multipliers(run, state)
        set_multipliers(bundle, whole_prices(state.y, state.z, state.w))
        values = np.full(len(state.count), -(1 << 60))
        add_sets(state.path, state.count, values, state.own, net, run.cover, bundle)
        run.tell("prices")
        if run.over(PRICE_SHARE):
            break
    for mine, array in zip((run.state.y, run.state.z, run.state.w), (state.y, state.z, state.w), strict=True):
        mine[:] = array
    glance(run, run.state)


def set_multipliers(bundle: Bundle, prices: Prices) -> None:
    """Put prices in the bundle's present multipliers."""
    for array, price in zip((bundle.y, bundle.z, bundle.w), prices, strict=True):
        array[:] = -price


def raise_bound(
    run: Run, bundle: Bundle, pricing: Pricing, share: float, stiffness: float, early: EarlyRosters | None = None
) -> None:
    """Rounds of pricing and balancing; the centre moves when the bound rises."""
    cover, proof, first = run.cover, pricing.proof, stiffness
    still, afresh = 0, 2
    while True:
        prices = whole_prices(bundle.y, bundle.z, bundle.w)
        before = proof.bound if proof.prices is not None else None
        bound = pricing.bound(prices)
        set_multipliers(bundle, prices)
        none = np.zeros(0, np.int64)
        model = add_sets(pricing.found, pricing.count, pricing.values, none, run.bound_net, cover, bundle)
        model += coverage_bound(cover, prices) + int(run.pairs.constant.sum())
        if before is None or bound > before:
            centre_here(bundle)
            if before is not None and bound - before > 0.3 * (model - before):
                stiffness *= STIFFEN
        else:
            stiffness = max(LEAST_STIFFNESS, stiffness * SOFTEN)
        run.iterations += 1
        run.tell("prices")
        if early is not None:
            early.look()
        still = still + 1 if abs(model - proof.bound) < CLOSE * abs(proof.bound) else 0
        if run.over(share) or (still >= STILL and afresh == 0):
            return
        if still >= STILL:  # perhaps only steps had become short
            stiffness, still, afresh = first, 0, afresh - 1
        sweeps = BALANCES if model > proof.bound else 4 * BALANCES  # else the mix was far from balance
        balance_mix(run, bundle, stiffness, sweeps)


def centre_here(bundle: Bundle) -> None:
    """The multipliers of now become the centre from which the next steps go."""
    bundle.centre_y[:], bundle.centre_z[:], bundle.centre_w[:] = bundle.y, bundle.z, bundle.w


def balance_mix(run: Run, bundle: Bundle, stiffness: float, sweeps: int) -> None:
    """Bring the weights of everybody's sets into balance at this stiffness per place, and with them the multipliers."""
    bundle.stiff[:] = stiffness / np.maximum(1, run.cover.target)
    price_all(run.cover, bundle)
    for _ in range(sweeps):
        balance(run.generator.permutation(len(bundle.size)), MOVES, run.bound_net, run.cover, bundle)
