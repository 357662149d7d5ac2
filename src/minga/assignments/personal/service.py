"""What the service holds of a person: given out on request, and erased down to what law needs.

What stays, without identity: that somebody served under which description from when to when, the contract's terms and
dates of signing without a name, and the hours with who verified them. A certificate is not revoked by erasure: the
file that the person holds still verifies by its signature. Here only its number, dates, hours and issuer stay, so that
nobody is named to whoever looks it up.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from minga.assignments.actions.service import end_service
from minga.assignments.models import (
    ActualCost,
    Assignment,
    Certificate,
    Clearance,
    Contract,
    CostEstimate,
    DependantsChange,
    Extension,
    HoursRecord,
    Leave,
    PerformanceAssessment,
    Suspension,
)
from minga.assignments.state_names import SERVICE_GOES_ON
from minga.core.acting import SYSTEM
from minga.core.notices.erasing import forget_words

NAMED_IN_TERMS = ("volunteer", "volunteer_other_script")
KEPT_OF_CERTIFICATE = ("number", "starts", "ends", "hours", "issuer", "issued_on", "host_entity", "goals", "key_id")


def export(account: Any) -> dict[str, Any]:
    """Services with their papers, clearances, hours, leave and words, and what one wrote of others' services for the
    host entity, as plain data. About twelve queries.
    """
    rows = Assignment.objects.filter(account=account).select_related("description", "contract").order_by("pk")
    parts = rows.prefetch_related(
        "clearances__terms",
        "hours",
        "leaves",
        "extensions",
        "suspensions",
        "performance_assessments",
        "certificates",
        "dependants_changes",
        "actual_costs",
    )
    return {"services": [_service(row) for row in parts], "services_assessed": _written_by(account)}


def _written_by(account: Any) -> list[dict[str, Any]]:
    """One's own words on how others served; nothing of who they are goes out. One query."""
    rows = PerformanceAssessment.objects.filter(author=account, side="host").order_by("pk")
    return [
        {
            "description": row.assignment.description.number,
            "seat": row.assignment.seat.number,
            **_named(row, "overall results learned advice people_reached written_at"),
        }
        for row in rows.select_related("assignment__description", "assignment__seat")
    ]


def _service(row: Assignment) -> dict[str, Any]:
    contract: Contract | None = getattr(row, "contract", None)
    written = [one for one in row.performance_assessments.all() if one.written_at or one.side == "volunteer"]
    return {
        "description": row.description.number,
        **_named(row, "ref state starts_on ends_on entered_on ended_on end_kind end_reason closed_at"),
        "contract": _named(contract, "terms issued_at volunteer_signed_at officer_signed_at") if contract else None,
        "clearances": [clearance_held(one) for one in row.clearances.all()],
        "hours": [_named(one, "month hours state note verified_at") for one in row.hours.all()],
        "leave": [_named(one, "kind starts_on ends_on days state note decision_reason") for one in row.leaves.all()],
        "extensions": [_named(one, "old_end new_end reason funding_note state") for one in row.extensions.all()],
        "dependants": [
            _named(one, "starts_on ends_on before dependants reason") for one in row.dependants_changes.all()
        ],
        "payments": [_named(one, "kind paid_on amount currency_id note") for one in row.actual_costs.all()],
        "suspensions": [_named(one, "starts_on ends_on without_pay reason") for one in row.suspensions.all()],
        "assessments": [
            _named(one, "side overall results learned advice people_reached written_at") for one in written
        ],
        "certificates": [
            _named(one, "number payload signature issued_at revoked_at public_reason revocation_reason")
            for one in row.certificates.all()
        ],
    }


def clearance_held(row: Clearance) -> dict[str, Any]:
    """A clearance of the person as they may read it themselves, with its earlier terms (`terms` fetched before)."""
    return {
        **_named(row, "kind state requested_at decided_at expires_on result waiver_reason waiver_refusal"),
        "held_before": [_named(term, "decided_at expires_on") for term in row.terms.all()],
    }


def _named(row: Any, names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names.split()}


def _last_day_served(row: Assignment) -> date:
    """Today, within the days of a service that has begun."""
    return min(max(row.entered_on or row.starts_on, timezone.localdate()), row.ends_on)


def erase(account: Any) -> None:
    """End what is open, then remove every word about the person and every document of theirs."""
    for row in Assignment.objects.filter(account=account, state__in=SERVICE_GOES_ON):
        begun = row.state in {"serving", "suspended"}
        end_service(
            actor=SYSTEM,
            assignment=row,
            end_kind="resigned" if begun else "not_started",
            ended_on=_last_day_served(row) if begun else timezone.localdate(),
            reason=_("The account was erased at the person's request."),
            erasing=True,
        )
    mine = Assignment.objects.filter(account=account)
    mine.update(end_reason="")
    Clearance.objects.filter(Q(assignment__in=mine) | Q(application__account=account)).delete()
    Leave.objects.filter(assignment__in=mine).delete()
    Suspension.objects.filter(assignment__in=mine).update(reason="")
    Extension.objects.filter(assignment__in=mine).update(reason="", funding_note="")
    DependantsChange.objects.filter(assignment__in=mine).update(reason="")
    _forget_costs(mine)
    HoursRecord.objects.filter(assignment__in=mine).update(note="")
    PerformanceAssessment.objects.filter(assignment__in=mine).update(overall=None, results="", learned="", advice="")
    for contract in Contract.objects.filter(assignment__in=mine):
        contract.terms = {**contract.terms, **dict.fromkeys(NAMED_IN_TERMS, "")}
        Contract.objects.filter(pk=contract.pk).update(terms=contract.terms)
    for certificate in Certificate.objects.filter(assignment__in=mine):
        kept = {name: value for name, value in certificate.payload.items() if name in KEPT_OF_CERTIFICATE}
        Certificate.objects.filter(pk=certificate.pk).update(
            payload=kept, signature="", file=None, revocation_reason=""
        )


def _forget_costs(mine: QuerySet[Assignment]) -> None:
    """Why finance refused what a service would cost more, also among what others were told of it, and what was noted
    beside payments. The amounts stay.
    """
    about = Q(extension__assignment__in=mine) | Q(dependants_change__assignment__in=mine)
    refused = CostEstimate.objects.filter(about).exclude(decision_reason="")
    forget_words(about=CostEstimate, refs=refused.values("ref"), names=("reason",))
    refused.update(decision_reason="")
    ActualCost.objects.filter(assignment__in=mine).update(note="")
