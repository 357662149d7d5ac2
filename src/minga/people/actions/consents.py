"""Giving and withdrawing consent, one purpose at a time."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from minga.core.acting import Actor, action
from minga.core.audit import trail
from minga.core.errors import Incomplete, Problem
from minga.people.models import Account, Consent, Purpose
from minga.people.wording import CONSENT_WORDING


@action("people.give_consent", target="account")
def give_consent(*, actor: Actor, account: Account, purpose: str) -> Consent:
    """Agree to one purpose from now on; agreeing twice changes nothing. Raises Incomplete for an unknown purpose."""
    if purpose not in Purpose.values:
        raise Incomplete(_("The consent was not kept."), problems=[Problem("purpose", _("Choose a purpose."))])
    consent, made = Consent.objects.get_or_create(
        account=account,
        purpose=purpose,
        withdrawn_at=None,
        defaults={"given_at": timezone.now(), "wording_version": CONSENT_WORDING},
    )
    if made:
        trail.note(actor=actor, verb="give_consent", target=consent)
    return consent


@action("people.withdraw_consent", target="account")
def withdraw_consent(*, actor: Actor, account: Account, purpose: str) -> Account:
    """Stop agreeing to one purpose from now on; what was done under it before stays lawful."""
    consent = Consent.objects.filter(account=account, purpose=purpose, withdrawn_at=None).first()
    if consent is not None:
        before = trail.snapshot(consent)
        consent.withdrawn_at = timezone.now()
        consent.save()
        trail.note(actor=actor, verb="withdraw_consent", target=consent, before=before)
    return account
