"""The tables whose columns people choose: what they may show, on the page and taken away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from minga.assignments.evidence import PART_NAMES
from minga.assignments.models import Application, Certificate, Clearance, CostEstimate, Description
from minga.assignments.models.application import SCORE_PARTS
from minga.assignments.pages.opportunity import length_words
from minga.assignments.queries.descriptions import with_next_steps
from minga.assignments.queries.longlist import Row
from minga.assignments.queries.nominations import STAGES, with_stages
from minga.assignments.queries.paid import sums_of
from minga.assignments.service_papers import station_of
from minga.assignments.states import APPLICATION, CLEARANCE, DESCRIPTION, ESTIMATE, SERVICE
from minga.core.money.amounts import Amount
from minga.core.tables.kinds import TableColumn, TableKind, sign_in


def _part(name: str) -> Callable[[Row], Decimal]:
    return lambda row: row.part(name)


LONGLIST = sign_in(
    TableKind(
        "assignments.longlist",
        columns=(
            TableColumn("rank", _("Rank"), lambda row: row.rank, kind="integer", fixed=True),
            TableColumn("number", _("Candidate"), lambda row: row.application.candidate_number, kind="integer",
                        fixed=True),
            TableColumn("initial", _("Initial"), lambda row: row.initial, fixed=True),
            TableColumn("total", _("Score"), lambda row: row.total, kind="decimal", fixed=True),
            *(TableColumn(name, PART_NAMES[name], _part(name), kind="decimal") for name in SCORE_PARTS),
            TableColumn("state", _("State"), lambda row: row.application.get_state_display(), usual=False),
            TableColumn("submitted", _("Applied on"), lambda row: row.application.submitted_at, kind="datetime",
                        usual=False),
            TableColumn("available", _("Available from"), lambda row: row.application.available_from, kind="date",
                        usual=False),
            TableColumn("note", _("Why the order was left"), lambda row: row.application.why_order_was_left,
                        usual=False),
        ),
    )
)  # fmt: skip


@dataclass(frozen=True)
class Selected:
    """One candidate of the selection page, named as the reader may name them."""

    application: Application
    title: str

    @property
    def answer_until(self) -> datetime | None:
        """Until when an open offer waits for its answer. No query where the offers came with the application."""
        return next((row.expires_at for row in self.application.offers.all() if row.state == "open"), None)


SELECTION = sign_in(
    TableKind(
        "assignments.selection",
        columns=(
            TableColumn("candidate", _("Candidate"), lambda row: row.title, fixed=True),
            TableColumn("state", _("State"), lambda row: row.application.state, machine=APPLICATION),
            TableColumn("since", _("Since"), lambda row: row.application.state_changed_at, kind="datetime"),
            TableColumn("reserve", _("Place in the reserve"), lambda row: row.application.reserve_rank, kind="integer"),
            TableColumn("asked", _("Assessments asked for"), lambda row: row.application.asked, kind="integer"),
            TableColumn("written", _("Assessments written"), lambda row: row.application.written, kind="integer"),
            TableColumn("answer", _("Answer until"), lambda row: row.answer_until, kind="datetime"),
        ),
    )
)


def _next_step(row: Description) -> str:
    return str(row.next_step.what)


def _length(row: Description) -> str:
    return str(length_words(row))


DESCRIPTIONS = sign_in(
    TableKind(
        "assignments.descriptions",
        title=_("Descriptions"),
        permission="assignments.list_descriptions",
        read=with_next_steps,
        columns=(
            TableColumn("number", _("Number"), lambda row: row.number, fixed=True, sort="number"),
            TableColumn("title", _("Description"), lambda row: row.title, fixed=True),
            TableColumn("host", _("Host entity"), lambda row: row.host, fixed=True, sort="host__name"),
            TableColumn("category", _("Category"), lambda row: row.category, fixed=True),
            TableColumn("track", _("Track"), lambda row: row.get_track_display(), fixed=True),
            TableColumn("state", _("State"), lambda row: row.state, machine=DESCRIPTION),
            TableColumn("next", _("What happens next"), _next_step),
            TableColumn("seats", _("Seats"), lambda row: row.seat_count, kind="integer", sort="seat_count"),
            TableColumn("starts", _("Starts"), lambda row: row.starts_on, kind="date", sort="starts_on"),
            TableColumn("closes", _("Closes"), lambda row: row.closes_on, kind="date", sort="closes_on"),
            TableColumn("officer", _("Officer"), lambda row: row.officer),
            TableColumn("country", _("Country"), lambda row: row.country, usual=False),
            TableColumn("length", _("Length of service"), _length, usual=False),
            TableColumn("hours", _("Hours a week"), lambda row: row.hours_a_week, kind="integer", usual=False,
                        sort="hours_a_week"),
            TableColumn("published", _("Published on"), lambda row: row.first_published_at, kind="datetime",
                        usual=False, sort="published_first"),
            TableColumn("reopened", _("Opened again on"), lambda row: row.opened_again_at, kind="datetime",
                        usual=False, sort="opened_again"),
            TableColumn("changed", _("Last changed"), lambda row: row.updated_at, kind="datetime", usual=False,
                        sort="updated_at"),
        ),
    )
)  # fmt: skip
SERVICES = sign_in(
    TableKind(
        "assignments.services",
        title=_("Services"),
        permission="assignments.list_assignments",
        names_people=True,
        columns=(
            TableColumn("volunteer", _("Volunteer"), lambda row: row.account, fixed=True, sort="account__name"),
            TableColumn("post", _("Post"), lambda row: row.description.title),
            TableColumn("number", _("Number"), lambda row: row.description.number, usual=False,
                        sort="description__number"),
            TableColumn("host", _("Host entity"), lambda row: row.description.host, sort="description__host__name"),
            TableColumn("where", _("Where"), station_of),
            TableColumn("track", _("Track"), lambda row: row.description.get_track_display(), usual=False),
            TableColumn("category", _("Category"), lambda row: row.description.category, usual=False),
            TableColumn("starts", _("First day"), lambda row: row.starts_on, kind="date", sort="starts_on"),
            TableColumn("ends", _("Last day"), lambda row: row.ended_on or row.ends_on, kind="date", sort="last_day"),
            TableColumn("state", _("State"), lambda row: row.state, machine=SERVICE),
        ),
    )
)  # fmt: skip


def _total(row: CostEstimate) -> Amount:
    return Amount(row.total, row.currency_id)


COSTS = sign_in(
    TableKind(
        "assignments.costs",
        title=_("Costs"),
        permission="assignments.list_costs",
        columns=(
            TableColumn("title", _("Description"), lambda row: row.description.title, fixed=True),
            TableColumn("number", _("Number"), lambda row: row.description.number, fixed=True,
                        sort="description__number"),
            TableColumn("host", _("Host entity"), lambda row: row.description.host, fixed=True,
                        sort="description__host__name"),
            TableColumn("extension", _("Extension until"), lambda row: row.extension and row.extension.new_end,
                        kind="date", fixed=True),
            TableColumn("dependants", _("Dependants from"),
                        lambda row: row.dependants_change and row.dependants_change.starts_on, kind="date", fixed=True),
            TableColumn("state", _("State"), lambda row: row.state, machine=ESTIMATE),
            TableColumn("total", _("Total"), _total, kind="money", sort="currency_id total"),
            TableColumn("asked", _("Asked for"), lambda row: row.requested_at, kind="datetime", sort="requested_at"),
            TableColumn("by", _("Asked by"), lambda row: row.requested_by),
            TableColumn("category", _("Category"), lambda row: row.description.category, usual=False),
            TableColumn("track", _("Track"), lambda row: row.description.get_track_display(), usual=False),
            TableColumn("country", _("Country"), lambda row: row.description.country, usual=False),
            TableColumn("starts", _("Starts"), lambda row: row.description.starts_on, kind="date", usual=False,
                        sort="description__starts_on"),
            TableColumn("computed", _("Computed on"), lambda row: row.created_at, kind="datetime", usual=False,
                        sort="created_at"),
            TableColumn("decided", _("Decided on"), lambda row: row.decided_at, kind="datetime", usual=False,
                        sort="decided_at"),
            TableColumn("decider", _("Decided by"), lambda row: row.decided_by, usual=False),
        ),
    )
)  # fmt: skip
PAID = sign_in(
    TableKind(
        "assignments.paid",
        title=_("Actual cost"),
        permission="assignments.list_costs",
        read=sums_of,
        columns=(
            TableColumn("title", _("Service"), lambda row: row.service.description.title, fixed=True),
            TableColumn("number", _("Number"), lambda row: row.service.description.number, fixed=True,
                        sort="description__number"),
            TableColumn("seat", _("Seat"), lambda row: row.service.seat.number, kind="integer", fixed=True),
            TableColumn("host", _("Host entity"), lambda row: row.service.description.host, fixed=True,
                        sort="description__host__name"),
            TableColumn("where", _("Duty station"), lambda row: row.service.seat.city),
            TableColumn("from", _("From"), lambda row: row.service.starts_on, kind="date", usual=False,
                        sort="starts_on"),
            TableColumn("to", _("To"), lambda row: row.service.ends_on, kind="date", sort="ends_on"),
            TableColumn("planned", _("Pro forma"), lambda row: row.planned, kind="money"),
            TableColumn("served", _("For the time served"), lambda row: row.served, kind="money"),
            TableColumn("paid", _("Paid"), lambda row: row.paid, kind="money"),
            TableColumn("difference", _("Difference"), lambda row: row.difference, kind="money"),
            TableColumn("state", _("State"), lambda row: row.service.state, machine=SERVICE, usual=False),
            TableColumn("category", _("Category"), lambda row: row.service.description.category, usual=False),
            TableColumn("track", _("Track"), lambda row: row.service.description.get_track_display(), usual=False),
        ),
    )
)  # fmt: skip


def _hours(row: Certificate) -> Decimal | None:
    """The hours as they were signed."""
    signed = row.payload.get("hours")
    return Decimal(str(signed)) if signed not in (None, "") else None


STANDING = {"valid": _("Valid"), "revoked": _("Revoked")}
CERTIFICATES = sign_in(
    TableKind(
        "assignments.certificates",
        title=_("Certificates"),
        permission="assignments.list_certificates",
        names_people=True,
        columns=(
            TableColumn("number", _("Number"), lambda row: row.number, fixed=True, sort="number"),
            TableColumn("volunteer", _("Volunteer"), lambda row: row.assignment.account, fixed=True,
                        sort="assignment__account__name"),
            TableColumn("post", _("Post"), lambda row: row.assignment.description.title),
            TableColumn("host", _("Host entity"), lambda row: row.assignment.description.host,
                        sort="assignment__description__host__name"),
            TableColumn("hours", _("Hours"), _hours, kind="decimal"),
            TableColumn("issued", _("Issued on"), lambda row: row.issued_on, kind="date", sort="issued_at"),
            TableColumn("state", _("State"), lambda row: "revoked" if row.revoked_at else "valid",
                        machine=STANDING),
            TableColumn("issuer", _("Issued by"), lambda row: row.issued_by, usual=False),
            TableColumn("first", _("First day"), lambda row: row.assignment.starts_on, kind="date", usual=False,
                        sort="assignment__starts_on"),
            TableColumn("last", _("Last day"), lambda row: row.assignment.ended_on or row.assignment.ends_on,
                        kind="date", usual=False),
            TableColumn("where", _("Where"), lambda row: station_of(row.assignment), usual=False),
            TableColumn("category", _("Category"), lambda row: row.assignment.description.category, usual=False),
            TableColumn("revoked", _("Revoked on"), lambda row: row.revoked_at, kind="datetime", usual=False,
                        sort="revoked_at"),
            TableColumn("public_why", _("Reason that everybody reads"), lambda row: row.get_public_reason_display(),
                        usual=False),
            TableColumn("why", _("Why it was revoked"), lambda row: row.revocation_reason, usual=False),
        ),
    )
)  # fmt: skip


def _post(row: Clearance) -> Description:
    """The description that a clearance is for."""
    thing = row.assignment or row.application
    return thing.description  # type: ignore[union-attr]


CLEARANCES = sign_in(
    TableKind(
        "assignments.clearances",
        title=_("Clearances"),
        permission="assignments.list_clearances",
        names_people=True,
        columns=(
            TableColumn("kind", _("Clearance"), lambda row: row.get_kind_display(), fixed=True, sort="kind"),
            TableColumn("volunteer", _("Volunteer"), lambda row: (row.assignment or row.application).account,
                        fixed=True),
            TableColumn("state", _("State"), lambda row: row.state, machine=CLEARANCE, sort="state"),
            TableColumn("until", _("Valid until"), lambda row: row.expires_on, kind="date", sort="expires_on"),
            TableColumn("post", _("Post"), lambda row: _post(row).title),
            TableColumn("officer", _("Officer in charge"), lambda row: _post(row).officer),
            TableColumn("country", _("Country"), lambda row: _post(row).country, usual=False),
            TableColumn("host", _("Host entity"), lambda row: _post(row).host, usual=False),
            TableColumn("number", _("Number"), lambda row: _post(row).number, usual=False),
            TableColumn("asked", _("Asked for"), lambda row: row.requested_at, kind="datetime", usual=False,
                        sort="requested_at"),
            TableColumn("decided", _("Decided"), lambda row: row.decided_at, kind="datetime", usual=False,
                        sort="decided_at"),
            TableColumn("decider", _("Decided by"), lambda row: row.decided_by or row.waived_by, usual=False),
        ),
    )
)  # fmt: skip
NOMINATED = sign_in(
    TableKind(
        "assignments.nominated",
        title=_("People nominated"),
        permission="assignments.list_nominations",
        names_people=True,
        read=with_stages,
        columns=(
            TableColumn("person", _("Person"), lambda row: row.nomination.account, fixed=True, sort="account__name"),
            TableColumn("post", _("Post"), lambda row: row.nomination.description.title),
            TableColumn("host", _("Host entity"), lambda row: row.nomination.description.host,
                        sort="description__host__name"),
            TableColumn("stage", _("Stage"), lambda row: row.stage, machine=STAGES),
            TableColumn("agreed", _("Agreed on"), lambda row: row.nomination.answered_at, kind="datetime",
                        sort="answered_at"),
            TableColumn("number", _("Number"), lambda row: row.nomination.description.number, usual=False,
                        sort="description__number"),
            TableColumn("track", _("Track"), lambda row: row.nomination.description.get_track_display(), usual=False),
            TableColumn("country", _("Country"), lambda row: row.nomination.description.country, usual=False),
            TableColumn("starts", _("Starts"), lambda row: row.nomination.description.starts_on, kind="date",
                        usual=False, sort="description__starts_on"),
            TableColumn("partner", _("Nominated by"), lambda row: row.nomination.partner, usual=False,
                        sort="partner__name"),
        ),
    )
)  # fmt: skip
