"""One file of the format: employees, shift types, requests, cover. Days count from 0, a Monday."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from minga.engines.rostering.defects import Findings

FREE = -1  # in a plan: no shift that day
SECTIONS = ("HORIZON", "SHIFTS", "STAFF", "DAYS_OFF", "SHIFT_ON_REQUESTS", "SHIFT_OFF_REQUESTS", "COVER")
SATURDAY = 5
MOST_DAYS = 1000  # a search numbers them by ten bits

Plan = list[list[int]]  # plan[employee][day] is a shift type or FREE


@dataclass(frozen=True, slots=True)
class ShiftType:
    """A kind of shift: its length and what may not follow it the next day."""

    name: str
    minutes: int
    no_next: frozenset[str]


@dataclass(frozen=True, slots=True)
class Employee:
    """One employee's limits; `most` by shift type, minutes in all, runs in days."""

    name: str
    most: dict[str, int]
    most_minutes: int
    least_minutes: int
    longest_run: int
    shortest_run: int
    shortest_rest: int
    most_weekends: int


@dataclass(frozen=True, slots=True)
class Problem:
    """A whole file. Requests by (employee, day, shift type); cover by (day, shift type): need, weight under, weight
    over.
    """

    name: str
    days: int
    shifts: list[ShiftType]
    staff: list[Employee]
    days_off: set[tuple[int, int]] = field(default_factory=set)
    wished: dict[tuple[int, int, int], int] = field(default_factory=dict)
    unwished: dict[tuple[int, int, int], int] = field(default_factory=dict)
    cover: dict[tuple[int, int], tuple[int, int, int]] = field(default_factory=dict)

    @property
    def weekends(self) -> list[tuple[int, ...]]:
        """Saturday and Sunday of each week, as far as they lie in the horizon."""
        pairs = ((day, day + 1) for day in range(SATURDAY, self.days, 7))
        return [tuple(day for day in pair if day < self.days) for pair in pairs]


def read_problem(path: Path) -> Problem:
    """Read a file. Raises UnusableInstance with every line that does not fit, and OSError."""
    return _Reading(path).problem()


