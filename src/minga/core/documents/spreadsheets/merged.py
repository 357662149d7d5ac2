"""Cells of a sheet that are merged over several rows: the reader of large sheets leaves them out."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

from openpyxl.utils import range_boundaries

MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s+ref="([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})"')
MOST_MERGED = 20_000
CHUNK = 1 << 20
OVERLAP = 64
"""More than the longest mention of a merged range."""


def merged_downwards(content: bytes, page: Any) -> dict[int, list[tuple[int, int]]]:
    """First line -> (column, last line) of cells merged over several rows; both counted from 1.

    page: a worksheet of openpyxl as it reads without loading; it knows its part of the file. Beyond MOST_MERGED ranges
    the others are left as they stand, each with its value in the first row only.
    """
    found: dict[int, list[tuple[int, int]]] = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(page._worksheet_path) as part:
        left, count = b"", 0
        while count < MOST_MERGED and (chunk := part.read(CHUNK)):
            text = left + chunk
            end = 0
            for mention in MERGED.finditer(text):
                column, first, _column, last = (int(edge or 0) for edge in range_boundaries(mention[1].decode()))
                end, count = mention.end(), count + 1
                if last > first:
                    found.setdefault(first, []).append((column, last))
            left = text[max(end, len(text) - OVERLAP) :]
    return found
