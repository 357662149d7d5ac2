"""Making an account, its settings, and switching it off and on."""

from __future__ import annotations

from datetime import date

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.translation import gettext as _

from minga.core.access.actions import is_last_administrator
from minga.core.acting import Actor, action
from minga.core.days import day_of
from minga.core.errors import Incomplete, Problem, Refused
from minga.people.models import Account, Consent, Profile, Purpose
from minga.people.queries import age_on
from minga.people.wording import CONSENT_WORDING

ADULT_AT = 18


@action("people.create_account", automatic=True)
def create_account(
    *,
    actor: Actor,
    account: Account,
    email: str,
    birth_date: date,
    language: str = "en",
    name: str = "",
    timezone_name: str = settings.TIME_ZONE,
    consents: tuple[str, ...] = (),
) -> Account:
    """Save a new account with its profile and the consents ticked. Raises Incomplete under 18 on their calendar."""
    account.timezone = timezone_name
    if age_on(birth_date, day_of(account)) < ADULT_AT:
        raise Incomplete(_("Minga is for adults."), problems=[Problem("birth_date", _("You can join at 18."))])
    account.email = email.lower()
    account.name = name
    account.language = language
    account.save()
    Profile.objects.create(account=account, birth_date=birth_date)
    now = timezone.now()
    Consent.objects.bulk_create(
        Consent(account=account, purpose=purpose, given_at=now, wording_version=CONSENT_WORDING)
        for purpose in consents
        if purpose in Purpose.values
    )
    return account


@action("people.edit_account", target="account")
def start_profile(*, actor: Actor, account: Account) -> Account:
    """Begin a volunteer's profile for somebody whose account came without one."""
    Profile.objects.get_or_create(account=account)
    return account


@action("people.edit_account", target="account")
def update_settings(
    *,
    actor: Actor,
    account: Account,
    name: str,
    local_name: str,
    language: str,
    timezone_name: str,
    seen: int | None = None,
) -> Account:
    """Change the names, the language and the time zone of one's own account."""
    account.name, account.local_name = name, local_name
    account.language, account.timezone = language, timezone_name
    account.save(update_fields=["name", "local_name", "language", "timezone"])
    return account


@action("people.deactivate_account", target="account")
def deactivate_account(*, actor: Actor, account: Account, reason: str, seen: int | None = None) -> Account:
    """Switch an account off and end its sessions; everything stays as it is. The last administrator cannot be.

    Raises Refused for that one, and for an account that is switched off.
    """
    if not account.is_active:
        raise Refused(_("This account is switched off already."))
    if is_last_administrator(account.pk):
        raise Refused(_("This is the last administrator."), remedy=_("Make somebody else an administrator first."))
    account.is_active = False
    account.save(update_fields=["is_active"])
    end_sessions(account)
    return account


@action("people.reactivate_account", target="account")
def reactivate_account(*, actor: Actor, account: Account, reason: str, seen: int | None = None) -> Account:
    """Switch an account on again. An erased one stays erased.

    Raises Refused for that one, and for an account that is switched on.
    """
    if account.erased_at:
        raise Refused(_("This account was erased and cannot come back."))
    if account.is_active:
        raise Refused(_("This account is switched on already."))
    account.is_active = True
    account.save(update_fields=["is_active"])
    return account


def end_sessions(account: Account) -> None:
    """Sign the person out everywhere and forget from where they came."""
    sessions = UserSession.objects.filter(user_id=account.pk)
    Session.objects.filter(session_key__in=list(sessions.values_list("session_key", flat=True))).delete()
    sessions.delete()
