"""H1 to H13, one after another, in words with ids."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from minga.engines.rostering.checker.files import Person, Shift, World


def broken_rules(world: World, pairs: list[tuple[str, str]], leaders: list[bool]) -> list[str]:
    """Every broken rule, each with volunteer and shift."""
    findings = list(_unknown(world, pairs))
    known = [(who, what) for who, what in pairs if who in world.people and what in world.shifts]
    marks = [
        mark for (who, what), mark in zip(pairs, leaders, strict=True) if who in world.people and what in world.shifts
    ]
    by_person: dict[str, list[str]] = defaultdict(list)
    for who, what in known:
        by_person[who].append(what)
    for (who, what), mark in zip(known, marks, strict=True):
        findings += _pair(world, who, what)
        if mark and not world.people[who].can_lead:
            findings.append(f"H11: {who} leads shift {what} but cannot lead.")
    for who, shifts in by_person.items():
        findings += _person(world, who, sorted(set(shifts), key=lambda name: world.shifts[name].start))
    for what, heads in Counter(what for _, what in known).items():
        if heads > world.shifts[what].target:
            findings.append(f"H10: shift {what} has {heads} heads, its target is {world.shifts[what].target}.")
    present = set(known)
    findings += [
        f"H13: the locked pair {who} / {what} is missing." for who, what in world.locked if (who, what) not in present
    ]
    return findings


def _unknown(world: World, pairs: list[tuple[str, str]]) -> Iterator[str]:
    for (who, what), times in Counter(pairs).items():
        if who not in world.people:
            yield f"H1: there is no volunteer {who} (with shift {what})."
        if what not in world.shifts:
            yield f"H1: there is no shift {what} (with volunteer {who})."
        if times > 1:
            yield f"H1: the pair {who} / {what} stands {times} times."


def fits_alone(world: World, person: Person, shift: Shift) -> bool:
    """Whether a pair keeps H2, H3 and H4 by itself."""
    return not any(broken_alone(world, person, shift))


def broken_alone(world: World, person: Person, shift: Shift) -> Iterator[str]:
    """Each of H2, H3, H4 that a pair breaks by itself."""
    if shift.role not in person.roles:
        yield f"H2: role {shift.role} is not listed"
    if not any(start <= shift.start and shift.end <= end for start, end in person.free):
        yield "H3: not within one availability interval"
    if any(start < shift.end and shift.start < end for start, end in person.absent):
        yield "H3: absent then"
    minutes = world.travel.get((person.zone, shift.zone))
    if minutes is None:
        yield f"H4: nobody can travel from {person.zone} to {shift.zone}"
    elif minutes > world.rules["max_travel_minutes"]:
        yield f"H4: travel from {person.zone} to {shift.zone} takes {minutes} minutes"


def _pair(world: World, who: str, what: str) -> Iterator[str]:
    for reason in broken_alone(world, world.people[who], world.shifts[what]):
        yield f"{reason} ({who} on {what})."


def _person(world: World, who: str, names: list[str]) -> Iterator[str]:
    shifts = [world.shifts[name] for name in names]
    rules = world.rules
    for (a, one), (b, two) in pairwise(zip(names, shifts, strict=True)):
        if one.day == two.day:
            yield f"H5: {who} has two shifts on one day, {a} and {b}."
        rest = two.start - one.end
        if rest < rules["min_rest_minutes"]:
            yield f"H6: {who} rests {max(0, rest)} minutes between {a} and {b}{', which overlap' if rest < 0 else ''}."
    days = sorted({shift.day for shift in shifts})
    row = 0
    for place, day in enumerate(days):
        row = row + 1 if place and days[place - 1] == day - 1 else 1
        if row == rules["max_consecutive_days"] + 1:
            yield f"H7: {who} serves more than {rules['max_consecutive_days']} days in a row, until day {day + 1}."
    for day in days:
        minutes = sum(shift.end - shift.start for shift in shifts if day <= shift.day < day + 7)
        if minutes > rules["max_minutes_per_7_days"]:
            yield f"H8: {who} serves {minutes} minutes in the 7 days from day {day + 1}."
    if len(names) > world.people[who].most:
        yield f"H9: {who} has {len(names)} shifts, at most {world.people[who].most}."
    kept: dict[str, Callable[[Shift], Any]] = {
        "venue": lambda s: s.venue,
        "venue_role": lambda s: (s.venue, s.role),
        "none": lambda _: "",
    }
    if len({kept[rules["stability"]](shift) for shift in shifts}) > 1:
        yield f"H12: {who} does not keep one {rules['stability']}: {', '.join(names)}."
