"""Whole imports out of pieces: here and now, or by the worker where the file is long."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from minga.core.importing.actions import take_import, undo_import
from minga.core.importing.models import Batch

AT_ONCE = 2_000
"""Rows that a page waits for; longer files go to the worker."""

A_MOMENT = 0.15
"""Seconds between two pieces: whoever waits to write asks SQLite each tenth of a second, and would ask in vain."""

Progress = Callable[[Batch], None]


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
