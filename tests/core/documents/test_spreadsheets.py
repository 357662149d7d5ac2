from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from tests.core.documents.workbooks import saved

from minga.core.documents.spreadsheets import Column, Sheet, TableRefused, read_table, write_csv, write_xlsx
from minga.core.money.amounts import Amount

COLUMNS = (
    Column("Name"),
    Column("People", "integer"),
    Column("Score", "decimal"),
    Column("Cost", "money"),
    Column("Starts", "date"),
    Column("Changed", "datetime"),
)
ROW = (
    "李晓雨",
    3,
    Decimal("2.5"),
    Amount(Decimal("2329.712")),
    date(2026, 3, 1),
    datetime(2026, 3, 1, 9, 30, tzinfo=UTC),
)
DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x","y")']


def xlsx(sheet: Sheet) -> io.BytesIO:
    out = io.BytesIO()
    write_xlsx([sheet], to=out)
    return out


def csv_file(sheet: Sheet) -> io.BytesIO:
    return io.BytesIO(b"".join(write_csv(sheet)))


def test_a_heading_that_stands_twice_is_named_with_its_column() -> None:
    table = read_table(io.BytesIO(b"a,b,a\n1,2,3\n"))
    assert table.header == ("a (column 1)", "b", "a (column 3)")
    assert table.cell(table.rows[0], "a (column 3)") == "3"


def test_a_workbook_has_typed_cells_a_frozen_head_and_filters() -> None:
    page = load_workbook(xlsx(Sheet("Costs: 2026/27", COLUMNS, [ROW])))["Costs  2026 27"]
    assert [cell.value for cell in page[2]] == [
        "李晓雨", 3, 2.5, 2329.71, datetime(2026, 3, 1), datetime(2026, 3, 1, 9, 30),  # noqa: DTZ001
    ]  # fmt: skip
    assert page["D2"].number_format == '"USD" #,##0.00'
    assert (page.freeze_panes, page.auto_filter.ref) == ("A2", "A1:F2")
    assert page["A1"].font.bold is True


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_text_is_run_as_a_formula(text: str) -> None:
    sheet = Sheet("s", [Column("Name")], [[text]])
    cell = load_workbook(xlsx(sheet)).active["A2"]  # type: ignore[index]
    assert (cell.data_type, cell.value) == ("s", text)
    assert b"".join(write_csv(sheet)).decode("utf-8-sig").splitlines()[1].lstrip('"').startswith("'")


@given(text=st.text(max_size=40))
def test_what_csv_guards_is_read_back_as_it_was(text: str) -> None:
    clean = "".join(one for one in text if one.isprintable() and one not in "\ufeff\u3000\u00a0").strip()
    table = read_table(csv_file(Sheet("s", [Column("Name"), Column("More")], [[clean, "x"]])))
    expected = clean[1:] if clean[:1] == "'" and clean[1:2] in {"=", "+", "-", "@"} else clean
    assert table.rows[0].cells == (expected, "x")


def test_csv_money_has_a_column_for_its_currency() -> None:
    lines = csv_file(Sheet("s", COLUMNS, [ROW, (None,) * 6])).getvalue().decode("utf-8-sig").split("\r\n")
    assert lines[0] == "Name,People,Score,Cost,Cost (ISO 4217),Starts,Changed"
    assert lines[1] == "李晓雨,3,2.5,2329.71,USD,2026-03-01,2026-03-01T09:30+00:00"
    assert lines[2] == ",,,,,,"


def test_rows_are_streamed_and_a_row_of_another_length_is_refused() -> None:
    def rows() -> Iterator[list[str]]:
        yield ["a"]
        raise AssertionError("read ahead")

    chunks = write_csv(Sheet("s", [Column("Name")], rows()))
    assert [next(chunks), next(chunks), next(chunks)] == [b"\xef\xbb\xbf", b"Name\r\n", b"a\r\n"]
    with pytest.raises(ValueError, match="zip"):
        list(write_csv(Sheet("s", [Column("Name")], [["a", "b"]])))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_every_common_csv_is_read(encoding: str, delimiter: str) -> None:
    text = "\r\n".join(
        delimiter.join(cells)
        for cells in (["姓名", "city", "说明"], ["李晓雨", "昆明", "负责空气质量监测站的日常维护"])
    )
    table = read_table(io.BytesIO(text.encode(encoding)))
    assert table.header == ("姓名", "city", "说明")
    assert table.cell(table.rows[0], "city") == "昆明"


def test_western_european_text_is_not_taken_for_chinese() -> None:
    table = read_table(io.BytesIO("Prénom;Ville\nÉlodie;Orléans\nJürgen;Köln\n".encode("cp1252")))
    assert (table.encoding, table.rows[0].cells) == ("cp1252", ("Élodie", "Orléans"))


