"""Reads about service that more than one caller needs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from minga.assignments.matching import months_abroad, months_begun, rule_of
from minga.assignments.models import Application, Assignment, Description, Leave, PerformanceAssessment
from minga.assignments.queries.descriptions import one_of, with_titled
from minga.assignments.queries.holders import focal_points_of, holders, supervisors_of, without_candidates
from minga.assignments.rules import OFFICER_ROLES
from minga.assignments.state_names import SERVICE_GOES_ON
from minga.core.access.models import Role, Scope
from minga.core.access.roles import holdings_of, on_platform
from minga.core.days import last_day
from minga.people.models import Account

OPEN_STATES = (*SERVICE_GOES_ON, "ended")
WITH_PARTS = (
    "description__category", "description__host", "description__country", "description__officer", "account",
    "seat__city__country", "seat__supervisor", "entry_confirmed_by", "offer", "contract",
)  # fmt: skip


def longest_end(assignment: Assignment) -> date | None:
    """The last day that the category's longest duration allows; None where it has no limit. One SQL query."""
    rule = rule_of(assignment.description, on=assignment.starts_on, binding=True)
    if rule is None:
        return None
    if rule.max_duration_months:
        return last_day(rule.max_duration_months, first=assignment.starts_on)
    if rule.max_duration_weeks:
        return assignment.starts_on + timedelta(weeks=rule.max_duration_weeks, days=-1)
    return None


def months_beyond(assignment: Assignment, *, new_end: date) -> int:
    """By how many months all services abroad of the person would pass the category's total; 0 where they do not. Two
    SQL queries.
    """
    first = assignment.entered_on or assignment.starts_on
    return months_too_many(
        assignment.description, assignment.account_id, first=first, last=new_end, without=assignment.pk
    )


def months_too_many(
    description: Description, person: int, *, first: date, last: date, without: int | None = None
) -> int:
    """By how many months the person (a key) would pass the category's total with a service abroad from a first to a
    last day, those counted that they have accepted; 0 where they would not.

    Months are counted as where somebody applies, those begun whole. Two SQL queries, none for a post in one's country.
    """
    if description.track != "international":
        return 0
    rule = rule_of(description, on=first, binding=True)
    if rule is None or not rule.max_total_months:
        return 0
    others = months_abroad([person], without=without).get(person, 0)
    return max(0, others + months_begun(first=first, last=last) - rule.max_total_months)


def verified_hours(assignment: Assignment) -> Decimal:
    """The hours verified by somebody else than who recorded them. One SQL query."""
    return assignment.hours.filter(state="verified").aggregate(total=Sum("hours"))["total"] or Decimal(0)


def days_away(assignment: Assignment) -> QuerySet[Leave]:
    """Leave that was granted or waits for a decision. One SQL query when read."""
    return assignment.leaves.filter(state__in=("requested", "approved"))


def hosts_of(assignment: Assignment) -> list[Account]:
    """Who looks after the volunteer at the host entity: the seat's supervisor, while in office there, else its focal
    points; never the volunteer, who may be one of them. One query, two where the supervisor has left.
    """
    host, supervisor, volunteer = assignment.description.host, assignment.seat.supervisor_id, assignment.account_id
    in_office: list[Account] = []
    if supervisor is not None and supervisor != volunteer:
        in_office = list(supervisors_of(host).filter(pk=supervisor))
    return in_office or list(focal_points_of(host).exclude(pk=volunteer))


def assessing_for_host(assignment: Assignment) -> list[Account]:
    """Of those who look after the volunteer at the host entity, who writes the assessment of the service: none who was
    a candidate for the post too. Two queries, four where the supervisor has left or was one.
    """
    description = assignment.description
    looking_after = Account.objects.filter(pk__in=[account.pk for account in hosts_of(assignment)])
    focal_points = focal_points_of(description.host).exclude(pk=assignment.account_id)
    return list(without_candidates(looking_after, description)) or list(without_candidates(focal_points, description))


