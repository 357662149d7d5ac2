"""The instance in columns: NumPy arrays with one row per shift or volunteer, ids as lists of strings beside them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from minga.engines.rostering.arrays import ROWS, TYPES, faults, in_its_type, in_order, refuse_shapes

if TYPE_CHECKING:
    from pathlib import Path

Ints = NDArray[np.int32]
MINUTES_PER_DAY = 1440
STABILITIES = ("venue", "venue_role", "none")


@dataclass(frozen=True, slots=True)
class Rules:
    """The figures of the hard rules: minutes, days, and what a volunteer keeps all event long (H12)."""

    min_rest_minutes: int = 660
    max_consecutive_days: int = 5
    max_minutes_per_7_days: int = 2880
    max_travel_minutes: int = 90
    stability: str = "venue"


@dataclass(frozen=True, slots=True)
class Weights:
    """What one unit of each part of the cost weighs; whole numbers of 0 or more."""

    minimum: int = 1000
    target: int = 10
    leader: int = 300
    language: int = 100
    promised: int = 20
    preference: int = 1
    travel_per_30_min: int = 1
    change: int = 30


def _no_rows(columns: int) -> Ints:
    return np.zeros((0, columns), np.int32)


@dataclass(frozen=True, eq=False)
class Instance:
    """Who may serve what. Times are minutes since midnight of `first_day`, local clock; S shifts, V volunteers, R
    roles.

    `travel[a, b]` is in minutes, -1 where nobody can travel. `dislike[v, r]` is 0..3, -1 where v does not list role r.
    `availability` and `absences` hold rows (volunteer, start, end), `needs` rows (shift, language, minimum),
    `locked` rows (volunteer, shift), `previous` rows (volunteer, shift, leader) or None when nothing was published.
    `previous_gone` holds what else was published: (volunteer, id of a shift that is no longer there, leader).
    `no_show[v]` is the chance that v does not come to a shift, or None when nothing is known.
    Rows stand in any order; whole numbers of another width than said here are taken over. Raises ValueError when shapes
    or types do not fit together and, all at once, when a number points at nothing, an id stands twice, a time is none
    of the event, a figure is below 0 or no whole number, or 0 <= leaders <= minimum <= target does not hold; the reader
    of files reports with lines instead.
    """

    name: str
    timezone: str
    first_day: date
    last_day: date
    rules: Rules
    weights: Weights
    zones: list[str]
    travel: Ints
    venues: list[str]
    venue_zone: Ints
    roles: list[str]
    shifts: list[str]
    shift_venue: Ints
    shift_role: Ints
    shift_start: Ints
    shift_end: Ints
    shift_minimum: Ints
    shift_target: Ints
    shift_leaders: Ints
    volunteers: list[str]
    volunteer_zone: Ints
    can_lead: NDArray[np.bool_]
    min_shifts: Ints
    max_shifts: Ints
    dislike: NDArray[np.int8]
    availability: Ints
    languages: list[str] = field(default_factory=list)
    needs: Ints = field(default_factory=lambda: _no_rows(3))
    speaks: NDArray[np.bool_] | None = None
    absences: Ints = field(default_factory=lambda: _no_rows(3))
    locked: Ints = field(default_factory=lambda: _no_rows(2))
    previous: Ints | None = None
    previous_gone: list[tuple[int, str, int]] = field(default_factory=list)
    now: int | None = None
    no_show: NDArray[np.float64] | None = None
    venue_names: list[str] = field(default_factory=list)
    role_names: list[str] = field(default_factory=list)
    role_areas: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        shifts, volunteers = len(self.shifts), len(self.volunteers)
        wanted = {
            "travel": (len(self.zones), len(self.zones)),
            "venue_zone": (len(self.venues),),
            **{
                f"shift_{name}": (shifts,) for name in ("venue", "role", "start", "end", "minimum", "target", "leaders")
            },
            **dict.fromkeys(("volunteer_zone", "can_lead", "min_shifts", "max_shifts"), (volunteers,)),
            "dislike": (volunteers, len(self.roles)),
        }
        if self.speaks is None:
            object.__setattr__(self, "speaks", np.zeros((volunteers, len(self.languages)), np.bool_))
        wanted["speaks"] = (volunteers, len(self.languages))
        if self.no_show is not None:
            wanted["no_show"] = (volunteers,)
        refuse_shapes(self, wanted)
        if self.rules.stability not in STABILITIES:
            raise ValueError(f"stability is {self.rules.stability!r}; choose one of {', '.join(STABILITIES)}.")
        for name in TYPES:
            if isinstance(given := getattr(self, name), np.ndarray):
                object.__setattr__(self, name, in_its_type(name, given))
        for name in ROWS:
            if getattr(self, name) is not None:
                object.__setattr__(self, name, in_order(getattr(self, name)))
        found = list(faults(self))
        if found:
            raise ValueError(" ".join(found))

    @classmethod
    def read(cls, folder: Path | str) -> Instance:
        """Read a folder of the format minga-roster/1. Raises UnusableInstance with every defect."""
        from minga.engines.rostering.reader import read_instance

        return read_instance(folder)

    def write(self, folder: Path | str, *, parquet: bool = False) -> None:
        """Write the folder; `parquet` writes tables as Parquet instead of CSV."""
        from minga.engines.rostering.writer import write_instance

        write_instance(self, folder, parquet=parquet)

    @property
    def days(self) -> int:
        """Calendar days of the event."""
        return (self.last_day - self.first_day).days + 1

    @property
    def shift_day(self) -> Ints:
        """Day of each shift's start, 0 being the first day; shape (S,)."""
        return (self.shift_start // MINUTES_PER_DAY).astype(np.int32)

    @property
    def begun(self) -> NDArray[np.bool_]:
        """Shifts that had begun at `now`; shape (S,)."""
        if self.now is None:
            return np.zeros(len(self.shifts), np.bool_)
        return self.shift_start <= self.now

    def day_name(self, day: int) -> str:
        """ISO date of a day index."""
        return (self.first_day + timedelta(days=int(day))).isoformat()

    def clock(self, minute: int) -> str:
        """ISO local time of a minute, as it stands in files."""
        day, rest = divmod(int(minute), MINUTES_PER_DAY)
        return f"{self.day_name(day)}T{rest // 60:02d}:{rest % 60:02d}"

    def rows_of(self, rows: Ints) -> NDArray[np.int64]:
        """Offsets (V+1,) of rows sorted by volunteer: rows[offsets[v]:offsets[v + 1]] are those of v."""
        return np.searchsorted(rows[:, 0], np.arange(len(self.volunteers) + 1))


@dataclass(frozen=True, eq=False)
class Roster:
    """Who serves what: rows (volunteer, shift) and, beside them, whether as a leader. Sorted by volunteer and shift."""

    pairs: Ints
    leader: NDArray[np.bool_]

    @classmethod
    def of(cls, pairs: Ints, leader: NDArray[np.bool_] | None = None) -> Roster:
        """A roster from pairs in any order; nobody leads unless said."""
        marks = np.zeros(len(pairs), np.bool_) if leader is None else leader
        order = np.lexsort((pairs[:, 1], pairs[:, 0])) if len(pairs) else np.zeros(0, np.int64)
        return cls(np.ascontiguousarray(pairs[order], dtype=np.int32), marks[order])

    @classmethod
    def read(cls, path: Path | str, instance: Instance) -> Roster:
        """Read roster.csv, or the folder that holds it. Raises UnusableInstance with every defect."""
        from minga.engines.rostering.reader import read_roster

        return read_roster(path, instance)

    def __len__(self) -> int:
        return len(self.pairs)
