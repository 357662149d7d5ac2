"""Services: the list for those who work on them, one's own, and the page of one with its verbs."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from minga.assignments.actions import certificates as certificate_acts
from minga.assignments.actions import clearances as clearance_acts
from minga.assignments.actions import contracts as contract_acts
from minga.assignments.actions import extensions as extension_acts
from minga.assignments.actions import leave as leave_acts
from minga.assignments.actions import seats as seat_acts
from minga.assignments.actions import service as acts
from minga.assignments.forms.service import ServiceFilter
from minga.assignments.models import Assignment, Extension, Leave, Track
from minga.assignments.pages.leave import balance_words, leave_lines
from minga.assignments.pages.service import (
    WITHOUT_HOURS,
    Reader,
    clearance_lines,
    contract_of,
    has_verified_hours,
    hours_words,
    in_the_way,
    next_step,
    readable_assessments,
)
from minga.assignments.pages.undrawn import undrawn_in_contract
from minga.assignments.queries.cost import later_estimate
from minga.assignments.queries.dependants import standing_changes
from minga.assignments.queries.leave import leave_book
from minga.assignments.queries.service import list_of, services_of
from minga.assignments.rules import OF_RIVALS, why_not
from minga.assignments.service_papers import station_of
from minga.assignments.states import ESTIMATE, EXTENSION, LEAVE, OFFER, SERVICE
from minga.assignments.tables import SERVICES
from minga.assignments.views.reading import readable_service
from minga.assignments.views.service_tasks import open_tasks
from minga.core.acting import allowed
from minga.core.documents import verdicts
from minga.core.errors import NotAllowed
from minga.core.interface.onward import onward
from minga.core.interface.seen import seen_version
from minga.core.interface.tones import tone_of
from minga.core.tables.pages import part_of
from minga.people.models import Account

PER_PAGE = 25
DONE: dict[str, tuple[Callable[..., Any], str | Promise]] = {
    "clear": (clearance_acts.confirm_clearances, _("Everything is in order. The volunteer and the host entity know.")),
    "resume": (acts.resume_service, _("The service goes on.")),
    "close": (acts.close_service, _("The service is closed. Next comes the certificate.")),
    "open_seat": (seat_acts.open_seat_again, _("The seat is free again: see who comes next.")),
    "leave_seat": (seat_acts.leave_seat_closed, _("The seat stays closed.")),
    "issue_contract": (contract_acts.issue_contract, _("The contract is issued. The volunteer is asked to sign it.")),
}


@login_required
@require_safe
def assignment_list(request: HttpRequest) -> HttpResponse:
    """The services one works on, the next to end first. Five queries a page beside the reader's own."""
    if not allowed(request.user, "assignments.list_assignments"):
        raise NotAllowed()
    form = ServiceFilter(request.GET or {"state": "open"})
    context = {
        **part_of(request, SERVICES, list_of(request.user, wanted=form.wanted()), per_page=PER_PAGE),
        "may_see_certificates": allowed(request.user, "assignments.list_certificates"),
        "form": form,
        "is_filtered": bool(request.GET),
    }
    return render(request, "assignments/service/list.html", context)


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """One's own services, whatever their state. Five queries a page beside the reader's own, for any number."""
    page = Paginator(services_of(request.user), PER_PAGE).get_page(request.GET.get("page"))
    rows = [
        {
            "service": row,
            "station": station_of(row),
            "certificate": next((one for one in row.certificates.all() if one.revoked_at is None), None),
        }
        for row in page
    ]
    return render(request, "assignments/service/mine.html", {"page_obj": page, "rows": rows, "machine": SERVICE})


def _balance_of(row: Assignment) -> list[str]:
    """Annual leave in words; which days count also where the category says nothing of it and leave was asked for."""
    if row.state == "closed" or row.end_kind == "not_started":
        return []
    book = leave_book(row)
    return balance_words(book) if book.is_known or row.leaves.all() else []


