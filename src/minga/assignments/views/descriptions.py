"""Descriptions of assignment for those who work on them: the list, the page with its verbs, the document."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from minga.assignments.actions import descriptions as acts
from minga.assignments.actions.editing import drop_template
from minga.assignments.actions.taking_charge import NOT_LOOKED_AFTER, take_charge
from minga.assignments.forms.description_list import ListFilter
from minga.assignments.guards import category_offered
from minga.assignments.models import CostEstimate, Description
from minga.assignments.pages import description as pages
from minga.assignments.pages.opportunity import Reading, asked_languages, length_words, lines
from minga.assignments.queries.closing import closing_warnings, host_warnings
from minga.assignments.queries.completeness import completeness, inconsistencies
from minga.assignments.queries.cost import cost_warnings, current_estimate
from minga.assignments.queries.description_history import history
from minga.assignments.queries.descriptions import NextStep, editable_sections, list_of, next_step, standings_of
from minga.assignments.queries.missing_rates import rate_warnings
from minga.assignments.queries.nobody import nobody_decides
from minga.assignments.rules import why_not
from minga.assignments.states import DESCRIPTION, ESTIMATE
from minga.assignments.tables import DESCRIPTIONS
from minga.assignments.views.reading import readable_description
from minga.assignments.whose_turn import sides_of, who_words
from minga.assignments.wording import TEXT_LABELS
from minga.core.acting import allowed
from minga.core.documents.papers import make_pdf
from minga.core.documents.responses import pdf_response
from minga.core.errors import NotAllowed, Problem
from minga.core.interface.onward import onward
from minga.core.interface.seen import seen_version
from minga.core.interface.tones import tone_of
from minga.core.tables.pages import part_of
from minga.people.models import Account

PER_PAGE = 25
SENT = _("It is sent. The programme officers of the country are told.")
SENT_TO_NOBODY = _("It is sent. Nobody is a programme officer for its country yet: the administrators are told.")
TAKEN = _("You are in charge now. It stands in the audit trail.")
DONE: dict[str, tuple[Callable[..., Description], str | Promise]] = {
    "submit": (acts.submit_description, SENT),
    "request_edits": (acts.request_edits, _("It is back with the host entity, with your request.")),
    "approve": (acts.approve_description, _("It is approved. Publish it next.")),
    "publish": (acts.publish_description, _("It is open for applications.")),
    "close": (acts.close_description, _("It takes no more applications.")),
    "reopen": (acts.reopen_description, _("It takes applications again.")),
    "fill": (acts.fill_description, _("It is filled.")),
    "cancel": (acts.cancel_description, _("It is cancelled. Everyone concerned is told.")),
    "take_charge": (take_charge, TAKEN),
}
WITH_REASON = ("request_edits", "cancel")


@login_required
@require_safe
def description_list(request: HttpRequest) -> HttpResponse:
    """The descriptions one works on, the last changed first. 6 queries a page beside the filter's and the reader's."""
    if not allowed(request.user, "assignments.list_descriptions"):
        raise NotAllowed()
    form = ListFilter(request.GET or None, account=request.user)
    part = part_of(request, DESCRIPTIONS, list_of(request.user, wanted=form.wanted()), per_page=PER_PAGE)
    context = {
        **part,
        "rows": [{"post": row, "next": row.next_step} for row in part["rows"]],
        "form": form,
        "is_filtered": bool(form.wanted()),
        "may_create": allowed(request.user, "assignments.create_description"),
        "may_import": allowed(request.user, "assignments.import_descriptions"),
    }
    return render(request, "assignments/descriptions/list.html", context)


@login_required
@require_safe
def description(request: HttpRequest, ref: str) -> HttpResponse:
    """One description: where it stands, what is in the way, its words and facts, its history. About 35 queries."""
    row, account = readable_description(request, ref), request.user
    estimate = current_estimate(row)
    editable = editable_sections(account, row)
    problems = _in_the_way(row)
    verbs = pages.verbs_of(row, account=account)
    may_see_cost = allowed(account, "assignments.view_cost", row) and not row.is_template
    done, total = completeness(row)
    context = {
        **reading_of(row),
        "post": row,
        "apart": why_not(account, "assignments.view_selection", row),
        "state": DESCRIPTION.labels[row.state],
        "tone": tone_of(DESCRIPTION, row.state),
        "step": _step_of(row, account, estimate=estimate, is_ready=not problems),
        "verbs": [verb for verb in verbs if verb.name != "cancel"],
        "cancel": next((verb for verb in verbs if verb.name == "cancel"), None),
        "cost_first": row.state == "submitted"
        and any(problem.place == "cost" for problem in problems)
        and allowed(account, "assignments.compute_cost", row),
        "odd": [
            *_odd(row, with_cost=may_see_cost, is_handled=bool(verbs or problems)),
            *(cost_warnings(row, estimate) if may_see_cost else []),
        ],
        "missing": pages.in_the_way(row, problems, editable=editable),
        "may_edit": bool(editable),
        "may_take_charge": may_take_charge(account, row),
        "may_duplicate": allowed(account, "assignments.duplicate_description", row),
        "may_see_cost": may_see_cost,
        "done": done,
        "total": total,
        "estimate": estimate,
        "estimate_states": ESTIMATE,
        "sees_candidates": bool(row.published_at) and allowed(account, "assignments.view_selection", row),
        "as_template": {"as": "template"},
        "history": history(row, reader=account),
    }
    return render(request, "assignments/descriptions/page.html", context)


def may_take_charge(account: Any, row: Description) -> bool:
    """Whether there is something to take over here, and this officer may. No query."""
    is_there = row.state not in NOT_LOOKED_AFTER and not row.is_template
    return is_there and row.officer_id != account.pk and allowed(account, "assignments.take_charge", row)


def _in_the_way(row: Description) -> list[Problem]:
    """What keeps the next step from being taken; of a draft that is complete, what in it does not agree; of a template
    what keeps anybody from beginning with it.
    """
    if row.is_template:
        return list(category_offered(row))
    problems = pages.main_problems(row)
    return inconsistencies(row) if row.state == "draft" and not problems else problems


def _step_of(row: Description, account: Any, *, estimate: CostEstimate | None, is_ready: bool) -> NextStep:
    """What comes next, with “You” where the reader is waited for. One query for somebody who leads it."""
    sides = sides_of(account, row)
    if estimate is not None and allowed(account, "assignments.authorize_cost", estimate):
        sides |= set() if estimate.is_own_matter_of(account.pk) else {"finance"}
    step = next_step(row, cost_state=estimate.state if estimate else "", standing=standings_of([row]).get(row.pk))
    step = replace(step, who=who_words(step.who, sides))
    return replace(step, what=_("Send it for approval")) if row.state == "draft" and is_ready else step


def _odd(row: Description, *, with_cost: bool, is_handled: bool) -> list[Problem]:
    """What forbids nothing and will hold somebody up later; for those who act on it, that nobody is there to decide."""
    return [
        *(host_warnings(row) if row.state == "draft" else []),
        *closing_warnings(row),
        *(nobody_decides(row) if is_handled else []),
        *(rate_warnings(row) if with_cost else []),
    ]


def reading_of(row: Description) -> dict[str, Any]:
    """The words and facts of a description for a template. At most three queries beside what `readable` reads."""
    reading = Reading.of(row)
    others = [text for text in row.texts.all() if text.title and text != reading.text]
    return {
        "reading": reading,
        "texts": _texts(reading.text),
        "others": [(text, _texts(text)) for text in others],
        "length": length_words(row),
        "languages_asked": asked_languages(row),
        "skills_asked": pages.asked_skills(row),
        "competencies": pages.competencies_of(row),
        "experience": pages.experience_words(row),
        "funding": pages.funding_words(row),
    }


def _texts(text: Any) -> list[tuple[Any, str, list[str]]]:
    """Label, text and, where one writes an entry a line, the entries."""
    return [
        (label, words, lines(words) if name in {"tasks", "results"} else [])
        for name, label in TEXT_LABELS.items()
        if name != "title" and (words := getattr(text, name))
    ]


@login_required
@require_POST
def do(request: HttpRequest, ref: str, verb: str) -> HttpResponse:
    """One verb of the state machine; what forbids it is shown as a page by the refusals' middleware."""
    row = readable_description(request, ref)
    if row.is_template and verb == "cancel":
        drop_template(actor=cast(Account, request.user), description=row, seen=seen_version(request))
        messages.success(request, _("The template is put away. What was begun with it stays."))
        return redirect("assignments:description_new")
    if verb not in DONE or row.is_template:
        raise Http404
    act, words = DONE[verb]
    more = {"reason": request.POST.get("reason", "")} if verb in WITH_REASON else {}
    act(actor=cast(Account, request.user), description=row, seen=seen_version(request), **more)
    messages.success(request, str(SENT_TO_NOBODY if verb == "submit" and nobody_decides(row) else words))
    return onward(request, "assignments:description", ref)


@login_required
@require_safe
def paper(request: HttpRequest, ref: str) -> HttpResponse:
    """The description as PDF, in two languages where it has both."""
    row = readable_description(request, ref)
    return pdf_response(make_pdf(pages.paper_of(row)), name=f"{row.number}.pdf")
