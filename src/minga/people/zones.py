"""Time zones: their words, and the one a new account begins in."""

from __future__ import annotations

import zoneinfo
from functools import cache
from operator import itemgetter

from babel.core import Locale, get_global
from babel.dates import get_timezone_location
from django.utils.translation import get_language

from minga.core.money.formatting import babel_locale

PRIMARY = {
    "CL": "America/Santiago",
    "CN": "Asia/Shanghai",
    "DE": "Europe/Berlin",
    "EC": "America/Guayaquil",
    "ES": "Europe/Madrid",
    "MH": "Pacific/Majuro",
    "MY": "Asia/Kuala_Lumpur",
    "NZ": "Pacific/Auckland",
    "PT": "Europe/Lisbon",
    "UZ": "Asia/Tashkent",
}
"""The zone that stands for a country with several (CLDR, primaryZones of metaZones.xml)."""

UNKNOWN = "ZZ"
"""The country that CLDR gives to Etc/GMT+1 and its like."""


def time_zones() -> list[tuple[str, str]]:
    """Every time zone that has a country, as “China · Shanghai” in the reader's language (CLDR), and UTC."""
    return [*_zones_in(get_language() or "en")]


@cache
def _zones_in(language: str) -> list[tuple[str, str]]:
    """All 418, named once a language: a page with a choice of them asks several times, each of a tenth of a second."""
    locale = babel_locale(language)
    known = zoneinfo.available_timezones()
    named = [
        (name, _place_words(name, country, locale))
        for name, country in get_global("zone_territories").items()
        if name in known and country in locale.territories and country != UNKNOWN
    ]
    return [("UTC", "UTC"), *sorted(named, key=itemgetter(1))]


def zone_words(name: str) -> str:
    """One zone as `time_zones` writes it, under its name of today or of earlier days; the name itself where unknown."""
    zone, locale = zone_of(name), babel_locale(get_language() or "en")
    country = get_global("zone_territories").get(zone, UNKNOWN)
    try:
        return name if country == UNKNOWN else _place_words(zone, country, locale)
    except LookupError:
        return name


def _place_words(name: str, country: str, locale: Locale) -> str:
    """Raises LookupError for a zone or a country that nobody here knows."""
    return f"{locale.territories[country]} · {get_timezone_location(name, locale=locale, return_city=True)}"


def zone_of(name: str) -> str:
    """The zone that stands in `time_zones` for a name of earlier days, as Asia/Kolkata for Asia/Calcutta."""
    zone = str(get_global("zone_aliases").get(name, name))
    return "UTC" if zone == "Etc/UTC" else zone


def known_zone(name: str) -> str:
    """The zone of `time_zones` that a browser means by its name (IANA); "" for one that nobody here can choose."""
    zone = zone_of(name)
    place = get_global("zone_territories").get(zone, UNKNOWN) != UNKNOWN
    return zone if name == "UTC" or (place and zone in zoneinfo.available_timezones()) else ""


def zone_of_country(iso2: str) -> str:
    """The zone of a country (ISO 3166-1 alpha-2) that has one, or one that stands for all; else ""."""
    found = [name for name, country in get_global("zone_territories").items() if country == iso2 and known_zone(name)]
    return PRIMARY.get(iso2, found[0] if len(found) == 1 else "")
