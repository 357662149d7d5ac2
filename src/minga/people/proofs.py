"""Second proofs: which ones a person holds, and what follows when one is added or used."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from allauth.account import app_settings
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_used
from django.contrib import messages
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils.translation import ngettext

SIGNED_IN_AT = "signed_in_at"  # in the session: when it began, in seconds since 1970
FEW_CODES = 3  # from here on somebody who signed in by a recovery code is told how many are left


@dataclass(frozen=True)
class Proofs:
    """What somebody can prove it with: an app, passkeys, recovery codes not used up (how many; `has_codes`: made)."""

    app: bool
    passkey: int
    recovery: int
    has_codes: bool = False

    @property
    def count(self) -> int:
        """Second proofs in all; recovery codes only stand in for one."""
        return int(self.app) + self.passkey

    @property
    def any(self) -> bool:
        """Whether anything at all stands between the password and the account, codes that are used up too."""
        return bool(self.count) or self.has_codes

    @property
    def counted(self) -> dict[str, int]:
        """What is held, as the audit trail keeps it: kind -> how many."""
        held = {"app": int(self.app), "passkeys": self.passkey, "recovery_codes": self.recovery}
        return {kind: many for kind, many in held.items() if many}


def proofs_of(account: Any) -> Proofs:
    """Those of one account. One query."""
    held = list(Authenticator.objects.filter(user_id=account.pk))
    types = [proof.type for proof in held]
    codes = next((proof for proof in held if proof.type == Authenticator.Type.RECOVERY_CODES), None)
    return Proofs(
        app=Authenticator.Type.TOTP in types,
        passkey=types.count(Authenticator.Type.WEBAUTHN),
        recovery=len(codes.wrap().get_unused_codes()) if codes else 0,
        has_codes=codes is not None,
    )


@receiver(user_logged_in)
def note_when(request: HttpRequest, **_more: Any) -> None:
    """The moment in which a session began."""
    request.session[SIGNED_IN_AT] = time.time()


def has_just_signed_in(request: HttpRequest) -> bool:
    """Whether this session began so little ago that its owner need not prove again who they are. No query."""
    began: float = request.session.get(SIGNED_IN_AT, 0)
    return bool(time.time() - began < app_settings.REAUTHENTICATION_TIMEOUT)


@receiver(authenticator_added)
def count_the_first_as_proof(request: HttpRequest, user: Any, authenticator: Authenticator, **_more: Any) -> None:
    """Whoever adds one has just proved who they are: without a password, nothing else could be asked of them, and the
    code just typed of an app is not taken twice.
    """
    if request.user.is_authenticated and request.user.pk == user.pk:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type, reauthenticated=True)


@receiver(authenticator_used)
def say_how_many_codes_are_left(request: HttpRequest, user: Any, authenticator: Authenticator, **_more: Any) -> None:
    """After a recovery code, when few are left: before none is."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        return
    left = proofs_of(user).recovery  # read afresh: `authenticator` was loaded before the code was used
    if left <= FEW_CODES:
        messages.warning(
            request,
            ngettext(
                "%(left)s recovery code is left. Make new ones on the page “Passkeys and codes”.",
                "%(left)s recovery codes are left. Make new ones on the page “Passkeys and codes”.",
                left,
            )
            % {"left": left},
        )
