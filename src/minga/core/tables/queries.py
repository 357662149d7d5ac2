"""The columns somebody sees."""

from __future__ import annotations

from typing import Any

from minga.core.tables.kinds import TableColumn, TableKind
from minga.core.tables.models import ColumnChoice


def columns_for(account: Any, kind: TableKind) -> tuple[TableColumn, ...]:
    """What the account chose; the usual columns where it has not. One query, none for a visitor."""
    chosen = None
    if getattr(account, "pk", None):
        rows = ColumnChoice.objects.filter(account_id=account.pk, table=kind.name)
        chosen = rows.values_list("columns", flat=True).first()
    return tuple(
        column for column in kind.columns if column.fixed or (column.usual if chosen is None else column.name in chosen)
    )