@login_required
@require_safe
def assignment(request: HttpRequest, ref: str) -> HttpResponse:
    """One service: where it stands, what happens next, its papers, time and words. About 15 queries."""
    row = readable_service(request, ref)
    reader = Reader.of(request.user, row)
    certificate = next((one for one in row.certificates.all() if one.revoked_at is None), None)
    tasks = open_tasks(request.user, row)
    hours = list(row.hours.all())
    left, wrong = (
        sum((one.hours for one in hours if one.state == state), Decimal(0)) for state in ("recorded", "disputed")
    )
    contract_verbs = _contract_verbs(row, reader=reader)
    context = {
        "service": row,
        "reader": reader,
        "state": SERVICE.labels[row.state],
        "tone": tone_of(SERVICE, row.state),
        "step": next_step(row, reader=reader, has_certificate=certificate is not None),
        "station": station_of(row),
        "tasks": tasks,
        "has_quiet_tasks": any(not task.main for _name, task in tasks),
        "verb": _main_verb(row, reader=reader),
        "clearances": clearance_lines(
            row.clearances.all(), sees_results=reader.sees_results, opens=reader.opens_clearances
        ),
        "contract": contract_of(row),
        "contract_verbs": contract_verbs,
        "undrawn": undrawn_in_contract(row) if any(contract_verbs.values()) else [],
        "verified": hours_words(sum((one.hours for one in hours if one.state == "verified"), Decimal(0))),
        "unverified": hours_words(left) if left else "",
        "disputed": hours_words(wrong) if wrong else "",
        "extensions": [_extension_of(request, one) for one in row.extensions.all()],
        "dependants": _dependants_of(request, row),
        "leaves": leave_lines(row.leaves.all(), reader=reader),
        "balance": _balance_of(row),
        "written": readable_assessments(row, reader=reader),
        "certificate": certificate,
        "revoked": [one for one in row.certificates.all() if one.revoked_at],
        "public_reasons": [pair for pair in verdicts.REASONS.items() if pair[0] != certificate_acts.KEY],
        "sees_certificate": certificate and allowed(request.user, "assignments.view_certificate", certificate),
        "requests": EXTENSION,
        "estimate_machine": ESTIMATE,
        "leave_machine": LEAVE,
        "seat": _seat_of(row, request.user, reader=reader),
        "apart": _apart(request.user, row),
        "list_url": "assignments:assignments" if allowed(request.user, "assignments.list_assignments") else "",
    }
    return render(request, "assignments/service/page.html", context)


def _apart(account: Any, row: Assignment) -> NotAllowed | None:
    """Why an officer or focal point who serves here, or applied, themselves decides nothing. At most one query."""
    asked = list(OF_RIVALS) if row.state != "closed" else []
    asked += ["assignments.decide_seat"] if row.end_kind not in {"", "completed"} else []
    return next((words for name in asked if (words := why_not(account, name, row)) is not None), None)


def _seat_of(row: Assignment, account: Any, *, reader: Reader) -> dict[str, Any] | None:
    """For officers: what became of the seat after an early end, and whether it can be opened again. Two queries."""
    if not reader.is_officer or row.end_kind in {"", "completed"}:
        return None
    may_decide = allowed(account, "assignments.decide_seat", row)
    may_open = may_decide and row.offer.state == "accepted" and not OFFER.problems(row.offer, verb="vacate")
    if not may_open and not row.seat_after:
        return None
    return {
        "may_open": may_open,
        "may_leave": may_open and not row.seat_after,
        "until": None if row.end_kind == "not_started" else row.ends_on,
        "selection": reverse("assignments:selection", args=[row.description.ref]),
    }


def _main_verb(row: Assignment, *, reader: Reader) -> dict[str, Any] | None:
    """The officer's verb of the state machine that needs no form, with what is in its way."""
    verb = {"preparing": "clear", "suspended": "resume", "ended": "close"}.get(row.state)
    if verb is None or not reader.is_officer:
        return None
    ask = WITHOUT_HOURS if verb == "close" and row.end_kind != "not_started" and not has_verified_hours(row) else ""
    return {"name": verb, "label": SERVICE.verb_labels[verb], "problems": in_the_way(row, verb=verb), "ask": ask}


