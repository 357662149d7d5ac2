"""Instances for the tests of rostering: small ones drawn by seed, and one folder whose every row is plain."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from minga.engines.rostering import Instance, Rules, Weights

FIRST = date(2027, 3, 1)
ZONES = ["north", "south"]
VENUES = ["arena", "stadium"]
ROLES = ["guide", "driver"]


def drawn(
    seed: int, *, people: int = 4, shifts: int = 6, days: int = 5, stability: str = "venue", week: int = 1500
) -> Instance:
    """An instance by chance: tight rules, so that every one of them binds somewhere."""
    chance = np.random.default_rng(seed)
    day = np.sort(chance.integers(0, days, shifts))
    start = (day * 1440 + chance.choice([420, 600, 960, 1140], shifts)).astype(np.int32)
    target = chance.integers(1, 4, shifts).astype(np.int32)
    minimum = chance.integers(0, target + 1).astype(np.int32)
    least = chance.integers(0, 3, people).astype(np.int32)
    dislike = chance.integers(-1, 4, (people, 2)).astype(np.int8)
    dislike[dislike.max(axis=1) < 0, 0] = 0
    free = [
        (v, 0 if v % 2 or days == 1 else 1440, (days + 1) * 1440 if v % 3 else days * 1440 - 720) for v in range(people)
    ]
    needs = [(s, int(chance.integers(0, 2)), 1) for s in range(shifts) if chance.random() < 0.5]
    return Instance(
        name=f"drawn {seed}",
        timezone="Europe/Paris",
        first_day=FIRST,
        last_day=FIRST + timedelta(days=days - 1),
        rules=Rules(min_rest_minutes=660, max_consecutive_days=2, max_minutes_per_7_days=week, stability=stability),
        weights=Weights(),
        zones=ZONES,
        travel=np.array([[0, 65], [35, 20]], np.int32),
        venues=VENUES,
        venue_zone=np.array([0, 1], np.int32),
        roles=ROLES,
        shifts=[f"s{number}" for number in range(shifts)],
        shift_venue=chance.integers(0, 2, shifts).astype(np.int32),
        shift_role=chance.integers(0, 2, shifts).astype(np.int32),
        shift_start=start,
        shift_end=(start + chance.choice([240, 480, 600], shifts)).astype(np.int32),
        shift_minimum=minimum,
        shift_target=target,
        shift_leaders=np.minimum(minimum, chance.integers(0, 2, shifts)).astype(np.int32),
        volunteers=[f"v{number}" for number in range(people)],
        volunteer_zone=chance.integers(0, 2, people).astype(np.int32),
        can_lead=chance.random(people) < 0.5,
        min_shifts=least,
        max_shifts=(least + chance.integers(1, 4, people)).astype(np.int32),
        dislike=dislike,
        availability=np.array(free, np.int32),
        languages=["en", "zh"],
        needs=np.array(needs, np.int32).reshape(-1, 3),
        speaks=chance.random((people, 2)) < 0.5,
    )


PLAIN: dict[str, list[tuple[object, ...]]] = {
    "zones": [("zone",), ("north",), ("south",)],
    "travel": [("from_zone", "to_zone", "minutes"), ("north", "south", 120), ("south", "north", 120)],
    "venues": [("venue", "zone", "name"), ("arena", "north", "Arena"), ("stadium", "north", "Stadium"),
               ("lake", "south", "Lake")],
    "roles": [("role", "functional_area", "name"), ("guide", "Services", "Guide"), ("driver", "Transport", "Driver")],
    "shifts": [("shift", "venue", "role", "start", "end", "minimum", "target", "leaders"),
               *((f"a{day}", "arena", "guide", f"2027-03-0{day}T08:00", f"2027-03-0{day}T16:00", 1, 2, 1)
                 for day in range(1, 8)),
               ("late", "arena", "guide", "2027-03-01T16:00", "2027-03-01T23:30", 1, 2, 0),
               ("other", "stadium", "guide", "2027-03-03T08:00", "2027-03-03T16:00", 1, 2, 0),
               ("far", "lake", "guide", "2027-03-03T08:00", "2027-03-03T16:00", 1, 2, 0),
               ("drive", "arena", "driver", "2027-03-03T08:00", "2027-03-03T16:00", 1, 2, 0)],
    "shift_languages": [("shift", "language", "minimum"), ("a1", "zh", 1)],
    "volunteers": [("volunteer", "zone", "can_lead", "min_shifts", "max_shifts"),
                   ("ana", "north", 1, 2, 5), ("bo", "north", 0, 1, 5), ("cy", "north", 0, 1, 1),
                   ("di", "north", 0, 0, 5)],
    "volunteer_roles": [("volunteer", "role", "dislike"), *((who, "guide", 0) for who in ("ana", "bo", "cy", "di"))],
    "volunteer_languages": [("volunteer", "language"), ("bo", "zh")],
    "availability": [("volunteer", "start", "end"),
                     *((who, "2027-03-01T00:00", "2027-03-08T12:00") for who in ("ana", "bo", "cy")),
                     ("di", "2027-03-01T00:00", "2027-03-02T00:00")],
}  # fmt: skip
EVENT = {
    "format": "minga-roster/1",
    "name": "Plain Games",
    "timezone": "Europe/Paris",
    "first_day": "2027-03-01",
    "last_day": "2027-03-07",
    "rules": {"min_rest_minutes": 660, "max_consecutive_days": 3, "max_minutes_per_7_days": 1920},
    "weights": {},
}


def write_table(folder: Path, name: str, rows: Sequence[Sequence[object]]) -> None:
    """One table as CSV, header first."""
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def plain(folder: Path, event: Mapping[str, object] = {}, **tables: Sequence[Sequence[object]]) -> Path:
    """The plain instance in a folder; named tables take the place of its own, keys of event.json likewise."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "event.json").write_text(json.dumps(EVENT | dict(event), indent=1), "utf-8")
    for name, rows in (PLAIN | tables).items():
        write_table(folder, name, rows)
    return folder


def roster_file(path: Path, *rows: tuple[str, str, int]) -> Path:
    """A roster.csv of (volunteer, shift, leader)."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("volunteer", "shift", "leader"), *rows])
    return path
