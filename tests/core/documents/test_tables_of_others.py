"""Files as other people's programs make them: old, locked, of another code, with several sheets, with bare formulas."""

from __future__ import annotations

import io
import zipfile

import pytest
from openpyxl import Workbook
from tests.core.documents.workbooks import saved

from minga.core.documents.spreadsheets import LOST, UNCOUNTED, TableRefused, read_table


def archive(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, content in parts.items():
            packed.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return out.getvalue()


OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("content", "said", "remedy"),
    [
        (OLD + b"\0" * 600, "old Office", "save it as XLSX"),
        (OLD + "EncryptedPackage".encode("utf-16-le"), "locked with a password", "without a password"),
        (archive(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), "OpenDocument", "save it as XLSX"),
        (archive(xl__workbook_dot_bin=b"x"), "binary workbook", "save it as XLSX"),
        (archive(xl__workbook_dot_xml=b"x", xl__vbaProject_dot_bin=b"x"), "macros", "has none"),
        (archive(word__document_dot_xml=b"x"), "text document", "Put its table into"),
        (archive(list_dot_csv=b"x"), "archive", "Unpack it"),
        (archive(list_dot_csv=b"x" * 900)[:200], "damaged", "save it anew"),
        (b"%PDF-1.7 x", "PDF", "Put its table into"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 300, "picture", "Put its table into"),
        (b"\r\n<HTML><table><tr><td>E-mail", "web page", "save it as XLSX"),
    ],
)
def test_a_file_that_is_no_table_is_named_for_what_it_is(content: bytes, said: str, remedy: str) -> None:
    with pytest.raises(TableRefused, match=said) as refused:
        read_table(io.BytesIO(content))
    assert remedy in str(refused.value.remedy)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("電郵,姓名\na@example.org,陳大文\nb@example.org,黃小明\n", "big5hkscs"),
        ("邮箱,姓名\na@example.org,王小明\nb@example.org,李娜\n", "gb18030"),
        ("e-mail,name\na@example.org,Jürgen Ärzte\nb@example.org,Éric Ölund\n", "cp1252"),
    ],
)
def test_the_code_of_a_file_is_told_from_its_bytes(text: str, code: str) -> None:
    table = read_table(io.BytesIO(text.encode(code)))
    assert (table.encoding, [row.cells[1] for row in table.rows]) == (
        code,
        [line.split(",")[1] for line in text.splitlines()[1:]],
    )


def test_one_damaged_sign_leaves_the_others_of_a_file_as_they_are() -> None:
    good = "邮箱,姓名\na@example.org,王小明\nb@example.org,李娜娜\n" * 3
    content = good.encode() + b"c@example.org,\xe5\xbc\n"
    table = read_table(io.BytesIO(content))
    assert table.encoding == "utf-8"
    assert table.rows[0].cells == ("a@example.org", "王小明")
    assert LOST in table.rows[-1].cells[1]


def test_of_several_sheets_the_one_that_fits_is_read_and_the_others_are_named() -> None:
    book = Workbook()
    book.worksheets[0].title = "How to fill it in"
    book.worksheets[0].append(["Give every name as in the passport"])
    people = book.create_sheet("People")
    for row in (["Volunteers of 2026"], [], ["email", "name"], ["a@example.org", "A"]):
        people.append(row)
    hidden = book.create_sheet("old")
    hidden.append(["email", "name", "birth_date"])
    hidden.append(["z@example.org", "Z", "1990-01-01"])
    hidden.sheet_state = "hidden"
    wanted = {"email", "name", "birth_date"}
    table = read_table(saved(book), fits=lambda header: len(wanted & set(header)))
    assert (table.sheet, table.others) == ("People", ("How to fill it in",))
    assert [(row.line, row.cells) for row in table.rows] == [(4, ("a@example.org", "A"))]
    first = read_table(saved(book))
    assert (first.sheet, first.others) == ("How to fill it in", ("People",))


def test_a_formula_without_its_result_is_no_empty_cell() -> None:
    book = Workbook()
    page = book.worksheets[0]
    page.append(["name", "born", "hours"])
    page.append(["A", "=DATE(1990,1,1)", 5])
    page.append(["B", None, "=5+5"])
    cells = [row.cells for row in read_table(saved(book)).rows]
    assert cells == [("A", UNCOUNTED, "5"), ("B", "", UNCOUNTED)]
