"""Candidates: where there are any for the reader, and one candidate's page."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from minga.assignments.actions.bulk import DECISIONS, decide_many, plan_for
from minga.assignments.forms.selection import AssessorForm, RatingForm
from minga.assignments.models import Application, Assignment
from minga.assignments.pages.candidate import due_of, next_of, person_of, title_of
from minga.assignments.pages.service import ClearanceLine, clearance_lines
from minga.assignments.queries.assessments import Seen, blind_assessors, mean_of, seen_by, sheet_of
from minga.assignments.queries.candidates import (
    COUNTED,
    audience_of,
    candidate_lists,
    counts_of,
    officer_like,
    seats_of,
)
from minga.assignments.queries.longlist import row_of
from minga.assignments.queries.steps import seen_by_host, taken_back
from minga.assignments.state_names import SELECTION_GOES_ON
from minga.assignments.states import APPLICATION
from minga.assignments.views.reading import candidate_for
from minga.assignments.whose_turn import sides_of
from minga.core.acting import allowed
from minga.core.errors import NotAllowed, Refused, Stale
from minga.core.interface.seen import seen_version
from minga.core.paging import KeysFirst

PER_PAGE = 30


@login_required
@require_safe
def candidate_list(request: HttpRequest) -> HttpResponse:
    """The descriptions with candidates that concern the reader. 6 queries for any number."""
    if not allowed(request.user, "assignments.list_candidates"):
        raise NotAllowed()
    page = KeysFirst(candidate_lists(request.user), PER_PAGE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    counts = counts_of(rows, COUNTED)
    context = {
        "page": page,
        "rows": [(row, counts[row.pk]) for row in rows],
        "sees_longlists": officer_like(request.user),
    }
    return render(request, "assignments/selection/list.html", context)


@login_required
@require_safe
def candidate(request: HttpRequest, ref: str) -> HttpResponse:
    """One candidate as the reader may see them: what they bring, how they were assessed, what is to be done.

    Of whoever withdrew the number, the initial and the steps stay; what they wrote, or others about them, is closed.
    """
    row = candidate_for(request, ref, "assignments.view_application")
    account = request.user
    is_officer = audience_of(account, row) == "officer"
    erased = row.account.erased_at is not None
    left = row.state == "withdrawn"
    seen = Seen(asked=0, written=0) if left else seen_by(account, row)
    service = _service(account, row)
    clearances = _clearances(account, row) if is_officer and not left else []
    cleared = all(line.is_valid for line in clearances)
    seats = seats_of(row.description)
    verbs = set() if erased else _verbs(account, row) - _idle(clearances)
    if not seats.free:
        verbs -= {"move_up", "select_again"}
    following, who = next_of(row, seen=seen, service=service, sides=sides_of(account, row), cleared=cleared)
    if "select_again" in verbs:
        following = _("Nothing more, unless you select them again")
    offers = list(row.offers.select_related("seat__city").order_by("-created_at", "-pk"))
    context: dict[str, Any] = {
        "application": row,
        "description": row.description,
        "title": title_of(account, row),
        "person": person_of(account, row),
        "following": following,
        "who": who,
        "due": due_of(row, offers) if following else None,
        "is_officer": is_officer,
        "erased": erased,
        "left": left,
        "score": row_of(row) if is_officer and not left and not erased else None,
        "rating_form": _rating_form(account, row),
        **_assessments(account, row, seen),
        "verbs": verbs,
        "clearances": clearances,
        "service": service,
        "offers": offers,
        "steps": _steps(row, all_of_them=is_officer),
    }
    return render(request, "assignments/selection/candidate.html", context)


def _service(account: Any, row: Application) -> Assignment | None:
    """What the candidate accepted, for whoever may look at it. One query beside the permission's."""
    service = Assignment.objects.filter(offer__application=row).select_related("description__host", "seat").first()
    return service if service is not None and allowed(account, "assignments.view_assignment", service) else None


def _clearances(account: Any, row: Application) -> list[ClearanceLine]:
    """Those asked for before submission; whoever is not in charge learns only whether they passed."""
    sees = allowed(account, "assignments.view_clearance_result", row)
    opens = allowed(account, "assignments.view_clearance", row)
    return clearance_lines(row.clearances.all(), sees_results=sees, opens=opens)


