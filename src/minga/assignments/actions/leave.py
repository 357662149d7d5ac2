"""Leave: asked for by the volunteer within what the category earns, decided by the host entity, taken back in time."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from minga.assignments.actions.service import assignment_first, page_of, tell_volunteer
from minga.assignments.models import Assignment, Leave
from minga.assignments.pages.leave import days_words
from minga.assignments.queries.leave import LeaveBook, leave_book
from minga.assignments.queries.service import days_away, hosts_of
from minga.assignments.states import LEAVE
from minga.assignments.telling import officers_told, titles_of
from minga.core.acting import action
from minga.core.audit import trail
from minga.core.errors import Incomplete, Problem, Refused
from minga.core.notices.telling import tell_all
from minga.core.reasons import reason_problems

DECIDED_BY = ("approve", "refuse")
PRESSED = (*DECIDED_BY, "withdraw")
"""The verbs that somebody presses; leave lapses by itself."""


@action("assignments.ask_for_leave", target="assignment")
def ask_for_leave(
    *,
    actor: Any,
    assignment: Assignment,
    kind: str,
    starts_on: date,
    ends_on: date,
    half_day: bool = False,
    note: str = "",
) -> Leave:
    """Ask for days away within the service; days asked for twice are refused.

    Annual leave takes what the category has earned by then; more than that needs a note, which the host entity reads,
    and more than the whole service earns is refused. Raises Incomplete naming all that is in the way.
    """
    book = leave_book(assignment)
    days = book.days_of(starts_on, ends_on, half_day=half_day)
    problems = _day_problems(assignment, days, starts_on=starts_on, ends_on=ends_on, half_day=half_day)
    in_advance = Decimal(0)
    if not problems and kind == Leave.Kind.ANNUAL:
        in_advance = book.in_advance(days, by=ends_on)
        problems += balance_problems(book, days, in_advance=in_advance, note=note)
    if half_day and kind == Leave.Kind.UNPAID:
        problems.append(Problem("half_day", _("Leave without pay is taken by whole days.")))
    if assignment.state not in {"serving", "cleared", "preparing"}:
        problems.append(Problem("", _("Leave is asked for before or during the service.")))
    if problems:
        raise Incomplete(_("This leave cannot be asked for."), problems=problems)
    leave = Leave.objects.create(
        assignment=assignment,
        kind=kind,
        starts_on=starts_on,
        ends_on=ends_on,
        days=days,
        in_advance=in_advance,
        note=note,
    )
    trail.note(actor=actor, verb="ask_for_leave", target=leave)
    tell_all(
        kind="assignments.leave_requested",
        to=hosts_of(assignment),
        about=leave,
        context={"post": titles_of(assignment.description), "starts": starts_on, "ends": ends_on},
        url=page_of(assignment),
        once=f"leave:{leave.ref}",
    )
    return leave


def _day_problems(
    assignment: Assignment, days: Decimal, *, starts_on: date, ends_on: date, half_day: bool
) -> list[Problem]:
    """The first thing wrong with the days themselves, of which `days` are served. At most one query."""
    if ends_on < starts_on:
        return [Problem("ends_on", _("The last day comes before the first."))]
    if starts_on < assignment.starts_on or ends_on > assignment.ends_on:
        return [Problem("starts_on", _("These days lie outside your service."))]
    if days_away(assignment).filter(starts_on__lte=ends_on, ends_on__gte=starts_on).exists():
        return [Problem("starts_on", _("You have asked for some of these days already."))]
    if half_day and starts_on != ends_on:
        return [Problem("half_day", _("Half a day lies on one day: choose the same first and last day."))]
    if not days:
        return [Problem("starts_on", _("You do not serve on these days, so that no leave is needed."))]
    return []


def balance_problems(book: LeaveBook, days: Decimal, *, in_advance: Decimal, note: str) -> list[Problem]:
    """What the balance of annual leave says against taking so many days more."""
    if in_advance and book.left_in_all < days:
        left = {"left": days_words(max(book.left_in_all, Decimal(0))), "whole": days_words(book.whole)}
        words = _("The whole service earns %(whole)s of annual leave. Neither taken nor asked for: %(left)s.")
        return [Problem("ends_on", words % left, _("Ask for fewer days, or for another kind of leave."))]
    if in_advance and not note.strip():
        words = _("By then %(days)s of this will not be earned yet.") % {"days": days_words(in_advance)}
        return [Problem("note", words, _("Say why you need them earlier; the host entity reads it and decides."))]
    return []


@action("assignments.decide_leave", target="leave", lock_first=assignment_first)
def decide_leave(*, actor: Any, leave: Leave, verb: str, reason: str = "", seen: int | None = None) -> Leave:
    """Approve or refuse leave; a refusal says why. verb: approve or refuse; Refused for any other.

    Raises Incomplete for a refusal without a reason, and Refused for leave that a service ended before.
    """
    if verb not in DECIDED_BY:
        raise Refused(_("Leave is approved or refused here; only the volunteer takes it back."))
    if leave.is_moot:
        raise Refused(_("The service ended before this leave. There is nothing to decide any more."))
    problems = reason_problems(reason, missing=_("Say why."), most=300) if verb == "refuse" else []
    if problems:
        raise Incomplete(_("This leave is not decided yet."), problems=problems)
    LEAVE.move(leave, verb=verb)
    leave.decided_by_id, leave.decision_reason = actor.pk, reason
    leave.save()
    tell_volunteer(
        leave.assignment, kind=f"leave_{leave.state}", once=f"leave-decided:{leave.ref}", starts=leave.starts_on
    )
    return leave


@action("assignments.withdraw_leave", target="leave", lock_first=assignment_first)
def withdraw_leave(*, actor: Any, leave: Leave, seen: int | None = None) -> Leave:
    """The volunteer takes leave back that has not begun, decided or not; the host entity and the officer are told."""
    LEAVE.move(leave, verb="withdraw")
    leave.save()
    assignment = leave.assignment
    tell_all(
        kind="assignments.leave_withdrawn",
        to=[*hosts_of(assignment), *officers_told(assignment)],
        about=leave,
        context={"post": titles_of(assignment.description), "starts": leave.starts_on, "ends": leave.ends_on},
        url=page_of(assignment),
        once=f"leave-withdrawn:{leave.ref}",
    )
    return leave
