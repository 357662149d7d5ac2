"""People and their roles, for administrators; reading only for auditors; erasure and export for data protection."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch, QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from minga.core.access.actions import end_role, grant_role
from minga.core.access.models import Holding
from minga.core.access.registries import places_of
from minga.core.acting import allowed
from minga.core.errors import Incomplete, NotAllowed
from minga.core.interface.seen import seen_version
from minga.core.registries import Text
from minga.core.tables.pages import part_of, taken_away
from minga.people import archive
from minga.people.actions import accounts, erasing, exporting, factors
from minga.people.forms.accounts import ErasureForForm, GrantForm, ReasonForm
from minga.people.models import Account
from minga.people.proofs import proofs_of
from minga.people.queries import find_accounts
from minga.people.tables import ACCOUNTS
from minga.people.views.accounts import what_erasure_leaves

PAGE = 50


def _require(request: HttpRequest, permission: str, thing: Any = None) -> None:
    """Refuse before anything else is looked at: what a form lacks is nobody's business who may not send it."""
    if not allowed(request.user, permission, thing):
        raise NotAllowed()


def _reason(request: HttpRequest, *, missing: Text) -> str:
    """The reason that was sent; empty where none was, or too long a one, and the person then reads `missing`."""
    form = ReasonForm(request.POST)
    if form.is_valid():
        return str(form.cleaned_data["reason"])
    messages.error(request, str(missing))
    return ""


@login_required
@require_GET
def people_list(request: HttpRequest) -> HttpResponse:
    """Accounts, fifty a page, found by exact email or reference. At most 7 queries beside the reader's own."""
    _require(request, "people.list_accounts")
    context = part_of(request, ACCOUNTS, _looked_at(request), per_page=PAGE)
    return render(request, "people/list.html", {**context, "q": request.GET.get("q", "")})


@login_required
@require_http_methods(["GET", "POST"])
def export_list(request: HttpRequest) -> HttpResponseBase:
    """The accounts of the list as it is looked at."""
    return taken_away(request, ACCOUNTS, _looked_at(request), back=reverse("people:list"))


def _looked_at(request: HttpRequest) -> QuerySet[Account]:
    return find_accounts(request.GET.get("q", "")).prefetch_related(Prefetch("holdings", Holding.objects.not_over()))


@login_required
def person(request: HttpRequest, ref: str, *, form: Any = None, status: int = 200) -> HttpResponse:
    """One account: its roles now and before, and what the reader may do with it."""
    account = get_object_or_404(Account, ref=ref)
    _require(request, "people.view_account", account)
    holdings = list(account.holdings.select_related("granted_by").order_by("-starts", "-pk"))
    proofs = proofs_of(account)
    may_take = allowed(request.user, "people.remove_second_proofs", account) and account.is_active and proofs.any
    context = {
        "person": account,
        "proofs": proofs,
        "now": [row for row in holdings if not row.is_over],
        "before": [row for row in holdings if row.is_over],
        "places": places_of(holdings),
        "form": form or GrantForm(),
        "reason_form": ReasonForm(auto_id="switch_%s"),
        "proofs_form": ReasonForm(auto_id="proofs_%s"),
        "may_take_proofs": may_take,
        "purpose_form": ReasonForm(auto_id="export_%s"),
        "may_grant": allowed(request.user, "access.grant_role") and account != request.user and account.is_active,
        "may_end": allowed(request.user, "access.end_role"),
        "may_switch": allowed(request.user, "people.deactivate_account", account) and not account.erased_at,
        "may_erase": allowed(request.user, "people.erase_account_for", account) and not account.erased_at,
        "may_export": allowed(request.user, "people.export_data", account) and not account.erased_at,
    }
    return render(request, "people/person.html", context, status=status)


@login_required
@require_POST
def grant(request: HttpRequest, ref: str) -> HttpResponse:
    """Give a role."""
    account = get_object_or_404(Account, ref=ref)
    _require(request, "access.grant_role")
    form = GrantForm(request.POST)
    if form.is_valid():
        try:
            grant_role(actor=cast(Account, request.user), account=account, **form.cleaned_data)
        except Incomplete as error:
            error.show_in(form)
        else:
            messages.success(request, _("The role is given."))
            return redirect("people:person", ref)
    return person(request, ref, form=form, status=422)


@login_required
@require_POST
def end(request: HttpRequest, ref: str, holding: str) -> HttpResponse:
    """End a role, with a reason."""
    row = get_object_or_404(Holding, ref=holding, account__ref=ref)
    _require(request, "access.end_role", row)
    if not (reason := _reason(request, missing=_("Say why the role ends."))):
        return redirect("people:person", ref)
    end_role(actor=cast(Account, request.user), holding=row, reason=reason)
    messages.success(request, _("The role has ended."))
    return redirect("people:person", ref)


@login_required
@require_POST
def switch(request: HttpRequest, ref: str, verb: str) -> HttpResponse:
    """Switch an account off or on, with a reason."""
    account = get_object_or_404(Account, ref=ref)
    _require(request, f"people.{verb}_account", account)
    if not (reason := _reason(request, missing=_("Say why."))):
        return redirect("people:person", ref)
    act = accounts.deactivate_account if verb == "deactivate" else accounts.reactivate_account
    act(actor=cast(Account, request.user), account=account, reason=reason)
    messages.success(request, _("Saved."))
    return redirect("people:person", ref)


@login_required
@require_POST
def remove_proofs(request: HttpRequest, ref: str) -> HttpResponse:
    """Take the second proofs of somebody who has lost them away, with a reason."""
    account = get_object_or_404(Account, ref=ref)
    _require(request, "people.remove_second_proofs", account)
    if not (reason := _reason(request, missing=factors.WHY)):
        return redirect("people:person", ref)
    factors.remove_second_proofs(
        actor=cast(Account, request.user), account=account, reason=reason, seen=seen_version(request)
    )
    messages.success(request, _("Their second proofs are gone, they are signed out everywhere, and they are told."))
    return redirect("people:person", ref)


@login_required
def erase_for(request: HttpRequest, ref: str) -> HttpResponse:
    """A data protection officer erases on request."""
    account = get_object_or_404(Account, ref=ref)
    _require(request, "people.erase_account_for", account)
    form = ErasureForForm(request.POST or None, account=account)
    if request.method == "POST" and form.is_valid():
        erasing.erase_account_for(
            actor=cast(Account, request.user), account=account, reason=form.cleaned_data["reason"]
        )
        messages.success(request, _("The person's data is erased."))
        return redirect("people:list")
    context = {"form": form, "person": account, **what_erasure_leaves(account)}
    return render(request, "people/erase_for.html", context)


@login_required
@require_POST
def export_for(request: HttpRequest, ref: str) -> HttpResponse | FileResponse:
    """A data protection officer takes out a person's data, for a purpose that is written down."""
    account = get_object_or_404(Account, ref=ref)
    _require(request, "people.export_data", account)
    if not (reason := _reason(request, missing=_("Say what it is for."))):
        return redirect("people:person", ref)
    exporting.record_export(actor=cast(Account, request.user), account=account, purpose=reason)
    return FileResponse(
        archive.build(account), as_attachment=True, filename=f"minga-{account.ref}.zip", content_type="application/zip"
    )
