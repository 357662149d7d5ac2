"""Workbooks as files, for tests that read them."""

from __future__ import annotations

import io

from openpyxl import Workbook


def saved(book: Workbook) -> io.BytesIO:
    """The workbook as a file."""
    out = io.BytesIO()
    book.save(out)
    return out
