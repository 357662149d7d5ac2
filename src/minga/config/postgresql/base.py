"""A connection that answered a moment ago is not asked again whether it lives; moments are read quickly.

Django asks with a question of its own before each request, which of a page of eight questions is the ninth. A server
that ends, or ends the connection, says so: its words lie in the socket and can be seen without asking. Only a
connection that has been quiet for longer, which a router on the way may have forgotten, is asked.

psycopg takes a moment apart by a pattern, for any zone; a board reads a thousand of them, all in UTC.
"""

from __future__ import annotations

import select
import time
from datetime import UTC, datetime
from typing import Any

from django.db.backends.postgresql import base
from django.db.backends.postgresql.psycopg_any import BaseTzLoader

QUIET = 5.0
"""Seconds after an answer in which nothing forgets a connection."""


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own, but for when it asks."""

    health_check_done: bool
    connection: Any
    _answered = float("-inf")

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Django's; moments of a session in UTC are read by `MomentLoader`."""
        connection = super().get_new_connection(conn_params)
        if self.timezone is UTC:
            connection.adapters.register_loader("timestamptz", MomentLoader)
        return connection

    def close_if_unusable_or_obsolete(self) -> None:
        """Where a request ends and where one begins: remember whether it answered in between."""
        answered = self.health_check_done and not self.errors_occurred
        super().close_if_unusable_or_obsolete()
        if answered:
            self._answered = time.monotonic()

    def close_if_health_check_failed(self) -> None:
        """Before the first question of a request."""
        if not self.health_check_done and self.connection is not None and self._lives():
            self.health_check_done = True
        super().close_if_health_check_failed()

    def _lives(self) -> bool:
        return time.monotonic() - self._answered < QUIET and not _has_words(self.connection)


def _has_words(connection: Any) -> bool:
    """Whether something unasked has arrived: the other side has ended, or is about to."""
    if connection.closed:
        return True
    glance = select.poll()
    glance.register(connection.fileno(), select.POLLIN | select.POLLHUP | select.POLLERR)
    return bool(glance.poll(0))


class MomentLoader(BaseTzLoader):  # type: ignore[misc]
    """A moment in UTC as PostgreSQL writes it, `2026-11-30 08:15:00.25+00`; any other as Django reads it."""

    timezone = UTC

    def load(self, data: Any) -> Any:
        """A datetime in UTC."""
        said = bytes(data)
        if said.endswith(b"+00"):
            try:
                return datetime.fromisoformat(said.decode("ascii"))
            except ValueError:  # a year of five digits: refused below, in words
                pass
        return super().load(data)
