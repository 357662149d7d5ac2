"""Every set of shifts that a person may serve, found by trying them all."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise

from minga.engines.rostering import Instance

STABILITIES = ("venue", "venue_role", "none")


def may_serve(instance: Instance, v: int, chosen: tuple[int, ...]) -> bool:
    """H2-H9 and H12, from the text of the format, for a set of shifts."""
    start, end, rules = instance.shift_start, instance.shift_end, instance.rules
    day = {s: int(start[s]) // 1440 for s in chosen}
    days = set(day.values())
    free = [(a, b) for who, a, b in instance.availability.tolist() if who == v]
    minutes = [
        instance.travel[instance.volunteer_zone[v], instance.venue_zone[instance.shift_venue[s]]] for s in chosen
    ]
    venues, roles = ({int(column[s]) for s in chosen} for column in (instance.shift_venue, instance.shift_role))
    in_order = sorted(chosen, key=lambda s: start[s])
    weeks = (sum(int(end[s] - start[s]) for s in chosen if d <= day[s] < d + 7) for d in days)
    return (
        all(instance.dislike[v, role] >= 0 for role in roles)
        and all(0 <= each <= rules.max_travel_minutes for each in minutes)
        and all(any(a <= start[s] and end[s] <= b for a, b in free) for s in chosen)
        and len(days) == len(chosen) <= instance.max_shifts[v]
        and all(start[t] - end[s] >= rules.min_rest_minutes for s, t in pairwise(in_order))
        and not any({d + k for k in range(rules.max_consecutive_days + 1)} <= days for d in days)
        and all(total <= rules.max_minutes_per_7_days for total in weeks)
        and (rules.stability == "none" or len(venues) <= 1)
        and (rules.stability != "venue_role" or len(roles) <= 1)
    )


def sets_of(instance: Instance, v: int) -> Iterator[tuple[int, ...]]:
    """Every lawful set of shifts of one volunteer."""
    for size in range(len(instance.shifts) + 1):
        yield from (c for c in combinations(range(len(instance.shifts)), size) if may_serve(instance, v, c))