def _contract_verbs(row: Assignment, *, reader: Reader) -> dict[str, bool]:
    """What this reader may do with the contract now."""
    contract = contract_of(row)
    signed = bool(contract and contract.volunteer_signed_at and contract.officer_signed_at)
    preparing = row.state == "preparing"
    officer = reader.is_officer and not reader.is_volunteer
    return {
        "issue": preparing and officer and not signed,
        "sign_own": bool(preparing and contract and reader.is_volunteer and not contract.volunteer_signed_at),
        "sign": bool(preparing and contract and officer and not contract.officer_signed_at),
    }


def _extension_of(request: HttpRequest, extension: Extension) -> dict[str, Any]:
    """The extension, its cost, and what this reader may do. At most six queries while it waits for a decision."""
    decides = _may_decide(request, extension)
    estimate = later_estimate(extension) if allowed(request.user, "assignments.view_cost", extension) else None
    can_be_costed = extension.state == "requested" and extension.assignment.state == "serving"
    sees = estimate is not None or allowed(request.user, "assignments.compute_cost", extension)
    return {
        "row": extension,
        "decides": decides,
        "problems": EXTENSION.problems(extension, verb="approve") if decides else [],
        "estimate": estimate,
        "has_cost_page": sees and (estimate is not None or can_be_costed),
    }


def _dependants_of(request: HttpRequest, row: Assignment) -> list[dict[str, Any]]:
    """Its changes of dependants, and whether this reader may see what they cost. At most four queries."""
    if row.description.track != Track.INTERNATIONAL:
        return []
    sees = allowed(request.user, "assignments.view_cost", row)
    return [
        {"row": one.change, "estimate": one.estimate, "until_then": one.until_then, "sees": sees}
        for one in standing_changes(row)
    ]


def _may_decide(request: HttpRequest, extension: Extension) -> bool:
    """Whether this reader may decide the extension: an officer who did not ask for it."""
    return (
        extension.state == "requested"
        and extension.assignment.state == "serving"
        and extension.asked_by_id != request.user.pk
        and allowed(request.user, "assignments.decide_extension", extension)
    )


@login_required
@require_POST
def do(request: HttpRequest, ref: str, verb: str) -> HttpResponse:
    """One verb that needs no form; what forbids it is shown as a page by the refusals' middleware."""
    row = readable_service(request, ref)
    if verb not in DONE:
        raise Http404
    act, words = DONE[verb]
    act(actor=cast(Account, request.user), assignment=row, seen=seen_version(request))
    messages.success(request, str(words))
    return onward(request, "assignments:assignment", ref)


@login_required
@require_POST
def decide_leave(request: HttpRequest, ref: str, verb: str) -> HttpResponse:
    """Approve leave, or refuse it with a reason; the volunteer may withdraw it."""
    row = Leave.objects.select_related("assignment__description__host", "assignment__seat").filter(ref=ref).first()
    needed = "assignments.withdraw_leave" if verb == "withdraw" else "assignments.decide_leave"
    if row is None or verb not in leave_acts.PRESSED or not allowed(request.user, needed, row):
        raise Http404
    actor, seen = cast(Account, request.user), seen_version(request)
    if verb == "withdraw":
        leave_acts.withdraw_leave(actor=actor, leave=row, seen=seen)
        messages.success(request, str(_("Your leave is withdrawn. The host entity and the officer are told.")))
    else:
        leave_acts.decide_leave(actor=actor, leave=row, verb=verb, reason=request.POST.get("reason", ""), seen=seen)
        messages.success(request, str(_("It is decided, and the volunteer is told.")))
    return onward(request, "assignments:assignment", row.assignment.ref)


@login_required
@require_POST
def decide_extension(request: HttpRequest, ref: str, verb: str) -> HttpResponse:
    """Approve an extension that somebody else asked for, or refuse it."""
    row = Extension.objects.select_related("assignment__description__host", "assignment__seat").filter(ref=ref).first()
    if (
        row is None
        or verb not in extension_acts.DECIDED_BY
        or not allowed(request.user, "assignments.decide_extension", row)
    ):
        raise Http404
    extension_acts.decide_extension(
        actor=cast(Account, request.user), extension=row, verb=verb, seen=seen_version(request)
    )
    messages.success(request, str(_("It is decided, and the volunteer is told.")))
    return onward(request, "assignments:assignment", row.assignment.ref)
