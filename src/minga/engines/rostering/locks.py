"""Locked pairs against the hard rules: each impossible lock, and the smallest sets that contradict each other."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from itertools import accumulate, combinations
from typing import TYPE_CHECKING

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
    by_shift: dict[int, list[int]] = defaultdict(list)
    for row in sorted(row for rows in by_volunteer.values() for row in rows):
        by_shift[int(instance.locked[row, 1])].append(row)
    for shift, rows in sorted(by_shift.items()):
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
    """Each pair that cannot go together; of the locks in no such pair, sets too many in number, days or minutes, none
    of which holds a smaller one, the smallest among them.
    """
    shift = {row: int(instance.locked[row, 1]) for row in rows}
    in_pairs: set[int] = set()
    for a, b in combinations(rows, 2):
        rule = _broken_by_two(instance, shift[a], shift[b])
        if rule:
            in_pairs.update((a, b))
            yield rule, [a, b]
    most, told = int(instance.max_shifts[volunteer]), set[tuple[int, ...]]()
    for many in _too_many(instance, most, [row for row in rows if row not in in_pairs], shift):
        found = many
        for row in many:
            fewer = [other for other in found if other != row]
            if _broken_by(instance, most, [shift[other] for other in fewer]):
                found = fewer
        if tuple(found) not in told:
            told.add(tuple(found))
            yield _broken_by(instance, most, [shift[row] for row in found]), found


def may_go_together(instance: Instance, volunteer: int, shifts: list[int]) -> bool:
    """Whether one volunteer may serve all of these, each of which is possible by itself."""
    ordered = sorted(shifts, key=lambda s: int(instance.shift_start[s]))
    if any(_broken_by_two(instance, one, two) for one, two in combinations(ordered, 2)):
        return False
    return not _broken_by(instance, int(instance.max_shifts[volunteer]), ordered)


def _broken_by_two(instance: Instance, one: int, two: int) -> str:
    """Which of H5, H6 and H12 two shifts of a volunteer break, the first one starting first; or none."""
    if instance.shift_day[one] == instance.shift_day[two]:
        return "H5 (one shift a day)"
    if instance.shift_start[two] - instance.shift_end[one] < instance.rules.min_rest_minutes:
        return "H6 (rest between shifts)"
    if _group(instance, one) != _group(instance, two):
        return f"H12 (stability {instance.rules.stability})"
    return ""


def _too_many(instance: Instance, most: int, rows: list[int], shift: dict[int, int]) -> Iterator[list[int]]:
    """Of locks in order of start, no two on a day: those that break H9, H7 and H8, the fewest that can."""
    if len(rows) > most:
        yield rows[: most + 1]
    longest, days = instance.rules.max_consecutive_days, instance.shift_day
    for first in range(len(rows) - longest):
        window = rows[first : first + longest + 1]
        if int(days[shift[window[-1]]]) - int(days[shift[window[0]]]) == longest:
            yield window
            break
    minutes = {row: int(instance.shift_end[shift[row]] - instance.shift_start[shift[row]]) for row in rows}
    weeks = []
    for first in rows:
        begin = int(days[shift[first]])
        week = [row for row in rows if begin <= int(days[shift[row]]) < begin + 7]
        totals = list(accumulate(sorted(minutes[row] for row in week)[::-1]))
        enough = next((n for n, sum_ in enumerate(totals, 1) if sum_ > instance.rules.max_minutes_per_7_days), 0)
        if enough:
            longest_first = sorted(week, key=lambda row: -minutes[row])
            weeks.append(sorted(longest_first[:enough], key=rows.index))
    if weeks:
        yield min(weeks, key=len)


def _broken_by(instance: Instance, most: int, shifts: list[int]) -> str:
    """Which of H9, H7 and H8 the shifts of a volunteer break, in order of start and no two on a day; or none."""
    rules, days = instance.rules, instance.shift_day[shifts].tolist()
    minutes = (instance.shift_end[shifts] - instance.shift_start[shifts]).tolist()
    if len(shifts) > most:
        return f"H9 (max_shifts {most})"
    longest = rules.max_consecutive_days
    if any(days[i + longest] - days[i] == longest for i in range(len(days) - longest)):
        return f"H7 (at most {longest} days in a row)"
    weeks = (sum(m for m, d in zip(minutes, days, strict=True) if day <= d < day + 7) for day in days)
    if any(week > rules.max_minutes_per_7_days for week in weeks):
        return f"H8 (at most {rules.max_minutes_per_7_days} minutes in 7 days)"
    return ""


def _group(instance: Instance, shift: int) -> tuple[int, int]:
    stability = instance.rules.stability
    venue, role = int(instance.shift_venue[shift]), int(instance.shift_role[shift])
    return (venue if stability != "none" else 0, role if stability == "venue_role" else 0)
