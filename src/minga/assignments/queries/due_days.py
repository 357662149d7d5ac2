"""By when a selection is expected to go on: what host entities and volunteers are told elsewhere, as we read it.

Host entities expect three to five shortlisted candidates within two weeks of publication
(https://toolkit.unv.org/recruitment/recruitment-checklist-for-host-entities). Whoever is selected has the offer about
three working days after they completed their profile, and arrives within four weeks of the offer
(https://www.unv.org/International-UNV/Pre-assignment-Preparation/Profile-Update-and-Offer). Here nobody applies without
a completed profile, so that the three days count from the selection. Why these are no rows: docs/decisions/due-days.md.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from minga.assignments.models import Description, DescriptionStep, Track
from minga.core.days import workday_after

SHORTLIST = timedelta(weeks=2)
READING = timedelta(weeks=1)
"""For the applications to a post that took them for SHORTLIST or longer: a default of ours, no rule of anybody's."""
OFFER_WORKDAYS = 3
ARRIVAL = timedelta(weeks=4)


def closing_of(description: str = "pk") -> Subquery:
    """Since when a description in selection takes no more applications, beside rows that name it by this column. No
    query more than theirs.
    """
    steps = DescriptionStep.objects.filter(description=OuterRef(description), state="selecting", left_at__isnull=True)
    return Subquery(steps.values("entered_at")[:1])


def with_closing(descriptions: QuerySet[Description]) -> QuerySet[Description]:
    """Descriptions with `closed_at`, so that `shortlist_due` asks for none of them. No query more."""
    return descriptions.annotate(**dict.fromkeys(["closed_at"], closing_of()))


def shortlist_due(description: Description) -> date | None:
    """By when a post in selection has its shortlist: two weeks after it was published, or opened again.

    Nobody is chosen before everybody could apply, nor read on the day they did: where it was closed only then or
    later, a week after the day on which it was, by an officer or with its last day. The day stays the same, whatever
    becomes of that last day afterwards. No query where `closed_at` was read (`with_closing`), else one.
    """
    if description.published_at is None:
        return None
    expected = timezone.localdate(description.published_at) + SHORTLIST
    closed = timezone.localdate(description.closed_at) if description.closed_at is not None else None
    return expected if closed is None or closed < expected else closed + READING


def offer_due(selected_at: datetime | None) -> date | None:
    """By when somebody who was selected at a moment has their offer; None where nobody was. No query."""
    return workday_after(timezone.localdate(selected_at), OFFER_WORKDAYS) if selected_at is not None else None


def arrival_expected(description: Description, *, offered_on: date) -> date | None:
    """By when whoever is made an offer on a day is expected to arrive; None where they serve from home. No query."""
    return None if description.track == Track.ONLINE else offered_on + ARRIVAL
