"""Clearances: asked for, passed with an expiry, failed, expired, or waived by two people."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from minga.assignments.models import Assignment, Clearance
from minga.assignments.models.description import add_months
from minga.assignments.states import CLEARANCE, SERVICE
from minga.core.acting import action
from minga.core.errors import Incomplete, Problem
from minga.core.notices.telling import tell


def person_of(clearance: Clearance) -> Any:
    """The volunteer whom the clearance is about."""
    return (clearance.assignment or clearance.application).account  # type: ignore[union-attr]


def page_of(clearance: Clearance) -> str:
    """Where the volunteer follows it."""
    if clearance.assignment is not None:
        return f"/assignments/{clearance.assignment.ref}"
    return f"/applications/{clearance.application.ref}"  # type: ignore[union-attr]


@action("assignments.decide_clearance", target="clearance")
def request_clearance(*, actor: Any, clearance: Clearance, seen: int | None = None) -> Clearance:
    """Ask for a clearance; the volunteer is told what is needed."""
    CLEARANCE.move(clearance, verb="request")
    clearance.requested_at = timezone.now()
    clearance.save()
    tell(
        kind="assignments.clearance_requested",
        to=person_of(clearance),
        about=clearance,
        context={"clearance": clearance.get_kind_display()},
        url=page_of(clearance),
        once=f"clearance:{clearance.ref}:{clearance.version}",
    )
    return clearance


@action("assignments.decide_clearance", target="clearance")
def pass_clearance(
    *, actor: Any, clearance: Clearance, expires_on: date | None = None, result: str = "", seen: int | None = None
) -> Clearance:
    """Record a clearance as passed until `expires_on` (the requirement's months from today when None).

    Raises Incomplete where the date has passed already.
    """
    if expires_on is None and clearance.valid_months:
        expires_on = add_months(timezone.localdate(), clearance.valid_months)
    if expires_on is not None and expires_on < timezone.localdate():
        raise Incomplete(
            _("This clearance has expired already."),
            problems=[Problem("expires_on", _("The date lies in the past."), _("Record the date of expiry."))],
        )
    CLEARANCE.move(clearance, verb="pass")
    clearance.expires_on, clearance.result = expires_on, result
    clearance.decided_by_id, clearance.decided_at = actor.pk, timezone.now()
    clearance.save()
    return clearance


@action("assignments.decide_clearance", target="clearance")
def fail_clearance(*, actor: Any, clearance: Clearance, result: str, seen: int | None = None) -> Clearance:
    """Record a clearance as failed; it can be asked for again."""
    if not result.strip():
        raise Incomplete(_("Words are missing."), problems=[Problem("result", _("Say what was found."))])
    CLEARANCE.move(clearance, verb="fail")
    clearance.result = result
    clearance.decided_by_id, clearance.decided_at = actor.pk, timezone.now()
    clearance.save()
    return clearance


@action("assignments.waive_clearance", target="clearance")
def ask_for_waiver(*, actor: Any, clearance: Clearance, reason: str, seen: int | None = None) -> Clearance:
    """Propose that a clearance be waived; a second officer decides."""
    if not reason.strip():
        raise Incomplete(_("A reason is missing."), problems=[Problem("reason", _("Say why it can be waived."))])
    clearance.waiver_reason, clearance.waiver_asked_by_id, clearance.waived_by_id = reason, actor.pk, None
    clearance.save()
    return clearance


@action("assignments.waive_clearance", target="clearance", verb="waive")
def waive_clearance(*, actor: Any, clearance: Clearance, reason: str = "", seen: int | None = None) -> Clearance:
    """Agree to a waiver that somebody else asked for."""
    clearance.waived_by_id, clearance.decided_at = actor.pk, timezone.now()
    CLEARANCE.move(clearance, verb="waive")
    clearance.save()
    return clearance


@action("assignments.decide_clearance", target="clearance", automatic=True)
def expire_clearance(*, actor: Any, clearance: Clearance) -> Clearance:
    """Expire a clearance whose date has passed, and tell the officer and the volunteer."""
    if clearance.expires_on is None or clearance.expires_on >= timezone.localdate():
        return clearance
    CLEARANCE.move(clearance, verb="expire")
    clearance.save()
    thing = clearance.assignment or clearance.application
    for account in (person_of(clearance), thing.description.officer):  # type: ignore[union-attr]
        tell(
            kind="assignments.clearance_expired",
            to=account,
            about=clearance,
            context={"clearance": clearance.get_kind_display()},
            url=page_of(clearance),
            once=f"clearance-expired:{clearance.ref}:{clearance.expires_on}",
        )
    return clearance


@action("assignments.manage_service", target="assignment", verb="clear")
def confirm_clearances(*, actor: Any, assignment: Assignment, seen: int | None = None) -> Assignment:
    """Every clearance is valid and the contract is signed: the volunteer may travel."""
    SERVICE.move(assignment, verb="clear")
    assignment.save()
    tell(
        kind="assignments.cleared",
        to=assignment.account,
        about=assignment,
        context={"post": assignment.description.title, "starts": assignment.starts_on},
        url=f"/assignments/{assignment.ref}",
        once=f"cleared:{assignment.ref}",
    )
    return assignment
