"""Countries by every name under which a list may know them, and their names for readers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel import Locale

from minga.core.finding import fold, known_as
from minga.core.importing.kinds import Setting
from minga.places.models import Country

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


def country_names(codes: set[str]) -> dict[str, str]:
    """ISO 3166-1 alpha-2 -> the country's name in the reader's language. One query."""
    return {row.pk: str(row) for row in Country.objects.filter(pk__in=codes)}
