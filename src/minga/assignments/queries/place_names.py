"""Names of countries and cities for a page with hundreds of them, and the goals: reference data kept in the process."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from time import monotonic

from django.db import connection
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from minga.places.models import City, Country
from minga.sdgs.models import Goal

KEPT = 300  # seconds: a correction of a name is seen after five minutes
_kept: dict[tuple[str, str, str], dict[str, str]] = {}
_goals: dict[str, tuple[float, dict[str, Goal]]] = {}
_since = monotonic()


def country_names(codes: Iterable[str]) -> dict[str, str]:
    """ISO 3166 code -> name in the reader's language. No query where all are known, else one."""
    return kept_words("country", codes, _read_countries)


def city_names(codes: Iterable[str]) -> dict[str, str]:
    """Code of a city -> name in the reader's language. No query where all are known, else one."""
    return kept_words("city", codes, _read_cities)


def city_places(codes: Iterable[str]) -> dict[str, str]:
    """Code of a city -> “city, country” in the reader's language. No query where all are known, else one."""
    return kept_words("city and country", codes, _read_places)


def all_goals() -> dict[str, Goal]:
    """Number -> goal, in their order. One query in five minutes, and one each time inside a transaction."""
    database = str(connection.settings_dict["NAME"])
    since, goals = _goals.get(database, (0.0, {}))
    if goals and not connection.in_atomic_block and monotonic() - since < KEPT:
        return goals
    goals = {str(goal.number): goal for goal in Goal.objects.all()}
    if not connection.in_atomic_block:
        _goals[database] = (monotonic(), goals)
    return goals


def kept_words(kind: str, codes: Iterable[str], read: Callable[[set[str]], dict[str, str]]) -> dict[str, str]:
    """Code -> words in the reader's language, at least for these codes: `read` gives those that are not known yet.

    Inside a transaction nothing is kept, since its rows may roll back.
    """
    global _since  # noqa: PLW0603 - one set of names a process
    if connection.in_atomic_block:
        return read(set(codes))
    if monotonic() - _since > KEPT:
        _kept.clear()
        _since = monotonic()
    key = (kind, str(connection.settings_dict["NAME"]), get_language() or "")
    words = _kept.setdefault(key, {})
    missing = {code for code in codes if code not in words}
    if missing:
        words.update(read(missing))
    return words


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
