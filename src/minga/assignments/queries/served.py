"""What the authorized pro forma of a service says, whole and for the days that were really served."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Q
from django.utils import timezone

from minga.assignments.costing import Inputs, Plan, RateRow, SeatInput, serve
from minga.assignments.models import (
    Assignment,
    CostEstimate,
    CostLine,
    DependantsChange,
    Extension,
    Leave,
    Suspension,
)


class Span(NamedTuple):
    """Days without pay, both among them; `is_leave` tells leave from a suspension."""

    first: date
    last: date
    is_leave: bool


@dataclass(frozen=True)
class Days:
    """The days of a service that are paid: from entry to its last day, but for those without pay."""

    begins: date
    first: date
    last: date
    rests: tuple[Span, ...] = ()

    @property
    def unpaid(self) -> frozenset[date]:
        """Every day that is not paid, those between the first day agreed and the entry too."""
        spans = [(self.begins, self.first - timedelta(days=1)), *((rest.first, rest.last) for rest in self.rests)]
        return frozenset(day for first, last in spans for day in _each(first, last))

    @property
    def rest_days(self) -> int:
        """How many days within the service are without pay."""
        return len({day for rest in self.rests for day in _each(rest.first, rest.last)})

    @property
    def paid_days(self) -> int:
        return max((self.last - self.first).days + 1, 0) - self.rest_days


class KeptLine(NamedTuple):
    """A line of an estimate as it was authorized."""

    kind: str
    month: int
    amount: Decimal
    formula: str


@dataclass
class Planned:
    """Of one service: the lines of its pro forma (the seat's; of approved extensions and changes), and for its days.

    days: None where it never started. is_known: whether the estimates keep what the days are computed from.
    """

    currency: str
    days: Days | None
    whole: list[tuple[str, KeptLine]] = field(default_factory=list)
    longer: list[tuple[str, KeptLine]] = field(default_factory=list)
    served: list[tuple[str, Any]] = field(default_factory=list)
    is_known: bool = True


def planned_for(services: Iterable[Assignment]) -> dict[int, Planned]:
    """By service. Seven queries for any number, their seats loaded."""
    rows = list(services)
    whole = {
        row.description_id: row
        for row in CostEstimate.objects.filter(
            state="authorized",
            extension=None,
            dependants_change=None,
            description__in={row.description_id for row in rows},
        )
    }  # one in force a description
    longer: dict[int, list[CostEstimate]] = defaultdict(list)
    for estimate in _added(rows):
        added = estimate.extension or estimate.dependants_change
        if added is not None:
            longer[added.assignment_id].append(estimate)
    lines = _lines([*whole.values(), *(one for many in longer.values() for one in many)], rows)
    days = _days(rows)
    return {
        row.pk: _planned(row, days[row.pk], whole.get(row.description_id), longer[row.pk], lines=lines) for row in rows
    }


def _added(services: list[Assignment]) -> Iterable[CostEstimate]:
    """What approved extensions and authorized changes of dependants add, in their order. One query."""
    longer = Extension.objects.filter(state="approved", assignment__in=services).order_by()
    changed = DependantsChange.objects.filter(assignment__in=services).order_by()
    about = Q(extension__in=longer) | Q(dependants_change__in=changed)
    rows = CostEstimate.objects.filter(about, state="authorized")
    rows = rows.select_related("extension", "dependants_change")
    return rows.order_by("extension__old_end", "dependants_change__starts_on", "pk")


def _lines(estimates: list[CostEstimate], services: list[Assignment]) -> dict[tuple[int, int], list[KeptLine]]:
    """By estimate and seat. One query."""
    found: dict[tuple[int, int], list[KeptLine]] = defaultdict(list)
    rows = CostLine.objects.filter(estimate__in=estimates, seat__in={row.seat_id for row in services}).order_by()
    fields = ("estimate_id", "seat_id", "kind", "month", "amount", "formula")
    for estimate, seat, kind, month, amount, formula in rows.values_list(*fields):
        found[estimate, seat].append(KeptLine(kind, month, amount, formula))
    return found


def _days(services: list[Assignment]) -> dict[int, Days | None]:
    """Two queries."""
    today, rests = timezone.localdate(), defaultdict(list)
    for rest in Suspension.objects.filter(assignment__in=services, without_pay=True):
        rests[rest.assignment_id].append(Span(rest.starts_on, rest.ends_on or max(today, rest.starts_on), False))
    for leave in Leave.objects.filter(assignment__in=services, kind=Leave.Kind.UNPAID, state="approved"):
        rests[leave.assignment_id].append(Span(leave.starts_on, leave.ends_on, True))
    return {row.pk: _days_of(row, sorted(rests[row.pk])) for row in services}


def _days_of(service: Assignment, rests: list[Span]) -> Days | None:
    if service.end_kind == Assignment.EndKind.NOT_STARTED:
        return None
    first, last = service.entered_on or service.starts_on, last_day_of(service)
    within = (Span(max(rest.first, first), min(rest.last, last), rest.is_leave) for rest in rests)
    return Days(service.starts_on, first, last, tuple(rest for rest in within if rest.first <= rest.last))


def last_day_of(service: Assignment) -> date:
    """The day it ended, where it did before its last day; else its last day as agreed."""
    return min(service.ended_on or service.ends_on, service.ends_on)


def _planned(
    service: Assignment,
    days: Days | None,
    whole: CostEstimate | None,
    longer: list[CostEstimate],
    *,
    lines: dict[tuple[int, int], list[KeptLine]],
) -> Planned:
    found = Planned(currency=whole.currency_id if whole is not None else "USD", days=days)
    agreed = min((one.extension.old_end for one in longer if one.extension is not None), default=service.ends_on)
    for estimate in [*([whole] if whole is not None else []), *longer]:
        mine = [(estimate.currency_id, line) for line in lines[estimate.pk, service.seat_id]]
        (found.whole if estimate is whole else found.longer).extend(mine)
        if days is None:
            continue
        plan = _plan(estimate, service, [line for _currency, line in mine])
        if plan is None:
            found.is_known = found.is_known and not mine
            found.served.extend(mine)
            continue
        first = days.begins if estimate is whole else plan.inputs.starts_on
        last = min(days.last, plan.inputs.goes_on_until or agreed)
        served = serve(plan, first=first, last=last, unpaid=days.unpaid)
        found.served.extend((estimate.currency_id, line) for line in served)
    return found


def _plan(estimate: CostEstimate, service: Assignment, lines: list[KeptLine]) -> Plan | None:
    """The estimate as it was computed for the seat of this service; None where it does not keep what it was from."""
    kept = estimate.inputs
    seats = [SeatInput(number, country, city) for number, country, city in kept.get("seats", ())]
    seat = next((one for one in seats if one.number == service.seat.number), None)
    if seat is None:
        return None
    until = kept.get("goes_on_until")
    inputs = Inputs(
        category=kept["category"],
        serves_as=kept.get("serves_as", ""),
        track=kept["track"],
        starts_on=date.fromisoformat(kept["starts_on"]),
        duration_months=kept["duration_months"],
        duration_weeks=kept["duration_weeks"],
        dependants=kept["dependants"],
        goes_on_until=date.fromisoformat(until) if until else None,
        began_on=date.fromisoformat(kept["began_on"]) if "began_on" in kept else None,
        dependants_before=kept.get("dependants_before"),
        seats=(seat,),
    )
    return Plan(inputs, seat, lines, [_rate(row) for row in estimate.rates_used], estimate.currency_id)


def _rate(kept: dict[str, Any]) -> RateRow:
    """A rate as the estimate kept it."""
    return RateRow(
        ref=kept["ref"],
        kind=kept["kind"],
        unit=kept["unit"],
        amount=Decimal(kept["amount"]),
        currency=kept["currency"],
        category=kept["category"],
        track=kept["track"],
        country=kept["country"],
        city=kept["city"],
        in_force_from=date.fromisoformat(kept["in_force_from"]),
        in_force_to=date.fromisoformat(kept["in_force_to"]) if kept["in_force_to"] else None,
    )


def _each(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))
