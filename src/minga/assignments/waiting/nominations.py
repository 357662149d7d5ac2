"""“What waits for you” of a partner's representatives: posts for which they may still nominate people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from minga.assignments.models import Nomination
from minga.assignments.queries.descriptions import titles
from minga.assignments.queries.nominations import nominating_descriptions, partners_of
from minga.core.days import due_by, lasting_day
from minga.core.registries import More, Waiting
from minga.core.waiting import first_of
from minga.core.written import Written

SOON_DAYS = 7
ASKED = Written(
    lambda pk: Nomination.objects.filter(account=pk, answer="waiting", description__state="sourcing")
    .select_related("partner", "description")
    .prefetch_related(titles("description")),
    1, 2,
)  # fmt: skip
"""The nominations that somebody has yet to answer."""


def for_partners(account: Any) -> Iterable[Waiting | More]:
    """Open posts with free places in the partner's quota, closing first. 2 queries for a representative."""
    if not partners_of(account):
        return
    today = timezone.localdate()
    found = nominating_descriptions(account).filter(state="sourcing", closes_on__gte=lasting_day())
    for row in (yield from first_of(found)):
        free = (row.nomination_quota or 0) - row.waiting - row.agreed  # type: ignore[attr-defined]
        if free <= 0:
            continue
        yield Waiting(
            title=_("Nominate people: %(post)s") % {"post": row.title},
            url=reverse("assignments:nominate", args=[row.ref]),
            count=free,
            due=due_by(row.closes_on),
            detail=ngettext("%(count)s place of your quota is free", "%(count)s places of your quota are free", free)
            % {"count": free},
            verb=_("Nominate"),
            urgency=2 if row.closes_on is not None and (row.closes_on - today).days <= SOON_DAYS else 1,
        )


def for_the_nominated(account: Any) -> Iterable[Waiting]:
    """Nominations to answer. One query, and one more where there is one."""
    for row in ASKED(account.pk):
        yield Waiting(
            title=_("%(partner)s nominates you: %(post)s") % {"partner": row.partner, "post": row.description.title},
            url=reverse("assignments:nomination", args=[row.ref]),
            due=due_by(row.description.closes_on),
            verb=_("Answer"),
            urgency=2,
        )
