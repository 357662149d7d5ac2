"""How the work goes: days in each stage, where things stand, what has stood longest, what was served.

Every function reads an index's end or an aggregate, never the rows of a list, so that two million applications cost no
more than two thousand; what scans (`standing_now`, `served_since`) is meant to be kept for a while by the caller.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from statistics import median
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils import timezone

from minga.assignments.models import (
    Application,
    ApplicationStep,
    Description,
    DescriptionStep,
    HoursRecord,
    Seat,
)
from minga.assignments.models.description import WAITING_STAGES
from minga.assignments.queries.descriptions import (
    FULL,
    SELECTION_STATES,
    NextStep,
    Tally,
    next_step,
    standing_estimates,
    titles,
)
from minga.assignments.state_names import SELECTION_GOES_ON
from minga.assignments.states import OPEN_APPLICATION_STATES
from minga.core.questions import Rows, all_day
from minga.people.models import Consent, Purpose

# The stages somebody works in, in the order of the cycle; how long the others last is no matter of speed.
DESCRIPTION_STAGES = ("draft", "submitted", "ready_for_sourcing", "selecting")
APPLICATION_STAGES = ("longlisted", "shortlisted", "with_host", "assessed", "selected", "offered")
SAMPLE = 500
FEWEST = 3
STALLED = 5
DAY = 86_400

# (description or application, its stage) -> one (days, country, host's key) for each of the last moves out of it.
Sample = Mapping[tuple[str, str], Collection[tuple[float, str, int]]]


def last_moves() -> Sample:
    """The last 500 moves out of each stage, everywhere. One query a stage: ten."""
    found: dict[tuple[str, str], Collection[tuple[float, str, int]]] = {}
    for stage in DESCRIPTION_STAGES:
        steps = DescriptionStep.objects.filter(state=stage, left_at__isnull=False).order_by("-left_at")
        found["description", stage] = _days(
            steps.values_list("entered_at", "left_at", "description__country_id", "description__host_id")
        )
    for stage in APPLICATION_STAGES:
        moves = ApplicationStep.objects.filter(state=stage, left_at__isnull=False).order_by("-left_at")
        found["application", stage] = _days(
            moves.values_list(
                "entered_at",
                "left_at",
                "application__description__country_id",
                "application__description__host_id",
            )
        )
    return found


def _days(rows: QuerySet[Any, tuple[datetime, datetime | None, str, int]]) -> list[tuple[float, str, int]]:
    return [
        ((left - entered).total_seconds() / DAY, country, host)
        for entered, left, country, host in rows[:SAMPLE]
        if left is not None
    ]


@dataclass(frozen=True)
class Pace:
    """How many days half of the moves out of a stage took at most, and from how many moves that is known."""

    thing: str
    stage: str
    days: float
    moves: int


def pace(
    sample: Sample, *, countries: Collection[str] | None = None, hosts: Collection[int] | None = None
) -> list[Pace]:
    """The median of each stage within these countries or hosts (None: everywhere), where three moves are known.

    No query.
    """
    found = []
    for (thing, stage), moves in sample.items():
        days = [
            took
            for took, country, host in moves
            if (countries is None or country in countries) and (hosts is None or host in hosts)
        ]
        if len(days) >= FEWEST:
            found.append(Pace(thing, stage, round(median(days), 1), len(days)))
    return found


def standing_now() -> dict[tuple[str, str], int]:
    """(country, state) -> how many applications stand there now, open states only. One query that reads an index."""
    rows = (
        Application.objects.filter(state__in=OPEN_APPLICATION_STATES)
        .order_by()
        .values_list("description__country_id", "state")
        .annotate(many=Count("pk"))
    )
    return {(country, state): many for country, state, many in rows}


def descriptions_by_state(within: Q) -> dict[str, int]:
    """State -> how many descriptions `within` (a condition on Description); templates left out. One query."""
    rows = Description.objects.filter(within, is_template=False).order_by().values_list("state")
    return dict(rows.annotate(many=Count("pk")))


def candidates_by_state(within: Q) -> dict[str, int]:
    """State -> how many applications for open descriptions `within` (a condition on Description). One query."""
    rows = Application.objects.filter(
        description__in=Description.objects.filter(within, is_template=False, state__in=SELECTION_GOES_ON)
    )
    return dict(rows.order_by().values_list("state").annotate(many=Count("pk")))


@dataclass(frozen=True)
class Stalled:
    """A description that has stood in one stage for so many days, and what takes it on."""

    description: Description
    days: int
    next: NextStep


def stalled(*, countries: Iterable[str] | None = None, hosts: Iterable[int] | None = None) -> list[Stalled]:
    """The five descriptions that have waited longest in a stage where somebody must act. Two queries.

    Only those of these countries (codes) or host entities (keys); None for all.
    """
    now = timezone.now()
    longest = _longest_waiting(
        countries=None if countries is None else tuple(sorted(countries)),
        hosts=None if hosts is None else tuple(sorted(hosts)),
    )
    return [Stalled(row.description, (now - row.entered_at).days, _next(row)) for row in longest.read()]


@all_day
def _longest_waiting(*, countries: tuple[str, ...] | None, hosts: tuple[int, ...] | None) -> Rows[DescriptionStep]:
    within = Q() if countries is None else Q(country__in=countries)
    within &= Q() if hosts is None else Q(host__in=hosts)
    waiting = Description.objects.filter(within, is_template=False, state__in=WAITING_STAGES)
    longest = DescriptionStep.objects.filter(left_at__isnull=True, state__in=WAITING_STAGES, description__in=waiting)
    rows = (
        DescriptionStep.objects.filter(pk__in=longest.order_by("entered_at").values("pk")[:STALLED])
        .select_related("description__host")
        .prefetch_related(titles("description"))
        .annotate(**{state: _has(state) for state in SELECTION_STATES}, **{FULL: _is_full()})
        .annotate(cost_state=_cost_state(), selected_since=_selected_since())
        .order_by("entered_at")
    )
    return Rows(rows, most=STALLED)


def _has(state: str) -> Exists:
    return Exists(Application.objects.filter(description=OuterRef("description"), state=state))


def _is_full() -> Q:
    free = Seat.objects.filter(description=OuterRef("description"), is_cancelled=False)
    return _has("accepted") & ~Exists(free.exclude(offers__state="accepted"))


def _cost_state() -> Subquery:
    standing = standing_estimates().filter(description=OuterRef("description"))
    return Subquery(standing.order_by("-pk").values("state")[:1])


def _selected_since() -> Subquery:
    selected = Application.objects.filter(description=OuterRef("description"), state="selected")
    return Subquery(selected.order_by("state_changed_at").values("state_changed_at")[:1])


def _next(row: DescriptionStep) -> NextStep:
    standing = Tally({state: int(getattr(row, state)) for state in (*SELECTION_STATES, FULL)})
    standing.selected_since = getattr(row, "selected_since", None)
    row.description.closed_at = row.entered_at  # asked of those in selection only, of which this is the step
    return next_step(row.description, cost_state=getattr(row, "cost_state", None) or "", standing=standing)


@dataclass(frozen=True)
class Served:
    """Verified hours since a day, the goals they served and the people who gave them: those who agree to be counted."""

    hours: Decimal
    goals: int
    people: int


def served_since(day: date) -> Served:
    """What was served and verified since `day`, for the public: nobody is in it who does not consent to statistics.

    Two queries over the hours of that time.
    """
    agreed = Consent.objects.filter(purpose=Purpose.STATISTICS, withdrawn_at=None).values("account_id")
    rows = HoursRecord.objects.filter(state="verified", month__gte=day, assignment__account_id__in=agreed)
    totals = rows.aggregate(hours=Sum("hours"), people=Count("assignment__account_id", distinct=True))
    goals = (
        Description.targets.through.objects.filter(description__in=rows.values("assignment__description_id").distinct())
        .values("target__goal_id")
        .distinct()
        .count()
    )
    return Served(totals["hours"] or Decimal(0), goals, totals["people"])


def hours_by_month(account: Any, *, since: date) -> list[tuple[date, Decimal]]:
    """(first of the month, verified hours) of one person, oldest first. One query."""
    rows = HoursRecord.objects.filter(assignment__account_id=account.pk, state="verified", month__gte=since)
    return list(rows.order_by("month").values_list("month").annotate(hours=Sum("hours")))


def total(counts: Mapping[tuple[str, str], int], *, states: Iterable[str], countries: Collection[str] | None) -> int:
    """How many of `standing_now` are in one of the states, within the countries (None: everywhere). No query."""
    wanted = set(states)
    return sum(
        many
        for (country, state), many in counts.items()
        if state in wanted and (countries is None or country in countries)
    )
