"""By when a selection is expected to go on: what host entities and volunteers are told elsewhere, as we read it.

Host entities expect three to five shortlisted candidates within two weeks of publication
(https://toolkit.unv.org/recruitment/recruitment-checklist-for-host-entities). Whoever is selected has the offer about
three working days after they completed their profile, and arrives within four weeks of the offer
(https://www.unv.org/International-UNV/Pre-assignment-Preparation/Profile-Update-and-Offer). Here nobody applies without
a completed profile, so that the three days count from the selection.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone

from minga.assignments.models import Description, Track
from minga.core.days import workday_after

SHORTLIST = timedelta(weeks=2)
READING = timedelta(weeks=1)
"""For the applications to a post that took them for longer than SHORTLIST: a default of ours, no rule of anybody's."""
OFFER_WORKDAYS = 3
ARRIVAL = timedelta(weeks=4)


def shortlist_due(description: Description) -> date | None:
    """By when a post that takes no more applications has its shortlist: two weeks after it was published.

    Nobody is chosen before everybody could apply: where its last day to apply came later than that, a week after that
    day. One that an officer closed before its last day waits for nobody. No query.
    """
    if description.published_at is None:
        return None
    expected, last = timezone.localdate(description.published_at) + SHORTLIST, description.closes_on
    if last is None or last < expected or last > timezone.localdate():
        return expected
    return last + READING


def offer_due(selected_at: datetime | None) -> date | None:
    """By when somebody who was selected at a moment has their offer; None where nobody was. No query."""
    return workday_after(timezone.localdate(selected_at), OFFER_WORKDAYS) if selected_at is not None else None


def arrival_expected(description: Description, *, offered_on: date) -> date | None:
    """By when whoever is made an offer on a day is expected to arrive; None where they serve from home. No query."""
    return None if description.track == Track.ONLINE else offered_on + ARRIVAL
