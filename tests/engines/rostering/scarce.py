"""Six venues and few drivers, for the tests of teams."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from tests.engines.rostering.worlds import drawn

from minga.engines.rostering import Instance, MaxIterations
from minga.engines.rostering.phases import Run, exact
from minga.engines.rostering.solver import prepare


def venues(seed: int, *, stability: str = "venue", people: int = 40) -> Instance:
    """Six venues; few drivers, and much to drive."""
    chance = np.random.default_rng(seed)
    dislike = np.where(chance.random((people, 2)) < 0.2, 0, -1).astype(np.int8)
    dislike[:, 0] = 0
    return replace(
        drawn(seed, people=people, shifts=60, days=9, stability=stability),
        venues=[f"venue {number}" for number in range(6)],
        venue_zone=np.arange(6, dtype=np.int32) % 2,
        shift_venue=chance.integers(0, 6, 60).astype(np.int32),
        dislike=dislike,
    )


def swept(instance: Instance, seed: int = 1, *, most: int = 50) -> Run:
    """A run whose roster nobody can better alone, or has been planned anew at `most` so often."""
    run = prepare(instance, MaxIterations(40), seed, 2)
    exact(run, run.state, np.arange(len(instance.volunteers)), most=most)
    return run
