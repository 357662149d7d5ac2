"""Assessments as each reader may see them: nobody reads another's view before having written their own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localdate

from minga.assignments.models import Application, Assessment, Criterion
from minga.assignments.queries.holders import possible_assessors
from minga.assignments.queries.standing_for import stood_for_by
from minga.assignments.rules import OFFICER_ROLES
from minga.core.access.models import Holding, Role, Scope
from minga.people.models import Account

OPENED = frozenset({"assessed", "not_assessed", "selected", "reserve", "not_selected"})
"""States in which what assessors wrote is open to whoever decides."""


@dataclass(frozen=True)
class Mark:
    """One assessor's score and words on one criterion; empty where there is none."""

    score: int | None
    words: str = ""


@dataclass(frozen=True)
class Seen:
    """What a reader sees of a candidate's assessments.

    `asked` and `written` are counts for everyone; `shown` holds whole assessments, `own` the reader's own open ones.
    """

    asked: int
    written: int
    shown: list[Assessment] = field(default_factory=list)
    own: list[Assessment] = field(default_factory=list)
    everyone: list[Assessment] = field(default_factory=list)

    @property
    def waiting(self) -> int:
        return self.asked - self.written


def seen_by(account: Any, application: Application) -> Seen:
    """The assessments of a candidate for one reader. Three queries.

    Who still has to write sees nobody's; who has written sees what is written; anybody else, while assessors can still
    be chosen, sees only how many have written, so that whoever is chosen later comes to it without another's view.
    """
    rows = list(application.assessments.select_related("assessor").prefetch_related("marks__criterion").order_by("pk"))
    written = [row for row in rows if row.written_at is not None]
    own = [row for row in rows if row.assessor_id == account.pk]
    still = [row for row in own if row.written_at is None]
    if still:
        shown = [row for row in own if row.written_at is not None]
    elif own or application.state != "with_host":
        shown = written
    else:
        shown = []
    return Seen(asked=len(rows), written=len(written), shown=shown, own=still, everyone=rows)


def who_could_read(application: Application) -> set[int]:
    """The keys of those who could read what others wrote about a candidate while it was open, before the outcome was
    taken back: officers of the country or the platform, focal points of the host entity and auditors, as they held the
    role in that time. Reading leaves no record, so it is the office that counts. One query, three where it was open.
    """
    written = set(application.assessments.filter(written_at__isnull=False).values_list("assessor_id", flat=True))
    steps = application.steps.filter(state__in=OPENED, left_at__isnull=False) if written else ()
    held = Q()
    for step in steps:
        first, last = localdate(step.entered_at), localdate(step.left_at)
        held |= (
            Q(starts__lte=last, created_at__lte=step.left_at)
            & (Q(ends__isnull=True) | Q(ends__gte=first))
            & (Q(ended_at__isnull=True) | Q(ended_at__gte=step.entered_at))
        )
    if not held:
        return set()
    description = application.description
    offices = (
        Q(role__in=OFFICER_ROLES, scope=Scope.COUNTRY, scope_key=description.country_id)
        | Q(role__in=(*OFFICER_ROLES, Role.AUDITOR), scope=Scope.PLATFORM)
        | Q(role=Role.HOST_FOCAL_POINT, scope=Scope.ORGANISATION, scope_key=description.host.ref)
    )
    found = set(Holding.objects.filter(offices, held).values_list("account_id", flat=True))
    return found - written if len(written) == 1 else found  # the only one who wrote read nobody else's


def blind_assessors(application: Application) -> QuerySet[Account]:
    """Who may be asked to assess a candidate (`possible_assessors`) and comes to it without another's view. At most six
    queries.
    """
    return possible_assessors(application.description).exclude(pk__in=who_could_read(application))


def mean_of(assessment: Assessment) -> Decimal | None:
    """The mean of the marks by the weights of the criteria, half up to a tenth. No query where marks are prefetched."""
    marks = list(assessment.marks.all())
    weight = sum(mark.criterion.weight for mark in marks)
    if not weight:
        return None
    total = Decimal(sum(mark.score * mark.criterion.weight for mark in marks))
    return (total / weight).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def sheet_of(
    shown: list[Assessment], criteria: list[Criterion]
) -> list[tuple[Criterion, list[tuple[Assessment, Mark]]]]:
    """Each criterion with every assessment shown and its mark. No query where marks are prefetched."""
    given = [(one, {mark.criterion_id: Mark(mark.score, mark.words) for mark in one.marks.all()}) for one in shown]
    return [(row, [(one, marks.get(row.pk, Mark(None))) for one, marks in given]) for row in criteria]


def to_write(
    assessor: int, *, everywhere: bool, countries: Iterable[str], hosts: Iterable[str]
) -> QuerySet[Assessment]:
    """What somebody (the key of an account) was asked to write and has not finished, oldest first, where they work on
    it, everywhere or here, as `rules.worked_on` says, and did not apply themselves. Three queries when read.

    On what is a question rather than a join, for SQLite would begin with every description of a country.
    """
    on = Application.objects.filter(pk=OuterRef("application"), state="with_host")
    on = on.exclude(description__in=stood_for_by(assessor))
    if not everywhere:
        on = on.filter(Q(description__host__ref__in=hosts) | Q(description__country__in=countries))
    return (
        Assessment.objects.filter(Exists(on), assessor_id=assessor, written_at__isnull=True)
        .select_related("application__description__host")
        .prefetch_related("application__description__texts")
        .order_by("created_at", "pk")
    )
