"""What taking and undoing share: how much goes into one transaction, and what of a file is kept afterwards."""

from __future__ import annotations

from collections import Counter
from typing import Any

from minga.core.importing.models import OTHER_SHEETS, SHEET, WORKER_FOR, Batch, Outcome

PIECE = 500
"""Rows in one transaction, at most: short enough that nobody else waits long for the database."""
LONGEST_PIECE = 2.0
"""Seconds after which a piece ends where it is: machines are slow, and busy."""


def leave_to_worker(batch: Batch, *, actor: Any) -> None:
    """The worker does the rest for this actor, whatever becomes of the task that tells it (go_on_with_stranded)."""
    batch.options = {**batch.options, WORKER_FOR: actor.ref}


def forget_rows(batch: Batch) -> None:
    """What stood in the file goes; which sheet it was and which were left stays."""
    batch.sheets.all().delete()
    batch.rows = []
    batch.options = {name: batch.options[name] for name in (SHEET, OTHER_SHEETS) if name in batch.options}


def count_outcomes(batch: Batch) -> dict[str, int]:
    """outcome -> number of rows. One SQL query."""
    counted = Counter(batch.taken.values_list("outcome", flat=True))
    return {name: counted[name] for name in Outcome.values}
