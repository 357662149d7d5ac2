"""When things happened: each description's plan, as days from today (negative: before)."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from minga.assignments.models import Description
from minga.core.days import add_months
from minga.core.demonstration import World, read

DATA = Path(__file__).resolve().parent.parent / "data" / "demonstration"
STATE_OF = {
    "draft_new": "draft",
    "draft_back": "draft",
    "draft_ready": "draft",
    "submitted_new": "submitted",
    "submitted_cost": "submitted",
    "submitted_ready": "submitted",
    "submitted_refused": "submitted",
    "ready": "ready_for_sourcing",
    "open": "sourcing",
    "selecting_long": "selecting",
    "selecting_host": "selecting",
    "selecting_offer": "selecting",
    "filled_preparing": "filled",
    "filled_arriving": "filled",
    "filled_serving": "filled",
    "filled_ended": "filled",
    "filled_closed": "filled",
    "cancelled": "cancelled",
}
PATH = ("draft", "submitted", "ready_for_sourcing", "sourcing", "selecting", "filled")
OPEN_DAYS = 28  # from publication to closing


@dataclass
class Plan:
    """One description of the demonstration: what is asked, and the days on which it moved on."""

    post: str
    host: str
    cities: list[str]
    seats: int
    stage: str
    months: int | None
    weeks: int | None
    funding: str
    funders: list[tuple[str, int]]
    nominating: str
    words: dict[str, Any]
    starts: int
    closes: int
    created: int
    entered: dict[str, datetime] = field(default_factory=dict)
    description: Description = field(default_factory=Description)

    @property
    def state(self) -> str:
        return STATE_OF[self.stage]

    @property
    def published(self) -> int:
        return min(self.closes - OPEN_DAYS, -1)

    def first_day(self, world: World) -> date:
        return world.today + timedelta(days=self.starts)

    @property
    def is_filled(self) -> bool:
        return self.state == "filled"

    @property
    def takes_applications(self) -> bool:
        return self.state in {"sourcing", "selecting", "filled"} or self.stage == "cancelled"


def read_plans(world: World) -> Iterator[Plan]:
    """Every row of descriptions.csv with its days drawn by chance within what its stage allows."""
    posts = read(DATA / "posts.json")
    with (DATA / "descriptions.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        words = posts[row["post"]]
        stage, _, left = row["plan"].partition(":")
        months, weeks = (int(row["months"]) if row["months"] else None), words.get("weeks")
        starts, closes = _days(world, stage, left, months=months, weeks=weeks)
        yield Plan(
            post=row["post"],
            host=row["host"],
            cities=[code for code in row["cities"].split("|") if code],
            seats=int(row["seats"]),
            stage=stage,
            months=months,
            weeks=weeks,
            funding=row["funding"],
            funders=[(name, int(part)) for name, part in _pairs(row["funders"])],
            nominating=row["nominating"],
            words=words,
            starts=starts,
            closes=closes,
            created=closes - OPEN_DAYS - world.chance.randint(18, 34),
        )


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    for part in filter(None, text.split("|")):
        name, _, percent = part.partition(":")
        yield name, percent


def _days(world: World, stage: str, left: str, *, months: int | None, weeks: int | None) -> tuple[int, int]:
    """The first day of service and the closing date, as days from today."""
    length = weeks * 7 if weeks else (add_months(world.today, months or 12) - world.today).days
    lead = 35 if weeks else 75  # from closing to the first day
    draw = world.chance.randint
    served: dict[str, Callable[[], int]] = {
        "filled_preparing": lambda: draw(8, 25),
        "filled_arriving": lambda: -1,
        "filled_serving": lambda: -(draw(12, 30) if weeks else draw(60, min(300, length - 40))),
        "filled_ended": lambda: -length - draw(4, 9),
        "filled_closed": lambda: -length - draw(45, 160),
    }
    if stage in served:
        starts = served[stage]()
        return starts, starts - lead
    closing = {
        "open": lambda: int(left),
        "selecting_long": lambda: -draw(2, 5),
        "selecting_host": lambda: -draw(16, 22),
        "selecting_offer": lambda: -draw(26, 30),
        "cancelled": lambda: -draw(12, 20),
    }
    closes = closing.get(stage, lambda: draw(32, 50))()
    return closes + lead + draw(0, 10), closes
