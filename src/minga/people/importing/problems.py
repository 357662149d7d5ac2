"""What may be wrong with a row of a list of volunteers.

No problem names a value: what stands in the file about a person stays in the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext as _

from minga.core.errors import Problem
from minga.core.finding import known_as
from minga.core.importing.kinds import Setting
from minga.core.importing.values import (
    CountedDay,
    TwoDays,
    Unreadable,
    day_of,
    day_remedy,
    language_called,
    list_of,
    whole_number_of,
)
from minga.core.listing import listed
from minga.people.actions.accounts import ADULT_AT
from minga.people.actions.profile import FIRST_YEAR, PHONE
from minga.people.importing.cells import DAYS, PAGES, languages_of, skills_by_name
from minga.people.queries import age_on
from minga.places.naming import country_of

SHORTENED = re.compile(r"\d(?:\.\d+)?[eE]\+?\d+")
"""A long number as a spreadsheet shows it: 1.38E+10. Its last digits are gone."""


def row_problems(values: Mapping[str, str], setting: Setting) -> list[Problem]:
    """Everything wrong with a row, by field. Two queries for many rows."""
    return [*_about(values), *_countries(values, setting), *_numbers(values), *_lists(values, setting)]


def _about(values: Mapping[str, str]) -> Iterator[Problem]:
    try:
        validate_email(values["email"])
    except ValidationError:
        yield Problem("email", _("This is no email address."), _("Put it right, or leave the row out."))
    for name, most in (("name", 120), ("local_name", 120), ("residence_city", 120), ("phone", 40)):
        if len(values.get(name, "")) > most:
            yield Problem(name, _("This is longer than %(most)s characters.") % {"most": most}, _("Shorten it."))
    yield from _phone(values.get("phone", ""))
    if values.get("language") and not language_called(values["language"], among=PAGES):
        yield Problem(
            "language",
            _("This is no language of the pages."),
            _("Known are: %(kinds)s.") % {"kinds": listed(PAGES)},
        )


def _phone(number: str) -> Iterator[Problem]:
    if SHORTENED.fullmatch(number):
        yield Problem(
            "phone",
            _("A spreadsheet has shortened this number, and its last digits are lost."),
            _("Give the column the format of text, write the number again and save the file."),
        )
    elif number and not re.fullmatch(PHONE, number):
        yield Problem("phone", _("This is no phone number."), _("Write digits, such as +86 10 1234 5678, or empty it."))


def _countries(values: Mapping[str, str], setting: Setting) -> Iterator[Problem]:
    for name in ("nationality", "residence"):
        if values.get(name) and country_of(values[name], setting) is None:
            yield Problem(
                name,
                _("No country is called so."),
                _("Write its two letters (ISO 3166-1), such as CN, or its name."),
            )


def _numbers(values: Mapping[str, str]) -> Iterator[Problem]:
    days: dict[str, date | None] = {}
    for name in DAYS:
        try:
            days[name] = day_of(values.get(name, ""))
        except Unreadable as error:
            yield Problem(name, _no_day(error), day_remedy(error))
    born = days.get("birth_date")
    if born is not None and not FIRST_YEAR <= born.year <= timezone.localdate().year:
        yield Problem("birth_date", _("Nobody who volunteers was born in this year."), _("Check the year."))
    elif born is not None and age_on(born, timezone.localdate()) < ADULT_AT:
        yield Problem("birth_date", _("This person is under 18."), _("Leave the row out."))
    try:
        hours = whole_number_of(values.get("hours_a_week", ""))
    except Unreadable:
        hours = 0
    if hours is not None and not 1 <= hours <= 60:
        yield Problem("hours_a_week", _("This is no number of hours."), _("Between 1 and 60 hours."))


def _no_day(error: Unreadable) -> str:
    if isinstance(error, CountedDay):
        return _("This is a day as a spreadsheet counts it.")
    return _("This can mean two days.") if isinstance(error, TwoDays) else _("This is no day.")


def _lists(values: Mapping[str, str], setting: Setting) -> Iterator[Problem]:
    if None in languages_of(values.get("languages", "")):
        yield Problem(
            "languages",
            _("One of the languages cannot be read."),
            _("Write each with its level, such as “zh C2; en B2” or “English C1”, or empty the cell."),
        )
    if values.get("skills"):
        known = skills_by_name(setting)
        missing = [name for name in list_of(values["skills"]) if known_as(known, name) is None]
        if missing:
            yield Problem(
                "skills",
                _("“%(text)s” is not in the skills list.") % {"text": missing[0][:60]},
                _("Write it as the profile page offers it, or leave it out."),
            )
