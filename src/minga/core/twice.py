"""A press that arrives twice: a double click, or a phone that sends again because no answer came."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.utils import timezone

from minga.core.models import Base

M = TypeVar("M", bound=Base)
A_MOMENT = timedelta(minutes=1)


def made_just_now(rows: QuerySet[M], **fields: Any) -> M | None:
    """The row with these values that was made within the last minute: a second press finds it and makes no other.

    Called inside an action that holds a lock which every such press waits for. One query.
    """
    return rows.filter(created_at__gt=timezone.now() - A_MOMENT, **fields).order_by("pk").first()
