"""A table as a sheet: what one may see on the page, and nothing else, for CSV and XLSX."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from minga.core.documents.spreadsheets import Column, Sheet
from minga.core.registries import Text
from minga.core.tables.kinds import TableColumn


def sheet_of(*, title: Text, columns: Sequence[TableColumn], rows: Iterable[Any]) -> Sheet:
    """The columns given, one line a row; the rows are read once."""
    return Sheet(
        title=title,
        columns=[Column(column.heading, column.kind) for column in columns],
        rows=([column.written(row) for column in columns] for row in rows),
    )
