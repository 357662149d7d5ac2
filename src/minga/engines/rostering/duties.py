"""Why one volunteer serves where they do: what each duty saves, what stops every other shift, what would change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from minga.engines.rostering.costing import cost_parts
from minga.engines.rostering.reasons import Why

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from minga.engines.rostering.instance import Instance, Roster


def why_here(
    instance: Instance, roster: Roster, volunteer: str, *, asked: str | None = None, lawful: bool = True
) -> dict[str, Any]:
    """What a volunteer serves, and what each duty costs and saves; what stops every other shift; what would change
    with another shift of the same venue, or with the best at each other venue; and the answer for the shift `asked`.

    Raises KeyError for an unknown volunteer or shift. Costs are in cost units against everybody else's present shifts,
    and are left out where the roster breaks a rule (not `lawful`), which has no cost.
    """
    from minga.engines.rostering.nextbest import Offers

    for given, known in ((volunteer, instance.volunteers), (asked, instance.shifts)):
        if given is not None and given not in known:
            raise KeyError(given)
    v = instance.volunteers.index(volunteer)
    mine = roster.pairs[:, 0] == v
    served = roster.pairs[mine, 1].tolist()
    answer: dict[str, Any] = {
        "volunteer": volunteer,
        "shifts": [instance.shifts[s] for s in served],
        "venue": instance.venues[instance.shift_venue[served[0]]] if served else None,
        "promised": int(instance.min_shifts[v]),
        "duties": [_duty(instance, v, s) for s in served],
        "not_served": Why(instance, roster).stops(v),
    }
    if not lawful:
        return answer
    for duty, row in zip(answer["duties"], np.flatnonzero(mine).tolist(), strict=True):
        duty["saves"] = _saved(instance, roster, np.arange(len(roster)) == row)
    offers = Offers(instance, roster, v)
    answer |= {
        "saves": _saved(instance, roster, mine),
        "other_shifts": offers.other_shifts(),
        "alternatives": offers.alternatives(),
    }
    return answer if asked is None else answer | {"asked": offers.instead(instance.shifts.index(asked))}


def _duty(instance: Instance, v: int, s: int) -> dict[str, Any]:
    """One duty and what the volunteer bears for it; None where a rule is broken so that there is no such figure."""
    place = int(instance.shift_venue[s])
    dislike = int(instance.dislike[v, instance.shift_role[s]])
    minutes = int(instance.travel[instance.volunteer_zone[v], instance.venue_zone[place]])
    return {
        "shift": instance.shifts[s],
        "venue": instance.venues[place],
        "role": instance.roles[instance.shift_role[s]],
        "start": instance.clock(instance.shift_start[s]),
        "dislike": dislike if dislike >= 0 else None,
        "travel_minutes": minutes if minutes >= 0 else None,
    }


def _saved(instance: Instance, roster: Roster, rows: NDArray[np.bool_]) -> int:
    """What the roster would cost more without these rows, others leading in their stead where they can."""
    from minga.engines.rostering.baselines import with_leaders

    rest = with_leaders(instance, roster.pairs[~rows])
    return sum(cost_parts(instance, rest).values()) - sum(cost_parts(instance, roster).values())
