"""Countries by every name under which a list may know them."""

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
