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
AGAIN, AT_ONCE = 100_000, 10_000  # fresh draws where the first ones came out above the chance, and how many at a time


@dataclass(frozen=True, eq=False)
class Standby:
    """For each shift: heads, people on call, chance to fall below the minimum without and with them, as simulated.

    `simulated` rests on `draws` draws. A shift whose heads are below the minimum already (`short`) needs more people,
    not reserves: its chance is that of falling below the heads it has.
    """

    chance: float
    heads: Ints
    short: Ints
    reserves: Ints
    risk_before: NDArray[np.float64]
    risk_after: NDArray[np.float64]
    simulated: NDArray[np.float64]
    draws: Ints

    def beyond_luck(self, alarm: float = 0.001) -> NDArray[np.int64]:
        """Shifts whose simulated chance does not fit the computed one.

        With a right computation any is named with a probability of at most `alarm`, whatever the number of shifts: the
        tail of a binomial is at most exp(-draws · divergence) (Chernoff, 1952), shared out over shifts and sides
        (Bonferroni).
        """
        least = 1e-300
        seen, told = self.simulated, self.risk_after
        divergence = seen * np.log(np.maximum(seen, least) / np.maximum(told, least))
        divergence += (1 - seen) * np.log(np.maximum(1 - seen, least) / np.maximum(1 - told, least))
        return np.flatnonzero(self.draws * divergence > np.log(2 * max(1, len(seen)) / alarm))


def standby_plan(instance: Instance, roster: Roster, *, chance: float = 0.05, seed: int = 1) -> Standby:
    """Reserves for each shift. Raises ValueError for a chance not between 0 and 1.

    The number who come is a sum of independent draws with each volunteer's own chance (Poisson binomial; Le Cam,
    1960); a person on call comes with the mean chance of the shift's people. The exact distribution is convolved, and
    checked by `TRIALS` draws. Among thousands of shifts, some come out above the chance by luck alone: those are drawn
    afresh, `AGAIN` times, because the first draws picked them out and say too much.
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
    wanted = np.minimum(instance.shift_minimum, heads)
    reserves, draws = np.zeros(shifts, np.int32), np.full(shifts, TRIALS, np.int32)
    before, after, simulated = np.zeros(shifts), np.zeros(shifts), np.zeros(shifts)
    for s in range(shifts):
        absent = instance.no_show[roster.pairs[order[at[s] : at[s + 1]], 0]]
        usual = float(absent.mean()) if len(absent) else 0.0
        before[s], after[s], reserves[s] = sized(absent, usual, int(wanted[s]), chance)
        everybody = np.concatenate([absent, np.full(reserves[s], usual)])
        simulated[s] = drawn_risk(everybody, int(wanted[s]), TRIALS, generator)
        if simulated[s] > chance:
            draws[s] = AGAIN
            simulated[s] = drawn_risk(everybody, int(wanted[s]), AGAIN, generator)
    short = (instance.shift_minimum - wanted).astype(np.int32)
    return Standby(chance, heads, short, reserves, before, after, simulated, draws)


def sized(absent: NDArray[np.float64], usual: float, wanted: int, chance: float) -> tuple[float, float, int]:
    """Chance that fewer than `wanted` come, the same with reserves, and the fewest reserves that bring it to
    `chance`.
    """
    come = distribution(1 - absent)
    before = after = float(come[:wanted].sum())
    reserves = 0
    while after > chance and reserves < MOST:
        come = np.convolve(come, [usual, 1 - usual])
        reserves += 1
        after = float(come[:wanted].sum())
    return before, after, reserves


def drawn_risk(absent: NDArray[np.float64], wanted: int, trials: int, generator: np.random.Generator) -> float:
    """Share of `trials` independent days on which fewer than `wanted` come."""
    below = 0
    for first in range(0, trials, AT_ONCE):
        days = min(AT_ONCE, trials - first)
        below += int(((generator.random((days, len(absent))) >= absent).sum(axis=1) < wanted).sum())
    return below / trials


def distribution(chances: NDArray[np.float64]) -> NDArray[np.float64]:
    """Probability of 0, 1, … successes of independent draws with the given chances."""
    found = np.ones(1)
    for chance in chances:
        found = np.convolve(found, [1 - chance, chance])
    return found


def standby_rows(instance: Instance, plan: Standby) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
    """A table of the plan."""
    header = (
        *("shift", "heads", "minimum", "short", "reserves"),
        *("risk_before", "risk_after", "risk_simulated", "draws"),
    )
    columns = (
        *(instance.shifts, plan.heads.tolist(), instance.shift_minimum.tolist()),
        *(plan.short.tolist(), plan.reserves.tolist()),
        *(np.round(column, 5).tolist() for column in (plan.risk_before, plan.risk_after, plan.simulated)),
        plan.draws.tolist(),
    )
    return header, list(zip(*columns, strict=True))


def summary(plan: Standby) -> str:
    """The plan in a few sentences."""
    exposed, short = int((plan.risk_before > plan.chance).sum()), int((plan.short > 0).sum())
    left, odd = int((plan.risk_after > plan.chance).sum()), len(plan.beyond_luck())
    mean = float(plan.simulated.mean()) if len(plan.simulated) else 0.0
    lines = [
        f"{exposed:,} of {len(plan.heads):,} shifts would lose too many with a chance above {plan.chance:.1%}; "
        f"{int(plan.reserves.sum()):,} duties on call bring the worst to {plan.risk_after.max(initial=0):.1%}.",
        f"Simulated: {plan.simulated.max(initial=0):.1%} at the worst shift, {mean:.2%} on average; "
        + ("no shift differs" if not odd else f"{odd} {'shift differs' if odd == 1 else 'shifts differ'}")
        + " from the computation by more than luck.",
    ]
    if left:
        lines.append(f"{left:,} stay above it even with {MOST} on call.")
    if short:
        lines.append(f"{short:,} shifts are below their minimum already: they need people, not reserves.")
    return "\n".join(lines)
