"""Whole imports out of pieces: here and now, or by the worker where the file is long."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from minga.core.importing.actions.taking import take_import
from minga.core.importing.actions.undoing import undo_import
from minga.core.importing.models import Batch

PATIENCE = 4.0
"""Seconds that a page waits for; the worker does what is left then."""

A_MOMENT = 0.15
"""Seconds between two pieces: whoever waits to write asks SQLite each tenth of a second, and would ask in vain."""

Progress = Callable[[Batch], None]


def take_soon(*, actor: Any, batch: Batch, seen: int | None = None, overwrite: bool = False) -> Batch:
    """Take what can be taken in a moment; the batch is still `taking` where the worker has to do the rest."""
    return _soon(partial(take_import, overwrite=overwrite), "taking", actor=actor, batch=batch, seen=seen)


def undo_soon(*, actor: Any, batch: Batch, seen: int | None = None) -> Batch:
    """Undo what can be undone in a moment; the batch is still `undoing` where the worker has to do the rest."""
    return _soon(undo_import, "undoing", actor=actor, batch=batch, seen=seen)


def take_all(
    *, actor: Any, batch: Batch, seen: int | None = None, progress: Progress | None = None, overwrite: bool = False
) -> Batch:
    """Take piece after piece until the file is taken. Each piece is a transaction of its own."""
    step = partial(take_import, overwrite=overwrite)
    return _pieces(step, "taking", actor=actor, batch=batch, seen=seen, progress=progress)


def undo_all(*, actor: Any, batch: Batch, seen: int | None = None, progress: Progress | None = None) -> Batch:
    """Undo piece after piece until all of it is undone."""
    return _pieces(undo_import, "undoing", actor=actor, batch=batch, seen=seen, progress=progress)


def _soon(step: Callable[..., Batch], state: str, *, actor: Any, batch: Batch, seen: int | None) -> Batch:
    until = time.monotonic() + PATIENCE
    return _pieces(step, state, actor=actor, batch=batch, seen=seen, until=until, for_worker=True)


def _pieces(
    step: Callable[..., Batch],
    state: str,
    *,
    actor: Any,
    batch: Batch,
    seen: int | None,
    until: float = math.inf,
    progress: Progress | None = None,
    for_worker: bool = False,
) -> Batch:
    """One piece, and further ones while the batch is in this state and the moment `until` has not come."""
    batch = step(actor=actor, batch=batch, seen=seen, for_worker=for_worker)
    while batch.state == state and time.monotonic() < until:
        if progress:
            progress(batch)
        time.sleep(A_MOMENT)
        batch = step(actor=actor, batch=batch, for_worker=for_worker)
    return batch
