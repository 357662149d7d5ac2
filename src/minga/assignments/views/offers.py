"""Offers: made by the officer, answered by the person, taken back; the reserve confirmed as it moves up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from minga.assignments.actions.offers import (
    accept_offer,
    decline_offer,
    make_offer,
    offer_problems,
    take_back_offer,
)
from minga.assignments.actions.reserve import call_back, confirm_move_up
from minga.assignments.actions.selection import select_again
from minga.assignments.forms.selection import OfferForm
from minga.assignments.guards import account_in_use
from minga.assignments.models import Application, Offer
from minga.assignments.pages.candidate import title_of
from minga.assignments.queries.candidates import choice_held_until
from minga.assignments.queries.overlapping import (
    MOST_A_WEEK,
    Overlap,
    hours_words,
    offers_beside,
    overlap_of,
    post_with_days,
    weekly_hours,
)
from minga.assignments.states import APPLICATION
from minga.assignments.views.applications import own_application
from minga.assignments.views.reading import candidate_for
from minga.core.acting import allowed
from minga.core.errors import Incomplete, NotAllowed, Refused
from minga.core.interface.onward import onward
from minga.core.interface.seen import seen_version
from minga.core.listing import listed

ANSWERED = {("yes", "accepted"), ("no", "declined")}
"""What was said, and the state of an application to which that has been said."""


@login_required
@require_http_methods(["GET", "POST"])
def make(request: HttpRequest, ref: str) -> HttpResponse:
    """Offer a seat to a selected candidate."""
    row = candidate_for(request, ref, "assignments.make_offer")
    if row.state != "selected":
        raise Refused(
            _("An offer is made to somebody who was selected."),
            remedy=_("This candidate's state is “%(state)s”.") % {"state": row.get_state_display()},
        )
    if not row.account.is_active:
        [problem] = account_in_use(row)
        raise Refused(problem.message, remedy=_("Ask an administrator to switch it on again, or do not select them."))
    form = OfferForm(request.POST if request.method == "POST" else None, application=row)
    today = timezone.localdate()
    overlap = overlap_of(row.account_id, hours=weekly_hours(row.description), first=today)
    beside = offers_beside(row, first=today)
    warned = not (overlap or beside) or "warned" in request.POST
    if request.method == "POST" and _is_made(request, row, form, warned=warned):
        messages.success(request, _("The offer is made. The person is told, and answers on their own page."))
        return onward(request, "assignments:selection", row.description.ref)
    context = {
        "overlap": overlap,
        "serves": _serves(request.user, overlap) if overlap is not None else "",
        "beside": listed(_offered(request.user, offer) for offer in beside),
        "many_beside": len(beside),
        "most_a_week": hours_words(MOST_A_WEEK),
        "application": row,
        "description": row.description,
        "title": title_of(request.user, row),
        "form": form,
        "no_seat": not form.seats,
        "held_until": choice_held_until(row.description, only=row),
    }
    return render(request, "assignments/offers/make.html", context, status=200 if request.method == "GET" else 422)


def _is_made(request: HttpRequest, row: Application, form: OfferForm, *, warned: bool) -> bool:
    """Make the offer; False where something is wrong, all of it said in the form, or where whoever makes it has not
    been `warned` that the person serves, or has another offer, at the same time.
    """
    is_readable, chosen = form.is_valid(), form.cleaned_data
    until, seat = chosen.get("expires_on"), form.seats.get(chosen.get("seat", ""))
    offered: dict[str, Any] = {
        "seat": seat,
        "starts_on": chosen.get("starts_on"),
        "ends_on": chosen.get("ends_on"),
        "expires_at": timezone.make_aware(datetime.combine(until, time(23, 59, 59))) if until else None,
    }
    if not is_readable or (not warned and _clashes(row, chosen)):  # all that is wrong is said at once
        problems = [*APPLICATION.problems(row, verb="offer"), *offer_problems(row, **offered)]
        Incomplete("", problems=problems).show_in(form)
        return False
    dependants = chosen.get("dependants") or 0
    try:
        make_offer(
            actor=request.user, application=row, dependants=dependants, seen=seen_version(request), **offered
        )  # fmt: skip
    except Incomplete as error:
        error.show_in(form)
        return False
    return True


def _clashes(row: Application, chosen: Mapping[str, Any]) -> bool:
    hours, first, last = weekly_hours(row.description), chosen["starts_on"], chosen["ends_on"]
    overlap = overlap_of(row.account_id, hours=hours, first=first, last=last)
    return overlap is not None or bool(offers_beside(row, first=first, last=last))


def _serves(reader: Any, overlap: Overlap) -> str:
    """The services that stand in the way, those by title of which the reader may see the page."""
    return overlap.named(
        titles={row.pk for row in overlap.services if allowed(reader, "assignments.view_assignment", row)}
    )


def _offered(reader: Any, offer: Offer) -> str:
    """An open offer with its days, by the title of its post where the reader may see the candidate."""
    if allowed(reader, "assignments.view_application", offer.application):
        return post_with_days(offer.application.description, offer)
    words = {"first": date_format(offer.starts_on), "last": date_format(offer.ends_on)}
    return _("another post (%(first)s to %(last)s)") % words


@login_required
@require_POST
def take_back(request: HttpRequest, ref: str) -> HttpResponse:
    """Take an open offer back, with a reason that the person reads."""
    row = candidate_for(request, ref, "assignments.make_offer")
    take_back_offer(
        actor=request.user, application=row, reason=request.POST.get("reason", ""), seen=seen_version(request)
    )
    messages.success(request, _("The offer is taken back; the person stays selected."))
    return redirect("assignments:candidate", ref)


@login_required
@require_POST
def move_up(request: HttpRequest, ref: str) -> HttpResponse:
    """Confirm that the first in reserve moves up."""
    row = candidate_for(request, ref, "assignments.make_offer")
    confirm_move_up(actor=request.user, application=row, seen=seen_version(request))
    messages.success(request, _("%(person)s moved up and waits for an offer.") % {"person": row})
    return onward(request, "assignments:selection", row.description.ref)


@login_required
@require_POST
def back_into_reserve(request: HttpRequest, ref: str) -> HttpResponse:
    """Take somebody who was in reserve back there, once a seat was given up."""
    row = candidate_for(request, ref, "assignments.make_offer")
    kept = call_back(actor=request.user, application=row, seen=seen_version(request))
    kept.refresh_from_db()
    messages.success(request, _("%(candidate)s: %(state)s.") % {"candidate": kept, "state": kept.get_state_display()})
    return onward(request, "assignments:selection", row.description.ref)


@login_required
@require_POST
def again(request: HttpRequest, ref: str) -> HttpResponse:
    """Select somebody again whose offer expired, and go on to another offer."""
    row = candidate_for(request, ref, "assignments.make_offer")
    select_again(actor=request.user, application=row, seen=seen_version(request))
    messages.success(request, _("%(person)s is selected again. Make them another offer.") % {"person": row})
    return redirect("assignments:make_offer", ref)


@login_required
@require_POST
def answer(request: HttpRequest, ref: str) -> HttpResponse:
    """The person says yes or no to an offer. A second press finds it answered and says so."""
    row = own_application(request, ref)
    if not allowed(request.user, "assignments.answer_offer", row):
        raise NotAllowed()
    said = request.POST.get("answer")
    if (said, row.state) in ANSWERED:
        return redirect("assignments:application", ref)
    if row.state != "offered" and said in {"yes", "no"}:  # a page opened earlier: sending it again would lead nowhere
        messages.info(request, _("This offer is not open any more. This is where your application stands."))
        return redirect("assignments:application", ref)
    try:
        messages.success(request, _answered(request, row, said=said))
    except Refused:  # pressed twice at once: what was said by the first press needs no second
        row.refresh_from_db()
        if (said, row.state) not in ANSWERED:
            raise
    return redirect("assignments:application", ref)


def _answered(request: HttpRequest, row: Application, *, said: str | None) -> str:
    """Accept or decline; the sentence that says so. Raises Refused as the actions do, and for any other word."""
    account: Any = request.user
    if said == "yes":
        accept_offer(actor=account, application=row, seen=seen_version(request))
        return _("You have accepted. The page of your service lists what comes before your first day.")
    if said == "no":
        reason = request.POST.get("reason", "")[:1000]
        decline_offer(actor=account, application=row, reason=reason, seen=seen_version(request))
        return _("You have declined the offer. Thank you for saying so.")
    raise Refused(_("Say yes or no."))
