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
    """The answer of `Explanations` for one volunteer. Raises KeyError for an unknown volunteer or shift."""
    return Explanations(instance, roster, lawful=lawful).of(volunteer, asked=asked)


class Explanations:
    """Why volunteers serve where they do. What one answer has in common with the next is made once.

    Costs are in cost units against everybody else's present shifts, and are left out where the roster breaks a rule
    (not `lawful`), which has no cost.
    """

    def __init__(self, instance: Instance, roster: Roster, *, lawful: bool = True) -> None:
        from minga.engines.rostering.nextbest import Market

        self._instance, self._roster = instance, roster
        self._why = Why(instance, roster)
        self._market = Market(instance, roster) if lawful else None
        self._cost = sum(cost_parts(instance, roster).values()) if lawful else 0

    def of(self, volunteer: str, *, asked: str | None = None) -> dict[str, Any]:
        """What a volunteer serves, and what each duty costs and saves; what stops every other shift; what would change
        with another shift of the same venue, or with the best at each other venue; and the answer for the shift
        `asked`. Raises KeyError for an unknown volunteer or shift.
        """
        from minga.engines.rostering.nextbest import Offers

        instance, roster = self._instance, self._roster
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
            "not_served": self._why.stops(v),
        }
        if self._market is None:
            return answer
        for duty, row in zip(answer["duties"], np.flatnonzero(mine).tolist(), strict=True):
            duty["saves"] = self._saved(np.arange(len(roster)) == row)
        offers = Offers(self._market, v)
        answer |= {
            "saves": self._saved(mine),
            "other_shifts": offers.other_shifts(),
            "alternatives": offers.alternatives(),
        }
        return answer if asked is None else answer | {"asked": offers.instead(instance.shifts.index(asked))}

    def _saved(self, rows: NDArray[np.bool_]) -> int:
        """What the roster would cost more without these rows, others leading in their stead where they can."""
        from minga.engines.rostering.baselines import with_leaders

        rest = with_leaders(self._instance, self._roster.pairs[~rows])
        return sum(cost_parts(self._instance, rest).values()) - self._cost


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
