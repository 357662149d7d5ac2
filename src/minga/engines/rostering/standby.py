"""Stand-by: how many people to keep on call so that a shift seldom falls below its minimum when some do not come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from minga.engines.rostering.instance import Instance, Ints, Roster

MOST = 200
TRIALS = 2000


@dataclass(frozen=True, eq=False)
class Standby:
    """For each shift: heads, people on call, chance to fall below the minimum without and with them, as simulated.

    `heads` below the minimum already are counted as needing more people, not as chance.
    """

    chance: float
    heads: Ints
    reserves: Ints
    risk_before: NDArray[np.float64]
    risk_after: NDArray[np.float64]
    simulated: NDArray[np.float64]


def standby_plan(instance: Instance, roster: Roster, *, chance: float = 0.05, seed: int = 1) -> Standby:
    """Reserves for each shift with heads at or above its minimum. Raises ValueError for a chance not between 0 and 1.

    The number who come is a sum of independent draws with each volunteer's own chance (Poisson binomial; Le Cam, 1960); a
    person on call comes with the mean chance of the shift's people. The exact distribution is convolved, and checked by
    `TRIALS` draws.
    """
    if not 0 < chance < 1:
        raise ValueError(f"chance is {chance}; choose one between 0 and 1, such as 0.05.")
    if instance.no_show is None:
        raise ValueError("volunteers.csv has no column no_show: stand-by needs each volunteer's chance of not coming.")
    shifts = len(instance.shifts)
    generator = np.random.default_rng(seed)
    order = np.argsort(roster.pairs[:, 1], kind="stable")
    at = np.searchsorted(roster.pairs[order, 1], np.arange(shifts + 1))
    heads = np.diff(at).astype(np.int32)
    reserves = np.zeros(shifts, np.int32)
    before, after, simulated = np.zeros(shifts), np.zeros(shifts), np.zeros(shifts)
    for s in range(shifts):
        minimum = int(instance.shift_minimum[s])
        absent = instance.no_show[roster.pairs[order[at[s] : at[s + 1]], 0]]
        short = max(0, minimum - len(absent))
        come = distribution(1 - absent)
        wanted = minimum - short
        before[s] = after[s] = come[:wanted].sum()
        usual = float(absent.mean()) if len(absent) else float(instance.no_show.mean())
        while after[s] > chance and reserves[s] < MOST:
            come = np.convolve(come, [usual, 1 - usual])
            reserves[s] += 1
            after[s] = come[:wanted].sum()
        draws = (generator.random((TRIALS, len(absent))) >= absent).sum(axis=1)
        draws += generator.binomial(int(reserves[s]), 1 - usual, TRIALS)
        simulated[s] = float((draws < wanted).mean())
    return Standby(chance, heads, reserves, before, after, simulated)


def distribution(chances: NDArray[np.float64]) -> NDArray[np.float64]:
    """Probability of 0, 1, … successes of independent draws with the given chances."""
    found = np.ones(1)
    for chance in chances:
        found = np.convolve(found, [1 - chance, chance])
    return found


def standby_rows(instance: Instance, plan: Standby) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
    """A table of the plan."""
    header = ("shift", "heads", "minimum", "reserves", "risk_before", "risk_after", "risk_simulated")
    columns = (
        instance.shifts,
        plan.heads.tolist(),
        instance.shift_minimum.tolist(),
        plan.reserves.tolist(),
        *(np.round(column, 5).tolist() for column in (plan.risk_before, plan.risk_after, plan.simulated)),
    )
    return header, list(zip(*columns, strict=True))


def summary(plan: Standby) -> str:
    """The plan in one sentence."""
    exposed = int((plan.risk_before > plan.chance).sum())
    return (
        f"{exposed:,} of {len(plan.heads):,} shifts would fall below their minimum with a chance above {plan.chance:.1%}; "
        f"{int(plan.reserves.sum()):,} duties on call bring the worst to {plan.risk_after.max(initial=0):.1%} "
        f"(simulated {plan.simulated.max(initial=0):.1%})."
    )
