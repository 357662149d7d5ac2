"""Any report: headings, paragraphs and tables, in one language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from minga.core.documents.papers.wording import Paper, Texts


@dataclass(frozen=True)
class Heading:
    """A heading of the second level."""

    text: Texts


@dataclass(frozen=True)
class Paragraph:
    """Words; empty lines divide paragraphs."""

    text: Texts


@dataclass(frozen=True)
class Table:
    """Cells are text already formatted for the reader; `figures` names the columns that hold numbers (from 0)."""

    header: tuple[Texts, ...]
    rows: tuple[tuple[str, ...], ...]
    figures: frozenset[int] = frozenset()
    caption: Texts = ""


@dataclass(frozen=True, kw_only=True)
class ReportPaper(Paper):
    """Parts in reading order. Raises ValueError for a row that is longer or shorter than its header."""

    template: ClassVar[str] = "documents/report"
    title: Texts
    subtitle: Texts = ""
    parts: tuple[Heading | Paragraph | Table, ...]
    landscape: bool = False

    def data(self) -> dict[str, Any]:
        return {
            **super().data(),
            **self.titled(self.title),
            "subtitle": self.say(self.subtitle)[0] or None,
            "landscape": self.landscape,
            "parts": [self._part(part) for part in self.parts],
        }

    def _part(self, part: Heading | Paragraph | Table) -> dict[str, Any]:
        if isinstance(part, Heading):
            return {"kind": "heading", "text": self.say(part.text)[0]}
        if isinstance(part, Paragraph):
            return {"kind": "paragraph", "text": self.say(part.text)[0]}
        if any(len(row) != len(part.header) for row in part.rows):
            raise ValueError("every row of a table has as many cells as its header")
        return {
            "kind": "table",
            "caption": self.say(part.caption)[0],
            "header": [self.say(word)[0] for word in part.header],
            "figures": [place in part.figures for place in range(len(part.header))],
            "rows": [list(row) for row in part.rows],
        }
