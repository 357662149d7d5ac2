"""Columns of text turned into numbers, times and indices; what does not convert is noted with its line and remedy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from itertools import repeat
from typing import TYPE_CHECKING

import numpy as np

from minga.engines.rostering.instance import MINUTES_PER_DAY

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from minga.engines.rostering.defects import Findings
    from minga.engines.rostering.instance import Ints
    from minga.engines.rostering.tables import Table

LARGEST = 1_000_000
FARTHEST_MINUTES = 20_000 * MINUTES_PER_DAY  # from the first day; minutes stay within 32 bits
NEAR_AMONG, NEAR_TIMES = 5000, 20  # names are compared with at most so many ids, at most so often


def minute_of(text: str, first_day: date) -> int | None:
    """Minutes since midnight of the first day of an ISO local time; None when it is none at minute resolution."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment.tzinfo is not None or moment.second or moment.microsecond or len(text) < len("2022-02-02T08:00"):
        return None
    return (moment.date() - first_day).days * MINUTES_PER_DAY + moment.hour * 60 + moment.minute


def _number(text: str, least: int, most: int) -> int | None:
    """A whole number within limits; None when it is none."""
    plain = text.strip()
    is_number = plain.isascii() and plain.removeprefix("-").isdigit() and len(plain) < 9
    return int(plain) if is_number and least <= int(plain) <= most else None


@dataclass(frozen=True, slots=True)
class Ids:
    """The ids of a table and the row of each; `whole` as of the table."""

    file: str
    names: list[str]
    index: dict[str, int]
    whole: bool


class Columns:
    """One table being read. Where `first_day` is None, event.json tells none, and times are not judged."""

    def __init__(self, table: Table, findings: Findings, first_day: date | None) -> None:
        self.table = table
        self._findings = findings
        self._first_day = first_day
        self._unusable: dict[str, set[int]] = {}
        self._compared = 0

    def __len__(self) -> int:
        return len(self.table)

    def wrong(self, row: int, column: str, message: str, remedy: str) -> None:
        """Note a defect in one row; what does not stand in the file, or not at its place, is not judged."""
        if column in self.table.missing or row in self.table.ragged:
            return
        self._findings.add(self.table.file, self.table.lines[row], column, message, remedy)

    def rows(self, mask: NDArray[np.bool_], *columns: str) -> list[int]:
        """Rows of a mask, without those whose value in one of the columns could not be used."""
        unusable: set[int] = set().union(*(self._unusable.get(column, ()) for column in columns))
        return [row for row in np.flatnonzero(mask).tolist() if row not in unusable]

    def _no_value(self, row: int, column: str, message: str, remedy: str) -> None:
        self._unusable.setdefault(column, set()).add(row)
        self.wrong(row, column, message, remedy)

    def ids(self, column: str) -> Ids:
        """Ids of a table and the index of each; empty ones and those that stand twice are noted."""
        values = self.table.columns[column]
        index: dict[str, int] = {}
        for row, value in enumerate(values):
            if not value:
                self.wrong(row, column, "is empty.", "Give every row an id.")
            elif any(sign < " " for sign in value):
                self.wrong(row, column, f"{value!r} holds a control sign.", "Use signs that can be seen.")
            elif value in index:
                first = self.table.lines[index[value]]
                self.wrong(row, column, f"“{value}” stands twice (first in line {first}).", "Give each row its own id.")
            index.setdefault(value, row)
        return Ids(self.table.file, values, index, self.table.whole and column not in self.table.missing)

    def references(self, column: str, ids: Ids) -> Ints:
        """Row of each id of another table; -1 where there is no such id, noted if that table was read whole."""
        values, index = self.table.columns[column], ids.index
        found = np.fromiter(map(index.get, values, repeat(-1)), np.int32, len(values))
        for row in np.flatnonzero(found < 0).tolist() if ids.whole else ():
            near: list[str] = []
            if len(index) <= NEAR_AMONG and self._compared < NEAR_TIMES:
                self._compared += 1
                near = get_close_matches(values[row], index, n=1)
            remedy = f"Did you mean “{near[0]}”?" if near else f"Add it to {ids.file} or correct the id."
            self.wrong(row, column, f"“{values[row]}” is not in {ids.file}.", remedy)
        return found

    def numbers(self, column: str, *, least: int = 0, most: int = LARGEST, otherwise: int = 0) -> Ints:
        """Whole numbers within limits; `otherwise` where there is none."""
        values = self.table.columns[column]
        known = {value: _number(value, least, most) for value in set(values)}
        if None in known.values():
            for row, value in enumerate(values):
                if known[value] is None:
                    message = f"“{value}” is not a whole number from {least} to {most}."
                    self._no_value(row, column, message, "Correct it.")
        usable = {value: otherwise if number is None else number for value, number in known.items()}
        return np.fromiter(map(usable.__getitem__, values), np.int32, len(values))

    def chances(self, column: str) -> NDArray[np.float64]:
        """Probabilities from 0 to 1; an empty field is 0."""
        values = self.table.columns[column]
        found = np.zeros(len(values), np.float64)
        for row, value in enumerate(values):
            try:
                chance = float(value or 0)
            except ValueError:
                chance = -1.0
            if not 0 <= chance <= 1:
                message = f"“{value}” is no probability."
                self._no_value(row, column, message, "Write a number from 0 to 1, such as 0.08.")
                chance = 0.0
            found[row] = chance
        return found

    def times(self, column: str, *, endless: bool = False) -> NDArray[np.int64]:
        """Minutes since midnight of the first day; within 32 bits unless they may be as far away as the writer likes
        (`endless`).
        """
        values = self.table.columns[column]
        first_day = self._first_day or date(2000, 1, 1)
        known = {value: minute_of(value, first_day) for value in set(values)}
        usable = {
            value: minute
            for value, minute in known.items()
            if minute is not None and (endless or abs(minute) <= FARTHEST_MINUTES)
        }
        for row, value in enumerate(values) if len(usable) < len(known) else ():
            if known[value] is None:
                message = f"“{value}” is no local time at minute resolution."
                self._no_value(row, column, message, "Write 2022-02-02T08:30, without offset and seconds.")
            elif value not in usable and self._first_day is not None:
                self._no_value(row, column, f"“{value}” is decades away from the event.", "Correct the year.")
        return np.fromiter(map(usable.get, values, repeat(0)), np.int64, len(values))

    def once(self, *columns: str) -> None:
        """Note rows that repeat the same combination of columns."""
        if self.table.missing.intersection(columns):
            return
        keys = list(zip(*(self.table.columns[name] for name in columns), strict=True))
        seen: dict[tuple[str, ...], int] = {}
        for row, key in enumerate(keys) if len(set(keys)) < len(keys) else ():
            if key in seen:
                message = f"“{' / '.join(key)}” stands twice (first in line {self.table.lines[seen[key]]})."
                self.wrong(row, columns[-1], message, "Delete one of the two rows.")
            seen.setdefault(key, row)
