"""Reckoning with days of the calendar."""

from __future__ import annotations

from datetime import date, timedelta
from datetime import timezone as fixed
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

ENDS_LAST = fixed(timedelta(hours=-12))
"""Where a day ends last on Earth."""


def lasting_day() -> date:
    """The earliest day that is today anywhere: a last day is over when it is before this, over for everybody."""
    return timezone.localdate(timezone=ENDS_LAST)


def due_by(last_day: date | None) -> date | None:
    """The day by which something with this last day is to be done: today where it is over here and not everywhere."""
    if last_day is None or last_day < lasting_day():
        return last_day
    return max(last_day, timezone.localdate())


def day_of(account: Any) -> date:
    """Today where the person lives: what begins or ends “today” does so on their calendar, whoever decides it."""
    zone = getattr(account, "timezone", "")
    return timezone.localdate(timezone=ZoneInfo(zone) if zone else None)


def workday_after(day: date, days: int) -> date:
    """The day that is so many working days, Monday to Friday, after a day; public holidays are not known here."""
    later = day
    while days > 0:
        later += timedelta(days=1)
        days -= later.weekday() < 5
    return later


def add_months(day: date, months: int) -> date:
    """The same day `months` later, or the last day of that month where it is shorter."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(day.day, (following - timedelta(days=1)).day))


def day_after(months: int, *, first: date) -> date:
    """The day after a stretch of whole `months` that begins on the day `first`.

    That is the same day of a later month; where that month is too short for it, the stretch takes all of it: three
    months from 30 November on last until 28 February, and 1 March is the day after.
    """
    later = add_months(first, months)
    return later if later.day == first.day else later + timedelta(days=1)


def last_day(months: int, *, first: date) -> date:
    """The last day of a stretch of whole `months` that begins on the day `first`."""
    return day_after(months, first=first) - timedelta(days=1)
