"""Registering an organisation, following the registration, and the officers' review."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from minga.core.acting import allowed, together
from minga.core.documents.sniffing import UploadRefused
from minga.core.errors import Incomplete, NotAllowed, Stale
from minga.core.interface.seen import seen_version
from minga.core.models import in_language
from minga.core.tables.pages import part_of, taken_away
from minga.partners.actions import papers
from minga.partners.actions import registration as acts
from minga.partners.actions.editing import set_logo
from minga.partners.forms import ChecksForm, PaperForm, ReferenceForm, RegistrationForm
from minga.partners.models import DueDiligenceCheck, Organisation
from minga.partners.queries import WAITING_STATES, papers_of, people_of, registrations_for, review_due, reviewers_of
from minga.partners.rules import reviews
from minga.partners.states import REGISTRATION
from minga.partners.tables import REGISTRATIONS
from minga.partners.views.organisations import organisation_for
from minga.partners.wording import (
    NEXT,
    NEXT_ENTERED_BY_THE_ONLY_ONE,
    NEXT_ENTERED_YOURSELF,
    NEXT_OF_REVIEWER,
    WHO,
)

PAGE = 50


@login_required
def register(request: HttpRequest) -> HttpResponse:
    """Send a registration, with a logo if there is one."""
    if not allowed(request.user, "partners.register_organisation"):
        raise NotAllowed()
    form = RegistrationForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            with together():
                row = acts.register_organisation(
                    actor=cast(Any, request.user), fields=form.fields_of_it(), references=form.references()
                )
                if form.cleaned_data["logo"]:
                    set_logo(actor=cast(Any, request.user), organisation=row, upload=form.cleaned_data["logo"])
        except Incomplete as error:
            error.show_in(form)
        else:
            messages.success(request, _entered_words(row) if reviews(request.user, row) else _sent_words(row))
            return redirect("partners:registration", row.slug)
    context = {"form": form, "may_review": allowed(request.user, "partners.list_organisations")}
    return render(request, "partners/register.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def registration_list(request: HttpRequest) -> HttpResponse:
    """Registrations by state, the longest waiting first. 5 queries beside the reader's own."""
    if not allowed(request.user, "partners.list_organisations"):
        raise NotAllowed()
    state, words, found = _looked_at(request)
    context = {
        **part_of(request, REGISTRATIONS, found, per_page=PAGE),
        "state": state,
        "q": words,
        "states": [("waiting", _("Waiting for us")), *REGISTRATION.choices, ("all", _("All"))],
    }
    return render(request, "partners/registrations.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def export(request: HttpRequest) -> HttpResponseBase:
    """The registrations of the list as it is looked at."""
    return taken_away(request, REGISTRATIONS, _looked_at(request)[2], back=reverse("partners:registrations"))


def _entered_words(row: Organisation) -> str:
    """What an officer reads who entered it for others: who reviews it, for they do not. One query."""
    if reviewers_of(row).exists():
        return _("It is entered. A colleague reviews it: nobody reviews what they entered themselves.")
    return _(
        "It is entered. Nobody else reviews registrations there, so the administrators are told, and one of them "
        "reviews it."
    )


def _sent_words(row: Organisation) -> str:
    """What whoever sent it reads: that an officer looks at it, or who has to be found first. One query."""
    if row.country is None or reviewers_of(row).exists():
        return _("Your registration is sent. You hear from us as soon as it is looked at.")
    words = _(
        "Your registration is sent. Nobody reviews registrations from %(country)s yet: the administrators are told."
    )
    return words % {"country": row.country}


def _looked_at(request: HttpRequest) -> tuple[str, str, QuerySet[Organisation]]:
    """The state and the words that are asked for, and the registrations that they choose."""
    state, words = request.GET.get("state", "waiting"), request.GET.get("q", "").strip()
    state = state if state in {"waiting", "all", *REGISTRATION.states} else "waiting"
    return state, words, registrations_for(request.user, state="" if state == "all" else state, words=words)


@login_required
@require_safe
def registration(request: HttpRequest, ref: str) -> HttpResponse:
    """Where a registration stands; the review's questions for who decides. About 6 queries beside the reader's own."""
    return registration_page(request, _visible(request, ref))


def checks_of(row: Organisation) -> list[DueDiligenceCheck]:
    """The questions of due diligence, with who answered them. One query."""
    return list(row.checks.select_related("checked_by").order_by("pk"))


def _visible(request: HttpRequest, ref: str) -> Organisation:
    return organisation_for(request, ref, permission="partners.view_registration")


def _next_of(row: Organisation, account: Any, *, may_review: bool) -> tuple[str | Promise, str | Promise]:
    """What comes next and who does it, in the words of this reader. At most one query beside the roles."""
    what, who = (NEXT_OF_REVIEWER if may_review else NEXT).get(row.state, ""), WHO.get(row.state, "")
    may_act = allowed(account, "partners.send_again", row) if row.state == "needs_more" else may_review
    who = _("You") if who and may_act else who
    if row.state not in WAITING_STATES:
        return what, who
    sender, others = row.registered_by, reviewers_of(row).exists()
    by_an_officer = sender is not None and reviews(sender, row)
    if by_an_officer and not others:
        return NEXT_ENTERED_BY_THE_ONLY_ONE, _("You") if may_review else _("Administrator")
    if by_an_officer and row.registered_by_id == account.pk:
        return NEXT_ENTERED_YOURSELF, _("A colleague")
    if not by_an_officer and not others and row.country is not None:
        words = _("Nobody reviews registrations from %(country)s yet. An administrator invites an officer first.")
        return words % {"country": row.country}, _("Administrator")
    return what, who


def registration_page(
    request: HttpRequest,
    row: Organisation,
    *,
    form: ReferenceForm | None = None,
    paper_form: PaperForm | None = None,
    checks_form: ChecksForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page, with a form of a reference, of a paper or of due diligence that may hold problems."""
    account = request.user
    may_review = allowed(account, "partners.review_organisation", row)
    verbs = REGISTRATION.legal_verbs(row.state)
    what, who = _next_of(row, account, may_review=may_review)
    context = {
        "organisation": row,
        "about": in_language(row.about),
        "other_names": row.other_names({row.name}),
        "next": what,
        "who": who,
        "due": review_due(row),
        "references": list(row.references.order_by("pk")),
        "checks_form": checks_form or ChecksForm(checks=checks_of(row)),
        "may_review": may_review,
        "has_first_person": may_review and acts.first_person_of(row) is not None,
        "reviews_now": may_review and row.state == "under_review",
        "lacking": REGISTRATION.problems(row, verb="register") if may_review and "register" in verbs else [],
        "verbs": verbs if may_review else (),
        "may_send_again": "send_again" in verbs and allowed(account, "partners.send_again", row),
        "may_edit": allowed(account, "partners.edit_organisation", row),
        "may_add_reference": allowed(account, "partners.add_reference", row),
        "papers": list(papers_of(row)),
        "paper_form": paper_form or PaperForm(),
        "may_add_paper": allowed(account, "partners.add_paper", row),
        "may_remove_paper": allowed(account, "partners.remove_paper", row),
        "reference_form": form or ReferenceForm(),
        "shows_notes": may_review or allowed(account, "partners.list_organisations"),
    }
    return render(request, "partners/registration.html", context, status=status)


@login_required
@require_POST
def reference(request: HttpRequest, ref: str) -> HttpResponse:
    """Name one person more who vouches."""
    row = _visible(request, ref)
    if not allowed(request.user, "partners.add_reference", row):
        raise NotAllowed()
    form = ReferenceForm(request.POST)
    if not form.is_valid():
        return registration_page(request, row, form=form, status=422)
    acts.add_reference(actor=cast(Any, request.user), organisation=row, reference=form.cleaned_data)
    messages.success(request, _("The reference is added."))
    return redirect("partners:registration", row.slug)


@login_required
@require_POST
def paper(request: HttpRequest, ref: str) -> HttpResponse:
    """Add a paper."""
    row = _visible(request, ref)
    if not allowed(request.user, "partners.add_paper", row):
        raise NotAllowed()
    form = PaperForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            papers.add_paper(actor=cast(Any, request.user), organisation=row, upload=form.cleaned_data["paper"])
        except UploadRefused as error:
            form.add_error("paper", str(error))
        else:
            messages.success(request, _("The paper is added."))
            return redirect("partners:registration", row.slug)
    return registration_page(request, row, paper_form=form, status=422)


@login_required
@require_POST
def no_paper(request: HttpRequest, ref: str, part: str) -> HttpResponse:
    """Take a paper away."""
    row = _visible(request, ref)
    stored = papers_of(row).filter(ref=part).first()
    if stored is None:
        raise Http404
    papers.remove_paper(actor=cast(Any, request.user), organisation=row, paper=stored)
    messages.success(request, _("The paper is removed."))
    return redirect("partners:registration", row.slug)


@login_required
@require_POST
def answer(request: HttpRequest, ref: str, part: str) -> HttpResponse:
    """Write down what a reference answered."""
    row = _visible(request, ref)
    asked = row.references.filter(ref=part).first()
    if asked is None:
        raise Http404
    said, note = request.POST.get("answer", ""), request.POST.get("note", "").strip()[:2000]
    seen = seen_version(request)
    try:
        acts.record_reference(actor=cast(Any, request.user), reference=asked, answer=said, note=note, seen=seen)
    except Stale:
        asked.refresh_from_db()
        wrote = " · ".join(filter(None, [asked.get_answer_display(), asked.note]))
        message = _(
            "Somebody wrote “%(answer)s” for %(name)s after you opened the page, so yours was not kept: %(yours)s"
        )
        messages.warning(request, message % {"answer": wrote, "name": asked.name, "yours": note or "–"})
    except Incomplete as error:
        messages.error(request, " ".join(str(problem.message) for problem in error.problems))
    else:
        asked.refresh_from_db()
        values = {"name": asked.name, "answer": asked.get_answer_display()}
        messages.success(request, _("Written down for %(name)s: %(answer)s.") % values)
    return redirect("partners:registration", row.slug)


@login_required
@require_POST
def findings(request: HttpRequest, ref: str) -> HttpResponse:
    """Write down what was found on any of the questions of due diligence; a refused one holds up no other."""
    row = _visible(request, ref)
    if not allowed(request.user, "partners.review_organisation", row):
        raise NotAllowed()
    form = ChecksForm(request.POST, checks=checks_of(row))
    form.is_valid()
    written = sum(_written(request, form, *answered) for answered in list(form.answered()))
    if written:
        messages.success(request, _("The other findings are written down.") if form.errors else _("Written down."))
    if form.errors:
        form.checks = checks_of(row)
        return registration_page(request, row, checks_form=form, status=422)
    return redirect("partners:registration", row.slug)


def _written(request: HttpRequest, form: ChecksForm, check: DueDiligenceCheck, finding: str, note: str) -> bool:
    """Whether one finding was written down; what stands in the way is said beside its question."""
    if form.written_meanwhile(check):
        words = _("%(name)s wrote “%(finding)s” here meanwhile. Send it again if yours is to stand.")
        wrote = " · ".join(filter(None, [check.get_finding_display(), check.note]))
        names = {"name": check.checked_by or _("Somebody"), "finding": wrote}
        form.add_error(f"finding-{check.ref}", words % names)
        return False
    try:
        acts.record_check(actor=cast(Any, request.user), check=check, finding=finding, note=note, seen=check.version)
    except Incomplete as error:
        for problem in error.problems:
            form.add_error(f"{problem.place}-{check.ref}", str(problem.message))
        return False
    return True


SAID: dict[str, Any] = {
    "review": gettext_lazy("You have taken the registration on."),
    "ask_for_more": gettext_lazy("They are asked for more."),
    "send_again": gettext_lazy("It is with the officers again."),
    "register": gettext_lazy("It is registered, and they are told."),
    "refuse": gettext_lazy("It is refused, and they are told why."),
    "suspend": gettext_lazy("It is suspended, and they are told why."),
    "reinstate": gettext_lazy("It is reinstated, and they are told."),
}
OWN_ACTIONS: dict[str, Callable[..., Any]] = {
    "review": acts.start_review,
    "ask_for_more": acts.ask_for_more,
    "send_again": acts.send_again,
}


@login_required
@require_POST
def decide(request: HttpRequest, ref: str, verb: str) -> HttpResponse:
    """One verb of the registration's state machine."""
    row = _visible(request, ref)
    if verb not in SAID:
        raise Http404
    further: dict[str, Any] = {"reason": request.POST.get("reason", "").strip()}
    if verb == "review":
        further = {}
    elif verb == "send_again":
        further = {"answer": further["reason"]}
    elif verb != "ask_for_more":
        further["verb"] = verb
    act: Callable[..., Any] = OWN_ACTIONS.get(verb, acts.decide_registration)
    act(actor=request.user, organisation=row, seen=seen_version(request), **further)
    if verb == "register" and not people_of(row).exists():
        messages.success(request, _("It is registered. Nobody acts for it yet: invite its first focal point here."))
        return redirect("partners:people", row.slug)
    messages.success(request, SAID[verb])
    return redirect("partners:registration", row.slug)
