"""The tables whose columns people choose. A room signs its tables in when it starts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from minga.core.documents.spreadsheets.writing import Kind
from minga.core.registries import Registry, Text


@dataclass(frozen=True)
class TableColumn:
    """One column. `cell` reads its value from a row; `kind` says what a spreadsheet makes of it.

    usual: shown to whoever has not chosen. fixed: always shown. sort: the field by which rows can be put in its order.
    """

    name: str
    heading: Text
    cell: Callable[[Any], Any]
    kind: Kind = "text"
    usual: bool = True
    fixed: bool = False
    sort: str = ""

    @property
    def is_number(self) -> bool:
        return self.kind in {"integer", "decimal", "money"}


@dataclass(frozen=True)
class TableKind:
    """A table by name, with its columns in the order in which they stand."""

    name: str
    columns: tuple[TableColumn, ...]

    @property
    def choosable(self) -> tuple[TableColumn, ...]:
        """The columns that somebody can put in and take out."""
        return tuple(column for column in self.columns if not column.fixed)

    @property
    def sortable(self) -> tuple[TableColumn, ...]:
        """The columns by which the rows can be put in order."""
        return tuple(column for column in self.columns if column.sort)


TABLES: Registry[TableKind] = Registry("tables with columns to choose")


def sign_in(kind: TableKind) -> TableKind:
    """Make a table known, so that a choice of its columns can be kept."""
    TABLES.sign_in(kind.name, kind)
    return kind
