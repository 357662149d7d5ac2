"""Countries by every name under which a list may know them; names of countries and cities for readers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

from babel import Locale
from django.utils.translation import gettext as _

from minga.core.finding import fold, known_as
from minga.core.importing.kinds import Setting
from minga.core.kept import kept_words
from minga.places.models import City, Country

USUAL_NAMES = Path(__file__).resolve().parent / "data" / "usual_names.json"
LANGUAGES_OF_LISTS = ("en", "zh_Hans", "zh_Hant", "fr", "es", "ru", "ar", "de", "pt", "it", "ja", "ko")
"""Lists come in more languages than pages: the names of CLDR, such as “United States” and “Deutschland”."""


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
