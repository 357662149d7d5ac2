"""Tables from CSV (RFC 4180, UTF-8) or Parquet as columns of text, with the line of each row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from difflib import get_close_matches
from math import isfinite
from pathlib import Path

from minga.engines.rostering.defects import Findings

LONGEST_SHOWN = 60  # signs of a column's name
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Table:
    """Columns by name, equally long; `lines[i]` is where row i stands in the file.

    `whole` says whether every row could be read; where it is not, what refers to this table cannot be judged. `missing`
    columns hold empty texts. Rows with too many or too few fields are cut or filled: `ragged`.
    """

    file: str
    columns: dict[str, list[str]]
    lines: list[int]
    whole: bool = True
    missing: frozenset[str] = frozenset()
    ragged: frozenset[int] = frozenset()

    def __len__(self) -> int:
        return len(self.lines)


def empty_table(file: str, columns: Iterable[str]) -> Table:
    """A table of which no row could be read."""
    return Table(file, {name: [] for name in columns}, [], whole=False)


def read_table(
    folder: Path,
    name: str,
    columns: Sequence[str],
    *,
    findings: Findings,
    optional: Sequence[str] = (),
    required: bool = True,
) -> Table | None:
    """Read `name`.csv or `name`.parquet of a folder; None when an optional file is not there.

    A file that cannot be read is noted and given back without rows.
    """
    found = [path for path in (folder / f"{name}.csv", folder / f"{name}.parquet") if path.exists()]
    file = f"{name}.csv"
    if len(found) > 1:
        findings.add(file, 0, "", f"stands beside {name}.parquet.", "Keep one of the two.")
    if not found:
        if not required:
            return None
        findings.add(file, 0, "", "is missing.", f"Add it with the columns {', '.join(columns)}.")
        return empty_table(file, columns)
    if found[0].suffix == ".parquet":
        return _read_parquet(found[0], columns, optional, findings)
    return read_csv(found[0], columns, findings=findings, optional=optional)


def read_csv(path: Path, columns: Sequence[str], *, findings: Findings, optional: Sequence[str] = ()) -> Table:
    """One CSV file; every defect of its shape is noted."""
    text = _text_of(path, findings)
    if text is None:
        return empty_table(path.name, [*columns, *optional])
    header, rows, lines, ragged, whole = _plain_rows(text) or _rows_with_defects(path, text, findings)
    if header is None:
        if whole:
            findings.add(path.name, 1, "", "is empty.", f"Begin with the header {','.join(columns)}.")
        return empty_table(path.name, [*columns, *optional])
    if len(header) == 1 and len(columns) > 1 and (other := next((mark for mark in ";\t|" if mark in header[0]), "")):
        name = {";": "semicolons", "\t": "tabs"}.get(other, "bars")
        findings.add(path.name, 1, "", f"has {name} between its columns.", "Save it with commas.")
        return empty_table(path.name, [*columns, *optional])
    kept = _known_columns(path.name, header, columns, optional, findings)
    by_column = list(zip(*rows, strict=True)) if rows else [()] * len(header)
    found = {name: list(by_column[header.index(name)]) for name in kept}
    filled = {name: found.get(name, [""] * len(rows)) for name in [*columns, *kept]}
    return Table(path.name, filled, lines, whole, frozenset(columns) - frozenset(kept), ragged)


_Rows = tuple[list[str] | None, list[list[str]], list[int], frozenset[int], bool]
"""Header, rows, the line of each, which of them are ragged, and whether every row could be read."""


def _plain_rows(text: str) -> _Rows | None:
    """The rows of a file whose every line is a row as long as the header; None of any other, which is read slowly."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(reader, None)
        rows = list(reader)
    except csv.Error:
        return None
    if not header or reader.line_num != len(rows) + 1 or set(map(len, rows)) - {len(header)}:
        return None
    return header, rows, list(range(2, len(rows) + 2)), frozenset(), True


