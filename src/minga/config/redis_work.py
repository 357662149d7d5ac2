"""Background tasks from Redis: an RQ worker in this process that outlives a Redis which goes away for a while."""

from __future__ import annotations

import logging
import time
from typing import Any

from django.conf import settings
from django.db import close_old_connections
from django_rq.queues import get_queues
from django_tasks_rq import Job
from rq import SimpleWorker

log = logging.getLogger(__name__)
QUIET = 60  # seconds between two lines in the log about the same trouble
PAUSE = 5  # seconds before a worker that lost its Redis looks for it again


class OnceAMinute(logging.Filter):
    """Lets through one complaint a minute about a Redis that is away; RQ makes one every two seconds."""

    def __init__(self) -> None:
        super().__init__()
        self._next = 0.0

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether this line is told."""
        if "could not connect to Redis" not in record.getMessage():
            return True
        is_due = time.monotonic() >= self._next
        if is_due:
            self._next = time.monotonic() + QUIET
        return is_due


class Worker(SimpleWorker):
    """RQ's worker that does not fork, so that the periodic thread and open connections are not copied half-way."""

    is_asked_to_stop = False

    def request_stop(self, signum: Any, frame: Any) -> None:
        """Remember that it was a signal, and not Redis, that ended the work."""
        self.is_asked_to_stop = True
        super().request_stop(signum, frame)  # type: ignore[no-untyped-call]

    def execute_job(self, job: Any, queue: Any) -> None:
        """Before and after each task, connections that a database has dropped are dropped here too."""
        close_old_connections()
        try:
            super().execute_job(job, queue)
        finally:
            close_old_connections()


def work(*, once: bool) -> None:
    """Run tasks until a signal says stop (`once`: until none waits). Redis going away is logged and waited for."""
    logging.getLogger("rq.worker").addFilter(OnceAMinute())
    while True:
        queues = get_queues(*settings.RQ_QUEUES, job_class=Job)  # type: ignore[no-untyped-call]
        worker = Worker(queues, connection=queues[0].connection, job_class=Job, queue_class=type(queues[0]))
        try:
            worker.work(burst=once, logging_level="WARNING")
        except Exception as error:
            if once or not type(error).__module__.startswith("redis."):
                raise
            if not worker.is_asked_to_stop:
                log.error("TASKS_URL: Redis does not answer, looking again in %s seconds: %s", PAUSE, error)
        if once or worker.is_asked_to_stop:
            return
        time.sleep(PAUSE)
