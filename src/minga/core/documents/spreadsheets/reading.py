"""Imports: CSV of any common encoding and delimiter, or XLSX, as rows of text with the numbers of their lines."""

from __future__ import annotations

import csv
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import IO, Any

from django.utils.translation import gettext as _
from openpyxl.utils.exceptions import InvalidFileException

from minga.core.documents.kinds import CSV, MEGABYTE, XLSX
from minga.core.documents.sniffing import size_in_words, sniff
from minga.core.documents.spreadsheets.encodings import delimiter_of, encoding_of
from minga.core.documents.spreadsheets.merged import UNCOUNTED, merged_downwards, uncounted_cells
from minga.core.documents.spreadsheets.refusing import (
    OLD_OFFICE,
    TableRefused,
    damaged,
    no_sheet,
    no_table,
    too_long,
    too_many_cells,
)
from minga.core.documents.spreadsheets.separated import csv_records, place_of
from minga.core.documents.spreadsheets.weighing import MOST_CELLS, MOST_LINES, open_workbook
from minga.core.documents.spreadsheets.writing import FORMULA
from minga.core.errors import Problem

MOST_BYTES = 50 * MEGABYTE
MOST_ROWS = 100_000
MOST_COLUMNS = 500
LONGEST_CELL = 32_767
"""Signs in a cell of a spreadsheet; what unpacks to more was written by no spreadsheet."""
FEW_NULS = 20
"""One NUL in so many bytes is what an old program left in a text; it is passed over."""
MOST_PROBLEMS = 1000
TITLES = 5
"""Rows of a single cell that may stand above the head: a title, “sep=;”."""
DAMAGED = (
    InvalidFileException, zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, KeyError, ValueError,
    IndexError, SyntaxError, TypeError, AttributeError, OverflowError,
)  # fmt: skip
"""What openpyxl and zipfile raise for files whose inside is broken in one way or another (found by breaking some)."""


