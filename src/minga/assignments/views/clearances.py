"""One clearance, for the few who may see its result: asked for, handed in, decided, waived by two people.

Colleagues of the officer in charge learn on it whether it is passed, and what they may do all the same.
"""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from minga.assignments.actions import clearances as acts
from minga.assignments.actions.taking_charge import take_charge
from minga.assignments.forms.service import FailForm, PassForm, ProofForm
from minga.assignments.models import Clearance
from minga.assignments.pages.service import is_valid, passed_words
from minga.assignments.queries.clearances import due_of
from minga.assignments.queries.holders import officers_of
from minga.assignments.queries.service import seconds_for_waiver
from minga.assignments.rules import why_not
from minga.assignments.state_names import CLEARANCE_IN_ORDER
from minga.assignments.states import CLEARANCE
from minga.assignments.views.descriptions import may_take_charge
from minga.assignments.whose_turn import OFFICER, VOLUNTEER, YOU
from minga.core.acting import ACTIONS, allowed, refusal
from minga.core.documents.sniffing import UploadRefused
from minga.core.errors import Incomplete
from minga.core.interface.onward import onward
from minga.core.interface.seen import seen_version
from minga.core.interface.tones import tone_of
from minga.core.written import Written
from minga.people.models import Account

FORMS: dict[str, type[Any]] = {"hand_in": ProofForm, "pass": PassForm, "fail": FailForm}
ACTS: dict[str, tuple[Any, str | Promise]] = {
    "request": (acts.request_clearance, _("The volunteer is asked for it.")),
    "renew": (acts.renew_clearance, _("The volunteer is asked for it. Until its date it holds.")),
    "hand_in": (acts.hand_in_proof, _("Your document is handed in. The officer looks at it.")),
    "pass": (acts.pass_clearance, _("It is recorded as passed.")),
    "fail": (acts.fail_clearance, _("It is recorded as failed. It can be asked for again.")),
    "ask_for_waiver": (acts.ask_for_waiver, _("You proposed a waiver. A second officer decides.")),
    "waive": (acts.waive_clearance, _("It is waived.")),
    "refuse_waiver": (acts.refuse_waiver, _("The waiver is refused. Whoever proposed it is told.")),
    "take_charge": (take_charge, _("You are in charge now. It stands in the audit trail.")),
}


WHOLE = Written(
    lambda ref: Clearance.objects.select_related(
        "assignment__description__host", "assignment__description__officer", "assignment__account", "assignment__seat",
        "application__description__host", "application__description__officer", "application__account", "proof",
        "decided_by", "waiver_asked_by", "waived_by", "waiver_refused_by",
    ).filter(ref=ref).order_by(),
    "a", "b",
)  # fmt: skip


def readable(request: HttpRequest, ref: str) -> Clearance:
    """The clearance, for those who may see something of it; Http404 for all others, but a word why for whoever would
    see it and applied for the post themselves. One query and the roles.
    """
    row = WHOLE.one(ref)
    if row is None:
        raise Http404
    if not allowed(request.user, "assignments.view_clearance", row):
        if why_not(request.user, "assignments.view_clearance", row) is None:
            raise Http404
        raise refusal(request.user, "assignments.view_clearance", row)
    return row


@login_required
def clearance(request: HttpRequest, ref: str) -> HttpResponse:
    """Where a clearance stands, and what this reader may do with it. About nine queries."""
    return _page(request, readable(request, ref), {})


def _page(request: HttpRequest, row: Clearance, bound: dict[str, Any], *, status: int = 200) -> HttpResponse:
    account = request.user
    if not allowed(account, "assignments.view_clearance_result", row):
        return _for_a_colleague(request, row)
    thing = acts.thing_of(row)
    decides = allowed(account, "assignments.decide_clearance", row)
    own = allowed(account, "assignments.hand_in_clearance", row)
    needed = acts.is_needed(row)
    legal = CLEARANCE.legal_verbs(row.state) if needed else ()
    waivable = "waive" in legal and allowed(account, "assignments.waive_clearance", row)
    asked = row.waiver_waits
    may_waive = waivable and asked and row.waiver_asked_by_id != account.pk
    forms = {name: bound.get(name) or kind() for name, kind in FORMS.items()}
    waits_for_other = waivable and asked and row.waiver_asked_by_id == account.pk
    step = _step(row, own=own, decides=decides, may_waive=may_waive)
    context = {
        "clearance": row,
        "thing": thing,
        "back": _back(account, row, own=own),
        "state": CLEARANCE.labels[row.state],
        "tone": tone_of(CLEARANCE, row.state),
        "step": step,
        "due": due_of(row) if step[1] else None,
        "hands_in": own and needed and row.state in acts.HANDED_IN,
        "may_renew": decides and "renew" in legal and not CLEARANCE.problems(row, verb="renew"),
        "terms": list(row.terms.select_related("proof", "decided_by")),
        "may_ask": decides and "request" in legal,
        "may_decide": decides and "pass" in legal,
        "may_propose": waivable and not asked,
        "may_waive": may_waive,
        "waits_for_other": waits_for_other,
        "nobody_else": waits_for_other and not seconds_for_waiver(acts.thing_of(row), without=account).exists(),
        "forms": forms,
        "wrong": next(iter(bound), ""),
    }
    return render(request, "assignments/clearances/page.html", context, status=status)


