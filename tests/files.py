"""What the files say that are taken away."""

from __future__ import annotations

import csv
import io
from typing import Any

from openpyxl import load_workbook
from pypdfium2 import PdfDocument


def rows_of(answer: Any) -> list[list[str]]:
    """The rows of a CSV file that an answer brings."""
    content = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(content)))


def book_of(answer: Any) -> Any:
    """The first sheet of a workbook that an answer brings."""
    return load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active


def text_of(pdf: bytes) -> str:
    """The text of a PDF, page after page."""
    with PdfDocument(pdf) as document:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    return "\n".join(pages).replace("\r", "").replace("\u200b", "")
