"""Why a place stays empty, why a volunteer serves where they do, and what the next best would have cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from minga.engines.rostering.costing import cost_parts, counts_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from minga.engines.rostering.instance import Instance, Ints, Roster

REASONS = (
    ("role", "do not list the role (H2)"),
    ("skill", "can neither lead nor speak what is missing"),
    ("available", "are not available then, or absent (H3)"),
    ("travel", "cannot travel there (H4)"),
    ("busy", "serve another shift that day (H5)"),
    ("elsewhere", "are promised to another venue or role (H12)"),
    ("limit", "have all their shifts (H9)"),
    ("rest", "would rest too little (H6)"),
    ("week", "would serve too many days in a row or minutes in a week (H7, H8)"),
    ("dearer", "could come, but cost more than the place is worth"),
)


def coverage_by(instance: Instance, roster: Roster, key: Ints, names: list[str]) -> dict[str, dict[str, int]]:
    """Heads, minimum, target and places open below each, by day or venue."""
    heads, _, _ = counts_of(instance, roster)
    below = np.maximum(0, instance.shift_minimum - heads)
    short = np.maximum(0, instance.shift_target - heads)
    columns = {
        "heads": heads,
        "minimum": instance.shift_minimum,
        "target": instance.shift_target,
        "below_minimum": below,
        "below_target": short,
    }
    sums = {label: np.bincount(key, weights=column, minlength=len(names)) for label, column in columns.items()}
    return {name: {label: int(sums[label][row]) for label in columns} for row, name in enumerate(names)}


def losses(instance: Instance, roster: Roster) -> NDArray[np.int64]:
    """What each shift costs for people, leaders and speakers it lacks; shape (S,)."""
    return _losses_at(instance, *counts_of(instance, roster))


def _losses_at(
    instance: Instance, heads: NDArray[Any], leaders: NDArray[Any], speakers: NDArray[Any]
) -> NDArray[np.int64]:
    w = instance.weights
    short = np.maximum(0, instance.shift_target - np.maximum(heads, instance.shift_minimum))
    loss = w.minimum * np.maximum(0, instance.shift_minimum - heads) + w.target * short
    loss = loss + w.leader * np.maximum(0, instance.shift_leaders - leaders)
    silent = w.language * np.maximum(0, instance.needs[:, 2] - speakers)
    whole: NDArray[np.int64] = loss + np.bincount(instance.needs[:, 0], silent, len(loss)).astype(np.int64)
    return whole


def unfilled(instance: Instance, roster: Roster, most: int = 500) -> list[dict[str, Any]]:
    """Shifts that miss people, leaders or speakers, worst first: what is missing and what binds, with counts of
    volunteers by first reason. Where every place is taken, only those who lead or speak what is missing could help.

    At most `most` shifts are explained; every one is counted in the coverage.
    """
    heads, leaders, speakers = counts_of(instance, roster)
    below = np.maximum(0, instance.shift_minimum - heads)
    leading = np.maximum(0, instance.shift_leaders - leaders)
    silent = np.maximum(0, instance.needs[:, 2] - speakers)
    loss = _losses_at(instance, heads, leaders, speakers)
    worst = np.argsort(-loss, kind="stable")[:most]
    why = _Why(instance, roster)
    rows = []
    for s in worst[loss[worst] > 0].tolist():
        needs = np.flatnonzero((instance.needs[:, 0] == s) & (silent > 0))
        helps = None
        if heads[s] >= instance.shift_target[s] and instance.speaks is not None:
            helps = instance.speaks[:, instance.needs[needs, 1]].any(axis=1) | (instance.can_lead & (leading[s] > 0))
        counts = why.counts(s, helps)
        rows.append(
            {
                "shift": instance.shifts[s],
                "heads": int(heads[s]),
                "below_minimum": int(below[s]),
                "below_target": int(instance.shift_target[s] - heads[s]),
                "leaders_missing": int(leading[s]),
                "speakers_missing": {instance.languages[instance.needs[n, 1]]: int(silent[n]) for n in needs},
                "cost": int(loss[s]),
                "binds": _binding(counts),
                "counts": counts,
            }
        )
    return rows


def _binding(counts: dict[str, int]) -> str:
    """The rule that stops most of those who could help; what they lack themselves when nobody else is left."""
    others = {name: count for name, count in counts.items() if name not in {"role", "skill"} and count}
    return max(others, key=lambda name: others[name]) if others else "skill" if counts["skill"] else "role"


class _Why:
    """For a shift, the first reason of each volunteer not on it."""

    def __init__(self, instance: Instance, roster: Roster) -> None:
        self._instance = instance
        volunteers = len(instance.volunteers)
        self._served = np.bincount(roster.pairs[:, 0], minlength=volunteers)
        self._at = np.searchsorted(roster.pairs[:, 0], np.arange(volunteers + 1))
        self._pairs = roster.pairs
        day = instance.shift_day[roster.pairs[:, 1]]
        self._working = np.zeros((volunteers, instance.days), np.bool_)
        self._working[roster.pairs[:, 0], day] = True
        self._home = np.full(volunteers, -1)
        self._home[roster.pairs[:, 0]] = self._group(roster.pairs[:, 1])

    def _group(self, shift: Any) -> Any:
        instance = self._instance
        if instance.rules.stability == "none":
            return np.zeros_like(shift)
        if instance.rules.stability == "venue":
            return instance.shift_venue[shift]
        return instance.shift_venue[shift] * len(instance.roles) + instance.shift_role[shift]

    def counts(self, s: int, helps: NDArray[np.bool_] | None = None) -> dict[str, int]:
        """Number of volunteers by first reason, in the order of REASONS; `helps` marks who has what is missing."""
        instance = self._instance
        volunteers = len(instance.volunteers)
        start, end = instance.shift_start[s], instance.shift_end[s]
        left: NDArray[np.bool_] = np.ones(volunteers, np.bool_)
        left[self._pairs[self._pairs[:, 1] == s, 0]] = False
        counts: dict[str, int] = {}

        def take(name: str, hit: NDArray[np.bool_]) -> None:
            counts[name] = int((left & hit).sum())
            left[hit] = False

        free, away = instance.availability, instance.absences
        present = np.zeros(volunteers, np.bool_)
        present[free[(free[:, 1] <= start) & (free[:, 2] >= end), 0]] = True
        present[away[(away[:, 1] < end) & (away[:, 2] > start), 0]] = False
        minutes = instance.travel[instance.volunteer_zone, instance.venue_zone[instance.shift_venue[s]]]
        take("role", instance.dislike[:, instance.shift_role[s]] < 0)
        take("skill", np.zeros(volunteers, np.bool_) if helps is None else ~helps)
        take("available", ~present)
        take("travel", (minutes < 0) | (minutes > instance.rules.max_travel_minutes))
        take("busy", self._working[:, instance.shift_day[s]])
        take("elsewhere", (self._home >= 0) & (self._home != self._group(np.int64(s))))
        take("limit", self._served >= instance.max_shifts)
        rest = np.zeros(volunteers, np.bool_)
        week = np.zeros(volunteers, np.bool_)
        for v in np.flatnonzero(left).tolist():
            rest[v], week[v] = self._breaks(v, s)
        take("rest", rest)
        take("week", week)
        counts["dearer"] = int(left.sum())
        return counts

    def stops(self, v: int) -> dict[str, int]:
        """Number of shifts that v does not serve, by what stops v first; `full` where every place is taken."""
        instance = self._instance
        shifts = np.arange(len(instance.shifts))
        mine = self._pairs[self._at[v] : self._at[v + 1], 1]
        left = ~np.isin(shifts, mine)
        counts: dict[str, int] = {}

        def take(name: str, hit: Any) -> None:
            counts[name] = int((left & hit).sum())
            left[hit] = False

        start, end = instance.shift_start, instance.shift_end
        present = np.zeros(len(shifts), np.bool_)
        for _, begin, until in instance.availability[instance.availability[:, 0] == v].tolist():
            present |= (begin <= start) & (end <= until)
        for _, begin, until in instance.absences[instance.absences[:, 0] == v].tolist():
            present &= ~((begin < end) & (until > start))
        minutes = instance.travel[instance.volunteer_zone[v], instance.venue_zone[instance.shift_venue]]
        heads = np.bincount(self._pairs[:, 1], minlength=len(shifts))
        take("role", instance.dislike[v, instance.shift_role] < 0)
        take("available", ~present)
        take("travel", (minutes < 0) | (minutes > instance.rules.max_travel_minutes))
        take("busy", self._working[v, instance.shift_day])
        take("elsewhere", (self._home[v] >= 0) & (self._group(shifts) != self._home[v]))
        take("limit", np.full(len(shifts), len(mine) >= instance.max_shifts[v]))
        broken = np.zeros((2, len(shifts)), np.bool_)
        for s in np.flatnonzero(left).tolist():
            broken[:, s] = self._breaks(v, s)
        take("rest", broken[0])
        take("week", broken[1])
        take("full", heads >= instance.shift_target)
        counts["dearer"] = int(left.sum())
        return {name: count for name, count in counts.items() if count}

    def _breaks(self, v: int, s: int) -> tuple[bool, bool]:
        instance = self._instance
        mine = [*self._pairs[self._at[v] : self._at[v + 1], 1].tolist(), s]
        mine.sort(key=lambda t: int(instance.shift_start[t]))
        starts, ends = instance.shift_start[mine], instance.shift_end[mine]
        rest = bool(((starts[1:] - ends[:-1]) < instance.rules.min_rest_minutes).any())
        days = instance.shift_day[mine]
        longest = instance.rules.max_consecutive_days
        row = any(days[i + longest] - days[i] == longest for i in range(len(days) - longest))
        minutes = ends - starts
        heavy = any(
            minutes[(days >= day) & (days < day + 7)].sum() > instance.rules.max_minutes_per_7_days for day in days
        )
        return rest, bool(row or heavy)


def why_here(instance: Instance, roster: Roster, volunteer: str) -> dict[str, Any]:
    """What a volunteer serves and what each duty costs and saves, what stops every other shift, and what the best
    roster at each other venue would have cost more.

    Raises KeyError for an unknown volunteer. Costs are in cost units against everybody else's present shifts.
    """
    from minga.engines.rostering.nextbest import alternatives

    if volunteer not in instance.volunteers:
        raise KeyError(volunteer)
    v = instance.volunteers.index(volunteer)
    mine = roster.pairs[:, 0] == v
    served = roster.pairs[mine, 1].tolist()
    return {
        "volunteer": volunteer,
        "shifts": [instance.shifts[s] for s in served],
        "venue": instance.venues[instance.shift_venue[served[0]]] if served else None,
        "promised": int(instance.min_shifts[v]),
        "duties": [_duty(instance, roster, row) for row in np.flatnonzero(mine).tolist()],
        "saves": _saved(instance, roster, mine),
        "not_served": _Why(instance, roster).stops(v),
        "alternatives": alternatives(instance, roster, v),
    }


def _duty(instance: Instance, roster: Roster, row: int) -> dict[str, Any]:
    """One duty: what the volunteer bears for it and what the roster would cost more without it."""
    v, s = roster.pairs[row].tolist()
    place = int(instance.shift_venue[s])
    return {
        "shift": instance.shifts[s],
        "venue": instance.venues[place],
        "role": instance.roles[instance.shift_role[s]],
        "start": instance.clock(instance.shift_start[s]),
        "dislike": int(instance.dislike[v, instance.shift_role[s]]),
        "travel_minutes": int(instance.travel[instance.volunteer_zone[v], instance.venue_zone[place]]),
        "saves": _saved(instance, roster, np.arange(len(roster)) == row),
    }


def _saved(instance: Instance, roster: Roster, rows: NDArray[np.bool_]) -> int:
    """What the roster would cost more without these rows, others leading in their stead where they can."""
    from minga.engines.rostering.baselines import with_leaders

    rest = with_leaders(instance, roster.pairs[~rows])
    return sum(cost_parts(instance, rest).values()) - sum(cost_parts(instance, roster).values())
