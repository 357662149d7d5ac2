"""Planning anew around a published roster: kept wherever it can be, changes as a list with reasons."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np

from minga.engines.rostering.instance import Roster
from minga.engines.rostering.locks import impossible_alone
from minga.engines.rostering.phases import SOFT, STIFF, exact, settle
from minga.engines.rostering.proving import Pricing, find_better_prices
from minga.engines.rostering.refining import refine
from minga.engines.rostering.searching import few_people, search
from minga.engines.rostering.solver import Listener, finish, from_a_roster, once, prepare
from minga.engines.rostering.stopping import MaxRuntime, Stop
from minga.engines.rostering.warming import warm

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from minga.engines.rostering.instance import Instance
    from minga.engines.rostering.phases import Run
    from minga.engines.rostering.result import Multipliers, Result

DEFAULT_SECONDS = 10.0
STIFFER, STIFFEST = 1.32, 100.0  # from sweep to sweep; where there is time for few, prices begin stiffer, up to this
SWEEP_SHARE = 0.12  # of the run: where planning everybody anew takes no longer, prices and roster settle once more
MOST_KEPT = 0.1  # of the run, at most, kept to put the outcome together: it takes about as long as a sweep
QUICK, BOUND_SHARE = 0.003, 0.25  # of the run: where planning everybody takes no longer, the bound is raised so long
ANNEAL_SHARE, HOT = 0.8, 20.0  # of the run, where annealing ends; its first temperature, in units of cost

BEGUN = "the shift has begun, but has no place for so many (H10), or breaks a rule with another of the volunteer's"


def replan(
    instance: Instance,
    published: Roster | None = None,
    stop: Stop | None = None,
    seed: int = 1,
    *,
    threads: int = 2,
    progress: Listener | None = None,
    multipliers: Multipliers | None = None,
) -> Result:
    """A roster close to the published one (`published`, else Instance.previous) for an instance that has changed.

    Shifts already begun at Instance.now stay as published. People who lost a shift come first; then, where there is
    time for it, everybody settles once more from soft to true prices, else exchanges inside the groups are annealed;
    then search. With the `multipliers` of the published roster the bound is the better. Raises ValueError when nothing
    was published.
    """
    instance = with_previous(instance, published)
    if instance.previous is None:
        raise ValueError("A re-plan needs the published roster: previous.csv or the folder of the roster.")
    warm(once)
    warm(from_a_roster)
    run = prepare(instance, stop or MaxRuntime(DEFAULT_SECONDS), seed, threads, progress, baseline_later=True)
    stopped_by = "criterion"
    try:
        run.adopt(Roster.of(instance.previous[:, :2], instance.previous[:, 2].astype(np.bool_)))
        _set_multipliers(run, multipliers)
        touched = _touched(run.instance, run.state.count)
        before = run.stop.share(run.progress())
        exact(run, run.state, touched, most=1)
        run.consider(run.state)
        run.tell("mend")
        everybody = (run.stop.share(run.progress()) - before) * len(instance.volunteers) / max(1, len(touched))
        Pricing(run).bound(run.multipliers_now())
        if everybody <= QUICK:
            find_better_prices(run, run.stop.share(run.progress()) + BOUND_SHARE)
        end = 1 - min(MOST_KEPT, everybody)
        if everybody <= SWEEP_SHARE:
            sweeps = max(0.0, end - run.stop.share(run.progress())) / max(1e-9, everybody)
            soft = min(STIFFEST, max(SOFT, STIFF / STIFFER ** min(50.0, sweeps)))
            settled = (before + end) / 2 if few_people(run) else end - everybody / 2
            settle(run, settled, end=end, soft=soft, glances=())
        else:
            refine(run, hot=HOT, until=ANNEAL_SHARE, people=touched)
        exact(run, run.state, np.arange(len(instance.volunteers)), most=3, until=end)
        run.consider(run.state)
        run.tell("settle")
        search(run, until=end)
    except KeyboardInterrupt:
        stopped_by = "interrupt"
    except MemoryError:
        stopped_by = "memory"
    return finish(run, stopped_by)


def _set_multipliers(run: Run, given: Multipliers | None) -> None:
    """Those of the published roster, within what the weights allow; else those of places below their targets."""
    state, cover, scale = run.state, run.cover, run.pairs.scale
    if given is None:
        state.y[:] = cover.slope
        return
    state.y[:] = np.clip(given.heads * scale, -cover.steep, cover.steep)
    state.z[:] = np.where(cover.leaders > 0, np.clip(given.leaders * scale, 0, cover.w_leader), 0)
    state.w[:] = np.clip(given.languages * scale, 0, cover.w_language)


def with_previous(instance: Instance, published: Roster | None) -> Instance:
    """The instance with a published roster as its previous one, unless it brings its own."""
    if instance.previous is not None or published is None:
        return instance
    rows = np.column_stack([published.pairs, published.leader.astype(np.int32)]).astype(np.int32)
    return dataclasses.replace(instance, previous=rows)


def _touched(
    instance: Instance, count: np.ndarray[tuple[int], np.dtype[np.int32]]
) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """People whose published shifts were not all kept, and those who have fewer than promised."""
    assert instance.previous is not None  # noqa: S101 checked by the caller
    before = np.bincount(instance.previous[:, 0], minlength=len(instance.volunteers))
    return np.flatnonzero((before > count) | (count < instance.min_shifts))


def changes(instance: Instance, roster: Roster) -> list[tuple[str, str, str, str]]:
    """(volunteer, shift, "dropped" or "added", reason) against Instance.previous, by volunteer."""
    if instance.previous is None:
        return []
    names, shifts = instance.volunteers, instance.shifts
    before, now = (
        pairs[:, 0].astype(np.int64) * len(shifts) + pairs[:, 1] for pairs in (instance.previous, roster.pairs)
    )
    lost_by: dict[int, int] = {}
    begun = instance.begun
    rows: list[tuple[str, str, str, str]] = []
    for v, s in _whose(np.setdiff1d(before, now), instance):
        reason = impossible_alone(instance, v, s)
        lost_by[s] = lost_by.get(s, 0) + 1
        rows.append((names[v], shifts[s], "dropped", reason or (BEGUN if begun[s] else "lower total cost elsewhere")))
    rows += [(names[v], what, "dropped", "the shift is gone") for v, what, _ in instance.previous_gone]
    known = {*instance.previous[:, 0].tolist(), *(v for v, _, _ in instance.previous_gone)}
    for v, s in _whose(np.setdiff1d(now, before), instance):
        why = f"takes the place of {lost_by[s]} who left the shift" if s in lost_by else "fills an open place"
        rows.append((names[v], shifts[s], "added", why if v in known else f"had no duty before; {why}"))
    return sorted(rows)


def _whose(codes: NDArray[np.int64], instance: Instance) -> Iterator[tuple[int, int]]:
    """The volunteer and the shift of each code."""
    who, what = np.divmod(codes, max(1, len(instance.shifts)))
    return zip(who.tolist(), what.tolist(), strict=True)
