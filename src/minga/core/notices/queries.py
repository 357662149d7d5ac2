"""Reads of notices that more than one place needs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone

from minga.core.notices.models import Notice, Wish


def shown() -> QuerySet[Notice]:
    """Notices whose time has come: what is held back so that it can be undone stands in no inbox yet. One query when
    read.
    """
    now = timezone.now()
    return Notice.objects.filter(Q(next_try_at__isnull=True) | Q(next_try_at__lte=now) | Q(attempts__gt=0))


def still_held() -> QuerySet[Notice]:
    """Notices that nobody has been told yet, and that can still be undone. One query when read."""
    return Notice.objects.filter(attempts=0, read_at__isnull=True, next_try_at__gt=timezone.now())


def held_back(about: models.Model) -> QuerySet[Notice]:
    """Those of them about an object. One query when read."""
    return still_held() & _about(about)


def held_until(model: type[models.Model], refs: Any, *, kind: str) -> datetime | None:
    """Until when at least one of the objects (refs: their references, or a query for them) can still be undone, judged
    by the notices of a kind; None where everyone has been told. One SQL query.
    """
    waiting = still_held().filter(about_type=str(model._meta.label_lower), about_ref__in=refs, kind=kind)
    latest: datetime | None = waiting.aggregate(latest=models.Max("next_try_at"))["latest"]
    return latest


def was_told(about: models.Model, *, since: datetime) -> bool:
    """Whether somebody has been told something about the object since then. One SQL query."""
    told = _about(about).filter(created_at__gte=since)
    return told.exclude(pk__in=held_back(about).values("pk")).exists()


def _about(thing: models.Model) -> QuerySet[Notice]:
    ref = str(getattr(thing, "ref", ""))
    return Notice.objects.filter(about_type=str(thing._meta.label_lower), about_ref=ref)


def inbox_of(account: Any, *, only_unread: bool = False) -> QuerySet[Notice]:
    """A person's notices, the newest first. One SQL query."""
    notices = shown().filter(account_id=account.pk).order_by("-pk")
    return notices.filter(read_at__isnull=True) if only_unread else notices


def unread_count(account: Any) -> int:
    """How many notices a person has not seen, at most 100. One SQL query; none for a visitor."""
    if not getattr(account, "is_authenticated", False):
        return 0
    return shown().filter(account_id=account.pk, read_at__isnull=True)[:100].count()


def wishes_of(account: Any) -> dict[str, str]:
    """kind -> delivery, where the person chose another than usual. One SQL query."""
    return dict(Wish.objects.filter(account_id=account.pk).values_list("kind", "delivery"))
