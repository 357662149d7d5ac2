"""The one way a state changes: an action. It locks, checks the permission, runs, and appends to the audit trail.

    @action("assignments.submit_application", target="application")
    def submit_application(*, actor: Actor, application: Application, seen: int | None = None) -> Application: ...

Inside, `application` is the locked, fresh row. Notices go out on commit. Every action stands in `ACTIONS`, so that one
generated test can try each of them with every role.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ParamSpec, Protocol, TypeVar, cast

import rules
from django.core.exceptions import ObjectDoesNotExist
from django.db import models, transaction
from django.utils.translation import gettext as _

from minga.core import behalf
from minga.core.audit import trail
from minga.core.errors import NotAllowed, Refused, Stale
from minga.core.models import Base
from minga.core.registries import why_not

P = ParamSpec("P")
R = TypeVar("R")


class Actor(Protocol):
    """Whoever acts: an account, a visitor or the installation itself (`SYSTEM`)."""

    @property
    def pk(self) -> Any: ...
    @property
    def is_authenticated(self) -> Any: ...


class System:
    """The installation acting by itself: closing by date, expiring an offer. Only `automatic` actions accept it."""

    pk = None
    is_authenticated = False
    is_anonymous = False
    is_active = True

    def __str__(self) -> str:
        return "minga"


SYSTEM = System()


@dataclass(frozen=True)
class Action:
    """What is known of an action without running it."""

    permission: str
    verb: str
    target: str | None
    automatic: bool
    function: Callable[..., Any]


ACTIONS: dict[str, Action] = {}


def action(
    permission: str,
    *,
    target: str | None = None,
    verb: str | None = None,
    automatic: bool = False,
    lock_first: Callable[[Any], models.Model | None] | None = None,
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a keyword-only function an action.

    permission: a name known to `rules`, asked of the actor on the locked target (or on `None` when creating).
    target: the keyword that holds the object acted on; a created object is the function's return value.
    verb: what stands in the trail; the function's name unless given. automatic: SYSTEM may call it.
    lock_first: from the target to the row above it that is locked before it (an application's description), so that
    everyone locks downwards and nobody waits in a circle.
    Keywords every action understands: `reason` goes to the trail; `seen` is the version the person looked at, and a
    newer one in the database raises Stale.
    """

    def wrap(function: Callable[P, R]) -> Callable[P, R]:
        name = verb or function.__name__

        @functools.wraps(function)
        def act(*args: P.args, **kwargs: P.kwargs) -> R:
            if args:
                raise TypeError(f"{function.__name__} takes keyword arguments only")
            with transaction.atomic(), trail.collecting():
                subject, before = _locked_subject(kwargs, target, lock_first, permission=permission)
                place = _check_permission(kwargs["actor"], permission, subject, automatic=automatic)
                with behalf.acting(kwargs["actor"], place):
                    result = function(**kwargs)  # type: ignore[call-arg]
                    trail.note(
                        actor=kwargs["actor"],
                        verb=name,
                        target=subject if subject is not None else result,
                        before=before,
                        reason=str(kwargs.get("reason") or ""),
                    )
            return result

        key = f"{permission.split('.', maxsplit=1)[0]}.{function.__name__}"
        ACTIONS[key] = Action(permission, name, target, automatic, act)
        return act

    return wrap


def _locked_subject(
    kwargs: dict[str, Any],
    target: str | None,
    lock_first: Callable[[Any], models.Model | None] | None,
    *,
    permission: str,
) -> tuple[Base | None, dict[str, Any]]:
    if target is None:
        return None, {}
    given = cast(Base, kwargs[target])
    above = lock_first(given) if lock_first is not None else None
    if above is not None:
        lock(above)
    fresh = _locked(given)
    seen = kwargs.get("seen")
    if seen is not None and int(seen) != fresh.version:
        raise Stale(
            _("Somebody changed this after you opened it."),
            changes=_changes_for(kwargs["actor"], permission, fresh, seen=int(seen)),
            about=fresh._meta.label_lower,
        )
    kwargs[target] = fresh
    return fresh, trail.snapshot(fresh)


def _locked(given: Base) -> Base:
    """The row, locked; what another press or another person has deleted meanwhile is refused in words."""
    try:
        return lock(given)
    except ObjectDoesNotExist as error:
        raise Refused(
            _("This is not there any more."),
            remedy=_("It was deleted after you opened the page, perhaps by your own first press."),
        ) from error


def _changes_for(actor: Any, permission: str, fresh: Base, *, seen: int) -> dict[str, tuple[object, object]]:
    """What changed since, for somebody who may do this; personal values only for whom they may be opened."""
    if actor is not SYSTEM and not allowed(actor, permission, fresh):
        return {}
    is_their_own = actor.pk is not None and fresh.personal_subject() == actor.pk
    return trail.changes_since(
        target=fresh, version=seen, opened=is_their_own or allowed(actor, "audit.open_values", fresh)
    )


@contextmanager
def together() -> Iterator[None]:
    """Several actions as one transaction: all or none, and one place in the trail's queue at the end.

    Bulk work uses this rather than a bare transaction.atomic(), which would hold the trail's head from its first action
    on and could deadlock with another one.
    """
    with transaction.atomic(), trail.collecting():
        yield


M = TypeVar("M", bound=models.Model)


def lock(instance: M) -> M:
    """The row as it stands now, locked until the transaction ends (SQLite holds the whole write lock already)."""
    # The class as the instance tells it: `request.user` is a proxy whose type is not the account's.
    rows = instance.__class__._base_manager.select_for_update(of=("self",))
    return rows.defer(*getattr(instance, "read_when_asked", ())).get(pk=instance.pk)


def allowed(actor: Any, permission: str, target: Any = None) -> bool:
    """Whether `actor` may do `permission` on `target`; an unknown permission is nobody's."""
    return bool(rules.has_perm(permission, actor, target))


def refusal(actor: Any, permission: str, target: Any = None) -> NotAllowed:
    """What to say to somebody who may not: the words of a room that knows more, or that their roles do not allow it."""
    found = (words(actor, permission, target) for _room, words in why_not)
    return next((one for one in found if one is not None), NotAllowed())


def permitted(actor: Any, permission: str, thing: Any) -> bool:
    """`allowed`, asked inside an action about the thing that it makes: the trail says on whose behalf it is made."""
    with behalf.asked() as found:
        may = allowed(actor, permission, thing)
    if may:
        behalf.now_for(actor, found.place)
    return may


def _check_permission(actor: Any, permission: str, subject: Any, *, automatic: bool) -> str:
    """On whose behalf the actor may do it (see `core.behalf`). Raises NotAllowed."""
    if actor is SYSTEM:
        if not automatic:
            raise NotAllowed(_("This needs a person to decide."))
        return ""
    with behalf.asked() as found:
        if not allowed(actor, permission, subject):
            raise refusal(actor, permission, subject)
    return found.place


__all__ = ["ACTIONS", "SYSTEM", "Action", "Actor", "action", "allowed", "lock", "permitted", "refusal", "together"]
