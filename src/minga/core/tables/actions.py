"""Keeping a choice of columns, which is somebody's own business and not on the trail; taking a table of people away,
which is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from minga.core.acting import action, allowed
from minga.core.audit import trail
from minga.core.audit.actions import says_a_purpose
from minga.core.errors import Incomplete, NotAllowed, Problem
from minga.core.tables.kinds import TableKind
from minga.core.tables.models import ColumnChoice


def choose_columns(*, actor: Any, kind: TableKind, columns: Iterable[str]) -> ColumnChoice:
    """Keep which columns the person sees; names that the table does not know are left out. Raises NotAllowed."""
    if not getattr(actor, "is_authenticated", False):
        raise NotAllowed()
    wanted = set(columns)
    kept = [column.name for column in kind.choosable if column.name in wanted]
    return ColumnChoice.objects.update_or_create(account_id=actor.pk, table=kind.name, defaults={"columns": kept})[0]


def forget_columns(*, actor: Any, kind: TableKind) -> None:
    """Go back to the usual columns."""
    ColumnChoice.objects.filter(account_id=actor.pk, table=kind.name).delete()


@action("tables.take_away")
def take_table_away(
    *, actor: Any, kind: TableKind, filters: str, columns: Sequence[str], rows: int, reason: str
) -> None:
    """Note who took how many rows of a table that names people away, which columns, and what for.

    filters: what chose the rows, without words that somebody searched for: they may be a name. Raises NotAllowed, and
    Incomplete without a purpose.
    """
    if not allowed(actor, kind.permission):
        raise NotAllowed()
    check_purpose(reason)
    after = {"table": kind.name, "columns": list(columns), "rows": rows, "filters": filters}
    trail.note(actor=actor, verb="take_rows_away", target=None, after=after, reason=reason.strip())


def check_purpose(reason: str) -> None:
    """Raises Incomplete where the words do not say what personal data is taken away for."""
    if not says_a_purpose(reason):
        raise Incomplete(
            _("Personal data is exported for a purpose."),
            problems=[Problem("reason", _("Say what it is for, in a few words."))],
        )
