"""Writing and reading the trail: notes are collected while an action runs and chained before it commits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from copy import deepcopy
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.db import models

from minga.core import behalf
from minga.core.audit.chaining import Note, append
from minga.core.audit.models import TrailEntry
from minga.core.audit.sealing import is_destroyed, unseal
from minga.core.models import Base

_notes: ContextVar[list[Note] | None] = ContextVar("trail_notes", default=None)


@contextmanager
def collecting() -> Iterator[None]:
    """Collect notes; the outermost block appends them to the chain when it ends without an error.

    An inner block that fails takes its notes with it, as the savepoint around it takes its rows.
    """
    outer = _notes.get()
    if outer is not None:
        length = len(outer)
        try:
            yield
        except BaseException:
            del outer[length:]
            raise
        return
    notes: list[Note] = []
    token = _notes.set(notes)
    try:
        yield
        append(notes)
    finally:
        _notes.reset(token)


def note(
    *, actor: Any, verb: str, target: Any, before: dict[str, Any] | None = None, reason: str = "", after: Any = None
) -> None:
    """Add one row to the running action. `before` and `after` are snapshots; `after` is taken from `target` if absent.

    Raises RuntimeError outside of an action, and where personal values change on a row that is about nobody: they
    could neither be sealed nor written in the open.
    """
    notes = _notes.get()
    if notes is None:
        raise RuntimeError("the trail is written inside an action only")
    now = after if after is not None else snapshot(target)
    was = before or {}
    change = {name: [was.get(name), value] for name, value in now.items() if was.get(name) != value}
    private: frozenset[str] = getattr(target, "personal_fields", frozenset())
    personal = {name: change.pop(name) for name in list(change) if name in private}
    subject = target.personal_subject() if isinstance(target, Base | TrailEntry) else None
    if subject is None and any(value not in (None, "", [], {}) for pair in personal.values() for value in pair):
        raise RuntimeError(f"{_type_name(target)}: {', '.join(personal)} are personal, but personal_subject() is None")
    notes.append(
        Note(
            actor=getattr(actor, "pk", None),
            verb=verb,
            target_type=_type_name(target),
            target_ref=str(getattr(target, "ref", "") or ""),
            target_version=int(getattr(target, "version", 0) or 0),
            change=change,
            personal=personal if subject is not None else {},
            sealed_for=subject,
            reason=reason,
            on_behalf_of=behalf.of(actor),
        )
    )


def snapshot(target: Any) -> dict[str, Any]:
    """The values of `audit_fields` as JSON can hold them."""
    if not isinstance(target, Base):
        return {}
    return {name: _plain(getattr(target, _column(target, name))) for name in type(target).audit_fields}


def changes_since(*, target: Base, version: int, opened: bool = False) -> dict[str, tuple[object, object]]:
    """field -> (value at `version`, value now), from the trail; what a person with a stale page needs to see.

    opened: with the personal values, for a reader who may see them.
    """
    rows = TrailEntry.objects.filter(
        target_type=_type_name(target), target_ref=target.ref, target_version__gt=version
    ).order_by("sequence")
    changes: dict[str, tuple[object, object]] = {}
    for row in rows:
        for name, (was, now) in (open_changes(row) if opened else row.changes).items():
            first = changes.get(name, (was, now))[0]
            changes[name] = (first, now)
    return {name: pair for name, pair in changes.items() if pair[0] != pair[1]}


def open_changes(entry: TrailEntry) -> dict[str, list[Any]]:
    """field -> [before, after] with the sealed ones, as far as their key still exists. The caller checks who reads.

    What an old row holds in the open and is closed today goes with the key as well. One query, or two.
    """
    personal = unseal(bytes(entry.sealed), account_id=entry.sealed_for) if entry.sealed_for and entry.sealed else None
    own = entry.changes if entry.holds_closed and is_destroyed(entry.sealed_for) else entry.kept
    return {**own, **{name: pair for name, pair in (personal or {}).items() if name != "reason"}}


def open_reason(entry: TrailEntry) -> str:
    """Why it was done, opened where it was sealed."""
    if entry.reason or not entry.sealed_for or not entry.sealed:
        return entry.reason
    personal = unseal(bytes(entry.sealed), account_id=entry.sealed_for) or {}
    return str(personal.get("reason", [None, ""])[1])


def _type_name(target: Any) -> str:
    return str(target._meta.label_lower) if isinstance(target, models.Model) else type(target).__name__.lower()


def _column(target: Base, name: str) -> str:
    return str(getattr(target._meta.get_field(name), "attname", name))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date | Decimal):
        return str(value)
    if isinstance(value, list | dict):
        return deepcopy(value)  # an action may change it in place
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)