def _rating_form(account: Any, row: Application) -> RatingForm | None:
    """The form that rates the motivation, for whoever decides about a candidate that still has one."""
    gone = row.account.erased_at is not None or row.state == "withdrawn"
    if gone or not allowed(account, "assignments.decide_application", row):
        return None
    return RatingForm(initial={"score": _without_zeros(row.motivation_score)})


def _assessments(account: Any, row: Application, seen: Seen) -> dict[str, Any]:
    """What the reader sees of the assessments, and the form that asks somebody for one."""
    may_choose = (
        row.account.erased_at is None
        and row.state == "with_host"
        and allowed(account, "assignments.choose_assessors", row)
    )
    return {
        "seen": seen,
        "sheet": sheet_of(seen.shown, list(row.description.criteria.all())) if seen.shown else [],
        "means": [(assessment, mean_of(assessment)) for assessment in seen.shown],
        "may_choose": may_choose,
        "assessor_form": AssessorForm(people=blind_assessors(row)) if may_choose else None,
    }


def _verbs(account: Any, row: Application) -> set[str]:
    """The verbs that the state knows and the reader may do; who is selected is let go only where nobody answers."""
    decided = {
        decision.verb
        for decision in DECISIONS.values()
        if (row.state in decision.states or APPLICATION.find(state=row.state, verb=decision.verb))
        and allowed(account, decision.permission, row)
    }
    if row.state == "selected" and row.account.is_active:
        decided.discard("not_select")
    if not row.account.is_active:
        return decided - {"select"}
    if row.state == "lapsed" and row.description.state not in SELECTION_GOES_ON:
        return decided
    return decided | {
        verb
        for verb in ("offer", "take_back", "move_up", "select_again")
        if APPLICATION.find(state=row.state, verb=verb) and allowed(account, "assignments.make_offer", row)
    }


def _idle(clearances: list[ClearanceLine]) -> set[str]:
    """The verbs that lead nowhere as the clearances before submission stand. No query."""
    idle = set() if any(line.row.state == "required" for line in clearances) else {"ask_clearances"}
    return idle if all(line.is_valid for line in clearances) else {*idle, "submit_to_host"}


def _steps(row: Application, *, all_of_them: bool) -> list[dict[str, Any]]:
    """The way of a candidate, the last step first; what was taken back is the officers' own record. One query."""
    steps = list(row.steps.exclude(state="draft").order_by("entered_at", "pk"))
    undone = taken_back(steps)
    return [
        {
            "when": step.entered_at,
            "title": APPLICATION.labels[step.state],
            "text": _("This decision was taken back.") if step.pk in undone else "",
        }
        for step in reversed(steps if all_of_them else seen_by_host(steps))
    ]


@login_required
@require_POST
def act(request: HttpRequest, ref: str, verb: str) -> HttpResponse:
    """One decision about one candidate, from their page or from what waits."""
    decision = DECISIONS.get(verb)
    if decision is None:
        raise Http404
    row = candidate_for(request, ref, decision.permission)
    if seen_version(request) not in (None, row.version):
        raise Stale(_("Somebody changed this after you opened it."))
    plan = plan_for(actor=request.user, description=row.description, decision=decision, applications=[row])
    if plan.impossible:
        raise Refused(plan.impossible[0][1])
    decide_many(
        actor=request.user, description=row.description, plan=plan, reason=request.POST.get("reason", ""),
        seen=[(row.ref, row.version)],
    )  # fmt: skip
    row.refresh_from_db()
    messages.success(
        request,
        _("%(candidate)s: %(state)s.") % {"candidate": row, "state": row.get_state_display()},
    )
    if allowed(request.user, "assignments.view_application", row):
        return redirect("assignments:candidate", ref)
    return redirect("assignments:selection", row.description.ref)


def _without_zeros(score: Decimal | None) -> str:
    """A rating as a person writes it: 88, not 88.00."""
    return "" if score is None else f"{score.normalize():f}"
