"""Service itself: entry on duty, suspension, extension, leave, early end, and closing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from minga.assignments.models import Assignment, Extension, Suspension
from minga.assignments.queries.holders import officers_of
from minga.assignments.queries.service import colleagues_of, hosts_of, longest_end, months_beyond
from minga.assignments.states import REQUEST, SERVICE
from minga.assignments.telling import titles_of
from minga.core.acting import SYSTEM, action
from minga.core.audit import trail
from minga.core.errors import Incomplete, Problem, Refused
from minga.core.notices.telling import tell, tell_all


def assignment_first(row: Any) -> Assignment:
    """The assignment is locked before its leave, extension or hours."""
    found: Assignment = row.assignment
    return found


def tell_volunteer(assignment: Assignment, *, kind: str, once: str, **context: Any) -> None:
    """Tell the volunteer of something about their service."""
    tell(
        kind=f"assignments.{kind}",
        to=assignment.account,
        about=assignment,
        context={"post": titles_of(assignment.description), **context},
        url=page_of(assignment),
        once=once,
    )


def _tell_hosts(assignment: Assignment, *, kind: str, once: str, also: Sequence[Any] = (), **context: Any) -> None:
    """Tell those who look after the volunteer at the host entity, and `also` others, of what was decided."""
    tell_all(
        kind=f"assignments.{kind}",
        to={account.pk: account for account in (*hosts_of(assignment), *also)}.values(),
        about=assignment,
        context={"post": titles_of(assignment.description), **context},
        url=page_of(assignment),
        once=once,
    )


def _tell_of_early_end(assignment: Assignment, *, by: Any) -> None:
    """The officers and the host entity hear of an end before the last day, but for whoever ended it."""
    concerned = (*officers_of(assignment.description), *hosts_of(assignment))
    tell_all(
        kind="assignments.service_ended_early",
        to={account.pk: account for account in concerned if account.pk != getattr(by, "pk", None)}.values(),
        about=assignment,
        context={"post": titles_of(assignment.description)},
        url=page_of(assignment),
        once=f"ended-early:{assignment.ref}",
    )


def page_of(assignment: Assignment) -> str:
    """Where everybody concerned follows the service."""
    return f"/assignments/{assignment.ref}"


@action("assignments.confirm_entry", target="assignment", verb="enter_on_duty")
def confirm_entry(
    *, actor: Any, assignment: Assignment, entered_on: date | None = None, seen: int | None = None
) -> Assignment:
    """The host confirms that the volunteer has begun, on `entered_on` (today when None)."""
    day = entered_on or timezone.localdate()
    if not assignment.starts_on <= day <= min(timezone.localdate(), assignment.ends_on):
        raise Incomplete(
            _("This day cannot be the day of entry."),
            problems=[Problem("entered_on", _("Choose a day from the first day of service until today."))],
        )
    SERVICE.move(assignment, verb="enter_on_duty")
    assignment.entered_on, assignment.entry_confirmed_by_id = day, actor.pk
    assignment.save()
    tell_volunteer(assignment, kind="entered_on_duty", once=f"entered:{assignment.ref}")
    return assignment


@action("assignments.manage_service", target="assignment", verb="suspend")
def suspend_service(
    *, actor: Any, assignment: Assignment, starts_on: date, reason: str, seen: int | None = None
) -> Assignment:
    """Let the service rest from a day on: today or one before it."""
    problems = [] if reason.strip() else [Problem("reason", _("Say why."))]
    if not (assignment.entered_on or assignment.starts_on) <= starts_on <= timezone.localdate():
        problems.append(Problem("starts_on", _("Choose a day from the first day of service until today.")))
    if problems:
        raise Incomplete(_("The service cannot be suspended so."), problems=problems)
    SERVICE.move(assignment, verb="suspend")
    assignment.save()
    row = Suspension.objects.create(assignment=assignment, starts_on=starts_on, reason=reason)
    trail.note(actor=actor, verb="begin_suspension", target=row)
    tell_volunteer(assignment, kind="suspended", once=f"suspended:{row.ref}", starts=starts_on)
    _tell_hosts(assignment, kind="service_rests", once=f"rests:{row.ref}", starts=starts_on)
    return assignment


@action("assignments.manage_service", target="assignment", verb="resume")
def resume_service(*, actor: Any, assignment: Assignment, seen: int | None = None) -> Assignment:
    """Go on with a service that rested."""
    SERVICE.move(assignment, verb="resume")
    assignment.save()
    row = assignment.suspensions.filter(ends_on__isnull=True).first()
    if row is not None:
        before = trail.snapshot(row)
        row.ends_on = max(row.starts_on, timezone.localdate() - timedelta(days=1))
        row.save()
        trail.note(actor=actor, verb="end_suspension", target=row, before=before)
        tell_volunteer(assignment, kind="resumed", once=f"resumed:{row.ref}")
        _tell_hosts(assignment, kind="service_goes_on", once=f"goes-on:{row.ref}")
    return assignment


@action("assignments.ask_for_extension", target="assignment")
def ask_for_extension(
    *, actor: Any, assignment: Assignment, new_end: date, reason: str, funding_note: str, seen: int | None = None
) -> Extension:
    """Ask for a later last day, within the category's maximum, and say who pays for it."""
    problems = [Problem("reason", _("Say why."))] if not reason.strip() else []
    if not funding_note.strip():
        problems.append(Problem("funding_note", _("Say who pays for the longer time.")))
    if assignment.state != "serving":
        problems.append(Problem("", _("Only a service that is under way can be extended.")))
    if new_end <= assignment.ends_on:
        problems.append(Problem("new_end", _("The new last day does not come after the present one.")))
    problems += extension_problems(assignment, new_end)
    if assignment.extensions.filter(state="requested").exists():
        problems.append(Problem("", _("An extension is waiting for a decision already.")))
    if problems:
        raise Incomplete(_("The extension cannot be asked for."), problems=problems)
    extension = Extension.objects.create(
        assignment=assignment,
        old_end=assignment.ends_on,
        new_end=new_end,
        reason=reason,
        funding_note=funding_note,
        asked_by_id=actor.pk,
    )
    trail.note(actor=actor, verb="ask_for_extension", target=extension)
    tell_all(
        kind="assignments.extension_requested",
        to=colleagues_of(assignment.description, without=actor),
        about=extension,
        context={"post": titles_of(assignment.description), "until": new_end},
        url=page_of(assignment),
        once=f"extension-requested:{extension.ref}",
    )
    return extension


