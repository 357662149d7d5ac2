"""How finely costs are counted: a unit of cost in equal parts, so that sums over all days stay within 32 bits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from minga.engines.rostering.defects import Findings
    from minga.engines.rostering.event_file import Event
    from minga.engines.rostering.instance import Instance, Ints, Rules, Weights

LARGEST_SUM = 1 << 28
FINEST = 1024


def cost_scale(instance: Instance) -> int:
    """How many parts one unit of cost is divided into. Raises ValueError when not even whole units fit."""
    one = sum(heaviest_shift(instance.weights, instance.rules, instance.needs, instance.travel).values())
    most = heaviest_allowed(instance.days)
    if one > most:
        raise ValueError(f"The weights are too large: {one} for one shift, where {most} may be. Divide all of them.")
    return min(FINEST, 1 << ((most // max(1, one)).bit_length() - 1))


def heaviest_allowed(days: int) -> int:
    """The most that one shift may count for in all: the longer the event, the less."""
    return LARGEST_SUM // (2 * (days + 1))


def heaviest_shift(weights: Weights, rules: Rules, needs: Ints, travel: Ints) -> dict[str, int]:
    """By weight, the most that one volunteer's shift can count for; `needs` and `travel` as in Instance, -1 for an
    unknown shift.
    """
    known = needs[needs[:, 0] >= 0, 0]
    farthest = int(
        travel[travel <= rules.max_travel_minutes].max(initial=0)
    )  # the rule may allow far more than there is
    return {
        "minimum": weights.minimum,
        "target": weights.target,
        "leader": weights.leader,
        "language": weights.language * int(np.bincount(known, minlength=1).max()),
        "promised": weights.promised,
        "preference": 3 * weights.preference,
        "travel_per_30_min": weights.travel_per_30_min * (farthest // 30),
        "change": 2 * weights.change,
    }


def note_weights_too_large(event: Event, needs: Ints, travel: Ints, findings: Findings) -> None:
    """A defect at the largest weight of event.json where all of them together are too large to be added up."""
    days = (event.last_day - event.first_day).days + 1
    parts, most = heaviest_shift(event.weights, event.rules, needs, travel), heaviest_allowed(days)
    one = sum(parts.values())
    if one <= most:
        return
    largest = max(parts, key=lambda name: parts[name])
    findings.add(
        "event.json",
        event.weight_lines[largest],
        f"weights.{largest}",
        f"all weights together come to {one:,} for one shift ({largest}: {parts[largest]:,}), where an event of {days} "
        f"days allows {most:,}.",
        f"Divide all of them by {-(-one // most)} or more: only their proportions matter.",
    )
