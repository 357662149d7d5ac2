"""Columns chosen and kept: for each account, in the table's own order, forgotten with the person."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from tests.factories import make_account

from minga.core import registries
from minga.core.audit.models import TrailHead
from minga.core.errors import NotAllowed
from minga.core.tables.actions import choose_columns, forget_columns
from minga.core.tables.kinds import TableColumn, TableKind
from minga.core.tables.queries import columns_for
from minga.core.tables.sheets import sheet_of
from minga.core.tables.templatetags.tables import to_reader

pytestmark = pytest.mark.django_db

KIND = TableKind(
    "test.people",
    columns=(
        TableColumn("name", "Name", lambda row: row["name"], fixed=True),
        TableColumn("age", "Age", lambda row: row["age"], kind="integer"),
        TableColumn("city", "City", lambda row: row["city"], usual=False),
    ),
)


def names(account) -> list[str]:
    return [column.name for column in columns_for(account, KIND)]


def test_the_usual_columns_stand_until_somebody_chooses():
    account, other = make_account(), make_account()
    assert names(account) == names(AnonymousUser()) == ["name", "age"]
    choose_columns(actor=account, kind=KIND, columns=["city", "no such"])
    assert names(account) == ["name", "city"]
    assert names(other) == ["name", "age"]
    forget_columns(actor=account, kind=KIND)
    assert names(account) == ["name", "age"]


def test_choosing_no_column_leaves_the_fixed_ones():
    account = make_account()
    choose_columns(actor=account, kind=KIND, columns=[])
    assert names(account) == ["name"]


def test_a_visitor_keeps_nothing():
    with pytest.raises(NotAllowed):
        choose_columns(actor=AnonymousUser(), kind=KIND, columns=["city"])


def test_a_sheet_holds_what_is_shown_and_nothing_else():
    account = make_account()
    choose_columns(actor=account, kind=KIND, columns=["city"])
    rows = [{"name": "Ann", "age": 30, "city": "Lima"}]
    sheet = sheet_of(title="People", columns=columns_for(account, KIND), rows=rows)
    assert [column.heading for column in sheet.columns] == ["Name", "City"]
    assert list(sheet.rows) == [["Ann", "Lima"]]


def test_the_choice_is_given_out_and_erased_with_the_person():
    account = make_account()
    choose_columns(actor=account, kind=KIND, columns=["city"])
    entry = registries.personal_data["tables"]
    assert entry.export(account) == {"columns": [{"table": "test.people", "columns": ["city"], "views": []}]}
    entry.erase(account)
    assert entry.export(account) == {"columns": []}


def test_an_unknown_table_is_not_found_and_a_foreign_address_not_followed():
    browser = Client()
    browser.force_login(make_account())
    assert browser.post("/tables/no.such/columns").status_code == 404
    answer = browser.post("/tables/assignments.longlist/columns", {"next": "https://elsewhere.example/"})
    assert answer["Location"] == "/"
    for no_address in ("0", "nowhere"):
        answer = browser.post("/tables/assignments.longlist/columns", {"next": no_address})
        assert answer["Location"] == "/"


def test_the_reader_s_own_account_reads_you_and_a_row_with_the_same_key_stays_what_it_is() -> None:
    reader, other = make_account(), make_account()
    row = TrailHead(pk=reader.pk)
    assert [to_reader(value, reader) for value in (reader, other, row, None, 0)] == ["You", other, row, None, 0]
