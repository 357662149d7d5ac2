"""What still waited when a service or a description ended lapses with it: nobody decides it any more, and whoever asked
is told.
"""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from minga.assignments.models import Assignment, CostEstimate, Extension, Leave
from minga.assignments.state_names import SERVICE_OVER
from minga.assignments.states import ESTIMATE, EXTENSION, LEAVE
from minga.assignments.telling import titles_of
from minga.core.acting import SYSTEM, action
from minga.core.audit import trail
from minga.core.notices.telling import tell_all

UNDECIDED_COSTS = ("computed", "requested")


def lapse_with(assignment: Assignment, *, actor: Any) -> None:
    """Within an action that has ended the service: extensions asked for and their costs, and leave that would have
    begun after its end.
    """
    reason = assignment.end_reason or _("The service has ended.")
    for extension in assignment.extensions.filter(state="requested"):
        before = trail.snapshot(extension)
        EXTENSION.move(extension, verb="lapse")
        extension.save()
        trail.note(actor=actor, verb="lapse_extension", target=extension, before=before, reason=reason)
        lapse_costs(extension.estimates.all(), actor=actor, reason=reason)
        _tell_of_extension(extension, assignment, actor=actor)
    for leave in assignment.leaves.filter(_after_the_end(assignment), state__in=("requested", "approved")):
        before = trail.snapshot(leave)
        LEAVE.move(leave, verb="lapse")
        leave.save()
        trail.note(actor=actor, verb="lapse_leave", target=leave, before=before, reason=reason)
        _tell_of_leave(leave, assignment, actor=actor)
    for rest in assignment.suspensions.filter(ends_on__isnull=True):
        before = trail.snapshot(rest)
        rest.ends_on = max(rest.starts_on, assignment.ended_on or rest.starts_on)
        rest.save()
        trail.note(actor=actor, verb="close_suspension", target=rest, before=before, reason=reason)


@action("assignments.end_service", target="assignment", automatic=True)
def lapse_what_is_left(*, actor: Any, assignment: Assignment) -> Assignment:
    """What an end left waiting: in services that ended before such things lapsed by themselves."""
    if assignment.state in SERVICE_OVER:
        lapse_with(assignment, actor=actor)
    return assignment


def lapse_leftovers() -> int:
    """Let everything lapse that still waits in services that are over; how many services. Two queries where none is."""
    asked = Extension.objects.filter(state="requested", assignment__state__in=SERVICE_OVER)
    away = Leave.objects.filter(
        Q(starts_on__gt=F("assignment__ended_on")) | Q(assignment__end_kind="not_started"),
        state="requested",
        assignment__state__in=SERVICE_OVER,
    )
    found = {*asked.values_list("assignment", flat=True), *away.values_list("assignment", flat=True)}
    for assignment in Assignment.objects.filter(pk__in=found).order_by("pk"):
        lapse_what_is_left(actor=SYSTEM, assignment=assignment)
    return len(found)


def lapse_costs(estimates: QuerySet[CostEstimate], *, actor: Any, reason: str) -> None:
    """Within an action: what nobody has authorized yet need not be any more; what is authorized stays as it is."""
    for estimate in estimates.select_for_update(of=("self",)).filter(state__in=UNDECIDED_COSTS):
        before = trail.snapshot(estimate)
        ESTIMATE.move(estimate, verb="lapse")
        estimate.save()
        trail.note(actor=actor, verb="lapse_cost", target=estimate, before=before, reason=reason)


def _after_the_end(assignment: Assignment) -> Q:
    """Leave that nobody takes any more: all of a service that never began, otherwise what begins after its end."""
    return Q() if assignment.end_kind == "not_started" else Q(starts_on__gt=assignment.ended_on)


def _tell_of_extension(extension: Extension, assignment: Assignment, *, actor: Any) -> None:
    asked = [extension.asked_by, assignment.account]
    tell_all(
        kind="assignments.extension_lapsed",
        to=[account for account in asked if account is not None and account.pk != actor.pk],
        about=assignment,
        context={"post": titles_of(assignment.description), "until": extension.new_end},
        url=f"/assignments/{assignment.ref}",
        once=f"extension-lapsed:{extension.ref}",
    )


def _tell_of_leave(leave: Leave, assignment: Assignment, *, actor: Any) -> None:
    tell_all(
        kind="assignments.leave_lapsed",
        to=[assignment.account] if assignment.account_id != actor.pk else [],
        about=assignment,
        context={"post": titles_of(assignment.description), "starts": leave.starts_on},
        url=f"/assignments/{assignment.ref}",
        once=f"leave-lapsed:{leave.ref}",
    )
