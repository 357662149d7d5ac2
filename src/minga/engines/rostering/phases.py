"""The phases of a run: prices and roster together, the exact roster from them, search in neighbourhoods."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from minga.engines.rostering.baselines import keep_lawful, lay_locked, roster_from_paths, take_paths
from minga.engines.rostering.bundle import Bundle, take_sets
from minga.engines.rostering.costing import cost_parts
from minga.engines.rostering.improve import sweep
from minga.engines.rostering.paths import Net, Prices, net_of
from minga.engines.rostering.state import (
    EXACT,
    SOFTER,
    Cover,
    State,
    copy_state,
    cover_of,
    coverage_cost,
    empty_state,
    refresh_all,
)
from minga.engines.rostering.stopping import Progress, Stop

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from minga.engines.rostering.instance import Instance, Roster
    from minga.engines.rostering.pairs import Pairs

PLAIN_SHARE, PRICE_SHARE = 0.15, 0.4  # of the run, where prices end: those that leave H8 out, then all
SETTLE_SHARE = 0.8  # where settling ends; then the roster is refined and searched
SOFT, STIFF, STEPS = 0.1, 1000.0, 600  # stiffness per place at the beginning and end of settling, sweeps between
STIFFNESS = 8.0
GLANCES = (0.35, 0.6, 0.8)  # of settling, where the roster it would give is looked at
SLICE = 2048


class Stopped(Exception):
    """The stopping criterion has been met."""


@dataclass(eq=False)
class Proof:
    """The best bound so far, scaled, and the prices that prove it."""

    bound: int = -(1 << 62)
    prices: Prices | None = None

    def take(self, bound: int, prices: Prices) -> None:
        """Keep them where the bound is the best."""
        if self.prices is None or bound > self.bound:
            self.bound, self.prices = bound, prices


LEAST_HELD_BACK, HELD_BACK = 1 << 25, 1 << 11  # bytes, and bytes for each volunteer: never touched, so never resident


@dataclass(eq=False)
class Run:
    """One run: what is given, the roster under construction, the best roster and bounds so far: `plain` leaves H8 out
    of the volunteers' part, `full` keeps it.
    """

    instance: Instance
    pairs: Pairs
    frozen: Pairs
    stop: Stop
    generator: np.random.Generator
    threads: int
    began: float
    listener: Callable[[Progress], None] = lambda _progress: None
    history: list[Progress] = field(default_factory=list)
    iterations: int = 0
    self_sign_up: int = 0
    best_cost: int | None = None
    plain: Proof = field(default_factory=Proof)
    full: Proof = field(default_factory=Proof)
    bundle: Bundle | None = None
    start_prices: Prices | None = None
    long_weeks: float = 0.0  # the share of people whose cheapest set breaks H8 even at the prices that know H8
    full_round: float = 0.0  # the share of the run that a round of pricing with H8 takes
    baseline: Future[Roster] | None = None
    _best: Roster | tuple[Any, Any] | None = None

    def __post_init__(self) -> None:
        self.net: Net = net_of(self.instance, self.frozen)
        self._whole_net = self.net
        self.bound_net: Net = self.net if self.frozen is self.pairs else net_of(self.instance, self.pairs)
        self.cover = cover_of(self.instance, self.pairs)
        self.state: State = empty_state(self.instance, self.net)
        self.phase = "prepare"
        self.held_back = bytearray(max(LEAST_HELD_BACK, HELD_BACK * len(self.instance.volunteers)))
        self._longest = max(1, self.instance.rules.max_consecutive_days)
        lay_locked(self.net, self.cover, self.state, self._longest)
        self.locked_only = copy_state(self.state)

    def go_everywhere(self) -> None:
        """After diving and settling inside the groups decided: everybody may serve in every group again."""
        if len(self.net.shift) < len(self.frozen.shift):
            self.net = self._whole_net
            exact(self, self.state, np.arange(len(self.state.count)), most=3)
            self.consider(self.state)

    def adopt(self, roster: Roster) -> None:
        """Begin with what of a roster can still be served; what breaks a rule with the rest of it is left out."""
        net, state = self.net, self.state
        ordered = roster.pairs[np.lexsort((net.start[roster.pairs[:, 1]], roster.pairs[:, 0]))]
        path, count = state.path.copy(), state.count.copy()
        keep_lawful(ordered, net, state.heads.copy(), self.cover.target, path, count, self._longest)
        take_paths(path, count, net, self.cover, state)

    def cost_of(self, state: State) -> int | None:
        """Scaled cost of a state, None while a shift has more heads than its target."""
        parts = coverage_cost(self.cover, state)
        if parts[4]:
            return None
        return int(parts[:4].sum() + state.own.sum() + self.pairs.constant.sum())

    def consider(self, state: State) -> bool:
        """Keep the state's roster if it is the best so far."""
        cost = self.cost_of(state)
        if cost is None or (self.best_cost is not None and cost >= self.best_cost):
            return False
        self.best_cost, self._best = cost, (state.path.copy(), state.count.copy())
        return True

    def consider_roster(self, roster: Roster, cost: int) -> None:
        """Keep a roster if it is the best so far; cost in cost units."""
        if self.best_cost is None or cost * self.pairs.scale < self.best_cost:
            self.best_cost, self._best = cost * self.pairs.scale, roster

    def know_baseline(self) -> None:
        """Wait for the self sign-up that is made beside; its roster is the best where there is no other."""
        if self.baseline is None:
            return
        roster = self.baseline.result()
        self.self_sign_up = sum(cost_parts(self.instance, roster).values())
        self.consider_roster(roster, self.self_sign_up)
        self.baseline = None  # at the end: whoever is interrupted here may ask once more

    def let_go(self) -> None:
        """Memory gave out: what was held back for putting the outcome together, and what is not needed for that."""
        self.held_back = bytearray()
        self.bundle = None

    def best_roster(self) -> Roster:
        """The best roster so far, leaders marked."""
        if isinstance(self._best, tuple):
            return roster_from_paths(self.instance, *self._best)
        assert self._best is not None  # noqa: S101 self sign-up stands from the beginning
        return self._best

    def progress(self) -> Progress:
        """How far the run is."""
        scale = self.pairs.scale
        cost = None if self.best_cost is None else self.best_cost // scale
        bound = max(self.plain.bound, self.full.bound) / scale if self.best_prices is not None else None
        return Progress(self.phase, time.perf_counter() - self.began, self.iterations, cost, bound)

    @property
    def best_prices(self) -> Prices | None:
        """Those of the best bound."""
        return self.full.prices if self.full.bound > self.plain.bound else self.plain.prices

    def tell(self, phase: str) -> None:
        """Report progress; raises Stopped when the criterion is met."""
        self.phase = phase
        now = self.progress()
        last = self.history[-1] if self.history else None
        if last is None or (last.cost, last.bound, last.phase) != (now.cost, now.bound, now.phase):
            self.history.append(now)
        self.listener(now)

    def over(self, share: float = 1.0) -> bool:
        """Whether this share of the run is over."""
        now = self.progress()
        return self.stop(now) or self.stop.share(now) >= share

    def multipliers_now(self) -> Prices:
        """The state's multipliers as whole prices."""
        return whole_prices(self.state.y, self.state.z, self.state.w)

    def sweep(self, state: State, people: NDArray[np.int64], share: float = 1.0, net: Net | None = None) -> int:
        """Plan people anew in slices, so that a limit is met in time; `net` where other pairs or rules hold than the
        run's. Gives the number changed.
        """
        changed = 0
        for begin in range(0, len(people), SLICE):
            part = people[begin : begin + SLICE]
            changed += int(sweep(part, self.threads, net or self.net, self.cover, state))
            if self.over(share):
                break
        self.iterations += 1
        return changed