def test_rows_know_the_line_they_begin_on() -> None:
    table = read_table(io.BytesIO(b'name,note\n\nAda,"two\nlines"\nBen,x\n'))
    assert [(row.line, row.cells[0]) for row in table.rows] == [(3, "Ada"), (5, "Ben")]


def test_a_row_that_is_too_wide_is_named_and_the_others_are_taken() -> None:
    table = read_table(io.BytesIO(b"a,b\n1,2,3\n4\n5,6,,\n"))
    assert [row.cells for row in table.rows] == [("4", ""), ("5", "6")]
    assert [(problem.place, str(problem.message)) for problem in table.problems] == [
        ("Line 2", "This row has 3 cells, the head has 2.")
    ]


def test_an_open_quotation_mark_is_named_by_its_line() -> None:
    table = read_table(io.BytesIO(b'a,b\n1,2\n"3,4\n5,6\n'))
    assert [row.cells for row in table.rows] == [("1", "2"), ("5", "6")]
    assert table.problems[0].place == "Line 3"


def test_workbooks_are_read_as_plain_text() -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    day = datetime(2026, 3, 1)  # noqa: DTZ001 - a workbook knows no time zones
    for cells in (["Name", "N", "X", "Day", "Yes"], ["Ada", 3, 2.5, day, True], [None] * 5, ["Ben"]):
        page.append(cells)
    out = io.BytesIO()
    book.save(out)
    table = read_table(out)
    assert [(row.line, row.cells) for row in table.rows] == [
        (2, ("Ada", "3", "2.5", "2026-03-01", "true")),
        (4, ("Ben", "", "", "", "")),
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"%PDF-1.7 x", "not a table"),
        (b"PK\x03\x04nonsense", "damaged"),
        (b"a,a,a (column 2)\n1,2,3", r"names the column “a \(column 2\)” twice"),
        (b"<html><table>", "not a table"),
        (b",".join(b"c%d" % number for number in range(501)), "501 columns"),
    ],
)
def test_what_is_no_table_is_refused_with_the_reason(content: bytes, said: str) -> None:
    with pytest.raises(TableRefused, match=said):
        read_table(io.BytesIO(content))


def test_limits_are_sentences() -> None:
    with pytest.raises(TableRefused, match="more than 2 rows"):
        read_table(io.BytesIO(b"a\n1\n2\n3\n"), most_rows=2)
    with pytest.raises(TableRefused, match="larger than 10 bytes"):
        read_table(io.BytesIO(b"a\n" + b"1" * 20), most_bytes=10)


def test_a_cell_merged_over_several_rows_says_the_same_in_each() -> None:
    book = Workbook()
    page = book.worksheets[0]
    for row in (
        ["Our list"],
        ["name", "country", "city"],
        ["A", "CN", "Dali"],
        ["B", None, None],
        ["C", None, "Lijiang"],
    ):
        page.append(row)
    page.merge_cells("A1:C1")
    page.merge_cells("B3:B5")
    table = read_table(saved(book))
    assert table.header == ("name", "country", "city")
    assert [(row.line, row.cells) for row in table.rows] == [
        (3, ("A", "CN", "Dali")), (4, ("B", "CN", "")), (5, ("C", "CN", "Lijiang")),
    ]  # fmt: skip


def test_millions_of_empty_rows_are_refused_before_they_are_read() -> None:
    book = Workbook()
    book.worksheets[0].append(["name", "country"])
    packed = saved(book)
    bomb = io.BytesIO()
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name.endswith("sheet1.xml"):
                content = content.replace(b"</sheetData>", b"<row/>" * 3_000_000 + b"</sheetData>")
            new.writestr(name, content)
    with pytest.raises(TableRefused, match="more than 1,048,576 rows"):
        read_table(bomb)


def test_a_cell_that_unpacks_to_more_than_a_spreadsheet_holds_is_refused() -> None:
    packed = saved(Workbook())
    bomb = io.BytesIO()
    cells = b'<row r="1"><c t="inlineStr"><is><t>name</t></is></c><c t="inlineStr"><is><t>%s</t></is></c></row>'
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name.endswith("sheet1.xml"):
                content = content.replace(b"</sheetData>", cells % (b"A" * 40_000) + b"</sheetData>")
                assert b"AAAA" in content
            new.writestr(name, content)
    with pytest.raises(TableRefused, match="damaged"):
        read_table(bomb)


def test_three_hundred_columns_are_read_and_thousands_refused() -> None:
    table = read_table(
        io.BytesIO((",".join(f"c{number}" for number in range(300)) + "\n" + "1," * 299 + "2\n").encode())
    )
    assert table.cell(table.rows[0], "c299") == "2"
    with pytest.raises(TableRefused, match="at most 500 are read"):
        read_table(io.BytesIO((",".join(f"c{number}" for number in range(1000)) + "\n").encode()))
