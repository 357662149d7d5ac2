"""Compiled before the clock starts: a run on two people and two shifts takes every compiled part once."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from minga.engines.rostering.instance import Instance, Rules, Weights

if TYPE_CHECKING:
    from collections.abc import Callable


def smallest_instance() -> Instance:
    """Two people, two shifts on two days, a leader and a language needed."""

    def column(*values: int) -> np.ndarray[tuple[int, ...], np.dtype[np.int32]]:
        return np.array(values, np.int32)

    return Instance(
        name="smallest",
        timezone="UTC",
        first_day=date(2026, 1, 1),
        last_day=date(2026, 1, 2),
        rules=Rules(),
        weights=Weights(),
        zones=["z"],
        travel=np.zeros((1, 1), np.int32),
        venues=["a"],
        venue_zone=column(0),
        roles=["r"],
        shifts=["s1", "s2"],
        shift_venue=column(0, 0),
        shift_role=column(0, 0),
        shift_start=column(480, 1920),
        shift_end=column(960, 2400),
        shift_minimum=column(1, 1),
        shift_target=column(1, 2),
        shift_leaders=column(1, 0),
        volunteers=["v1", "v2"],
        volunteer_zone=column(0, 0),
        can_lead=np.array([True, False]),
        min_shifts=column(1, 1),
        max_shifts=column(2, 2),
        dislike=np.zeros((2, 1), np.int8),
        availability=np.array([[0, 0, 2880], [1, 0, 2880]], np.int32),
        languages=["en"],
        needs=np.array([[0, 0, 1]], np.int32),
        speaks=np.array([[True], [False]]),
    )


@lru_cache(maxsize=4)
def warm(run_once: Callable[[Instance], object]) -> None:
    """Call `run_once` on the smallest instance, the first time only."""
    run_once(smallest_instance())
