"""Reads of notices that more than one place needs."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from minga.core.notices.models import Notice, Wish


def inbox_of(account: Any, *, only_unread: bool = False) -> QuerySet[Notice]:
    """A person's notices, the newest first. One SQL query."""
    notices = Notice.objects.filter(account_id=account.pk).order_by("-pk")
    return notices.filter(read_at__isnull=True) if only_unread else notices


def unread_count(account: Any) -> int:
    """How many notices a person has not seen, at most 100. One SQL query; none for a visitor."""
    if not getattr(account, "is_authenticated", False):
        return 0
    return Notice.objects.filter(account_id=account.pk, read_at__isnull=True)[:100].count()


def wishes_of(account: Any) -> dict[str, str]:
    """kind -> delivery, where the person chose another than usual. One SQL query."""
    return dict(Wish.objects.filter(account_id=account.pk).values_list("kind", "delivery"))
