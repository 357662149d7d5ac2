"""What waits for a person in this room: registrations to decide, more to send, invitations to answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, cast

from django.db.models import Count, Exists, OuterRef, Window
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from minga.core.access.models import Holding, Role
from minga.core.access.queries import roles_of_others
from minga.core.access.roles import holds, on_platform
from minga.core.questions import MOST, Rows, all_day
from minga.core.registries import More, Waiting
from minga.core.waiting import more_than
from minga.core.written import Written
from minga.partners.models import Organisation
from minga.partners.queries import (
    REVIEW_DAYS,
    WAITING_STATES,
    invitations_to,
    looked_through,
    reach_of,
    reviewers_of,
    roles_asked_for,
)
from minga.partners.rules import OFFICERS, reviews
from minga.partners.wording import invite_page, place_of


def for_officers(account: Any) -> Iterable[Waiting]:
    """Registrations to look at: sent by somebody, not those that came in a list. One query for an officer."""
    if not holds(account, *OFFICERS):
        return
    first = next(iter(_longest_waiting(looked_through(account), account.pk).read()), None)
    if first is None:
        return
    count, days = cast(Any, first).many, (timezone.now() - first.created_at).days
    url = reverse("partners:registration", args=[first.slug]) if count == 1 else reverse("partners:registrations")
    yield Waiting(
        title=_("Review the registration of %(organisation)s") % {"organisation": first}
        if count == 1
        else ngettext("Review %(count)s registration", "Review %(count)s registrations", count) % {"count": count},
        url=url,
        count=count,
        detail=_waited(days),
        verb=_("Review"),
        urgency=2 if days >= REVIEW_DAYS else 1,
    )


@all_day
def _longest_waiting(countries: tuple[str, ...] | None, officer: int) -> Rows[Organisation]:
    """The registration that somebody sent first, of these countries or of all, with `many`: how many wait there. None
    that the officer (the key of an account) entered.
    """
    rows = Organisation.objects.filter(state__in=WAITING_STATES, registered_by__isnull=False)
    rows = rows.exclude(registered_by=officer)
    if countries is not None:
        rows = rows.filter(country__in=countries)
    rows = rows.annotate(many=Window(Count("pk"))).order_by("created_at", "pk")
    return Rows(rows.only("slug", "name", "names", "created_at"), most=1)


def _waited(days: int) -> str:
    if not days:
        return _("Sent in the last 24 hours.")
    words = ngettext("The first has waited for %(days)s day.", "The first has waited for %(days)s days.", days)
    return words % {"days": days}


GIVEN_BACK = Written(lambda pk: Organisation.objects.filter(registered_by=pk, state="needs_more"), 1, 2)


def for_whoever_registered(account: Any) -> Iterable[Waiting]:
    """One's own registration that was given back. One query."""
    for row in GIVEN_BACK(account.pk):
        yield Waiting(
            title=_("More is asked for: %(organisation)s") % {"organisation": row},
            url=reverse("partners:registration", args=[row.slug]),
            detail=row.decision_reason,
            verb=_("Answer"),
            urgency=2,
        )


def for_administrators(account: Any) -> Iterable[Waiting | More]:
    """Who is missing before anything can go on: an officer, a finance officer, a second administrator; nobody who was
    asked already; then whose registrations wait in a country where nobody reviews them. Five queries for an
    administrator, one more where no officer is there for every country.
    """
    if not on_platform(account, Role.ADMINISTRATOR):
        return
    there = {*roles_of_others(account), *roles_asked_for()}
    for role, title, detail in (
        (Role.PROGRAMME_OFFICER, _("Nobody is a programme officer"), _("Who registers organisations and publishes?")),
        (Role.FINANCE_OFFICER, _("Nobody is a finance officer"), _("Costs wait until somebody authorizes them.")),
        (Role.ADMINISTRATOR, _("You are the only administrator"), _("While you are away nobody gives or ends roles.")),
    ):
        if role not in there:
            yield Waiting(
                title=title,
                url=invite_page(role),
                detail=detail,
                verb=_("Invite somebody"),
                urgency=1,
            )
    yield from _unreviewed()
    yield from _reviewed_by_nobody_else(account)


def _reviewed_by_nobody_else(account: Any) -> Iterable[Waiting | More]:
    """Registrations entered by the only officer there. One query, and one for each that an officer entered."""
    rows = Organisation.objects.filter(state__in=WAITING_STATES).exclude(registered_by=account.pk)
    held = Holding.objects.in_force().filter(account_id=OuterRef("registered_by"), role__in=OFFICERS)
    rows = rows.filter(Exists(held)).select_related("registered_by").order_by("created_at", "pk")
    alone = [row for row in rows if reviews(row.registered_by, row) and not reviewers_of(row).exists()]
    yield from more_than(len(alone))
    for row in alone[:MOST]:
        yield Waiting(
            title=_("Nobody else reviews the registration of %(organisation)s") % {"organisation": row},
            url=reverse("partners:registration", args=[row.slug]),
            detail=_("Whoever entered it is the only officer there, and nobody reviews what they entered themselves."),
            verb=_("Review"),
            urgency=2,
        )


def _unreviewed() -> Iterable[Waiting | More]:
    """Registrations of countries for which nobody is an officer, where there are officers of others."""
    reach = reach_of(*OFFICERS)
    if not reach or reach.everywhere:
        return
    rows = Organisation.objects.filter(state__in=WAITING_STATES, registered_by__isnull=False)
    rows = rows.exclude(country__in=reach.countries).select_related("country")
    counted = Counter(row.country for row in rows if row.country is not None).most_common()
    yield from more_than(len(counted))
    for country, many in counted[:MOST]:
        yield Waiting(
            title=_("Nobody reviews registrations from %(country)s") % {"country": country},
            url=invite_page(Role.PROGRAMME_OFFICER, country=country.pk),
            count=many,
            detail=ngettext("%(count)s registration waits.", "%(count)s registrations wait.", many) % {"count": many},
            verb=_("Invite somebody"),
            urgency=2,
        )


def for_the_invited(account: Any) -> Iterable[Waiting]:
    """Invitations to accept. One query."""
    for row in invitations_to(account):
        yield Waiting(
            title=_("You are invited: %(role)s") % {"role": row.get_role_display()},
            url=reverse("partners:invitation", args=[row.ref]),
            detail=place_of(row),
            due=timezone.localdate(row.expires_at),
            verb=_("Answer"),
            urgency=2,
        )
