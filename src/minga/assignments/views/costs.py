"""The pro forma cost: computed, shown line by line, authorized or refused by somebody else, taken away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from minga.assignments.actions import cost as acts
from minga.assignments.models import CostEstimate, Description
from minga.assignments.pages import cost as pages
from minga.assignments.pages.undrawn import undrawn_in_cost
from minga.assignments.queries.cost import (
    current_estimate,
    estimates_for_finance,
    inputs_of,
    is_old,
    seats_of,
    shares_of,
    why_it_stands,
)
from minga.assignments.queries.missing_rates import rate_warnings
from minga.assignments.queries.nobody import nobody_authorizes
from minga.assignments.rules import finance_anywhere
from minga.assignments.states import ESTIMATE
from minga.assignments.tables import COSTS
from minga.assignments.views.reading import readable_description
from minga.assignments.whose_turn import FINANCE, HOST, HOST_OR_OFFICER, OFFICER, Who, sides_of, who_words
from minga.core.acting import allowed
from minga.core.documents.papers import make_pdf
from minga.core.documents.responses import pdf_response, xlsx_response
from minga.core.errors import NotAllowed
from minga.core.interface.onward import onward
from minga.core.interface.seen import seen_version
from minga.core.interface.tones import tone_of
from minga.core.tables.pages import part_of
from minga.people.models import Account

PER_PAGE = 25
MOST_DEPENDANTS = 9


def costed(request: HttpRequest, ref: str) -> Description:
    """The description, for whoever may see its cost; templates have none."""
    row = readable_description(request, ref)
    if row.is_template:
        raise Http404
    if not allowed(request.user, "assignments.view_cost", row):
        raise NotAllowed()
    return row


@login_required
@require_safe
def cost(request: HttpRequest, ref: str) -> HttpResponse:
    """The cost in force, seat by seat, with its rates, its payers and what may be done. About 30 queries."""
    row = costed(request, ref)
    estimate = current_estimate(row)
    if estimate is not None:
        estimate.description = row
    back = reverse("assignments:description", args=[row.ref])
    may_compute = allowed(request.user, "assignments.compute_cost", row) and row.state in acts.COSTED_STATES
    context: dict[str, Any] = {
        **page_of(
            request, row, estimate, page="assignments:cost", ref=row.ref, back=back, back_label=row.number,
            by=needed_by(row),
        ),
        "problems": inputs_of(row, dependants=0)[1] or (rate_warnings(row) if estimate is None else []),
        "asks_dependants": row.track == "international",
        "dependants": range(MOST_DEPENDANTS + 1),
    }  # fmt: skip
    if estimate is None and row.state in acts.COSTED_STATES:
        context |= {"next": COMPUTE, "who": asks(request, row), "by": needed_by(row)}
    is_asked = may_compute and estimate is not None and not context["is_old"]
    stands = why_it_stands(request.user, row, estimate) if is_asked else None
    context |= {"may_compute": may_compute and stands is None, "stands": stands}
    return render(request, "assignments/costs/page.html", context)


ASKED_NOBODY = gettext_lazy("It is asked for. Nobody else is a finance officer there yet: the administrators are told.")
COMPUTE = gettext_lazy("Compute the cost and ask for its authorization")
NEXT: dict[str, tuple[str | Promise, Who]] = {
    "computed": (gettext_lazy("Ask the finance officer for authorization"), HOST_OR_OFFICER),
    "requested": (gettext_lazy("Authorize it or refuse it"), FINANCE),
    "refused": (gettext_lazy("Compute it again"), HOST_OR_OFFICER),
    "authorized": (gettext_lazy("Nothing more: it is authorized"), ""),
    "nothing": (gettext_lazy("Nothing more: what costs nothing needs no authorization"), ""),
    "lapsed": (gettext_lazy("Nothing more: this cost is not needed any more"), ""),
}
COSTS_NOTHING: dict[str, tuple[str | Promise, Who]] = {
    "draft": (gettext_lazy("Send the description for approval: what costs nothing needs no authorization"), HOST),
    "submitted": (
        gettext_lazy("Approve the description: what costs nothing needs no authorization"),
        OFFICER,
    ),
}


def asks(request: HttpRequest, post: Description) -> str | Promise:
    """Who computes a cost and asks for its authorization, in the words of the reader."""
    return who_words(HOST_OR_OFFICER, sides_of(request.user, post))


def needed_by(post: Description) -> date | None:
    """By when the cost of a post is to be authorized: the last day to apply, before which it is published; once that is
    over or not chosen, the first day of service.
    """
    closes = post.closes_on
    return closes if closes is not None and closes >= timezone.localdate() else post.starts_on


def page_of(
    request: HttpRequest, post: Description, estimate: CostEstimate | None, *, page: str, ref: str, back: str,
    back_label: str, by: date | None = None,
) -> dict[str, Any]:  # fmt: skip
    """What every page of a cost holds, be it of a post, an extension or a change of dependants.

    page: its address, with which those of its verbs and files begin; by: the day before which it is needed.
    About ten queries where there is an estimate.
    """
    found = of_estimate(request, post, estimate) if estimate is not None else {}
    return {
        "at": {
            "do": f"{page}_do", "paper": f"{page}_paper", "table": f"{page}_table", "ref": ref,
            "back": back, "back_label": back_label,
        },
        "post": post,
        "estimate": estimate,
        "problems": [],
        "rounding": pages.ROUNDING,
        "secondary": pages.SECONDARY,
        **found,
        "by": by if found.get("who") else None,
    }  # fmt: skip


def of_estimate(request: HttpRequest, row: Description, estimate: CostEstimate) -> dict[str, Any]:
    """What the page shows of an estimate, and what its reader may do. About ten queries."""
    old, account = estimate.state != "lapsed" and is_old(estimate), request.user
    decides = estimate.state == "requested" and allowed(account, "assignments.authorize_cost", estimate)
    is_own = estimate.is_own_matter_of(account.pk)
    asked = account.pk in estimate.asked_by
    may_ask = estimate.state == "computed" and allowed(account, "assignments.request_authorization", estimate)
    is_nothing = not estimate.total and estimate.dependants_change_id is None  # a change counts once authorized
    costs_nothing = estimate.state == "computed" and is_nothing
    what, who = NEXT["refused" if old else "nothing" if costs_nothing else estimate.state]
    if costs_nothing and not old:
        what, who = COSTS_NOTHING.get(row.state, NEXT["nothing"])
    shares = shares_of(row, total=estimate.total, currency=estimate.currency_id)
    return {
        "next": what,
        "who": who_words(who, {*sides_of(account, estimate), *(["finance"] if decides and not is_own else [])}),
        "may_see_rates": allowed(account, "assignments.view_rates"),
        "state": ESTIMATE.labels[estimate.state],
        "tone": tone_of(ESTIMATE, estimate.state),
        "is_old": old,
        "may_ask": may_ask and not old and not is_nothing,
        "costs_nothing": costs_nothing and not old,
        "seat_count": pages.seat_count(estimate),
        "may_decide": decides and not is_own,
        "may_authorize": decides and not is_own and not old,
        "asked_oneself": decides and asked,
        "nobody": "" if old else nobody_authorizes(estimate, reader=account),
        "fields": {"estimate": estimate.ref},
        "seats": [
            {
                "cost": seat,
                "place": pages.seat_place(seat.seat),
                "months": [pages.month_words(month) for month in seat.months],
            }
            for seat in seats_of(estimate)
        ],
        "shares": shares,
        "undrawn": undrawn_in_cost(estimate, shares=shares),
        "rates": pages.kept_rates(estimate),
    }


@login_required
@require_POST
def do(request: HttpRequest, ref: str, verb: str) -> HttpResponse:
    """Compute, ask for authorization, authorize or refuse; whoever asks never approves."""
    row = costed(request, ref)
    if verb == "compute":
        asked = request.POST.get("dependants", "0")
        dependants = int(asked) if asked.isdecimal() and len(asked) < 3 else 0
        acts.compute_cost(
            actor=cast(Account, request.user), description=row, dependants=min(dependants, MOST_DEPENDANTS)
        )
        messages.success(request, _("The cost is computed from the rates in force."))
        return redirect("assignments:cost", ref)
    return decide(request, verb, row.estimates, current_estimate(row), page="assignments:cost", ref=ref)


def decide(
    request: HttpRequest,
    verb: str,
    estimates: QuerySet[CostEstimate],
    current: CostEstimate | None,
    *,
    page: str,
    ref: str,
) -> HttpResponse:
    """Ask for authorization, authorize or refuse the estimate that the reader saw, else the current one, and go on to
    the list or to `page`. Http404 for any other verb and where there is no estimate.
    """
    known: dict[str, tuple[Callable[..., CostEstimate], str]] = {
        "request": (acts.request_authorization, _("The finance officers are asked.")),
        "authorize": (acts.authorize_cost, _("The cost is authorized.")),
        "refuse": (acts.refuse_cost, _("The cost is refused. Whoever asked reads your reason.")),
    }
    estimate = estimates.filter(ref=request.POST.get("estimate", "")).first() or current
    if verb not in known or estimate is None:
        raise Http404
    act, words = known[verb]
    more = {"reason": request.POST.get("reason", "")} if verb == "refuse" else {}
    done = act(actor=cast(Account, request.user), estimate=estimate, seen=seen_version(request), **more)
    nobody = verb == "request" and nobody_authorizes(done, reader=request.user)
    messages.success(request, ASKED_NOBODY if nobody else words)
    if request.POST.get("then") == "list":
        found = QueryDict(request.POST.get("found", "")).urlencode()
        return redirect(reverse("assignments:costs") + (f"?{found}" if found else ""))
    return onward(request, page, ref)


def estimate_of(request: HttpRequest, ref: str) -> CostEstimate:
    """The cost in force of a description whose cost the reader may see; Http404 where there is none."""
    row = costed(request, ref)
    estimate = current_estimate(row)
    if estimate is None:
        raise Http404
    estimate.description = row
    return estimate


def as_pdf(estimate: CostEstimate, *, name: str = "cost") -> HttpResponse:
    """The statement of a cost; `name` stands in the name of the file, behind the number of the post."""
    pdf = make_pdf(pages.paper_of(estimate, seats_of(estimate)))
    return pdf_response(pdf, name=f"{estimate.description.number}-{name}.pdf")


def as_xlsx(estimate: CostEstimate, *, name: str = "cost") -> FileResponse:
    """Every line, the seats and the rates."""
    sheets = pages.sheets_of(estimate, seats_of(estimate))
    return xlsx_response(sheets, name=f"{estimate.description.number}-{name}.xlsx")


@login_required
@require_safe
def paper(request: HttpRequest, ref: str) -> HttpResponse:
    """The statement as PDF."""
    return as_pdf(estimate_of(request, ref))


@login_required
@require_safe
def table(request: HttpRequest, ref: str) -> FileResponse:
    """Every line, the seats and the rates as XLSX."""
    return as_xlsx(estimate_of(request, ref))


@login_required
@require_safe
def cost_list(request: HttpRequest) -> HttpResponse:
    """The costs a finance officer looks after, what waits first. 5 queries a page beside the reader's own."""
    if not allowed(request.user, "assignments.list_costs"):
        raise NotAllowed()
    state = state_asked(request)
    part = part_of(request, COSTS, estimates_for_finance(request.user, state=state), per_page=PER_PAGE)
    may_authorize = finance_anywhere(request.user)
    context = {
        **part,
        "rows": [
            {
                "estimate": row,
                "may_authorize": may_authorize
                and row.state == "requested"
                and not row.is_own_matter_of(request.user.pk),
                "fields": {"estimate": row.ref, "then": "list", "found": request.GET.urlencode()},
                "url": pages.address_of(row),
                "authorize_url": pages.address_of(row, verb="authorize"),
            }
            for row in part["rows"]
        ],
        "state": state,
        "states": [(key, label) for key, label in ESTIMATE.labels.items() if key != "superseded"],
    }
    return render(request, "assignments/costs/list.html", context)


def state_asked(request: HttpRequest) -> str:
    """The state of which costs are listed; empty where all are."""
    state = request.GET.get("state", "")
    return state if state in ESTIMATE.labels else ""
