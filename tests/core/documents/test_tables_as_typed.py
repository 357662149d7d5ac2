"""Tables as people type them: quotation marks left open, forms with lines above the head, heads over two rows."""

from __future__ import annotations

import io
from collections.abc import Sequence

from openpyxl import Workbook

from minga.core.documents.spreadsheets import read_table

KNOWN = {"name", "email", "phone", "姓名", "电话", "邮箱"}


def fits(header: Sequence[str]) -> int:
    return sum(name in KNOWN for name in header)


def broken(text: str) -> tuple[list[int], list[str]]:
    table = read_table(io.BytesIO(text.encode()), fits=fits)
    return [row.line for row in table.rows], [problem.place for problem in table.problems]


def test_a_quotation_mark_that_is_left_open_costs_its_own_line_and_no_other() -> None:
    assert broken('name,email\nA,a@x\n"B,b@x\nC,c@x\n"D, the second",d@x\nE,e@x\n') == ([2, 4, 5, 6], ["Line 3"])
    assert broken('name,email\n"A,a@x\nB,b@x\n') == ([3], ["Line 2"])
    assert broken('name,email\nA,a@x\n"B,b@x\n"C,c@x\nD,d@x\n') == ([2, 5], ["Line 3"])
    assert broken('name,email\nA,a@x\n"He said "hi" twice",b@x\nC,c@x\n') == ([2, 4], ["Line 3"])
    assert broken('name,email\nA,a@x\n"B,b@x') == ([2], ["Line 3"])


def test_a_text_over_several_lines_that_is_broken_is_named_up_to_where_rows_go_on() -> None:
    text = 'name,email\n"A, who "writes"\nover lines\nand lines",a@x\nB,b@x\n'
    table = read_table(io.BytesIO(text.encode()), fits=fits)
    assert [row.cells for row in table.rows] == [("B", "b@x")]
    assert table.problems[0].message.startswith("Nothing can be read up to line 4")


def test_many_open_marks_are_named_each_and_soon_over() -> None:
    lines = [f'"P{number},p{number}@x' if number % 3 == 0 else f"P{number},p{number}@x" for number in range(3000)]
    table = read_table(io.BytesIO(("name,email\n" + "\n".join(lines)).encode()), fits=fits)
    assert (len(table.rows), len(table.problems)) == (2000, 1000)


def test_a_space_behind_a_comma_hides_no_quotation_mark() -> None:
    table = read_table(io.BytesIO(b'name, email\n"A, the first", a@x\nB, "b@x"\n'))
    assert (table.header, [row.cells for row in table.rows]) == (
        ("name", "email"),
        [("A, the first", "a@x"), ("B", "b@x")],
    )


def test_lines_of_a_form_above_the_head_are_passed_over() -> None:
    text = "志愿者登记表,,\n填表单位：青年中心,,填表日期：2026-11-30\n序号,姓名,邮箱\n1,王小明,a@x\n"
    table = read_table(io.BytesIO(text.encode()), fits=fits)
    assert (table.header, [(row.line, row.cells) for row in table.rows]) == (
        ("序号", "姓名", "邮箱"), [(4, ("1", "王小明", "a@x"))],
    )  # fmt: skip


def test_a_head_nobody_knows_stays_the_head() -> None:
    text = "who,where\nname,here\nphone,there\n"
    assert read_table(io.BytesIO(text.encode()), fits=fits).header == ("who", "where")


def test_a_head_over_two_rows_is_read_from_its_lower_one() -> None:
    book, out = Workbook(), io.BytesIO()
    page = book.active
    assert page is not None
    for row in (["姓名", "联系方式", None], [None, "电话", "邮箱"], ["王小明", "123", "a@x"]):
        page.append(row)
    page.merge_cells("A1:A2")
    page.merge_cells("B1:C1")
    book.save(out)
    table = read_table(out, fits=fits)
    assert (table.header, [row.cells for row in table.rows]) == (("姓名", "电话", "邮箱"), [("王小明", "123", "a@x")])
