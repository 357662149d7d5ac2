"""Large neighbourhood search: loosen the prices around a shift that loses much, plan its people anew, tighten again;
between such trials people change places between groups.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from minga.engines.rostering.exchanging import chosen, permute, several_groups
from minga.engines.rostering.improve import sweep
from minga.engines.rostering.phases import STIFFNESS, Run, exact, losing_shift, make_exact
from minga.engines.rostering.state import State, change_heads, copy_state, refresh_all

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_PEOPLE = 400
MOST_CLEARED = 12  # people
OVERLOOKED = 0.15  # of the shifts, by who chooses anew
EXCHANGED = 0.15  # of the trials are exchanges between groups, where there are several
WARMTH = 0.0004  # of the cost that a trial may be worse at the beginning of the search


def search(run: Run, begin: float = 0.0, until: float = 1.0) -> None:
    """Improve the run's roster from `begin` to `until`, shares of the run.

    Shaw (1998) for the method; a trial is kept when it is no worse than a threshold that falls to the present cost
    (Dueck and Scheuer, Threshold accepting, 1990).
    """
    prices = run.best_prices or run.multipliers_now()
    state, cost = run.state, run.cost_of(run.state)
    for array, price in zip((state.y, state.z, state.w), prices, strict=True):
        array[:] = -price
    several = several_groups(run)
    while not run.over(until):
        share = run.stop.share(run.progress())
        warmth = WARMTH * max(0.0, 1 - (share - begin) / max(1e-9, 0.9 * until - begin))
        trial = copy_state(state)
        people = _change(run, trial, several)
        run.iterations += 1
        if not len(people):
            continue
        exact(run, trial, people, most=3)
        found = run.cost_of(trial)
        if found is not None and (cost is None or found <= cost + int(warmth * cost * run.generator.random())):
            state, cost = trial, found
            if run.consider(state):
                run.tell("search")
    run.state = state


def _change(run: Run, trial: State, several: bool) -> NDArray[np.int64]:
    """Change a trial in one of three ways. Gives who may gain by being planned anew now; nobody: nothing changed."""
    generator = run.generator
    if several and generator.random() < EXCHANGED:
        make_exact(run, trial)
        people, groups = chosen(run, trial)
        return people if permute(run, trial, people, groups) else people[:0]
    region, people = neighbourhood(run, trial)
    if few_people(run) and generator.random() < 0.5:
        clear(run, trial, generator.permutation(people)[: generator.integers(2, MOST_CLEARED)])
    else:
        trial.stiff[region] = generator.uniform(0.1, 1) * STIFFNESS / np.maximum(1, run.cover.target[region])
        refresh_all(run.net, run.cover, trial)
        run.sweep(trial, generator.permutation(people))
    return people


def few_people(run: Run) -> bool:
    """Whether one neighbourhood may hold everybody: search then does best, and gets the more of the time."""
    return len(run.instance.volunteers) <= MOST_PEOPLE


def clear(run: Run, state: State, people: NDArray[np.int64]) -> None:
    """Take everything but locked pairs from some people and plan them anew, one after another in chance order.

    Whoever comes first has the choice: places change hands however dear an empty one is, where loosened prices, which
    are loosened in proportion to the weights, would not let go of them (ruin and recreate: Schrimpf, Schneider,
    Stamm-Wilbrandt and Dueck, Record breaking optimization results, 2000).
    """
    net, cover, empty = run.net, run.cover, run.locked_only
    make_exact(run, state)
    for v in people.tolist():
        change_heads(v, -1, net, cover, state)
        state.path[v], state.count[v], state.own[v] = empty.path[v], empty.count[v], empty.own[v]
        change_heads(v, 1, net, cover, state)
    for v in people.tolist():
        overlooked = run.generator.random(len(state.head)) < OVERLOOKED
        state.head[overlooked] = np.maximum(0, state.head[overlooked])
        sweep(np.array([v]), 1, net, cover, state)
        refresh_all(net, cover, state)


def neighbourhood(run: Run, state: State) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Shifts around one that loses (or any): its venue, or its role, over some days; and people on them or able to
    come.
    """
    instance, generator = run.instance, run.generator
    if not len(instance.shifts):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    seed = int(generator.integers(len(instance.shifts)))
    if generator.random() < 0.7:
        losing = losing_shift(run, state)
        seed = seed if losing is None else losing
    near = np.abs(instance.shift_day - instance.shift_day[seed]) <= generator.integers(0, 6)
    same = run.pairs.group == run.pairs.group[seed]
    if generator.random() < 0.4:
        same = instance.shift_role == instance.shift_role[seed]
    region = np.flatnonzero(same & near)
    inside = np.zeros(len(instance.shifts), np.bool_)
    inside[region] = True
    mask = np.arange(state.path.shape[1])[None, :] < state.count[:, None]
    serving = np.flatnonzero((inside[state.path] & mask).any(axis=1))
    minutes = instance.travel[:, instance.venue_zone[instance.shift_venue[seed]]]
    near_zone = (minutes >= 0) & (minutes <= instance.rules.max_travel_minutes)
    able = np.flatnonzero((instance.dislike[:, instance.shift_role[seed]] >= 0) & near_zone[instance.volunteer_zone])
    half = MOST_PEOPLE // 2
    chosen = [
        group if len(group) <= half else generator.choice(group, half, replace=False) for group in (serving, able)
    ]
    return region, np.unique(np.concatenate(chosen))


__all__ = ["few_people", "neighbourhood", "search"]
