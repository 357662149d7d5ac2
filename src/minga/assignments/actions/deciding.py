"""Taking a decision about many back: for everyone who still stands where it left them, and nobody else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from minga.assignments.actions.bulk import DECISIONS, UNDOING, Plan, decide_many, plan_for
from minga.assignments.models import Application, ManyDecision
from minga.core.acting import lock, together
from minga.core.errors import Refused


def plan_to_take_back(*, actor: Any, decision: ManyDecision) -> Plan:
    """For whom the decision can be taken back now, for whom not and why, without changing anything.

    About ten queries, and five for each candidate where taking back asks what was built on it.
    """
    undoing = UNDOING[DECISIONS[decision.verb].undo]
    last_first = F("step__application__reserve_rank").desc(nulls_last=True)  # so that no rank of the others moves up
    parts = decision.parts.select_related("step__application__account")
    standing: list[Application] = []
    others: list[tuple[Application, str]] = []
    is_told = decision.told_at is not None and decision.told_at <= timezone.now()
    for part in parts.order_by(last_first, "step__application__candidate_number"):
        row = part.step.application
        if part.step.left_at is not None or row.state != part.step.state:
            others.append((row, _("Has moved on since: “%(state)s”.") % {"state": row.get_state_display()}))
        elif is_told:
            others.append((row, _("The decision has been told already.")))
        else:
            standing.append(row)
    plan = plan_for(actor=actor, description=decision.description, decision=undoing, applications=standing)
    return replace(plan, impossible=[*plan.impossible, *others])


def take_back_many(*, actor: Any, decision: ManyDecision, plan: Plan, seen: Iterable[tuple[str, int]] = ()) -> None:
    """Do what the plan (plan_to_take_back) shows.

    seen: (ref, version) of the preview. Raises Refused where nobody is left, Stale where somebody was quicker.
    """
    if not plan.possible:
        why = plan.impossible[0][1] if plan.impossible else _("There is nothing here to take back.")
        raise Refused(why, remedy=_("Nothing has been taken back."))
    with together():
        decide_many(actor=actor, description=decision.description, plan=plan, seen=seen)
        kept = lock(decision)
        kept.taken_back += len(plan.possible)
        kept.taken_back_at = timezone.now()
        kept.taken_back_by_id = actor.pk
        kept.save()
