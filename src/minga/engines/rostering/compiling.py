"""The compiling in two halves, the second in a process of its own: two cores are through in half the time.

What a run needs only near its end the other process compiles while the run is under way.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import subprocess
import sys
import time
from typing import IO, Any

import numpy as np

from minga.engines.rostering.annealing import anneal, desk_of
from minga.engines.rostering.baselines import lay_locked, self_sign_up
from minga.engines.rostering.bundle import (
    Bundle,
    add_sets,
    balance,
    held_costs,
    keep_lawful_sets,
    new_bundle,
    price_all,
    take_sets,
)
from minga.engines.rostering.diving import keep_home, lean
from minga.engines.rostering.dual import coverage_bound
from minga.engines.rostering.improve import sweep
from minga.engines.rostering.pairs import Pairs, feasible_pairs, shift_groups
from minga.engines.rostering.paths import Net, Prices, net_of
from minga.engines.rostering.state import Cover, State, cover_of, coverage_cost, empty_state, path_own, refresh_all
from minga.engines.rostering.team_search import found_for, scratch_for, seek_teams
from minga.engines.rostering.warming import smallest_instance
from minga.engines.rostering.weighing import cost_scale

PATIENCE = 120.0  # seconds to wait for the other process; what it did not do is compiled here
HALF, ANNEALING = "half", "annealing"  # what it says when it has a part
_others: list[subprocess.Popen[bytes]] = []
_heard: dict[int, str] = {}  # by the number of the process


def begin_beside() -> None:
    """When nothing compiled lies in the cache yet, let another process compile a part into it."""
    _, cover, state = _parts()
    coverage_bound(cover, Prices(state.head, state.leader, state.language))
    kernel: Any = coverage_bound
    if not kernel.stats.cache_misses or not sys.executable:
        return
    with contextlib.suppress(OSError):
        _others.append(
            subprocess.Popen(  # noqa: S603 our own interpreter and words
                [sys.executable, "-c", f"import {__name__} as compiling; compiling.second_half()"],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        )
        first_half()


def wait_beside(word: str = HALF) -> None:
    """Until the other process says that it has a part, so that nothing is compiled twice."""
    for other in _others:
        _listen(other, word, time.monotonic() + PATIENCE)


def _listen(other: subprocess.Popen[bytes], word: str, until: float) -> None:
    """Until it has said the word, has ended, or the time is over."""
    with selectors.DefaultSelector() as selector:
        selector.register(_words(other), selectors.EVENT_READ)
        while word not in _heard.get(other.pid, "") and selector.select(until - time.monotonic()):
            said = os.read(_words(other).fileno(), 64).decode()
            if not said:
                return
            _heard[other.pid] = _heard.get(other.pid, "") + said


def finish_beside() -> None:
    """Until the other process is through with everything."""
    while _others:
        other = _others.pop()
        try:
            other.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            other.kill()
            other.wait()
        _words(other).close()


def _words(other: subprocess.Popen[bytes]) -> IO[bytes]:
    assert other.stdout is not None  # noqa: S101 it was started with a pipe
    return other.stdout


def first_half() -> None:
    """What plans one volunteer, called with the types a run calls it with: meanwhile the other half gets ahead."""
    net, cover, state = _parts()
    refresh_all(net, cover, state)
    sweep(np.arange(2), 1, net, cover, state)


def second_half() -> None:
    """Self sign-up, bundle and locks, annealing, teams, in the order a run needs them; a word after each part."""
    instance = smallest_instance()
    self_sign_up(instance, feasible_pairs(instance, 1))
    net, cover, state = _parts()
    people, found = np.arange(2), np.zeros((2, state.path.shape[1]), np.int32)
    bundle: Bundle = new_bundle(2, found.shape[1], 2, 1)
    add_sets(found, np.zeros(2, np.int32), np.zeros(2, np.int64), np.zeros(0, np.int64), net, cover, bundle)
    price_all(cover, bundle)
    balance(people, 2, net, cover, bundle)
    held_costs(0, 1, net, Prices(state.head, state.leader, state.language), bundle, np.zeros(2, np.int64))
    keep_lawful_sets(empty_state(smallest_instance(), net), net, bundle)
    lean(np.zeros(2, np.int32), np.zeros(1), net, bundle, np.zeros(2, np.int32), np.zeros(2))
    keep_home(np.arange(0), np.zeros(2, np.int32), net, bundle)
    take_sets(people, net, cover, bundle, state)
    lay_locked(net, cover, state, 5)
    coverage_cost(cover, state)
    _say(HALF)
    paths = np.zeros((2, found.shape[1] + 1), np.int32)
    anneal(people, 10, 1.0, 1.0, 1, net, cover, state, desk_of(net, cover, state), paths)
    _say(ANNEALING)
    scratch, team = scratch_for(net, 2, found.shape[1]), found_for(2, found.shape[1])
    live = Prices(state.head, state.leader, state.language)
    path_own(0, state.path[0], 0, net)
    seek_teams(2, 1.0, 1, 1, np.zeros(2, np.int64), net, cover, state, live, scratch, team)


def _say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


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
