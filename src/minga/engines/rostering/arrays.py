"""What arrays must hold to be an instance, for those who build one without files; the reader of files has lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from minga.engines.rostering.instance import Instance, Ints


def in_order(rows: Ints) -> Ints:
    """Rows sorted by their first two columns; the same object where they are."""
    first, second = rows[:, 0], rows[:, 1]
    ordered = (first[1:] > first[:-1]) | ((first[1:] == first[:-1]) & (second[1:] >= second[:-1]))
    return rows if bool(ordered.all()) else np.ascontiguousarray(rows[np.lexsort((second, first))])


def faults(instance: Instance) -> Iterator[str]:
    """Each thing by which the arrays are no instance, as a sentence with the first row that has it."""
    yield from _ids(instance)
    yield from _unknown(instance)
    marks = {
        "shift_end is not after shift_start": instance.shift_end <= instance.shift_start,
        "shift_start is outside the event": (instance.shift_start < 0) | (instance.shift_day >= instance.days),
        "dislike is not -1 to 3": ((instance.dislike < -1) | (instance.dislike > 3)).any(axis=1),
        "availability ends before or when it starts": instance.availability[:, 2] <= instance.availability[:, 1],
        "absences end before or when they start": instance.absences[:, 2] <= instance.absences[:, 1],
    }
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
