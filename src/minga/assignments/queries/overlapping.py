"""Services of one person at the same time: how many hours a week they take together, and when that is too many."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from minga.assignments.models import Application, Assignment, Description, Offer
from minga.assignments.state_names import SERVICE_GOES_ON
from minga.core.listing import isolated, listed

FULL_WEEK = 40
"""Hours a week of a post that names none, which is full time (ILO Forty-Hour Week Convention, 1935, No. 47)."""
MOST_A_WEEK = 48
"""Hours a week that services at the same time may take together (ILO Hours of Work (Commerce and Offices) Convention,
1930, No. 30, article 3)."""


def weekly_hours(description: Description) -> int:
    """The hours a week of a post; full time where it names none. No query."""
    return description.hours_a_week or FULL_WEEK


@dataclass(frozen=True)
class Overlap:
    """Services that a person has accepted and that leave no room for another one, which counts in `hours` a week."""

    services: tuple[Assignment, ...]
    hours: int

    @property
    def together(self) -> str:
        return hours_words(self.hours)

    @property
    def first(self) -> date:
        return min(row.starts_on for row in self.services)

    def named(self, *, titles: Iterable[Any] | None = None) -> str:
        """The services with their days; only those of `titles` (keys) by their title. One query for titles."""
        named = {row.pk for row in self.services} if titles is None else set(titles)
        return listed(_with_days(row, by_title=row.pk in named) for row in self.services)


def hours_words(hours: int) -> str:
    """“48 hours a week”."""
    return ngettext("%(count)s hour a week", "%(count)s hours a week", hours) % {"count": hours}


def _with_days(row: Assignment, *, by_title: bool) -> str:
    if by_title:
        return post_with_days(row.description, row)
    return _("another service (%(first)s to %(last)s)") % _days(row)


def post_with_days(post: Description, row: Assignment | Offer) -> str:
    """“Air officer” (4 January 2027 to 3 March 2027): the days of a service or an offer. One query for the title."""
    return _("“%(post)s” (%(first)s to %(last)s)") % {**_days(row), "post": isolated(post.title)}


def _days(row: Assignment | Offer) -> dict[str, str]:
    return {"first": date_format(row.starts_on), "last": date_format(row.ends_on)}


def overlap_of(
    account_id: int, *, hours: int, first: date, last: date | None = None, without: int | None = None
) -> Overlap | None:
    """The services of a person that, with one of `hours` a week from `first` to `last` (open where None), would take
    more than MOST_A_WEEK on some day; None where there is room. What has ended does not count. One query.

    without: the key of a service that is left out, as the one that is to become longer.
    """
    rows = _accepted(account_id, first=first, last=last)
    rows = rows.exclude(pk=without) if without is not None else rows
    others = list(rows)
    busy: dict[int, Assignment] = {}
    most = 0
    for day in {max(first, row.starts_on) for row in others}:  # on no other day more of them go on
        then = [row for row in others if row.starts_on <= day <= row.ends_on]
        together = hours + sum(weekly_hours(row.description) for row in then)
        if together > MOST_A_WEEK:
            busy |= {row.pk: row for row in then}
            most = max(most, together)
    return Overlap(tuple(row for row in others if row.pk in busy), most) if busy else None


def _accepted(account_id: int, *, first: date, last: date | None) -> QuerySet[Assignment]:
    rows = Assignment.objects.filter(account_id=account_id, state__in=SERVICE_GOES_ON, ends_on__gte=first)
    rows = rows.filter(starts_on__lte=last) if last is not None else rows
    return rows.select_related("description").order_by("starts_on", "pk")


def offers_beside(application: Application, *, first: date, last: date | None = None) -> list[Offer]:
    """Other open offers of the person that can be accepted, and would leave no room for this post from `first` to
    `last` (open where None). Two queries, one where there is no other.
    """
    rows = Offer.objects.filter(
        application__account_id=application.account_id, state="open", expires_at__gt=timezone.now(), ends_on__gte=first
    ).exclude(application=application)
    rows = rows.filter(starts_on__lte=last) if last is not None else rows
    offers = list(rows.select_related("application__description").order_by("expires_at", "pk"))
    services = list(_accepted(application.account_id, first=first, last=last)) if offers else []
    hours = weekly_hours(application.description)
    busiest = [(offer, _busiest(offer, services, first=first, last=last)) for offer in offers]
    return [offer for offer, most in busiest if most <= MOST_A_WEEK < most + hours]


def _busiest(offer: Offer, services: Iterable[Assignment], *, first: date, last: date | None) -> int:
    """The most hours a week that an offer and the services take together on a day from `first` to `last`."""
    begins, ends = max(first, offer.starts_on), min(last or offer.ends_on, offer.ends_on)
    beside = [row for row in services if row.starts_on <= ends and row.ends_on >= begins]
    days = {begins, *(row.starts_on for row in beside if row.starts_on > begins)}
    most = max(
        sum(weekly_hours(row.description) for row in beside if row.starts_on <= day <= row.ends_on) for day in days
    )
    return weekly_hours(offer.application.description) + most
