"""The rows that belong to one service: clearances, contract, hours, leave, and what both sides wrote."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from minga.assignments.demonstration.applying import Field
from minga.assignments.demonstration.journeys import Journey
from minga.assignments.demonstration.selecting import months_of
from minga.assignments.models import Assignment, Clearance, Contract, HoursRecord, Leave, PerformanceAssessment
from minga.assignments.queries.clearances import requirements_for
from minga.assignments.queries.overlapping import weekly_hours
from minga.assignments.service_papers import contract_terms
from minga.core.days import add_months
from minga.core.demonstration import World

PREPARING = ("passed", "requested", "failed", "required", "passed")


@dataclass
class Service:
    """One assignment of the demonstration and where it comes from. `place` counts within its description."""

    part: Field
    journey: Journey
    row: Assignment
    place: int

    @property
    def stage(self) -> str:
        return self.part.plan.stage

    @property
    def host_side(self) -> Any:
        """Who confirms, verifies and assesses for the host entity."""
        return self.row.seat.supervisor


def clearances_of(world: World, service: Service, words: dict[str, Any]) -> Iterator[Clearance]:
    """Passed before the first day; under way while the service is being prepared."""
    row = service.row
    place = row.seat.city.country if row.seat.city is not None else None
    for number, requirement in enumerate(
        requirements_for(description=row.description, country=place, pre_submission=False)
    ):
        clearance = Clearance(assignment=row, kind=requirement.kind, valid_months=requirement.valid_months)
        begun = world.moment((service.journey.entered("accepted").date() - world.today).days + 1)
        if row.state == "preparing":
            _under_way(world, clearance, words, state=PREPARING[(number + service.place) % len(PREPARING)])
        else:
            clearance.state = "passed"
            clearance.requested_at = min(begun, world.moment(0, hour=0))
            clearance.decided_at = clearance.requested_at + timedelta(days=world.chance.uniform(0.2, 1))
            clearance.decided_at = min(clearance.decided_at, world.moment(0, hour=0))
            clearance.decided_by = world.made["staff"]["officer"]
            if requirement.valid_months:
                clearance.expires_on = add_months(clearance.decided_at.date(), requirement.valid_months)
            if clearance.kind == "security_training" and service.place == 1 and row.state == "serving":
                _waive(world, clearance, words)
            if clearance.kind == "background" and service.place == 2 and row.state == "serving":
                clearance.state, clearance.expires_on = "expired", world.today - timedelta(days=1)
            if clearance.kind == "medical" and service.place == 0 and row.state == "serving":
                clearance.expires_on = world.today + timedelta(days=world.chance.randint(9, 25))
        yield clearance


def _under_way(world: World, clearance: Clearance, words: dict[str, Any], *, state: str) -> None:
    staff = world.made["staff"]
    clearance.state = state
    if state != "required":
        clearance.requested_at = world.moment(-world.chance.randint(3, 6))
    if state in {"passed", "failed"}:
        clearance.decided_at = world.moment(-world.chance.randint(1, 2))
        clearance.decided_by = staff["officer"]
    if state == "passed" and clearance.valid_months:
        clearance.expires_on = add_months(world.today, clearance.valid_months)
    if state == "failed":
        clearance.result = words["clearance_failed"][clearance.kind]
        clearance.waiver_reason, clearance.waiver_asked_by = words["waiver"][clearance.kind], staff["officer_two"]


def _waive(world: World, clearance: Clearance, words: dict[str, Any]) -> None:
    staff = world.made["staff"]
    clearance.state, clearance.expires_on, clearance.decided_by = "waived", None, None
    clearance.waiver_reason, clearance.waiver_asked_by, clearance.waived_by = (
        words["waiver"][clearance.kind],
        staff["officer_two"],
        staff["officer"],
    )


def contract_of(world: World, service: Service) -> Contract | None:
    """Issued once accepted and signed by both; of those in preparation every other one waits for a signature."""
    row = service.row
    if row.state == "preparing" and service.place % 2:
        return None
    issued = min(service.journey.entered("accepted") + timedelta(days=1), world.moment(0, hour=0))
    contract = Contract(
        assignment=row,
        terms=contract_terms(row, number="", issued_by=world.made["staff"]["officer"].name_in("en")),
        issued_at=issued,
        issued_by=world.made["staff"]["officer"],
    )
    if row.state != "preparing":
        signed = min(issued + timedelta(days=1), world.moment(0, hour=0))
        contract.volunteer_signed_at = signed
        contract.officer_signed_at, contract.officer_signed_by = signed, world.made["staff"]["officer"]
    return contract


def hours_of(world: World, service: Service) -> Iterator[HoursRecord]:
    """Every month until the last full one; the newest waits for somebody to verify it where the service goes on."""
    row = service.row
    if row.entered_on is None:
        return
    last = row.ended_on or world.today.replace(day=1) - timedelta(days=1)
    months = list(months_of(row.entered_on, last))
    for month in months:
        days = _days_served(month, row.entered_on, last)
        if days < 3:
            continue
        weekly = weekly_hours(row.description)
        hours = Decimal(round(days / 7 * weekly * world.chance.uniform(0.88, 1.02) * 2)) / 2
        waits = month == months[-1] and row.state in {"serving", "ended"} and service.place != 1
        yield HoursRecord(
            assignment=row,
            month=month,
            hours=max(hours, Decimal(1)),
            state="recorded" if waits else "verified",
            recorded_by=row.account,
            verified_by=None if waits else service.host_side,
            verified_at=None if waits else world.moment(min((add_months(month, 1) - world.today).days + 4, 0), hour=0),
        )


def _days_served(month: date, entered: date, last: date) -> int:
    first = max(month, entered)
    end = min(add_months(month, 1) - timedelta(days=1), last)
    return (end - first).days + 1


def leaves_of(world: World, service: Service) -> Iterator[Leave]:
    """Some days away in the past; now and then some that wait for the host entity's answer."""
    row = service.row
    if row.entered_on is None or row.description.track == "online":
        return
    served = ((row.ended_on or world.today) - row.entered_on).days
    if served > 80:
        starts = row.entered_on + timedelta(days=world.chance.randint(40, 70))
        kind = world.one_of([Leave.Kind.ANNUAL, Leave.Kind.ANNUAL, Leave.Kind.SICK, Leave.Kind.FAMILY])
        ends = starts + timedelta(days=world.chance.randint(1, 6))
        yield Leave(
            assignment=row,
            kind=kind,
            starts_on=starts,
            ends_on=ends,
            days=working_days(starts, ends),
            state="approved",
            decided_by=service.host_side,
        )
    if row.state == "serving" and service.place == 0:
        starts = min(world.today + timedelta(days=world.chance.randint(8, 20)), row.ends_on - timedelta(days=8))
        yield Leave(
            assignment=row,
            kind=Leave.Kind.ANNUAL,
            starts_on=starts,
            ends_on=starts + timedelta(days=4),
            days=working_days(starts, starts + timedelta(days=4)),
            state="requested",
        )


