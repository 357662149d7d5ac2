"""What a card shows of opportunities: their own rows as they stand now, their parts as the search index keeps them.

Words, seats and goals of a description stand in three tables; the index keeps what a card needs of them beside its row,
written in the transaction that changes them (actions/opportunity_index.py), so that a page of cards asks one question.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet

from minga.assignments.models import Description, DescriptionText, Seat
from minga.assignments.queries.seats import seats_shown, with_left, with_rest, with_taken
from minga.core.written import of_keys

OWN = ("pk", "ref", "number", "track", "state", "closes_on", "duration_months", "duration_weeks", "country_id")
FIELDS = (*OWN, "category__names", "category__code", "host__names", "host__name", "opportunity_row__card", "was_left")

ROWS = of_keys(lambda: with_left(Description.objects.order_by()).values_list(*FIELDS))


@dataclass(slots=True)
class CardRow:
    """One opportunity as far as a card goes. `parts` is what `card_parts` gives."""

    pk: int
    ref: str
    number: str
    track: str
    state: str
    closes_on: date | None
    duration_months: int | None
    duration_weeks: int | None
    country: str
    category_names: dict[str, str]
    category_code: str
    host_names: dict[str, str]
    host_name: str
    parts: dict[str, Any]
    was_left: bool
    rest_until: date | None = None
    rest_seats: int = 0

    @property
    def is_open(self) -> bool:
        return self.state == "sourcing"


def card_parts(description: Description) -> dict[str, Any]:
    """Titles by language, codes of the cities of its seats, how many of them can be had, numbers of the goals.

    No query where `texts`, `seats` (`with_taken`, with their city) and `targets` are prefetched.
    """
    seats, free = seats_shown(description)
    return {
        "titles": {text.language: text.title for text in description.texts.all() if text.title},
        "cities": sorted({seat.city.code for seat in seats if seat.city is not None}),
        "seats": free,
        "goals": sorted({target.goal_id for target in description.targets.all()}),
    }


def card_rows(keys: Iterable[int]) -> list[CardRow]:
    """The descriptions with these keys, in this order. One query; four more for what the index keeps no card of (it is
    not open, or not refreshed since an upgrade), and one more where somebody gave up a seat.
    """
    wanted = list(keys)
    found = {row[0]: CardRow(*row) for row in ROWS(tuple(wanted))}
    missing = [row.pk for row in found.values() if row.parts is None]
    for description in _with_parts(missing) if missing else ():
        found[description.pk].parts = card_parts(description)
    left = [row.pk for row in found.values() if row.was_left]
    for rest in with_rest(Description.objects.filter(pk__in=left).only("pk")).order_by() if left else ():
        found[rest.pk].rest_until, found[rest.pk].rest_seats = rest.rest_until, rest.rest_seats
    return [found[key] for key in wanted if key in found]


def _with_parts(keys: Iterable[int]) -> QuerySet[Description]:
    seats = Seat.objects.select_related("city").only("description", "is_cancelled", "city__code")
    return (
        Description.objects.filter(pk__in=keys)
        .only("pk", "state")
        .order_by()
        .prefetch_related(
            Prefetch("texts", DescriptionText.objects.only("description", "language", "title")),
            Prefetch("seats", with_taken(seats)),
            "targets",
        )
    )
