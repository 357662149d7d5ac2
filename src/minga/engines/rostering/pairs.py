"""Who could serve what: every pair that keeps H2-H4 and H8-H10 by itself, in compressed rows, with its own cost.

Rows stand by volunteer, then by group (what H12 holds together: venue, venue and role, or everything), then by day and
end.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from minga.engines.rostering.compiled import compiled, compiled_inside
from minga.engines.rostering.crew import in_parts
from minga.engines.rostering.weighing import cost_scale

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from minga.engines.rostering.instance import Instance, Ints

FORBIDDEN = np.int32(1 << 29)
LOWEST = np.array([0, *((number & -number).bit_length() - 1 for number in range(1, 256))])  # the lowest bit that is set
long: Any = np.int64  # compiled functions are compiled anew for each width of their numbers: one width spares seconds


@dataclass(frozen=True, eq=False)
class Pairs:
    """`shift[offsets[v]:offsets[v + 1]]` are the shifts of v and `own` what each costs by itself (scaled).

    `constant[v]` is added to a volunteer's cost whatever is served (changes, promises of more shifts than days).
    `must` marks locked pairs. `order` lists shifts by group, day and end; `group[s]` is the group of shift s.
    """

    offsets: NDArray[np.int64]
    shift: Ints
    own: Ints
    constant: NDArray[np.int64]
    must: NDArray[np.bool_]
    group: Ints
    order: Ints
    scale: int


def shift_groups(instance: Instance) -> Ints:
    """The group that H12 puts each shift into, by rules.stability."""
    if instance.rules.stability == "venue":
        return instance.shift_venue.astype(np.int32)
    if instance.rules.stability == "venue_role":
        return (instance.shift_venue * len(instance.roles) + instance.shift_role).astype(np.int32)
    return np.zeros(len(instance.shifts), np.int32)


def feasible_pairs(instance: Instance, threads: int = 2) -> Pairs:
    """All pairs of an instance. Memory: 8 bytes for each, and for a moment one bit for each volunteer and shift."""
    scale = cost_scale(instance)
    group = shift_groups(instance)
    order = np.lexsort((-instance.shift_start, instance.shift_end, instance.shift_day, group)).astype(np.int32)
    volunteers, w = len(instance.volunteers), instance.weights
    venue_of_order = instance.shift_venue[order]
    length = instance.shift_end - instance.shift_start
    possible = (length <= instance.rules.max_minutes_per_7_days) & (instance.shift_target > 0)
    travel = np.ascontiguousarray(instance.travel[:, instance.venue_zone[venue_of_order]])  # numba: one layout for all
    reach = (travel >= 0) & (travel <= instance.rules.max_travel_minutes) & possible[order]
    role = np.ascontiguousarray(instance.shift_role[order])
    by_role = np.argsort(role, kind="stable").astype(
        np.int32
    )  # of a volunteer only shifts of their roles are looked at
    looked_at = order[by_role]
    arguments: tuple[Any, ...] = (
        by_role,
        np.searchsorted(role[by_role], np.arange(len(instance.roles) + 1)),
        np.ascontiguousarray(reach[:, by_role]),
        *(np.ascontiguousarray(column[looked_at]) for column in (instance.shift_start, instance.shift_end)),
        instance.volunteer_zone,
        instance.max_shifts,
        instance.dislike,
        instance.rows_of(instance.availability),
        instance.availability,
        instance.rows_of(instance.absences),
        instance.absences,
    )
    fit = np.zeros((volunteers, len(order) // 8 + 1), np.uint8)
    counts = np.zeros(volunteers, np.int64)
    find: Any = _find  # the arguments come as one tuple
    in_parts(threads, lambda part: find(part, threads, *arguments, fit, counts))
    offsets = np.zeros(volunteers + 1, np.int64)
    np.cumsum(counts, out=offsets[1:])
    shift, own = np.empty(offsets[-1], np.int32), np.empty(offsets[-1], np.int32)
    steps = (np.maximum(travel, 0) // 30 * w.travel_per_30_min).astype(np.int32)
    taken = (fit, order, role, instance.volunteer_zone, instance.dislike, steps)
    in_parts(threads, lambda part: _fill(part, threads, *taken, w.preference, scale, offsets, shift, own))
    never_kept = np.maximum(0, instance.min_shifts.astype(np.int64) - instance.days)  # H5: at most one shift a day
    constant = never_kept * w.promised * scale
    pairs = Pairs(offsets, shift, own, constant, np.zeros(len(shift), np.bool_), group, order, scale)
    _add_changes(instance, pairs, threads)
    for volunteer, locked in instance.locked.tolist():
        row = slice(offsets[volunteer], offsets[volunteer + 1])
        pairs.must[row] |= shift[row] == locked
    return pairs if instance.rules.max_consecutive_days > 0 else _nobody(pairs)


def _nobody(pairs: Pairs) -> Pairs:
    """Where H7 allows no day at all: no pair is left; the constants stay, what was published is lost."""
    none = np.zeros(0, np.int32)
    return replace(pairs, offsets=np.zeros_like(pairs.offsets), shift=none, own=none, must=np.zeros(0, np.bool_))


def _add_changes(instance: Instance, pairs: Pairs, threads: int) -> None:
    if instance.previous is None:
        return
    volunteers = len(instance.volunteers)
    known = np.zeros(volunteers, np.bool_)
    known[[v for v, _, _ in instance.previous_gone]] = True
    known[instance.previous[:, 0]] = True
    held = instance.previous[np.argsort(instance.previous[:, 0], kind="stable"), :2]
    at = np.searchsorted(held[:, 0], np.arange(volunteers + 1))
    arguments = (known, at, np.ascontiguousarray(held[:, 1]), instance.begun, instance.weights.change * pairs.scale)
    columns = (pairs.offsets, pairs.shift, pairs.own, pairs.constant)
    in_parts(threads, lambda part: _price_changes(part, threads, *arguments, *columns))


@compiled
def _price_changes(
    part: int,
    parts: int,
    known: Any,
    at: Any,
    held: Any,
    begun: Any,
    change: int,
    offsets: Any,
    shift: Any,
    own: Any,
    constant: Any,
) -> None:
    """A shift not yet begun costs `change` where it is new to a published volunteer, and its loss where it was held."""
    for v in range(part, len(known), parts):
        if not known[v]:
            continue
        for place in range(offsets[v], offsets[v + 1]):
            s, was = shift[place], False
            if begun[s]:
                continue
            for row in range(at[v], at[v + 1]):
                was = was or held[row] == s
            if was:
                own[place] -= change
                constant[v] += change
            else:
                own[place] += change


@compiled_inside
def _inside(start: int, end: int, v: int, offsets: Any, intervals: Any) -> bool:
    for row in range(offsets[v], offsets[v + 1]):
        if intervals[row, 1] <= start and intervals[row, 2] >= end:
            return True
    return False


@compiled
def _touched(start: int, end: int, v: int, offsets: Any, intervals: Any) -> bool:
    for row in range(offsets[v], offsets[v + 1]):
        if intervals[row, 1] < end and intervals[row, 2] > start:
            return True
    return False


@compiled
def _find(
    part: int,
    parts: int,
    by_role: Any,
    role_at: Any,
    reach: Any,
    start: Any,
    end: Any,
    zone: Any,
    most: Any,
    dislike: Any,
    free_at: Any,
    free: Any,
    away_at: Any,
    away: Any,
    fit: Any,
    counts: Any,
) -> None:
    """A bit of `fit` for each volunteer and place in the order that make a pair, and how many each volunteer has."""
    for v in range(part, len(zone), parts):
        if most[v] <= 0:
            continue
        for role in range(len(role_at) - 1):
            if dislike[v, role] < 0:
                continue
            for k in range(role_at[role], role_at[role + 1]):
                if not reach[zone[v], k]:
                    continue
                if _inside(start[k], end[k], v, free_at, free) and not _touched(start[k], end[k], v, away_at, away):
                    i = by_role[k]
                    fit[v, i // 8] |= 1 << (i % 8)
                    counts[v] += 1


@compiled
def _fill(
    part: int,
    parts: int,
    fit: Any,
    order: Any,
    role: Any,
    zone: Any,
    dislike: Any,
    steps: Any,
    weight: int,
    scale: int,
    offsets: Any,
    shift: Any,
    own: Any,
) -> None:
    for v in range(part, len(zone), parts):
        place = offsets[v]
        for byte in range(fit.shape[1]):
            bits = long(fit[v, byte])
            while bits:
                i = byte * 8 + LOWEST[bits]
                shift[place] = order[i]
                own[place] = (steps[zone[v], i] + weight * dislike[v, role[i]]) * scale
                place += 1
                bits &= bits - 1
