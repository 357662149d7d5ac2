"""The hours of a service: recorded by one person, verified by another."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minga.assignments.actions import hours as acts
from minga.assignments.forms.service import HoursForm
from minga.assignments.models import Assignment, HoursRecord
from minga.assignments.pages.service import hours_words
from minga.assignments.state_names import SERVICE_BEGUN
from minga.assignments.views.reading import readable_service
from minga.core.acting import allowed, lock, together
from minga.core.errors import Incomplete, NotAllowed
from minga.core.interface import comparing
from minga.core.interface.onward import onward
from minga.core.interface.seen import seen_version
from minga.people.models import Account

ASKS = {
    "verify": "assignments.verify_hours",
    "dispute": "assignments.verify_hours",
    "remove": "assignments.remove_hours",
}
"""What may be done with the hours of a month, and the permission that it asks."""


@login_required
def hours(request: HttpRequest, ref: str) -> HttpResponse:
    """The months with their hours, and the form that records one. About 14 queries for any number of months."""
    service = readable_service(request, ref)
    may_record = allowed(request.user, "assignments.record_hours", service)
    form = HoursForm(request.POST if request.method == "POST" else None, assignment=service)
    if request.method == "POST":
        if not may_record:
            raise NotAllowed()
        if form.is_valid() and _recorded(request, service, form):
            messages.success(request, _("The hours are recorded. Somebody else verifies them."))
            return redirect("assignments:hours", ref)
    rows = service.hours.select_related("recorded_by", "verified_by", "assignment__account")
    context = {
        "service": service,
        "rows": _lines(rows, reader=request.user, service=service),
        "verified": hours_words(sum((row.hours for row in rows if row.state == "verified"), Decimal(0))),
        "states": dict(HoursRecord._meta.get_field("state").choices or ()),
        "form": form if may_record and service.state in SERVICE_BEGUN else None,
        "held": " ".join(_held(row) for row in rows),
    }
    return render(request, "assignments/service/hours.html", context, status=comparing.status_of(form))


def _recorded(request: HttpRequest, service: Assignment, form: HoursForm) -> bool:
    """Record what the form says; whether that was done. Where it was not, the form says why."""
    with together():
        _compare(request, lock(service), form)
        if form.is_valid():
            try:
                acts.record_hours(actor=cast(Account, request.user), assignment=service, **form.cleaned_data)
            except Incomplete as error:
                error.show_in(form)
    return form.is_valid()


def _lines(rows: Iterable[HoursRecord], *, reader: Any, service: Assignment) -> list[tuple[HoursRecord, str, set[str]]]:
    """Each month with its hours in words, and what the reader may do: nobody verifies or disputes their own."""
    disputes = allowed(reader, "assignments.verify_hours", service) and service.account_id != reader.pk
    removes = allowed(reader, "assignments.remove_hours", service)
    return [(row, hours_words(row.hours), _verbs(row, reader, disputes=disputes, removes=removes)) for row in rows]


def _verbs(row: HoursRecord, reader: Any, *, disputes: bool, removes: bool) -> set[str]:
    verbs = {"verify"} if disputes and row.state == "recorded" and row.recorded_by_id != reader.pk else set()
    verbs |= {"dispute"} if disputes and row.state != "disputed" else set()
    return verbs | ({"remove"} if removes and acts.may_remove(row, account=reader) else set())


def _held(row: HoursRecord) -> str:
    """What a page that shows a month sends back of it."""
    return f"{row.month:%Y-%m}:{row.version}"


def _compare(request: HttpRequest, service: Assignment, form: HoursForm) -> None:
    """Hours of a month that somebody has recorded after the page was opened are said, not written over."""
    row = service.hours.filter(month=form.cleaned_data["month"].replace(day=1)).first()
    if row is None or row.hours == form.cleaned_data["hours"]:
        return
    now = " · ".join(filter(None, [hours_words(row.hours), row.note]))
    comparing.refuse_unseen(form, "hours", request.POST, state=_held(row), now=now)


@login_required
@require_POST
def do(request: HttpRequest, ref: str, verb: str) -> HttpResponse:
    """Verify the hours of a month, say what is not right about them, or take them away."""
    rows = HoursRecord.objects.select_related("assignment__description__host", "assignment__seat")
    row = rows.filter(ref=ref).first()
    if row is None or verb not in ASKS or not allowed(request.user, ASKS[verb], row):
        raise Http404
    actor, seen = cast(Account, request.user), seen_version(request)
    if verb == "verify":
        acts.verify_hours(actor=actor, record=row, seen=seen)
        messages.success(request, _("The hours are verified."))
    elif verb == "remove":
        acts.remove_hours(actor=actor, record=row, seen=seen)
        messages.success(request, _("The hours of this month are taken away."))
    else:
        acts.dispute_hours(actor=actor, record=row, reason=request.POST.get("reason", ""), seen=seen)
        messages.success(request, _("The hours are marked as not right. Whoever recorded them is told."))
    return onward(request, "assignments:hours", row.assignment.ref)