def extension_problems(assignment: Assignment, new_end: date) -> list[Problem]:
    """What the category's maximum says against a new last day."""
    problems = []
    latest = longest_end(assignment)
    if latest is not None and new_end > latest:
        problems.append(
            Problem(
                "new_end",
                _("This category serves no longer than until %(day)s.") % {"day": formats.date_format(latest)},
                _("Choose that day or an earlier one."),
            )
        )
    beyond = months_beyond(assignment, new_end=new_end)
    if beyond > 0:
        problems.append(
            Problem(
                "new_end", _("All services abroad together would be %(months)s months too long.") % {"months": beyond}
            )
        )
    return problems


@action("assignments.decide_extension", target="extension", lock_first=assignment_first)
def decide_extension(*, actor: Any, extension: Extension, verb: str, seen: int | None = None) -> Extension:
    """Approve or refuse an extension; never by whoever asked. verb: approve or refuse."""
    if extension.asked_by_id == actor.pk:
        raise Incomplete(_("Whoever asks never approves."), problems=[Problem("verb", _("Ask a colleague to decide."))])
    assignment = Assignment.objects.get(pk=extension.assignment_id)
    problems = extension_problems(assignment, extension.new_end) if verb == "approve" else []
    if problems:
        raise Incomplete(_("The extension cannot be approved."), problems=problems)
    REQUEST.move(extension, verb=verb)
    extension.decided_by_id = actor.pk
    extension.save()
    if verb == "approve":
        before = trail.snapshot(assignment)
        SERVICE.move(assignment, verb="extend")
        assignment.ends_on = extension.new_end
        assignment.save()
        trail.note(actor=actor, verb="extend", target=assignment, before=before)
    tell_volunteer(
        assignment, kind=f"extension_{extension.state}", once=f"extension:{extension.ref}", until=extension.new_end
    )
    _tell_hosts(
        assignment,
        kind=f"longer_service_{extension.state}",
        once=f"longer:{extension.ref}",
        also=[] if extension.asked_by_id in {None, assignment.account_id} else [extension.asked_by],
        until=extension.new_end,
    )
    return extension


