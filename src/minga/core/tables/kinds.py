"""The tables whose columns people choose. A room signs its tables in when it starts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from minga.core.documents.spreadsheets.writing import Kind
from minga.core.registries import Registry, Text


@dataclass(frozen=True)
class TableColumn:
    """One column. `cell` reads its value from a row; `kind` says what a spreadsheet makes of it.

    usual: shown to whoever has not chosen. fixed: always shown. sort: the fields by which rows can be put in its order,
    one space between them. machine: whose states the cells hold (a StateMachine, or a mapping of labels), drawn and
    written in its words.
    """

    name: str
    heading: Text
    cell: Callable[[Any], Any]
    kind: Kind = "text"
    usual: bool = True
    fixed: bool = False
    sort: str = ""
    machine: Any = None

    @property
    def is_number(self) -> bool:
        return self.kind in {"integer", "decimal", "money"}

    def written(self, row: Any) -> Any:
        """The cell as a sheet has it."""
        value = self.cell(row)
        if self.machine is None:
            return value
        labels: Mapping[str, Any] = getattr(self.machine, "labels", self.machine)
        return labels.get(value, value)


@dataclass(frozen=True)
class TableKind:
    """A table by name, with its columns in the order in which they stand.

    title: what it is called where it is taken away. permission: who may look at it, and so take it away; empty where a
    room has a way of its own. names_people: taken away only for a purpose, which the trail keeps. read: the rows of one
    part (a page, a thousand of a sheet) as their cells read them.
    """

    name: str
    columns: tuple[TableColumn, ...]
    title: Text = ""
    permission: str = ""
    names_people: bool = False
    read: Callable[[Iterable[Any]], Sequence[Any]] = list

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
