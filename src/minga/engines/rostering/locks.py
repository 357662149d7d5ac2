"""Locked pairs against the hard rules: each impossible lock, and the smallest sets that contradict each other."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from minga.engines.rostering.defects import Findings
    from minga.engines.rostering.instance import Instance, Ints

REMEDY = "Take one of them out of locked.csv."


def note_lock_conflicts(instance: Instance, findings: Findings, lines: list[int]) -> None:
    """Note, at the line of each lock, what makes it impossible; sets are noted once, smallest first."""
    if not len(instance.locked):
        return
    by_volunteer: dict[int, list[int]] = defaultdict(list)
    for row, (volunteer, shift) in enumerate(instance.locked.tolist()):
        reason = impossible_alone(instance, volunteer, shift)
        if reason:
            message = f"the locked pair {instance.volunteers[volunteer]} / {instance.shifts[shift]} breaks {reason}."
            findings.add("locked.csv", lines[row], "shift", message, "Take it out or mend what it breaks.")
        else:
            by_volunteer[volunteer].append(row)
    for volunteer, rows in by_volunteer.items():
        rows.sort(key=lambda row: int(instance.shift_start[instance.locked[row, 1]]))
        for rule, found in _smallest_sets(instance, volunteer, rows):
            _note(instance, findings, lines, rule, found)
    shifts = instance.locked[:, 1]
    for shift in np.unique(shifts).tolist():
        rows = np.flatnonzero(shifts == shift).tolist()
        target = int(instance.shift_target[shift])
        if len(rows) > target:
            _note(instance, findings, lines, f"H10 (target {target})", rows[: target + 1])


def impossible_alone(instance: Instance, volunteer: int, shift: int) -> str:
    """The first hard rule (H2-H4, H8-H10) that the pair breaks by itself, or an empty text."""
    start, end = int(instance.shift_start[shift]), int(instance.shift_end[shift])
    zone, venue_zone = instance.volunteer_zone[volunteer], instance.venue_zone[instance.shift_venue[shift]]
    minutes = int(instance.travel[zone, venue_zone])
    intervals, absences = rows_of_one(instance.availability, volunteer), rows_of_one(instance.absences, volunteer)
    tests = (
        ("H2 (the volunteer does not list the role)", instance.dislike[volunteer, instance.shift_role[shift]] < 0),
        ("H3 (not available then)", not bool(((intervals[:, 1] <= start) & (intervals[:, 2] >= end)).any())),
        ("H3 (absent then)", bool(((absences[:, 1] < end) & (absences[:, 2] > start)).any())),
        ("H4 (no travel there)", minutes < 0),
        (f"H4 ({minutes} minutes of travel)", minutes > instance.rules.max_travel_minutes),
        ("H7 (max_consecutive_days is 0)", instance.rules.max_consecutive_days < 1),
        ("H8 (longer than a week allows)", end - start > instance.rules.max_minutes_per_7_days),
        ("H9 (max_shifts is 0)", instance.max_shifts[volunteer] < 1),
        ("H10 (target is 0)", instance.shift_target[shift] < 1),
    )
    return next((rule for rule, broken in tests if broken), "")


def rows_of_one(rows: Ints, volunteer: int) -> Ints:
    """The rows of one volunteer, of rows sorted by volunteer."""
    column = rows[:, 0]
    return rows[bisect_left(column, volunteer) : bisect_right(column, volunteer)]


def _note(instance: Instance, findings: Findings, lines: list[int], rule: str, rows: list[int]) -> None:
    pairs = ", ".join(
        f"{instance.volunteers[instance.locked[row, 0]]} / {instance.shifts[instance.locked[row, 1]]}" for row in rows
    )
    message = f"these locked pairs contradict each other by {rule}: {pairs}."
    findings.add("locked.csv", lines[rows[0]], "shift", message, REMEDY)


def _smallest_sets(instance: Instance, volunteer: int, rows: list[int]) -> Iterator[tuple[str, list[int]]]:
    shift = {row: int(instance.locked[row, 1]) for row in rows}
    day, start, end = instance.shift_day, instance.shift_start, instance.shift_end
    found_pair = False
    for a, b in combinations(rows, 2):
        one, two = shift[a], shift[b]
        rule = ""
        if day[one] == day[two]:
            rule = "H5 (one shift a day)"
        elif start[two] - end[one] < instance.rules.min_rest_minutes:
            rule = "H6 (rest between shifts)"
        elif _group(instance, one) != _group(instance, two):
            rule = f"H12 (stability {instance.rules.stability})"
        if rule:
            found_pair = True
            yield rule, [a, b]
    if found_pair:
        return
    most = int(instance.max_shifts[volunteer])
    if len(rows) > most:
        yield f"H9 (max_shifts {most})", rows[: most + 1]
    longest = instance.rules.max_consecutive_days
    for first in range(len(rows) - longest):
        window = rows[first : first + longest + 1]
        if int(day[shift[window[-1]]]) - int(day[shift[window[0]]]) == longest:
            yield f"H7 (at most {longest} days in a row)", window
            break
    yield from _long_weeks(instance, rows, shift)


def _long_weeks(instance: Instance, rows: list[int], shift: dict[int, int]) -> Iterator[tuple[str, list[int]]]:
    for first in rows:
        begin = int(instance.shift_day[shift[first]])
        week = [row for row in rows if begin <= int(instance.shift_day[shift[row]]) < begin + 7]
        minutes = {row: int(instance.shift_end[shift[row]] - instance.shift_start[shift[row]]) for row in week}
        longest_first = sorted(week, key=lambda row: -minutes[row])
        total, taken = 0, []
        for row in longest_first:
            taken.append(row)
            total += minutes[row]
            if total > instance.rules.max_minutes_per_7_days:
                yield f"H8 (at most {instance.rules.max_minutes_per_7_days} minutes in 7 days)", sorted(taken)
                return


def _group(instance: Instance, shift: int) -> tuple[int, int]:
    stability = instance.rules.stability
    venue, role = int(instance.shift_venue[shift]), int(instance.shift_role[shift])
    return (venue if stability != "none" else 0, role if stability == "venue_role" else 0)
