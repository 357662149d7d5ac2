"""Cells are read as people write them, and what could mean two things is refused."""

from __future__ import annotations

from datetime import date

import pytest

from minga.core.importing.values import CountedDay, Unreadable, day_of, day_problem, list_of, whole_number_of

DAY = date(2011, 2, 19)


@pytest.mark.parametrize(
    "text",
    [
        "2011-02-19", "2011/2/19", "2011.02.19", "2011-02-19 10:30", "2011年2月19日", "February 19 2011",
        "Feb 19, 2011", "19 February 2011", "19th Feb 2011", "19.2.2011", "19/02/2011", "2/19/2011",
        "20110219", "19-Feb-2011", "2011年2月19号", "2011 年 2 月 19 日",
    ],
)  # fmt: skip
def test_a_day_is_read_however_it_is_written(text: str) -> None:
    assert day_of(text) == DAY


@pytest.mark.parametrize(
    "text",
    ["01/02/2011", "2011-02-30", "February 2011", "soon", "Ma 3 2011", "32 May 2011", "40593", "20111319"],
)
def test_what_is_no_day_or_two_days_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        day_of(text)


def test_numbers_and_lists() -> None:
    assert (whole_number_of("12"), whole_number_of("12.0"), whole_number_of("")) == (12, 12, None)
    assert list_of("a; b；c、 d ;") == ["a", "b", "c", "d"]
    for text in ("12.5", "-1", "many"):
        with pytest.raises(Unreadable):
            whole_number_of(text)


def test_a_day_as_a_spreadsheet_counts_it_is_named_as_such() -> None:
    for text in ("40593", "40593.5"):
        with pytest.raises(CountedDay) as refused:
            day_of(text)
        assert "as a date" in day_problem("starts", refused.value).remedy
    with pytest.raises(Unreadable) as other:
        day_of("soon")
    assert "year-month-day" in day_problem("starts", other.value).remedy
