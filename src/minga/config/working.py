"""`minga worker`: background tasks (from the database or Redis) and periodic work, in one process."""

from __future__ import annotations

import argparse
import logging
import sys
import threading
from collections.abc import Callable, Sequence
from typing import Any

from minga.config.preparing import is_behind
from minga.config.running import silent_redis

log = logging.getLogger(__name__)
BEAT = 15  # seconds between two signs of life; /health worries after two minutes
BEHIND = "The database is not at this version: run “minga prepare” first (minga run does so by itself)."
LOOK = 5  # seconds between two looks at what is due


def command(argv: Sequence[str]) -> int:
    """Run `minga worker` until it is stopped; Ctrl-C or SIGTERM lets the task in hand finish."""
    parser = argparse.ArgumentParser(
        prog="minga worker",
        description="Run background tasks (from the database, or from the Redis of TASKS_URL) and periodic work.",
    )
    parser.add_argument("--no-periodic", action="store_true", help="only tasks: another worker or cron does the rest")
    parser.add_argument("--once", action="store_true", help="run what waits and what is due, then stop")
    options = parser.parse_args(argv)
    if problem := silent_redis("TASKS_URL"):
        print(problem, file=sys.stderr)
        return 1

    import django

    django.setup()
    if is_behind():
        print(BEHIND, file=sys.stderr)
        return 1
    stop = threading.Event()
    if options.once:
        from minga.core.periodic import run_due

        run_due()
    else:
        for loop in (give_signs, *(() if options.no_periodic else (_periodic_loop,))):
            threading.Thread(target=loop, args=(stop,), name=loop.__name__, daemon=True).start()
    try:
        _tasks(once=options.once)
    finally:
        stop.set()
    return 0


def _tasks(*, once: bool) -> None:
    from django.conf import settings
    from django.core.management import call_command

    if settings.RQ_QUEUES:
        from minga.config.redis_work import work

        work(once=once)
    else:
        call_command("db_worker", batch=once, reload=False, startup_delay=False, verbosity=0)


def give_signs(stop: threading.Event) -> None:
    """Let /health know that this worker lives, also while a piece of work takes long, and where cron does the rest."""
    from minga.core.periodic import beat

    _again_and_again(beat, stop, pause=BEAT)


def _periodic_loop(stop: threading.Event) -> None:
    from minga.core.periodic import run_due

    _again_and_again(run_due, stop, pause=LOOK)


def _again_and_again(act: Callable[[], Any], stop: threading.Event, *, pause: int) -> None:
    from django.db import close_old_connections, connections

    while not stop.is_set():
        close_old_connections()
        try:
            act()
        except Exception:
            log.exception("periodic work could not be looked at; trying again")
        stop.wait(pause)
    connections.close_all()
