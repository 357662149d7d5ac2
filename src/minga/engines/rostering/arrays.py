"""What arrays must hold to be an instance, for those who build one without files; the reader of files has lines."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import numpy as np

from minga.engines.rostering.clocks import is_zone

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from minga.engines.rostering.instance import Instance, Ints

TYPES: dict[str, Any] = {
    **dict.fromkeys(("travel", "venue_zone", "volunteer_zone", "min_shifts", "max_shifts"), np.int32),
    **{f"shift_{name}": np.int32 for name in ("venue", "role", "start", "end", "minimum", "target", "leaders")},
    **dict.fromkeys(("availability", "absences", "needs", "locked", "previous"), np.int32),
    **{"dislike": np.int8, "can_lead": np.bool_, "speaks": np.bool_, "no_show": np.float64},
}
ROWS = {"availability": 3, "absences": 3, "needs": 3, "locked": 2, "previous": 3}  # columns; any number of rows
DAY = 1440  # minutes
LONGEST_EVENT_DAYS, LATEST_AFTER_DAYS = 400, 2
LARGEST = {"weights": 1_000_000, "rules": 100_000_000}
CONTROL = re.compile(r"[\x00-\x1f]")


def in_its_type(name: str, given: NDArray[Any]) -> NDArray[Any]:
    """The array in the width that the compiled parts know; the same object where it has it. Raises ValueError where a
    number would become another one.
    """
    kind = TYPES[name]
    if given.dtype == kind:
        return given
    if given.dtype.kind in "biuf":
        with np.errstate(invalid="ignore"):
            kept: NDArray[Any] = given.astype(kind)
        if (kept == given).all():
            return kept
    raise ValueError(f"{name} holds {given.dtype} that do not fit into {np.dtype(kind)}.")


def in_order(rows: Ints) -> Ints:
    """Rows sorted by their first two columns; the same object where they are."""
    first, second = rows[:, 0], rows[:, 1]
    ordered = (first[1:] > first[:-1]) | ((first[1:] == first[:-1]) & (second[1:] >= second[:-1]))
    return rows if bool(ordered.all()) else np.ascontiguousarray(rows[np.lexsort((second, first))])


def refuse_shapes(instance: Instance, wanted: dict[str, tuple[int, ...]]) -> None:
    """Raise ValueError for what is no array, or one of another shape than `wanted` or than rows of ROWS columns."""
    for name in (*wanted, *ROWS):
        given = getattr(instance, name)
        if given is None and name == "previous":
            continue
        if not isinstance(given, np.ndarray):
            raise ValueError(f"{name} is no NumPy array.")
        if name in ROWS and (given.ndim != 2 or given.shape[1] != ROWS[name]):
            raise ValueError(f"{name} has shape {given.shape}, expected (rows, {ROWS[name]}).")
        if name in wanted and given.shape != wanted[name]:
            raise ValueError(f"{name} has shape {given.shape}, expected {wanted[name]}.")


def faults(instance: Instance) -> Iterator[str]:
    """Each thing by which the arrays are no instance, as a sentence with the first row that has it."""
    yield from _ids(instance)
    if not isinstance(instance.timezone, str) or not is_zone(instance.timezone):
        yield f"there is no time zone {instance.timezone!r}."
    yield from _figures(instance)
    yield from _unknown(instance)
    yield from _twice(instance)
    if not 1 <= instance.days <= LONGEST_EVENT_DAYS:
        yield f"the event has {instance.days} days; choose 1 to {LONGEST_EVENT_DAYS}."
        return
    for words, wrong in {**_wrong_rows(instance), **_wrong_times(instance)}.items():
        if wrong.any():
            yield f"{words} in row {int(np.argmax(wrong))}."


def _figures(instance: Instance) -> Iterator[str]:
    """Rules, weights and `now` that are no whole numbers, or below 0, and rules too large to be counted with; how large
    weights may be together `cost_scale` tells.
    """
    for entry in fields(instance.weights):
        value = getattr(instance.weights, entry.name)
        if not _is_whole(value) or value < 0:
            yield f"weights.{entry.name} is {value!r}; it must be a whole number of 0 or more."
    for entry in fields(instance.rules):
        value, most = getattr(instance.rules, entry.name), LARGEST["rules"]
        if entry.name != "stability" and not (_is_whole(value) and 0 <= value <= most):
            yield f"rules.{entry.name} is {value!r}; it must be a whole number from 0 to {most}."
    if instance.now is not None and not _is_whole(instance.now):
        yield f"now is {instance.now!r}; it must be a whole number of minutes."


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _wrong_rows(instance: Instance) -> dict[str, NDArray[np.bool_]]:
    """By what is wrong, the rows that have it; what stands in files as a number is 0 or more here too."""
    marks: dict[str, Any] = {
        "shift_minimum is not 0 to shift_target": (instance.shift_minimum < 0)
        | (instance.shift_minimum > instance.shift_target),
        "shift_leaders is not 0 to shift_minimum": (instance.shift_leaders < 0)
        | (instance.shift_leaders > instance.shift_minimum),
        "min_shifts is not 0 to max_shifts": (instance.min_shifts < 0) | (instance.min_shifts > instance.max_shifts),
        "dislike is not -1 to 3": ((instance.dislike < -1) | (instance.dislike > 3)).any(axis=1),
        "travel is below -1": (instance.travel < -1).any(axis=1),
        "travel within a zone is not 0 or more": np.diagonal(instance.travel) < 0,
        "the minimum in needs is below 0": instance.needs[:, 2] < 0,
    }
    if instance.previous is not None:
        marks["the leader in previous is not 0 or 1"] = ~np.isin(instance.previous[:, 2], (0, 1))
    if instance.no_show is not None:
        marks["no_show is not 0 to 1"] = ~((instance.no_show >= 0) & (instance.no_show <= 1))
    return marks


def _wrong_times(instance: Instance) -> dict[str, NDArray[np.bool_]]:
    last = instance.days * DAY
    latest, free = last + LATEST_AFTER_DAYS * DAY, instance.availability
    return {
        "shift_end is not after shift_start": instance.shift_end <= instance.shift_start,
        "shift_start is outside the event": (instance.shift_start < 0) | (instance.shift_start >= last),
        f"shift_end is more than {LATEST_AFTER_DAYS} days after the event": instance.shift_end > latest,
        "availability ends before or when it starts": free[:, 2] <= free[:, 1],
        "absences end before or when they start": instance.absences[:, 2] <= instance.absences[:, 1],
    }


def _ids(instance: Instance) -> Iterator[str]:
    for name in ("zones", "venues", "roles", "shifts", "volunteers", "languages"):
        seen: set[str] = set()
        for row, each in enumerate(getattr(instance, name)):
            if not isinstance(each, str) or not each or CONTROL.search(each):
                yield f"{name} holds {each!r} in row {row}; an id is a text of signs that can be seen."
                break
            if each in seen:
                yield f"{name} holds {each!r} twice."
                break
            seen.add(each)
    for name, ids in (("venue_names", "venues"), ("role_names", "roles"), ("role_areas", "roles")):
        many, wanted = len(getattr(instance, name)), len(getattr(instance, ids))
        if many not in {0, wanted}:
            yield f"{name} holds {many}, {ids} {wanted}: give one for each, or none."


def _twice(instance: Instance) -> Iterator[str]:
    """Rows of the same two, where the format takes them once; rows stand in order here."""
    for name, kinds in (
        ("needs", ("shift", "language")),
        ("locked", ("volunteer", "shift")),
        ("previous", ("volunteer", "shift")),
    ):
        rows = getattr(instance, name)
        if rows is None:
            continue
        again = (rows[1:, :2] == rows[:-1, :2]).all(axis=1)
        if again.any():
            one, other = rows[int(np.argmax(again)), :2].tolist()
            yield f"{name} holds {kinds[0]} {one} with {kinds[1]} {other} twice."


def _unknown(instance: Instance) -> Iterator[str]:
    """Numbers that point at nothing."""
    places = {
        "venue_zone": (instance.venue_zone, instance.zones),
        "shift_venue": (instance.shift_venue, instance.venues),
        "shift_role": (instance.shift_role, instance.roles),
        "volunteer_zone": (instance.volunteer_zone, instance.zones),
        "the volunteer in availability": (instance.availability[:, 0], instance.volunteers),
        "the volunteer in absences": (instance.absences[:, 0], instance.volunteers),
        "the shift in needs": (instance.needs[:, 0], instance.shifts),
        "the language in needs": (instance.needs[:, 1], instance.languages),
        "the volunteer in locked": (instance.locked[:, 0], instance.volunteers),
        "the shift in locked": (instance.locked[:, 1], instance.shifts),
    }
    if instance.previous is not None:
        places["the volunteer in previous"] = (instance.previous[:, 0], instance.volunteers)
        places["the shift in previous"] = (instance.previous[:, 1], instance.shifts)
    gone = np.array([row[0] for row in instance.previous_gone], np.int32)
    places["the volunteer in previous_gone"] = (gone, instance.volunteers)
    for words, (numbers, names) in places.items():
        wrong = (numbers < 0) | (numbers >= len(names))
        if wrong.any():
            row = int(np.argmax(wrong))
            yield f"{words} is {int(numbers[row])} in row {row}; choose 0 to {len(names) - 1}."
