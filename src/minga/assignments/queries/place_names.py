"""Names of countries and cities for a page with hundreds of them, and the goals: reference data kept in the process."""

from __future__ import annotations

from collections.abc import Iterable
from time import monotonic

from django.db import connection
from django.utils.translation import get_language

from minga.places.models import City, Country
from minga.sdgs.models import Goal

KEPT = 300  # seconds: a correction of a name is seen after five minutes
_kept: dict[tuple[str, str, str], dict[str, str]] = {}
_goals: dict[str, tuple[float, dict[str, Goal]]] = {}
_since = monotonic()


def country_names(codes: Iterable[str]) -> dict[str, str]:
    """ISO 3166 code -> name in the reader's language. No query where all are known, else one."""
    known, missing = _known("country", codes)
    if missing:
        known.update((row.pk, str(row)) for row in Country.objects.only("names").filter(pk__in=missing))
    return known


def city_names(codes: Iterable[str]) -> dict[str, str]:
    """Code of a city -> name in the reader's language. No query where all are known, else one."""
    known, missing = _known("city", codes)
    if missing:
        rows = City.objects.only("code", "name", "names").filter(code__in=missing)
        known.update((row.code, str(row)) for row in rows)
    return known


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


def _known(kind: str, codes: Iterable[str]) -> tuple[dict[str, str], set[str]]:
    """The names known in this language and database, and the codes that lack one.

    Inside a transaction nothing is kept, since its rows may roll back.
    """
    global _since  # noqa: PLW0603 - one set of names a process
    if connection.in_atomic_block:
        return {}, set(codes)
    if monotonic() - _since > KEPT:
        _kept.clear()
        _since = monotonic()
    key = (kind, str(connection.settings_dict["NAME"]), get_language() or "")
    names = _kept.setdefault(key, {})
    return names, {code for code in codes if code not in names}