@action("assignments.end_service", target="assignment", verb="end", automatic=True)
def end_service(
    *,
    actor: Any,
    assignment: Assignment,
    end_kind: str,
    ended_on: date,
    reason: str = "",
    seen: int | None = None,
) -> Assignment:
    """End a service: completed on its last day, or early with a reason.

    end_kind: Assignment.EndKind. Raises Incomplete where the day or the reason does not fit.
    """
    problems = []
    if end_kind not in Assignment.EndKind.values:
        problems.append(Problem("end_kind", _("Say how the service ended.")))
    if actor is SYSTEM and end_kind == "completed" and assignment.ends_on >= timezone.localdate():
        problems.append(Problem("ended_on", _("The last day of service has not passed.")))
    if end_kind != "completed" and not reason.strip():
        problems.append(Problem("reason", _("Say why the service ended early.")))
    if assignment.state in {"preparing", "cleared"} and end_kind != "not_started":
        problems.append(Problem("end_kind", _("This service has not begun.")))
    if ended_on < assignment.starts_on and end_kind != "not_started":
        problems.append(Problem("ended_on", _("The day lies before the first day of service.")))
    if ended_on > timezone.localdate():
        problems.append(
            Problem("ended_on", _("This day has not come yet."), _("End the service on that day or later."))
        )
    if problems:
        raise Incomplete(_("The service cannot be ended so."), problems=problems)
    SERVICE.move(assignment, verb="end")
    assignment.end_kind, assignment.ended_on, assignment.end_reason = end_kind, ended_on, reason
    assignment.save()
    assignment.suspensions.filter(ends_on__isnull=True).update(ends_on=ended_on)
    tell_volunteer(assignment, kind="service_ended", once=f"ended:{assignment.ref}")
    if end_kind != "completed":
        _tell_of_early_end(assignment, by=actor)
    if end_kind != "not_started":
        _ask_for_words(assignment)
    return assignment


def _ask_for_words(assignment: Assignment) -> None:
    """Ask both sides for what they write at the end."""
    context, url = {"post": titles_of(assignment.description)}, page_of(assignment)
    tell_all(
        kind="assignments.assessment_due",
        to=hosts_of(assignment),
        about=assignment,
        context=context,
        url=f"{url}/assess",
        once=f"assessment-due:{assignment.ref}",
    )
    tell_volunteer(assignment, kind="report_due", once=f"report-due:{assignment.ref}")


@action("assignments.manage_service", target="assignment", verb="close")
def close_service(*, actor: Any, assignment: Assignment, seen: int | None = None) -> Assignment:
    """Close an ended service, once both sides have written and every hour is verified."""
    SERVICE.move(assignment, verb="close")
    assignment.closed_at = timezone.now()
    assignment.save()
    return assignment


def end_due_services() -> int:
    """End as completed every service whose last day has passed, each in its own transaction; returns how many.

    A suspended one is left to the officer, who knows whether it was completed.
    """
    ended = 0
    due = Assignment.objects.filter(state="serving", ends_on__lt=timezone.localdate()).order_by("ends_on", "pk")
    for row in due:
        try:
            end_service(actor=SYSTEM, assignment=row, end_kind="completed", ended_on=row.ends_on)
            ended += 1
        except Refused:  # extended or ended by somebody at this moment
            continue
    return ended
