"""Taking a table of candidates away: the table itself is a reading; that it happened, and for what, is written down."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from minga.assignments.models import Description
from minga.core.acting import action
from minga.core.audit import trail
from minga.core.audit.actions import says_a_purpose
from minga.core.errors import Incomplete, Problem


@action("assignments.export_candidates", target="description")
def export_candidates(
    *, actor: Any, description: Description, columns: Sequence[str], rows: int, reason: str
) -> Description:
    """Note who took how many rows away, which columns, and what for. Raises Incomplete without a purpose."""
    _check_purpose(reason)
    trail.note(
        actor=actor,
        verb="take_rows_away",
        target=description,
        after={"columns": list(columns), "rows": rows},
        reason=reason.strip(),
    )
    return description


@action("assignments.export_services")
def export_services(*, actor: Any, filters: str, columns: Sequence[str], rows: int, reason: str) -> None:
    """Note who took how many services away, with the names of volunteers, and what for.

    filters: the part of the address that chose them. Raises Incomplete without a purpose.
    """
    _check_purpose(reason)
    after = {"columns": list(columns), "rows": rows, "filters": filters}
    trail.note(actor=actor, verb="take_rows_away", target=None, after=after, reason=reason.strip())


def _check_purpose(reason: str) -> None:
    if not says_a_purpose(reason):
        raise Incomplete(
            _("Personal data is taken away for a purpose."),
            problems=[Problem("reason", _("Say what it is for, in a few words."))],
        )
