"""Lists as people really keep them: Chinese headings, cells that hold an error, numbers that were cut."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.core.importing.lists import bad, csv_of, outcomes, start, take
from tests.factories import make_country, make_officer

from minga.assignments.importing.columns import COLUMNS as OPPORTUNITIES
from minga.assignments.importing.columns import track_of
from minga.core.importing.kinds import guess_mapping
from minga.core.importing.queries import preview_of
from minga.core.importing.values import day_of, whole_number_of
from minga.people.importing.columns import COLUMNS as VOLUNTEERS
from minga.people.models import Account

pytestmark = pytest.mark.django_db
HEADER = ("E-mail", "Name", "Date of birth", "Phone")


@pytest.fixture
def officer() -> Any:
    make_country("CN")
    return make_officer()


def test_headings_of_chinese_forms_are_known_with_what_stands_in_brackets() -> None:
    header = (
        "序号",
        "*姓名",
        "姓名拼音（与护照一致）",
        "电子邮箱（必填）",
        "出生年月日",
        "手机号码",
        "国籍",
        "所在城市",
        "紧急联系电话",
    )
    found = guess_mapping(columns=VOLUNTEERS, header=header)
    assert {name: heading for name, heading in found.items() if heading in header} == {
        "email": "电子邮箱（必填）", "name": "姓名拼音（与护照一致）", "local_name": "*姓名",
        "birth_date": "出生年月日", "nationality": "国籍", "residence_city": "所在城市", "phone": "手机号码",
    }  # fmt: skip
    assert guess_mapping(columns=VOLUNTEERS, header=("姓名", "邮箱", "生日"))["name"] == "姓名"
    posts = guess_mapping(
        columns=OPPORTUNITIES, header=("岗位名称", "用人单位", "所在国家", "需求人数", "报名截止日期")
    )
    assert (posts["host"], posts["seats"], posts["closes_on"]) == ("用人单位", "需求人数", "报名截止日期")


def test_two_headings_that_differ_in_brackets_only_are_left_to_the_reader() -> None:
    found = guess_mapping(columns=VOLUNTEERS, header=("email (work)", "email (home)", "name", "birth_date"))
    assert "email" not in found


def test_a_cell_that_holds_an_error_or_a_lost_sign_is_named_and_never_taken(officer: Any) -> None:
    batch = take(
        officer,
        "volunteers",
        csv_of(
            HEADER,
            ("a@example.org", "#N/A", "1990-01-02", ""),
            ("b@example.org", "Wang\ufffd", "1990-01-02", ""),
            ("c@example.org", "Chen", "\ufffd=", ""),
            ("d@example.org", "Ding", "1990-01-02", ""),
        ),
    )
    assert outcomes(batch) == {"created": 1, "bad": 3}
    assert bad(batch) == [(2, "Name"), (3, "Name"), (4, "Date of birth")]
    said = [row.problems[0][1] for row in batch.taken.filter(outcome="bad").order_by("line")]
    assert [words.split(",")[0] for words in said] == [
        "“#N/A” is a spreadsheet error", "A character in this cell cannot be read: it is damaged",
        "This cell holds a formula",
    ]  # fmt: skip


def test_a_number_that_a_spreadsheet_cut_is_no_phone_number(officer: Any) -> None:
    batch = take(
        officer,
        "volunteers",
        csv_of(
            HEADER,
            ("a@example.org", "A", "1990-01-02", "1.38E+10"),
            ("b@example.org", "B", "1990-01-02", "ask me"),
            ("c@example.org", "C", "1990-01-02", "13800138000.0"),
            ("d@example.org", "D", "1990-01-02", "013800138000"),
        ),
    )
    assert bad(batch) == [(2, "Phone"), (3, "Phone")]
    assert list(Account.objects.filter(email__in=("c@example.org", "d@example.org")).order_by("email")
                .values_list("profile__phone", flat=True)) == ["13800138000", "013800138000"]  # fmt: skip


def test_nobody_is_taken_who_was_born_in_another_age(officer: Any) -> None:
    rows = (("a@example.org", "A", "1800-01-02", ""), ("b@example.org", "B", "2990-01-02", ""))
    assert bad(take(officer, "volunteers", csv_of(HEADER, *rows))) == [(2, "Date of birth"), (3, "Date of birth")]


def test_the_same_person_in_other_case_is_the_same_row(officer: Any) -> None:
    row = ("li@example.org", "Li", "1990-01-02", "")
    twice = take(officer, "volunteers", csv_of(HEADER, row, ("LI@Example.ORG", *row[1:])))
    assert outcomes(twice) == {"created": 1, "unchanged": 1}
    assert outcomes(take(officer, "volunteers", csv_of(HEADER, ("Li@example.org", *row[1:])))) == {"unchanged": 1}


def test_days_and_numbers_are_read_in_the_signs_of_a_chinese_keyboard() -> None:
    assert str(day_of("２０２７年３月１日")) == str(day_of("２０２７－０３－０１")) == "2027-03-01"
    assert (whole_number_of("１２"), whole_number_of("3人"), whole_number_of("10 hours")) == (12, 3, 10)


def test_a_track_is_known_by_its_name_in_every_language_of_the_pages() -> None:
    assert [track_of(words) for words in ("国内", "线上", "出国", "Remote", "From home", "moon")] == [
        "national", "online", "international", "online", "online", "",
    ]  # fmt: skip


def test_a_page_without_the_needed_columns_asks_for_them_and_calls_no_row_bad(officer: Any, client: Client) -> None:
    batch = start(officer, "volunteers", csv_of(("a", "b"), ("1", "2"), ("3", "4")))
    assert len(preview_of(batch, actor=officer).bad) == 2
    client.force_login(officer)
    page = client.get(reverse("importing:import", args=[batch.ref])).content.decode()
    assert "No columns were found for fields that every row needs: Email, Name, Date of birth." in page
    assert "rows are left out" not in page
    assert (
        "none of its names is recognised. If it is already a row of data, add a line of column names above it" in page
    )


def test_a_file_of_headings_alone_says_so(officer: Any, client: Client) -> None:
    batch = start(officer, "volunteers", csv_of(HEADER))
    client.force_login(officer)
    page = client.get(reverse("importing:import", args=[batch.ref])).content.decode()
    assert "There are no rows below the headings" in page


def test_the_same_file_again_is_said_to_have_changed_nothing(officer: Any, client: Client) -> None:
    client.force_login(officer)
    said = []
    for _time in range(2):
        batch = start(officer, "volunteers", csv_of(HEADER, ("a@example.org", "A", "1990-01-02", "")))
        address = reverse("importing:take", args=[batch.ref])
        said.append(client.post(address, {"version": batch.version}, follow=True).content.decode())
    assert ("1 row is imported." in said[0], "Undo the import" in said[0]) == (True, True)
    assert "Nothing has changed: every good row of this file was imported before." in said[1]
    assert "Undo the import" not in said[1]


def test_a_quotation_mark_that_is_not_closed_in_the_first_row_is_named_with_its_line() -> None:
    officer = make_officer()
    broken = io.BytesIO(b'id,name,country\n1,"River Friends,CN\n2,Hill Friends,CN\n')
    preview = preview_of(start(officer, "organisations", broken), actor=officer)
    assert [(row.line, row.problems[0][1].startswith("This line cannot be read")) for row in preview.bad] == [(2, True)]
    assert preview.new == 1
