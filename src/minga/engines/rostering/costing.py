"""The cost of a roster by part, straight from its definition."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from minga.engines.rostering.instance import Instance, Ints, Roster


def counts_of(instance: Instance, roster: Roster) -> tuple[Ints, Ints, Ints]:
    """Heads and leaders of each shift, speakers of each row of `needs`."""
    shifts = len(instance.shifts)
    heads = np.bincount(roster.pairs[:, 1], minlength=shifts).astype(np.int32)
    leaders = np.bincount(roster.pairs[roster.leader, 1], minlength=shifts).astype(np.int32)
    speaks = instance.speaks if instance.speaks is not None else np.zeros((len(instance.volunteers), 0), np.bool_)
    spoken = np.zeros((shifts, len(instance.languages)), np.int32)
    for language in range(len(instance.languages)):
        who = speaks[roster.pairs[:, 0], language]
        spoken[:, language] = np.bincount(roster.pairs[who, 1], minlength=shifts)
    return heads, leaders, spoken[instance.needs[:, 0], instance.needs[:, 1]].astype(np.int32)


def cost_parts(instance: Instance, roster: Roster) -> dict[str, int]:
    """Every part of the objective in cost units."""
    w, pairs = instance.weights, roster.pairs
    heads, leaders, speakers = counts_of(instance, roster)
    served = np.bincount(pairs[:, 0], minlength=len(instance.volunteers))
    minutes = instance.travel[
        instance.volunteer_zone[pairs[:, 0]], instance.venue_zone[instance.shift_venue[pairs[:, 1]]]
    ]
    short = np.maximum(0, instance.shift_target - np.maximum(heads, instance.shift_minimum))
    return {
        "minimum": w.minimum * int(np.maximum(0, instance.shift_minimum - heads).sum()),
        "target": w.target * int(short.sum()),
        "leader": w.leader * int(np.maximum(0, instance.shift_leaders - leaders).sum()),
        "language": w.language * int(np.maximum(0, instance.needs[:, 2] - speakers).sum()),
        "promised": w.promised * int(np.maximum(0, instance.min_shifts - served).sum()),
        "preference": w.preference * int(instance.dislike[pairs[:, 0], instance.shift_role[pairs[:, 1]]].sum()),
        "travel": w.travel_per_30_min * int((minutes // 30).sum()),
        "change": w.change * changed_pairs(instance, roster),
    }


def changed_pairs(instance: Instance, roster: Roster) -> int:
    """Pairs dropped though they could still be served, plus pairs new to volunteers of the previous roster."""
    if instance.previous is None:
        return 0
    before, now = (
        _codes(instance, pairs[~instance.begun[pairs[:, 1]]]) for pairs in (instance.previous[:, :2], roster.pairs)
    )
    known = np.zeros(len(instance.volunteers), np.bool_)
    known[instance.previous[:, 0]] = True
    known[[v for v, _, _ in instance.previous_gone]] = True
    who, shift = np.divmod(np.setdiff1d(before, now), len(instance.shifts))
    new = np.setdiff1d(now, before) // max(1, len(instance.shifts))
    return int(could_serve(instance, who, shift).sum()) + int(known[new].sum())


def _codes(instance: Instance, pairs: Ints) -> NDArray[np.int64]:
    return pairs[:, 0].astype(np.int64) * len(instance.shifts) + pairs[:, 1]


def could_serve(instance: Instance, who: NDArray[np.int64], shift: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether each pair keeps H2-H4 and H8-H10 by itself."""
    start, end, rules = instance.shift_start[shift], instance.shift_end[shift], instance.rules
    minutes = instance.travel[instance.volunteer_zone[who], instance.venue_zone[instance.shift_venue[shift]]]
    return (
        (instance.dislike[who, instance.shift_role[shift]] >= 0)
        & _any_row(
            instance, instance.availability, who, lambda row, of: (row[:, 1] <= start[of]) & (row[:, 2] >= end[of])
        )
        & ~_any_row(instance, instance.absences, who, lambda row, of: (row[:, 1] < end[of]) & (row[:, 2] > start[of]))
        & (minutes >= 0)
        & (minutes <= rules.max_travel_minutes)
        & (end - start <= rules.max_minutes_per_7_days)
        & (instance.max_shifts[who] > 0)
        & (instance.shift_target[shift] > 0)
    )


def _any_row(
    instance: Instance,
    rows: Ints,
    who: NDArray[np.int64],
    test: Callable[[Ints, NDArray[np.int64]], NDArray[np.bool_]],
) -> NDArray[np.bool_]:
    """For each of `who`, whether one of their `rows` passes the test, which gets rows and which of `who` each is of."""
    offsets = instance.rows_of(rows)
    size = offsets[who + 1] - offsets[who]
    of = np.repeat(np.arange(len(who)), size)
    row = np.arange(len(of)) + np.repeat(offsets[who] - (np.cumsum(size) - size), size)
    return np.bincount(of[test(rows[row], of)], minlength=len(who)) > 0
