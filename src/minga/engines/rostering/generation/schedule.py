"""When each venue is open: from a competition schedule, and for the venues that no schedule names."""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from minga.engines.rostering.defects import Defect, UnusableInstance

if TYPE_CHECKING:
    from numpy.random import Generator

BEFORE, AFTER = 180, 120  # minutes a venue is staffed before its first and after its last session
SUPPORT = ("Athletes' Village", "Airport", "Media Centre", "Team Hotel", "Fan Zone", "Railway Hub", "Depot", "Clinic")


@dataclass(frozen=True, slots=True)
class Opening:
    """A venue's staffed hours on one day, in minutes since that day's midnight, and the sessions held."""

    venue: int
    day: int
    start: int
    end: int
    sessions: int


@dataclass(frozen=True, slots=True)
class Schedule:
    """Venues (code, name) and when they are open."""

    first_day: date
    days: int
    venues: list[tuple[str, str]]
    openings: list[Opening]


def read_schedule(path: Path) -> Schedule:
    """Read a schedule with the columns start_date, end_date (ISO 8601), venue, venue_code.

    Rows without a venue or a time are left out. Raises UnusableInstance when none is left.
    """
    spans: dict[tuple[str, date], list[tuple[datetime, datetime]]] = defaultdict(list)
    names: dict[str, str] = {}
    try:
        rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    except UnicodeDecodeError as error:
        defect = Defect(str(path), 0, "", f"byte {error.start + 1} is no UTF-8.", "Save the file as UTF-8.")
        raise UnusableInstance((defect,)) from error
    for row in rows:
        code = (row.get("venue_code") or "").strip()
        try:
            start = datetime.fromisoformat(row.get("start_date") or "").replace(tzinfo=None)
        except ValueError:
            continue
        if not code:
            continue
        try:
            end = datetime.fromisoformat(row.get("end_date") or "").replace(tzinfo=None)
        except ValueError:
            end = start + timedelta(hours=2)
        names.setdefault(code, (row.get("venue") or code).strip())
        spans[code, start.date()].append((start, max(end, start + timedelta(minutes=30))))
    if not spans:
        remedy = "Give a CSV with start_date, end_date, venue, venue_code."
        raise UnusableInstance((Defect(str(path), 0, "", "holds no session with a venue and a time.", remedy),))
    first = min(day for _, day in spans)
    codes = sorted(names)
    openings = [_opening(codes.index(code), day, first, sessions) for (code, day), sessions in sorted(spans.items())]
    return Schedule(first, max(entry.day for entry in openings) + 1, [(code, names[code]) for code in codes], openings)


def _opening(venue: int, day: date, first: date, sessions: list[tuple[datetime, datetime]]) -> Opening:
    midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001 local clock
    start = min(begin for begin, _ in sessions)
    end = max(finish for _, finish in sessions)
    minutes = [int((moment - midnight).total_seconds() // 60) for moment in (start, end)]
    early = max(minutes[0] - BEFORE, 300) // 30 * 30
    late = min(-(-(minutes[1] + AFTER) // 30) * 30, 26 * 60)
    return Opening(venue, (day - first).days, early, max(late, early + 300), len(sessions))


def with_venues(schedule: Schedule, count: int, generator: Generator) -> Schedule:
    """The schedule with its busiest `count` venues; where it has fewer, with support venues open every day."""
    busy = sorted(range(len(schedule.venues)), key=lambda venue: -sum(o.venue == venue for o in schedule.openings))
    kept = sorted(busy[:count])
    place = {venue: row for row, venue in enumerate(kept)}
    venues = [schedule.venues[venue] for venue in kept]
    openings = [
        Opening(place[o.venue], o.day, o.start, o.end, o.sessions) for o in schedule.openings if o.venue in place
    ]
    for number in range(count - len(kept)):
        name = f"{SUPPORT[number % len(SUPPORT)]} {number // len(SUPPORT) + 1}"
        start, sessions = int(generator.choice([360, 390, 420, 480])), int(generator.integers(3, 12))
        end = int(generator.choice([1320, 1380, 1440]))
        openings += [Opening(len(venues), day, start, end, sessions) for day in range(schedule.days)]
        venues.append((f"S{number + 1:02d}", name))
    return Schedule(schedule.first_day, schedule.days, venues, openings)
