"""“What waits for you” in a selection, for candidates, hosts and assessors."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from minga.assignments.models import Application, Assessment, Description, Offer
from minga.assignments.queries.assessments import to_write
from minga.assignments.queries.candidates import counts_of
from minga.assignments.queries.standing_for import not_stood_for_by
from minga.assignments.rules import OFFICER_ROLES, worked_on
from minga.assignments.state_names import SELECTION_GOES_ON
from minga.core.access.models import Role, Scope
from minga.core.access.roles import holds, scope_keys
from minga.core.interface.addresses import address
from minga.core.questions import MOST, Rows, all_day
from minga.core.registries import More, Waiting
from minga.core.waiting import first_asked, first_of

ASSESS_DAYS = 14


def for_candidates(account: Any) -> Iterable[Waiting | More]:
    """Offers that the person has not answered. One query, and two more where there is one."""
    rows = Offer.objects.filter(application__account_id=account.pk, state="open", expires_at__gt=timezone.now())
    rows = rows.select_related("application__description").prefetch_related("application__description__texts")
    for row in rows.order_by("expires_at", "pk")[:MOST]:
        yield Waiting(
            title=_("A place is offered to you: %(post)s") % {"post": row.application.description.title},
            url=address("assignments:application", row.application.ref),
            due=timezone.localdate(row.expires_at),
            verb=_("Answer"),
            urgency=3,
        )


def for_hosts(account: Any) -> Iterable[Waiting | More]:
    """Candidates without assessors, assessments to record, and choices to make. At most 4 queries."""
    refs = scope_keys(account, Role.HOST_FOCAL_POINT, scope=Scope.ORGANISATION)
    if not refs:
        return
    mine = Description.objects.filter(host__ref__in=refs, is_template=False, state__in=SELECTION_GOES_ON)
    mine = mine.filter(not_stood_for_by(account.pk))
    arrived = Application.objects.filter(description=OuterRef("pk"), state="with_host").order_by("state_changed_at")
    waiting = Application.objects.filter(
        description=OuterRef("pk"), state__in=("with_host", "assessed", "not_assessed")
    )
    found = mine.filter(Exists(waiting))
    in_turn = found.annotate(since=Subquery(arrived.values("state_changed_at")[:1])).order_by("since", "pk")
    rows = yield from first_of(in_turn.prefetch_related("texts"))
    counts = counts_of(rows, {"at_host": ("with_host",), "assessed": ("assessed", "not_assessed")})
    for row in rows:
        url = address("assignments:selection", row.ref)
        if many := counts[row.pk]["at_host"]:
            yield Waiting(
                title=row.title,
                detail=ngettext("%(count)s candidate to assess", "%(count)s candidates to assess", many)
                % {"count": many},
                url=url,
                count=many,
                due=timezone.localdate(row.since) + timedelta(days=ASSESS_DAYS) if row.since else None,
                verb=_("Assess"),
                urgency=2,
            )
        if many := counts[row.pk]["assessed"]:
            yield Waiting(
                title=row.title,
                detail=ngettext("%(count)s candidate to decide about", "%(count)s candidates to decide about", many)
                % {"count": many},
                url=url,
                count=many,
                verb=_("Select"),
                urgency=2,
            )


@all_day
def _to_write(
    assessor: int, *, everywhere: bool, countries: tuple[str, ...], hosts: tuple[str, ...]
) -> Rows[Assessment]:
    return Rows(to_write(assessor, everywhere=everywhere, countries=countries, hosts=hosts))


def for_assessors(account: Any) -> Iterable[Waiting | More]:
    """Assessments that the account was asked to write. Three queries for whoever may be asked."""
    if not holds(account, Role.HOST_FOCAL_POINT, Role.HOST_SUPERVISOR, *OFFICER_ROLES):
        return
    everywhere, countries, hosts = worked_on(account)
    asked = _to_write(account.pk, everywhere=everywhere, countries=tuple(sorted(countries)), hosts=tuple(sorted(hosts)))
    for row in (yield from first_asked(asked)):
        yield Waiting(
            title=row.application.description.title,
            detail=_("Your assessment of candidate %(number)s (%(kind)s)")
            % {"number": row.application.candidate_number, "kind": row.get_kind_display()},
            url=address("assignments:assessment", row.ref),
            due=timezone.localdate(row.created_at) + timedelta(days=ASSESS_DAYS),
            verb=_("Write it"),
            urgency=2,
        )
