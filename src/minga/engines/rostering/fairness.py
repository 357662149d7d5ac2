"""How duties are spread: hours, late shifts, first choices, promises, each as a distribution."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from minga.engines.rostering.instance import MINUTES_PER_DAY

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from minga.engines.rostering.instance import Instance, Roster

LATE = 22 * 60
SHARES = (0, 10, 25, 50, 75, 90, 100)


def fairness(instance: Instance, roster: Roster) -> dict[str, Any]:
    """Percentiles over those who serve: hours, shifts, late shifts (ending after 22:00), share of first choices.

    `gini_hours` is the Gini coefficient of hours, 0 when all serve equally long. `promise_kept` is the share of
    volunteers with at least `min_shifts` shifts.
    """
    volunteers = len(instance.volunteers)
    who, what = roster.pairs[:, 0], roster.pairs[:, 1]
    shifts = np.bincount(who, minlength=volunteers)
    length = instance.shift_end[what] - instance.shift_start[what]
    hours = np.bincount(who, weights=length / 60, minlength=volunteers)
    ends = instance.shift_end[what] - instance.shift_day[what] * MINUTES_PER_DAY
    late = np.bincount(who[ends > LATE], minlength=volunteers)
    first = np.bincount(who[instance.dislike[who, instance.shift_role[what]] == 0], minlength=volunteers)
    serving = shifts > 0
    return {
        "serving": int(serving.sum()),
        "without_a_shift": int((~serving).sum()),
        "promise_kept": round(float((shifts >= instance.min_shifts).mean()), 4) if volunteers else 1.0,
        "percentiles": list(SHARES),
        "hours": spread(hours[serving]),
        "shifts": spread(shifts[serving]),
        "late_shifts": spread(late[serving]),
        "first_choice_share": spread(first[serving] / np.maximum(1, shifts[serving])),
        "gini_hours": round(gini(hours[serving]), 4),
    }


def spread(values: NDArray[Any]) -> list[float]:
    """Values at SHARES percent; empty for nobody."""
    return [round(float(value), 2) for value in np.percentile(values, SHARES)] if len(values) else []


def gini(values: NDArray[Any]) -> float:
    """The Gini coefficient of values of 0 or more."""
    ordered = np.sort(values.astype(float))
    total = ordered.sum()
    if not total:
        return 0.0
    rank = np.arange(1, len(ordered) + 1)
    return float((2 * rank - len(ordered) - 1).dot(ordered) / (len(ordered) * total))
