"""Stretches of whole months that begin at the end of one: they follow each other without a gap or a day twice."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from minga.core.days import day_after, last_day


def test_a_month_too_short_for_the_day_belongs_to_the_stretch_as_a_whole():
    assert last_day(3, first=date(2026, 11, 30)) == date(2027, 2, 28)
    assert last_day(6, first=date(2026, 8, 31)) == date(2027, 2, 28)
    assert last_day(1, first=date(2028, 1, 31)) == date(2028, 2, 29)
    assert last_day(3, first=date(2026, 12, 1)) == date(2027, 2, 28)
    assert last_day(12, first=date(2026, 3, 15)) == date(2027, 3, 14)


@given(st.dates(date(2000, 1, 1), date(2060, 1, 1)), st.integers(0, 60))
def test_the_next_month_begins_the_day_after_the_last(first: date, months: int) -> None:
    begins, ends = day_after(months, first=first), last_day(months + 1, first=first)
    assert timedelta(days=27) <= ends - begins <= timedelta(days=30)
    assert day_after(months + 1, first=first) == ends + timedelta(days=1)
