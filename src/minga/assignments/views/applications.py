"""Applying, and one's own applications."""

from __future__ import annotations

from functools import partial
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from minga.assignments.actions.applications import (
    begin_application,
    save_application,
    submit_application,
    withdraw_application,
)
from minga.assignments.forms.applications import ApplicationForm
from minga.assignments.guards import time_free
from minga.assignments.models import Application, Assignment, Description, Nomination, Offer
from minga.assignments.pages.opportunity import Reading, soon, title_to_read
from minga.assignments.queries.applications import applications_of, as_told, awaited_of
from minga.assignments.queries.eligibility import (
    Standing,
    closed_problems,
    fits,
    nomination_problem,
    standing_to_show,
    step_url,
)
from minga.assignments.queries.overlapping import MOST_A_WEEK, hours_words, offers_beside, post_with_days
from minga.assignments.queries.standing import by_when, is_their_turn, standing_of, way_of
from minga.assignments.queries.took_part import took_part_problem
from minga.assignments.states import APPLICATION
from minga.assignments.views.opportunities import published
from minga.core.acting import allowed, together
from minga.core.errors import Incomplete, NotAllowed, Problem
from minga.core.interface import comparing
from minga.core.interface.seen import seen_version
from minga.people import visibility
from minga.people.actions.accounts import start_profile
from minga.people.models import Account, Purpose
from minga.people.queries import has_consent

PER_PAGE = 25


