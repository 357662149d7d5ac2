"""What the reader of large sheets leaves out: cells merged over several rows, formulas that were never counted."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from itertools import islice
from typing import Any

from openpyxl.utils import coordinate_to_tuple, range_boundaries

MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s+ref="([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})"')
FORMULA = re.compile(
    rb'<(?:\w+:)?c\s[^<>]{0,200}?r="([A-Z]{1,3}[0-9]{1,7})"[^<>]{0,200}>\s*'
    rb"<(?:\w+:)?f(?:\s[^<>]{0,400})?(?:/>|>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
"""A cell with a formula and without its result, as programs write that count nothing.

What repeats is bounded: a tag that goes on for megabytes would be looked through again from each of its letters.
"""
LONGEST_FORMULA = 8192 + 256
UNCOUNTED = "\ufffd="
"""What stands in place of a result that the file does not hold."""
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
    for mention in islice(_mentions(MERGED, content, page, longest=OVERLAP), MOST_MERGED):
        column, first, _column, last = (int(edge or 0) for edge in range_boundaries(mention.decode()))
        if last > first:
            found.setdefault(first, []).append((column, last))
    return found


def uncounted_cells(content: bytes, page: Any) -> dict[int, list[int]]:
    """Line -> columns of the formulas whose result the file does not hold; both counted from 1."""
    found: dict[int, list[int]] = {}
    for mention in _mentions(FORMULA, content, page, longest=LONGEST_FORMULA):
        line, column = coordinate_to_tuple(mention.decode())
        found.setdefault(line, []).append(column)
    return found


def _mentions(pattern: re.Pattern[bytes], content: bytes, page: Any, *, longest: int) -> Iterator[bytes]:
    """The first group of each match in the part of the file that is the sheet, read piece by piece."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(page._worksheet_path) as part:
        left = b""
        while chunk := part.read(CHUNK):
            text = left + chunk
            end = 0
            for mention in pattern.finditer(text):
                yield mention[1]
                end = mention.end()
            left = text[max(end, len(text) - longest) :]
