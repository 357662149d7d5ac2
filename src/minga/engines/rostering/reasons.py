"""Why volunteers are not on a shift, each by the first rule that stops them: for thousands of shifts, or one person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from minga.engines.rostering.instance import MINUTES_PER_DAY
from minga.engines.rostering.pairs import shift_groups

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from minga.engines.rostering.instance import Instance, Ints, Roster

    Worth = Callable[[NDArray[np.int64]], NDArray[np.int64]]

REASONS = (
    ("begun", "cannot join any more: it has begun"),
    ("role", "do not list the role (H2)"),
    ("places", "cannot help: it takes more speakers than the shift has places"),
    ("skill", "can neither lead nor speak what is missing"),
    ("available", "are not available then, or absent (H3)"),
    ("travel", "cannot travel there (H4)"),
    ("busy", "serve another shift that day (H5)"),
    ("elsewhere", "are promised to another venue or role (H12)"),
    ("limit", "have all their shifts (H9)"),
    ("rest", "would rest too little (H6)"),
    ("week", "would serve too many days in a row or minutes in a week (H7, H8)"),
    ("swap", "could come, if somebody there stepped back"),
    ("better", "could come, and the roster would cost less with them"),
    ("dearer", "could come, but cost more than the place is worth"),
)
EARLY, LATE = np.int32(-(1 << 30)), np.int32(1 << 30)


class _Day(NamedTuple):
    """One day as everybody's other shifts leave it: who serves, from when to when a shift keeps rest, who would serve
    too many days in a row, and the most minutes of seven days with this one.
    """

    serves: NDArray[np.bool_]
    rested: Ints
    must_end: Ints
    in_row: NDArray[np.bool_]
    minutes: Ints


class Why:
    """For a shift, the first reason of each volunteer who is not on it.

    Memory: four bytes for each volunteer and day. Asked for shifts by start, it computes what a day or a time of day
    asks for once.
    """

    def __init__(self, instance: Instance, roster: Roster) -> None:
        self._instance = instance
        volunteers = len(instance.volunteers)
        who, what = roster.pairs[:, 0], roster.pairs[:, 1]
        self._served = np.bincount(who, minlength=volunteers)
        self._at = np.searchsorted(who, np.arange(volunteers + 1))
        self._pairs = roster.pairs
        order = np.argsort(what, kind="stable")
        self._on, self._on_at = who[order], np.searchsorted(what[order], np.arange(len(instance.shifts) + 1))
        self._group = shift_groups(instance)
        self._home = np.full(volunteers, -1)
        self._home[who] = self._group[what]
        self._by_day = np.full((instance.days, volunteers), -1, np.int32)
        self._by_day[instance.shift_day[what], who] = what
        self._start = np.append(instance.shift_start, LATE)
        self._end = np.append(instance.shift_end, EARLY)
        self._minutes = np.append(instance.shift_end - instance.shift_start, np.int32(0))
        longest = int((instance.shift_end - instance.shift_day * MINUTES_PER_DAY).max(initial=0))
        self._reach = (longest + instance.rules.min_rest_minutes) // MINUTES_PER_DAY
        self._frozen = instance.begun & (instance.previous is not None)
        held = np.zeros((0, 2), np.int32) if instance.previous is None else instance.previous[:, :2]
        order = np.argsort(held[:, 1], kind="stable")
        self._held = held[order, 0]
        self._held_at = np.searchsorted(held[order, 1], np.arange(len(instance.shifts) + 1))
        self._known = np.zeros(volunteers, np.bool_)
        self._known[held[:, 0]] = True
        self._known[[v for v, _, _ in instance.previous_gone]] = True
        self._marks, self._marked = np.zeros(volunteers, np.bool_), np.zeros(0, np.int32)
        self._available, self._away = (
            np.ascontiguousarray(rows.T)
            for rows in (instance.availability, instance.absences)  # by column: read quicker
        )
        self._near: dict[int, NDArray[np.bool_]] = {}
        self._listing: dict[int, NDArray[np.int64]] = {}
        self._present: tuple[tuple[int, int], NDArray[np.bool_]] | None = None
        self._free: tuple[int, Ints] | None = None
        self._day: tuple[int, _Day] | None = None

    def counts(
        self, s: int, worth: Worth, helps: NDArray[np.bool_] | None = None, *, lacking: str = "skill"
    ) -> dict[str, int]:
        """Number of volunteers by first reason, in the order of REASONS, where there are any.

        `worth` gives what each of some volunteers would save there. `helps` marks who has what is missing where every
        place is taken, and `lacking` is the reason of all others.
        """
        instance, rules = self._instance, self._instance.rules
        role, start, end = int(instance.shift_role[s]), int(instance.shift_start[s]), int(instance.shift_end[s])
        here = self._on[self._on_at[s] : self._on_at[s + 1]]
        if self._frozen[s]:
            return {"begun": len(instance.volunteers) - len(here)}
        able = self._who_lists(role)
        counts = {"role": len(instance.volunteers) - len(able) - int((instance.dislike[here, role] < 0).sum())}
        left = able[~self._mark(here)[able]]
        day = self._day_of(int(instance.shift_day[s]))

        def take(name: str, hit: NDArray[np.bool_]) -> None:
            nonlocal left
            counts[name] = int(hit.sum())
            left = left[~hit]

        if helps is not None:
            take(lacking, ~helps[left])
        take("available", ~self._who_is_there(start, end)[left])
        take("travel", ~self._who_can_travel(int(instance.venue_zone[instance.shift_venue[s]]))[left])
        take("busy", day.serves[left])
        take("elsewhere", (self._home[left] >= 0) & (self._home[left] != self._group[s]))
        take("limit", self._served[left] >= instance.max_shifts[left])
        take("rest", (day.rested[left] > start) | (day.must_end[left] < end))
        take("week", day.in_row[left] | (day.minutes[left] + (end - start) > rules.max_minutes_per_7_days))
        if helps is not None:
            take("swap", np.ones(len(left), np.bool_))
        take("better", self._costs(s, left) < worth(left))
        counts["dearer"] = len(left)
        return {name: count for name, count in counts.items() if count}

    def _costs(self, s: int, people: NDArray[np.int64]) -> NDArray[np.int64]:
        """What each of these people would cost by themselves on the shift, beside what they serve."""
        instance, w = self._instance, self._instance.weights
        minutes = instance.travel[instance.volunteer_zone[people], instance.venue_zone[instance.shift_venue[s]]]
        cost: NDArray[np.int64] = w.preference * instance.dislike[people, instance.shift_role[s]].astype(np.int64)
        cost += w.travel_per_30_min * (minutes.astype(np.int64) // 30)
        cost -= w.promised * (self._served[people] < instance.min_shifts[people])
        if instance.previous is not None:
            held = self._mark(self._held[self._held_at[s] : self._held_at[s + 1]])[people]
            cost += w.change * np.where(held, -1, self._known[people])
        return cost

    def _mark(self, people: Ints) -> NDArray[np.bool_]:
        """True for these people; until the next are marked."""
        self._marks[self._marked] = False
        self._marked = people
        self._marks[people] = True
        return self._marks

    def _who_lists(self, role: int) -> NDArray[np.int64]:
        if role not in self._listing:
            self._listing[role] = np.flatnonzero(self._instance.dislike[:, role] >= 0)
        return self._listing[role]

    def _who_can_travel(self, zone: int) -> NDArray[np.bool_]:
        if zone not in self._near:
            minutes = self._instance.travel[self._instance.volunteer_zone, zone]
            self._near[zone] = (minutes >= 0) & (minutes <= self._instance.rules.max_travel_minutes)
        return self._near[zone]

    def _who_is_there(self, start: int, end: int) -> NDArray[np.bool_]:
        if self._present is None or self._present[0] != (start, end):
            who, begin, until = self._free_on(start // MINUTES_PER_DAY)
            away, left, back = self._away
            present = np.zeros(len(self._instance.volunteers), np.bool_)
            present[who[(begin <= start) & (until >= end)]] = True
            present[away[(left < end) & (back > start)]] = False
            self._present = (start, end), present
        return self._present[1]

    def _free_on(self, d: int) -> Ints:
        if self._free is None or self._free[0] != d:
            _, begin, until = self._available
            touching = (begin < (d + 1) * MINUTES_PER_DAY) & (until > d * MINUTES_PER_DAY)
            self._free = d, self._available[:, touching]
        return self._free[1]

    def _day_of(self, d: int) -> _Day:
        if self._day is None or self._day[0] != d:
            self._day = d, self._seen_from(d)
        return self._day[1]

    def _seen_from(self, d: int) -> _Day:
        rules, days, shifts = self._instance.rules, len(self._by_day), self._by_day
        rested, must_end = np.full(shifts.shape[1], EARLY), np.full(shifts.shape[1], LATE)
        for other in range(max(0, d - self._reach), min(days, d + self._reach + 1)):
            if other < d:
                rested = np.maximum(rested, self._end[shifts[other]])
            elif other > d:
                must_end = np.minimum(must_end, self._start[shifts[other]])
        row = np.ones(shifts.shape[1], np.int32)
        for step in (-1, 1):
            other, running = d + step, np.ones(shifts.shape[1], np.bool_)
            while 0 <= other < days and running.any() and abs(other - d) <= rules.max_consecutive_days:
                running &= shifts[other] >= 0
                row += running
                other += step
        most = np.zeros(shifts.shape[1], np.int32)
        for first in range(d - 6, d + 1):
            week = np.zeros(shifts.shape[1], np.int32)
            for other in range(max(0, first), min(days, first + 7)):
                week += self._minutes[shifts[other]]
            most = np.maximum(most, week)
        rest = rules.min_rest_minutes
        return _Day(shifts[d] >= 0, rested + rest, must_end - rest, row > rules.max_consecutive_days, most)

    def stops(self, v: int) -> dict[str, int]:
        """Number of shifts that v does not serve, by what stops v first: `full` where every place is taken, `open`
        where nothing does.
        """
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
        take("begun", self._frozen)
        take("role", instance.dislike[v, instance.shift_role] < 0)
        take("available", ~present)
        take("travel", (minutes < 0) | (minutes > instance.rules.max_travel_minutes))
        take("busy", self._by_day[instance.shift_day, v] >= 0)
        take("elsewhere", (self._home[v] >= 0) & (self._group != self._home[v]))
        take("limit", np.full(len(shifts), len(mine) >= instance.max_shifts[v]))
        broken = np.zeros((2, len(shifts)), np.bool_)
        for s in np.flatnonzero(left).tolist():
            broken[:, s] = self._breaks(v, s)
        take("rest", broken[0])
        take("week", broken[1])
        take("full", heads >= instance.shift_target)
        counts["open"] = int(left.sum())
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
