"""One decision about many: a page that says what will happen to whom, then all of it at once, then undo."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from minga.assignments.actions.bulk import (
    DECISIONS,
    MOST_AT_ONCE,
    Decision,
    Plan,
    decide_many,
    plan_for,
)
from minga.assignments.actions.deciding import plan_to_take_back, take_back_many
from minga.assignments.actions.selection import UNDECIDED
from minga.assignments.forms.selection import DecisionForm, LookForm
from minga.assignments.models import Application, Description, ManyDecision
from minga.assignments.queries.candidates import GROUPS, candidates_of
from minga.assignments.queries.longlist import board_of
from minga.assignments.queries.steps import TIME_TO_UNDO
from minga.assignments.states import APPLICATION
from minga.assignments.undoing import KEY, has_just_done, keep_undo, recent_decisions
from minga.assignments.views.reading import description_for
from minga.core.acting import allowed
from minga.core.errors import Incomplete, Refused
from minga.core.interface.onward import onward

SHOWN = 60
STAGES = {"undecided": UNDECIDED, **{key: states for key, _label, states in GROUPS}}
TOLD = {
    "ask_clearances": gettext_lazy("Each is told what is needed of them, and how to hand it in."),
    "submit_to_host": gettext_lazy("Each is told that they are on the shortlist and with the host entity."),
    "select": gettext_lazy("Each is told that they were selected and that an offer is being prepared."),
    "reserve": gettext_lazy(
        "Each is told that they suit the post and are kept in reserve, in the order in which they stand here and "
        "behind those who are there already. For another order put them there one after another, the first first."
    ),
    "not_select": gettext_lazy("Each is told kindly, with how far they came, and may read your reason."),
}
REASONS = {
    "not_select": gettext_lazy("May stay empty. The person can read it, so write it to them."),
    "not_assess": gettext_lazy("The officer reads it, and the candidate can read it."),
    "shortlist": gettext_lazy("Where you differ from the order of the longlist, say why; it is kept beside the name."),
    "select": gettext_lazy("May stay empty. It is kept in the audit trail."),
    "reserve": gettext_lazy("May stay empty. It is kept in the audit trail."),
}


@login_required
@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, ref: str) -> HttpResponse:
    """The preview of a decision about those ticked or all that match; a POST from it does what it showed."""
    description = description_for(request, ref, "assignments.view_selection")
    source = request.POST if request.method == "POST" else request.GET
    decision = DECISIONS.get(source.get("verb", ""))
    if decision is None:
        raise Http404
    seen = _seen(request)
    applications = _chosen(request, description, seen)
    if not applications:
        messages.info(request, _("Tick at least one candidate first."))
        return redirect(_back(request, description))
    plan = plan_for(actor=request.user, description=description, decision=decision, applications=applications)
    form = _form(request, decision, plan)
    if request.method == "POST" and not plan.possible and has_just_done(request, description, decision.verb, seen):
        messages.info(request, _("This has been done already; pressing twice changes nothing."))
        return redirect(_back(request, description))
    changed = request.method == "POST" and {row.ref: row.version for row in plan.possible} != seen
    if request.method == "POST" and not changed and form.is_valid():
        answer = _done(request, description, plan, form, seen)
        if answer is not None:
            return answer
    context = _context(request, description, plan, form)
    if changed:
        moved = [row for row in applications if row.version != seen.get(row.ref)]
        context |= {"changed": True, "moved": moved[:SHOWN], "more_moved": max(len(moved) - SHOWN, 0)}
    status = 409 if changed else 422 if request.method == "POST" else 200
    return render(request, "assignments/selection/decide.html", context, status=status)


def _done(
    request: HttpRequest, description: Description, plan: Plan, form: DecisionForm, seen: dict[str, int]
) -> HttpResponse | None:
    """Do it; None where something is missing from the form."""
    try:
        kept = decide_many(
            actor=request.user,
            description=description,
            plan=plan,
            reason=form.cleaned_data["reason"],
            seen=seen.items(),
            may_be_undone=True,
        )
    except Incomplete as error:
        error.show_in(form)
        return None
    many = len(plan.possible)
    if kept is None:  # what can be taken back is said beside the press that does so
        messages.success(
            request,
            ngettext("Done for %(count)s candidate.", "Done for %(count)s candidates.", many) % {"count": many},
        )
    keep_undo(request, description, plan, kept)
    return onward(request, _back(request, description))


def _context(request: HttpRequest, description: Description, plan: Plan, form: DecisionForm) -> dict[str, Any]:
    verb = plan.decision.verb
    return {
        "description": description,
        "plan": plan,
        "form": form,
        "label": plan.decision.label,
        "told": TOLD.get(verb, ""),
        "undo": bool(plan.decision.undo),
        "minutes": int(TIME_TO_UNDO.total_seconds() // 60) if plan.decision.told else 0,
        "possible": plan.possible[:SHOWN],
        "further": plan.possible[SHOWN:MOST_AT_ONCE],
        "may_leave_out": 1 < len(plan.possible) <= MOST_AT_ONCE,
        "impossible": plan.impossible[:SHOWN],
        "more_possible": max(len(plan.possible) - SHOWN, 0),
        "more_impossible": max(len(plan.impossible) - SHOWN, 0),
        "too_many": len(plan.possible) > MOST_AT_ONCE,
        "most": MOST_AT_ONCE,
        "machine": APPLICATION,
        "back": _back(request, description),
    }


def _form(request: HttpRequest, decision: Decision, plan: Plan) -> DecisionForm:
    sent = request.POST if request.method == "POST" else None
    return DecisionForm(sent, needs_reason=plan.needs_reason, help_text=REASONS.get(decision.verb, ""))


def _seen(request: HttpRequest) -> dict[str, int]:
    """(ref, version) of those whom the preview showed and nobody left out since."""
    seen = dict(_pairs(request.POST.get("chosen", "")))
    if "picks" not in request.POST:
        return seen
    kept = set(request.POST.getlist("keep"))
    return {ref: version for ref, version in seen.items() if ref in kept}


def _pairs(text: str) -> list[tuple[str, int]]:
    pairs = (pair.partition(":") for pair in text.split()[: 2 * MOST_AT_ONCE])
    return [(ref, int(version)) for ref, _colon, version in pairs if version.isdecimal()]


def _chosen(request: HttpRequest, description: Description, seen: dict[str, int]) -> list[Application]:
    """Those ticked, all of a stage, all that match the look, or those of the preview; in the order of the longlist."""
    rows = description.applications.select_related("account").exclude(state="draft")
    sees_longlist = allowed(request.user, "assignments.view_longlist", description)
    if not sees_longlist:
        rows = candidates_of(request.user, description)
    if request.method == "GET" and request.GET.get("all"):
        stage = STAGES.get(request.GET.get("stage", ""))
        if stage is not None:
            return list(rows.filter(state__in=stage).order_by("candidate_number"))
        if sees_longlist:
            look = LookForm(request.GET).chosen()
            places = board_of(description).showing(look["show"], at_least=look["at_least"], number=look["number"])
            found = rows.in_bulk([place.pk for place in places])
            return [found[place.pk] for place in places if place.pk in found]
    refs = list(seen) if request.method == "POST" else request.GET.getlist("c")[: 2 * MOST_AT_ONCE]
    return list(rows.filter(ref__in=refs).order_by("candidate_number"))


def _back(request: HttpRequest, description: Description) -> str:
    from django.urls import reverse

    name = "longlist" if allowed(request.user, "assignments.view_longlist", description) else "selection"
    if "selection" in (request.POST.get("from"), request.GET.get("from")):
        name = "selection"
    return reverse(f"assignments:{name}", args=[description.ref])


@login_required
@require_POST
def undo(request: HttpRequest, ref: str) -> HttpResponse:
    """Take the last decision back, for everyone for whom the state machine still allows it."""
    description = description_for(request, ref, "assignments.take_back_decision")
    last = request.session.pop(KEY, None) or {}
    decision = ManyDecision.objects.filter(description=description, ref=last.get("decision", "")).first()
    if decision is None:
        raise Refused(_("There is nothing here to take back."))
    decision.description = description
    plan = plan_to_take_back(actor=request.user, decision=decision)
    take_back_many(actor=request.user, decision=decision, plan=plan)
    _say_taken_back(request, plan)
    return onward(request, _back(request, description))


@login_required
@require_http_methods(["GET", "POST"])
def take_back(request: HttpRequest, ref: str, decision: str) -> HttpResponse:
    """A recent decision: for whom it can be taken back and for whom not; a POST takes back what the page showed."""
    description = description_for(request, ref, "assignments.take_back_decision")
    known = {row.decision.ref: row for row in recent_decisions(request.user, description)}
    if decision not in known:
        raise Http404
    row = known[decision]
    row.decision.description = description
    seen = dict(_pairs(request.POST.get("chosen", "")))
    plan = plan_to_take_back(actor=request.user, decision=row.decision)
    changed = request.method == "POST" and {one.ref: one.version for one in plan.possible} != seen
    if request.method == "POST" and not changed:
        take_back_many(actor=request.user, decision=row.decision, plan=plan, seen=seen.items())
        _say_taken_back(request, plan)
        return onward(request, _back(request, description))
    context = {
        "description": description,
        "row": row,
        "plan": plan,
        "changed": changed,
        "possible": plan.possible[:SHOWN],
        "more_possible": max(len(plan.possible) - SHOWN, 0),
        "impossible": plan.impossible[:SHOWN],
        "more_impossible": max(len(plan.impossible) - SHOWN, 0),
        "machine": APPLICATION,
        "back": _back(request, description),
    }
    return render(request, "assignments/selection/take_back.html", context, status=409 if changed else 200)


def _say_taken_back(request: HttpRequest, plan: Plan) -> None:
    """How many were taken back, and who stays and why."""
    many, left = len(plan.possible), len(plan.impossible)
    messages.success(
        request,
        ngettext("Taken back for %(count)s candidate.", "Taken back for %(count)s candidates.", many) % {"count": many},
    )
    if left:
        words = ngettext(
            "%(count)s stays as they are: %(why)s", "%(count)s stay as they are, the first because: %(why)s", left
        )
        messages.info(request, words % {"count": left, "why": plan.impossible[0][1]})