def _for_a_colleague(request: HttpRequest, row: Clearance) -> HttpResponse:
    """Whether it is passed, who is in charge, and what an officer may do who is not. About five queries."""
    account, description = request.user, acts.description_of(row)
    word, tone = passed_words(row)
    waits = row.waiver_waits and acts.is_needed(row) and allowed(account, "assignments.waive_clearance", row)
    may_waive = waits and row.waiver_asked_by_id != account.pk
    officer = description.officer if description.officer in officers_of(description) else None
    context = {
        "clearance": row,
        "thing": acts.thing_of(row),
        "back": _back(account, row, own=False),
        "word": word,
        "tone": tone,
        "officer": officer,
        "step": _step_of_others(row, officer=officer, waits=waits, may_waive=may_waive),
        "may_ask": acts.is_needed(row)
        and row.state in acts.asked_by(account, row)
        and allowed(account, "assignments.request_clearance", row),
        "may_take_charge": may_take_charge(account, description),
        "waiver_waits": waits,
        "may_waive": may_waive,
    }
    return render(request, "assignments/clearances/colleague.html", context)


def _step_of_others(row: Clearance, *, officer: Account | None, waits: bool, may_waive: bool) -> tuple[Any, Any]:
    """What happens next, as far as a colleague of the officer in charge may know."""
    if waits:
        return _waiver_step(may_waive=may_waive)
    if is_valid(row) or not acts.is_needed(row):
        return "", ""
    return _("It is handed in and decided"), officer or _("Whoever takes over")


def _back(account: Any, row: Clearance, *, own: bool) -> str:
    """The page of the service, of one's own application, or of the selection; of the person for data protection."""
    thing = acts.thing_of(row)
    if not own and not allowed(account, "assignments.request_clearance", row):
        return reverse("people:person", args=[thing.account.ref])
    if row.assignment is not None:
        return reverse("assignments:assignment", args=[row.assignment.ref])
    if own:
        return reverse("assignments:application", args=[thing.ref])
    return reverse("assignments:longlist", args=[thing.description.ref])


def _step(row: Clearance, *, own: bool, decides: bool, may_waive: bool) -> tuple[Any, Any]:
    """What happens next, and who does it, in the words of a reader who hands in (own), decides, or may waive it."""
    if not acts.is_needed(row) and (row.state not in CLEARANCE_IN_ORDER or row.state == "renewing"):
        return _("Nothing: what it was needed for is over"), ""
    if row.waiver_waits:
        return _waiver_step(may_waive=may_waive)
    if row.state in {"required", "failed", "expired"}:
        return (_("Ask the volunteer for it"), YOU) if decides else (_("The officer asks for it"), OFFICER)
    asked_for = row.state in {"requested", "renewing"}
    if asked_for and row.proof is None:
        return (_("Hand in a document"), YOU) if own else (_("A document is handed in"), VOLUNTEER)
    if asked_for and decides:
        return _("Look at the document and decide"), YOU
    return (_("The officer looks at the document and decides"), OFFICER) if asked_for else ("", "")


def _waiver_step(*, may_waive: bool) -> tuple[Any, Any]:
    """A waiver waits: for the reader, where they are the second officer."""
    if may_waive:
        return _("Agree to the waiver, or say why not"), YOU
    return _("A second officer decides about the waiver"), _("Another officer than the one who proposed it")


@login_required
@require_POST
def do(request: HttpRequest, ref: str, verb: str) -> HttpResponse:
    """One verb of a clearance; a form that is not right is shown again with what is wrong."""
    row = readable(request, ref)
    if verb not in ACTS:
        raise Http404
    act, words = ACTS[verb]
    permission = ACTIONS[f"assignments.{act.__name__}"].permission
    if not allowed(request.user, permission, row):
        raise refusal(request.user, permission, row)
    more: dict[str, Any] = {"clearance": row, "seen": seen_version(request)}
    form = FORMS[verb](request.POST, request.FILES) if verb in FORMS else None
    if form is not None:
        if not form.is_valid():
            return _page(request, row, {verb: form}, status=422)
        more |= form.cleaned_data
    elif verb == "take_charge":
        more = {"description": acts.description_of(row), "seen": seen_version(request)}
    elif verb in {"ask_for_waiver", "refuse_waiver"}:
        more["reason"] = request.POST.get("reason", "")
    try:
        act(actor=cast(Account, request.user), **more)
    except (Incomplete, UploadRefused) as error:
        if form is None:
            raise
        if isinstance(error, Incomplete):
            error.show_in(form)
        else:
            form.add_error("upload", str(error))
        return _page(request, row, {verb: form}, status=422)
    messages.success(request, str(words))
    return onward(request, "assignments:clearance", ref)
