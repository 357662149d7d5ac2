"""Who acts for an organisation, invitations, and answering one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from minga.core.access.models import Holding, Scope
from minga.core.access.registries import places_of
from minga.core.access.roles import forget
from minga.core.acting import allowed
from minga.core.errors import Incomplete, NotAllowed, Problem
from minga.core.interface.seen import seen_version
from minga.core.listing import in_a_row
from minga.partners.actions import inviting
from minga.partners.forms import AddressForm, InvitationForm, PlatformInvitationForm, letter_languages
from minga.partners.letters import usual_language
from minga.partners.models import Invitation
from minga.partners.queries import last_who_acts, open_invitations, people_of
from minga.partners.rules import is_addressed, roles_within
from minga.partners.views.organisations import organisation_for
from minga.partners.wording import invited_to, place_of

PAGE = 50


@login_required
def people(request: HttpRequest, ref: str) -> HttpResponse:
    """Roles within an organisation now and before, open invitations, inviting. 6 queries beside the reader's own."""
    asks = "partners.invite" if request.method == "POST" else "partners.view_people"
    row = organisation_for(request, ref, permission=asks)
    may_invite = row.state == "registered" and allowed(request.user, "partners.invite", row)
    usual = usual_language(row.country_id or "", reader=get_language() or "en")
    data = request.POST if request.method == "POST" else None
    form = InvitationForm(data, roles=roles_within(row), initial={"language": usual})
    if request.method == "POST" and not form.is_valid():
        _say_everything(request, form, {**form.cleaned_data, "scope": Scope.ORGANISATION, "scope_key": row.ref})
    elif request.method == "POST":
        try:
            invitation = inviting.invite_to_organisation(
                actor=cast(Any, request.user), organisation=row, **form.cleaned_data
            )
        except Incomplete as error:
            error.show_in(form)
        else:
            _say_sent(request, invitation, _("An invitation goes to %(email)s.") % {"email": invitation.email})
            return redirect("partners:people", row.slug)
    page = Paginator(people_of(row), PAGE).get_page(request.GET.get("page"))
    context = {
        "organisation": row,
        "page_obj": page,
        "rows": [(holding, not holding.is_over) for holding in page],
        "invitations": Paginator(open_invitations(organisation=row), PAGE).get_page(request.GET.get("invitations")),
        "now": timezone.now(),
        "letter_languages": letter_languages(),
        "form": form,
        "last": last_who_acts(row),
        "may_invite": may_invite,
        "may_change": allowed(request.user, "partners.invite", row),
    }
    return render(request, "partners/people.html", context, status=422 if form.errors else 200)


def _say_sent(request: HttpRequest, invitation: Invitation, said: str) -> None:
    """That the letter is on its way, or why it is not. One query."""
    invitation.refresh_from_db(fields=["letter_problem"])
    if not invitation.letter_problem:
        messages.success(request, said)
        return
    problem = {"email": invitation.email, "why": invitation.get_letter_problem_display()}
    messages.warning(
        request, _("The invitation is saved, but its email to %(email)s did not go out. %(why)s") % problem
    )


def _say_everything(request: HttpRequest, form: InvitationForm, terms: dict[str, Any]) -> None:
    """Beside what the form could not read, all that would stand against what it could: nobody mends twice."""
    known = {name: value for name, value in terms.items() if name != "language"}
    found = inviting.problems_inviting(actor=cast(Any, request.user), **known)
    _beside_country([problem for problem in found if problem.place not in form.errors]).show_in(form)


def _beside_country(problems: Sequence[Problem]) -> Incomplete:
    """A form asks where a role is held by its country."""
    places = {"scope": "country", "scope_key": "country"}
    return Incomplete("", problems=[replace(one, place=places.get(one.place, one.place)) for one in problems])


@login_required
@require_POST
def end(request: HttpRequest, ref: str, holding: str) -> HttpResponse:
    """End a role within the organisation, with a reason."""
    row = organisation_for(request, ref, permission="partners.view_people")
    held = get_object_or_404(Holding, ref=holding, scope=Scope.ORGANISATION, scope_key=row.ref)
    inviting.end_organisation_role(
        actor=cast(Any, request.user),
        holding=held,
        reason=request.POST.get("reason", ""),
        seen=seen_version(request),
    )
    messages.success(request, _("The role has ended."))
    forget(request.user)  # who ended a role of their own reads nothing of it any more
    may_stay = allowed(cast(Any, request.user), "partners.view_people", row)
    return redirect("partners:people" if may_stay else "partners:organisation", row.slug)


