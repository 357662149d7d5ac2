"""The checker's own reading of an instance, as plain Python; it takes the shape of the files for granted."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any


class Unreadable(Exception):
    """A file that the checker cannot read."""


@dataclass(frozen=True, slots=True)
class Shift:
    """One shift; times in minutes since midnight of the first day."""

    venue: str
    role: str
    zone: str
    start: int
    end: int
    day: int
    minimum: int
    target: int
    leaders: int


@dataclass(frozen=True, slots=True)
class Person:
    """One volunteer with roles (and dislike), languages, free and absent times."""

    zone: str
    can_lead: bool
    least: int
    most: int
    roles: dict[str, int]
    languages: set[str]
    free: list[tuple[int, int]]
    absent: list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class World:
    """An instance."""

    rules: dict[str, Any]
    weights: dict[str, int]
    days: int
    now: int | None
    first_day: date
    travel: dict[tuple[str, str], int]
    shifts: dict[str, Shift]
    needs: dict[str, dict[str, int]]
    people: dict[str, Person]
    locked: list[tuple[str, str]]
    previous: list[tuple[str, str]] | None


def _rows(folder: Path, name: str) -> list[dict[str, str]] | None:
    path = folder / f"{name}.csv"
    if path.exists():
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))
    if (folder / f"{name}.parquet").exists():
        from pyarrow import parquet

        rows = parquet.read_table(folder / f"{name}.parquet").to_pylist()
        return [{key: _text(value) for key, value in row.items()} for row in rows]
    return None


def _text(value: object) -> str:
    """A cell of Parquet as CSV would have it: times in ISO 8601, truth as 1 or 0, whole numbers without a point."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, bool) or (isinstance(value, float | Decimal) and value % 1 == 0):
        return str(int(value))
    return str(value)


def read_world(folder: Path, published: Path | None = None) -> World:
    """Read an instance folder; previous.csv from `published` where it has none itself. Raises Unreadable."""
    try:
        return _read_world(folder, published)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Unreadable(f"{folder} cannot be read as an instance ({type(error).__name__}: {error}).") from error


def _read_world(folder: Path, published: Path | None) -> World:
    event = json.loads((folder / "event.json").read_text(encoding="utf-8-sig"))
    first = date.fromisoformat(event["first_day"])

    def minutes(text: str) -> int:
        moment = datetime.fromisoformat(text)
        return (moment.date() - first).days * 1440 + moment.hour * 60 + moment.minute

    zones = {row["zone"] for row in _rows(folder, "zones") or []}
    travel = {(zone, zone): 0 for zone in zones}
    travel |= {(row["from_zone"], row["to_zone"]): int(row["minutes"]) for row in _rows(folder, "travel") or []}
    venue_zone = {row["venue"]: row["zone"] for row in _rows(folder, "venues") or []}
    shifts = {}
    for row in _rows(folder, "shifts") or []:
        start = minutes(row["start"])
        figures = (int(row["minimum"]), int(row["target"]), int(row["leaders"]))
        zone = venue_zone[row["venue"]]
        shifts[row["shift"]] = Shift(
            row["venue"], row["role"], zone, start, minutes(row["end"]), start // 1440, *figures
        )
    needs: dict[str, dict[str, int]] = {}
    for row in _rows(folder, "shift_languages") or []:
        needs.setdefault(row["shift"], {})[row["language"]] = int(row["minimum"])
    previous = _rows(folder, "previous")
    if previous is None and published is not None:
        previous = _rows(published, "previous")
    rules = {"min_rest_minutes": 660, "max_consecutive_days": 5, "max_minutes_per_7_days": 2880}
    rules |= {"max_travel_minutes": 90, "stability": "venue"} | event["rules"]
    weights = {"minimum": 1000, "target": 10, "leader": 300, "language": 100, "promised": 20}
    weights |= {"preference": 1, "travel_per_30_min": 1, "change": 30} | event["weights"]
    return World(
        rules=rules,
        weights=weights,
        days=(date.fromisoformat(event["last_day"]) - first).days + 1,
        now=None if event.get("now") is None else minutes(event["now"]),
        first_day=first,
        travel=travel,
        shifts=shifts,
        needs=needs,
        people=_people(folder, minutes),
        locked=[(row["volunteer"], row["shift"]) for row in _rows(folder, "locked") or []],
        previous=None if previous is None else [(row["volunteer"], row["shift"]) for row in previous],
    )


def _people(folder: Path, minutes: Any) -> dict[str, Person]:
    people = {
        row["volunteer"]: Person(
            row["zone"],
            int(row["can_lead"]) == 1,
            int(row["min_shifts"]),
            int(row["max_shifts"]),
            *({}, set(), [], []),
        )
        for row in _rows(folder, "volunteers") or []
    }
    for row in _rows(folder, "volunteer_roles") or []:
        people[row["volunteer"]].roles[row["role"]] = int(row["dislike"])
    for row in _rows(folder, "volunteer_languages") or []:
        people[row["volunteer"]].languages.add(row["language"])
    cache: dict[str, int] = {}

    def cached(text: str) -> int:
        if text not in cache:
            cache[text] = minutes(text)
        return cache[text]

    for name, field in (("availability", "free"), ("absences", "absent")):
        for row in _rows(folder, name) or []:
            getattr(people[row["volunteer"]], field).append((cached(row["start"]), cached(row["end"])))
    return people


def read_pairs(world: World, path: Path) -> tuple[list[tuple[str, str]], list[bool]]:
    """The pairs of roster.csv as they stand, and the leader marks. Raises Unreadable."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            if sorted(reader.fieldnames or []) != ["leader", "shift", "volunteer"]:
                raise Unreadable(f"{path.name} needs exactly the columns volunteer, shift, leader.")
            rows = [(reader.line_num, row) for row in reader]
    except OSError as error:
        raise Unreadable(f"{path} cannot be read ({error.strerror}). Name a roster.csv or its folder.") from error
    except (ValueError, csv.Error) as error:
        raise Unreadable(f"{path} cannot be read ({error}). Save it as CSV in UTF-8.") from error
    for line, row in rows:
        if None in row or None in row.values():
            raise Unreadable(f"{path.name}, line {line}: the row has not three fields.")
        if row["leader"] not in {"0", "1"}:
            raise Unreadable(f"{path.name}, line {line}, leader: “{row['leader']}” is not 0 or 1.")
    return [(row["volunteer"], row["shift"]) for _, row in rows], [row["leader"] == "1" for _, row in rows]
