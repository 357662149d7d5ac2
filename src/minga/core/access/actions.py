"""Giving and ending roles: the administrator's way. Organisations manage their own people in the partners room."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from minga.core.access import roles
from minga.core.access import rules as access_rules
from minga.core.access.models import Holding, Role, Scope
from minga.core.access.registries import place_names, places_of
from minga.core.acting import SYSTEM, Actor, action
from minga.core.days import add_months, day_of
from minga.core.errors import Incomplete, NotAllowed, Problem, Refused
from minga.core.notices.telling import tell


@action("access.grant_role", automatic=True)
def grant_role(
    *,
    actor: Actor,
    account: Any,
    role: str,
    scope: str = Scope.PLATFORM,
    scope_key: str = "",
    starts: date | None = None,
    ends: date | None = None,
    reason: str = "",
) -> Holding:
    """Let `account` hold `role` in a scope from `starts` (today) to `ends` (inclusive; open where None).

    Nobody grants a role to themselves; SYSTEM may, for the first administrator. Raises Incomplete for a scope that the
    role does not know, a missing key or one of no country or organisation, dates out of order or a role held already.
    Raises NotAllowed for oneself, and Refused for an account that is closed or switched off.
    """
    if actor is not SYSTEM and actor.pk == account.pk:
        raise NotAllowed(_("Nobody gives a role to themselves."), remedy=_("Ask another administrator."))
    today = timezone.localdate()
    starts = starts or today
    if starts <= today:
        starts = min(starts, day_of(account))
    check_role(role=role, scope=scope, scope_key=scope_key, starts=starts, ends=ends)
    _refuse_in_vain(scope=scope, scope_key=scope_key, ends=ends, today=min(today, day_of(account)))
    if not account.is_active:
        raise Refused(_("This account is closed or switched off."))
    if _is_held(account=account, role=role, scope=scope, scope_key=scope_key, starts=starts, ends=ends):
        raise _held_already()
    try:
        with transaction.atomic():
            holding = Holding.objects.create(
                account=account,
                role=role,
                scope=scope,
                scope_key=scope_key,
                starts=starts,
                ends=ends,
                granted_by_id=actor.pk,
            )
    except IntegrityError as error:
        raise _held_already() from error
    roles.forget(account)
    tell(
        kind="access.role_given",
        to=account,
        about=holding,
        context={"role": Role(role).label, "place": _place_in_languages(holding), "starts": starts},
        url="/my-roles",
        once=f"role_given:{holding.ref}",
    )
    return holding


def _refuse_in_vain(*, scope: str, scope_key: str, ends: date | None, today: date) -> None:
    """Raises Incomplete for a role that would count nowhere, or never. One query."""
    problems = []
    if ends is not None and ends < today:
        problems.append(Problem("ends", _("The last day lies in the past.")))
    if scope_key and scope in place_names and scope_key not in place_names[scope]({scope_key}):
        remedy = _("Write a country by its two letters, such as CN, and an organisation by its reference.")
        problems.append(Problem("scope_key", _("“%(place)s” is not known here.") % {"place": scope_key}, remedy))
    if problems:
        raise Incomplete(_("The role was not given."), problems=problems)


def _place_in_languages(holding: Holding) -> dict[str, str]:
    """Where the role counts, for a notice that is read in a language not known yet. One query for each language."""
    names = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            names[code] = places_of([holding])[holding.ref]
    return names


def _is_held(*, account: Any, role: str, scope: str, scope_key: str, starts: date, ends: date | None) -> bool:
    """Whether the role is held there on one of the days."""
    held = Holding.objects.filter(account=account, role=role, scope=scope, scope_key=scope_key, ended_at=None)
    held = held.filter(Q(ends__isnull=True) | Q(ends__gte=starts))
    return (held if ends is None else held.filter(starts__lte=ends)).exists()


def _held_already() -> Incomplete:
    return Incomplete(_("The role was not given."), problems=[Problem("role", _("They hold this role already."))])


def check_role(*, role: str, scope: str, scope_key: str, starts: date, ends: date | None) -> None:
    """Raises Incomplete for a scope that the role does not know, a missing or needless key, dates out of order."""
    problems = []
    if role not in Role.values:
        problems.append(Problem("role", _("Choose a role.")))
    elif Scope(scope) not in access_rules.ROLE_SCOPES[Role(role)]:
        problems.append(Problem("scope", _("This role is not held there."), _("Choose another place for it.")))
    if scope != Scope.PLATFORM and not scope_key:
        problems.append(Problem("scope_key", _("Say for which organisation, country or event.")))
    if scope == Scope.PLATFORM and scope_key:
        problems.append(Problem("scope_key", _("For the whole platform this stays empty.")))
    if ends is not None and ends < starts:
        problems.append(Problem("ends", _("The last day lies before the first.")))
    if problems:
        raise Incomplete(_("The role was not given."), problems=problems)


@action("access.end_role", target="holding")
def end_role(*, actor: Actor, holding: Holding, reason: str, seen: int | None = None) -> Holding:
    """End a role as of now, also on its first day or before. The last administrator stays."""
    return stop_holding(holding, actor=actor, reason=reason)


@action("access.prolong_role", target="holding")
def prolong_role(*, actor: Actor, holding: Holding, seen: int | None = None) -> Holding:
    """Let a role that ends count for another year. Nobody prolongs their own; what has ended is given anew.

    Raises NotAllowed, Refused for a role without an end, one that has ended, or somebody who is no longer here.
    """
    if actor.pk == holding.account_id:
        raise NotAllowed(_("Nobody gives a role to themselves."), remedy=_("Ask another administrator."))
    if holding.ends is None or holding.is_over:
        raise Refused(_("Only a role that has not ended and will end is prolonged."))
    if not holding.account.is_active:
        raise Refused(_("This account is closed or switched off."))
    holding.ends = add_months(holding.ends, 12)
    holding.save()
    roles.forget(holding.account)
    tell(
        kind="access.role_prolonged",
        to=holding.account,
        about=holding,
        context={"role": Role(holding.role).label, "place": _place_in_languages(holding), "ends": holding.ends},
        url="/my-roles",
        once=f"role_prolonged:{holding.ref}:{holding.version}",
    )
    return holding


def stop_holding(holding: Holding, *, actor: Actor, reason: str) -> Holding:
    """The work of every action that ends a role; called inside one. The person is told, unless they did it themselves.

    Raises Refused for the last administrator and for a role that ended before.
    """
    today = min(timezone.localdate(), day_of(holding.account))
    if holding.ended_at is not None or (holding.ends is not None and holding.ends < today):
        raise Refused(_("This role has ended already."))
    if is_last_administrator(holding.account_id, without=holding):
        raise Refused(
            _("This is the last administrator."), remedy=_("Make somebody else an administrator first, then end this.")
        )
    holding.ended_at = timezone.now()
    holding.save()
    roles.forget(holding.account)
    if holding.account_id != actor.pk:
        tell(
            kind="access.role_ended",
            to=holding.account,
            about=holding,
            context={"role": Role(holding.role).label, "place": _place_in_languages(holding), "reason": reason},
            url="/my-roles",
            once=f"role_ended:{holding.ref}:{holding.version}",
        )
    return holding


def is_last_administrator(account_id: int, *, without: Holding | None = None) -> bool:
    """Whether nobody but this account administers the platform today (`without`: as if that holding were gone)."""
    in_force = Holding.objects.in_force().filter(role=Role.ADMINISTRATOR, scope=Scope.PLATFORM, account__is_active=True)
    if without is not None:
        if without.role != Role.ADMINISTRATOR or not in_force.filter(pk=without.pk).exists():
            return False
        return not in_force.exclude(pk=without.pk).exists()
    return in_force.filter(account_id=account_id).exists() and not in_force.exclude(account_id=account_id).exists()