@login_required
def invite_to_platform(request: HttpRequest) -> HttpResponse:
    """Invite to a role for a country or the whole platform; the invitations that are open. 3 queries."""
    if not allowed(request.user, "partners.invite_to_platform"):
        raise NotAllowed()
    asked_for = {name: request.GET.get(name, "") for name in ("role", "country")}
    form = PlatformInvitationForm(request.POST if request.method == "POST" else None, initial=asked_for)
    if request.method == "POST" and not form.is_valid():
        _say_everything(request, form, form.terms())
    elif request.method == "POST":
        try:
            invitation = inviting.invite_to_platform(actor=cast(Any, request.user), **form.terms())
        except Incomplete as error:
            _beside_country(error.problems).show_in(form)
        else:
            _say_sent(request, invitation, _("An invitation goes to %(email)s.") % {"email": invitation.email})
            return redirect("partners:invite_to_platform")
    page = Paginator(open_invitations(organisation=None), PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page_obj": page,
        "invitations": page.object_list,
        "places": places_of(page.object_list),
        "may_change": True,
        "now": timezone.now(),
        "letter_languages": letter_languages(),
    }
    return render(request, "partners/invite.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def change_invitation(request: HttpRequest, ref: str, verb: str) -> HttpResponse:
    """Send an invitation again, or take it back."""
    row = get_object_or_404(Invitation.objects.select_related("organisation"), ref=ref)
    if not allowed(request.user, "partners.withdraw_invitation", row):
        raise Http404
    act = inviting.send_invitation_again if verb == "again" else inviting.withdraw_invitation
    done = act(
        actor=cast(Any, request.user),
        invitation=row,
        seen=seen_version(request),
    )
    if verb == "again":
        _say_sent(request, done, _("The invitation goes out again."))
    else:
        messages.success(request, _("The invitation is taken back."))
    return redirect(inviting.where_invited(row))


@login_required
@require_POST
def correct_invitation(request: HttpRequest, ref: str) -> HttpResponse:
    """Send an invitation to another address, where the first was written wrongly, or in another language."""
    row = get_object_or_404(Invitation.objects.select_related("organisation"), ref=ref)
    if not allowed(request.user, "partners.withdraw_invitation", row):
        raise Http404
    form = AddressForm(request.POST)
    if form.is_valid():
        try:
            done = inviting.correct_invitation(
                actor=cast(Any, request.user),
                invitation=row,
                **form.cleaned_data,
                seen=seen_version(request),
            )
        except Incomplete as error:
            error.show_in(form)
        else:
            _say_sent(request, done, _("An invitation goes to %(email)s.") % {"email": done.email})
            return redirect(inviting.where_invited(row))
    wrong = form.errors.get("email") or form.errors.get("language") or ()
    messages.error(request, in_a_row(str(said) for said in wrong))
    return redirect(inviting.where_invited(row))


@never_cache
@login_required
@require_safe
def invitation(request: HttpRequest, ref: str) -> HttpResponse:
    """An invitation to the reader, with its answer. At most 3 queries beside the reader's own."""
    row = Invitation.objects.filter(ref=ref).select_related("organisation", "invited_by").first()
    if row is None or not is_addressed(request.user, row):
        raise Http404
    return _answer_page(request, row)


@never_cache
@require_safe
def invitation_by_token(request: HttpRequest, token: str) -> HttpResponse:
    """The same from the letter, of which whoever holds it may read who invites to what, before signing in or up.

    Whoever is signed in with another address is told so, and sees no more. At most 3 queries.
    """
    rows = Invitation.objects.filter(token_digest=inviting.digest_of(token))
    row = rows.select_related("organisation", "invited_by").first()
    if row is None:
        return render(request, "partners/invitation_unknown.html", status=404)
    if not request.user.is_authenticated:
        return render(request, "partners/invitation_stranger.html", _stranger_context(request, row))
    if not is_addressed(request.user, row):
        return render(request, "partners/invitation_other.html", status=403)
    return redirect("partners:invitation", row.ref)


def _stranger_context(request: HttpRequest, row: Invitation) -> dict[str, Any]:
    way = urlencode({"next": request.path, "email": row.email})
    return {
        **_context(row),
        "invited_to": invited_to(row),
        "login_url": f"{reverse('account_login')}?{way}",
        "signup_url": f"{reverse('account_signup')}?{way}",
    }


def _answer_page(request: HttpRequest, row: Invitation) -> HttpResponse:
    return render(request, "partners/invitation.html", _context(row))


def _context(row: Invitation) -> dict[str, Any]:
    is_waiting = row.accepted_at is None and row.withdrawn_at is None
    has_expired = row.expires_at <= timezone.now()
    return {
        "invitation": row,
        "place": place_of(row),
        "is_open": is_waiting and not has_expired and not row.rests,
        "rests": is_waiting and row.rests,
        "has_expired": has_expired,
    }


@login_required
@require_POST
def accept(request: HttpRequest, ref: str) -> HttpResponse:
    """Say yes to an invitation."""
    row = Invitation.objects.filter(ref=ref).select_related("organisation").first()
    if row is None or not is_addressed(request.user, row):
        raise Http404
    try:
        inviting.accept_invitation(actor=cast(Any, request.user), invitation=row, seen=seen_version(request))
    except Incomplete as error:
        messages.error(request, in_a_row(problem.message for problem in error.problems))
        return redirect("partners:invitation", ref)
    messages.success(request, _("You hold this role now."))
    return redirect("access:mine")
