"""The solver: prices for every place found together with the roster, a proof from the prices, then search around it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from minga.engines.rostering.baselines import roster_from_paths, self_sign_up
from minga.engines.rostering.compiled import compiled
from minga.engines.rostering.compiling import begin_beside, wait_beside
from minga.engines.rostering.costing import cost_parts
from minga.engines.rostering.crew import in_parts
from minga.engines.rostering.defects import Findings
from minga.engines.rostering.diving import keep_home
from minga.engines.rostering.exchanging import exchange
from minga.engines.rostering.instance import Roster
from minga.engines.rostering.locks import may_go_together, note_lock_conflicts
from minga.engines.rostering.pairs import Pairs, feasible_pairs
from minga.engines.rostering.paths import Prices
from minga.engines.rostering.phases import SETTLE_SHARE, Proof, Run, exact, settle
from minga.engines.rostering.proving import Pricing, find_prices
from minga.engines.rostering.rediving import dive
from minga.engines.rostering.refining import refine
from minga.engines.rostering.result import Multipliers, Result
from minga.engines.rostering.searching import few_people, search
from minga.engines.rostering.stopping import MaxIterations, MaxRuntime, Progress, Stop
from minga.engines.rostering.team_choice import choose_teams
from minga.engines.rostering.warming import warm

if TYPE_CHECKING:
    from minga.engines.rostering.instance import Instance

Listener = Callable[[Progress], None]
DEFAULT_SECONDS = 60.0


class Shares(NamedTuple):
    """Shares of the run where settling, refining and exchanging end; the rest is for search."""

    settle: float
    refine: float
    exchange: float


USUAL = Shares(SETTLE_SHARE, 0.93, 0.97)
DIVIDED = Shares(0.72, 0.78, 0.82)  # where a dive decided the groups: exchange and search still find better ones
FEW = Shares(0.7, 0.7, 0.75)  # people
TEAMS_SHARE = 0.12  # of the run, after refining and where a dive decided the groups


def solve(
    instance: Instance,
    stop: Stop | None = None,
    seed: int = 1,
    *,
    threads: int = 2,
    progress: Listener | None = None,
    start: Roster | None = None,
) -> Result:
    """The best roster found until `stop` says so (default: 60 seconds), with a lower bound for every roster.

    `start` is a valid roster to begin with, such as the published one. The same seed, threads and number of iterations
    give the same answer. KeyboardInterrupt ends the run and gives the best so far; so does memory that gives out, once
    there is a roster (before that MemoryError is raised). Raises UnusableInstance where locked pairs break a rule and
    ValueError where the weights are too large together. Methods: a bundle for each volunteer (Frangioni, Generalized
    bundle methods, 2002), augmented Lagrangian with one volunteer at a time (Bertsekas, Constrained Optimization and
    Lagrange Multiplier Methods, 1982), annealing of exchanges inside groups (Kirkpatrick, Gelatt and Vecchi, 1983),
    set partitioning of teams of scarce people (Dantzig and Wolfe, 1960), large neighbourhood search (Shaw, 1998).
    """
    warm(once)
    if start is not None:
        warm(from_a_roster)
    run = prepare(instance, stop or MaxRuntime(DEFAULT_SECONDS), seed, threads, progress)
    return _solved(run, start)


def once(instance: Instance) -> None:
    """Every compiled part of a run from nothing but annealing; what is not compiled yet another process helps with."""
    begin_beside()
    run = prepare(instance, MaxIterations(100), 1, 1)
    _solved(run, None)
    if run.bundle is not None:
        keep_home(np.arange(0), np.zeros(2, np.int32), run.net, run.bundle)
    exact(run, run.state, np.arange(len(instance.volunteers)), most=1)
    wait_beside()


def from_a_roster(instance: Instance) -> None:
    """What a run that begins with a roster needs besides, compiled where there is one."""
    rows = np.array([[0, 0, 0], [1, 1, 0]], np.int32)
    run = prepare(replace(instance, previous=rows, now=600), MaxIterations(100), 1, 1)
    run.adopt(Roster.of(rows[:, :2], rows[:, 2].astype(np.bool_)))
    exact(run, run.state, np.arange(len(instance.volunteers)), most=1)


def _solved(run: Run, start: Roster | None) -> Result:
    stopped_by = "criterion"
    shares = FEW if few_people(run) else USUAL
    try:
        if start is not None:
            run.adopt(start)
        else:
            find_prices(run)
            if dive(run) and shares is USUAL:
                shares = DIVIDED
        settle(run, shares.settle)
        run.go_everywhere()
        refine(run, shares.refine)
        later = teams_chosen(run, shares) if shares is DIVIDED else 0.0
        exchange(run, shares.exchange + later)
        search(run, run.stop.share(run.progress()))
    except KeyboardInterrupt:
        stopped_by = "interrupt"
    except MemoryError:
        stopped_by = "memory"
    return finish(run, stopped_by)


def teams_chosen(run: Run, shares: Shares) -> float:
    """Choose teams of scarce people for TEAMS_SHARE of the run. Gives by what share the rest is later than planned."""
    choose_teams(run, shares.refine + TEAMS_SHARE)
    return max(0.0, run.stop.share(run.progress()) - shares.refine)


def prepare(
    instance: Instance,
    stop: Stop,
    seed: int,
    threads: int,
    progress: Listener | None = None,
    *,
    baseline_later: bool = False,
) -> Run:
    """Everything a run needs: pairs, an empty roster, the baseline, which with `baseline_later` is made meanwhile."""
    began = time.perf_counter()
    threads = max(1, min(threads, os.cpu_count() or 1))
    pairs = feasible_pairs(instance, threads)
    run = Run(
        instance, pairs, frozen_pairs(instance, pairs, threads), stop, np.random.default_rng(seed), threads, began
    )
    _refuse_contradictions(run)
    if progress is not None:
        run.listener = progress
    beside = ThreadPoolExecutor(1)
    run.baseline = beside.submit(self_sign_up, instance, run.pairs, run.net)
    beside.shutdown(wait=False)
    if not baseline_later:
        run.know_baseline()
        run.tell("self sign-up")
    return run


def _refuse_contradictions(run: Run) -> None:
    """Raise UnusableInstance where locked pairs break a rule: files are refused as they are read, arrays here."""
    instance, state = run.instance, run.locked_only
    if not len(instance.locked):
        return
    served = np.arange(state.path.shape[1])[None, :] < state.count[:, None]
    laid = np.nonzero(served)[0] * len(instance.shifts) + state.path[served]
    locked = instance.locked[:, 0].astype(np.int64) * len(instance.shifts) + instance.locked[:, 1]
    if np.isin(locked, laid).all() and (state.heads <= instance.shift_target).all():
        return
    findings = Findings()
    note_lock_conflicts(instance, findings, [0] * len(instance.locked))
    findings.stop_if_any()


def finish(run: Run, stopped_by: str) -> Result:
    """The best of a run as a Result; an interruption meanwhile does not cost it."""
    try:
        return _outcome(run, stopped_by)
    except KeyboardInterrupt:
        return _outcome(run, "interrupt")


def _outcome(run: Run, stopped_by: str) -> Result:
    """The bound is computed once more at the multipliers as they will be written."""
    instance, scale = run.instance, run.pairs.scale
    if stopped_by == "memory":
        run.let_go()
    run.know_baseline()
    _prove_something(run)
    full = run.full if run.full.bound > run.plain.bound else run.plain
    roster = run.best_roster()
    return Result(
        instance=instance,
        roster=roster,
        parts=cost_parts(instance, roster),
        bound=run.plain.bound / scale,
        multipliers=_multipliers(run.plain, scale),
        full_bound=full.bound / scale,
        full_multipliers=_multipliers(full, scale),
        self_sign_up=run.self_sign_up,
        seconds=time.perf_counter() - run.began,
        iterations=run.iterations,
        stopped_by=stopped_by,
        history=run.history,
    )


def _prove_something(run: Run) -> None:
    """A bound for a run that has none, or none above 0. Without memory for it: 0, below which no roster can cost."""
    nothing = Prices(*(np.zeros_like(array) for array in run.multipliers_now()))
    try:
        if run.plain.prices is None:
            Pricing(run).bound(run.multipliers_now())
        if run.plain.bound < 0:  # a run too short for prices: those of nothing prove more
            Pricing(run).bound(nothing)
    except MemoryError:
        run.plain.take(0, nothing)


def _multipliers(proof: Proof, scale: int) -> Multipliers:
    """A proof's prices as multipliers in cost units."""
    prices = proof.prices
    assert prices is not None  # noqa: S101 the bound sets them
    return Multipliers(-prices.head / scale, -prices.leader / scale, -prices.language / scale)


