"""Dependants who join or leave midway: asked for with its cost, which somebody else authorizes; then it counts."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from minga.assignments.actions.cost import keep_cost, rates_for, replace_costs, request_authorization
from minga.assignments.actions.service import assignment_first
from minga.assignments.costing import compute
from minga.assignments.models import Assignment, CostEstimate, DependantsChange
from minga.assignments.queries.cost import change_inputs
from minga.assignments.queries.dependants import LOOKED_AT, counted_on, counts_until, standing_changes
from minga.assignments.queries.served import last_day_of
from minga.assignments.state_names import ESTIMATE_IN_FORCE
from minga.core.acting import action
from minga.core.audit import trail
from minga.core.errors import Incomplete, Problem, Refused
from minga.core.reasons import reason_problems

ALIKE_FROM = 2
"""Two or more dependants are paid alike (DOMAIN section 5, Cost)."""


@action("assignments.change_dependants", target="assignment")
def change_dependants(
    *, actor: Any, assignment: Assignment, starts_on: date, dependants: int, reason: str, seen: int | None = None
) -> DependantsChange:
    """Ask that a service counts another number of dependants from a day on; its cost waits for authorization.

    Where another change counts from a later day on, this one counts until the day before that.
    Raises Incomplete where nothing would change, where the day does not fit, and naming every missing rate.
    """
    problems = reason_problems(reason, missing=_("Say why."))
    problems += _service_problems(assignment) or _day_problems(assignment, starts_on)
    if not problems:
        problems = _number_problems(counted_on(assignment, starts_on), dependants, starts_on=starts_on)
    if problems:
        raise Incomplete(_("The change cannot be asked for."), problems=problems)
    change = DependantsChange.objects.create(
        assignment=assignment,
        starts_on=starts_on,
        ends_on=counts_until(assignment, starts_on),
        before=counted_on(assignment, starts_on),
        dependants=dependants,
        reason=reason,
        asked_by_id=actor.pk,
    )
    trail.note(actor=actor, verb="change_dependants", target=change)
    request_authorization(actor=actor, estimate=_compute(change, actor=actor))  # also of nothing: then it counts
    return change


@action("assignments.compute_cost", target="change", lock_first=assignment_first)
def compute_change_cost(*, actor: Any, change: DependantsChange) -> CostEstimate:
    """A new estimate from the rates in force and from what counts until then by now; the former one is replaced.

    Raises Incomplete naming every missing rate, where nothing would change any more, and where another change waits;
    Refused for a change that is authorized.
    """
    if change.estimates.filter(state="authorized").exists():
        raise Refused(_("This change is authorized, and its cost stays as it was."))
    service = change.assignment
    change.before, change.ends_on = counted_on(service, change.starts_on), counts_until(service, change.starts_on)
    problems = _service_problems(service, without=change) or _day_problems(service, change.starts_on)
    problems = problems or _number_problems(change.before, change.dependants, starts_on=change.starts_on)
    if problems:
        raise Incomplete(_("The cost cannot be computed yet."), problems=problems)
    change.save()
    return _compute(change, actor=actor)


def _compute(change: DependantsChange, *, actor: Any) -> CostEstimate:
    description, inputs = change.assignment.description, change_inputs(change)
    cost = compute(inputs=inputs, rates=rates_for(description, inputs))
    if cost.problems:
        raise Incomplete(_("The cost cannot be computed yet."), problems=cost.problems)
    replace_costs(change.estimates.filter(state__in=(*ESTIMATE_IN_FORCE, "refused")), actor=actor)
    return keep_cost(cost, inputs, description=description, change=change, actor=actor)


def _service_problems(assignment: Assignment, *, without: DependantsChange | None = None) -> list[Problem]:
    """What the service itself says against a change, but for one that waits itself. At most one query."""
    if assignment.description.track != "international":
        return [Problem("", _("Dependants are counted in services abroad only."))]
    if assignment.state not in LOOKED_AT or assignment.end_kind == Assignment.EndKind.NOT_STARTED:
        return [Problem("", _("Dependants change once the service has begun, and before it is closed."))]
    others = [one for one in standing_changes(assignment) if one.change != without]
    if any(one.estimate.state in {"computed", "requested"} for one in others):
        return [Problem("", _("A change of dependants waits for a decision already."))]
    return []


def _day_problems(assignment: Assignment, starts_on: date) -> list[Problem]:
    """A day of the service. No query."""
    if not assignment.starts_on <= starts_on <= last_day_of(assignment):
        return [Problem("starts_on", _("This day lies outside the service."))]
    return []


def _number_problems(before: int, dependants: int, *, starts_on: date) -> list[Problem]:
    """Nothing is asked for that changes nothing. No query."""
    if before == dependants:
        words = _("On %(day)s this number counts already.") % {"day": date_format(starts_on)}
        return [Problem("dependants", words, _("Choose another number or another day."))]
    if min(before, dependants) >= ALIKE_FROM:
        return [Problem("dependants", _("Two or more dependants are paid alike, so that nothing would change."))]
    return []