def whole_prices(y: Any, z: Any, w: Any) -> Prices:
    """Multipliers as prices in whole scaled units."""
    return Prices(*(-np.round(array).astype(np.int32) for array in (y, z, w)))


def raise_multipliers(run: Run, state: State) -> None:
    """The multiplier step of the augmented Lagrangian: each price moves to the slope at the present heads."""
    cover, stiff = run.cover, state.stiff
    high = state.y + stiff * SOFTER * cover.steep * (cover.bend - state.heads)
    low = state.y + stiff * cover.slope * (cover.target - state.heads)
    state.y[:] = np.minimum(cover.steep, np.maximum(high, np.minimum(cover.slope, low)))
    lead = state.z + stiff * SOFTER * cover.w_leader * (cover.leaders - state.leads)
    state.z[:] = np.where(cover.leaders > 0, np.clip(lead, 0, cover.w_leader), 0)
    by_need = stiff[run.instance.needs[:, 0]]
    speak = state.w + by_need * SOFTER * cover.w_language * (cover.need_least - state.speakers)
    state.w[:] = np.clip(speak, 0, cover.w_language)
    refresh_all(run.net, cover, state)


def lost_for_heads(cover: Cover, state: State) -> NDArray[np.float64]:
    """What each shift costs for want of heads (scaled), minimum and target."""
    short = np.maximum(0, cover.minimum - state.heads) * float(cover.w_minimum)
    short += np.maximum(0, cover.target - np.maximum(cover.minimum, state.heads)) * float(cover.w_target)
    return np.asarray(short, np.float64)


