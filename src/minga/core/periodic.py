"""What the installation does by itself, again and again: a room signs in a function and how often it is due.

    periodic.sign_in("assignments.close_by_date", Periodic(every=timedelta(minutes=5), run=close_due))

`minga worker` runs what is due; `minga tick` does so once, for those who prefer cron. Several workers are safe: a run
is claimed by moving its due time forward in the database, and only one of them succeeds.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from minga.core.models import PeriodicRun
from minga.core.registries import Registry

log = logging.getLogger(__name__)
HEARTBEAT = "worker.heartbeat"


@dataclass(frozen=True)
class Periodic:
    """A function without arguments and the time between two runs of it."""

    every: timedelta
    run: Callable[[], Any]


periodic: Registry[Periodic] = Registry("periodic work")


def run_due(*, everything: bool = False) -> list[str]:
    """Run what is due (or `everything`) and return the names that ran. A failure is kept in its row and logged."""
    return [name for name, entry in periodic if _claimed(name, entry, everything=everything) and _run(name, entry)]


def _claimed(name: str, entry: Periodic, *, everything: bool) -> bool:
    now = timezone.now()
    _row, new = PeriodicRun.objects.get_or_create(name=name, defaults={"due_at": now + entry.every, "started_at": now})
    if new:
        return True
    mine = PeriodicRun.objects.filter(name=name)
    if not everything:
        mine = mine.filter(due_at__lte=now)
    return bool(mine.update(due_at=now + entry.every, started_at=now))


def _run(name: str, entry: Periodic) -> bool:
    error = ""
    try:
        entry.run()
    except Exception as failure:
        log.exception("periodic work %s failed", name)
        error = f"{type(failure).__name__}: {failure}"
    PeriodicRun.objects.filter(name=name).update(finished_at=timezone.now(), error=error)
    return True


def beat() -> None:
    """Leave the sign that a worker lives, which /health looks at."""
    now = timezone.now()
    PeriodicRun.objects.update_or_create(
        name=HEARTBEAT, defaults={"due_at": now, "started_at": now, "finished_at": now}
    )
