"""Inviting people by email to a role, accepting, and ending a role within an organisation."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from minga.core.access.actions import check_role, grant_role, stop_holding
from minga.core.access.models import Holding, Role, Scope
from minga.core.acting import SYSTEM, action
from minga.core.days import day_of
from minga.core.errors import Incomplete, Problem, Refused
from minga.core.notices.models import Notice
from minga.core.notices.telling import inbox_only, tell
from minga.core.reasons import require_reason
from minga.partners.actions.registration import page_of
from minga.partners.letters import send_invitation
from minga.partners.models import Invitation, Organisation
from minga.partners.rules import ORGANISATION_ROLES, is_addressed
from minga.partners.wording import place_in_languages

VALID_FOR = timedelta(days=14)
NOTHING_KNOWN = {"letter_problem": "", "letter_said": ""}


def digest_of(token: str) -> str:
    """What is kept of an invitation's token: its SHA-256 (hex)."""
    return hashlib.sha256(token.encode()).hexdigest()


@action("partners.invite", target="organisation")
def invite_to_organisation(
    *,
    actor: Any,
    organisation: Organisation,
    email: str,
    role: str,
    starts: date,
    ends: date | None = None,
    language: str = "",
) -> Invitation:
    """Ask somebody to act for the organisation. The letter goes out when this has committed.

    language: of the letter to somebody without an account, see `Invitation.language`.

    Raises Incomplete for a role that is not held within an organisation, dates out of order, or somebody who holds the
    role or was asked already; Refused while the organisation is not registered.
    """
    if organisation.state != "registered":
        raise Refused(_("The organisation is not registered."), remedy=_("Invite people once it is."))
    if role not in ORGANISATION_ROLES:
        raise Incomplete(_("Nobody was invited."), problems=[Problem("role", _("Choose a role."))])
    return _invite(
        actor=actor, organisation=organisation, email=email, role=role, starts=starts, ends=ends,
        language=language, scope=Scope.ORGANISATION, scope_key=organisation.ref,
    )  # fmt: skip


@action("partners.invite_to_platform")
def invite_to_platform(
    *,
    actor: Any,
    email: str,
    role: str,
    starts: date,
    ends: date | None = None,
    scope: str = Scope.PLATFORM,
    scope_key: str = "",
    language: str = "",
) -> Invitation:
    """Ask somebody to hold a role for a country or the whole platform. Same refusals as within an organisation.

    Raises Incomplete for a place of another kind.
    """
    if scope not in {Scope.PLATFORM, Scope.COUNTRY}:
        raise Incomplete(_("Nobody was invited."), problems=[Problem("scope", _("Choose another place for it."))])
    return _invite(
        actor=actor, organisation=None, email=email, role=role, starts=starts, ends=ends, scope=scope,
        scope_key=scope_key, language=language,
    )  # fmt: skip


def _invite(*, actor: Any, email: str, organisation: Organisation | None, language: str, **terms: Any) -> Invitation:
    email = email.strip().lower()
    problems = problems_inviting(actor=actor, email=email, **terms)
    if problems:
        raise Incomplete(_("Nobody was invited."), problems=problems)
    account = _account_of(email)
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        email=email,
        organisation=organisation,
        language=language,
        token_digest=digest_of(token),
        expires_at=timezone.now() + VALID_FOR,
        invited_by_id=actor.pk,
        **terms,
    )
    _send(invitation, token=token, account=account)
    return invitation


def problems_inviting(
    *,
    actor: Any,
    email: str | None = None,
    role: str | None = None,
    scope: str = Scope.PLATFORM,
    scope_key: str = "",
    starts: date | None = None,
    ends: date | None = None,
) -> list[Problem]:
    """Everything that stands against an invitation; of what is not known yet (None) nothing is said.

    At most 3 queries.
    """
    problems: list[Problem] = []
    if role is not None:
        try:
            check_role(role=role, scope=scope, scope_key=scope_key, starts=date.min, ends=None)
        except Incomplete as error:
            problems += error.problems
    if ends is not None and ends < timezone.localdate():
        problems.append(Problem("ends", _("The last day lies in the past.")))
    elif ends is not None and starts is not None and ends < starts:
        problems.append(Problem("ends", _("The last day lies before the first.")))
    if email and email == (actor.email or "").lower():
        problems.append(Problem("email", _("This is your own address.")))
    elif email and role is not None:
        problems += _known(email, role=role, scope=scope, scope_key=scope_key)
    return problems


def _known(email: str, **where: str) -> list[Problem]:
    if Invitation.objects.filter(email=email, accepted_at=None, withdrawn_at=None, **where).exists():
        return [Problem("email", _("They were invited already."), _("Send that invitation again."))]
    account = _account_of(email)
    if account is not None and Holding.objects.filter(account=account, ends=None, ended_at=None, **where).exists():
        return [Problem("email", _("They hold this role already."))]
    return []


def _account_of(email: str) -> Any:
    return get_user_model().objects.filter(email__any_case=email, is_active=True).first()


def _send(invitation: Invitation, *, token: str, account: Any) -> None:
    """A letter to the address; whoever has an account finds it in the inbox too, without a second letter."""
    transaction.on_commit(lambda: _post(invitation, token=token), robust=True)
    if account is not None:
        tell(
            kind="partners.invited",
            to=account,
            about=invitation,
            context={"role": Role(invitation.role).label, "place": place_in_languages(invitation)},
            url=f"/invitations/{invitation.ref}",
            once=f"invited:{invitation.ref}:{invitation.email}",
        )


