"""Hours of service, recorded by one person and verified by another."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from minga.assignments.actions.service import HOURS_A_DAY, assignment_first
from minga.assignments.models import Assignment, HoursRecord
from minga.assignments.pages.service import hours_words
from minga.assignments.queries.holders import focal_points_of
from minga.assignments.queries.service import hosts_of
from minga.assignments.state_names import SERVICE_BEGUN
from minga.assignments.telling import officers_told, titles_of
from minga.core.acting import action
from minga.core.audit import trail
from minga.core.days import add_months
from minga.core.errors import Incomplete, Problem, Refused
from minga.core.notices.kinds import in_each_language
from minga.core.notices.telling import tell_all
from minga.core.reasons import reason_problems


@action("assignments.record_hours", target="assignment")
def record_hours(*, actor: Any, assignment: Assignment, month: date, hours: Decimal, note: str = "") -> HoursRecord:
    """Record the hours of one month, or correct them while nobody has verified them.

    month: any day of it. hours: more than 0, at most 24 a day of the month's days in service. Raises Refused before the
    service has begun and for hours that are verified, Incomplete for hours that do not fit.
    """
    first = month.replace(day=1)
    if assignment.state not in SERVICE_BEGUN or assignment.entered_on is None:
        raise Refused(_("Hours are recorded once the service has begun."))
    problems = _hours_problems(assignment, first, hours)
    if problems:
        raise Incomplete(_("These hours cannot be recorded."), problems=problems)
    row = assignment.hours.select_for_update().filter(month=first).first()
    if row is not None and row.state == "verified":
        raise Refused(
            _("The hours of this month are verified."), remedy=_("Ask the host entity to dispute them first.")
        )
    stands = row is not None and (row.state, row.hours, row.note, row.recorded_by_id)
    if row is not None and stands == ("recorded", hours, note, actor.pk):
        return row  # the same press again: nobody is asked twice to verify it
    before = trail.snapshot(row) if row is not None else {}
    row = row or HoursRecord(assignment=assignment, month=first)
    row.hours, row.note, row.state, row.recorded_by_id = hours, note, "recorded", actor.pk
    row.verified_by_id, row.verified_at = None, None
    row.save()
    trail.note(actor=actor, verb="record_hours", target=row, before=before)
    _ask_to_verify(row, actor=actor)
    return row


def _ask_to_verify(row: HoursRecord, *, actor: Any) -> None:
    """Ask the host entity, or a focal point beside whoever recorded, or the officers, to verify."""
    description = row.assignment.description
    hosts = [*hosts_of(row.assignment), *focal_points_of(description.host)]
    others = [account for account in hosts if account.pk not in {actor.pk, row.assignment.account_id}]
    tell_all(
        kind="assignments.hours_recorded",
        to=others or officers_told(row.assignment),
        about=row,
        context={
            "post": titles_of(description),
            "month": _month_words(row),
            "hours": in_each_language(lambda: hours_words(row.hours)),
        },
        url=f"/assignments/{row.assignment.ref}/hours",
        once=f"hours:{row.ref}:{row.version}",
    )


def _month_words(row: HoursRecord) -> dict[str, str]:
    return in_each_language(lambda: date_format(row.month, "YEAR_MONTH_FORMAT"))


def _hours_problems(assignment: Assignment, first: date, hours: Decimal) -> list[Problem]:
    last_day = min(assignment.ended_on or assignment.ends_on, timezone.localdate())
    entered = assignment.entered_on or assignment.starts_on
    begin, end = max(entered, first), min(last_day, add_months(first, 1) - timedelta(days=1))
    if first > timezone.localdate() and first <= (assignment.ended_on or assignment.ends_on):
        return [Problem("month", _("This month has not come yet."), _("Record it once you have served in it."))]
    if end < begin:
        return [Problem("month", _("This month lies outside the service."))]
    most = HOURS_A_DAY * ((end - begin).days + 1)
    if not Decimal(0) < hours <= most:
        words = _("Give hours above 0 and at most %(most)s: that is how many hours the days served in this month have.")
        return [Problem("hours", words % {"most": most})]
    return []


@action("assignments.remove_hours", target="record", lock_first=assignment_first)
def remove_hours(*, actor: Any, record: HoursRecord, seen: int | None = None) -> HoursRecord:
    """Take a month away that was recorded by mistake, as one in which nobody served; only while it is not verified.

    The volunteer or whoever recorded it does; once the person was erased, the host entity. Raises Refused for others,
    for hours that are verified and once the service is closed.
    """
    if record.assignment.state == "closed":
        raise Refused(_("The service is closed; its hours stay as they are."))
    if record.state == "verified":
        raise Refused(
            _("The hours of this month are verified."), remedy=_("Ask the host entity to dispute them first.")
        )
    if not may_remove(record, account=actor):
        raise Refused(
            _("Only the volunteer, or whoever recorded these hours, takes them away."),
            remedy=_("Say what is not right."),
        )
    HoursRecord.objects.filter(pk=record.pk).delete()
    return record


def may_remove(record: HoursRecord, *, account: Any) -> bool:
    """Whether the month is this person's to take away: not verified, and served or recorded by them, or by nobody who
    is here any more. No query where the service is read with it.
    """
    if record.state == "verified":
        return False
    service = record.assignment
    return account.pk in {service.account_id, record.recorded_by_id} or service.account.erased_at is not None


@action("assignments.verify_hours", target="record", lock_first=assignment_first)
def verify_hours(*, actor: Any, record: HoursRecord, seen: int | None = None) -> HoursRecord:
    """Verify hours that somebody else recorded.

    Raises Refused for whoever recorded or served them, and for hours verified already.
    """
    if actor.pk in {record.recorded_by_id, record.assignment.account_id}:
        raise Refused(_("Nobody verifies hours that they recorded or served themselves."), remedy=_("Ask a colleague."))
    if record.state == "verified":
        raise Refused(_("These hours are verified already."))
    record.state, record.verified_by_id, record.verified_at = "verified", actor.pk, timezone.now()
    record.save()
    return record


@action("assignments.verify_hours", target="record", lock_first=assignment_first)
def dispute_hours(*, actor: Any, record: HoursRecord, reason: str, seen: int | None = None) -> HoursRecord:
    """Say that recorded hours are not right; they can then be recorded anew.

    Raises Refused for whoever served them and once the service is closed, Incomplete without a reason.
    """
    if actor.pk == record.assignment.account_id:
        raise Refused(_("Nobody verifies hours that they recorded or served themselves."), remedy=_("Ask a colleague."))
    if record.assignment.state == "closed":
        raise Refused(_("The service is closed; its hours stay as they are."))
    problems = reason_problems(reason, missing=_("Say what is not right."), most=200)
    if problems:
        raise Incomplete(_("The hours stay as they are."), problems=problems)
    record.state, record.note = "disputed", reason
    record.verified_by_id, record.verified_at = None, None
    record.save()
    tell_all(
        kind="assignments.hours_disputed",
        to=[record.recorded_by, record.assignment.account],
        about=record,
        context={"post": titles_of(record.assignment.description), "month": _month_words(record)},
        url=f"/assignments/{record.assignment.ref}/hours",
        once=f"hours-disputed:{record.ref}:{record.version}",
    )
    return record