def _rows_with_defects(path: Path, text: str, findings: Findings) -> _Rows:
    """The rows of any file; what is wrong with a line is noted."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[list[str]] = []
    lines: list[int] = []
    ragged: set[int] = set()
    empty: list[int] = []  # lines; those at the end of a file are nothing
    header: list[str] | None = None
    began, whole = 1, True
    try:
        for row in reader:
            if header is None:
                header = row
            elif not row:
                empty.append(began)
            else:
                while empty:
                    findings.add(path.name, empty.pop(), "", "is an empty line.", "Delete it.")
                if len(row) != len(header):
                    message = f"has {len(row)} fields, the header {len(header)}."
                    findings.add(path.name, began, "", message, "Give the row one field for each column.")
                    ragged.add(len(rows))
                rows.append([*row, *[""] * len(header)][: len(header)])
                lines.append(began)
            began = reader.line_num + 1
    except csv.Error as error:
        remedy = "Quote the field, double the quotes inside it, and close what is opened."
        findings.add(path.name, began, "", f"is no CSV ({error}).", remedy)
        whole = False
    return header, rows, lines, frozenset(ragged), whole


def _text_of(path: Path, findings: Findings) -> str | None:
    try:
        raw = path.read_bytes()
    except OSError as error:
        findings.add(path.name, 0, "", f"cannot be opened ({error.strerror}).", "Check its name and rights.")
        return None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if raw[:2] in UTF_16:
            findings.add(path.name, 1, "", "is UTF-16.", "Save the file as UTF-8 (in Excel: “CSV UTF-8”).")
            return None
        wrong = error.start + len(raw) - len(error.object)  # the decoder does not count a byte order mark
        line = raw.count(b"\n", 0, wrong) + 1
        message = f"byte {wrong + 1} (0x{raw[wrong]:02X}) is no UTF-8."
        findings.add(path.name, line, "", message, "Save the file as UTF-8.")
        return None


def _known_columns(
    file: str, header: Sequence[str], columns: Sequence[str], optional: Sequence[str], findings: Findings
) -> list[str]:
    known = [*columns, *optional]
    for name in header:
        if name not in known:
            near = get_close_matches(name.strip().lower(), [one for one in known if one not in header], n=1)
            hint = f"Rename it to {near[0]} or remove it." if near else f"Remove it; known are {', '.join(known)}."
            findings.add(file, 1, _shown(name), "is an unknown column.", hint)
        elif list(header).count(name) > 1:
            findings.add(file, 1, name, "is a column that stands twice.", "Keep one of the two.")
    for name in columns:
        if name not in header:
            findings.add(file, 1, name, "is a column that is missing.", "Add it to the header and to every row.")
    return [name for name in known if name in header]


def _shown(name: str) -> str:
    """A column's name on a terminal: short, in quotation marks where spaces stand around it, signs that can be seen."""
    if not name:
        return "(no name)"
    seen = name if name.isprintable() else ascii(name)[1:-1]
    short = seen if len(seen) <= LONGEST_SHOWN else f"{seen[:LONGEST_SHOWN]}…"
    return short if short == short.strip() else f"“{short}”"


def _read_parquet(path: Path, columns: Sequence[str], optional: Sequence[str], findings: Findings) -> Table:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(path)
    except (pa.ArrowException, OSError, ValueError) as error:
        findings.add(path.name, 0, "", f"is no readable Parquet ({error}).", "Write it again.")
        return empty_table(path.name, [*columns, *optional])
    kept = _known_columns(path.name, table.column_names, columns, optional, findings)
    found = {name: [_as_text(value) for value in table.column(name).to_pylist()] for name in kept}
    rows = table.num_rows
    return Table(
        path.name,
        {name: found.get(name, [""] * rows) for name in [*columns, *kept]},
        list(range(1, rows + 1)),
        missing=frozenset(columns) - frozenset(kept),
    )


def _as_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes" if not value.second and not value.microsecond else "auto")
    if isinstance(value, bytes):
        return value.decode("utf-8", "backslashreplace")
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float | Decimal) and isfinite(value) and value == int(value):
        return str(int(value))
    return str(value)
