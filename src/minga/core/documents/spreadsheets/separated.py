"""The rows of a CSV file: a line that cannot be read is named, and reading goes on behind it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from minga.core.documents.spreadsheets.refusing import too_long, too_long_a_line
from minga.core.errors import Problem

MOST_BROKEN = 1000
"""Places that cannot be read, after which the rest of the file is given up."""
MOST_LINES = 3_000_000
"""Lines of text; a cell may have several."""
LONGEST_LINE = 4_000_000
"""Signs in a line; a longer one would be cut into more cells than any list has."""


def place_of(line: int, column: str = "") -> str:
    """“Line 7, column email”, for the place of a Problem."""
    if column:
        return _("Line %(line)s, column “%(column)s”") % {"line": line, "column": column}
    return _("Line %(line)s") % {"line": line}


def csv_records(text: str, delimiter: str, problems: list[Problem]) -> Iterator[tuple[int, Sequence[str]]]:
    """(line, cells) of each row; what cannot be read is added to `problems`.

    A quotation mark that is not closed takes in what follows it, up to the next one: reading goes on at the first line
    that is a row as wide as the head by itself. Raises csv.Error where no head was read yet, TableRefused for a line
    longer than LONGEST_LINE.
    """
    lines = list(islice(io.StringIO(text.replace("\0", ""), newline=""), MOST_LINES + 1))
    if len(lines) > MOST_LINES:
        raise too_long(MOST_LINES)
    for number, whole in enumerate(lines, start=1):
        if len(whole) > LONGEST_LINE:
            raise too_long_a_line(number)
    start, width = 0, 0
    while start < len(lines):
        line = start
        reader = _reader((lines[place] for place in range(start, len(lines))), delimiter)
        try:
            for cells in reader:
                width = width or (len(cells) if sum(bool(cell.strip()) for cell in cells) > 1 else 0)
                yield line + 1, cells
                line = start + reader.line_num
            return
        except csv.Error:
            if not width:
                raise
        start = _next_whole(lines, line + 1, width=width, delimiter=delimiter)
        if len(problems) >= MOST_BROKEN:
            start = len(lines)
        problems.append(_broken(line + 1, start))


def _reader(lines: Iterator[str], delimiter: str) -> Any:
    # A space behind a delimiter belongs to neither cell: before a quotation mark it would hide the mark.
    return csv.reader(lines, delimiter=delimiter, strict=True, skipinitialspace=delimiter != " ")


def _next_whole(lines: Sequence[str], start: int, *, width: int, delimiter: str) -> int:
    """The first line from `start` on that is a row of so many cells by itself; the end where there is none.

    With an odd number of quotation marks it is the end of a text that began above.
    """
    for place in range(start, len(lines)):
        if lines[place].count('"') % 2:
            continue
        try:
            if len(next(_reader(iter([lines[place]]), delimiter), ())) == width:
                return place
        except csv.Error:
            continue
    return len(lines)


def _broken(first: int, last: int) -> Problem:
    if last <= first:
        message = _("This line cannot be read: a quotation mark is not closed, or a cell is too long.")
    else:
        message = _(
            "Nothing can be read up to line %(last)s: a quotation mark is not closed, or a cell is too long."
        ) % {"last": last}
    return Problem(place_of(first), message, _("Mend the line and choose the file again."))
