"""Who holds which role, for administrators and auditors; and one's own roles, for everyone."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from minga.core.access import registries
from minga.core.access.actions import end_role, prolong_role
from minga.core.access.models import Holding, Role, Scope
from minga.core.access.queries import holdings_list, own_holdings
from minga.core.acting import allowed
from minga.core.errors import NotAllowed
from minga.core.interface.onward import onward
from minga.core.interface.seen import seen_version
from minga.core.reasons import require_reason

PAGE = 25


@login_required
@require_safe
def role_list(request: HttpRequest) -> HttpResponse:
    """Roles now, later or before, by role and by where they count. 3 queries beside the reader's own."""
    if not allowed(request.user, "access.list_roles"):
        raise NotAllowed()
    when = request.GET.get("when", "now")
    role, scope = request.GET.get("role", ""), request.GET.get("scope", "")
    page = Paginator(holdings_list(role=role, scope=scope, when=when), PAGE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "places": registries.places_of(page.object_list),
        "role": role,
        "scope": scope,
        "when": when,
        "roles": Role.choices,
        "scopes": Scope.choices,
        "times": [
            ("now", _("Now")),
            ("ending", _("Ending soon")),
            ("later", _("Later")),
            ("before", pgettext("role", "Ended")),
            ("all", _("All")),
        ],
        "may_end": allowed(request.user, "access.end_role"),
        "may_prolong": when == "ending" and allowed(request.user, "access.prolong_role"),
    }
    return render(request, "access/roles.html", context)


@login_required
@require_POST
def end(request: HttpRequest, ref: str) -> HttpResponse:
    """End a role, with a reason that the person reads."""
    holding = get_object_or_404(Holding, ref=ref)
    reason = request.POST.get("reason", "").strip()[:2000]
    if not allowed(request.user, "access.end_role", holding):
        raise NotAllowed()
    end_role(
        actor=cast(Any, request.user),
        holding=holding,
        reason=require_reason(reason),
        seen=seen_version(request),
    )
    messages.success(request, _("The role has ended."))
    return redirect("access:roles")


@login_required
@require_POST
def prolong(request: HttpRequest, ref: str) -> HttpResponse:
    """Let a role that ends soon count for another year."""
    holding = get_object_or_404(Holding.objects.select_related("account"), ref=ref)
    if not allowed(request.user, "access.prolong_role", holding):
        raise NotAllowed()
    row = prolong_role(actor=cast(Any, request.user), holding=holding, seen=seen_version(request))
    messages.success(request, _("The role counts until %(day)s.") % {"day": date_format(cast(date, row.ends))})
    return onward(request, f"{reverse('access:roles')}?when=ending")


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """One's own roles, now and before. 3 queries beside the reader's own."""
    page = Paginator(own_holdings(request.user), PAGE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "places": registries.places_of(page.object_list),
        "today": timezone.localdate(),
    }
    return render(request, "access/mine.html", context)
