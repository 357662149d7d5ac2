"""“What waits for you”, gathered from every room, the most pressing first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from minga.core.interface.onward import BOARD
from minga.core.registries import More, Waiting, waiting

SHOWN = 8
MORE = 32
"""Behind “more”; what comes after them moves up as they are done. One alone is not put behind it: it is shown."""
WITHIN = (30, 7, 3, 0)
"""In how many days something without a day ought to be done, by its urgency: so it finds its place among dated rows."""


@dataclass(frozen=True)
class Wait:
    """One row with what the page adds: whether it is late or due today."""

    row: Waiting
    late: bool
    today: bool

    @property
    def version(self) -> str | None:
        """The version the press sends along, as a page with a button would."""
        return self.row.post_fields.get("version")

    @property
    def fields(self) -> dict[str, str]:
        """What else the press sends: it leads back to this board."""
        return {name: value for name, value in self.row.post_fields.items() if name != "version"} | {"then": BOARD}


@dataclass(frozen=True)
class Waits:
    """What waits for a person: the first rows, those behind “more”, how many come after, how many things in all.

    at_least: some kind was not counted to its end, so that `after` and `total` are the least there are.
    """

    first: list[Wait]
    more: list[Wait]
    after: int
    total: int
    at_least: bool


def waits_of(account: Any) -> Waits:
    """What every room says waits for this account. As many queries as the rooms need, whatever waits."""
    today = timezone.localdate()
    given = [row for _name, source in waiting for row in source(account)]
    rows = in_order((row for row in given if isinstance(row, Waiting)), today=today)
    beside = [row for row in given if isinstance(row, More)]
    left = sum(row.count for row in beside)
    waits = [
        Wait(row, late=row.due is not None and row.due < today, today=row.due is not None and row.due == today)
        for row in rows
    ]
    shown = SHOWN + MORE
    first = SHOWN + 1 if len(waits) == SHOWN + 1 else SHOWN
    return Waits(
        first=waits[:first],
        more=waits[first:shown],
        after=len(waits[shown:]) + left,
        total=sum(row.count for row in rows) + left,
        at_least=any(row.at_least for row in beside),
    )


def in_order(rows: Iterable[Waiting], *, today: date) -> list[Waiting]:
    """What is due first comes first, of one day what is more urgent. What has no day stands by its urgency (`WITHIN`),
    after what is due on that day; an alarm, more urgent still, before everything. No query.
    """

    def key(row: Waiting) -> tuple[date, bool, int]:
        alarm = row.due is None and row.urgency >= len(WITHIN)
        meant = date.min if alarm else today + timedelta(days=WITHIN[min(row.urgency, len(WITHIN) - 1)])
        return row.due or meant, row.due is None, -row.urgency

    return sorted(rows, key=key)
