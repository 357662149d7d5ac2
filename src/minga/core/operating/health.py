"""Is this installation well: its database, its worker, its disk."""

from __future__ import annotations

import shutil
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from minga.core.background import queue_answers
from minga.core.periodic import signs

SILENT = timedelta(minutes=2)
LITTLE = 500  # MB


def health(*, ask_queue: bool = False) -> dict[str, Any]:
    """What is well and what is not; two SQL queries. `ok` is about serving: only a dead database makes it false.

    ask_queue: look at the Redis of TASKS_URL too, where there is one.
    """
    free = shutil.disk_usage(settings.DATA).free // 2**20
    parts: dict[str, Any] = {"disk": {"ok": free > LITTLE, "free_mb": free}}
    if ask_queue and settings.RQ_QUEUES:
        parts["redis"] = {"ok": queue_answers()}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        parts["database"] = {"ok": True, "engine": connection.vendor}
        parts |= _work()
    except DatabaseError:
        parts["database"] = {"ok": False, "engine": connection.vendor}
        parts |= {"worker": {"ok": False, "last_sign_s": None}, "periodic": {"ok": False, "late": []}}
    return {"ok": parts["database"]["ok"], "well": all(part["ok"] for part in parts.values()), **parts}


def _work() -> dict[str, Any]:
    """Whether a worker lives, and whether what is due again and again is run, by it or by cron. One query."""
    now = timezone.now()
    last, late = signs(now)
    since = None if last is None else now - last
    seconds = None if since is None else round(since.total_seconds())
    return {
        "worker": {"ok": since is not None and since < SILENT, "last_sign_s": seconds},
        "periodic": {"ok": not late, "late": late},
    }
