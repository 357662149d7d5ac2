"""Taking a table of candidates away: the table itself is a reading; that it happened, and for what, is written down."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from minga.assignments.models import Description
from minga.core.acting import action
from minga.core.audit import trail
from minga.core.tables.actions import check_purpose


@action("assignments.export_candidates", target="description")
def export_candidates(
    *, actor: Any, description: Description, columns: Sequence[str], rows: int, reason: str
) -> Description:
    """Note who took how many rows away, which columns, and what for. Raises Incomplete without a purpose."""
    check_purpose(reason)
    trail.note(
        actor=actor,
        verb="take_rows_away",
        target=description,
        after={"columns": list(columns), "rows": rows},
        reason=reason.strip(),
    )
    return description