def losses(run: Run, state: State) -> NDArray[np.float64]:
    """What each shift costs above the least it could at the multipliers: where search may gain."""
    cover = run.cover
    short = lost_for_heads(cover, state)
    short += np.maximum(0, cover.leaders - state.leads) * float(cover.w_leader)
    silent = np.maximum(0, cover.need_least - state.speakers) * float(cover.w_language)
    short += np.bincount(run.instance.needs[:, 0], weights=silent, minlength=len(short))
    return np.asarray(short, np.float64)


def losing_shift(run: Run, state: State) -> int | None:
    """A shift by chance, the likelier the more it loses (by the root of it); None where none does."""
    weight = np.cumsum(np.sqrt(losses(run, state)))
    return int(np.searchsorted(weight, run.generator.random() * weight[-1])) if weight[-1] > 0 else None


def drawn(run: Run, bundle: Bundle, state: State) -> None:
    """Put into a state that holds locked pairs only one set of each volunteer, drawn by the mix's weights."""
    bytearray(LEAST_HELD_BACK // 16)  # NumPy ends the process where there is no memory: ask before
    weight = np.where(np.arange(bundle.weight.shape[1]) < bundle.size[:, None], bundle.weight, 0.0)
    total = np.cumsum(weight, axis=1)
    chance = run.generator.random(len(weight)) * total[:, -1]
    chosen = np.minimum((total <= chance[:, None]).sum(axis=1), np.maximum(bundle.size - 1, 0))
    take_sets(chosen, run.net, run.cover, bundle, state)


def settle(
    run: Run,
    until: float = SETTLE_SHARE,
    *,
    end: float = 1.0,
    soft: float = SOFT,
    glances: tuple[float, ...] = GLANCES,
) -> None:
    """From smoothed to true prices: multipliers move on while the prices stiffen, then exact until nobody gains.

    Repeated from the multipliers of the best bound until the share `until` of the run; the best outcome stays. The
    exact sweeps at the end may take until `end`.
    """
    volunteers = len(run.instance.volunteers)
    best, least, run.phase = run.state, None, "settle"
    begin = run.stop.share(run.progress())
    while True:
        state = copy_state(run.state if run.bundle is None else run.locked_only)
        if run.bundle is not None:
            drawn(run, run.bundle, state)
        prices = run.start_prices or run.best_prices or run.multipliers_now()
        for array, price in zip((state.y, state.z, state.w), prices, strict=True):
            array[:] = -price
        done, before, marks = 0.0, run.stop.share(run.progress()), list(glances)
        while done < 1:
            state.stiff[:] = soft * (STIFF / soft) ** done / np.maximum(1, run.cover.target)
            refresh_all(run.net, run.cover, state)
            run.sweep(state, run.generator.permutation(volunteers), until)
            raise_multipliers(run, state)
            after = run.stop.share(run.progress())
            done += max(1 / STEPS, (after - before) / max(1e-9, until - begin), float(run.over(until)))
            before = after
            if marks and done >= marks[0] and not run.over(until):
                marks.pop(0)
                glance(run, state)
        exact(run, state, np.arange(volunteers), most=8, until=end)
        cost = run.cost_of(state)
        if least is None or (cost is not None and cost < least):
            best, least = state, cost
        run.consider(state)
        run.tell("settle")
        if run.over(until):
            break
    run.state = best


def glance(run: Run, state: State) -> None:
    """The roster that this one on its way would give by now: an interruption finds one worth having."""
    trial = copy_state(state)
    exact(run, trial, np.arange(len(trial.count)), most=2)
    if run.consider(trial):
        run.tell(run.phase)


def make_exact(run: Run, state: State) -> None:
    """Prices are true marginal costs from now on."""
    state.stiff[:] = EXACT
    refresh_all(run.net, run.cover, state)


def exact(run: Run, state: State, people: NDArray[np.int64], most: int, until: float = 1.0) -> None:
    """Sweep people at true marginal cost until nobody changes, `most` sweeps are done or `until` is over."""
    make_exact(run, state)
    for _ in range(most):
        if not run.sweep(state, run.generator.permutation(people), until) or run.over(until):
            return
