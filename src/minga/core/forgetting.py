"""What an erasure must reach beyond its rows: SQLite's journal still holds the pages as they were before."""

from __future__ import annotations

from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

PATIENCE = 2_000  # milliseconds to wait for readers; the journal is written over later in any case


def forget_old_pages() -> None:
    """After the open transaction's commit, empty the write-ahead log of SQLite. Nothing on other databases.

    The database file itself overwrites what is deleted (`secure_delete` in config.environment).
    """
    if connection.vendor == "sqlite":
        transaction.on_commit(lambda: empty_journal(connection), robust=True)


def empty_journal(database: BaseDatabaseWrapper) -> None:
    """Write the log back into the file and cut it to nothing, unless readers hold it for too long."""
    with database.cursor() as cursor:
        usual = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute(f"PRAGMA busy_timeout={PATIENCE}")
        try:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            cursor.execute(f"PRAGMA busy_timeout={usual}")
