"""Boxes of forms that every room uses alike."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

A_DAY = _("Write the day as year-month-day, such as 2011-02-19.")
A_NUMBER = _("Write a number such as 1234.5: a point before the decimals, no commas.")
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)


def date_input(**attrs: str) -> forms.DateInput:
    """The browser's own calendar; it sends ISO dates whatever it shows, and takes years of four digits only."""
    usual = {"type": "date", "min": FIRST_DAY.isoformat(), "max": LAST_DAY.isoformat()}
    return forms.DateInput(format="%Y-%m-%d", attrs={**usual, **attrs})


def refuse_far_day(day: date) -> None:
    """A day of the year 26 or 9999 is a slip of the hand, and no calendar reckons with it."""
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValidationError(
            _("Check the year: %(year)s is too far away. Write it with four digits."), params={"year": day.year}
        )


def offer(
    form: forms.BaseForm, name: str, choices: Iterable[Any] | None = None, *, rows: QuerySet[Any] | None = None
) -> None:
    """What a field lets choose: `choices` of (value, words) or of groups, and the `rows` where a value is found."""
    field: Any = form.fields[name]
    if rows is not None:
        field.queryset = rows
    if choices is not None:
        field.choices = choices
