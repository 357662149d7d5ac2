"""From the settled roster on: annealing inside the groups, and between its rounds everybody's best path anywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from minga.engines.rostering.annealing import anneal, desk_of, parts_of
from minga.engines.rostering.compiling import ANNEALING, wait_beside
from minga.engines.rostering.crew import in_parts
from minga.engines.rostering.phases import exact
from minga.engines.rostering.searching import MOST_PEOPLE
from minga.engines.rostering.state import copy_state, refresh_all

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from minga.engines.rostering.phases import Run
    from minga.engines.rostering.state import State

HOT, COLD = 4.0, 0.4  # temperatures in units of cost
STEPS, MOST_STEPS = 150, 3_000_000  # for each volunteer and for all of them, between two sweeps


def refine(run: Run, until: float, *, hot: float = HOT, people: NDArray[np.int64] | None = None) -> None:
    """Anneal the run's roster until its share of the time is over; the best on the way is the run's afterwards.

    `hot` is the first temperature in units of cost; between two rounds `people` (everybody) are planned anew at true
    marginal cost. With so few people that one neighbourhood of the search holds them all, the search does better alone.
    """
    begin, volunteers = run.stop.share(run.progress()), len(run.instance.volunteers)
    if begin >= until or volunteers <= MOST_PEOPLE or run.cost_of(run.state) is None:
        return
    wait_beside(ANNEALING)
    state, best, least = copy_state(run.state), run.state, run.cost_of(run.state)
    people = np.arange(volunteers) if people is None else people
    while not run.over(until):
        share = (run.stop.share(run.progress()) - begin) / (until - begin)
        heat = hot * (COLD / hot) ** max(0.0, share)
        anneal_groups(run, state, heat)
        exact(run, state, people, most=1)
        cost = run.cost_of(state)
        if cost is not None and (least is None or cost < least):
            best, least = copy_state(state), cost
        if run.consider(state):
            run.tell("refine")
    run.state = best


def anneal_groups(run: Run, state: State, heat: float) -> None:
    """Each thread anneals the groups of its part at about one temperature; prices are brought up to date after."""
    parts, scale = parts_of(run.net, state, run.threads), run.pairs.scale
    desk = desk_of(run.net, run.cover, state)
    seeds = run.generator.integers(1 << 31, size=run.threads)

    def work(thread: int) -> None:
        part = parts[thread]
        if len(part):
            steps, low = min(STEPS * len(part), MOST_STEPS // run.threads), max(COLD, heat * 0.9)
            paths = np.empty((2, state.path.shape[1] + 1), np.int32)
            anneal(part, steps, heat * scale, low * scale, int(seeds[thread]), run.net, run.cover, state, desk, paths)

    in_parts(run.threads, work)
    refresh_all(run.net, run.cover, state)
    run.iterations += 1
