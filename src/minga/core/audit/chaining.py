"""Appending to the chain: the last thing an action does before it commits.

The head row is locked only for that last moment, after every other lock, so writers queue briefly and cannot deadlock
on it; the links are appended in the action's own transaction and vanish with it when it rolls back. Plain SQL, because
everybody waits for whoever holds the head.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from minga.core.audit.canonical import COLUMNS, digest_of, text_of
from minga.core.audit.models import TrailHead
from minga.core.audit.sealing import keys_of, seal

READ_HEAD = "SELECT sequence, digest FROM audit_trailhead WHERE id = 1"
MOVE_HEAD = "UPDATE audit_trailhead SET sequence = %s, digest = %s WHERE id = 1"
ROW = f"({', '.join(['%s'] * len(COLUMNS))})"
INSERT = f"INSERT INTO audit_trailentry ({', '.join(COLUMNS)}) VALUES "  # noqa: S608 (fixed names)


@dataclass
class Note:
    """One action, before it has a place in the chain."""

    actor: int | None
    verb: str
    target_type: str
    target_ref: str
    target_version: int
    change: dict[str, list[Any]]
    sealed_for: int | None
    personal: dict[str, list[Any]] = field(default_factory=dict)
    reason: str = ""
    on_behalf_of: str = ""


def append(notes: list[Note]) -> None:
    """Chain the notes to the head, inside the transaction that is open.

    Two SQL queries on PostgreSQL, three on SQLite, and one where notes are sealed, however many. Raises
    TrailHead.DoesNotExist where the head is gone: a chain must not begin anew behind a lost one.
    """
    if not notes:
        return
    sealed = _sealed(notes)
    is_sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        cursor.execute(READ_HEAD if is_sqlite else f"{READ_HEAD} FOR UPDATE")
        head = cursor.fetchone()
        if head is None:
            raise TrailHead.DoesNotExist("The head of the audit trail is gone.")
        sequence, digest = head
        rows = []
        for item, (secret, reason) in zip(notes, sealed, strict=True):
            sequence += 1
            row = _row(item, sequence=sequence, previous=digest, secret=secret, reason=reason)
            digest = digest_of(row)
            rows.append((*row, digest))
        if is_sqlite:
            cursor.executemany(INSERT + ROW, [_adapted(row) for row in rows])
            cursor.execute(MOVE_HEAD, [sequence, digest])
        else:
            values = [value for row in rows for value in row]
            links = INSERT + ", ".join([ROW] * len(rows))
            cursor.execute(f"WITH head AS ({MOVE_HEAD}) {links}", [sequence, digest, *values])


def _sealed(notes: list[Note]) -> list[tuple[bytes, str]]:
    """For each note what is sealed of it, and the reason that stays in the open; before the head is locked.

    Before, because a person's first key may have to wait for an erasure, which itself waits for the head.
    """
    private = [_private(item) for item in notes]
    people = {item.sealed_for for item, values in zip(notes, private, strict=True) if item.sealed_for and values}
    keys = keys_of(people) if people else {}
    return [
        (seal(values, key=keys[item.sealed_for]) if item.sealed_for and values else b"", _open_reason(item))
        for item, values in zip(notes, private, strict=True)
    ]


def _private(item: Note) -> dict[str, list[Any]]:
    """What nobody may read without the person's key: their values, and the reason beside them."""
    if item.sealed_for is None:
        return {}
    return {**item.personal, **({"reason": [None, item.reason]} if item.reason else {})}


def _open_reason(item: Note) -> str:
    return item.reason if item.sealed_for is None else ""


def _row(item: Note, *, sequence: int, previous: str, secret: bytes, reason: str) -> tuple[Any, ...]:
    """The values of COLUMNS but the digest."""
    return (
        sequence, datetime.now(UTC), item.actor, item.on_behalf_of, item.verb, item.target_type, item.target_ref,
        item.target_version, text_of(item.change), item.sealed_for, secret, reason, previous,
    )  # fmt: skip


def _adapted(row: tuple[Any, ...]) -> list[Any]:
    return [connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value for value in row]
