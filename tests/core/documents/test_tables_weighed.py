"""Tables that unpack to far more than anybody meant are refused before they are read, in a sentence."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from openpyxl import Workbook

from minga.core.documents.spreadsheets import TableRefused, read_table, reading, weighing

HEAD = b'<row r="1"><c t="inlineStr"><is><t>name</t></is></c><c t="inlineStr"><is><t>country</t></is></c></row>'
MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRINGS_TYPE = (
    b'<Override PartName="/xl/sharedStrings.xml" '
    b'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'
)
TEXT = b'<row><c t="inlineStr"><is><t>Ana</t></is></c><c t="inlineStr"><is><t>PE</t></is></c></row>'


def workbook(cells: bytes, *, before: bytes = b"", strings: bytes = b"", **parts: bytes) -> io.BytesIO:
    """A workbook of one sheet whose rows are `cells`; `before` stands above its root, `parts` are further ones."""
    packed, out = io.BytesIO(), io.BytesIO()
    book = Workbook()
    book.worksheets[0].append(["text"])
    book.save(packed)
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name.endswith("sheet1.xml"):
                start, end = content.index(b"<sheetData>") + len(b"<sheetData>"), content.index(b"</sheetData>")
                content = before + content[:start].replace(b"<dimension", b"<dimensions") + cells + content[end:]
            if name == "[Content_Types].xml" and strings:
                content = content.replace(b"</Types>", STRINGS_TYPE + b"</Types>")
            new.writestr(name, content)
        if strings:
            new.writestr("xl/sharedStrings.xml", b'<sst xmlns="%s">%s</sst>' % (MAIN, strings))
        for name, content in parts.items():
            new.writestr(name, content)
    return out


def refusal(file: Any) -> str:
    with pytest.raises(TableRefused) as refused:
        read_table(file)
    return str(refused.value)


def test_what_the_helper_makes_is_read() -> None:
    table = read_table(workbook(HEAD + TEXT))
    assert (table.header, [row.cells for row in table.rows]) == (("name", "country"), [("Ana", "PE")])


def test_millions_of_cells_are_refused_without_being_read(monkeypatch: Any) -> None:
    monkeypatch.setattr(weighing, "MOST_CELLS", 50_000)
    rows = b"<row>" + b"<c><v>1</v></c>" * 10 + b"</row>"
    monkeypatch.setattr(weighing.ExcelReader, "read_worksheets", lambda _reader: pytest.fail("they were read"))
    said = refusal(workbook(HEAD + rows * 6_000))
    assert said.startswith("This table has more than 50,000 cells. Divide it into several files")


def test_a_row_wider_than_any_spreadsheet_is_refused() -> None:
    said = refusal(workbook(HEAD + b"<row>" + b"<c/>" * 16_385 + b"</row>"))
    assert said.startswith("A row of this workbook has more than 16,384 cells.")


def test_millions_of_texts_of_cells_are_refused(monkeypatch: Any) -> None:
    monkeypatch.setattr(weighing, "MOST_CELLS", 50_000)
    assert "more than 50,000 cells" in refusal(workbook(HEAD + TEXT, strings=b"<si><t>a</t></si>" * 60_000))


@pytest.mark.parametrize("junk", [b"<x/>", b"<t/>", b"<y:c/>", b"<mergeCell/>"])
def test_elements_that_are_no_cells_count_too(junk: bytes, monkeypatch: Any) -> None:
    monkeypatch.setattr(weighing, "MOST_BESIDE", 20_000)
    monkeypatch.setattr(weighing, "MOST_CELLS", 20_000)
    assert "more than" in refusal(workbook(HEAD + b"<row>" + junk * 2_000_000 + b"</row>"))


@pytest.mark.parametrize(
    "before",
    [
        b'<!DOCTYPE w [<!ENTITY c "<c/><c/>">]>',
        b"<!--" + b"-" * (2 << 20) + b'--><!DOCTYPE w [<!ENTITY c "<c/>">]>',
        b'<?xml version="1.0" encoding="cp037"?>',
        b'<?xml version="1.0" encoding="utf-16"?>',
    ],
    ids=["entities", "entities after a long comment", "another code", "UTF-16"],
)
def test_what_could_hide_cells_is_refused(before: bytes) -> None:
    assert refusal(workbook(HEAD + TEXT, before=before)).startswith("This table is damaged.")


def test_a_part_in_utf_16_is_refused() -> None:
    packed, out = workbook(HEAD + TEXT), io.BytesIO()
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content.decode().encode("utf-16") if name.endswith("sheet1.xml") else content)
    assert refusal(out).startswith("This table is damaged.")


def test_a_part_of_the_frame_that_unpacks_to_many_megabytes_is_refused() -> None:
    packed, out = workbook(HEAD + TEXT), io.BytesIO()
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name) + (b" " * (17 << 20) if name.endswith("styles.xml") else b""))
    assert refusal(out).startswith("This table is damaged.")


def test_a_workbook_that_unpacks_to_more_than_300_megabytes_is_called_so(monkeypatch: Any) -> None:
    monkeypatch.setattr("minga.core.documents.sniffing.MOST_UNPACKED", 100_000)
    said = refusal(workbook(HEAD + TEXT, **{"xl/media/image1.png": b"\0" * 200_000}))
    assert said.startswith("This workbook unpacks to more than 97 KB.")


def test_a_list_with_something_in_the_last_line_of_the_sheet_is_read() -> None:
    table = read_table(workbook(HEAD + TEXT + b'<row r="1048576"><c r="A1048576"><v>1</v></c></row>'))
    assert [row.line for row in table.rows] == [2, 1_048_576]


def test_a_csv_row_of_megabytes_is_refused_before_it_is_cut() -> None:
    assert "Line 2 of this table is longer" in refusal(io.BytesIO(b"a,b\n" + b"," * 5_000_000))
    assert "longer than any row" in refusal(io.BytesIO(b"," * 5_000_000))


def test_a_csv_of_millions_of_empty_cells_is_refused(monkeypatch: Any) -> None:
    monkeypatch.setattr(reading, "MOST_CELLS", 1_000)
    assert "1,000 cells" in refusal(io.BytesIO(b"a,b\n" + b",,,,,,,,,\n" * 200))


def test_a_stray_nul_in_a_csv_is_passed_over() -> None:
    table = read_table(io.BytesIO(b"title,host,country\nA\0B,Host,CN\n"))
    assert (table.encoding, table.rows[0].cells) == ("utf-8", ("AB", "Host", "CN"))
    assert "not a table" in refusal(io.BytesIO(b"a,b\n" + b"\0" * 1000))
