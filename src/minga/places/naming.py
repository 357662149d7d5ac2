"""Countries by every name under which a list may know them; names of countries and cities for readers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

from babel import Locale
from django.utils.translation import gettext as _

from minga.core.chinese import simplified
from minga.core.finding import fold, known_as
from minga.core.importing.kinds import Setting
from minga.core.kept import kept_words
from minga.places.models import City, Country
from minga.places.queries import china_divisions

USUAL_NAMES = Path(__file__).resolve().parent / "data" / "usual_names.json"
LANGUAGES_OF_LISTS = ("en", "zh_Hans", "zh_Hant", "fr", "es", "ru", "ar", "de", "pt", "it", "ja", "ko")
"""Lists come in more languages than pages: the names of CLDR, such as “United States” and “Deutschland”."""

KIND_OF_DIVISION = re.compile(r"(?:省|市|(?:壮族|回族|维吾尔)?自治区|特别行政区)$")
CITY_FIRST = re.compile(r"(.+?)(?:市|(?<=州)|(?<=地区)|(?<=盟))(?=.|$)")
"""The city that an address in China begins with: 南京 of 南京市玄武区, 阿克苏地区 of 阿克苏地区库车市, 西双版纳州 of
西双版纳州景洪市, and 杭州 of 杭州市西湖区.
"""
WITHIN = re.compile(r"[区县镇乡]$")
SHORTEST = 2
PREFECTURE = ("自治州", "地区", "盟")
ITS_OWN_CITY = {"CN-BJ", "CN-TJ", "CN-SH", "CN-CQ"}


def countries_by_name() -> dict[str, Country]:
    """Folded ISO code or name in any language -> country; of two that share a name, the UN's. One query."""
    known: dict[str, Country] = {}
    rows = {row.pk: row for row in Country.objects.all()}
    for row in rows.values():
        for name in (row.iso2, row.iso3, *row.names.values(), *row.search_text.split("\t")[0].splitlines()):
            known.setdefault(fold(name), row)
    for name, code in _names_in_lists():
        if code in rows:
            known.setdefault(name, rows[code])
    known.pop("", None)
    return known


def country_of(words: str, setting: Setting) -> Country | None:
    """A country of a list by its ISO code or by its name in any language. One query for many rows."""
    known: dict[str, Country] = setting.once("countries by name", countries_by_name)
    return known_as(known, words)


@cache
def _names_in_lists() -> tuple[tuple[str, str], ...]:
    return tuple(dict.fromkeys((fold(name), code) for name, code in _other_names()))


def _other_names() -> Iterator[tuple[str, str]]:
    for code, names in json.loads(USUAL_NAMES.read_text(encoding="utf-8")).items():
        yield from ((name, code) for name in names)
    for language in LANGUAGES_OF_LISTS:
        for code, name in Locale.parse(language).territories.items():
            if len(code) == 2 and code.isalpha():
                yield name, code


def city_called(words: str, country: Country) -> City | None:
    """A city of the country by its name in any language, the largest of that name.

    In China also with what stands around it (江苏省南京市玄武区, 北京市朝阳区), and a prefecture by the beginning
    of its name (大理), unless a province is called so. One query for each way to read it, at most eight.
    """
    plain = simplified(fold(words))
    ways = [("", fold(words)), ("", plain), ("", plain.removesuffix("市"))]
    if country.pk == "CN":
        ways += _in_china(re.sub(r"[\s,，、·/-]+", "", plain))
    rows = City.objects.filter(country=country)
    for division, name in dict.fromkeys(ways):
        called = rows.filter(search_text__contains=f"\n{name}\n", **({"division": division} if division else {}))
        if found := called.order_by("-population", "pk").first():
            return found
    if found := rows.filter(name__iexact=words).order_by("-population", "pk").first():
        return found
    start = plain.removesuffix("市")
    if country.pk != "CN" or len(start) < SHORTEST or start.isascii() or start in dict(_divisions()):
        return None
    begun = rows.filter(search_text__contains=f"\n{start}")[:2]
    return begun[0] if len(begun) == 1 and begun[0].names["zh-hans"].endswith(PREFECTURE) else None


def _in_china(address: str) -> Iterator[tuple[str, str]]:
    """An address in China as (code of its division, name of the city) to look for; empty for any division."""
    found = CITY_FIRST.match(address)
    for name, code in _divisions():
        rest = address.removeprefix(name)
        if rest == address:
            continue
        city = CITY_FIRST.match(rest)
        if code in ITS_OWN_CITY and (name.endswith("市") or WITHIN.search(rest)):
            yield code, KIND_OF_DIVISION.sub("", name)
        elif code not in ITS_OWN_CITY and rest:
            yield code, city[1] if city else rest
    if found is not None:
        yield "", found[1]


@cache
def _divisions() -> tuple[tuple[str, str], ...]:
    """China's divisions by their whole and short names, the longest first."""
    rows = [(row.names["zh-hans"], code) for code, row in china_divisions().items()]
    rows += [(KIND_OF_DIVISION.sub("", name), code) for name, code in rows]
    return tuple(sorted(rows, key=lambda row: (-len(row[0]), row)))


def country_names(codes: Iterable[str]) -> Mapping[str, str]:
    """ISO 3166-1 alpha-2 -> name in the reader's language. No query where all are known, else one."""
    return kept_words("country", codes, _read_countries)


def city_names(codes: Iterable[str]) -> Mapping[str, str]:
    """Code of a city -> name in the reader's language. No query where all are known, else one."""
    return kept_words("city", codes, _read_cities)


def city_places(codes: Iterable[str]) -> Mapping[str, str]:
    """Code of a city -> “city, country” in the reader's language. No query where all are known, else one."""
    return kept_words("city and country", codes, _read_places)


def _read_countries(codes: set[str]) -> dict[str, str]:
    return {row.pk: str(row) for row in Country.objects.only("names").filter(pk__in=codes).order_by()}


def _read_cities(codes: set[str]) -> dict[str, str]:
    rows = City.objects.only("code", "name", "names").filter(code__in=codes).order_by()
    return {row.code: str(row) for row in rows}


def _read_places(codes: set[str]) -> dict[str, str]:
    rows = City.objects.select_related("country").only("code", "name", "names", "country__names")
    return {
        row.code: _("%(city)s, %(country)s") % {"city": row, "country": row.country}
        for row in rows.filter(code__in=codes).order_by()
    }
