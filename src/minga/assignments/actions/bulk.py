"""One decision about many candidates: what would happen to whom, and then all of it in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minga.assignments.actions import assessment, reserve, selection, shortlist
from minga.assignments.actions.clearances import asked_by, request_clearance
from minga.assignments.actions.taking_back import take_back_decision, why_not
from minga.assignments.models import (
    Application,
    ApplicationStep,
    Clearance,
    Description,
    ManyDecision,
    ManyDecisionPart,
)
from minga.assignments.queries.candidates import seats_of
from minga.assignments.queries.clearances import clearance_missing
from minga.assignments.queries.longlist import board_of, passed_over
from minga.assignments.queries.placing import seats_for
from minga.assignments.queries.steps import TIME_TO_UNDO
from minga.assignments.states import APPLICATION
from minga.core.acting import allowed, together
from minga.core.errors import Refused
from minga.core.notices.telling import held_for
from minga.core.reasons import require_reason
from minga.people.models import Purpose
from minga.people.queries import accounts_with_consent

MOST_AT_ONCE = 500
TO_ASK = ("required", "failed", "expired")


@dataclass(frozen=True)
class Decision:
    """A verb that can be done to many: who may, how it is done to one, and whether it needs a reason.

    told: whether each person hears of it. undo: the verb that takes it back, where the state machine has one.
    own_label and states: for what is no move of the application itself, its name and the states in which it is done.
    keeps_asked: whether it leaves alone whoever was asked for clearances since they came to where they stand.
    """

    verb: str
    permission: str
    act: Callable[..., Any]
    needs_reason: bool = False
    told: bool = False
    undo: str = ""
    own_label: Any = ""
    states: tuple[str, ...] = ()
    keeps_asked: bool = False

    @property
    def label(self) -> Any:
        """What the button says."""
        return self.own_label or APPLICATION.verb_labels[self.verb]


def ask_for_clearances(
    *, actor: Any, application: Application, reason: str = "", seen: int | None = None
) -> Application:
    """Ask for every clearance that a candidate needs before the host entity sees them and that nobody asked for yet."""
    for clearance in application.clearances.filter(is_pre_submission=True, state__in=_to_ask(actor, application)):
        request_clearance(actor=actor, clearance=clearance)
    return application


def _to_ask(actor: Any, thing: Any) -> list[str]:
    """In which states this officer asks for a clearance. No query."""
    mine = asked_by(actor, thing)
    return [state for state in TO_ASK if state in mine]


STEP_BACK = Decision("step_back", "assignments.take_back_decision", take_back_decision)
DECISIONS: dict[str, Decision] = {
    row.verb: row
    for row in (
        Decision("shortlist", "assignments.decide_application", shortlist.shortlist_application,
                 undo="return_to_longlist"),
        Decision("return_to_longlist", "assignments.decide_application", shortlist.return_to_longlist,
                 undo="step_back"),
        Decision("submit_to_host", "assignments.decide_application", shortlist.submit_to_host, told=True,
                 undo="step_back"),
        Decision("ask_clearances", "assignments.request_clearance", ask_for_clearances, told=True,
                 own_label=gettext_lazy("Ask for the clearances"), states=("shortlisted",)),
        Decision("not_assess", "assignments.assess_for_host", assessment.leave_unassessed, needs_reason=True,
                 undo="step_back"),
        Decision("assess", "assignments.assess_for_host", assessment.record_assessment, undo="step_back"),
        Decision("select", "assignments.select_application", selection.select_application, told=True,
                 undo="step_back"),
        Decision("reserve", "assignments.select_application", reserve.put_in_reserve, told=True, undo="step_back"),
        Decision("not_select", "assignments.select_application", selection.do_not_select, told=True,
                 undo="step_back"),
    )
}  # fmt: skip
UNDOING: dict[str, Decision] = {
    "return_to_longlist": replace(DECISIONS["return_to_longlist"], keeps_asked=True),
    "step_back": STEP_BACK,
}


@dataclass(frozen=True)
class Plan:
    """What one decision would do: to whom, to whom not and why, and who would be passed over by it."""

    decision: Decision
    possible: list[Application]
    impossible: list[tuple[Application, str]]
    passed_over: int = 0

    @property
    def needs_reason(self) -> bool:
        return self.decision.needs_reason or self.passed_over > 0

    @property
    def key(self) -> str:
        """Who, in which version: what the preview shows is what is done, or the preview is shown again."""
        return " ".join(f"{row.ref}:{row.version}" for row in self.possible)


def plan_for(*, actor: Any, description: Description, decision: Decision, applications: Sequence[Application]) -> Plan:
    """Hold each application against the state machine and the rules, without changing anything. About 8 queries."""
    possible: list[Application] = []
    impossible: list[tuple[Application, str]] = []
    reasons = _Reasons(decision, applications, states=_to_ask(actor, description))
    free = seats_of(description).free if decision.verb == "select" else len(applications)
    together_on = seats_for(description, applications) if decision.verb == "select" else None
    for row in applications:
        row.description = description
        if not allowed(actor, decision.permission, row):
            impossible.append((row, _("Your roles do not allow this.")))
        elif why := reasons.against(row):
            impossible.append((row, why))
        elif len(possible) >= free:
            impossible.append((row, _("No seat is free.")))
        elif together_on is not None and not together_on([*possible, row]):
            impossible.append((row, _("The seats on which this person may serve are needed for those above.")))
        else:
            possible.append(row)
    over = 0
    if decision.verb == "shortlist" and possible:
        over = len(passed_over(board_of(description), [row.pk for row in possible]))
    return Plan(decision, possible, impossible, over)


class _Reasons:
    """Why a decision cannot be made about somebody, read for all of them at once."""

    def __init__(self, decision: Decision, applications: Sequence[Application], *, states: Sequence[str]) -> None:
        self.decision, self.verb = decision, decision.verb
        self.uncleared: dict[int, str] = {}
        self.agreed: set[int] = set()
        self.needing: set[int | None] = set()
        self.to_ask: set[int | None] = set()
        self.asked: set[int | None] = set()
        if decision.keeps_asked:
            needed = Clearance.objects.filter(application__in=applications, is_pre_submission=True)
            since = needed.filter(requested_at__gte=F("application__state_changed_at"))
            self.asked = set(since.values_list("application_id", flat=True))
        if self.verb == "ask_clearances":
            needed = Clearance.objects.filter(application__in=applications, is_pre_submission=True)
            found = list(needed.values_list("application_id", "state"))
            self.needing = {pk for pk, _state in found}
            self.to_ask = {pk for pk, state in found if state in states}
        if self.verb == "submit_to_host":
            waiting = Clearance.objects.filter(application__in=applications, is_pre_submission=True)
            for row in waiting.filter(clearance_missing()):
                self.uncleared.setdefault(row.application_id or 0, row.get_kind_display())
            people = [row.account_id for row in applications]
            agreed = accounts_with_consent(Purpose.SHARE_WITH_HOST).filter(pk__in=people)
            self.agreed = set(agreed.values_list("pk", flat=True))

    def against(self, row: Application) -> str:
        if self.verb == "step_back":
            return why_not(row)
        if not self._is_possible_in(row.state):
            return _("Not possible in the state “%(state)s”.") % {"state": row.get_state_display()}
        if row.pk in self.asked:
            return _("Clearances have been asked for since.")
        if self.verb == "ask_clearances":
            none = _("None is needed before the host entity sees them.")
            done = _("Every clearance has been asked for.") if row.pk in self.needing else none
            return "" if row.pk in self.to_ask else done
        if self.verb == "submit_to_host":
            return self._against_submitting(row)
        problems = APPLICATION.problems(row, verb=self.verb)
        return str(problems[0].message) if problems else ""

    def _against_submitting(self, row: Application) -> str:
        if row.pk in self.uncleared:
            return _("%(kind)s has not passed.") % {"kind": self.uncleared[row.pk]}
        return "" if row.account_id in self.agreed else _("Has not agreed to be shown to a host entity.")

    def _is_possible_in(self, state: str) -> bool:
        if self.decision.states:
            return state in self.decision.states
        return bool(APPLICATION.find(state=state, verb=self.verb))


def decide_many(
    *,
    actor: Any,
    description: Description,
    plan: Plan,
    reason: str = "",
    seen: Iterable[tuple[str, int]] = (),
    may_be_undone: bool = False,
) -> ManyDecision | None:
    """Do what the plan shows to everyone in it, all or none; gives the decision where it is kept to be taken back.

    seen: (ref, version) of the preview. may_be_undone: where the decision has a way back, nobody is told of it before
    TIME_TO_UNDO has passed. Raises Incomplete without a reason that is needed, Stale or any other refusal
    of the single decision, and then nothing has been done. Raises Refused where nobody is left, or where they are more
    than can be decided at once.
    """
    if not plan.possible:
        raise Refused(_("Nobody is left to whom this could be done."))
    if len(plan.possible) > MOST_AT_ONCE:
        raise Refused(
            _("That is more than can be decided at once."),
            remedy=_("Choose at most %(count)s people, then go on with the others.") % {"count": MOST_AT_ONCE},
        )
    if plan.needs_reason:
        require_reason(reason, missing=_("Say why."))
    versions = dict(seen)
    waits = may_be_undone and plan.decision.told and plan.decision.undo
    with together(), held_for(TIME_TO_UNDO) if waits else nullcontext():
        for row in plan.possible:
            extra = {"note": reason.strip()} if plan.decision.verb == "shortlist" and plan.passed_over else {}
            if plan.decision.verb not in {"assess"}:
                extra["reason"] = reason.strip()
            plan.decision.act(actor=actor, application=row, seen=versions.get(row.ref, row.version), **extra)
        return _kept(actor, description, plan) if may_be_undone and plan.decision.undo else None


def _kept(actor: Any, description: Description, plan: Plan) -> ManyDecision:
    """The decision that was just made, with where it left each."""
    told_at = timezone.now() + TIME_TO_UNDO if plan.decision.told else None
    kept = ManyDecision.objects.create(
        description=description, made_by_id=actor.pk, verb=plan.decision.verb, told_at=told_at
    )
    steps = ApplicationStep.objects.filter(application__in=[row.pk for row in plan.possible], left_at=None)
    ManyDecisionPart.objects.bulk_create(ManyDecisionPart(decision=kept, step=step) for step in steps)
    return kept