def to_end() -> Q:
    """A condition on Assignment: its last day has passed and it does not end by itself, for it rests or never began."""
    return Q(state__in=("suspended", "preparing", "cleared"), ends_on__lt=timezone.localdate())


def unassessed() -> Q:
    """A condition on Assignment: its volunteer served, it has ended, and the host entity's assessment is missing."""
    written = PerformanceAssessment.objects.filter(assignment=OuterRef("pk"), side="host", written_at__isnull=False)
    return Q(state="ended", account__erased_at__isnull=True) & ~Q(end_kind="not_started") & ~Q(Exists(written))


def colleagues_of(thing: Application | Assignment, *, without: Any) -> QuerySet[Account]:
    """The officers of the country or the platform who may be the second person: neither who asks nor whom it is about.
    One query.
    """
    where = Q(scope=Scope.PLATFORM) | Q(scope=Scope.COUNTRY, scope_key=thing.description.country_id)
    return holders(*OFFICER_ROLES, where=where).exclude(pk__in=(getattr(without, "pk", None) or 0, thing.account_id))


def seconds_for_waiver(thing: Application | Assignment, *, without: Any) -> QuerySet[Account]:
    """Which colleagues may agree to waive a clearance: none who applied for the post themselves. One query."""
    return without_candidates(colleagues_of(thing, without=without), thing.description)


def assignments_seen_by(account: Any) -> QuerySet[Assignment]:
    """The services that somebody who works on them may see: officers by country, hosts by entity, supervisors by seat.

    An auditor sees all. One query when read.
    """
    rows = Assignment.objects.all()
    if on_platform(account, *OFFICER_ROLES, Role.AUDITOR):
        return rows
    countries, hosts, supervised = set(), set(), set()
    for held in holdings_of(account):
        if held.scope == Scope.COUNTRY and held.role in OFFICER_ROLES:
            countries.add(held.scope_key)
        elif held.scope == Scope.ORGANISATION and held.role == Role.HOST_FOCAL_POINT:
            hosts.add(held.scope_key)
        elif held.scope == Scope.ORGANISATION and held.role == Role.HOST_SUPERVISOR:
            supervised.add(held.scope_key)
    seen = one_of(country__in=countries, description__host__ref__in=hosts)
    if supervised:
        seen |= Q(description__host__ref__in=supervised, seat__supervisor_id=account.pk)
    return rows.filter(seen)


def list_of(account: Any, *, wanted: Mapping[str, Any]) -> QuerySet[Assignment]:
    """The rows of the list page, those whose end comes first before the others. Four queries a page, one the count.

    wanted: `state` (one, or "open"), `track`, `words` (in the title, the number or the person's name).
    """
    rows = assignments_seen_by(account).select_related(
        "description__category", "description__host", "description__country", "account", "seat__city__country"
    )
    rows = rows.annotate(last_day=Coalesce("ended_on", "ends_on"))
    state = wanted.get("state")
    if state == "open":
        rows = rows.filter(state__in=OPEN_STATES)
    elif state:
        rows = rows.filter(state=state)
    if wanted.get("track"):
        rows = rows.filter(description__track=wanted["track"])
    if words := str(wanted.get("words") or "").strip():
        rows = rows.filter(
            Q(description__number__icontains=words)
            | with_titled(words, at="description_id")
            | Q(account__name__icontains=words)
            | Q(account__local_name__icontains=words)
        )
    return rows.prefetch_related("description__texts").order_by("ends_on", "pk")


def services_of(account: Any) -> QuerySet[Assignment]:
    """The person's own services, the latest first, with what a card shows. Three queries."""
    return (
        Assignment.objects.filter(account_id=account.pk)
        .select_related(*WITH_PARTS)
        .prefetch_related("description__texts", "certificates")
        .order_by("-starts_on", "-pk")
    )
