"""What an address asks of a table: which of it makes a view."""

from __future__ import annotations

from django.http import QueryDict

from minga.core.tables.kinds import TableKind

SEARCHED = ("q", "words")
"""Words that somebody searched for: in a table of people they may be a name."""
NOT_KEPT = frozenset({"page", "lang", "theme", "as"})
"""What does not choose rows or their order."""


def query_of(kind: TableKind, asked: QueryDict) -> str:
    """What of an address is kept as a view of the table; empty where nothing chooses the rows or orders them."""
    left_out = NOT_KEPT | (frozenset(SEARCHED) if kind.names_people else frozenset())
    kept = QueryDict(mutable=True)
    for name, values in asked.lists():
        if name not in left_out and any(values):
            kept.setlist(name, [value for value in values if value])
    return kept.urlencode()
