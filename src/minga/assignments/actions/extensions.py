"""Extensions: asked for with who pays, costed and authorized by finance, and approved by an officer who did not ask."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from minga.assignments.actions.cost import keep_cost, rates_for, replace_costs, request_authorization
from minga.assignments.actions.offers import lock_open_offers
from minga.assignments.actions.service import assignment_first, page_of, tell_hosts, tell_volunteer
from minga.assignments.costing import compute
from minga.assignments.models import Assignment, CostEstimate, Extension
from minga.assignments.queries.cost import extension_inputs
from minga.assignments.queries.overlapping import MOST_A_WEEK, hours_words, overlap_of, weekly_hours
from minga.assignments.queries.service import colleagues_of, longest_end, months_beyond
from minga.assignments.state_names import ESTIMATE_IN_FORCE
from minga.assignments.states import EXTENSION, SERVICE
from minga.assignments.telling import call_for, titles_of
from minga.core.access.models import Role
from minga.core.acting import action, allowed
from minga.core.audit import trail
from minga.core.errors import Incomplete, Problem, Refused
from minga.core.notices.telling import tell_all
from minga.core.reasons import reason_problems

DECIDED_BY = ("approve", "refuse")
"""The verbs that somebody presses; an extension lapses by itself."""


@action("assignments.ask_for_extension", target="assignment")
def ask_for_extension(
    *, actor: Any, assignment: Assignment, new_end: date, reason: str, funding_note: str, seen: int | None = None
) -> Extension:
    """Ask for a later last day, within the category's maximum, and say who pays for it.

    The cost of the added time is computed where every rate is there, and the finance officers are asked to authorize it
    where whoever asks may ask them. Raises Incomplete naming all that is in the way.
    """
    problems = reason_problems(reason, missing=_("Say why."))
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
    estimate, _problems = _compute(extension, actor=actor)
    if estimate is not None and estimate.total and allowed(actor, "assignments.request_authorization", estimate):
        request_authorization(actor=actor, estimate=estimate)
    deciding = colleagues_of(assignment, without=actor)
    if not deciding:
        call_for(Role.PROGRAMME_OFFICER, assignment.description, kind="second_officer_missing", once=extension.ref)
    tell_all(
        kind="assignments.extension_requested",
        to=deciding,
        about=extension,
        context={"post": titles_of(assignment.description), "until": new_end},
        url=page_of(assignment),
        once=f"extension-requested:{extension.ref}",
    )
    return extension


@action("assignments.compute_cost", target="extension", lock_first=assignment_first)
def compute_extension_cost(*, actor: Any, extension: Extension) -> CostEstimate:
    """A new estimate of the added time from the rates in force; the former one is replaced, authorized or not.

    Raises Incomplete naming every missing rate, and Refused for an extension that is decided.
    """
    if extension.state != "requested":
        raise Refused(_("This extension is decided, and its cost stays as it was."))
    estimate, problems = _compute(extension, actor=actor)
    if estimate is None:
        raise Incomplete(_("The cost cannot be computed yet."), problems=problems)
    return estimate


def _compute(extension: Extension, *, actor: Any) -> tuple[CostEstimate | None, list[Problem]]:
    description, inputs = extension.assignment.description, extension_inputs(extension)
    cost = compute(inputs=inputs, rates=rates_for(description, inputs))
    if cost.problems:
        return None, cost.problems
    drop_costs(extension, actor=actor)
    return keep_cost(cost, inputs, description=description, extension=extension, actor=actor), []


def drop_costs(extension: Extension, *, actor: Any) -> None:
    """Within an action: no cost of this extension counts or waits any more."""
    replace_costs(extension.estimates.filter(state__in=(*ESTIMATE_IN_FORCE, "refused")), actor=actor)


def extension_problems(assignment: Assignment, new_end: date) -> list[Problem]:
    """What the category's maximum says against a new last day, and another service that the person has accepted."""
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
    hours, begins = weekly_hours(assignment.description), assignment.ends_on + timedelta(days=1)
    overlap = overlap_of(assignment.account_id, hours=hours, first=begins, last=new_end, without=assignment.pk)
    if overlap is not None:
        words = _(
            "From %(day)s on the volunteer serves elsewhere; together that would be %(hours)s, the most is %(most)s."
        )
        named = {"hours": overlap.together, "most": hours_words(MOST_A_WEEK)}
        problems.append(
            Problem(
                "new_end",
                words % {"day": formats.date_format(max(overlap.first, begins)), **named},
                _("Choose an earlier day."),
            )
        )
    return problems


@action("assignments.decide_extension", target="extension", lock_first=assignment_first)
def decide_extension(*, actor: Any, extension: Extension, verb: str, seen: int | None = None) -> Extension:
    """Approve or refuse an extension; never by whoever asked. verb: approve or refuse; Refused for any other.

    Raises Incomplete for whoever asked, and naming all that is in the way of approving it.
    """
    if verb not in DECIDED_BY:
        raise Refused(_("An extension is approved or refused here."))
    if extension.asked_by_id == actor.pk:
        raise Incomplete(_("Whoever asks never approves."), problems=[Problem("verb", _("Ask a colleague to decide."))])
    assignment = Assignment.objects.get(pk=extension.assignment_id)
    lock_open_offers(assignment.account_id)
    problems = extension_problems(assignment, extension.new_end) if verb == "approve" else []
    if problems:
        raise Incomplete(_("The extension cannot be approved."), problems=problems)
    EXTENSION.move(extension, verb=verb)
    extension.decided_by_id = actor.pk
    extension.save()
    if verb == "refuse":
        drop_costs(extension, actor=actor)
    if verb == "approve":
        before = trail.snapshot(assignment)
        SERVICE.move(assignment, verb="extend")
        assignment.ends_on = extension.new_end
        assignment.save()
        trail.note(actor=actor, verb="extend", target=assignment, before=before)
    tell_volunteer(
        assignment, kind=f"extension_{extension.state}", once=f"extension:{extension.ref}", until=extension.new_end
    )
    tell_hosts(
        assignment,
        kind=f"longer_service_{extension.state}",
        once=f"longer:{extension.ref}",
        also=[] if extension.asked_by_id in {None, assignment.account_id} else [extension.asked_by],
        until=extension.new_end,
    )
    return extension