@dataclass(frozen=True)
class Row:
    """One row: the line it begins on (the head is line 1 in most files) and its cells, as many as the head has."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """`header` and `rows` of text, trimmed. `problems`: rows that could not be taken; they are not among `rows`.

    XLSX values are text too: dates ISO 8601, numbers plain (12, 12.5), yes and no as true and false; a formula whose
    result is not in the file is UNCOUNTED. `sheet`: which of several sheets was read (empty where there is no other),
    `others`: those that are shown, hold something and were not read.
    """

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...] = ()
    content_type: str = CSV
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    others: tuple[str, ...] = ()
    by_name: dict[str, int] = field(default_factory=dict)

    def cell(self, row: Row, name: str) -> str:
        """The cell under a heading. Raises KeyError for a heading the table does not have."""
        return row.cells[self.by_name[name]]


def read_table(
    file: IO[bytes],
    *,
    most_rows: int = MOST_ROWS,
    most_bytes: int = MOST_BYTES,
    fits: Callable[[tuple[str, ...]], int] = lambda header: 0,
    sheet: str = "",
) -> Table:
    """Read a table, told by its content. Raises TableRefused for what is no table, is damaged, empty or too large.

    fits: how well a head fits what is looked for; of several sheets the first that fits best is read. sheet: the one
    that is to be read, by its name; TableRefused where the file has none such.
    """
    file.seek(0)
    content = file.read(most_bytes + 1)
    if len(content) > most_bytes:
        raise TableRefused(
            _("This table is larger than %(most)s.") % {"most": size_in_words(most_bytes)},
            remedy=_("Divide it into several files."),
        )
    found = sniff(content)
    if not found and 0 < content.count(b"\0") * FEW_NULS < len(content):
        found = CSV if sniff(content.replace(b"\0", b"")) == CSV else ""
    if not found and content and not content.startswith(OLD_OFFICE) and encoding_of(content).startswith("utf-16"):
        found = CSV
    if found == XLSX:
        names, records = _xlsx_records(content, fits, sheet)
        about = {"content_type": XLSX, "sheet": names[0] if len(names) > 1 else "", "others": names[1:]}
        return _table(records, [], fits, most_rows=most_rows, about=about)
    if found != CSV and content:
        raise no_table(content)
    if sheet:
        raise no_sheet(sheet, ())
    encoding = encoding_of(content)
    text = content.decode(encoding, errors="replace")
    delimiter = delimiter_of(text)
    about = {"content_type": CSV, "encoding": encoding, "delimiter": delimiter}
    problems: list[Problem] = []
    return _table(csv_records(text, delimiter, problems), problems, fits, most_rows=most_rows, about=about)


def _table(
    records: Iterator[tuple[int, Sequence[str]]],
    problems: list[Problem],
    fits: Callable[[tuple[str, ...]], int],
    *,
    most_rows: int,
    about: dict[str, Any],
) -> Table:
    """problems: what could not be read; the records themselves may add to it on the way."""
    header: tuple[str, ...] = ()
    rows: list[Row] = []
    try:
        for line, raw in _from_the_head(_bounded(records), fits):
            cells = tuple(_tidy(cell) for cell in raw)
            if not any(cells):
                continue
            if not header:
                header = _header(cells, line)
            elif len(rows) >= most_rows:
                raise too_long(most_rows)
            elif any(cells[len(header) :]):
                problems.append(_too_wide(line, cells, header))
            else:
                rows.append(Row(line, (cells + ("",) * len(header))[: len(header)]))
    except csv.Error as error:
        raise TableRefused(_("This table cannot be read."), remedy=_("Save it anew as CSV or XLSX.")) from error
    if not header:
        raise TableRefused(_("This table is empty."), remedy=_("Its first line names the columns."))
    by_name = {name: place for place, name in enumerate(header)}
    return Table(header, tuple(rows), tuple(problems[:MOST_PROBLEMS]), by_name=by_name, **about)


def _bounded(records: Iterator[tuple[int, Sequence[str]]]) -> Iterator[tuple[int, Sequence[str]]]:
    """The same records. Raises TableRefused where they become more lines or cells than are read, empty ones too."""
    weight = 0
    for count, (line, cells) in enumerate(records):
        weight += len(cells)
        if count > MOST_LINES:
            raise too_long(MOST_LINES)
        if weight > MOST_CELLS:
            raise too_many_cells(MOST_CELLS)
        yield line, cells


def _from_the_head(
    records: Iterator[tuple[int, Sequence[str]]], fits: Callable[[tuple[str, ...]], int]
) -> Iterator[tuple[int, Sequence[str]]]:
    """The rows from the head on: the first of several cells, or of the few after it the one whose headings fit better.

    What stands above is passed over: titles, who filled the form in and when, a head over two rows. Where no row has
    several cells the first row is the head.
    """
    above: list[tuple[int, Sequence[str]]] = []
    for line, cells in records:
        above += [(line, cells)] if any(map(_tidy, cells)) else []
        if len(above) > TITLES:
            break
    wide = [place for place, (_line, cells) in enumerate(above) if sum(bool(_tidy(cell)) for cell in cells) > 1]
    known = {place: fits(tuple(map(_tidy, above[place][1]))) for place in wide}
    best = max(wide, key=lambda place: (known[place] if known[place] > 1 else 0, -place), default=0)
    yield from above[best:]
    yield from records


def _header(cells: tuple[str, ...], line: int) -> tuple[str, ...]:
    """Headings, each once and in one line, as `--map` and a choice write them: one that stands twice is named with its
    column, so that the reader says which is meant.
    """
    cells = tuple(" ".join(cell.split()) for cell in cells)
    while cells and not cells[-1]:
        cells = cells[:-1]
    if len(cells) > MOST_COLUMNS:
        raise TableRefused(
            _("This table has %(count)s columns; at most %(most)s are read.")
            % {"count": len(cells), "most": MOST_COLUMNS},
            remedy=_("Take out the columns that are not needed."),
        )
    first = tuple(cell or _("Column %(number)s") % {"number": place} for place, cell in enumerate(cells, start=1))
    named = tuple(
        _("%(name)s (column %(number)s)") % {"name": name, "number": place} if first.count(name) > 1 else name
        for place, name in enumerate(first, start=1)
    )
    twice = sorted({name for name in named if named.count(name) > 1})
    if twice:
        raise TableRefused(
            _("Line %(line)s names the column “%(name)s” twice.") % {"line": line, "name": twice[0]},
            remedy=_("Give each column its own name."),
        )
    return named


def _too_wide(line: int, cells: tuple[str, ...], header: tuple[str, ...]) -> Problem:
    return Problem(
        place_of(line),
        _("This row has %(cells)s cells, the head has %(columns)s.") % {"cells": len(cells), "columns": len(header)},
        _("Put text that holds a delimiter between quotation marks."),
    )


def _tidy(cell: str) -> str:
    text = cell.strip("\ufeff \t\r\n\u00a0\u3000")
    return text[1:] if text.startswith("'") and FORMULA.match(text[1:]) else text


def _xlsx_records(
    content: bytes, fits: Callable[[tuple[str, ...]], int], sheet: str
) -> tuple[tuple[str, ...], Iterator[tuple[int, Sequence[str]]]]:
    """The names of the sheets that are shown and hold something, the one that is read first, and its rows."""
    try:
        book = open_workbook(content)
        shown = [page for page in book.worksheets if page.sheet_state == "visible"] or list(book.worksheets)
        filled = [page for page in shown if any(any(cells) for _line, cells in _sheet_records(page))] or shown[:1]
        page = _sheet_named(filled, sheet) if sheet else _sheet_that_fits(filled, fits)
        down, uncounted = merged_downwards(content, page), uncounted_cells(content, page)
    except DAMAGED as error:
        raise damaged() from error
    names = (page.title, *(one.title for one in filled if one is not page))
    return names, _filled_down(_uncounted_named(_sheet_records(page), uncounted), down)


def _sheet_named(pages: Sequence[Any], name: str) -> Any:
    wanted = name.strip().casefold()
    found = next((page for page in pages if page.title.strip().casefold() == wanted), None)
    if found is None:
        raise no_sheet(name, [page.title for page in pages])
    return found


def _sheet_that_fits(pages: Sequence[Any], fits: Callable[[tuple[str, ...]], int]) -> Any:
    return max(pages, key=lambda one: fits(_head_of(one, fits))) if len(pages) > 1 else pages[0]


def _head_of(page: Any, fits: Callable[[tuple[str, ...]], int]) -> tuple[str, ...]:
    """The headings of a sheet; none where it has no readable head."""
    first = next((cells for _line, cells in _from_the_head(_sheet_records(page), fits)), [])
    return tuple(_tidy(cell) for cell in first)


def _uncounted_named(
    records: Iterator[tuple[int, list[str]]], uncounted: Mapping[int, Sequence[int]]
) -> Iterator[tuple[int, list[str]]]:
    for line, cells in records:
        for place in uncounted.get(line, ()):
            cells.extend([""] * (place - len(cells)))
            cells[place - 1] = cells[place - 1] or UNCOUNTED
        yield line, cells


def _sheet_records(page: Any) -> Iterator[tuple[int, list[str]]]:
    page.reset_dimensions()
    left_out: Any = None
    try:
        for line, row in enumerate(page.iter_rows(values_only=True, max_col=MOST_COLUMNS + 1), start=1):
            if line > MOST_LINES:
                raise too_long(MOST_LINES)
            if (
                row is left_out
            ):  # the same object for each line that the sheet leaves out, of which there may be a million
                yield line, []
                continue
            if not any(row):
                left_out = row
            last = next((place for place in range(len(row), 0, -1) if row[place - 1] is not None), 0)
            yield line, [_plain(value) for value in row[:last]]
    except DAMAGED as error:
        raise damaged() from error


def _filled_down(
    records: Iterator[tuple[int, list[str]]], down: Mapping[int, Sequence[tuple[int, int]]]
) -> Iterator[tuple[int, Sequence[str]]]:
    """A cell that is merged over several rows says the same in each of them."""
    said: dict[int, tuple[int, str]] = {}
    for line, cells in records:
        said = {place: (last, text) for place, (last, text) in said.items() if last >= line}
        for place, (_last, text) in said.items() if any(cells) else ():
            cells.extend([""] * (place - len(cells)))
            cells[place - 1] = cells[place - 1] or text
        for place, last in down.get(line, ()):
            said[place] = (last, cells[place - 1] if place <= len(cells) else "")
        yield line, cells


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str) and len(value) > LONGEST_CELL:
        raise damaged()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        midnight = value.time() == time(0)
        return value.date().isoformat() if midnight else value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float):
        return format(Decimal(repr(value)).normalize(), "f")
    return str(value)
