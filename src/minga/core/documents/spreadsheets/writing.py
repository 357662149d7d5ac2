"""Exports: typed columns, a frozen head with filters, rows streamed, and no text that a spreadsheet would run.

Text that begins with = + - @ (or a tab or a line break) is a formula to a spreadsheet (CWE-1236). XLSX says cell by
cell that it is text; CSV cannot, so such text gets an apostrophe before it, which read_table takes off again.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any, Literal

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from minga.core.money.amounts import Amount, minor_units
from minga.core.registries import Text

Kind = Literal["text", "integer", "decimal", "money", "date", "datetime"]

FORMULA = re.compile(r"\A[=+\-@\t\r\n]")
ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
LONGEST_CELL = 32_767
MOST_ROWS = 1_048_575
WIDTHS: dict[Kind, int] = {"text": 28, "integer": 12, "decimal": 14, "money": 18, "date": 14, "datetime": 20}
FORMATS: dict[Kind, str] = {
    "text": "@",
    "integer": "#,##0",
    "decimal": "#,##0.00",
    "date": "yyyy-mm-dd",
    "datetime": "yyyy-mm-dd hh:mm",
}


@dataclass(frozen=True)
class Column:
    """One column. kind says what its cells hold: money cells are Amounts; None is an empty cell everywhere."""

    heading: Text
    kind: Kind = "text"
    width: int | None = None


@dataclass(frozen=True)
class Sheet:
    """A table: rows may be a generator and are read once. `title` names the sheet (cut to 31 characters)."""

    title: Text
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]]


def write_xlsx(sheets: Iterable[Sheet], *, to: IO[bytes]) -> None:
    """Write sheets as XLSX, row by row. Raises ValueError above 1,048,575 rows or for a row of another length."""
    book = Workbook(write_only=True)
    for place, sheet in enumerate(sheets):
        _write_sheet(book, sheet, place=place)
    book.save(to)


def write_csv(sheet: Sheet) -> Iterator[bytes]:
    """UTF-8 with a byte order mark (Excel needs it), commas, ISO 8601 dates, plain numbers; a money column is two."""
    yield b"\xef\xbb\xbf"
    headings: list[str] = []
    for column in sheet.columns:
        headings.append(str(column.heading))
        if column.kind == "money":
            headings.append(f"{column.heading} (ISO 4217)")
    yield _csv_line([_safe(one) for one in headings])
    for row in sheet.rows:
        cells: list[str] = []
        for column, value in zip(sheet.columns, row, strict=True):
            cells.extend(_csv_cells(value, column.kind))
        yield _csv_line(cells)


def _write_sheet(book: Any, sheet: Sheet, *, place: int) -> None:
    title = re.sub(r"[\[\]:*?/\\]", " ", ILLEGAL.sub("", str(sheet.title))).strip("' ")[:31] or f"Sheet {place + 1}"
    page = book.create_sheet(title=title)
    page.freeze_panes = "A2"
    for number, column in enumerate(sheet.columns, start=1):
        page.column_dimensions[get_column_letter(number)].width = column.width or WIDTHS[column.kind]
    page.append([_heading(page, column) for column in sheet.columns])
    written = 0
    for row in sheet.rows:
        written += 1
        if written > MOST_ROWS:
            raise ValueError(f"a sheet holds at most {MOST_ROWS:,} rows; write CSV instead")
        page.append([_cell(page, value, column.kind) for column, value in zip(sheet.columns, row, strict=True)])
    page.auto_filter.ref = f"A1:{get_column_letter(max(1, len(sheet.columns)))}{written + 1}"


def _heading(page: Any, column: Column) -> Any:
    cell = _text_cell(page, str(column.heading))
    cell.font = Font(bold=True, color="FFFFFF")
    cell.fill = PatternFill("solid", fgColor="0E5F63")
    cell.alignment = Alignment(vertical="center", wrap_text=True)
    return cell


def _cell(page: Any, value: Any, kind: Kind) -> Any:
    if value is None or value == "":
        return None
    if kind == "text":
        return _text_cell(page, str(value))
    if kind == "money":
        return _money_cell(page, value)
    if kind == "datetime":
        value = timezone.localtime(value).replace(tzinfo=None)
    cell = WriteOnlyCell(page, value=value)
    cell.number_format = FORMATS[kind]
    return cell


def _money_cell(page: Any, amount: Amount) -> Any:
    units = minor_units(amount.currency)
    cell: Any = WriteOnlyCell(page)
    cell.value = amount.rounded().value
    cell.number_format = f'"{amount.currency}" #,##0' + ("." + "0" * units if units else "")
    return cell


def _text_cell(page: Any, text: str) -> Any:
    cell = WriteOnlyCell(page, value=ILLEGAL.sub("", text)[:LONGEST_CELL])
    cell.data_type = "s"
    if FORMULA.match(text):
        cell.quotePrefix = True
    return cell


def _csv_cells(value: Any, kind: Kind) -> list[str]:
    if kind == "money":
        amount: Amount | None = value
        return [format(amount.rounded().value, "f"), amount.currency] if amount is not None else ["", ""]
    return ["" if value is None else _csv_cell(value, kind)]


def _csv_cell(value: Any, kind: Kind) -> str:
    if kind == "text":
        return _safe(str(value))
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _safe(text: str) -> str:
    clean = ILLEGAL.sub("", text)
    return f"'{clean}" if FORMULA.match(clean) else clean


def _csv_line(cells: Sequence[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue().encode()
