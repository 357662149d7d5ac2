"""Handing work to the worker: what is left to do stands in the database, the task only says that there is some.

So a queue that is away loses nothing: whoever hands over has a sweep in the periodic work, or tells the person.
"""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings

log = logging.getLogger(__name__)


def hand_over(task: Any, *args: Any) -> bool:
    """Enqueue a task; False where the Redis of TASKS_URL does not take it, which is logged.

    A database that does not answer raises as everywhere: then nothing else works either.
    """
    try:
        task.enqueue(*args)
    except _away() as error:
        log.error("the worker could not be told of %s; TASKS_URL does not answer: %s", task.module_path, error)
        return False
    return True


def queue_answers() -> bool:
    """Whether tasks can be handed over now; waits a few seconds at most for a Redis that is silent."""
    if not settings.RQ_QUEUES:
        return True
    from django_rq import get_connection

    try:
        return bool(get_connection("default").ping())
    except _away():
        return False


def _away() -> tuple[type[Exception], ...]:
    if not settings.RQ_QUEUES:
        return ()
    from redis.exceptions import RedisError

    return (RedisError,)
