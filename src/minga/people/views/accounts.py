"""One's own account: settings, consents, one's data, and leaving."""

from __future__ import annotations

from typing import Any, cast

from allauth.account.decorators import reauthentication_required
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from minga.core.access.queries import held_alone
from minga.core.access.registries import places_of
from minga.core.acting import together
from minga.core.interface import comparing
from minga.core.interface.ways import posted_way
from minga.people import archive
from minga.people.actions import accounts, consents, erasing, exporting
from minga.people.forms.accounts import ErasureForm, SettingsForm
from minga.people.models import Account, Consent
from minga.people.queries import consents_in_force
from minga.people.wording import WORDINGS
from minga.people.zones import zone_words


def safe_next(request: HttpRequest) -> str:
    """The page that was asked for before signing in, if it is one of ours; else the dashboard."""
    return posted_way(request, "next") or "/"


def asks_again(_request: HttpRequest) -> bool:
    """Whether grave steps ask for the password again; the demonstration's people have none."""
    return not settings.DEMONSTRATION


@login_required
@require_GET
def hub(request: HttpRequest) -> HttpResponse:
    """Everything about one's account on one page. At most 8 queries."""
    account = cast(Account, request.user)
    roles = list(account.holdings.order_by("-starts"))
    context = {
        "addresses": EmailAddress.objects.filter(user_id=account.pk).order_by("-primary"),
        "factors": Authenticator.objects.filter(user_id=account.pk).count(),
        "sessions": UserSession.objects.filter(user_id=account.pk).count(),
        "others": SocialAccount.objects.filter(user_id=account.pk).count(),
        "has_provider": bool(getattr(settings, "SOCIALACCOUNT_PROVIDERS", {})),
        "agreed": len(consents_in_force(account)),
        "roles": roles,
        "places": places_of(roles),
        "wishes_url": reverse("notices:wishes"),
        "language_words": dict(settings.LANGUAGES).get(account.language, account.language),
        "timezone_words": zone_words(account.timezone),
    }
    return render(request, "people/account.html", context)


@login_required
def account_settings(request: HttpRequest) -> HttpResponse:
    """Names, language, time zone."""
    account = cast(Account, request.user)
    form = SettingsForm(account=account)
    if request.method == "POST":
        with together():
            row, form = comparing.on_what_stands(_settings_of, account, request.POST)
            if form.is_valid():
                accounts.update_settings(actor=account, account=row, **form.cleaned_data)
    if form.is_bound and form.is_valid():
        language = form.cleaned_data["language"]
        with translation.override(language):
            messages.success(request, _("Saved."))
        response = redirect("people:account")
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=31_536_000, samesite="Lax")
        return response
    context = {"form": form, "account": account}
    return render(request, "people/account_settings.html", context, status=comparing.status_of(form))


def _settings_of(account: Account, data: QueryDict | None) -> SettingsForm:
    return SettingsForm(data, account=account)


@login_required
def my_consents(request: HttpRequest) -> HttpResponse:
    """Every purpose with what it means, given or not, and the history. 2 queries."""
    account = cast(Account, request.user)
    if request.method == "POST":
        act = consents.withdraw_consent if request.POST.get("verb") == "withdraw" else consents.give_consent
        act(actor=account, account=account, purpose=request.POST.get("purpose", ""))
        messages.success(request, _("Saved."))
        return redirect(safe_next(request) if request.POST.get("next") else "people:consents")
    in_force = consents_in_force(account)
    rows = [(wording, in_force.get(wording.purpose)) for wording in WORDINGS]
    history = Consent.objects.filter(account=account).order_by("-given_at")
    return render(request, "people/consents.html", {"rows": rows, "history": history})


@never_cache
@login_required
@reauthentication_required(enabled=asks_again)  # type: ignore[untyped-decorator]
def my_data(request: HttpRequest) -> HttpResponse | FileResponse:
    """All of one's data, as one archive."""
    account = cast(Account, request.user)
    if request.method != "POST":
        return render(request, "people/my_data.html", {"exports": account.data_exports.order_by("-created_at")[:20]})
    exporting.record_export(actor=account, account=account, purpose=_("My own copy"))
    name = f"minga-{timezone.localdate():%Y-%m-%d}.zip"
    return FileResponse(archive.build(account), as_attachment=True, filename=name, content_type="application/zip")


@never_cache
@login_required
@reauthentication_required(enabled=asks_again)  # type: ignore[untyped-decorator]
def erase(request: HttpRequest) -> HttpResponse:
    """Erase one's own account, once its email was typed."""
    account = cast(Account, request.user)
    form = ErasureForm(request.POST or None, account=account)
    if request.method == "POST" and form.is_valid():
        erasing.erase_account(actor=account, account=account)
        logout(request)
        return render(request, "people/erased.html")
    return render(request, "people/erase.html", {"form": form, **what_erasure_leaves(account)})


def what_erasure_leaves(account: Account) -> dict[str, Any]:
    """For the pages of erasure: whether others keep papers that the person may have signed, and the organisations for
    which nobody else acts. Three queries, and the names.
    """
    alone = held_alone(account)
    return {
        "has_acted": account.holdings.exists(),
        "alone_for": sorted(set(places_of(alone).values())) if alone else [],
    }


@require_GET
def how_we_treat_data(request: HttpRequest) -> HttpResponse:
    """What is kept, for what, how long, and a person's rights; linked from sign-up."""
    return render(request, "people/data_protection.html", {"wordings": WORDINGS})


@require_POST
def demonstration_sign_in(request: HttpRequest, card: str) -> HttpResponse:
    """Sign in as one of the demonstration's people; outside the demonstration this page does not exist."""
    if not settings.DEMONSTRATION or not card:
        raise Http404
    account = get_object_or_404(Account, demonstration_card=card, is_active=True)
    login(request, account, backend="django.contrib.auth.backends.ModelBackend")
    UserSession.objects.create_from_request(request)
    return redirect(safe_next(request))
