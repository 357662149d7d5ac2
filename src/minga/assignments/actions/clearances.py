"""Clearances: asked for, passed with an expiry, failed, expired, or waived by two people."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from minga.assignments.models import Application, Assignment, Clearance, ClearanceTerm, Description
from minga.assignments.queries.service import hosts_of, seconds_for_waiver
from minga.assignments.state_names import CLEARANCE_PASSED, SERVICE_GOES_ON
from minga.assignments.states import CLEARANCE, SERVICE
from minga.assignments.telling import call_for, officers_told, titles_of
from minga.core.access.models import Role
from minga.core.acting import SYSTEM, action, allowed, refusal
from minga.core.days import add_months
from minga.core.documents.storing import delete_stored, store_upload
from minga.core.errors import Incomplete, Problem, Refused
from minga.core.notices.telling import tell, tell_all
from minga.core.periodic import each
from minga.core.reasons import reason_problems, require_reason

PROOF = "assignments.clearance"
LIVING_APPLICATIONS = (
    "submitted", "longlisted", "shortlisted", "with_host", "assessed", "selected", "reserve", "offered",
)  # fmt: skip
HANDED_IN = ("required", "requested", "renewing", "failed", "expired")


def asked_by(actor: Any, thing: Any) -> tuple[str, ...]:
    """The states in which this officer may ask for a clearance of a description, application or service: one who does
    not read results asks once, for to ask anew would tell what the result was. No query.

    For the officer in charge every state; which of them are legal says the state machine.
    """
    reads = allowed(actor, "assignments.view_clearance_result", thing)
    return tuple(CLEARANCE.labels) if reads else (CLEARANCE.initial,)


def person_of(clearance: Clearance) -> Any:
    """The volunteer whom the clearance is about."""
    return thing_of(clearance).account


def thing_of(clearance: Clearance) -> Application | Assignment:
    """The application or the assignment that needs the clearance."""
    thing: Application | Assignment = clearance.assignment or clearance.application  # type: ignore[assignment]
    return thing


def description_of(clearance: Clearance) -> Description:
    """The description that it is for."""
    return thing_of(clearance).description


def is_needed(clearance: Clearance) -> bool:
    """Whether the service or the application that asks for it goes on."""
    living = SERVICE_GOES_ON if clearance.assignment is not None else LIVING_APPLICATIONS
    return thing_of(clearance).state in living


def _refuse_when_over(clearance: Clearance) -> None:
    """Raises Refused where nobody needs it any more: its page may be open still."""
    if not is_needed(clearance):
        raise Refused(_("What this clearance was needed for is over. Nothing is done, and nobody is told."))


@action("assignments.request_clearance", target="clearance")
def request_clearance(*, actor: Any, clearance: Clearance, seen: int | None = None) -> Clearance:
    """Ask for a clearance; the volunteer is told what is needed. Anew, after a result, only the officer in charge does.

    Raises NotAllowed for others, whatever the result was.
    """
    if clearance.state not in asked_by(actor, clearance):
        raise refusal(actor, "assignments.decide_clearance", clearance)
    _refuse_when_over(clearance)
    CLEARANCE.move(clearance, verb="request")
    clearance.requested_at = timezone.now()
    clearance.save()
    _tell_requested(clearance)
    return clearance


def _tell_requested(clearance: Clearance) -> None:
    """Tell the volunteer what is needed."""
    tell(
        kind="assignments.clearance_requested",
        to=person_of(clearance),
        about=clearance,
        context={"clearance": clearance.kind_words, "post": titles_of(description_of(clearance))},
        url=f"/clearances/{clearance.ref}",
        once=f"clearance:{clearance.ref}:{clearance.version}",
    )


@action("assignments.decide_clearance", target="clearance")
def renew_clearance(*, actor: Any, clearance: Clearance, seen: int | None = None) -> Clearance:
    """Ask for a clearance anew before it runs out: until its date it holds, and its dates and its document are kept."""
    _refuse_when_over(clearance)
    CLEARANCE.move(clearance, verb="renew")
    ClearanceTerm.objects.create(
        clearance=clearance, decided_at=clearance.decided_at, decided_by=clearance.decided_by,
        expires_on=cast(date, clearance.expires_on), proof=clearance.proof,
    )  # fmt: skip
    clearance.proof, clearance.requested_at = None, timezone.now()
    clearance.save()
    _tell_requested(clearance)
    return clearance


@action("assignments.decide_clearance", target="clearance", verb="decide_clearance")
def pass_clearance(
    *, actor: Any, clearance: Clearance, expires_on: date | None = None, result: str = "", seen: int | None = None
) -> Clearance:
    """Record a clearance as passed until `expires_on` (the requirement's months from today when None).

    Raises Incomplete where the date has passed already.
    """
    _refuse_when_over(clearance)
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
    _tell_decided(clearance)
    return clearance


def _tell_decided(clearance: Clearance) -> None:
    """Tell the volunteer that there is a result, without a word of it: letters are read by others too."""
    tell(
        kind="assignments.clearance_decided",
        to=person_of(clearance),
        about=clearance,
        context={"clearance": clearance.kind_words},
        url=f"/clearances/{clearance.ref}",
        once=f"clearance-decided:{clearance.ref}:{clearance.version}",
    )


@action("assignments.decide_clearance", target="clearance", verb="decide_clearance")
def fail_clearance(*, actor: Any, clearance: Clearance, result: str, seen: int | None = None) -> Clearance:
    """Record a clearance as failed; it can be asked for again. Raises Incomplete without words."""
    _refuse_when_over(clearance)
    if not result.strip():
        raise Incomplete(_("Words are missing."), problems=[Problem("result", _("Say what was found."))])
    CLEARANCE.move(clearance, verb="fail")
    clearance.result = result
    clearance.decided_by_id, clearance.decided_at = actor.pk, timezone.now()
    clearance.save()
    _tell_decided(clearance)
    return clearance


@action("assignments.decide_clearance", target="clearance")
def ask_for_waiver(*, actor: Any, clearance: Clearance, reason: str, seen: int | None = None) -> Clearance:
    """Propose that a clearance be waived; a second officer decides, who reads the reason and no result.

    Raises Refused where its state needs none, and Incomplete without a reason.
    """
    _refuse_when_over(clearance)
    require_reason(reason, missing=_("Say why it can be waived."))
    if "waive" not in CLEARANCE.legal_verbs(clearance.state):
        raise Refused(_("This clearance needs no waiver."))
    clearance.waiver_reason, clearance.waiver_asked_by_id, clearance.waived_by_id = reason, actor.pk, None
    clearance.waiver_refusal, clearance.waiver_refused_by_id = "", None
    clearance.save()
    deciding = seconds_for_waiver(thing_of(clearance), without=actor)
    if not deciding:
        once = f"{clearance.ref}:{clearance.version}"
        call_for(Role.PROGRAMME_OFFICER, description_of(clearance), kind="second_officer_missing", once=once)
    tell_all(
        kind="assignments.waiver_asked",
        to=deciding,
        about=clearance,
        context={"clearance": clearance.kind_words, "post": titles_of(description_of(clearance))},
        url=f"/clearances/{clearance.ref}",
        once=f"waiver:{clearance.ref}:{clearance.version}",
    )
    return clearance


@action("assignments.waive_clearance", target="clearance", verb="waive")
def waive_clearance(*, actor: Any, clearance: Clearance, reason: str = "", seen: int | None = None) -> Clearance:
    """Agree to a waiver that somebody else asked for."""
    _refuse_when_over(clearance)
    clearance.waived_by_id, clearance.decided_at = actor.pk, timezone.now()
    CLEARANCE.move(clearance, verb="waive")
    clearance.save()
    _tell_decided(clearance)
    return clearance


@action("assignments.waive_clearance", target="clearance")
def refuse_waiver(*, actor: Any, clearance: Clearance, reason: str, seen: int | None = None) -> Clearance:
    """Do not agree to a waiver that somebody else asked for; who asked reads the reason, and may propose it anew.

    Raises Refused where none waits and for whoever proposed it, Incomplete without a reason.
    """
    if not clearance.waiver_waits:
        raise Refused(_("No waiver waits for an answer here."))
    if clearance.waiver_asked_by_id == actor.pk:
        raise Refused(_("You proposed this waiver."), remedy=_("A colleague answers it."))
    problems = reason_problems(reason, missing=_("Say why; whoever proposed it reads it."), most=1000)
    if problems:
        raise Incomplete(_("The waiver is not refused yet."), problems=problems)
    clearance.waiver_refusal, clearance.waiver_refused_by_id = reason.strip(), actor.pk
    clearance.save()
    tell_all(
        kind="assignments.waiver_refused",
        to=[clearance.waiver_asked_by] if clearance.waiver_asked_by is not None else [],
        about=clearance,
        context={"clearance": clearance.kind_words, "post": titles_of(description_of(clearance))},
        url=f"/clearances/{clearance.ref}",
        once=f"waiver-refused:{clearance.ref}:{clearance.version}",
    )
    return clearance


@action("assignments.hand_in_clearance", target="clearance")
def hand_in_proof(*, actor: Any, clearance: Clearance, upload: Any, seen: int | None = None) -> Clearance:
    """The volunteer hands in a document for a clearance; a former one is deleted. Raises UploadRefused.

    Only while it is asked for: what a decision rests on stays as it was.
    """
    if clearance.state not in HANDED_IN or not is_needed(clearance):
        raise Refused(_("This clearance needs no document now."))
    former = clearance.proof
    clearance.proof = store_upload(owner=person_of(clearance), kind=PROOF, upload=upload, subject_ref=clearance.ref)
    clearance.save()
    if former is not None:
        delete_stored(former, actor=actor)
    tell_all(
        kind="assignments.proof_handed_in",
        to=officers_told(description_of(clearance)),
        about=clearance,
        context={"clearance": clearance.kind_words, "post": titles_of(description_of(clearance))},
        url=f"/clearances/{clearance.ref}",
        once=f"proof:{clearance.ref}:{clearance.version}",
    )
    return clearance


@action("assignments.decide_clearance", target="clearance", automatic=True)
def expire_clearance(*, actor: Any, clearance: Clearance) -> Clearance:
    """Expire a clearance whose date has passed, and tell the officer and the volunteer.

    One that is being renewed has been asked for: it stays so, and holds no longer.
    """
    if clearance.expires_on is None or clearance.expires_on >= timezone.localdate():
        return clearance
    CLEARANCE.move(clearance, verb="expire")
    clearance.save()
    tell_all(
        kind="assignments.clearance_expired",
        to=[person_of(clearance), *officers_told(description_of(clearance))],
        about=clearance,
        context={"clearance": clearance.kind_words, "post": titles_of(description_of(clearance))},
        url=f"/clearances/{clearance.ref}",
        once=f"clearance-expired:{clearance.ref}:{clearance.expires_on}",
    )
    return clearance


def expire_due_clearances() -> int:
    """Expire what has passed its date and is still needed, each in its own transaction; returns how many."""
    due = Clearance.objects.filter(
        Q(assignment__state__in=SERVICE_GOES_ON) | Q(application__state__in=LIVING_APPLICATIONS),
        state__in=CLEARANCE_PASSED,
        expires_on__lt=timezone.localdate(),
    )
    rows = due.select_related("assignment", "application").order_by("expires_on", "pk")

    def expire(clearance: Clearance) -> None:
        expire_clearance(actor=SYSTEM, clearance=clearance)

    return each(rows, expire, quicker=Refused)  # decided anew at this moment


@action("assignments.manage_service", target="assignment", verb="clear")
def confirm_clearances(*, actor: Any, assignment: Assignment, seen: int | None = None) -> Assignment:
    """Every clearance is valid and the contract is signed: the volunteer may travel."""
    SERVICE.move(assignment, verb="clear")
    assignment.save()
    tell(
        kind="assignments.cleared",
        to=assignment.account,
        about=assignment,
        context={"post": titles_of(assignment.description), "starts": assignment.starts_on},
        url=f"/assignments/{assignment.ref}",
        once=f"cleared:{assignment.ref}",
    )
    tell_all(
        kind="assignments.volunteer_comes",
        to=hosts_of(assignment),
        about=assignment,
        context={
            "person": assignment.account.names, "post": titles_of(assignment.description),
            "starts": assignment.starts_on,
        },
        url=f"/assignments/{assignment.ref}",
        once=f"volunteer-comes:{assignment.ref}",
        mentions=[assignment.account],
    )  # fmt: skip
    return assignment
