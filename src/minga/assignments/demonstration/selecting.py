"""What selection leaves behind: clearances before the host sees anybody, blind assessments, reserves and offers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from minga.assignments.demonstration.applying import Field
from minga.assignments.demonstration.journeys import Journey
from minga.assignments.demonstration.plans import DATA
from minga.assignments.models import Application, Assessment, AssessmentMark, Clearance, Criterion, Offer, Seat
from minga.assignments.queries.clearances import requirements_for
from minga.core.days import add_months
from minga.core.demonstration import World, date_back, keep, note_all, read

STANDING = {"offered": "open", "accepted": "accepted", "declined": "declined", "lapsed": "expired"}
RATED = ("shortlisted", "with_host", "assessed", "not_assessed")
KINDS = ("interview", "desk_review")


def make_selection(world: World, parts: list[Field]) -> None:
    """Clearances, assessments, ranks of reserves, and offers; `made["accepted"]` lists (field, journey, offer)."""
    words = read(DATA / "service.json")
    _rate_motivation(world, parts)
    _rank_reserves(parts)
    _clear_before_submission(world, parts, words)
    _assess(world, parts, words)
    _offer(world, parts, words)


def _rate_motivation(world: World, parts: list[Field]) -> None:
    """The officer has rated the motivation of those who came further than the longlist, and of some others."""
    rated = []
    for part in parts:
        for journey in part.journeys:
            far = any(journey.reached(state) for state in RATED)
            if journey.row.submitted_at and part.plan.state != "sourcing" and (far or world.chance.random() < 0.2):
                journey.row.motivation_score = world.chance.randrange(45 if far else 20, 97)
                rated.append(journey.row)
    Application.objects.bulk_update(rated, ["motivation_score"], batch_size=500)


def _rank_reserves(parts: list[Field]) -> None:
    ranked = []
    for part in parts:
        reserves = [journey.row for journey in part.journeys if journey.row.state == "reserve"]
        for rank, row in enumerate(reserves, start=1):
            row.reserve_rank = rank
        ranked += reserves
    Application.objects.bulk_update(ranked, ["reserve_rank"])


def _clear_before_submission(world: World, parts: list[Field], words: dict[str, Any]) -> None:
    rows: list[Clearance] = []
    for part in parts:
        wanted = requirements_for(description=part.plan.description, pre_submission=True)
        short = [journey for journey in part.journeys if journey.reached("shortlisted")]
        for place, journey in enumerate(short):
            for requirement in wanted:
                row = Clearance(
                    application=journey.row,
                    kind=requirement.kind,
                    is_pre_submission=True,
                    valid_months=requirement.valid_months,
                )
                at = journey.entered("shortlisted") + timedelta(hours=world.chance.randrange(1, 9))
                if journey.reached("with_host"):
                    _passed(world, row, at=at, until=journey.entered("with_host"))
                else:
                    _under_way(world, row, at=at, place=place, words=words)
                rows.append(row)
    note_all(keep(Clearance, rows))


def _passed(world: World, row: Clearance, *, at: datetime, until: datetime) -> None:
    row.state = "passed"
    row.requested_at = min(at, until)
    row.decided_at = row.requested_at + (until - row.requested_at) * 0.8
    row.decided_by = world.made["staff"]["officer"]
    if row.valid_months:
        row.expires_on = add_months(row.decided_at.date(), row.valid_months)


def _under_way(world: World, row: Clearance, *, at: datetime, place: int, words: dict[str, Any]) -> None:
    """One of every state that a clearance can be in before it passes."""
    staff = world.made["staff"]
    state = ("requested", "passed", "required", "failed", "waived")[place % 5]
    now = world.moment(0, hour=0)
    at = min(at, now - timedelta(hours=3))
    if state == "passed":
        _passed(world, row, at=at, until=now)
        return
    row.state = state
    if state != "required":
        row.requested_at = at
    if state in {"failed", "waived"}:
        row.decided_at, row.decided_by = at + timedelta(hours=1), staff["officer"] if state == "failed" else None
        row.result = words["clearance_failed"][row.kind] if state == "failed" else ""
    if state == "waived":
        row.waiver_reason, row.waiver_asked_by, row.waived_by = (
            words["waiver"][row.kind],
            staff["officer_two"],
            staff["officer"],
        )


def _assess(world: World, parts: list[Field], words: dict[str, Any]) -> None:
    assessments, marks = [], []
    bank: dict[int, list[Criterion]] = {}
    for criterion in Criterion.objects.order_by("order"):
        bank.setdefault(criterion.description_id, []).append(criterion)
    for part in parts:
        assessors = world.made["supervisors"][part.plan.host]
        for journey in part.journeys:
            if journey.reached("assessed"):
                for kind, assessor in zip(KINDS, (assessors * 2)[:2], strict=True):
                    assessments.append(_assessment(world, journey, assessor, kind, words))
            elif journey.row.state == "with_host" and part.plan.host == "undp-china":
                host, colleague = assessors[:2]
                assessments.append(Assessment(application=journey.row, assessor=host, kind="interview"))
                assessments.append(_assessment(world, journey, colleague, "interview", words))
    for row in keep(Assessment, assessments):
        if row.written_at is None:
            continue
        for criterion in bank[row.application.description_id]:
            best = 5 if row.advice == "select" else 4
            marks.append(
                AssessmentMark(assessment=row, criterion=criterion, score=world.chance.randint(max(2, best - 2), best))
            )
    keep(AssessmentMark, marks)
    for row in assessments:
        row.created_at = row.updated_at = row.written_at or row.created_at
    date_back(Assessment, assessments)
    note_all(assessments)


def _assessment(world: World, journey: Journey, assessor: Any, kind: str, words: dict[str, Any]) -> Assessment:
    placed = journey.reached("selected")
    advice = "select" if placed else world.one_of(["reserve", "reserve", "not_select"])
    last = journey.entered("assessed") if journey.reached("assessed") else world.moment(0, hour=0)
    written = last - timedelta(minutes=world.chance.randrange(10, 3000))
    return Assessment(
        application=journey.row,
        assessor=assessor,
        kind=kind,
        advice=advice,
        words=world.one_of(words["assessment_words"].get(assessor.language, words["assessment_words"]["en"])),
        written_at=max(written, journey.entered("with_host")),
    )


def _offer(world: World, parts: list[Field], words: dict[str, Any]) -> None:
    """An offer for each who was offered one; those that stand or were accepted hold a seat each."""
    accepted: list[tuple[Field, Journey, Offer]] = []
    offers: list[Offer] = []
    seats: dict[int, list[Seat]] = {}
    for seat in Seat.objects.select_related("city__country", "supervisor").order_by("number"):
        seats.setdefault(seat.description_id, []).append(seat)
    for part in parts:
        free = iter(seats[part.plan.description.pk])
        every = seats[part.plan.description.pk]
        for journey in part.journeys:
            if not journey.reached("offered"):
                continue
            state = STANDING[journey.row.state]
            seat = next(free) if state in {"open", "accepted"} else every[-1]
            offer = _one_offer(world, part, journey, seat, state)
            if state == "declined":
                said = words["decline_reasons"]
                offer.decline_reason = world.one_of(said.get(journey.row.account.language, said["en"]))
            offers.append(offer)
            if state == "accepted":
                accepted.append((part, journey, offer))
    keep(Offer, offers)
    for offer in offers:
        offer.created_at = offer.updated_at = offer.expires_at - timedelta(
            days=offer.application.description.category_served.offer_days
        )
    date_back(Offer, offers)
    note_all(offers)
    world.made["accepted"] = accepted


def _one_offer(world: World, part: Field, journey: Journey, seat: Seat, state: str) -> Offer:
    description = part.plan.description
    made = journey.entered("offered")
    days = description.category_served.offer_days
    if state == "open":
        made = max(made, world.moment(-2))
    if state == "expired":
        made = min(made, journey.entered("lapsed") - timedelta(days=days))
    return Offer(
        application=journey.row,
        seat=seat,
        state=state,
        starts_on=description.starts_on or world.today,
        ends_on=description.ends_on or world.today,
        made_by=world.made["staff"]["officer"],
        expires_at=made + timedelta(days=days),
        answered_at=journey.steps[-1][1] if state in {"accepted", "declined"} else None,
    )


def months_of(first: Any, last: Any) -> Iterator[Any]:
    """The first day of every month from one day to another, both months included."""
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = add_months(month, 1)
