"""The steps of an application that stayed: a decision that was taken back is the record of those who made it."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from minga.assignments.models import ApplicationStep

BEFORE = {"with_host": "shortlisted", "reserve": "assessed"}
"""The state that only taking the decision back leads to from each of these."""


def lasting_steps(state: str) -> QuerySet[ApplicationStep]:
    """The steps into a state of `BEFORE` that were not taken back: those give way to the state before them at the same
    moment (stepping.step_application). No query.
    """
    undone = ApplicationStep.objects.filter(
        application=OuterRef("application"), entered_at=OuterRef("left_at"), state=BEFORE[state]
    )
    return ApplicationStep.objects.filter(state=state).exclude(Exists(undone))