def _post(invitation: Invitation, *, token: str) -> None:
    """Send the letter and keep what became of it; whoever invited is told of one that is refused for good."""
    refusal = send_invitation(invitation, token=token)
    kept = {"letter_problem": refusal.kind, "letter_said": refusal.said} if refusal else NOTHING_KNOWN
    latest = Invitation.objects.filter(pk=invitation.pk, token_digest=digest_of(token))
    if not latest.update(**kept) or refusal is None or not refusal.is_final:
        return
    tell(
        kind="partners.invitation_not_delivered",
        to=invitation.invited_by,
        about=invitation,
        context={"email": invitation.email, "place": place_in_languages(invitation)},
        url=where_invited(invitation),
        once=f"not_delivered:{invitation.ref}:{invitation.version}",
    )


def where_invited(invitation: Invitation) -> str:
    """The page on which an invitation stands for those who may invite, without the host."""
    return f"{page_of(invitation.organisation)}/people" if invitation.organisation else "/roles/invite"


@action("partners.withdraw_invitation", target="invitation")
def send_invitation_again(*, actor: Any, invitation: Invitation, seen: int | None = None) -> Invitation:
    """A new letter with a new address, valid for another fortnight; the old address no longer works."""
    _refuse_answered(invitation)
    _refuse_resting(invitation)
    return _send_anew(invitation, account=None)


@action("partners.withdraw_invitation", target="invitation")
def correct_invitation(
    *, actor: Any, invitation: Invitation, email: str, language: str = "", seen: int | None = None
) -> Invitation:
    """Send it to another address or in another language (as before where empty); the first letter no longer works.

    Raises Incomplete where that address is one's own, holds the role or was asked already.
    """
    _refuse_answered(invitation)
    _refuse_resting(invitation)
    email = email.strip().lower()
    where: dict[str, Any] = {"role": invitation.role, "scope": invitation.scope, "scope_key": invitation.scope_key}
    invitation.language = language or invitation.language
    if email == invitation.email:
        return _send_anew(invitation, account=None)
    if problems := problems_inviting(actor=actor, email=email, **where):
        raise Incomplete(_("The address was not changed."), problems=problems)
    Notice.objects.filter(kind="partners.invited", about_ref=invitation.ref).delete()
    invitation.email = email
    return _send_anew(invitation, account=_account_of(email))


def _send_anew(invitation: Invitation, *, account: Any) -> Invitation:
    """A new token, valid for another fortnight, and a letter with it; in the inbox of `account` too."""
    token = secrets.token_urlsafe(32)
    invitation.token_digest = digest_of(token)
    invitation.expires_at = timezone.now() + VALID_FOR
    invitation.letter_problem = invitation.letter_said = ""
    invitation.save()
    _send(invitation, token=token, account=account)
    return invitation


@action("partners.withdraw_invitation", target="invitation")
def withdraw_invitation(*, actor: Any, invitation: Invitation, seen: int | None = None) -> Invitation:
    """Take an invitation back before it is accepted."""
    _refuse_answered(invitation)
    invitation.withdrawn_at = timezone.now()
    invitation.save()
    return invitation


@action("partners.accept_invitation", target="invitation")
def accept_invitation(*, actor: Any, invitation: Invitation, seen: int | None = None) -> Invitation:
    """Say yes: the role is held from its first day, or from today where that has passed.

    Raises Refused for an invitation that was answered, taken back, has expired, went to another address, is one's own,
    or whose organisation is suspended.
    """
    _refuse_answered(invitation)
    _refuse_resting(invitation)
    if invitation.expires_at < timezone.now():
        raise Refused(_("This invitation has expired."), remedy=_("Ask whoever invited you to send it again."))
    if not is_addressed(actor, invitation):
        raise Refused(
            _("This invitation went to another email address."),
            remedy=_("Sign in with that address, or make it the email of your account."),
        )
    if invitation.invited_by_id == actor.pk:  # sent to another address of the same person
        raise Refused(_("Nobody gives a role to themselves."), remedy=_("Ask a colleague to invite you."))
    today = timezone.localdate()
    with inbox_only():  # who presses “Accept” needs no letter about it
        grant_role(
            actor=SYSTEM,
            account=actor,
            role=invitation.role,
            scope=invitation.scope,
            scope_key=invitation.scope_key,
            starts=invitation.starts if invitation.starts > max(today, day_of(invitation.invited_by)) else today,
            ends=invitation.ends,
            reason=f"invitation {invitation.ref}",
        )
    invitation.accepted_at, invitation.accepted_by_id = timezone.now(), actor.pk
    invitation.save()
    tell(
        kind="partners.invitation_accepted",
        to=invitation.invited_by,
        about=invitation,
        context={"person": actor.names, "role": Role(invitation.role).label, "place": place_in_languages(invitation)},
        url=f"{page_of(invitation.organisation)}/people" if invitation.organisation else "/roles",
        once=f"invitation_accepted:{invitation.ref}",
        mentions=[actor],
    )
    return invitation


def _refuse_answered(invitation: Invitation) -> None:
    if invitation.accepted_at is not None:
        raise Refused(_("This invitation has been accepted already."))
    if invitation.withdrawn_at is not None:
        raise Refused(_("This invitation was taken back."), remedy=_("Ask whoever invited you."))


def _refuse_resting(invitation: Invitation) -> None:
    if invitation.rests:
        raise Refused(
            _("The registration of this organisation is suspended."),
            remedy=_("Until it is reinstated nobody is invited to it."),
        )


@action("partners.end_invited_role", target="holding")
def end_organisation_role(*, actor: Any, holding: Holding, reason: str, seen: int | None = None) -> Holding:
    """End a role within an organisation; the person is told why."""
    return stop_holding(holding, actor=actor, reason=require_reason(reason))
