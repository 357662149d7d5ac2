"""The columns somebody sees, and the views of a table that somebody keeps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from minga.core.tables.kinds import TableColumn, TableKind
from minga.core.tables.models import ColumnChoice


@dataclass(frozen=True)
class View:
    """What chooses the rows of a table and their order, under a name of its owner's."""

    name: str
    query: str


class Columns(tuple[TableColumn, ...]):
    """The columns to draw; beside them the views of the table that the reader keeps."""

    views: tuple[View, ...]


def columns_for(account: Any, kind: TableKind) -> Columns:
    """What the account chose; the usual columns where it has not. One query, none for a visitor."""
    chosen: list[str] | None = None
    views: list[dict[str, str]] = []
    if getattr(account, "pk", None):
        rows = ColumnChoice.objects.filter(account_id=account.pk, table=kind.name)
        chosen, views = rows.values_list("columns", "views").first() or (None, [])
    columns = Columns(
        column for column in kind.columns if column.fixed or (column.usual if chosen is None else column.name in chosen)
    )
    columns.views = tuple(View(**kept) for kept in views)
    return columns
