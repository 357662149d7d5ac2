"""Workbooks weighed before they are read: half a megabyte may unpack to millions of cells, which nobody meant.

What openpyxl reads is a tree of elements, so elements are counted, in the bytes as they unpack, before it begins.
"""

from __future__ import annotations

import io
import re
from typing import Any
from zipfile import BadZipFile, ZipFile

from django.utils.translation import gettext as _
from openpyxl.reader.excel import ExcelReader
from openpyxl.xml.constants import SHARED_STRINGS

from minga.core.documents.kinds import MEGABYTE
from minga.core.documents.spreadsheets.refusing import TableRefused, damaged, too_long, too_many_cells
from minga.core.money.formatting import format_number

MOST_LINES = 1_048_576
MOST_IN_A_ROW = 16_384
"""Lines and columns of a sheet of today's spreadsheets."""
MOST_CELLS = 5_000_000
"""Cells that are read, of all sheets together: some half a minute of one processor."""
MOST_ELEMENTS = 5 * MOST_CELLS
MOST_IN_A_CELL = 64
"""Elements of a cell of which each word looks different; what is more is counted as beside the cells."""
MOST_BESIDE = 1_000_000
MOST_OF_THE_FRAME = 16 * MEGABYTE
"""Bytes of each part that is neither a sheet nor the texts of cells: it is read as a whole."""
CHUNK = MEGABYTE
"""More than the longest text of a cell takes, whatever its signs: 32,767 of up to ten bytes (&#x1F600;)."""
LONGEST_TAG = 64
COUNTED = re.compile(rb"<(?:[^\s<>/:!?]+:)?(row|c|si)(?=[\s/>])")
ENCODING = re.compile(rb"\A\s*<\?xml[^>]*?\sencoding\s*=\s*[\"']([^\"']*)")
READABLE = {b"utf-8", b"us-ascii", b"ascii"}


class _Parts(ZipFile):
    """The parts of a workbook; one that is read as a whole is of the size that people's are."""

    def read(self, name: Any, pwd: bytes | None = None) -> bytes:
        if self.getinfo(str(name)).file_size > MOST_OF_THE_FRAME:
            raise BadZipFile(f"{name} is too large")
        return super().read(name, pwd)


class _Reader(ExcelReader):
    """openpyxl's reader, which asks before it builds anything of a part."""

    def __init__(self, content: bytes) -> None:
        super().__init__(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        self.archive = _Parts(io.BytesIO(content))

    def read_strings(self) -> None:
        package: Any = self.package
        part = package.find(SHARED_STRINGS)
        if part is not None:
            weigh(self.archive, part.PartName[1:])
        super().read_strings()

    def read_worksheets(self) -> None:
        targets: list[str] = [link.target for _sheet, link in self.parser.find_sheets()]
        cells = 0
        for name in targets:
            cells += weigh(self.archive, name) if name in self.valid_files else 0
            if cells > MOST_CELLS:
                raise too_many_cells(MOST_CELLS)
        super().read_worksheets()


def open_workbook(content: bytes) -> Any:
    """The workbook, as openpyxl reads without loading. Raises TableRefused for one that holds more than is read.

    Also raises what openpyxl and zipfile raise for files whose inside is broken.
    """
    reader = _Reader(content)
    reader.read()
    return reader.wb


def weigh(archive: ZipFile, name: str) -> int:
    """How many cells, or texts of cells, a part has. Raises TableRefused for more than MOST_CELLS, or MOST_IN_A_ROW.

    Also for elements that no spreadsheet writes so many of, for a definition of types, and for another encoding than
    UTF-8: in these a few bytes may stand for many, or not be seen here.
    """
    cells = lines = in_row = elements = beside = 0
    left = b""
    with archive.open(name) as part:
        while chunk := part.read(CHUNK):
            if not elements:
                _refuse_encoding(chunk)
            text = left + chunk
            cut = text.rfind(b"<")
            left = text[cut:] if cut >= 0 and len(text) - cut < LONGEST_TAG else b""
            text = text[: len(text) - len(left)]
            if b"<!DOCTYPE" in text or (len(chunk) == CHUNK and b"<" not in chunk):
                raise damaged()
            found = COUNTED.findall(text)
            for tag in found:
                if tag == b"row":
                    lines, in_row = lines + 1, 0
                else:
                    in_row += tag == b"c"
                    if in_row > MOST_IN_A_ROW:
                        raise _too_wide()
            cells += len(found)
            here = text.count(b"<") - text.count(b"</")
            elements, beside = elements + here, beside + max(0, here - MOST_IN_A_CELL * len(found))
            if lines > MOST_LINES:
                raise too_long(MOST_LINES)
            if cells - lines > MOST_CELLS or elements > MOST_ELEMENTS or beside > MOST_BESIDE:
                raise too_many_cells(MOST_CELLS)
    return cells - lines


def _refuse_encoding(beginning: bytes) -> None:
    text = beginning.removeprefix(b"\xef\xbb\xbf")
    said = ENCODING.match(text[:1024])
    if not text.lstrip()[:1] == b"<" or b"\0" in text[:64] or (said and said[1].lower() not in READABLE):
        raise damaged()


def _too_wide() -> TableRefused:
    return TableRefused(
        _("A row of this workbook has more than %(most)s cells.") % {"most": format_number(MOST_IN_A_ROW)},
        remedy=_("Take out the columns that are not needed."),
    )
