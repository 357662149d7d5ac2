"""What pages and actions need to know about cost."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from minga.assignments.costing import ONCE_AT_START, Inputs, SeatInput
from minga.assignments.formula_words import formulas_of
from minga.assignments.models import (
    Assignment,
    CostEstimate,
    CostLine,
    DependantsChange,
    Description,
    Extension,
    LineKind,
    Seat,
)
from minga.assignments.queries.dependants import counted_on, counts_until, extended_with
from minga.assignments.queries.descriptions import one_of
from minga.assignments.rules import finance, officer
from minga.assignments.state_names import SERVICE_OVER
from minga.core.access.models import Role, Scope
from minga.core.access.roles import holdings_of, on_platform
from minga.core.errors import Problem
from minga.core.listing import listed
from minga.core.money.amounts import Amount
from minga.core.money.formatting import number_words

OFFERED_IN = ("ready_for_sourcing", "sourcing", "selecting")
"""States of a description in which its seats are offered, or soon will be."""
PAYERS = "paid_by"
"""Where an estimate keeps `payers_of`, among what it was computed from."""
WAITING_FIRST = Case(
    When(state="requested", then=Value(0)),
    When(state="computed", then=Value(1)),
    default=Value(2),
    output_field=IntegerField(),
)


def inputs_of(description: Description, *, dependants: int) -> tuple[Inputs | None, list[Problem]]:
    """What the computation takes, or the problems that keep it from being taken. Two queries."""
    seats = list(description.seats.filter(is_cancelled=False).select_related("city__country"))
    return inputs_from(description, seats, dependants=dependants)


def inputs_from(
    description: Description, seats: list[Seat], *, dependants: int = 0
) -> tuple[Inputs | None, list[Problem]]:
    """The same from seats that were read already, with their cities and countries. No query."""
    online = description.track == "online"
    problems = []
    if description.starts_on is None:
        problems.append(Problem("basics", _("The first day is missing."), _("Choose the first day of service.")))
    if not description.duration_months and not description.duration_weeks:
        problems.append(Problem("basics", _("The duration is missing."), _("Say how long the service lasts.")))
    if not seats:
        problems.append(Problem("seats", _("There is no seat."), _("Add at least one seat.")))
    if not online and any(seat.city is None for seat in seats):
        problems.append(
            Problem("seats", _("A seat has no duty station."), _("Choose the city of every seat; cost depends on it."))
        )
    if problems or description.starts_on is None:
        return None, problems
    inputs = Inputs(
        category=description.category.code,
        serves_as=_serves_as(description),
        track=description.track,
        starts_on=description.starts_on,
        duration_months=description.duration_months,
        duration_weeks=description.duration_weeks,
        dependants=dependants,
        seats=tuple(_seat_input(seat, description=description) for seat in seats),
    )
    return inputs, []


def _serves_as(description: Description) -> str:
    return description.serves_as.code if description.serves_as is not None else ""


def _seat_input(seat: Seat, *, description: Description) -> SeatInput:
    return SeatInput(
        number=seat.number,
        country=seat.city.country_id if seat.city else description.country_id,
        city=seat.city.code if seat.city else "",
        place=f"{seat.city}, {seat.city.country}" if seat.city else str(description.country),
    )


def kept_inputs(inputs: Inputs) -> dict[str, Any]:
    """The inputs as the estimate keeps them, to notice later that the description has changed. No query."""
    added: dict[str, Any] = {}
    if inputs.goes_on_until is not None:
        added["goes_on_until"] = inputs.goes_on_until.isoformat()
        added["began_on"] = inputs.begins.isoformat()
    if inputs.dependants_before is not None:
        added["dependants_before"] = inputs.dependants_before
    if inputs.serves_as:
        added["serves_as"] = inputs.serves_as
    return {
        **added,
        "category": inputs.category,
        "track": inputs.track,
        "starts_on": inputs.starts_on.isoformat(),
        "duration_months": inputs.duration_months,
        "duration_weeks": inputs.duration_weeks,
        "dependants": inputs.dependants,
        "seats": [[seat.number, seat.country, seat.city] for seat in inputs.seats],
    }


def payers_of(description: Description) -> list[Any]:
    """Who pays, and each funder's part, as an estimate keeps it from the day on which somebody asks for its
    authorization: that of one payer binds no other. One query; none where the shares were read.
    """
    shares = ([row.funder_id, str(row.percent)] for row in description.funding_shares.all())
    return [description.funding, *sorted(shares)]


def extension_inputs(extension: Extension, *, dependants: int | None = None) -> Inputs:
    """What the cost of the time that an extension adds is computed from: with the dependants of its last day until
    then. At most six queries; two fewer where `dependants` says how many (`all_extended_with`, for lists).
    """
    service = extension.assignment
    return _later_inputs(
        service,
        starts_on=extension.old_end + timedelta(days=1),
        goes_on_until=extension.new_end,
        dependants=extended_with(service, extension.old_end) if dependants is None else dependants,
    )


def change_inputs(change: DependantsChange) -> Inputs:
    """What a change of dependants is computed from. At most four queries."""
    return _later_inputs(
        change.assignment,
        starts_on=change.starts_on,
        goes_on_until=change.ends_on,
        dependants=change.dependants,
        dependants_before=change.before,
    )


def _later_inputs(service: Assignment, **fields: Any) -> Inputs:
    """Of something that is added to the cost of a service that runs already."""
    description = service.description
    return Inputs(
        category=description.category.code,
        serves_as=_serves_as(description),
        track=description.track,
        began_on=service.starts_on,
        seats=(_seat_input(service.seat, description=description),),
        **fields,
    )


def later_estimate(added: Extension | DependantsChange) -> CostEstimate | None:
    """The estimate of an extension or a change that counts: in force, else the last one refused. One query."""
    rows = added.estimates.exclude(state="superseded").select_related(
        "currency", "computed_by", "requested_by", "decided_by"
    )
    return rows.order_by("-pk").first()


def is_old(estimate: CostEstimate) -> bool:
    """Whether seats, dates, category or track have changed since the cost was computed, or who pays since somebody
    asked for its authorization. A few queries.

    What was decided for one service stays as it was.
    """
    if estimate.extension is not None:
        waits = estimate.extension.state == "requested"
        return waits and kept_inputs(extension_inputs(estimate.extension)) != estimate.inputs
    change = estimate.dependants_change
    if change is not None:
        service = change.assignment
        now = counted_on(service, change.starts_on), counts_until(service, change.starts_on)
        return estimate.state != "authorized" and now != (change.before, change.ends_on)
    inputs, problems = inputs_of(estimate.description, dependants=estimate.dependants)
    computed = {name: value for name, value in estimate.inputs.items() if name != PAYERS}
    if problems or inputs is None or kept_inputs(inputs) != computed:
        return True
    return PAYERS in estimate.inputs and estimate.inputs[PAYERS] != payers_of(estimate.description)


def why_it_stands(account: Any, description: Description, estimate: CostEstimate | None) -> Problem | None:
    """Why the cost is not computed again, asked of one that is not `is_old`: it is authorized, and somebody serves at
    it or the account neither looks after the post nor authorizes its costs. None where it may be. Two queries at most.
    """
    if estimate is None or estimate.state != "authorized":
        return None
    if description.assignments.exclude(state__in=SERVICE_OVER).exists():
        return Problem(
            "cost",
            _("Somebody serves at this cost: it stays as it was authorized."),
            _("What is paid otherwise is entered as paid; once seats or dates change it can be computed again."),
        )
    if officer(account, description) or finance(account, description):
        return None
    return Problem(
        "cost",
        _("This cost is authorized, and nothing that it was computed from has changed."),
        _("An officer or a finance officer can compute it again all the same."),
    )


def current_estimate(description: Description) -> CostEstimate | None:
    """The estimate that counts: in force, else the last one refused. One query."""
    rows = description.estimates.exclude(state="superseded").select_related(
        "currency", "computed_by", "requested_by", "decided_by"
    )
    return rows.order_by("-pk").first()


def seat_cost_problem(seat: Seat) -> Problem | None:
    """Why nobody is offered this seat yet, as far as money goes: a cost was computed for the description and is not
    authorized, or was authorized without this seat where it is. None where it costs nothing. Two queries.
    """
    description = seat.description
    estimate = current_estimate(description)
    if estimate is None or not estimate.total:
        return None
    if estimate.state != "authorized":
        return Problem("seat", _("The cost has not been authorized."), _("Ask the finance officer."))
    if _is_held(seat, estimate, description=description):
        return None
    return Problem(
        "seat",
        _("The cost that was authorized is without this seat, or has it in another place."),
        _("Compute the cost again and have it authorized, or choose another seat."),
    )


def cost_warnings(description: Description, estimate: CostEstimate | None) -> list[Problem]:
    """The same for the page of a description that is approved, of all its seats at once, so that it is known before
    somebody is selected. No query where the seats were read with their cities.

    estimate: its `current_estimate`.
    """
    if estimate is None or not estimate.total or description.state not in OFFERED_IN or description.is_template:
        return []
    if estimate.state != "authorized":
        return [Problem("cost", _("The cost has not been authorized."), _("Until it is, nobody is offered a seat."))]
    seats = [seat for seat in description.seats.all() if not seat.is_cancelled]
    without = [str(seat) for seat in seats if not _is_held(seat, estimate, description=description)]
    if not without:
        return []
    words = _("The cost that was authorized is without these seats, or has them in another place: %(seats)s.")
    remedy = _("Compute the cost again and have it authorized; until then nobody is offered them.")
    return [Problem("cost", words % {"seats": listed(without)}, remedy)]


def _is_held(seat: Seat, estimate: CostEstimate, *, description: Description) -> bool:
    """Whether an estimate was computed for this seat where it is, as far as it kept that."""
    held, place = estimate.inputs.get("seats"), _seat_input(seat, description=description)
    return held is None or [place.number, place.country, place.city] in held


@dataclass(frozen=True)
class SeatCost:
    """The lines of one seat by kind (rows) and month (columns), with their sums."""

    seat: Any
    months: tuple[int, ...]
    rows: tuple[tuple[str, tuple[Decimal, ...], Decimal, tuple[str, ...]], ...]
    month_sums: tuple[Decimal, ...]
    total: Decimal


def seats_of(estimate: CostEstimate) -> list[SeatCost]:
    """The estimate seat by seat, kinds in the order of LineKind. One query."""
    by_seat: dict[int, list[CostLine]] = defaultdict(list)
    seats: dict[int, Any] = {}
    for line in estimate.lines.select_related("seat__city__country"):
        by_seat[line.seat_id].append(line)
        seats[line.seat_id] = line.seat
    return [
        _seat_cost(seats[pk], lines) for pk, lines in sorted(by_seat.items(), key=lambda item: seats[item[0]].number)
    ]


def _seat_cost(seat: Any, lines: list[CostLine]) -> SeatCost:
    months = tuple(range(ONCE_AT_START, max(line.month for line in lines) + 1))
    rows = []
    for kind in LineKind.values:
        mine = {line.month: line for line in lines if line.kind == kind}
        if mine:
            amounts = tuple(mine[month].amount if month in mine else Decimal(0) for month in months)
            formulas = formulas_of(line.formula for line in mine.values())
            rows.append((str(LineKind(kind).label), amounts, sum(amounts, Decimal(0)), formulas))
    sums = tuple(sum((line.amount for line in lines if line.month == month), Decimal(0)) for month in months)
    return SeatCost(seat=seat, months=months, rows=tuple(rows), month_sums=sums, total=sum(sums, Decimal(0)))


@dataclass(frozen=True)
class Share:
    """What one payer pays."""

    payer: str
    percent: Decimal
    amount: Decimal

    @property
    def percent_words(self) -> str:
        """The part in the reader's figures: 50.5, 33.33."""
        return number_words(self.percent)


