"""What was paid for one service, beside its pro forma and what that comes to for the time served."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy

from minga.core.documents.papers.wording import Fact, Paper, Texts

ACTUAL = gettext_lazy("Actual against pro forma")


@dataclass(frozen=True)
class Entry:
    """One row: what it is, smaller words beneath that, and its cells, ready to be read; `notes` stand under a cell."""

    label: Texts
    cells: tuple[Texts, ...]
    under: tuple[Texts, ...] = ()
    notes: tuple[tuple[int, Texts], ...] = ()


@dataclass(frozen=True)
class Grid:
    """A table with a heading. `figures`: the columns that hold amounts, from 0. `sums` stand beneath its rows."""

    title: Texts
    header: tuple[Texts, ...]
    rows: Sequence[Entry]
    sums: Sequence[Entry] = ()
    figures: frozenset[int] = frozenset()
    lead: Texts = ""
    notes: tuple[Texts, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PaidPaper(Paper):
    """Facts, then tables in their order. Raises ValueError for a row longer or shorter than its header."""

    template: ClassVar[str] = "documents/paid"
    title: Texts = ACTUAL
    subtitle: Texts = ""
    facts: tuple[Fact, ...]
    grids: tuple[Grid, ...]
    nothing: Texts = ""

    def data(self) -> dict[str, Any]:
        return {
            **super().data(),
            **self.titled(self.title),
            "subtitle": self.say(self.subtitle)[0] or None,
            "facts": self.said_facts(self.facts),
            "grids": [self._grid(grid) for grid in self.grids],
            "nothing": self.say(self.nothing)[0],
        }

    def _grid(self, grid: Grid) -> dict[str, Any]:
        if any(len(row.cells) + 1 != len(grid.header) for row in (*grid.rows, *grid.sums)):
            raise ValueError("every row of a table has as many cells as its header")
        return {
            "titles": self.say(grid.title),
            "lead": self.say(grid.lead)[0],
            "header": [self.say(word)[0] for word in grid.header],
            "figures": [place in grid.figures for place in range(len(grid.header))],
            "rows": [self._entry(row) for row in grid.rows],
            "sums": [self._entry(row) for row in grid.sums],
            "notes": [self.say(note)[0] for note in grid.notes],
        }

    def _entry(self, row: Entry) -> dict[str, Any]:
        notes = [[self.say(words)[0] for at, words in row.notes if at == place] for place in range(len(row.cells))]
        return {
            "label": self.say(row.label)[0],
            "under": [self.say(words)[0] for words in row.under],
            "cells": [self.say(cell)[0] for cell in row.cells],
            "notes": notes,
        }
