"""The steps of an application that stayed: a decision that was taken back is the record of those who made it.

The rule stands here once, asked of the database (`lasting_steps`) and of steps that were read (`lasting`).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Exists, OuterRef, QuerySet

from minga.assignments.models import ApplicationStep
from minga.assignments.state_names import STEPS_BACK

TIME_TO_UNDO = timedelta(minutes=10)
"""How long nobody is told of a decision about many, so that it can be taken back."""
BACK = {(source, target) for source, target, _undone in STEPS_BACK}
ALSO_ONWARD = {("longlisted", "shortlisted"), ("not_selected", "reserve")}
"""Moves that lead back as well as on; what lasted longer than one may undo was told, and stays."""


def lasting_steps(state: str) -> QuerySet[ApplicationStep]:
    """The steps into a state that were not taken back, as far as moves tell that never lead on: what is taken back
    gives way to the state before it at the same moment (stepping.step_application). No query.
    """
    before = [target for source, target in BACK - ALSO_ONWARD if source == state]
    undone = ApplicationStep.objects.filter(
        application=OuterRef("application"), entered_at=OuterRef("left_at"), state__in=sorted(before)
    )
    return ApplicationStep.objects.filter(state=state).exclude(Exists(undone))


def lasting(steps: Iterable[ApplicationStep]) -> list[ApplicationStep]:
    """The steps, given in their order, without those that were taken back and the way back from them. No query."""
    return _sorted_out(steps)[0]


def taken_back(steps: Iterable[ApplicationStep]) -> set[int]:
    """The keys of those that were taken back. No query."""
    return _sorted_out(steps)[1]


def _sorted_out(steps: Iterable[ApplicationStep]) -> tuple[list[ApplicationStep], set[int]]:
    kept: list[ApplicationStep] = []
    undone: set[int] = set()
    for step in steps:
        if len(kept) > 1 and kept[-2].state == step.state and _leads_back(kept[-1], step):
            undone.add(kept.pop().pk)
        else:
            kept.append(step)
    return kept, undone


def _leads_back(left: ApplicationStep, reached: ApplicationStep) -> bool:
    move = (left.state, reached.state)
    return move in BACK and (move not in ALSO_ONWARD or reached.entered_at - left.entered_at <= TIME_TO_UNDO)


def seen_by_host(steps: Iterable[ApplicationStep]) -> list[ApplicationStep]:
    """What the host entity reads: that somebody applied, and all from when they were submitted to it. No query."""
    stayed = lasting(steps)
    first = next((place for place, step in enumerate(stayed) if step.state == "with_host"), len(stayed))
    return [*(step for step in stayed[:first] if step.state == "submitted"), *stayed[first:]]
