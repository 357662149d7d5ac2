"""Service itself: from the preparation of an accepted offer to a closed service, with all that belongs to it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from minga.assignments.actions.cost import request_authorization
from minga.assignments.actions.extensions import compute_extension_cost
from minga.assignments.demonstration.applying import Field
from minga.assignments.demonstration.journeys import Journey
from minga.assignments.demonstration.plans import DATA
from minga.assignments.demonstration.serving_rows import (
    Service,
    clearances_of,
    contract_of,
    hours_of,
    leaves_of,
    performances_of,
)
from minga.assignments.models import (
    ActualCost,
    Assignment,
    Clearance,
    Contract,
    CostLine,
    Extension,
    HoursRecord,
    Leave,
    Offer,
    PerformanceAssessment,
    Series,
    Suspension,
)
from minga.assignments.state_names import SERVICE_OVER
from minga.core.days import add_months
from minga.core.demonstration import World, date_back, keep, note_all, read

STATES = {
    "selecting_offer": "preparing",
    "filled_preparing": "preparing",
    "filled_arriving": "cleared",
    "filled_serving": "serving",
    "filled_ended": "ended",
    "filled_closed": "closed",
}


def make_service(world: World) -> list[Service]:
    """An assignment for each accepted offer; returns those that are closed, for their certificates."""
    words = read(DATA / "service.json")
    services = _services(world, words)
    keep(Assignment, [one.row for one in services])
    for one in services:
        one.row.created_at = one.journey.entered("accepted")
        one.row.updated_at = max(one.row.created_at, world.moment(-3))
    date_back(Assignment, [one.row for one in services])
    note_all([one.row for one in services])
    contracts = [row for one in services if (row := contract_of(world, one)) is not None]
    _number_contracts(world, contracts)
    for model, rows in (
        (Clearance, [row for one in services for row in clearances_of(world, one, words)]),
        (Contract, contracts),
        (HoursRecord, [row for one in services for row in hours_of(world, one)]),
        (Leave, [row for one in services for row in leaves_of(world, one)]),
        (PerformanceAssessment, [row for one in services for row in performances_of(world, one, words)]),
    ):
        note_all(keep(model, rows))
    _extend_and_suspend(world, services, words)
    _pay(world, services)
    world.made["counts"]["services"] = len(services)
    return [one for one in services if one.row.state == "closed"]


def _services(world: World, words: dict[str, Any]) -> list[Service]:
    counted: dict[int, int] = {}
    found = []
    accepted: list[tuple[Field, Journey, Offer]] = world.made["accepted"]
    for part, journey, offer in accepted:
        place = counted.get(part.plan.description.pk, 0)
        counted[part.plan.description.pk] = place + 1
        row = Assignment(
            offer=offer,
            description=part.plan.description,
            country_id=part.plan.description.country_id,
            seat=offer.seat,
            account=journey.row.account,
            state=_state(part, place),
            starts_on=offer.starts_on,
            ends_on=offer.ends_on,
        )
        service = Service(part, journey, row, place)
        _date(world, service, words)
        found.append(service)
    return found


def _state(part: Field, place: int) -> str:
    """As the stage says; of eight in preparation one is cleared, of the many who serve one rests and one left early."""
    state = STATES[part.plan.stage]
    if part.plan.stage == "filled_preparing" and place == 1:
        return "cleared"
    if part.plan.stage == "filled_serving" and part.plan.post == "sorting" and place == 1:
        return "suspended"
    if part.plan.stage == "filled_serving" and part.plan.post == "neighbours" and place == 2:
        return "ended"
    return state


def _date(world: World, service: Service, words: dict[str, Any]) -> None:
    row = service.row
    if row.state in {"preparing", "cleared"}:
        return
    row.entered_on = row.starts_on + timedelta(days=world.one_of([0, 0, 0, 1, 3]))
    row.entry_confirmed_by = service.host_side
    if row.state in SERVICE_OVER:
        row.end_kind, row.ended_on = "completed", row.ends_on
        if row.ended_on > world.today:
            row.end_kind, row.ended_on, row.end_reason = "resigned", world.today - timedelta(days=6), words["resigned"]
    if row.state == "closed" and row.ended_on is not None:
        days = min(world.chance.randint(18, 40), (world.today - row.ended_on).days - 1)
        row.closed_at = world.moment((row.ended_on - world.today).days + days)


def _number_contracts(world: World, contracts: list[Contract]) -> None:
    """Numbers by year in the order of issue, as the series would have given them."""
    last: dict[int, int] = {}
    for contract in sorted(contracts, key=lambda row: row.issued_at):
        year = contract.issued_at.year
        last[year] = last.get(year, 0) + 1
        contract.terms["number"] = f"CON-{year}-{last[year]:05d}"
    for year, number in last.items():
        Series.objects.create(name="CON", year=year, last=number)


def _extend_and_suspend(world: World, services: list[Service], words: dict[str, Any]) -> None:
    """One rest; two extensions that were granted, and one that waits for an officer."""
    resting = [
        Suspension(assignment=one.row, starts_on=world.today - timedelta(days=12), reason=words["suspension"])
        for one in services
        if one.row.state == "suspended"
    ]
    note_all(keep(Suspension, resting))
    long = [one for one in services if one.row.state == "serving" and one.part.plan.post in {"south_south", "nairobi"}]
    rows, extended = [], []
    for place, one in enumerate(long[:3]):
        waits = place == 0
        old = one.row.ends_on
        rows.append(
            Extension(
                assignment=one.row,
                old_end=old,
                new_end=add_months(old, 3),
                reason=words["extension"],
                funding_note=words["extension_funding"],
                state="requested" if waits else "approved",
                asked_by=one.host_side,
                decided_by=None if waits else world.made["staff"]["officer"],
            )
        )
        if not waits:
            one.row.ends_on = add_months(old, 3)
            extended.append(one.row)
    kept = keep(Extension, rows)
    note_all(kept)
    for row in kept:
        if row.state == "requested":
            estimate = compute_extension_cost(actor=world.made["staff"]["officer"], extension=row)
            if estimate.total:
                request_authorization(actor=world.made["staff"]["officer"], estimate=estimate)
    date_back(Assignment, extended, names=("ends_on",))


def _pay(world: World, services: list[Service]) -> None:
    """What was really paid: everything for closed services, the allowances so far for those that go on."""
    planned: dict[int, dict[str, Decimal]] = {}
    lines = CostLine.objects.filter(estimate__state="authorized").values_list("seat_id", "kind", "month", "amount")
    months: dict[int, set[int]] = {}
    for seat, kind, month, amount in lines:
        planned.setdefault(seat, {}).setdefault(kind, Decimal(0))
        planned[seat][kind] += amount
        months.setdefault(seat, set()).add(month)
    rows = []
    for one in services:
        served = one.row.ended_on or world.today
        begun = one.row.entered_on
        if begun is None or one.row.seat_id not in planned:
            continue
        length = max((one.row.ends_on - begun).days, 1)
        part = Decimal(min((served - begun).days, length)) / length
        for kind, amount in planned[one.row.seat_id].items():
            if kind in {"exit_allowance", "programme"} and one.row.state != "closed":
                continue
            once = kind in {"entry_lump_sum", "travel"}
            paid = (amount if once else amount * part) * Decimal(world.one_of(["1", "1", "1", "0.97", "1.04"]))
            rows.append(_paid(world, one.row, kind, paid.quantize(Decimal("0.01")), begun if once else served))
    note_all(keep(ActualCost, [row for row in rows if row.amount]))


def _paid(world: World, row: Assignment, kind: str, amount: Decimal, day: date) -> ActualCost:
    return ActualCost(
        assignment=row,
        kind=kind,
        paid_on=min(day, world.today),
        amount=amount,
        currency_id="USD",
        recorded_by=world.made["staff"]["finance_two"],
    )
