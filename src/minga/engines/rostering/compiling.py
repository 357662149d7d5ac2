"""The second half of the compiling, done in a process of its own: two cores are through in half the time."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from typing import Any

import numpy as np

from minga.engines.rostering.annealing import anneal, desk_of
from minga.engines.rostering.baselines import keep_lawful, take_paths
from minga.engines.rostering.bundle import Bundle, add_sets, balance, new_bundle, price_all, take_sets
from minga.engines.rostering.dual import coverage_bound
from minga.engines.rostering.pairs import Pairs, cost_scale, shift_groups
from minga.engines.rostering.paths import Net, Prices, net_of
from minga.engines.rostering.state import Cover, State, cover_of, empty_state
from minga.engines.rostering.warming import smallest_instance

PATIENCE = 120.0  # seconds to wait for the other process; what it did not do is compiled here
_others: list[subprocess.Popen[bytes]] = []


def begin_beside() -> None:
    """When nothing compiled lies in the cache yet, let another process compile a part into it."""
    _, cover, state = _parts()
    coverage_bound(cover, Prices(state.head, state.leader, state.language))
    if not coverage_bound.stats.cache_misses or not sys.executable:
        return
    with contextlib.suppress(OSError):
        _others.append(
            subprocess.Popen(  # noqa: S603 our own interpreter and words
                [sys.executable, "-c", f"import {__name__} as compiling; compiling.second_half()"],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        )


def wait_beside() -> None:
    """Until the other process is through, so that nothing is compiled twice."""
    while _others:
        other = _others.pop()
        try:
            other.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            other.kill()
            other.wait()


def second_half() -> None:
    """Call bundle, annealing and what begins from a roster with the types a run calls it with."""
    net, cover, state = _parts()
    people, found = np.arange(2), np.zeros((2, state.path.shape[1]), np.int32)
    bundle: Bundle = new_bundle(2, found.shape[1], 2, 1)
    add_sets(found, np.zeros(2, np.int32), np.zeros(2, np.int64), np.zeros(0, np.int64), net, cover, bundle)
    price_all(cover, bundle)
    balance(people, 2, net, cover, bundle)
    take_sets(people, net, cover, bundle, state)
    path, count = state.path.copy(), state.count.copy()
    keep_lawful(np.zeros((0, 2), np.int32), net, state.heads.copy(), cover.target, path, count, 5)
    take_paths(path, count, net, cover, state)
    anneal(people, 10, 1.0, 1.0, 1, net, cover, state, desk_of(net, cover, state))


def _parts() -> tuple[Net, Cover, State]:
    """The smallest instance's parts, made without compiled code: both people can serve both shifts."""
    instance = smallest_instance()
    pairs = Pairs(
        offsets=np.array([0, 2, 4], np.int64),
        shift=np.array([0, 1, 0, 1], np.int32),
        own=np.zeros(4, np.int32),
        constant=np.zeros(2, np.int64),
        must=np.zeros(4, np.bool_),
        group=shift_groups(instance),
        order=np.array([0, 1], np.int32),
        scale=cost_scale(instance),
    )
    net: Any = net_of(instance, pairs)
    return net, cover_of(instance, pairs), empty_state(instance, net)
