"""Seats that somebody gave up: until when their time was agreed and authorized, and who was in reserve for them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Case, Count, DateField, Exists, IntegerField, Max, OuterRef, Q, QuerySet, Subquery, When
from django.utils import timezone

from minga.assignments.models import Application, Assignment, Description, Offer, Seat, Track
from minga.assignments.queries.steps import lasting_steps
from minga.assignments.state_names import OFFER_TAKES_SEAT, SELECTION_GOES_ON, SERVICE_OVER


def free_seats(*descriptions: int, but_for: Iterable[Application] = ()) -> QuerySet[Seat]:
    """The seats of these descriptions (keys) that count and that nobody was offered. One query when read.

    but_for: an offer to one of these keeps no seat.
    """
    offers = Offer.objects.filter(seat__description__pk__among=descriptions, state__in=OFFER_TAKES_SEAT)
    taken = offers.exclude(application__in=[row.pk for row in but_for])
    seats = Seat.objects.filter(description__pk__among=descriptions, is_cancelled=False)
    return seats.exclude(pk__in=taken.values("seat"))


def seat_undecided() -> Q:
    """A condition on Assignment: ended early with time left, and nobody said whether somebody follows on the seat."""
    left = Q(ends_on__gt=timezone.localdate()) | Q(end_kind="not_started")
    wanted = Q(description__state__in=("sourcing", "selecting", "filled"), seat__is_cancelled=False)
    early = Q(end_kind__in=("resigned", "terminated", "reassigned", "not_started"), seat_after="")
    return early & left & wanted & Q(state__in=SERVICE_OVER, offer__state="accepted")


def with_taken(seats: QuerySet[Seat]) -> QuerySet[Seat]:
    """Seats with `is_taken`: whether somebody accepted it. No query more."""
    return seats.annotate(is_taken=Exists(Offer.objects.filter(seat=OuterRef("pk"), state="accepted")))


def countries_of(description: Description) -> frozenset[str]:
    """The countries (ISO 3166-1 alpha-2) in which whoever applies now may come to serve: those of the seats that nobody
    has accepted, or of all where none is left; a seat without a city is in the country of the description.

    National volunteers serve in that country anyway. No query where the seats were read `with_taken`, else one.
    """
    if description.track != Track.INTERNATIONAL:
        return frozenset({description.country_id})
    rows: Iterable[Seat] | None = getattr(description, "_prefetched_objects_cache", {}).get("seats")
    if rows is None or not all(hasattr(row, "is_taken") for row in rows):
        rows = with_taken(description.seats.select_related("city"))
    seats = not_taken(rows) or [row for row in rows if not row.is_cancelled]
    return frozenset(country_of(row, description) for row in seats) or frozenset({description.country_id})


def not_taken(seats: Iterable[Seat]) -> list[Seat]:
    """Those that count and that nobody has accepted, of seats read `with_taken`. No query."""
    return [row for row in seats if not row.is_cancelled and not getattr(row, "is_taken", False)]


def seats_shown(description: Description) -> tuple[list[Seat], int]:
    """The seats that a visitor is told of, and how many can be had: while a post is open those that nobody has accepted
    (where none is left, all of them, of which none can be had), else all. No query where they were read `with_taken`.
    """
    every = [row for row in description.seats.all() if not row.is_cancelled]
    left = not_taken(every) if description.is_open else every
    return left or every, len(left)


def country_of(seat: Seat, description: Description) -> str:
    """The country of a seat: its city's, else the description's. No query where the city was read with it."""
    return seat.city.country_id if seat.city is not None else description.country_id


def rest_of(seat: Seat) -> date | None:
    """The last day of the service that was left early on this seat, for whoever follows; None for a seat served by
    nobody yet. One query.
    """
    left = Assignment.objects.filter(seat=seat, offer__state="vacated").exclude(end_kind="not_started")
    latest: date | None = left.aggregate(latest=Max("ends_on"))["latest"]
    return latest


def with_rest(descriptions: QuerySet[Description]) -> QuerySet[Description]:
    """Descriptions with `rest_until` and `rest_seats`, where every seat that is free was given up. No query more.

    Whoever applies for one of these serves for what is left of somebody else's time, not for the length described.
    """
    taken = Exists(Offer.objects.filter(seat=OuterRef("pk"), state="accepted"))
    served = Assignment.objects.filter(offer__state="vacated").exclude(end_kind="not_started")
    free = Seat.objects.filter(description=OuterRef("pk"), is_cancelled=False).exclude(taken)
    left = served.filter(description=OuterRef("pk"), seat__is_cancelled=False).exclude(
        Exists(Offer.objects.filter(seat=OuterRef("seat"), state="accepted"))
    )
    only_those = Q(state__in=SELECTION_GOES_ON) & ~Exists(free.exclude(Exists(served.filter(seat=OuterRef("pk")))))
    many = free.order_by().values("description").annotate(many=Count("pk")).values("many")
    rest: dict[str, Any] = {
        "rest_until": Case(
            When(only_those, then=Subquery(left.order_by("-ends_on").values("ends_on")[:1])), output_field=DateField()
        ),
        "rest_seats": Case(When(only_those, then=Subquery(many)), default=0, output_field=IntegerField()),
    }
    return descriptions.annotate(**rest)


def with_left(descriptions: QuerySet[Description]) -> QuerySet[Description]:
    """Descriptions with `was_left`: whether anybody gave up a seat of it, without which nothing is left of a time.

    No query more than theirs.
    """
    left = Assignment.objects.filter(description=OuterRef("pk"), offer__state="vacated")
    return descriptions.annotate(was_left=Exists(left))


def fill_rest(descriptions: Iterable[Description]) -> None:
    """`rest_until` and `rest_seats` as `with_rest` gives them, for rows read `with_left`. No query where nobody left a
    seat, else one for all: asking it of every post costs a page of one a third of its time.
    """
    left = {row.pk: row for row in descriptions if getattr(row, "was_left", False)}
    if not left:
        return
    for row in with_rest(Description.objects.filter(pk__in=left).only("pk")).order_by():
        left[row.pk].rest_until, left[row.pk].rest_seats = row.rest_until, row.rest_seats


def in_reserve(description: Description) -> list[str]:
    """The refs of those in reserve, first first. One query."""
    rows = description.applications.filter(state="reserve").order_by("reserve_rank", "candidate_number")
    return list(rows.values_list("ref", flat=True))


def former_reserve(description: Description) -> QuerySet[Application]:
    """Who was in reserve when the seats were filled and is still here, the earliest first. One query when read."""
    kept = lasting_steps("reserve").filter(application=OuterRef("pk"))
    rows = description.applications.filter(Exists(kept), state="not_selected", account__is_active=True)
    return rows.filter(account__erased_at__isnull=True).select_related("account").order_by("candidate_number")
