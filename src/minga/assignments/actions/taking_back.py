"""Taking a decision about a candidate back, while nobody has been told of it and nothing was built on it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from minga.assignments.actions.reserve import close_ranks, last_rank
from minga.assignments.models import Application
from minga.assignments.states import APPLICATION
from minga.assignments.stepping import description_first, move_application
from minga.core.acting import action, allowed
from minga.core.errors import NotAllowed, Refused
from minga.core.notices.telling import untell
from minga.core.states import Transition

PERMISSION_FOR = {
    "submit_to_host": "assignments.decide_application",
    "return_to_longlist": "assignments.decide_application",
    "assess": "assignments.assess_for_host",
    "not_assess": "assignments.assess_for_host",
    "select": "assignments.select_application",
    "reserve": "assignments.select_application",
    "not_select": "assignments.select_application",
}
"""Whoever may make a decision may take it back."""


@action("assignments.take_back_decision", target="application", lock_first=description_first, verb="step_back")
def take_back_decision(
    *, actor: Any, application: Application, reason: str = "", seen: int | None = None
) -> Application:
    """Put a candidate back where they stood before the last decision; what was to be told of it is not sent.

    Raises Refused where the last move was no decision that can be taken back, somebody has been told or something was
    built on it, and NotAllowed for whoever may not make that decision.
    """
    row = way_back(application)
    if not allowed(actor, PERMISSION_FOR[row.undoes], application):
        raise NotAllowed()
    problems = APPLICATION.problems(application, verb="step_back")
    if problems:
        raise Refused(problems[0].message, remedy=problems[0].remedy)
    _untell(application)
    was_kept = row.undoes == "reserve"
    if was_kept:
        application.reserve_rank = None
    if row.target == "reserve":
        application.reserve_rank = last_rank(application.description) + 1
    if row.undoes == "not_select":
        application.told_at = None
    if row.target != "not_assessed":
        application.decision_reason = ""
    move_application(application, verb="step_back", target=row.target)
    if was_kept:
        close_ranks(application.description, actor=actor)
    return application


def way_back(application: Application) -> Transition:
    """The move that leads back to the state before; Refused where there is none. One query."""
    steps = application.steps.order_by("-pk").values_list("state", flat=True)[:2]
    before = steps[1] if len(steps) == 2 else ""
    for row in APPLICATION.find(state=application.state, verb="step_back"):
        if row.target == before:
            return row
    raise Refused(_("There is no decision here that can be taken back."))


def why_not(application: Application) -> str:
    """Why the last decision about a candidate cannot be taken back; empty where it can. About five queries."""
    try:
        way_back(application)
    except Refused as refusal:
        return str(refusal.message)
    problems = APPLICATION.problems(application, verb="step_back")
    return str(problems[0].message) if problems else ""


def _untell(application: Application) -> None:
    """Nobody hears of what did not stay: the candidate, the officers, and the host entity where nobody is left."""
    was_with_host = application.state == "with_host"
    untell(about=application)
    description = application.description
    if was_with_host and not description.applications.filter(state="with_host").exclude(pk=application.pk).exists():
        untell(about=description, kinds=["assignments.candidates_submitted"])
