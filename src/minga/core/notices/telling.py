"""Telling people what concerns them: written in the transaction of the action, emailed after it has committed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from minga.core.background import hand_over
from minga.core.models import new_ref
from minga.core.notices.kinds import kind_of, storable
from minga.core.notices.models import Delivery, Mention, Notice, Wish
from minga.core.notices.queries import held_back

_inbox_only: ContextVar[bool] = ContextVar("notices_inbox_only", default=False)
_held_until: ContextVar[datetime | None] = ContextVar("notices_held_until", default=None)


def tell(
    *,
    kind: str,
    to: Any,
    once: str,
    about: Any = None,
    context: dict[str, Any] | None = None,
    url: str = "",
    mentions: Iterable[Any] = (),
) -> None:
    """Tell one account (None, closed and erased ones are passed over). Two or three SQL queries.

    kind: a NoticeKind's name. once: the same kind with the same key is told to a person only once, ever.
    context: what the kind's sentences name; dates, lazy texts and {"en": …, "zh-hans": …} are kept so that they can be
    read in any language. url: where the person goes, without the host. mentions: accounts whose names stand in the
    context; their erasure removes the name.
    """
    tell_all(kind=kind, to=[to], once=once, about=about, context=context, url=url, mentions=mentions)


def tell_all(
    *,
    kind: str,
    to: Iterable[Any],
    once: str,
    about: Any = None,
    context: dict[str, Any] | None = None,
    url: str = "",
    mentions: Iterable[Any] = (),
) -> None:
    """Tell the same to several accounts, in as many SQL queries as for one."""
    accounts = {account.pk: account for account in to if account is not None and account.is_active}
    if not accounts:
        return
    wishes = dict(Wish.objects.filter(account__in=accounts, kind=kind).values_list("account_id", "delivery"))
    usual = kind_of(kind).default
    kept = {name: storable(value) for name, value in (context or {}).items()}
    notices = [
        Notice(
            ref=new_ref(),
            account_id=pk,
            kind=kind,
            context=kept,
            about_type=str(about._meta.label_lower) if isinstance(about, models.Model) else "",
            about_ref=str(getattr(about, "ref", "") or ""),
            url=url,
            once_key=once,
            delivery=Delivery.INBOX if _inbox_only.get() else wishes.get(pk, usual),
            next_try_at=_held_until.get(),
        )
        for pk in accounts
    ]
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    refs = [notice.ref for notice in notices]
    _mention(refs, [account for account in mentions if account is not None])
    at_once = [notice.ref for notice in notices if notice.delivery == Delivery.AT_ONCE]
    if at_once and _held_until.get() is None:
        transaction.on_commit(lambda: _enqueue(at_once), robust=True)


@contextmanager
def inbox_only() -> Iterator[None]:
    """Within this block notices reach the inbox but never the email: loading a demonstration, importing a past."""
    token = _inbox_only.set(True)
    try:
        yield
    finally:
        _inbox_only.reset(token)


@contextmanager
def held_for(time: timedelta) -> Iterator[None]:
    """Within this block notices are written but nobody is told before `time` has passed, so that they can be undone.

    Until then they stand in no inbox and no letter goes out; the sweep of `delivering` sends them afterwards.
    """
    token = _held_until.set(timezone.now() + time)
    try:
        yield
    finally:
        _held_until.reset(token)


def untell(*, about: models.Model, kinds: Iterable[str] | None = None) -> int:
    """Within an action that undoes another: remove what is still held back about an object; returns how many."""
    notices = held_back(about)
    if kinds is not None:
        notices = notices.filter(kind__in=list(kinds))
    return notices.delete()[0]


def _mention(refs: list[str], mentioned: list[Any]) -> None:
    if not mentioned:
        return
    written = Notice.objects.filter(ref__in=refs).values_list("pk", "account_id")
    Mention.objects.bulk_create(
        [
            Mention(notice_id=pk, account_id=account_id)
            for pk, owner in written
            for account_id in {account.pk for account in mentioned}
            if account_id != owner
        ]
    )


def _enqueue(refs: list[str]) -> None:
    from minga.core.notices.tasks import send_notice

    # A queue that does not answer is asked once; the sweep of delivering.py sends what it was not told of.
    all(hand_over(send_notice, ref) for ref in refs)
