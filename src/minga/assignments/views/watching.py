"""What a person keeps an eye on: opportunities kept in mind and saved searches."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from minga.assignments.actions import searches as acts
from minga.assignments.forms.applications import SavedSearchForm
from minga.assignments.models import Description, Favourite, SavedSearch
from minga.assignments.pages.opportunity_list import page_of_cards
from minga.assignments.queries.eligibility import standing_of
from minga.assignments.queries.opportunities import Found, Search, find
from minga.assignments.views.opportunities import published
from minga.core.acting import allowed
from minga.core.errors import Incomplete
from minga.core.interface.again import from_our_page
from minga.core.interface.seen import seen_version
from minga.core.interface.ways import asked_way, posted_way, way_back
from minga.people.models import Account, Purpose
from minga.people.queries import has_consent
from minga.people.wording import WORDINGS

PER_PAGE = 24
MEANT = "minga_keep"
"""The cookie of a visitor who pressed a heart and is about to sign in."""
MEANT_FOR = 3600
"""Seconds within which signing in still keeps what was meant."""


@login_required
@require_safe
def saved(request: HttpRequest) -> HttpResponse:
    """Opportunities kept in mind, and saved searches with how many each finds now. About 25 queries a page."""
    account = cast(Account, request.user)
    standing = standing_of(account)
    favourites = Favourite.objects.filter(account=account).order_by("-created_at", "-pk")
    page = Paginator(favourites.values_list("description_id", flat=True), PER_PAGE).get_page(request.GET.get("page"))
    kept = list(page)
    rows = []
    for row in SavedSearch.objects.filter(account=account).order_by("name"):
        search = _search_of(row)
        rows.append({"search": row, "total": find(search, seeker=standing.seeker if standing else None).total,
                     "query": search.query()})  # fmt: skip
    context = {
        "page_obj": page,
        "cards": page_of_cards(Found(kept, len(kept), {}), standing=standing, account=account),
        "searches": rows,
        "let_rest": {"paused": "1"},
        "write_again": {"paused": "0"},
        "consents": has_consent(account, Purpose.MATCHING),
        "matching": next(wording for wording in WORDINGS if wording.purpose == Purpose.MATCHING),
    }
    return render(request, "assignments/opportunities/saved.html", context)


def _search_of(row: SavedSearch) -> Search:
    asked = Search.from_text(row.query)
    return Search(words=asked.words, chosen=asked.chosen, eligible=row.only_eligible, sort=asked.sort)


@login_required
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Save the search of the page."""
    form = SavedSearchForm(request.POST)
    if form.is_valid():
        try:
            acts.save_search(actor=cast(Account, request.user), **form.cleaned_data)
        except Incomplete as error:
            error.show_in(form)
    if form.errors:
        back = f"{reverse('assignments:opportunities')}?{Search.from_text(request.POST.get('query', '')).query()}"
        return render(request, "assignments/opportunities/save.html", {"form": form, "back": back}, status=422)
    consents = has_consent(request.user, Purpose.MATCHING)
    said = _("The search is saved. We write when something new fits.") if consents else _("The search is saved.")
    messages.success(request, said)
    return redirect("assignments:saved")


def _own(request: HttpRequest, ref: str) -> SavedSearch:
    row = SavedSearch.objects.filter(ref=ref).first()
    if row is None or not allowed(request.user, "assignments.edit_search", row):
        raise Http404
    return row


@login_required
@require_POST
def pause(request: HttpRequest, ref: str) -> HttpResponse:
    """Let a search rest, or write again."""
    row, paused = _own(request, ref), request.POST.get("paused", "1") == "1"
    if row.is_paused != paused:  # a second press finds it as it was meant to be
        acts.pause_search(actor=cast(Account, request.user), search=row, paused=paused, seen=seen_version(request))
    words = _("“%(name)s” is paused; we write no more about it.") if paused else _("We write again about “%(name)s”.")
    messages.success(request, words % {"name": row.name})
    return redirect("assignments:saved")


@login_required
@require_POST
def rename(request: HttpRequest, ref: str) -> HttpResponse:
    """Give a search another name."""
    row, name = _own(request, ref), request.POST.get("name", "")
    try:
        acts.rename_search(actor=cast(Account, request.user), search=row, name=name, seen=seen_version(request))
    except Incomplete as error:
        messages.error(request, str(error.problems[0].message))
    return redirect("assignments:saved")


@login_required
@require_POST
def delete(request: HttpRequest, ref: str) -> HttpResponse:
    """Forget a search."""
    row = _own(request, ref)
    acts.delete_search(actor=cast(Account, request.user), search=row, seen=seen_version(request))
    messages.success(request, _("The search is deleted."))
    return redirect("assignments:saved")


@require_http_methods(["GET", "POST"])
def keep(request: HttpRequest, ref: str) -> HttpResponse:
    """Keep an opportunity in mind, or let it go; back to where the person was. A visitor signs in first and comes back
    with it kept.
    """
    description: Description = published(ref, request.user)
    account: Any = request.user
    if not account.is_authenticated:
        return _sign_in_first(request)
    if request.method == "GET":
        return _keep_as_meant(request, description)
    if Favourite.objects.filter(account_id=account.pk, description=description).exists():
        acts.let_go(actor=account, description=description)
        kept = False
    else:
        acts.keep_in_mind(actor=account, description=description)
        kept = True
    if request.headers.get("HX-Request") == "true":
        return render(request, "assignments/opportunities/_keep.html", {"post": description, "kept": kept})
    return redirect(posted_way(request, "back") or reverse("assignments:opportunity", args=[ref]))


def _sign_in_first(request: HttpRequest) -> HttpResponse:
    """To the page for signing in. That the heart was pressed on a page of ours is kept in a cookie of this address
    alone, sealed by us: nobody else's link keeps anything in anybody's mind, followed before signing in or after.
    """
    back = posted_way(request, "back") or way_back(request)
    response = redirect_to_login(f"{request.path}?{urlencode({'back': back})}" if back else request.path)
    if _was_pressed_here(request):
        response.set_signed_cookie(
            MEANT, "1", salt=request.path, max_age=MEANT_FOR, path=request.path, secure=request.is_secure(),
            httponly=True, samesite="Lax",
        )  # fmt: skip
    return response


def _was_pressed_here(request: HttpRequest) -> bool:
    """Whether a page of ours holds the heart that was pressed. A form of ours proved it (CSRF); of a link the browser
    says it in Sec-Fetch-Site, also where it keeps the page before to itself, and an older browser by that page.
    """
    says_nothing = "Sec-Fetch-Site" not in request.headers
    return request.method == "POST" or from_our_page(request) or (says_nothing and bool(way_back(request)))


def _keep_as_meant(request: HttpRequest, description: Description) -> HttpResponse:
    """Back from signing in: kept where its heart was pressed before; else only shown."""
    page = reverse("assignments:opportunity", args=[description.ref])
    if not request.get_signed_cookie(MEANT, default="", salt=request.path, max_age=MEANT_FOR):
        return redirect(page)
    acts.keep_in_mind(actor=cast(Account, request.user), description=description)
    messages.success(request, _("“%(post)s” is kept in mind.") % {"post": description.title})
    response = redirect(asked_way(request, "back") or page)
    response.delete_cookie(MEANT, path=request.path, samesite="Lax")
    return response
