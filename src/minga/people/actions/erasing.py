"""Erasure: the person goes, what law needs stays without identity, and nothing of others is lost."""

from __future__ import annotations

import secrets

from django.utils import timezone
from django.utils.translation import gettext as _

from minga.core import registries
from minga.core.access import roles
from minga.core.access.actions import is_last_administrator
from minga.core.acting import Actor, action
from minga.core.audit import sealing, trail
from minga.core.errors import Incomplete, Problem, Refused
from minga.core.forgetting import forget_old_pages
from minga.people.models import Account


@action("people.erase_account", target="account")
def erase_account(*, actor: Actor, account: Account) -> Account:
    """Erase one's own account. Raises Refused for the last administrator."""
    return _erase(actor=actor, account=account)


@action("people.erase_account_for", target="account")
def erase_account_for(*, actor: Actor, account: Account, reason: str) -> Account:
    """A data protection officer erases on the person's request; the reason says how the request came.

    Raises Incomplete without a reason.
    """
    if not reason.strip():
        raise Incomplete(
            _("The account was not erased."),
            problems=[Problem("reason", _("Say how and when the person asked for it."))],
        )
    return _erase(actor=actor, account=account)


def _erase(*, actor: Actor, account: Account) -> Account:
    if account.erased_at:
        raise Refused(_("This account was erased already."))
    if is_last_administrator(account.pk):
        raise Refused(
            _("You are the last administrator; without one nobody could help the others."),
            remedy=_("Make somebody else an administrator first."),
        )
    _end_roles(actor=actor, account=account)
    # Upper rooms first: what they do may still write to the rooms below, which are emptied after them.
    rooms = [(name, entry) for name, entry in registries.personal_data if name != "people"]
    for _name, entry in reversed(rooms):
        entry.erase(account)
    registries.personal_data["people"].erase(account)
    account.refresh_from_db()
    account.email = f"{secrets.token_hex(12)}@erased.invalid"
    account.name = account.local_name = account.demonstration_card = ""
    account.language, account.timezone = "en", "UTC"
    account.is_active = False
    account.last_login = None
    account.erased_at = timezone.now()
    account.set_unusable_password()
    account.save()
    # What this action itself still notes is sealed under a key that nobody keeps.
    sealing.destroy_key(account_id=account.pk)
    forget_old_pages()
    return account


def _end_roles(*, actor: Actor, account: Account) -> None:
    today = timezone.localdate()
    for holding in account.holdings.all():
        if holding.ended_at is None and (holding.ends is None or holding.ends > today):
            before = trail.snapshot(holding)
            holding.ends = max(today, holding.starts)
            holding.save()
            trail.note(actor=actor, verb="end_role", target=holding, before=before)
    roles.forget(account)