def frozen_pairs(instance: Instance, pairs: Pairs, threads: int = 2) -> Pairs:
    """What may still be decided: shifts begun keep whom the previous roster gave them, and nobody else."""
    begun = instance.begun
    if instance.previous is None or not begun.any():
        return pairs
    volunteers = len(instance.volunteers)
    held = instance.previous[np.argsort(instance.previous[:, 0], kind="stable"), :2]
    at = np.searchsorted(held[:, 0], np.arange(volunteers + 1))
    keep, must = np.ones(len(pairs.shift), np.bool_), pairs.must.copy()
    count = np.zeros(volunteers, np.int64)
    taken = (at, np.ascontiguousarray(held[:, 1]), begun, pairs.offsets, pairs.shift)
    in_parts(threads, lambda part: _freeze(part, threads, *taken, keep, must, count))
    _leave_surplus(instance, pairs, keep, must, count)
    _prefer_locks(instance, pairs, must)
    offsets = np.zeros(len(pairs.offsets), np.int64)
    np.cumsum(count, out=offsets[1:])
    left = np.empty(offsets[-1], np.int32), np.empty(offsets[-1], np.int32), np.empty(offsets[-1], np.bool_)
    whole = (pairs.offsets, pairs.shift, pairs.own, must, keep)
    in_parts(threads, lambda part: _copy_kept(part, threads, *whole, offsets, *left))
    return replace(pairs, offsets=offsets, shift=left[0], own=left[1], must=left[2])


