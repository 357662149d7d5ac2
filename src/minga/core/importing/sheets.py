"""The sheets of a workbook while it is looked at: the rows of each that could not be read, and the sheets not read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, Any

from minga.core.documents.spreadsheets import Table, TableRefused, read_table
from minga.core.errors import Problem
from minga.core.importing.kinds import KINDS, columns_found
from minga.core.importing.models import Batch, OtherSheet, Outcome, TakenRow

MOST_KEPT = 20
"""Sheets beside the one that was read which may be read instead."""


def unread_of(table: Table) -> list[list[Any]]:
    """[[line, message, remedy], …] of the rows that could not be read."""
    return [
        [_line_of(problem, number), str(problem.message), str(problem.remedy)]
        for number, problem in enumerate(table.problems)
    ]


def _line_of(problem: Problem, number: int) -> int:
    digits = "".join(letter if letter.isdigit() else " " for letter in problem.place).split()
    return int(digits[0]) if digits else 1_000_000 + number


def keep_unread(batch: Batch, unread: Iterable[Sequence[Any]]) -> None:
    """Rows that could not be read are kept as rows not taken. One query."""
    TakenRow.objects.bulk_create(
        [
            TakenRow(batch=batch, line=line, outcome=Outcome.BAD, problems=[["", message, remedy]])
            for line, message, remedy in unread
        ],
        ignore_conflicts=True,
    )


def take_unread(batch: Batch) -> list[list[Any]]:
    """The same rows, which are then no longer kept: before anything is taken there are no others. Two queries."""
    rows = batch.taken.order_by("line")
    unread = [[row.line, *row.problems[0][1:]] for row in rows]
    rows.delete()
    return unread


@dataclass(frozen=True)
class Brought:
    """A file as it was read: its table, its digest, and the other sheets by their names, as far as they are tables."""

    table: Table
    sha256: str
    others: Mapping[str, Table]


def read_brought(file: IO[bytes], *, kind: str, sheet: str, with_others: bool) -> Brought:
    """Read a file, which may take half a minute: outside of a transaction. Raises TableRefused where it is no table."""
    columns, others = KINDS[kind].columns, {}
    table = read_table(file, fits=lambda header: columns_found(columns, header), sheet=sheet)
    for name in table.others[:MOST_KEPT] if with_others else ():
        with suppress(TableRefused):
            others[name] = read_table(file, fits=lambda header: columns_found(columns, header), sheet=name)
    file.seek(0)
    return Brought(table, hashlib.sha256(file.read()).hexdigest(), others)


def keep_others(batch: Batch, others: Mapping[str, Table]) -> None:
    """The other sheets as they are, so that one of them can be read instead."""
    for name, table in others.items():
        OtherSheet.objects.create(
            batch=batch,
            name=name,
            header=list(table.header),
            rows=[[row.line, list(row.cells)] for row in table.rows],
            problems=unread_of(table),
        )
