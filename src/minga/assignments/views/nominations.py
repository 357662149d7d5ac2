"""Nominating people, and answering a nomination."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Case, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from minga.assignments.actions.nominations import (
    agree_to_nomination,
    nominate_people,
    nomination_problems,
    refuse_nomination,
)
from minga.assignments.forms.applications import NominationForm
from minga.assignments.models import Description, Nomination
from minga.assignments.pages.opportunity import Reading
from minga.assignments.queries.nominations import (
    STAGES,
    letters_refused,
    nominated_for,
    nominating_descriptions,
    nominations_seen_by,
    partners_of,
)
from minga.assignments.states import DESCRIPTION
from minga.assignments.tables import NOMINATED
from minga.core.acting import allowed
from minga.core.errors import Incomplete, NotAllowed
from minga.core.listing import in_a_row
from minga.core.tables.pages import part_of
from minga.people.models import Account

PER_PAGE = 50
POSTS = 25


@login_required
@require_safe
def nomination_list(request: HttpRequest) -> HttpResponse:
    """A partner's posts (an auditor's: all), the open ones first, and who is nominated there. 7 queries a page."""
    if not allowed(request.user, "assignments.list_nominations"):
        raise NotAllowed()
    is_over = Case(When(state="sourcing", then=Value(0)), default=Value(1))  # those that take people first
    found = nominating_descriptions(request.user, to_read=True).order_by(is_over, "-closes_on", "-pk")
    page = Paginator(found, POSTS).get_page(request.GET.get("page"))
    mine, descriptions = partners_of(request.user), list(page)
    people, in_vain = nominated_for(descriptions), letters_refused(descriptions)
    rows = [
        {
            "post": row,
            "reading": Reading.of(row),
            "own": row.nominating_partner is not None and row.nominating_partner.ref in mine,
            "people": people.get(row.pk, []),
            "in_vain": in_vain.get(row.pk, 0) if row.is_open else 0,
            "used": row.waiting + row.agreed,  # type: ignore[attr-defined]
            "free": None if row.nomination_quota is None else max(
                row.nomination_quota - row.waiting - row.agreed, 0  # type: ignore[attr-defined]
            ),
        }
        for row in descriptions
    ]  # fmt: skip
    context = {"page_obj": page, "rows": rows, "stages": STAGES, "states": DESCRIPTION}
    return render(request, "assignments/nominations/list.html", context)


@login_required
@require_safe
def nominated(request: HttpRequest) -> HttpResponse:
    """Everyone whom a partner nominated and who agreed, in one table. 6 queries a page beside the reader's own."""
    if not allowed(request.user, "assignments.list_nominations"):
        raise NotAllowed()
    part = part_of(request, NOMINATED, nominations_seen_by(request.user), per_page=PER_PAGE)
    return render(request, "assignments/nominations/people.html", {**part, "own": bool(partners_of(request.user))})


@login_required
def nominate(request: HttpRequest, ref: str) -> HttpResponse:
    """Nominate people for one post."""
    description = Description.objects.select_related("nominating_partner", "host").filter(ref=ref).first()
    if description is None or not allowed(request.user, "assignments.nominate", description):
        raise Http404
    form = NominationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        emails = form.cleaned_data["emails"]
        try:
            nominate_people(actor=cast(Account, request.user), description=description, emails=emails)
        except Incomplete as error:
            error.show_in(form)
        else:
            words = ngettext("%(count)s person is asked.", "%(count)s people are asked.", len(emails))
            messages.success(request, words % {"count": len(emails)})
            return redirect("assignments:nominations")
    elif request.method == "POST":  # what is no address is named together with what is wrong about the others
        account = cast(Account, request.user)
        Incomplete("", problems=nomination_problems(description, form.readable, nominating=account)).show_in(form)
    used = description.nominations.exclude(answer="refused").count()
    quota = description.nomination_quota
    context = {
        "post": description,
        "reading": Reading.of(description),
        "form": form,
        "free": None if quota is None else max(quota - used, 0),
    }
    return render(request, "assignments/nominations/nominate.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def nomination(request: HttpRequest, ref: str) -> HttpResponse:
    """What a nomination means for the person, with yes and no."""
    row = _own(request, ref)
    context = {"nomination": row, "post": row.description, "reading": Reading.of(row.description)}
    return render(request, "assignments/nominations/answer.html", context)


@login_required
@require_POST
def answer(request: HttpRequest, ref: str) -> HttpResponse:
    """Yes leads on to applying, no to the applications."""
    row, account = _own(request, ref), cast(Account, request.user)
    try:
        if request.POST.get("answer") == "agree":
            agree_to_nomination(actor=account, nomination=row)
            messages.success(request, _("You are nominated. Now apply; it takes a few minutes."))
            return redirect("assignments:apply", row.description.ref)
        refuse_nomination(actor=account, nomination=row)
    except Incomplete as error:
        messages.error(request, in_a_row((error.problems[0].message, error.problems[0].remedy)))
        return redirect("assignments:nomination", ref)
    messages.success(request, _("You have refused. Nobody is told why."))
    return redirect("assignments:applications")


def _own(request: HttpRequest, ref: str) -> Nomination:
    row = (
        Nomination.objects.filter(ref=ref)
        .select_related("partner", "description__host", "description__category", "description__country", "account")
        .first()
    )
    if row is None or not allowed(request.user, "assignments.answer_nomination", row):
        raise Http404
    return row
