"""Workbooks to take in."""

from __future__ import annotations

import io
from typing import Any

from openpyxl import Workbook


def workbook(*sheets: tuple[str, bool, list[list[Any]]]) -> io.BytesIO:
    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for title, shown, rows in sheets:
        page = book.create_sheet(title)
        page.sheet_state = "visible" if shown else "hidden"
        for row in rows:
            page.append(row)
    out = io.BytesIO()
    book.save(out)
    return io.BytesIO(out.getvalue())
