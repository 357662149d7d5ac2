"""Diving again: of the people whose group diving has decided, many are open once more at the prices of now, and are
decided anew; what makes the mix inside the decided groups cheaper stays.

A large neighbourhood search (Shaw, 1998) over groups, in which the mix and its bound stand for the roster: both are
known after a few rounds of pricing, long before a roster could be settled.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from minga.engines.rostering.bundle import Bundle, add_sets, copied, put_back
from minga.engines.rostering.diving import NOBODY, Dive, decide, first_dive, keep_home, stay_home
from minga.engines.rostering.phases import Run, whole_prices
from minga.engines.rostering.proving import Pricing, set_multipliers

if TYPE_CHECKING:
    from numpy.typing import NDArray

AGAIN_SHARE = 0.58  # of the run, where diving again ends
FREED = 0.4  # of those who would gain in another group, as many are open once more
FIRST_ROUNDS, OPEN_ROUNDS, STAGE_ROUNDS, LAST_ROUNDS = 30, 10, 3, 10  # of pricing
STAGES = 6  # in which the freed are decided


def dive(run: Run) -> bool:
    """Decide who serves in which group where the mix leaves many divided; the run goes on inside those groups. Gives
    whether it did.
    """
    first = first_dive(run)
    if first is not None:
        dive_again(first, AGAIN_SHARE)
        stay_home(first)
    return first is not None


def dive_again(dive: Dive, until: float) -> float:
    """Free some of the decided and dive once more, over and over until this share of the run is over.

    Leaves `dive.home` and the run's bundle as they were when the mix was cheapest. Gives what was gained, scaled.
    """
    run, bundle = dive.run, dive.bundle
    decided = int((dive.home >= 0).sum())
    first = best = _rounds_and_value(dive, FIRST_ROUNDS, until)
    kept = _copied(dive)
    everywhere = Pricing(run, full=dive.full)
    while decided and not run.over(until):
        freed = _free(dive, everywhere)
        dive.begin_afresh()
        dive.rounds(OPEN_ROUNDS, until)
        for stage in range(1, STAGES + 1):
            decide(run, bundle, dive.home, int(freed * (1 - stage / STAGES)))
            dive.rounds(STAGE_ROUNDS, until)
        value = _rounds_and_value(dive, LAST_ROUNDS, until)
        if value < best and not run.over(until):
            best, kept = value, _copied(dive)
        else:
            _put_back(dive, kept)
        run.tell("venues")
    return first - best


def _free(dive: Dive, everywhere: Pricing) -> int:
    """Open some of those who would gain in another group at the prices of now; their best sets come in. Gives their
    number.
    """
    run, bundle, home = dive.run, dive.bundle, dive.home
    prices = whole_prices(bundle.centre_y, bundle.centre_z, bundle.centre_w)
    set_multipliers(bundle, prices)
    at_home = dive.pricing()
    at_home.value(prices)
    everywhere.value(prices)
    able = np.flatnonzero((at_home.values > everywhere.values) & (home >= 0))
    freed = run.generator.choice(able, int(np.ceil(FREED * len(able))), replace=False)
    home[freed] = NOBODY
    none = np.zeros(0, np.int64)
    add_sets(everywhere.found, everywhere.count, everywhere.values, none, run.bound_net, run.cover, bundle)
    keep_home(np.flatnonzero(home >= 0), home, run.net, bundle)
    return len(freed)


def _rounds_and_value(dive: Dive, rounds: int, until: float) -> float:
    """Half way between the bound inside the decided groups and what the mix costs: neither has quite arrived."""
    dive.begin_afresh()
    bound = dive.rounds(rounds, until)
    return (bound + _mix_cost(dive.run, dive.bundle)) / 2


def _mix_cost(run: Run, bundle: Bundle) -> float:
    """What the mix costs, scaled: a fractional roster, on the lower hull of what missing heads cost."""
    cover, heads = run.cover, np.minimum(bundle.heads, run.cover.target)
    below = np.maximum(0, cover.bend - heads).sum()
    short = (cover.slope * np.maximum(0, cover.target - np.maximum(heads, cover.bend))).sum()
    leaders = np.maximum(0, cover.leaders - bundle.leads).sum()
    silent = np.maximum(0, cover.need_least - bundle.speakers).sum()
    held = np.arange(bundle.weight.shape[1]) < bundle.size[:, None]
    own = (bundle.weight * bundle.own)[held].sum() + run.pairs.constant.sum()
    weights = (cover.steep, cover.w_leader, cover.w_language)
    return float(own + short + sum(w * part for w, part in zip(weights, (below, leaders, silent), strict=True)))


def _copied(dive: Dive) -> tuple[NDArray[np.int32], list[NDArray[Any]]]:
    return dive.home.copy(), copied(dive.bundle)


def _put_back(dive: Dive, kept: tuple[NDArray[np.int32], list[NDArray[Any]]]) -> None:
    dive.home[:] = kept[0]
    put_back(dive.bundle, kept[1])
