"""What both sides write towards the end of a service: the host entity's assessment, the volunteer's report."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from minga.assignments.models import Assignment, PerformanceAssessment
from minga.assignments.state_names import SERVICE_BEGUN
from minga.core.acting import action
from minga.core.audit import trail
from minga.core.errors import Incomplete, Problem, Refused


@action("assignments.write_host_assessment", target="assignment")
def write_host_assessment(
    *, actor: Any, assignment: Assignment, fields: dict[str, Any], finish: bool, seen: int | None = None
) -> PerformanceAssessment:
    """What the host entity writes of the volunteer's service: overall (1 to 5), results, advice, people_reached."""
    return _write(actor=actor, assignment=assignment, side="host", fields=fields, finish=finish)


@action("assignments.write_volunteer_report", target="assignment")
def write_volunteer_report(
    *, actor: Any, assignment: Assignment, fields: dict[str, Any], finish: bool, seen: int | None = None
) -> PerformanceAssessment:
    """What the volunteer writes of the service: overall (1 to 5), results, learned, advice."""
    return _write(actor=actor, assignment=assignment, side="volunteer", fields=fields, finish=finish)


def _write(
    *, actor: Any, assignment: Assignment, side: str, fields: dict[str, Any], finish: bool
) -> PerformanceAssessment:
    if assignment.state not in SERVICE_BEGUN:
        raise Refused(_("This is written towards the end of the service or after it."))
    if assignment.account.erased_at is not None:
        raise Refused(_("This person's account was erased, and nothing more is written about them."))
    row = PerformanceAssessment.objects.filter(assignment=assignment, side=side).first()
    if row is not None and row.written_at is not None:
        raise Refused(_("This has been finished; it can no longer be changed."))
    before = trail.snapshot(row) if row is not None else {}
    row = row or PerformanceAssessment(assignment=assignment, side=side)
    for name in ("overall", "results", "learned", "advice", "people_reached"):
        if name in fields:
            setattr(row, name, fields[name])
    row.author_id = actor.pk
    problems = [Problem("overall", _("Give an overall mark."))] if finish and not row.overall else []
    if finish and not row.results.strip():
        problems.append(Problem("results", _("Say what was achieved.")))
    if problems:
        raise Incomplete(_("This is not complete."), problems=problems)
    row.written_at = timezone.now() if finish else None
    row.save()
    trail.note(actor=actor, verb=f"write_{side}_assessment", target=row, before=before)
    return row
