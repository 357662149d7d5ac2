"""Columns of text turned into numbers, times and indices; what does not convert is noted with its line and remedy."""

from __future__ import annotations

from datetime import date, datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING

import numpy as np

from minga.engines.rostering.instance import MINUTES_PER_DAY

if TYPE_CHECKING:
    from minga.engines.rostering.defects import Findings
    from minga.engines.rostering.instance import Ints
    from minga.engines.rostering.tables import Table

LARGEST = 1_000_000
NEAR_AMONG = 5000


def minute_of(text: str, first_day: date) -> int | None:
    """Minutes since midnight of the first day of an ISO local time; None when it is none at minute resolution."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment.tzinfo is not None or moment.second or moment.microsecond or len(text) < len("2022-02-02T08:00"):
        return None
    return (moment.date() - first_day).days * MINUTES_PER_DAY + moment.hour * 60 + moment.minute


class Columns:
    """One table being read."""

    def __init__(self, table: Table, findings: Findings, first_day: date) -> None:
        self.table = table
        self._findings = findings
        self._first_day = first_day

    def __len__(self) -> int:
        return len(self.table)

    def wrong(self, row: int, column: str, message: str, remedy: str) -> None:
        """Note a defect in one row."""
        self._findings.add(self.table.file, self.table.lines[row], column, message, remedy)

    def ids(self, column: str) -> tuple[list[str], dict[str, int]]:
        """Ids of a table and the index of each; empty ones and those that stand twice are noted."""
        values = self.table.columns[column]
        index: dict[str, int] = {}
        for row, value in enumerate(values):
            if not value:
                self.wrong(row, column, "is empty.", "Give every row an id.")
            elif value in index:
                first = self.table.lines[index[value]]
                self.wrong(row, column, f"“{value}” stands twice (first in line {first}).", "Give each row its own id.")
            index.setdefault(value, row)
        return values, index

    def references(self, column: str, index: dict[str, int], file: str) -> Ints:
        """Index of each named row of another file; -1 where there is no such id."""
        values = self.table.columns[column]
        found = np.fromiter((index.get(value, -1) for value in values), np.int32, len(values))
        for row in np.flatnonzero(found < 0).tolist():
            near = get_close_matches(values[row], index, n=1) if len(index) <= NEAR_AMONG else []
            remedy = f"Did you mean “{near[0]}”?" if near else f"Add it to {file} or correct the id."
            self.wrong(row, column, f"“{values[row]}” is not in {file}.", remedy)
        return found

    def numbers(self, column: str, *, least: int = 0, most: int = LARGEST) -> Ints:
        """Whole numbers within limits."""
        values = self.table.columns[column]
        cache: dict[str, int] = {}
        found = np.zeros(len(values), np.int32)
        for row, value in enumerate(values):
            number = cache.get(value)
            if number is None:
                plain = value.strip()
                is_number = plain.isascii() and plain.removeprefix("-").isdigit() and len(plain) < 9
                if not is_number or not least <= int(plain) <= most:
                    message = f"“{value}” is not a whole number from {least} to {most}."
                    self.wrong(row, column, message, "Correct it.")
                    found[row] = least
                    continue
                number = cache[value] = int(plain)
            found[row] = number
        return found

    def chances(self, column: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        """Probabilities from 0 up to, not including, 1; an empty field is 0."""
        values = self.table.columns[column]
        found = np.zeros(len(values), np.float64)
        for row, value in enumerate(values):
            try:
                chance = float(value or 0)
            except ValueError:
                chance = -1.0
            if not 0 <= chance < 1:
                self.wrong(
                    row, column, f"“{value}” is no probability.", "Write 0 or more and less than 1, such as 0.08."
                )
                chance = 0.0
            found[row] = chance
        return found

    def times(self, column: str) -> Ints:
        """Minutes since midnight of the first day."""
        values = self.table.columns[column]
        cache: dict[str, int | None] = {}
        found = np.zeros(len(values), np.int32)
        for row, value in enumerate(values):
            if value not in cache:
                cache[value] = minute_of(value, self._first_day)
            minute = cache[value]
            if minute is None or abs(minute) > 20_000 * MINUTES_PER_DAY:
                message = f"“{value}” is no local time at minute resolution."
                self.wrong(row, column, message, "Write 2022-02-02T08:30, without offset and seconds.")
                continue
            found[row] = minute
        return found

    def once(self, *columns: str) -> None:
        """Note rows that repeat the same combination of columns."""
        seen: dict[tuple[str, ...], int] = {}
        for row, key in enumerate(zip(*(self.table.columns[name] for name in columns), strict=True)):
            if key in seen:
                message = f"“{' / '.join(key)}” stands twice (first in line {self.table.lines[seen[key]]})."
                self.wrong(row, columns[-1], message, "Delete one of the two rows.")
            seen.setdefault(key, row)