class _Reading:
    def __init__(self, path: Path) -> None:
        self._file = path.name
        self._findings = Findings()
        self._name = path.stem
        try:
            text = path.read_bytes().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            self._wrong(0, "", f"byte {error.start + 1} is no UTF-8.", "Save the file as UTF-8.")
            self._findings.stop_if_any()
        self._rows = self._sections(text)

    def _wrong(self, line: int, column: str, message: str, remedy: str) -> None:
        self._findings.add(self._file, line, column, message, remedy)

    def _sections(self, text: str) -> dict[str, list[tuple[int, list[str]]]]:
        rows: dict[str, list[tuple[int, list[str]]]] = {}
        current: list[tuple[int, list[str]]] | None = None
        for number, line in enumerate(text.splitlines(), 1):
            plain = line.split("#", 1)[0].strip()
            if plain.startswith("SECTION_"):
                name = plain.removeprefix("SECTION_")
                if name not in SECTIONS:
                    self._wrong(number, "", f"{plain} is no section of this format.", "Correct or remove it.")
                current = rows.setdefault(name, [])
            elif plain and current is None:
                self._wrong(number, "", "stands before the first section.", "Begin with SECTION_HORIZON.")
            elif plain and current is not None:
                current.append((number, [cell.strip() for cell in plain.split(",")]))
        for name in ("HORIZON", "SHIFTS", "STAFF", "COVER"):
            if not rows.get(name):
                self._wrong(0, f"SECTION_{name}", "is missing or empty.", "Add it.")
        self._findings.stop_if_any()
        return rows

    def _lines(self, section: str, fields: int) -> Iterator[tuple[int, list[str]]]:
        for line, cells in self._rows.get(section, []):
            if len(cells) < fields:
                message = f"has {len(cells)} fields, {fields} are needed."
                self._wrong(line, f"SECTION_{section}", message, "Give the row one field for each.")
            else:
                yield line, cells

    def _number(self, line: int, text: str, *, below: int | None = None) -> int:
        digits = "0" if text == "-0" else text  # published files hold a minus before nought
        if digits.isascii() and digits.isdigit() and len(digits) < 9 and (below is None or int(digits) < below):
            return int(digits)
        limit = "" if below is None else f" below {below}"
        self._wrong(line, "", f"“{text}” is no whole number of 0 or more{limit}.", "Correct it.")
        return 0

    def problem(self) -> Problem:
        """Everything, or UnusableInstance."""
        line, cells = self._rows["HORIZON"][0]
        days = self._number(line, cells[0])
        if not 0 < days <= MOST_DAYS:
            self._wrong(line, "SECTION_HORIZON", f"{days} days cannot be planned.", f"Give 1 to {MOST_DAYS} days.")
        what = self._names("SHIFTS", 2, "shift")
        who = self._names("STAFF", 8, "employee")
        self._findings.stop_if_any()
        shifts = [
            ShiftType(row[0], self._number(line, row[1]), self._followers(line, row[2:3], what))
            for line, row in self._lines("SHIFTS", 2)
        ]
        staff = [self._employee(line, row, what) for line, row in self._lines("STAFF", 8)]
        problem = Problem(self._name, days, shifts, staff)
        for line, cells in self._lines("DAYS_OFF", 1):
            employee = self._known(line, cells[0], who, "employee")
            problem.days_off.update((employee, self._number(line, cell, below=days)) for cell in cells[1:] if cell)
        for section, wishes in (("SHIFT_ON_REQUESTS", problem.wished), ("SHIFT_OFF_REQUESTS", problem.unwished)):
            for line, cells in self._lines(section, 4):
                shift = self._known(line, cells[2], what, "shift")
                key = (self._known(line, cells[0], who, "employee"), self._number(line, cells[1], below=days), shift)
                wishes[key] = wishes.get(key, 0) + self._number(line, cells[3])
        for line, cells in self._lines("COVER", 5):
            place = (self._number(line, cells[0], below=days), self._known(line, cells[1], what, "shift"))
            need, under, over = (self._number(line, cell) for cell in cells[2:5])
            problem.cover[place] = (need, under, over)
        self._findings.stop_if_any()
        return problem

    def _names(self, section: str, fields: int, kind: str) -> dict[str, int]:
        """The names that rows of a section begin with, each once, and their numbers."""
        names: dict[str, int] = {}
        for line, cells in self._lines(section, fields):
            if not cells[0] or cells[0] in names:
                wrong = f"“{cells[0]}” is listed twice." if cells[0] else "has no name."
                self._wrong(line, kind, wrong, f"Give each {kind} a name of its own.")
            names.setdefault(cells[0], len(names))
        return names

    def _followers(self, line: int, cells: list[str], what: dict[str, int]) -> frozenset[str]:
        """The types that may not follow; the cell may be missing."""
        names = [name.strip() for name in "".join(cells).split("|") if name.strip()]
        for name in names:
            self._known(line, name, what, "shift")
        return frozenset(names)

    def _employee(self, line: int, cells: list[str], what: dict[str, int]) -> Employee:
        most: dict[str, int] = {}
        for part in filter(None, map(str.strip, cells[1].split("|"))):
            name, _, number = part.partition("=")
            self._known(line, name.strip(), what, "shift")
            most[name.strip()] = self._number(line, number.strip())
        return Employee(cells[0], most, *(self._number(line, cell) for cell in cells[2:8]))

    def _known(self, line: int, name: str, index: dict[str, int], kind: str) -> int:
        if name not in index:
            self._wrong(line, kind, f"“{name}” is not listed above.", f"Add this {kind} or correct its name.")
        return index.get(name, 0)
