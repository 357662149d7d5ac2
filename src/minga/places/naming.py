"""Countries by every name under which a list may know them, and their names for readers."""

from __future__ import annotations

from minga.core.finding import fold
from minga.places.models import Country


def countries_by_name() -> dict[str, Country]:
    """Folded ISO code or name in any language -> country. One query."""
    known: dict[str, Country] = {}
    for row in Country.objects.all():
        for name in (row.iso2, row.iso3, *row.names.values(), *row.search_text.split("\t")[0].splitlines()):
            known.setdefault(fold(name), row)
    known.pop("", None)
    return known


def country_names(codes: set[str]) -> dict[str, str]:
    """ISO 3166-1 alpha-2 -> the country's name in the reader's language. One query."""
    return {row.pk: str(row) for row in Country.objects.filter(pk__in=codes)}
