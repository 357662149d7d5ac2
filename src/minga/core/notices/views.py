"""The inbox and one's wishes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from minga.core.acting import together
from minga.core.interface import comparing
from minga.core.notices import actions, queries
from minga.core.notices.forms import WishesForm
from minga.core.notices.kinds import KINDS, words_of
from minga.core.notices.letters import DIGEST, read_less_token
from minga.core.notices.models import Delivery, Notice

PER_PAGE = 25


@require_GET
@login_required
def inbox(request: HttpRequest) -> HttpResponse:
    """One's notices, the newest first."""
    only_unread = request.GET.get("show") == "unread"
    notices = queries.inbox_of(request.user, only_unread=only_unread)
    page = Paginator(notices, PER_PAGE).get_page(request.GET.get("page"))
    rows = [{"notice": notice, "words": words_of(notice)} for notice in page]
    context = {"page_obj": page, "rows": rows, "only_unread": only_unread}
    return render(request, "notices/inbox.html", context)


@require_GET
@login_required
def open_notice(request: HttpRequest, ref: str) -> HttpResponse:
    """Mark as read and go to what the notice is about."""
    notice = get_object_or_404(Notice, ref=ref, account_id=request.user.pk)
    actions.mark_read(actor=request.user, notice=notice)
    if notice.url and url_has_allowed_host_and_scheme(notice.url, allowed_hosts=None):
        return HttpResponseRedirect(notice.url)
    return redirect("notices:inbox")


@require_POST
@login_required
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything as read."""
    actions.mark_all_read(actor=request.user)
    return redirect("notices:inbox")


@require_http_methods(["GET", "POST"])
@login_required
def wishes(request: HttpRequest) -> HttpResponse:
    """How one wants to be told, kind by kind."""
    account: Any = request.user
    form = _wishes_of(account, None)
    if request.method == "POST":
        with together():
            account, form = comparing.on_what_stands(_wishes_of, account, request.POST)
            if form.is_valid():
                actions.set_wishes(actor=account, wishes=form.wishes())
        if form.is_valid():
            messages.success(request, _("Kept. This holds from now on."))
            return redirect("notices:wishes")
    return render(request, "notices/wishes.html", {"form": form}, status=comparing.status_of(form))


def _wishes_of(account: Any, data: QueryDict | None) -> WishesForm:
    return WishesForm(data, account=account, chosen=queries.wishes_of(account))


@csrf_exempt  # RFC 8058: the mail program posts here by itself; the signed token is the authority
@require_http_methods(["GET", "POST"])
def less(request: HttpRequest, token: str) -> HttpResponse:
    """From a letter: no more letters of this kind, without signing in."""
    try:
        account_id, kind = read_less_token(token)
    except signing.BadSignature as error:
        raise Http404 from error
    account = get_object_or_404(get_user_model(), pk=account_id, is_active=True)
    if request.method == "POST":
        kinds = [name for name, _kind in KINDS] if kind == DIGEST else [kind] if kind in KINDS else []
        chosen = queries.wishes_of(account)
        wanted = {
            name: Delivery.INBOX.value
            for name in kinds
            if kind != DIGEST or chosen.get(name, KINDS[name].default) == Delivery.DAILY
        }
        actions.set_wishes(actor=account, wishes=wanted, reason="by the link in a letter")
    title = "" if kind == DIGEST or kind not in KINDS else KINDS[kind].name_for_wishes
    return render(request, "notices/less.html", {"done": request.method == "POST", "kind_title": title})
