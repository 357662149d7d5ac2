"""What the installation does by itself, again and again: a room signs in a function and how often it is due.

    periodic.sign_in("assignments.close_by_date", Periodic(every=timedelta(minutes=5), run=close_due))

`minga worker` runs what is due; `minga tick` does so once, for those who prefer cron. Several workers are safe: a run
is claimed by moving its due time forward in the database, and only one of them succeeds.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from django.db import DatabaseError
from django.db.models import Q
from django.utils import timezone

from minga.core.models import PeriodicRun
from minga.core.registries import Registry

Row = TypeVar("Row")
log = logging.getLogger(__name__)
HEARTBEAT = "worker.heartbeat"
LATE = timedelta(minutes=30)
"""Work that has been due for so long is run by nobody, or held up by other work: cron looks every five minutes."""
PACKAGE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Periodic:
    """A function without arguments and the time between two runs of it.

    with_new_code: it is also due as soon as the code is not that of its last run, for what it keeps in the database is
    made by the code: after an upgrade nobody has to wait for `every` to pass.
    """

    every: timedelta
    run: Callable[[], Any]
    with_new_code: bool = False


class NotAll(Exception):
    """Some rows of a run were left; the others are done. Names how many and the first error."""


periodic: Registry[Periodic] = Registry("periodic work")


def each(rows: Iterable[Row], do: Callable[[Row], Any], *, quicker: type[Exception]) -> int:
    """Do it to every row, each in the transaction of `do`; returns how many were done.

    quicker: what `do` raises where somebody decided about the row at this moment; it is passed over. Any other error
    is logged and holds up no other row; at the end of the run NotAll is raised, so that the run is seen to have failed.
    """
    done, failures = 0, list[Exception]()
    for row in rows:
        try:
            do(row)
            done += 1
        except quicker:
            continue
        except Exception as failure:
            log.exception("%r was left by periodic work", row)
            failures.append(failure)
    if failures:
        first = failures[0]
        raise NotAll(f"{len(failures)} left, {done} done; {_said(first)}") from first
    return done


def _said(failure: Exception) -> str:
    """What is kept of an error. A database quotes the row that it refuses, which may name somebody: see the log."""
    name = type(failure).__name__
    return name if isinstance(failure, DatabaseError) else f"{name}: {failure}"


def run_due(*, everything: bool = False) -> list[str]:
    """Run what is due (or `everything`) and return the names that ran. A failure is kept in its row and logged."""
    return [name for name, entry in periodic if _claimed(name, entry, everything=everything) and _run(name, entry)]


def _claimed(name: str, entry: Periodic, *, everything: bool) -> bool:
    now = timezone.now()
    claim = {"due_at": now + entry.every, "started_at": now, "code": code() if entry.with_new_code else ""}
    _row, new = PeriodicRun.objects.get_or_create(name=name, defaults=claim)
    if new:
        return True
    mine = PeriodicRun.objects.filter(name=name)
    if not everything:
        mine = mine.filter(Q(due_at__lte=now) | ~Q(code=claim["code"]))
    return bool(mine.update(**claim))


@cache
def code() -> str:
    """A digest of all our code, as this process found it: some 80 ms, once."""
    summary = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("*.py")):
        summary.update(path.read_bytes())
    return summary.hexdigest()


def _run(name: str, entry: Periodic) -> bool:
    error = ""
    try:
        entry.run()
    except Exception as failure:
        log.exception("periodic work %s failed", name)
        error = _said(failure)
    PeriodicRun.objects.filter(name=name).update(finished_at=timezone.now(), error=error)
    return True


def signs(now: datetime) -> tuple[datetime | None, list[str]]:
    """When a worker gave its last sign, and the names of the work that is late. One SQL query.

    What never ran is not late: a new installation says by its silent worker that nobody runs anything.
    """
    mine = Q(name__in=[name for name, _entry in periodic], due_at__lt=now - LATE)
    rows = PeriodicRun.objects.filter(Q(name=HEARTBEAT) | mine).order_by("name").values_list("name", "finished_at")
    found = dict(rows)
    return found.pop(HEARTBEAT, None), list(found)


def beat() -> None:
    """Leave the sign that a worker lives, which /health looks at."""
    now = timezone.now()
    PeriodicRun.objects.update_or_create(
        name=HEARTBEAT, defaults={"due_at": now, "started_at": now, "finished_at": now}
    )