def shares_of(description: Description, *, total: Decimal, currency: str) -> list[Share]:
    """The total among its payers; rounded parts sum exactly, what is left over goes to the largest. One query."""
    rows = list(description.funding_shares.select_related("funder").order_by("-percent", "pk"))
    if description.funding == "host_funded" or not rows:
        return [Share(str(description.host), Decimal(100), total)]
    if sum(row.percent for row in rows) != 100:
        return []
    parts = Amount(total, currency).split([row.percent for row in rows])
    return [Share(str(row.funder), row.percent, part.value) for row, part in zip(rows, parts, strict=True)]


def estimates_for_finance(account: Any, *, state: str = "") -> QuerySet[CostEstimate]:
    """The estimates a finance officer looks after: platform, country, host entity or funder; what waits first.

    state: only those in it. One query, and one for the titles.
    """
    moot = Extension.objects.filter(state="requested").exclude(assignment__state="serving").order_by()
    rows = CostEstimate.objects.exclude(state="superseded").exclude(extension__in=moot.values("pk"))
    rows = rows.exclude(description__in=Description.objects.filter(is_template=True).values("pk"))
    if not on_platform(account, Role.FINANCE_OFFICER, Role.AUDITOR):
        held = [row for row in holdings_of(account) if row.role == Role.FINANCE_OFFICER]
        countries = [row.scope_key for row in held if row.scope == Scope.COUNTRY]
        refs = [row.scope_key for row in held if row.scope == Scope.ORGANISATION]
        seen = one_of(description__country__in=countries, description__host__ref__in=refs)
        if refs:
            seen |= Q(description__in=Description.objects.filter(funding_shares__funder__ref__in=refs).values("pk"))
        rows = rows.filter(seen)
    if state:
        rows = rows.filter(state=state)
    rows = rows.select_related(
        "description__host",
        "description__category",
        "description__country",
        "requested_by",
        "decided_by",
        "currency",
        "extension__assignment",
        "dependants_change__assignment",
    ).prefetch_related("description__texts")
    return rows.order_by(WAITING_FIRST, "requested_at", "-pk")


def assignments_with_cost(account: Any) -> QuerySet[Assignment]:
    """Assignments of which a finance officer records what was paid: serving, or ended within a year. One query."""
    since = timezone.localdate() - timedelta(days=365)
    estimates = estimates_for_finance(account).filter(state="authorized").values("description_id")
    rows = Assignment.objects.filter(description_id__in=estimates, ends_on__gte=since)
    rows = rows.select_related("description__host", "description__category", "seat__city__country")
    return rows.prefetch_related("description__texts").order_by("-ends_on", "-pk")
