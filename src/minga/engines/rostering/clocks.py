"""Time zones: whether there is one of a name, and the nights of an event in which its clocks change."""

from __future__ import annotations

from datetime import datetime, timedelta
from difflib import get_close_matches
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, available_timezones

if TYPE_CHECKING:
    from datetime import date

    from minga.engines.rostering.instance import Instance


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    return frozenset(available_timezones())


def is_zone(name: str) -> bool:
    """Whether the database of time zones (IANA) holds this name; True for all where a system has no such database."""
    try:
        ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        return not _names()
    return True


def like(name: str) -> str:
    """The name of a zone that is most like this one, or an empty text."""
    plain = {each.lower(): each for each in _names()}
    last = {each.rsplit("/", 1)[-1].lower(): each for each in sorted(_names(), reverse=True)}
    wanted = name.strip().lower().replace(" ", "_")
    if wanted in last:
        return last[wanted]
    near = get_close_matches(wanted, plain, n=1)
    return plain[near[0]] if near else ""


def changes(timezone: str, first_day: date, days: int) -> list[tuple[date, int]]:
    """The days of an event in which clocks change, each with by how many minutes they are put forward (back: below 0);
    none where the zone is not known.
    """
    if not timezone or not is_zone(timezone) or not _names():
        return []
    zone = ZoneInfo(timezone)
    found = []
    for day in (first_day + timedelta(days=number) for number in range(days)):
        midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
        before, after = midnight.utcoffset(), (midnight + timedelta(days=1)).utcoffset()
        if before is not None and after is not None and before != after:
            found.append((day, round((after - before).total_seconds() / 60)))
    return found


def told(instance: Instance) -> list[str]:
    """A sentence for each change of clocks in an event: times, hours and rest are counted by the clock."""
    lines = []
    for day, minutes in changes(
        instance.timezone, instance.first_day, instance.days + 1
    ):  # the last night is the event's
        way, than = ("forward", "shorter") if minutes > 0 else ("back", "longer")
        lines.append(
            f"Clocks in {instance.timezone} go {way} by {abs(minutes)} minutes on {day}: shifts and rest over that "
            f"hour are so much {than} than the clock says, by which they are counted."
        )
    return lines
