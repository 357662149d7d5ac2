"""Service itself: entry on duty, suspension, early end, and closing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from minga.assignments.actions.lapsing import lapse_with
from minga.assignments.models import Assignment, Suspension
from minga.assignments.queries.service import assessing_for_host, hosts_of
from minga.assignments.states import SERVICE
from minga.assignments.telling import officers_told, titles_of
from minga.core.acting import SYSTEM, action
from minga.core.audit import trail
from minga.core.days import day_of
from minga.core.errors import Incomplete, Problem, Refused
from minga.core.listing import listed
from minga.core.notices.telling import tell, tell_all
from minga.core.periodic import each
from minga.core.reasons import reason_problems

HOURS_A_DAY = 24


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


def tell_hosts(assignment: Assignment, *, kind: str, once: str, also: Sequence[Any] = (), **context: Any) -> None:
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
    concerned = (*officers_told(assignment), *hosts_of(assignment))
    kind = "place_not_begun" if assignment.end_kind == "not_started" else "service_ended_early"
    tell_all(
        kind=f"assignments.{kind}",
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
    """The host confirms that the volunteer has begun, on `entered_on` (today when None).

    Raises Incomplete for a day on which nobody can have begun.
    """
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


@action("assignments.suspend_service", target="assignment", verb="suspend")
def suspend_service(
    *,
    actor: Any,
    assignment: Assignment,
    starts_on: date,
    reason: str,
    without_pay: bool = False,
    seen: int | None = None,
) -> Assignment:
    """Let the service rest from a day on: today or one before it. without_pay: no allowances are paid meanwhile.

    Raises Incomplete naming all that is in the way.
    """
    problems = reason_problems(reason, missing=_("Say why."))
    if not (assignment.entered_on or assignment.starts_on) <= starts_on <= timezone.localdate():
        problems.append(Problem("starts_on", _("Choose a day from the first day of service until today.")))
    if problems:
        raise Incomplete(_("The service cannot be suspended so."), problems=problems)
    SERVICE.move(assignment, verb="suspend")
    assignment.save()
    row = Suspension.objects.create(assignment=assignment, starts_on=starts_on, reason=reason, without_pay=without_pay)
    trail.note(actor=actor, verb="begin_suspension", target=row)
    kind = "suspended_without_pay" if without_pay else "suspended"
    tell_volunteer(assignment, kind=kind, once=f"suspended:{row.ref}", starts=starts_on)
    tell_hosts(assignment, kind="service_rests", once=f"rests:{row.ref}", starts=starts_on)
    return assignment


@action("assignments.manage_service", target="assignment", verb="resume")
def resume_service(*, actor: Any, assignment: Assignment, seen: int | None = None) -> Assignment:
    """Go on with a service that rested, from today on; one suspended today has not rested at all."""
    SERVICE.move(assignment, verb="resume")
    assignment.save()
    row = assignment.suspensions.filter(ends_on__isnull=True).first()
    if row is not None:
        before = trail.snapshot(row)
        row.ends_on = max(row.starts_on, timezone.localdate()) - timedelta(days=1)
        row.save()
        trail.note(actor=actor, verb="end_suspension", target=row, before=before)
        tell_volunteer(assignment, kind="resumed", once=f"resumed:{row.ref}")
        tell_hosts(assignment, kind="service_goes_on", once=f"goes-on:{row.ref}")
    return assignment


@action("assignments.end_service", target="assignment", verb="end", automatic=True)
def end_service(
    *,
    actor: Any,
    assignment: Assignment,
    end_kind: str,
    ended_on: date,
    reason: str = "",
    erasing: bool = False,
    seen: int | None = None,
) -> Assignment:
    """End a service: completed on its last day, or early with a reason.

    end_kind: Assignment.EndKind. erasing: the person is being erased, and nobody is asked to write. Raises Incomplete
    where the day or the reason does not fit.
    """
    problems = _ending_problems(
        assignment, end_kind=end_kind, ended_on=ended_on, reason=reason, by_clock=actor is SYSTEM
    )
    problems += [] if actor is SYSTEM else _hours_problems(assignment, ended_on)
    if problems:
        raise Incomplete(_("The service cannot be ended so."), problems=problems)
    SERVICE.move(assignment, verb="end")
    assignment.end_kind, assignment.ended_on, assignment.end_reason = end_kind, ended_on, reason
    assignment.save()
    lapse_with(assignment, actor=actor)
    kind = "service_not_begun" if end_kind == "not_started" else "service_ended"
    tell_volunteer(assignment, kind=kind, once=f"ended:{assignment.ref}")
    if end_kind != "completed":
        _tell_of_early_end(assignment, by=actor)
    if end_kind != "not_started" and not erasing:
        _ask_for_words(assignment)
    return assignment


def _ending_problems(
    assignment: Assignment, *, end_kind: str, ended_on: date, reason: str, by_clock: bool
) -> list[Problem]:
    """What stands against ending a service so. No query."""
    problems: list[Problem] = []
    if end_kind not in Assignment.EndKind.values:
        problems.append(Problem("end_kind", _("Say how the service ended.")))
    if by_clock and end_kind == "completed" and assignment.ends_on >= timezone.localdate():
        problems.append(Problem("ended_on", _("The last day of service has not passed.")))
    if end_kind != "completed" or ended_on < assignment.ends_on:
        problems += reason_problems(reason, missing=_("Say why the service ended early."))
    if assignment.state in {"preparing", "cleared"} and end_kind != "not_started":
        problems.append(Problem("end_kind", _("This service has not begun.")))
    if assignment.state in {"serving", "suspended"} and end_kind == "not_started":
        problems.append(Problem("end_kind", _("This service has begun."), _("Say how the service ended.")))
    if end_kind != "not_started":
        problems += _day_problems(assignment, ended_on)
    if ended_on > timezone.localdate() and not by_clock:  # the installation counts days where others live
        problems.append(
            Problem("ended_on", _("This day has not come yet."), _("End the service on that day or later."))
        )
    return problems


def _day_problems(assignment: Assignment, ended_on: date) -> list[Problem]:
    """What stands against a day as the last one of a service that has begun: it states them to strangers. No query."""
    first = assignment.entered_on or assignment.starts_on
    if ended_on < first:
        words, remedy = _("The service began on %(day)s."), _("Choose that day or a later one.")
    elif ended_on > assignment.ends_on:
        first = assignment.ends_on
        words, remedy = _("The service was agreed until %(day)s."), _("Choose that day or an earlier one.")
    else:
        return []
    return [Problem("ended_on", words % {"day": date_format(first)}, remedy)]


def _hours_problems(assignment: Assignment, ended_on: date) -> list[Problem]:
    """Hours beyond the last day, or more than its month has until then, would be certified though nobody served so.
    One query.
    """
    begun = max(assignment.entered_on or assignment.starts_on, ended_on.replace(day=1))
    most = HOURS_A_DAY * ((ended_on - begun).days + 1)
    rows = list(assignment.hours.filter(month__gte=ended_on.replace(day=1)).order_by("month"))
    months = [date_format(row.month, "YEAR_MONTH_FORMAT") for row in rows if row.month > ended_on]
    if months:
        words = _("Hours are recorded for later months: %(months)s.") % {"months": listed(months)}
    elif any(row.hours > most and row.state != "disputed" for row in rows):
        words = _("More hours are recorded for this month than its days of service would have: %(most)s.")
        words %= {"most": max(most, 0)}
    else:
        return []
    return [Problem("ended_on", words, _("Choose a later day, or have these hours taken away first."))]


def _ask_for_words(assignment: Assignment) -> None:
    """Ask both sides for what they write at the end."""
    context, url = {"post": titles_of(assignment.description)}, page_of(assignment)
    tell_all(
        kind="assignments.assessment_due",
        to=assessing_for_host(assignment),
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
    """End as completed every service whose last day has passed where the volunteer lives, each in its own transaction;
    returns how many.

    A suspended one is left to the officer, who knows whether it was completed.
    """
    due = Assignment.objects.filter(state="serving", ends_on__lt=timezone.localdate()).select_related("account")
    over = (row for row in due.order_by("ends_on", "pk") if row.ends_on < day_of(row.account))

    def end(row: Assignment) -> None:
        end_service(actor=SYSTEM, assignment=row, end_kind="completed", ended_on=row.ends_on)

    return each(over, end, quicker=Refused)  # extended or ended by somebody at this moment
