"""Whole imports out of pieces: here and now, or by the worker where the file is long."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from minga.core.importing.actions import take_import, undo_import
from minga.core.importing.models import Batch

PATIENCE = 4.0
"""Seconds that a page waits for; the worker does what is left then."""

A_MOMENT = 0.15
"""Seconds between two pieces: whoever waits to write asks SQLite each tenth of a second, and would ask in vain."""

Progress = Callable[[Batch], None]


def take_soon(*, actor: Any, batch: Batch, seen: int | None = None) -> Batch:
    """Take what can be taken in a moment; the batch is still `taking` where the worker has to do the rest."""
    until = time.monotonic() + PATIENCE
    batch = take_import(actor=actor, batch=batch, seen=seen, for_worker=True)
    while batch.state == "taking" and time.monotonic() < until:
        time.sleep(A_MOMENT)
        batch = take_import(actor=actor, batch=batch, for_worker=True)
    return batch


def undo_soon(*, actor: Any, batch: Batch, seen: int | None = None) -> Batch:
    """Undo what can be undone in a moment; the batch is still `undoing` where the worker has to do the rest."""
    until = time.monotonic() + PATIENCE
    batch = undo_import(actor=actor, batch=batch, seen=seen, for_worker=True)
    while batch.state == "undoing" and time.monotonic() < until:
        time.sleep(A_MOMENT)
        batch = undo_import(actor=actor, batch=batch, for_worker=True)
    return batch


def take_all(*, actor: Any, batch: Batch, seen: int | None = None, progress: Progress | None = None) -> Batch:
    """Take piece after piece until the file is taken. Each piece is a transaction of its own."""
    batch = take_import(actor=actor, batch=batch, seen=seen)
    while batch.state == "taking":
        if progress:
            progress(batch)
        time.sleep(A_MOMENT)
        batch = take_import(actor=actor, batch=batch)
    return batch


def undo_all(*, actor: Any, batch: Batch, seen: int | None = None, progress: Progress | None = None) -> Batch:
    """Undo piece after piece until all of it is undone."""
    batch = undo_import(actor=actor, batch=batch, seen=seen)
    while batch.state == "undoing":
        if progress:
            progress(batch)
        time.sleep(A_MOMENT)
        batch = undo_import(actor=actor, batch=batch)
    return batch
