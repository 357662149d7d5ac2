"""Cells as values: days, whole numbers, yes and no, lists. Each says in a sentence what it could not read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache

from babel import Locale
from django.utils.translation import gettext as _

from minga.core.chinese import simplified
from minga.core.errors import Problem
from minga.core.finding import fold
from minga.core.interface.reading import in_usual_signs

MONTHS = tuple(
    [fold(name.replace("_", " ")) for name in names.split()]
    for names in (
        "january janvier enero janeiro januar январь января يناير كانون_الثاني جانفي",
        "february février febrero fevereiro februar февраль февраля فبراير شباط فيفري",
        "march mars marzo março märz март марта مارس آذار",
        "april avril abril апрель апреля أبريل إبريل نيسان أفريل",
        "may mai mayo maio май мая مايو أيار ماي",
        "june juin junio junho juni июнь июня يونيو حزيران جوان",
        "july juillet julio julho juli июль июля يوليو تموز جويلية",
        "august août agosto август августа أغسطس آب أوت",
        "september septembre septiembre setiembre setembro сентябрь сентября سبتمبر أيلول",
        "october octobre octubre outubro oktober октябрь октября أكتوبر تشرين_الأول",
        "november novembre noviembre ноябрь ноября نوفمبر تشرين_الثاني",
        "december décembre diciembre dezembro dezember декабрь декабря ديسمبر كانون_الأول",
    )
)
"""The names of each month, folded: English, French, Spanish, Portuguese, German, Russian (also as they stand in a day),
and Arabic as it is written from the Gulf to Egypt, in the Levant and in the Maghreb.
"""
DAY_FIRST, MONTH_FIRST = "day-first", "month-first"
ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?")
CHINESE = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*[日号號]")
SINCE_1912 = re.compile(r"(?:中[华華])?民[国國]\s*(\d{1,3})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*[日号號]")
"""Years counted from 1912, as lists from Taiwan have them."""
WORDED = re.compile(r"([A-Za-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
WORDED_DAY_FIRST = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|er|\.)?[ -](?:de )?([^\W\d_]{2,10}(?: [^\W\d_]{5,6})?)\.?,?[ -]"
    r"(?:del? )?(\d{4})(?: ?г(?:ода|\.)?)?"
)
COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)")
NUMBERED = re.compile(r"(\d{1,2})([-/.])(\d{1,2})[-/.](\d{4})(?:,? +\d{1,2}:\d{2}.*)?")
COUNTED = re.compile(r"[1-9]\d{4}(?:\.\d+)?")
"""What a spreadsheet keeps of a day in a column that is no date: days since 1900, or since 1904 where it was set so."""
WHOLE = re.compile(
    r"(\d{1,9})(?:\.0+)?\s*(?:人|名|位|个|個|小时|小時|persons?|people|volunteers?|hours?|h)?", re.IGNORECASE
)
"""A whole number, also with what is counted behind it: 3人, 12 hours."""
YES = {"yes", "y", "true", "1", "x", "是", "有"}
NO = {"no", "n", "false", "0", "", "否", "无"}
SCRIPTS = {
    "zh-hans": re.compile(r"[\u3400-\u9fff]"),
    "ar": re.compile(r"[\u0600-\u06ff]"),
    "ru": re.compile(r"[\u0400-\u04ff]"),
}
TAGS = {"en": ("en",), "zh-hans": ("zh", "zh_Hans"), "ar": ("ar",), "fr": ("fr",), "ru": ("ru",), "es": ("es",)}
ALSO = {
    "zh-hans": ("zh-hans", "zh-cn", "zh-sg", "汉语", "普通话", "简体", "mandarin"),
    "en": ("en-gb", "en-us", "英文"),
}
"""Tags and names beside those of CLDR."""


class Unreadable(ValueError):
    """A cell that is no such value; the text is a sentence for the person."""


class TwoDays(Unreadable):
    """A day that can be read in two ways."""


class CountedDay(Unreadable):
    """A day as a spreadsheet counts it, from one of two beginnings."""


def day_of(text: str) -> date | None:
    """2011-01-19, 20110119, 2011/1/19, 2011年1月19日, 民國100年1月19日, January 19 2011, 19-Jan-2011, 19.1.2011,
    19 janvier 2011, 19 de enero de 2011, 19 января 2011 г.; None for an empty cell. A time behind is left out.

    Raises Unreadable for anything else, TwoDays for 01/02/2011 and CountedDay for 40562.
    """
    if not text:
        return None
    text = SINCE_1912.sub(lambda found: f"{1911 + int(found[1])}年{found[2]}月{found[3]}日", in_usual_signs(text))
    for pattern in (ISO, CHINESE, COMPACT):
        if found := pattern.fullmatch(text):
            return _day(*(int(part) for part in found.groups()), text=text)
    plain = fold(text)
    if found := WORDED.fullmatch(plain):
        return _day(int(found[3]), _month(found[1]), int(found[2]), text=text)
    if found := WORDED_DAY_FIRST.fullmatch(plain):
        return _day(int(found[3]), _month(found[2]), int(found[1]), text=text)
    if found := NUMBERED.fullmatch(text):
        first, second, year = int(found[1]), int(found[3]), int(found[4])
        if first > 12 or found[2] == ".":
            return _day(year, second, first, text=text)
        if second > 12:
            return _day(year, first, second, text=text)
        raise TwoDays(_("“%(text)s” can mean two different dates.") % {"text": text})
    if COUNTED.fullmatch(text):
        raise CountedDay(_("“%(text)s” is a date in a spreadsheet's own counting.") % {"text": text})
    raise Unreadable(_("“%(text)s” is not a date.") % {"text": text})


def in_order(text: str, order: str) -> str:
    """A day that can be read in two ways as year-month-day, in the order its list has (DAY_FIRST, MONTH_FIRST); any
    other text as it stands.
    """
    found = NUMBERED.fullmatch(in_usual_signs(text)) if order else None
    if found is None or found[2] == "." or max(int(found[1]), int(found[3])) > 12:
        return text
    day, month = (found[1], found[3]) if order == DAY_FIRST else (found[3], found[1])
    return f"{found[4]}-{int(month):02}-{int(day):02}"


def order_of(texts: Iterable[str]) -> str:
    """The order in which a list writes days: DAY_FIRST where some can only be so (25/3/2026) and none only the other
    way, MONTH_FIRST likewise; empty where nothing tells, or they contradict each other.
    """
    orders = set()
    for text in set(texts):  # a hundred thousand rows have a few thousand days
        found = None if text[:4].isdecimal() else NUMBERED.fullmatch(in_usual_signs(text))
        if found is not None and found[2] != "." and max(int(found[1]), int(found[3])) > 12:
            orders.add(DAY_FIRST if int(found[1]) > 12 else MONTH_FIRST)
    return orders.pop() if len(orders) == 1 else ""


def _month(word: str) -> int:
    near = [number for number, names in enumerate(MONTHS, start=1) if any(name.startswith(word) for name in names)]
    return near[0] if len(near) == 1 else 0


def _day(year: int, month: int, day: int, *, text: str) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise Unreadable(_("“%(text)s” is not a date.") % {"text": text}) from error


def whole_number_of(text: str) -> int | None:
    """12, 12.0, １２ or 12人; None for an empty cell. Raises Unreadable."""
    if not text:
        return None
    if found := WHOLE.fullmatch(in_usual_signs(text)):
        return int(found[1])
    raise Unreadable(_("“%(text)s” is not a whole number.") % {"text": text})


def list_of(text: str) -> list[str]:
    """What stands between semicolons (or Chinese commas), trimmed, empty parts left out."""
    return [part.strip() for part in re.split(r"[;；、\n]", text) if part.strip()]


def written_in(text: str, *, among: Sequence[str]) -> str:
    """The language (of these tags) whose signs a text has; English where it has none of theirs."""
    for tag, signs in SCRIPTS.items():
        if tag in among and signs.search(text):
            return tag
    return "en"


def language_called(words: str, *, among: Sequence[str]) -> str:
    """The tag that is meant by a tag (zh, zh-CN, EN) or a language's name in one of the six; empty where it is none."""
    name = simplified(fold(words).replace("_", "-"))
    return next((tag for tag in among if name in _languages()[tag]), "")


@cache
def _languages() -> dict[str, frozenset[str]]:
    known = {}
    for tag, codes in TAGS.items():
        names = {name for code in codes for name in (code, *(each.languages.get(code, "") for each in _locales()))}
        known[tag] = frozenset(
            simplified(fold(name).replace("_", "-")) for name in names | set(ALSO.get(tag, ())) if name
        )
    return known


def _locales() -> list[Locale]:
    return [Locale.parse(name) for name in ("en", "zh_Hans", "zh_Hant", "fr", "es", "ru", "ar")]


def day_problem(place: str, error: Unreadable) -> Problem:
    """The problem of a day that could not be read."""
    return Problem(place, str(error), day_remedy(error))


def day_remedy(error: Unreadable) -> str:
    """How to write a day so that it can be read."""
    if isinstance(error, CountedDay):
        return _("Format the column as a date in the spreadsheet and save the file again.")
    if isinstance(error, TwoDays):
        return _(
            "Where the columns are matched, say which comes first, day or month (on the command line, --days), or "
            "write it as year-month-day, such as 2011-02-19."
        )
    return _("Write it as year-month-day, such as 2011-02-19.")
