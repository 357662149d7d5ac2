"""Finding a named thing as one types: folded names in one column, and one ranked query over it on either database.

A row's search text holds its names one a line, other words after a tab, all folded:

    \\nfirst aid\\n急救\\n\\tprovide emergency care \\t…

so that a name that begins with the words is told from one that merely contains them without a second column.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from typing import TypeVar

from django.db import models
from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Length

from minga.core.chinese import simplified

M = TypeVar("M", bound=models.Model)
Known = TypeVar("Known")
LONGEST = 80


def fold(text: str) -> str:
    """Lower case without accents, with single spaces: “Bogotá ” -> “bogota”. Chinese stays as it is."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return " ".join(bare.replace("’", "'").split())


def known_as(known: Mapping[str, Known], words: str) -> Known | None:
    """What is known by this name, in a mapping by folded names; traditional Chinese counts as simplified."""
    name = fold(words)
    return known[name] if name in known else known.get(simplified(name))


def search_text(names: Iterable[str], words: Iterable[str] = ()) -> str:
    """The search text of a row with these names, and these further words that count less."""
    lines = "\n".join(dict.fromkeys(fold(name) for name in names if name))
    return f"\n{lines}\n\t{' '.join(fold(word) for word in words if word)}"


def called_exactly(words: str) -> Q:
    """A condition on accounts: whose whole email or reference this is, in whatever capitals. No query."""
    return Q(email__any_case=words) | Q(ref=words.lower())


def ranked(rows: QuerySet[M], words: str, *, column: str, title: str, limit: int, then: str = "") -> list[M]:
    """Rows whose `column` holds all of the words: a whole name first, then names that begin with them, then words
    that begin with them, then anything; within each, `then` (a field, biggest first), then the shorter `title`.
    One query.
    """
    wanted = fold(words[:LONGEST])
    if not wanted:
        return []
    conditions = Q()
    for word in wanted.split():
        conditions &= Q(**{f"{column}__contains": word})
    rank = Case(
        When(**{f"{column}__contains": f"\n{wanted}\n"}, then=Value(0)),
        When(**{f"{column}__contains": f"\n{wanted}"}, then=Value(1)),
        When(Q(**{f"{column}__contains": f" {wanted}"}), then=Value(2)),
        When(Q(**{f"{column}__contains": wanted}), then=Value(3)),
        default=Value(4),
        output_field=IntegerField(),
    )
    further = [F(then).desc()] if then else []
    return list(rows.filter(conditions).order_by(rank, *further, Length(title), title)[:limit])
