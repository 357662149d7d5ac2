"""What is filled and what is not: coverage by day and venue, what each shift loses, and why a place stays empty."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from minga.engines.rostering.costing import counts_of
from minga.engines.rostering.reasons import Why

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from minga.engines.rostering.instance import Instance, Ints, Roster


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
    w, many = instance.weights, np.int64  # a weight times what is missing may take more than 32 bits
    short = np.maximum(0, instance.shift_target - np.maximum(heads, instance.shift_minimum))
    loss = w.minimum * np.maximum(0, instance.shift_minimum - heads).astype(many) + w.target * short.astype(many)
    loss = loss + w.leader * np.maximum(0, instance.shift_leaders - leaders).astype(many)
    silent = w.language * np.maximum(0, instance.needs[:, 2] - speakers).astype(many)
    whole: NDArray[np.int64] = loss + np.bincount(instance.needs[:, 0], silent, len(loss)).astype(many)
    return whole


def unfilled(instance: Instance, roster: Roster, most: int | None = None) -> list[dict[str, Any]]:
    """Shifts that miss people, leaders or speakers, worst first: what is missing and what binds, with counts of
    volunteers by first reason. Where every place is taken, only those who lead or speak what is missing could help.

    All of them, or the `most` that lose most.
    """
    heads, leaders, speakers = counts_of(instance, roster)
    loss = _losses_at(instance, heads, leaders, speakers)
    worst = np.argsort(-loss, kind="stable")[: int((loss > 0).sum())][:most]
    leading = np.maximum(0, instance.shift_leaders - leaders)
    silent = np.maximum(0, instance.needs[:, 2] - speakers)
    need_at = np.searchsorted(instance.needs[:, 0], np.arange(len(instance.shifts) + 1))
    why = Why(instance, roster)
    rows: dict[int, dict[str, Any]] = {}
    for s in worst[np.lexsort((instance.shift_end[worst], instance.shift_start[worst]))].tolist():
        needs = np.flatnonzero(silent[need_at[s] : need_at[s + 1]] > 0) + need_at[s]
        helps, lacking, worth = None, "skill", partial(_worth, instance, s, heads, leading, needs)
        if heads[s] >= instance.shift_target[s] and instance.speaks is not None:
            some = needs[speakers[needs] < heads[s]]  # else everybody there speaks it
            helps = instance.speaks[:, instance.needs[some, 1]].any(axis=1) | (instance.can_lead & (leading[s] > 0))
            lacking = "skill" if len(some) or leading[s] > 0 else "places"
        counts = why.counts(s, worth, helps, lacking=lacking)
        rows[s] = {
            "shift": instance.shifts[s],
            "heads": int(heads[s]),
            "below_minimum": int(max(0, instance.shift_minimum[s] - heads[s])),
            "below_target": int(max(0, instance.shift_target[s] - heads[s])),
            "leaders_missing": int(leading[s]),
            "speakers_missing": {instance.languages[instance.needs[n, 1]]: int(silent[n]) for n in needs.tolist()},
            "cost": int(loss[s]),
            "binds": _binding(counts),
            "counts": counts,
        }
    return [rows[s] for s in worst.tolist()]


def _worth(
    instance: Instance, s: int, heads: Ints, leading: NDArray[Any], needs: NDArray[np.int64], people: NDArray[np.int64]
) -> NDArray[np.int64]:
    """What each of `people` would save as one more on a shift with an open place, where `needs` lack speakers."""
    w = instance.weights
    place = w.minimum if heads[s] < instance.shift_minimum[s] else w.target
    worth = np.full(len(people), place, np.int64)
    if leading[s] > 0:
        worth += w.leader * instance.can_lead[people]
    if instance.speaks is not None:
        worth += w.language * instance.speaks[np.ix_(people, instance.needs[needs, 1])].sum(axis=1)
    return worth


def _binding(counts: dict[str, int]) -> str:
    """The rule that stops most of those who could help; what they lack themselves when nobody else is left."""
    others = {name: count for name, count in counts.items() if name not in {"role", "skill"}}
    return max(others, key=lambda name: others[name]) if others else "skill" if "skill" in counts else "role"
