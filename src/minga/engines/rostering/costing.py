"""The cost of a roster by part, straight from its definition."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
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
    from minga.engines.rostering.locks import impossible_alone

    begun = instance.begun
    before = {(v, s) for v, s, _ in instance.previous.tolist() if not begun[s]}
    now = {(v, s) for v, s in roster.pairs.tolist() if not begun[s]}
    known = {*instance.previous[:, 0].tolist(), *(v for v, _, _ in instance.previous_gone)}
    dropped = sum(1 for v, s in before - now if not impossible_alone(instance, v, s))
    return dropped + sum(1 for v, _ in now - before if v in known)