@login_required
def apply(request: HttpRequest, ref: str) -> HttpResponse:
    """The one page of applying: shown, kept as it is written (autosave), or sent."""
    account = cast(Account, request.user)
    description = published(ref, account)
    application = Application.objects.filter(account=account, description=description).first()
    if application is not None and application.state != "draft":
        messages.info(request, _("You have applied for this already. Here is where it stands."))
        return redirect("assignments:application", application.ref)
    took_part = took_part_problem(account, description)
    problems = [*closed_problems(description), *([took_part] if took_part is not None else [])]
    if problems and application is None:
        if request.method == "POST":
            messages.error(request, _("Nothing was sent: %(why)s") % {"why": problems[0].message})
        return redirect("assignments:opportunity", ref)
    standing = standing_to_show(account)
    if request.method == "POST" and not standing.profile.pk:
        start_profile(actor=account, account=account)
        standing = standing_to_show(account)
    asks_consent = not has_consent(account, Purpose.SHARE_WITH_HOST)
    make = partial(_form, standing=standing, asks_consent=asks_consent)
    form = make(application, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        with together():
            if application is not None:
                application, form = comparing.on_what_stands(make, application, request.POST)
            answer = _kept_or_sent(request, description, application, form)
        if answer is not None:
            return answer
        application = Application.objects.filter(account=account, description=description).first()
    context = _apply_context(description, application, standing, took_part) | {
        "form": form,
        "now": make(application, None),
    }
    status = comparing.status_of(form) if form.errors else 422 if form.is_bound else 200
    return render(request, "assignments/applications/apply.html", context, status=status)


def _form(
    application: Application | None, data: QueryDict | None, *, standing: Standing, asks_consent: bool
) -> ApplicationForm:
    day = application.available_from if application else None
    begins = standing.profile.available_from
    if day is None and begins is not None:
        day = max(begins, timezone.localdate())
    initial = {"motivation": application.motivation if application else "", "available_from": day}
    initial |= dict.fromkeys(application.ticked if application else (), True)
    return ApplicationForm(data, initial=initial, asks_consent=asks_consent)


def _kept_or_sent(
    request: HttpRequest, description: Description, application: Application | None, form: ApplicationForm
) -> HttpResponse | None:
    """Keep the draft, or send it; None where the page is to be shown again with its problems."""
    account = cast(Account, request.user)
    autosave = "X-Autosave" in request.headers
    send = "send" in request.POST and not autosave
    right = form.is_valid()
    words: dict[str, Any] = {name: form.cleaned_data.get(name) for name in ("motivation", "available_from")}
    ticked = form.ticked()
    if send:
        form.require_everything()
    if not right:
        return JsonResponse({"errors": form.errors}, status=comparing.status_of(form)) if autosave else None
    try:
        application = application or begin_application(actor=account, description=description)
        if not send:
            return _keep(request, application, {**words, "ticked": ticked}, autosave=autosave)
        save_application(actor=account, application=application, ticked=ticked, **words)
        if form.errors:
            return None
        sent = submit_application(
            actor=account,
            application=application,
            share_with_host=form.cleaned_data.get("share_with_host", False),
            **words,
        )
    except Incomplete as error:
        if application is not None and Application.objects.filter(pk=application.pk).exclude(state="draft").exists():
            return redirect("assignments:application", application.ref)
        error.show_in(form)
        return JsonResponse({"errors": form.errors}, status=422) if autosave else None
    messages.success(request, _("Your application has been sent. You hear from us at each step."))
    return redirect("assignments:application", sent.ref)


def _keep(request: HttpRequest, application: Application, words: dict[str, Any], *, autosave: bool) -> HttpResponse:
    save_application(actor=cast(Account, request.user), application=application, **words)
    if autosave:
        return HttpResponse(status=204)
    messages.success(request, _("Your draft is saved. You find it under Applications."))
    return redirect("assignments:apply", application.description.ref)


def _apply_context(
    description: Description, application: Application | None, standing: Standing, took_part: Problem | None
) -> dict[str, Any]:
    fit = fits(standing, [description])[description.pk]
    return {
        "post": description,
        "reading": Reading.of(description),
        "application": application,
        "closing": soon(description, today=timezone.localdate()),
        "fit": fit,
        "why_nominated": took_part or (None if fit.is_nominated else nomination_problem(description)),
        "missing": [(step, step_url(f"profile.{step.key}")) for step in standing.completeness.missing],
        "may_send": fit.eligible and not standing.completeness.missing and took_part is None,
        "host_sees": host_sees(),
    }


def host_sees() -> list[tuple[Any, list[Any]]]:
    """(when, what) of a profile the host entity sees, as it opens up along the way. No query."""
    stages = (
        ("with_host", _("When you are shortlisted")),
        ("selected", _("Once it has selected you")),
        ("accepted", _("Once you have accepted its offer")),
    )
    before: frozenset[str] = frozenset()
    opened = []
    for stage, words in stages:
        now = visibility.fields_visible_to("host", stage)
        opened.append((words, [visibility.LABELS[name] for name in visibility.FIELDS if name in now - before]))
        before = now
    return opened


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """One's applications, and nominations that wait for an answer. 6 queries a page beside the reader's own."""
    account = cast(Account, request.user)
    page = Paginator(applications_of(account), PER_PAGE).get_page(request.GET.get("page"))
    rows = [
        {
            "application": row,
            "title": title_to_read(row.description),
            "standing": standing_of(row),
            "due": by_when(row),
            "yours": is_their_turn(row),
        }
        for row in map(as_told, page)
    ]
    asked = Nomination.objects.filter(account=account, answer="waiting", description__state="sourcing")
    asked = asked.select_related("partner", "description")
    context = {"page_obj": page, "rows": rows, "nominations": asked.prefetch_related("description__texts")}
    return render(request, "assignments/applications/mine.html", context)


def own_application(request: HttpRequest, ref: str) -> Application:
    """The reader's own application; Http404 for anybody else's, whose existence is private. 3 queries."""
    row = applications_of(request.user).filter(ref=ref).first()
    if row is None or not allowed(request.user, "assignments.view_own_application", row):
        raise Http404
    return row


@login_required
@require_safe
def application(request: HttpRequest, ref: str) -> HttpResponse:
    """Where one application stands, what happens next and by when. About 10 queries."""
    row = own_application(request, ref)
    may_withdraw = "withdraw" in APPLICATION.legal_verbs(row.state)
    row = as_told(row)
    if row.state == "draft":
        return redirect("assignments:apply", row.description.ref)
    offer = next((offer for offer in row.offers.all() if offer.state == "open"), None)
    in_the_way = next(iter(time_free(row)), None) if row.state == "offered" else None
    context = {
        "application": row,
        "post": row.description,
        "reading": Reading.of(row.description),
        "standing": standing_of(row),
        "asked": awaited_of(row),
        "due": by_when(row),
        "way": way_of(row),
        "may_withdraw": may_withdraw,
        "offer": offer,
        "in_the_way": in_the_way,
        "beside": _offers_beside(row, offer) if offer is not None and in_the_way is None else [],
        "most_a_week": hours_words(MOST_A_WEEK),
        "service": Assignment.objects.filter(offer__application=row).first() if row.state == "accepted" else None,
    }
    return render(request, "assignments/applications/page.html", context)


def _offers_beside(row: Application, offer: Offer) -> list[tuple[str, str]]:
    """Other offers for which there is no room once this one is accepted: in words, and where they are answered."""
    beside = offers_beside(row, first=offer.starts_on, last=offer.ends_on)
    return [(post_with_days(other.application.description, other), other.application.ref) for other in beside]


@login_required
@require_POST
def withdraw(request: HttpRequest, ref: str) -> HttpResponse:
    """Take an application back."""
    row = own_application(request, ref)
    if not allowed(request.user, "assignments.withdraw_application", row):
        raise NotAllowed()
    withdraw_application(actor=cast(Account, request.user), application=row, seen=seen_version(request))
    messages.success(request, _("Your application is withdrawn."))
    return redirect("assignments:applications")
