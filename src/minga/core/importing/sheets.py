"""The sheets of a workbook while it is looked at: the rows of each that could not be read, and the sheets not read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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


def keep_others(batch: Batch, file: IO[bytes], names: Sequence[str]) -> None:
    """The other sheets as they are, so that one of them can be read instead; those that are no table are left out."""
    columns = KINDS[batch.kind].columns
    for name in names[:MOST_KEPT]:
        try:
            table = read_table(file, fits=lambda header: columns_found(columns, header), sheet=name)
        except TableRefused:
            continue
        OtherSheet.objects.create(
            batch=batch,
            name=name,
            header=list(table.header),
            rows=[[row.line, list(row.cells)] for row in table.rows],
            problems=unread_of(table),
        )
