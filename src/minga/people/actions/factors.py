"""Taking somebody's second proofs away, for whoever has none left to let them in."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minga.core.acting import Actor, action
from minga.core.audit import trail
from minga.core.errors import Refused
from minga.core.notices.telling import tell
from minga.core.reasons import require_reason
from minga.people.actions.accounts import end_sessions
from minga.people.models import Account
from minga.people.proofs import proofs_of

WHY = gettext_lazy("Say why, and how you made sure that it is them; they will read it.")


@action("people.remove_second_proofs", target="account", automatic=True)
def remove_second_proofs(*, actor: Actor, account: Account, reason: str, seen: int | None = None) -> Account:
    """Take every second proof of a person away, recovery codes too, end their sessions, and tell them why.

    For whoever has lost them all; nobody takes their own. A role that must hold one asks for a new one at the next
    sign-in, before any other page (`middleware.SecondFactorMiddleware`). Raises Incomplete without a reason, Refused
    for a closed account or where there is nothing to take away.
    """
    reason = require_reason(reason, missing=str(WHY))
    if not account.is_active:
        raise Refused(_("This account is closed or switched off."))
    held, sessions = proofs_of(account), UserSession.objects.filter(user_id=account.pk).count()
    if not held.any:
        raise Refused(_("This account has no second proof."))
    Authenticator.objects.filter(user_id=account.pk).delete()
    end_sessions(account)
    account.save()  # a new version: a page that still shows the proofs is out of date
    trail.note(
        actor=actor,
        verb="lose_second_proofs",
        target=account,
        before={"second_proofs": held.counted, "sessions": sessions},
        after={"second_proofs": {}, "sessions": 0},
        reason=reason,
    )
    tell(
        kind="people.second_proofs_removed",
        to=account,
        about=account,
        context={"reason": reason},
        url="/account/2fa/",
        once=f"second_proofs_removed:{account.ref}:{account.version}",
    )
    return account
