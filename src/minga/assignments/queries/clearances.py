"""Which clearances an application or an assignment needs."""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.utils import timezone

from minga.assignments.models import ClearanceRequirement, Description
from minga.places.models import Country


def requirements_for(
    *,
    description: Description,
    country: Country | None = None,
    pre_submission: bool | None = None,
    on: date | None = None,
) -> list[ClearanceRequirement]:
    """The requirements in force for the category, track and duty station; one a kind, the most exact first.

    country: the duty station's; the description's when None. pre_submission: only those, only the others, or both.
    One SQL query.
    """
    day = on or timezone.localdate()
    place = country or description.country
    rows = ClearanceRequirement.objects.filter(
        Q(category__isnull=True) | Q(category=description.category),
        Q(track="") | Q(track=description.track),
        Q(country__isnull=True) | Q(country=place),
        Q(in_force_to__isnull=True) | Q(in_force_to__gte=day),
        in_force_from__lte=day,
    )
    if pre_submission is not None:
        rows = rows.filter(is_pre_submission=pre_submission)
    exact_first = sorted(
        rows, key=lambda row: (row.country_id is None, row.category_id is None, row.track == "", row.pk)
    )
    return list({row.kind: row for row in reversed(exact_first)}.values())