def _leave_surplus(instance: Instance, pairs: Pairs, keep: Any, must: Any, count: Any) -> None:
    """H10 holds for shifts begun too: of more people than the target of now, those locked stay, then the first."""
    heads = np.bincount(pairs.shift[must], minlength=len(instance.shifts))
    for s in np.flatnonzero(heads > instance.shift_target).tolist():
        places = np.flatnonzero(must & (pairs.shift == s))
        surplus = places[np.argsort(~pairs.must[places], kind="stable")][instance.shift_target[s] :]
        keep[surplus] = must[surplus] = False
        np.subtract.at(count, np.searchsorted(pairs.offsets, surplus, side="right") - 1, 1)


def _prefer_locks(instance: Instance, pairs: Pairs, must: Any) -> None:
    """Where shifts begun that an older roster gave break a rule with one another, the pairs of locked.csv are kept."""
    owner = np.searchsorted(pairs.offsets, np.flatnonzero(must), side="right") - 1
    locked = np.unique(instance.locked[:, 0])
    for v in locked[np.bincount(owner, minlength=len(instance.volunteers))[locked] > 1].tolist():
        row = slice(pairs.offsets[v], pairs.offsets[v + 1])
        if not may_go_together(instance, v, pairs.shift[row][must[row]].tolist()):
            must[row] = pairs.must[row]


@compiled
def _freeze(
    part: int,
    parts: int,
    at: Any,
    held: Any,
    begun: Any,
    offsets: Any,
    shift: Any,
    keep: Any,
    must: Any,
    count: Any,
) -> None:
    """Of the shifts begun keep those that were held or are locked, and lock them; how many pairs each one keeps."""
    for v in range(part, len(count), parts):
        for place in range(offsets[v], offsets[v + 1]):
            s = shift[place]
            if begun[s]:
                for row in range(at[v], at[v + 1]):
                    must[place] = must[place] or held[row] == s
                keep[place] = must[place]
            count[v] += keep[place]


@compiled
def _copy_kept(
    part: int,
    parts: int,
    offsets: Any,
    shift: Any,
    own: Any,
    must: Any,
    keep: Any,
    to: Any,
    to_shift: Any,
    to_own: Any,
    to_must: Any,
) -> None:
    """The pairs that are kept, row by row at `to`."""
    for v in range(part, len(to) - 1, parts):
        there = to[v]
        for place in range(offsets[v], offsets[v + 1]):
            if keep[place]:
                to_shift[there], to_own[there], to_must[there] = shift[place], own[place], must[place]
                there += 1


def paths_of(roster: Roster, state: Any, net: Any) -> None:
    """Copy a valid roster into an empty state's paths, by day."""
    order = np.lexsort((net.start[roster.pairs[:, 1]], roster.pairs[:, 0]))
    for volunteer, shift in roster.pairs[order].tolist():
        state.path[volunteer, state.count[volunteer]] = shift
        state.count[volunteer] += 1


__all__ = ["finish", "once", "prepare", "roster_from_paths", "solve"]
