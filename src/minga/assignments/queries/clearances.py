"""Which clearances an application or an assignment needs, and by when."""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.utils import timezone

from minga.assignments.models import Clearance, ClearanceRequirement, Description
from minga.assignments.state_names import CLEARANCE_IN_ORDER
from minga.places.models import City, Country

NO_END = 10_000
"""Months that a clearance without an end counts as, beside those that have one."""
DATED = ("passed", "renewing", "expired")
"""What is to be done about these is due by the day on which they run out."""


def clearance_missing() -> Q:
    """A condition on Clearance: it neither holds today nor was waived."""
    run_out = Q(expires_on__lt=timezone.localdate()) & ~Q(state="waived")
    return ~Q(state__in=CLEARANCE_IN_ORDER) | run_out


def due_of(clearance: Clearance) -> date | None:
    """By when something is to be done about it: the day on which it runs out, else the first day of the service that it
    is needed for; None before that day is known. No query where the service came with it.
    """
    if clearance.state in DATED:
        return clearance.expires_on
    return clearance.assignment.starts_on if clearance.assignment else None


def requirements_for(
    *,
    description: Description,
    country: Country | None = None,
    city: City | None = None,
    pre_submission: bool | None = None,
    on: date | None = None,
) -> list[ClearanceRequirement]:
    """The requirements in force for the category, the one served in, track and duty station; one a kind, the most exact
    first.

    city: the duty station; country: where it lies, the description's when None. pre_submission: only those, only the
    others, or both. One SQL query.
    """
    day = on or timezone.localdate()
    place = country or description.country
    rows = ClearanceRequirement.objects.filter(
        Q(category__isnull=True) | Q(category__in=description.categories_that_count),
        Q(track="") | Q(track=description.track),
        Q(country__isnull=True) | Q(country=place),
        Q(city__isnull=True) | Q(city=city),
        Q(in_force_to__isnull=True) | Q(in_force_to__gte=day),
        in_force_from__lte=day,
    )
    if pre_submission is not None:
        rows = rows.filter(is_pre_submission=pre_submission)
    exact_first = sorted(
        rows,
        key=lambda row: (
            row.city_id is None, row.country_id is None, -description.nearness(row.category_id), row.track == "", row.pk
        ),
    )  # fmt: skip
    return list({row.kind: row for row in reversed(exact_first)}.values())


def before_submission(description: Description) -> list[ClearanceRequirement]:
    """What is needed before the host entity sees anybody, at any duty station of the description: nobody knows yet at
    which one a candidate will serve. One a kind, that which is valid for the shortest time. A query for each station
    beside the one of the seats.
    """
    seats = description.seats.filter(is_cancelled=False, city__isnull=False).select_related("city__country")
    stations = {seat.city_id: seat.city for seat in seats if seat.city is not None}
    places: list[tuple[Country, City | None]] = [(city.country, city) for city in stations.values()]
    found: dict[str, ClearanceRequirement] = {}
    for country, city in places or [(description.country, None)]:
        for row in requirements_for(description=description, country=country, city=city, pre_submission=True):
            known = found.setdefault(row.kind, row)
            if (row.valid_months or NO_END) < (known.valid_months or NO_END):
                found[row.kind] = row
    return [found[kind] for kind in sorted(found)]
