"""The objective by part, from its definition, in plain Python."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from minga.engines.rostering.checker.rules import fits_alone

if TYPE_CHECKING:
    from minga.engines.rostering.checker.files import World


def recomputed_cost(world: World, pairs: list[tuple[str, str]], leaders: list[bool]) -> dict[str, int]:
    """Each part of the objective in cost units; the roster must keep the rules."""
    w = world.weights
    parts = dict.fromkeys(("minimum", "target", "leader", "language", "promised", "preference", "travel", "change"), 0)
    heads: dict[str, list[str]] = defaultdict(list)
    served: Counter[str] = Counter()
    leading: Counter[str] = Counter()
    for (who, what), mark in zip(pairs, leaders, strict=True):
        heads[what].append(who)
        served[who] += 1
        leading[what] += mark
        person, shift = world.people[who], world.shifts[what]
        parts["preference"] += w["preference"] * person.roles[shift.role]
        parts["travel"] += w["travel_per_30_min"] * (world.travel[person.zone, shift.zone] // 30)
    for what, shift in world.shifts.items():
        h = len(heads[what])
        parts["minimum"] += w["minimum"] * max(0, shift.minimum - h)
        parts["target"] += w["target"] * max(0, shift.target - max(h, shift.minimum))
        parts["leader"] += w["leader"] * max(0, shift.leaders - leading[what])
        for language, needed in world.needs.get(what, {}).items():
            speakers = sum(language in world.people[who].languages for who in heads[what])
            parts["language"] += w["language"] * max(0, needed - speakers)
    for who, person in world.people.items():
        parts["promised"] += w["promised"] * max(0, person.least - served[who])
    parts["change"] = w["change"] * _changes(world, pairs)
    return parts


def still_possible(world: World, who: str, what: str) -> bool:
    """Whether a pair of the previous roster could still be served: alone it keeps H2-H4, H8, H9, H10."""
    if who not in world.people or what not in world.shifts:
        return False
    person, shift = world.people[who], world.shifts[what]
    if person.most < 1 or shift.target < 1 or shift.end - shift.start > world.rules["max_minutes_per_7_days"]:
        return False
    return fits_alone(world, person, shift)


def _changes(world: World, pairs: list[tuple[str, str]]) -> int:
    if world.previous is None:
        return 0

    def counts(what: str) -> bool:
        return world.now is None or world.shifts[what].start > world.now

    before = {(who, what) for who, what in world.previous if what in world.shifts and counts(what)}
    after = {(who, what) for who, what in pairs if counts(what)}
    known = {who for who, _ in world.previous}
    dropped = sum(still_possible(world, who, what) for who, what in before - after)
    return dropped + sum(who in known for who, _ in after - before)
