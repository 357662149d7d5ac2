"""What arrays must hold to be an instance, for those who build one without files; the reader of files has lines."""

from __future__ import annotations

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


def faults(instance: Instance) -> Iterator[str]:
    """Each thing by which the arrays are no instance, as a sentence with the first row that has it."""
    yield from _ids(instance)
    if not is_zone(instance.timezone):
        yield f"there is no time zone {instance.timezone!r}."
    yield from _unknown(instance)
    marks = {
        "shift_end is not after shift_start": instance.shift_end <= instance.shift_start,
        "shift_start is outside the event": (instance.shift_start < 0) | (instance.shift_day >= instance.days),
        "shift_minimum is not 0 to shift_target": (instance.shift_minimum < 0)
        | (instance.shift_minimum > instance.shift_target),
        "shift_leaders is not 0 to shift_minimum": (instance.shift_leaders < 0)
        | (instance.shift_leaders > instance.shift_minimum),
        "dislike is not -1 to 3": ((instance.dislike < -1) | (instance.dislike > 3)).any(axis=1),
        "availability ends before or when it starts": instance.availability[:, 2] <= instance.availability[:, 1],
        "absences end before or when they start": instance.absences[:, 2] <= instance.absences[:, 1],
    }
    if instance.no_show is not None:
        marks["no_show is not 0 to 1"] = ~((instance.no_show >= 0) & (instance.no_show <= 1))
    for words, wrong in marks.items():
        if wrong.any():
            yield f"{words} in row {int(np.argmax(wrong))}."


def _ids(instance: Instance) -> Iterator[str]:
    for name in ("zones", "venues", "roles", "shifts", "volunteers", "languages"):
        ids: list[str] = getattr(instance, name)
        if len(set(ids)) < len(ids):
            twice = next(each for row, each in enumerate(ids) if each in set(ids[:row]))
            yield f"{name} holds {twice!r} twice."


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
    for words, (numbers, names) in places.items():
        wrong = (numbers < 0) | (numbers >= len(names))
        if wrong.any():
            row = int(np.argmax(wrong))
            yield f"{words} is {int(numbers[row])} in row {row}; choose 0 to {len(names) - 1}."