def working_days(first: date, last: date) -> int:
    """Mondays to Fridays from the first to the last; one at least, for a leave takes a day."""
    return max(1, sum((first + timedelta(days=day)).weekday() < 5 for day in range((last - first).days + 1)))


def performances_of(world: World, service: Service, words: dict[str, Any]) -> Iterator[PerformanceAssessment]:
    """Both sides wrote where the service is closed; where it has just ended, one volunteer has."""
    row = service.row
    if row.state == "closed":
        yield _host_wrote(world, service, words)
    if row.state == "closed" or (row.state == "ended" and service.place == 0):
        yield _volunteer_wrote(world, service, words)


def _host_wrote(world: World, service: Service, words: dict[str, Any]) -> PerformanceAssessment:
    language = _language(service.host_side, words)
    return PerformanceAssessment(
        assignment=service.row,
        side="host",
        author=service.host_side,
        overall=world.chance.choices([3, 4, 5], [2, 5, 4])[0],
        results=world.one_of(words["host_results"][language]),
        advice=world.one_of(words["host_advice"][language]),
        people_reached=world.chance.choices([None, 120, 340, 900, 2400], [2, 3, 3, 2, 1])[0],
        written_at=_after_the_end(world, service.row),
    )


def _volunteer_wrote(world: World, service: Service, words: dict[str, Any]) -> PerformanceAssessment:
    language = _language(service.row.account, words)
    return PerformanceAssessment(
        assignment=service.row,
        side="volunteer",
        author=service.row.account,
        overall=world.chance.choices([3, 4, 5], [1, 4, 5])[0],
        results=world.one_of(words["own_results"][language]),
        learned=world.one_of(words["learned"][language]),
        written_at=_after_the_end(world, service.row),
    )


def _language(account: Any, words: dict[str, Any]) -> str:
    return account.language if account.language in words["learned"] else "en"


def _after_the_end(world: World, row: Assignment) -> Any:
    ended = ((row.ended_on or world.today) - world.today).days
    return world.moment(min(ended + world.chance.randint(1, 12), -1))
