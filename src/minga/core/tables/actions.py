"""Keeping a choice of columns. How somebody looks at a table is their own business: it is not on the audit trail."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from minga.core.errors import NotAllowed
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
