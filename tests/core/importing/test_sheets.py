"""A workbook with several sheets: one is read, another may be read instead, and what is read and left is said."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from tests.clients import signed_in
from tests.core.importing.workbooks import workbook
from tests.factories import make_officer

from minga.core.documents.spreadsheets import TableRefused, read_table
from minga.core.errors import NotAllowed, Refused
from minga.core.importing.actions.looking import choose_sheet, drop_import
from minga.core.importing.bringing import start_import
from minga.core.importing.models import Batch, OtherSheet
from minga.core.importing.whole import take_all
from minga.core.registries import personal_data
from minga.partners.models import Organisation
from minga.people.models import Account

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
RIVERS = ("Rivers", True, [["name", "country"], ["River Friends", "CN"], ["Wide", "CN", "x"]])
LAKES = ("Lakes", True, [["name", "country", "website"], ["Lake Friends", "CN", "https://lakes.example"]])
HIDDEN = ("Keys", False, [["name", "country"], ["Hidden Friends", "CN"]])


@pytest.fixture
def officer() -> Account:
    return make_officer()


def start(officer: Any, *sheets: Any, sheet: str = "") -> Batch:
    return start_import(
        actor=officer, kind="organisations", file=workbook(*sheets), file_name="list.xlsx", source="S", sheet=sheet
    )


def names() -> set[str]:
    return set(Organisation.objects.values_list("name", flat=True))


def test_a_sheet_is_read_by_its_name_whatever_fits_better() -> None:
    book = workbook(RIVERS, LAKES, HIDDEN)
    assert read_table(book, sheet=" lakes ").header == ("name", "country", "website")
    table = read_table(book, sheet="Rivers")
    assert (table.sheet, table.others) == ("Rivers", ("Lakes",))
    for name in ("Seas", "Keys"):
        with pytest.raises(TableRefused, match="has no sheet"):
            read_table(book, sheet=name)
    with pytest.raises(TableRefused, match="not a workbook"):
        read_table(io.BytesIO(b"a,b\n1,2\n"), sheet="Rivers")


def test_another_sheet_is_read_instead_with_its_own_columns_and_bad_rows(officer: Account) -> None:
    batch = start(officer, RIVERS, LAKES, sheet="Rivers")
    assert (batch.file_name, batch.taken.count()) == ("list.xlsx · Rivers", 1)
    batch = choose_sheet(actor=officer, batch=batch, sheet="Lakes")
    assert (batch.file_name, batch.mapping["website"], batch.taken.count()) == ("list.xlsx · Lakes", "website", 0)
    take_all(actor=officer, batch=batch)
    assert names() == {"Lake Friends"}
    batch.refresh_from_db()
    assert batch.options == {"sheet": "Lakes", "other_sheets": ["Rivers"]}
    assert not OtherSheet.objects.exists()


def test_there_and_back_again_changes_nothing(officer: Account) -> None:
    batch = start(officer, RIVERS, LAKES, sheet="Rivers")
    before = (batch.header, batch.rows, batch.mapping, batch.options, batch.file_name)
    lines = list(batch.taken.values_list("line", "problems"))
    for sheet in ("Lakes", "Rivers"):
        batch = choose_sheet(actor=officer, batch=batch, sheet=sheet)
    assert (batch.header, batch.rows, batch.mapping, batch.options, batch.file_name) == before
    assert list(batch.taken.values_list("line", "problems")) == lines


def test_the_page_offers_the_other_sheets_and_says_afterwards_what_was_left(officer: Account) -> None:
    client = signed_in(officer)
    sent = {"kind": "organisations", "file": workbook(RIVERS, LAKES), "source": "S"}
    sent["file"].name = "list.xlsx"
    address = client.post("/imports", sent)["Location"]
    read = Batch.objects.get().options["sheet"]
    other = {"Rivers": "Lakes", "Lakes": "Rivers"}[read]
    assert f"Read “{other}” instead" in client.get(address).content.decode()
    client.post(f"{address}/sheet", {"sheet": other, "version": Batch.objects.get().version})
    page = client.get(address).content.decode()
    assert f"“{other}” is read. One other sheet is not: {read}." in page
    client.post(f"{address}/take", {"version": Batch.objects.get().version})
    page = client.get(address).content.decode()
    assert f"“{other}” is read. One other sheet is not: {read}." in page
    assert "instead" not in page


def test_what_is_no_sheet_or_not_ones_own_or_taken_is_refused(officer: Account) -> None:
    batch = start(officer, RIVERS, LAKES, sheet="Rivers")
    with pytest.raises(Refused, match="no other sheet"):
        choose_sheet(actor=officer, batch=batch, sheet="Seas")
    with pytest.raises(NotAllowed):
        choose_sheet(actor=make_officer(), batch=batch, sheet="Lakes")
    take_all(actor=officer, batch=batch)
    with pytest.raises(Refused, match="already been imported"):
        choose_sheet(actor=officer, batch=batch, sheet="Lakes")


def test_a_sheet_that_was_not_read_goes_with_the_file_and_with_whom_it_names(officer: Account) -> None:
    named = ("People", True, [["name", "country"], [officer.email.upper(), "CN"]])
    start(make_officer(), RIVERS, named, sheet="Rivers")
    personal_data["importing"].erase(officer)
    assert not OtherSheet.objects.exists()
    batch = start(officer, RIVERS, LAKES, sheet="Rivers")
    drop_import(actor=officer, batch=batch)
    assert not OtherSheet.objects.exists()


@pytest.mark.parametrize(
    ("cell", "goes"),
    [
        ("{}", True),
        ("Write to\n<{}>.", True),
        ("mailto:{};others@example.org", True),
        ("jo{}", False),
        ("jo.{}", False),
        ("{}.cn", False),
        ("{}pany", False),
    ],
)
def test_a_file_that_waits_goes_with_whom_it_names_and_not_with_whose_address_ends_alike(
    officer: Account, cell: str, goes: bool
) -> None:
    start(make_officer(), ("Rivers", True, [["name", "country"], [cell.format(officer.email.upper()), "CN"]]))
    personal_data["importing"].erase(officer)
    assert (Batch.objects.get().state == "dropped") == goes


def test_the_command_takes_the_sheet_that_is_named(tmp_path: Any, capsys: Any) -> None:
    file = tmp_path / "list.xlsx"
    file.write_bytes(workbook(RIVERS, LAKES).getvalue())
    call_command("import", "organisations", file, sheet="Lakes")
    assert "reading the sheet “Lakes”; not reading: Rivers" in capsys.readouterr().out
    assert names() == {"Lake Friends"}
    with pytest.raises(CommandError, match=r"no sheet “Seas”.*Rivers"):
        call_command("import", "organisations", file, sheet="Seas")
