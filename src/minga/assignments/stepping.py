"""Moving a description or an application through its state machine, and noting when it entered and left each state.

Called inside actions, on the locked row. The steps are what “days per stage” is counted from.
"""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from minga.assignments.actions.opportunity_index import refresh_opportunity
from minga.assignments.models import Application, ApplicationStep, Description, DescriptionStep
from minga.assignments.states import APPLICATION, DESCRIPTION
from minga.core.notices.telling import untell
from minga.core.states import Transition

OVERTAKING = frozenset({"select", "reserve", "not_select", "offer", "move_up", "call_off", "call_back", "withdraw"})
"""Verbs after which what is still held back of earlier decisions would come late and be untrue."""
HELD_IN = frozenset({"with_host", "not_assessed", "assessed", "selected", "reserve", "not_selected"})


def description_first(application: Application) -> Description:
    """The row that is locked before an application, because seats and ranks are counted there."""
    return application.description


def move_description(description: Description, *, verb: str, target: str | None = None, reason: str = "") -> Transition:
    """Make the move, save, close the old step and open the new one; `reason` becomes `state_reason` (else cleared).

    Raises IllegalTransition or Incomplete, and then nothing is written. Keeps the search index up to date.
    """
    source = description.state
    row = DESCRIPTION.move(description, verb=verb, target=target)
    description.state_reason = reason
    description.save()
    if row.target != source:
        step_description(description)
    if "sourcing" in (source, row.target):
        refresh_opportunity(description)
    return row


def move_application(application: Application, *, verb: str, target: str | None = None, reason: str = "") -> Transition:
    """Make the move, save, close the old step and open the new one; `reason`, where given, becomes `decision_reason`.

    Sets `state_changed_at`. Nobody hears later what a further decision has overtaken. Raises IllegalTransition or
    Incomplete, and then nothing is written.
    """
    source = application.state
    row = APPLICATION.move(application, verb=verb, target=target)
    now = timezone.now()
    application.state_changed_at = now
    if reason:
        application.decision_reason = reason
    application.save()
    if source in HELD_IN and verb in OVERTAKING:
        untell(about=application)
    if row.target != source:
        step_application(application, at=now)
    return row


def step_description(description: Description, *, at: datetime | None = None) -> None:
    """Close the open step, if there is one, and open one for the state the description is in (also after creating)."""
    now = at or timezone.now()
    DescriptionStep.objects.filter(description=description, left_at__isnull=True).update(left_at=now)
    DescriptionStep.objects.create(description=description, state=description.state, entered_at=now)


def step_application(application: Application, *, at: datetime | None = None) -> None:
    """Close the open step, if there is one, and open one for the state the application is in (also after creating)."""
    now = at or timezone.now()
    ApplicationStep.objects.filter(application=application, left_at__isnull=True).update(left_at=now)
    ApplicationStep.objects.create(application=application, state=application.state, entered_at=now)
