"""What one press from “What waits for you” needs: those who can be shown to the host entity, the seat of an offer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from minga.assignments.models import Application, Clearance, Description, Seat
from minga.assignments.queries.seats import free_seats
from minga.assignments.state_names import CLEARANCE_IN_ORDER, CLEARANCE_PASSED
from minga.core.listing import listed
from minga.core.written import Written
from minga.people.models import Purpose
from minga.people.queries import accounts_with_consent


@dataclass
class Shortlist:
    """Those on the shortlist of a description: who can be submitted now as the preview names them, and how many not."""

    ready: list[str] = field(default_factory=list)
    many: int = 0

    @property
    def is_ready(self) -> bool:
        return bool(self.ready) and len(self.ready) == self.many


def _shortlisted(descriptions: Any) -> QuerySet[Application, Any]:
    """Who is on these shortlists, whether a clearance is lacking, and the first day on which one runs out.

    Clearances are asked for person by person: asked for all of them at once, SQLite reads every clearance there is,
    since most belong to services and an index of applications looks useless to it.
    """
    asked = Clearance.objects.filter(application=OuterRef("pk"), is_pre_submission=True)
    dated = asked.filter(state__in=CLEARANCE_PASSED, expires_on__isnull=False).order_by("expires_on")
    rows = Application.objects.filter(description__pk__among=descriptions, state="shortlisted")
    rows = rows.annotate(
        is_uncleared=Exists(asked.exclude(state__in=CLEARANCE_IN_ORDER)),
        runs_out=Subquery(dated.values("expires_on")[:1]),
    )
    return rows.order_by("candidate_number").values_list(
        "ref", "version", "account_id", "description_id", "is_uncleared", "runs_out"
    )


SHORTLISTED = Written(_shortlisted, (1,), (2,))
AGREED = Written(
    lambda people: accounts_with_consent(Purpose.SHARE_WITH_HOST).filter(pk__among=people).values_list("pk"), (1,), (2,)
)
FREE = Written(
    lambda descriptions: free_seats(*descriptions).select_related("city").order_by("description", "number"), (1,), (2,)
)


def shortlists_of(descriptions: Iterable[Description]) -> dict[int, Shortlist]:
    """Description pk -> its shortlist. Two queries for any number."""
    listed_ones = SHORTLISTED(tuple(sorted(row.pk for row in descriptions)))
    people = tuple(sorted({account for _ref, _version, account, *_more in listed_ones}))
    agreed = {pk for (pk,) in AGREED(people)} if people else set()
    found, today = defaultdict[int, Shortlist](Shortlist), timezone.localdate()
    for ref, version, account, description, is_uncleared, runs_out in listed_ones:
        shortlist = found[description]
        shortlist.many += 1
        has_run_out = runs_out is not None and runs_out < today
        if not is_uncleared and not has_run_out and account in agreed:
            shortlist.ready.append(f"{ref}:{version}")
    return found


@dataclass(frozen=True)
class UsualOffer:
    """The offer as its form proposes it: what is sent, and the same in words."""

    fields: dict[str, str]
    words: str


def usual_offers(candidates: Iterable[Application]) -> dict[int, UsualOffer]:
    """Application pk -> the offer of the next free seat on the days of the description. One query for any number.

    Only where nothing is left to choose: the free seats are alike, the days are known and to come, and nobody brings
    dependants along. Rows have their description and its category read with them.
    """
    rows = list(candidates)
    seats = _free_seats([row.description_id for row in rows])
    today, found = timezone.localdate(), dict[int, UsualOffer]()
    for row in rows:
        free, post = seats.get(row.description_id, []), row.description
        alike = len({(seat.city_id, seat.supervisor_id) for seat in free}) == 1
        begins, ends = post.starts_on or today, post.ends_on
        if alike and post.track != "international" and begins > today and ends is not None:
            found[row.pk] = _offer(post, free.pop(0), begins=begins, ends=ends)
    return found


def _free_seats(descriptions: list[int]) -> dict[int, list[Seat]]:
    found: dict[int, list[Seat]] = defaultdict(list)
    for seat in FREE(tuple(sorted(set(descriptions)))):
        found[seat.description_id].append(seat)
    return found


def _offer(post: Description, seat: Seat, *, begins: date, ends: date) -> UsualOffer:
    until = timezone.localdate() + timedelta(days=post.category_served.offer_days)
    words = _("%(seat)s, from %(starts)s to %(ends)s. They answer until %(until)s.") % {
        "seat": listed([str(part) for part in (seat, seat.city) if part]),
        "starts": date_format(begins),
        "ends": date_format(ends),
        "until": date_format(until),
    }
    days = {"starts_on": begins, "ends_on": ends, "expires_on": until}
    return UsualOffer(
        {"seat": str(seat.number), "dependants": "0"} | {name: day.isoformat() for name, day in days.items()}, words
    )
