"""What an erasure must reach beyond its rows: names in what others were told, and SQLite's journal, which still holds
the pages as they were before.
"""

from __future__ import annotations

import re

from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from minga.core.any_case import in_ascii

PATIENCE = 2_000  # milliseconds to wait for readers; the journal is written over later in any case

SHORT = 4
FIRST_HAN = "\u2e80"
"""The first of the signs of Chinese, Japanese and Korean."""


def without_name(name: str, text: str) -> str:
    """The text with “…” for the name. A short one counts as a word of its own only: “Li” is no part of a library."""
    if len(name) >= SHORT:
        return text.replace(name, "…")

    def put(found: re.Match[str]) -> str:
        before, after = text[: found.start()][-1:], text[found.end() :][:1]
        is_part = _joins(before, name[0]) or _joins(name[-1], after)
        return found.group() if is_part else "…"

    return re.sub(re.escape(name), put, text)


def _joins(before: str, after: str) -> bool:
    """Whether two signs make one word: letters of an alphabet do, Chinese characters stand for themselves."""
    return before.isalpha() and after.isalpha() and max(before, after) < FIRST_HAN


def holds_address(text: str, email: str) -> bool:
    """Whether the text holds this address, whatever its capitals, and not as the end of another's; a domain in signs of
    other scripts also as letters carry it (xn--…).
    """
    forms = "|".join(re.escape(form) for form in {email.casefold(), as_letters_carry(email)})
    return re.search(rf"(?<![\w.+-])(?:{forms})(?![\w-]|\.\w)", text.casefold()) is not None


def as_letters_carry(email: str) -> str:
    """The address in small letters, its domain in ASCII."""
    return in_ascii(email.lower())


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
