"""Lists as other systems write them: sheets, titles, names of countries, and the same identifier twice."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from tests.core.importing.lists import bad, csv_of, outcomes, start, take
from tests.core.importing.workbooks import workbook
from tests.factories import make_officer

from minga.core.importing.actions import pieces, taking, undoing
from minga.core.importing.models import Batch
from minga.core.importing.queries import preview_of
from minga.core.importing.tasks import STRANDED_AFTER
from minga.core.importing.whole import undo_all
from minga.partners.importing import type_of
from minga.partners.models import Organisation
from minga.people.models import Account
from minga.places.models import Country
from minga.places.naming import countries_by_name

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> Any:
    return make_officer()


@pytest.mark.parametrize("piece", [1, 500])
def test_an_identifier_twice_is_named_and_the_same_file_again_changes_nothing(
    officer: Any, monkeypatch: Any, piece: int
) -> None:
    monkeypatch.setattr(pieces, "PIECE", piece)
    rows = [("7", "First", "CN"), ("8", "Eight", "CN"), ("7", "Second", "CN"), ("7", "First", "CN")]
    seen = preview_of(start(officer, "organisations", csv_of(("id", "name", "country"), *rows)), actor=officer)
    assert (seen.new, seen.changed, seen.unchanged, [row.line for row in seen.bad]) == (2, 0, 1, [4])
    batch = take(officer, "organisations", csv_of(("id", "name", "country"), *rows))
    assert outcomes(batch) == {"created": 2, "unchanged": 1, "bad": 1}
    [[column, message, remedy]] = batch.taken.get(outcome="bad").problems
    assert (column, message) == ("id", "Line 2 of this file has the same identifier but different values.")
    assert remedy.startswith("Remove one of the two")
    assert outcomes(take(officer, "organisations", csv_of(("id", "name", "country"), *rows))) == {
        "unchanged": 3, "bad": 1
    }  # fmt: skip
    assert Organisation.objects.get(name="First").version == 1
    newer = take(officer, "organisations", csv_of(("id", "name", "country"), ("7", "Newer", "CN")))
    assert outcomes(newer) == {"updated": 1}
    undo_all(actor=officer, batch=newer)
    assert Organisation.objects.filter(name="First").exists()


def test_without_an_identifier_the_column_that_stands_for_it_is_named(officer: Any) -> None:
    header = ("name", "country", "website")
    batch = take(officer, "organisations", csv_of(header, ("One", "CN", "a.example.org"), ("One", "CN", "")))
    assert bad(batch) == [(3, "name")]


def test_the_first_sheet_that_is_shown_and_filled_is_read_and_named_among_several(officer: Any) -> None:
    rows: list[list[Any]] = [["name", "country"], ["River Friends", "CN"]]
    hidden, blank = ("Keys", False, [["secret"]]), ("Cover", True, [])
    batch = take(officer, "organisations", workbook(hidden, blank, ("Partners", True, rows)))
    assert (outcomes(batch), batch.file_name) == ({"created": 1}, "list.csv")
    more = ("Old ones", True, [["name", "country"], ["Lake Friends", "CN"]])
    batch = take(officer, "organisations", workbook(hidden, ("Partners", True, rows), more))
    assert (outcomes(batch), batch.file_name) == ({"unchanged": 1}, "list.csv · Partners")


@pytest.mark.parametrize("above", [[["Our partners, 2026"], []], [["sep=,"]], [["A"], ["B"], ["C"], ["D"], ["E"]]])
def test_titles_above_the_head_are_passed_over_and_lines_keep_their_numbers(officer: Any, above: Any) -> None:
    rows: list[list[Any]] = [*above, ["name", "country"], ["River Friends", "CN"], ["Lost", "Atlantis"]]
    batch = take(officer, "organisations", workbook(("Partners", True, rows)))
    assert (outcomes(batch), bad(batch)) == ({"created": 1, "bad": 1}, [(len(above) + 3, "country")])


def test_a_table_of_one_column_keeps_its_head(officer: Any) -> None:
    batch = start(officer, "organisations", csv_of(["name"], ["One"], ["Two"]))
    assert (batch.header, len(batch.rows)) == (["name"], 2)


@pytest.mark.usefixtures("reference")
def test_countries_are_known_by_the_names_that_lists_use() -> None:
    codes = ("US", "GB", "TR", "KR", "VN", "DE", "CI", "CN", "CZ")
    known = countries_by_name()
    said = (
        "United States",
        "UK",
        "Turkey",
        "韩国",
        "Vietnam",
        "Deutschland",
        "Ivory Coast",
        "中华人民共和国",
        "Czech Republic",
    )
    assert [known[name.casefold()].pk for name in said] == list(codes)


def test_the_command_says_which_columns_the_file_has_and_keeps_nothing(officer: Any, tmp_path: Any) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(csv_of(("What it is called", "Where"), ("River Friends", "CN")).getvalue())
    with pytest.raises(CommandError) as refusal:
        call_command("import", "organisations", file)
    said = str(refusal.value).splitlines()
    assert said[-1] == (
        "The file has: What it is called; Where. Fill a field by --map FIELD=COLUMN, or by --every FIELD=VALUE."
    )
    assert Batch.objects.get().state == "dropped"
    pairs = ["name=What it is called", "country=Where"]
    call_command("import", "organisations", file, map=pairs)
    call_command("import", "organisations", file)
    assert Organisation.objects.get().name == "River Friends", "the mapping was kept"
    first = Batch.objects.filter(state="taken").order_by("pk")[0]
    call_command("import", undo=first.ref)
    assert not Organisation.objects.exists()


def test_of_a_heading_that_stands_twice_somebody_says_which_is_meant(officer: Any, tmp_path: Any) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(csv_of(("name", "country", "name"), ("River", "CN", "河流之友")).getvalue())
    with pytest.raises(CommandError, match=r"name \(column 1\); country; name \(column 3\)"):
        call_command("import", "organisations", file)
    call_command("import", "organisations", file, map=["name=name (column 3)"])
    assert Organisation.objects.get().name == "河流之友"


@pytest.mark.parametrize("verb", ["take", "undo"])
def test_an_import_that_was_cut_off_goes_on(
    officer: Any, client: Any, monkeypatch: Any, tmp_path: Any, verb: str
) -> None:
    monkeypatch.setattr(pieces, "PIECE", 2)
    file, out = tmp_path / "list.csv", io.StringIO()
    file.write_bytes(csv_of(("id", "name", "country"), *((n, f"Friends {n}", "CN") for n in range(5))).getvalue())
    if verb == "take":
        monkeypatch.setattr("minga.core.importing.whole.take_import", _cut_off(taking.take_import))
        with pytest.raises(KeyboardInterrupt):
            call_command("import", "organisations", file, by=officer.email, stdout=out)
    else:
        call_command("import", "organisations", file, by=officer.email, stdout=out)
        monkeypatch.setattr("minga.core.importing.whole.undo_import", _cut_off(undoing.undo_import))
        with pytest.raises(KeyboardInterrupt):
            call_command("import", undo=Batch.objects.get().ref, by=officer.email)
    monkeypatch.undo()
    batch = Batch.objects.get()
    assert f"minga import --go-on {batch.ref}" in out.getvalue()
    assert Organisation.objects.count() == (2 if verb == "take" else 3)
    client.force_login(officer)
    assert "has stopped" not in client.get(f"/imports/{batch.ref}").content.decode(), "it may still be at work"
    Batch.objects.update(updated_at=timezone.now() - STRANDED_AFTER - timedelta(seconds=1))
    page = client.get(f"/imports/{batch.ref}").content.decode()
    assert "has stopped" in page
    assert f"/imports/{batch.ref}/{verb}" in page
    call_command("import", go_on=batch.ref, by=officer.email)
    assert Organisation.objects.count() == (5 if verb == "take" else 0)
    with pytest.raises(CommandError, match="Nothing is left to do"):
        call_command("import", go_on=batch.ref, by=officer.email)


def _cut_off(act: Any) -> Any:
    """The action once, then the end of the process."""
    calls: list[int] = []

    def acted(**given: Any) -> Any:
        if calls:
            raise KeyboardInterrupt
        calls.append(1)
        return act(**given)

    return acted


def test_a_chinese_list_is_read_by_the_command_whose_language_is_english(officer: Any) -> None:
    Country.objects.filter(pk="CN").update(names={"en": "China", "zh-hans": "中国"})
    head = ("邮箱", "姓名拼音", "姓名", "出生日期", "国籍", "语言", "每周小时")
    row = ("li@example.org", "Li Na", "李娜", "1995年3月12日", "中国", "中文 C2；英语 B2", "10")
    batch = take(officer, "volunteers", csv_of(head, row))
    assert outcomes(batch) == {"created": 1}
    person = Account.objects.get(email="li@example.org")
    assert dict(person.profile.languages.values_list("language", "level")) == {"zh": "C2", "en": "B2"}
    head = ("名称", "类型", "国家", "网站")
    rows = (
        ("云南环保协会", "社会组织", "中国", "https://yn.example.org"),
        ("云南大学", "大学或学校", "中国", "no address"),
    )
    batch = take(officer, "organisations", csv_of(head, *rows))
    assert (outcomes(batch), bad(batch)) == ({"created": 1, "bad": 1}, [(3, "网站")])
    assert Organisation.objects.get(name="云南环保协会").type == "civil_society"


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("NGO", "civil_society"),
        ("University or school", "university"),
        ("大学或学校", "university"),
        ("a circus", ""),
        ("un entity", "un_entity"),
    ],
)
def test_a_kind_of_organisation_is_known_by_usual_words(words: str, kind: str) -> None:
    assert type_of(words) == kind
