"""Views of a table under names of one's own: what chose the rows and their order, kept and one press away."""

from __future__ import annotations

import re

import pytest
from django.http import QueryDict
from django.test import Client
from tests.clients import signed_in
from tests.factories import make_account, make_description, make_officer

from minga.core import registries
from minga.core.errors import NotAllowed, Refused
from minga.core.tables.actions import choose_columns, forget_columns, forget_view, keep_view
from minga.core.tables.asked import query_of
from minga.core.tables.kinds import TABLES, TableColumn, TableKind
from minga.core.tables.queries import columns_for

pytestmark = pytest.mark.django_db

KIND = TableKind("test.posts", columns=(TableColumn("name", "Name", lambda row: row["name"]),))
PEOPLE = TableKind("test.names", columns=KIND.columns, names_people=True)


def views(account) -> list[tuple[str, str]]:
    return [(view.name, view.query) for view in columns_for(account, KIND).views]


def test_a_view_is_kept_under_its_name_replaced_under_the_same_and_deleted():
    account, other = make_account(), make_account()
    assert keep_view(actor=account, kind=KIND, name="  Late  in Beijing ", query="state=draft") == "Late in Beijing"
    keep_view(actor=account, kind=KIND, name="Abroad", query="track=international")
    keep_view(actor=account, kind=KIND, name="Late in Beijing", query="state=draft&sort=-name")
    assert views(account) == [("Abroad", "track=international"), ("Late in Beijing", "state=draft&sort=-name")]
    assert views(other) == []
    forget_view(actor=account, kind=KIND, name="Abroad")
    forget_view(actor=other, kind=KIND, name="Late in Beijing")
    assert views(account) == [("Late in Beijing", "state=draft&sort=-name")]


def test_a_view_without_a_name_replaces_no_other():
    account = make_account()
    for query in ("a=1", "a=2"):
        keep_view(actor=account, kind=KIND, name="", query=query)
    forget_view(actor=account, kind=KIND, name="View 1")
    assert keep_view(actor=account, kind=KIND, name="", query="a=3") == "View 1"
    assert views(account) == [("View 2", "a=2"), ("View 1", "a=3")]


def test_columns_and_views_leave_each_other_alone():
    account = make_account()
    assert keep_view(actor=account, kind=KIND, name="", query="state=draft") == "View 1"
    assert [column.name for column in columns_for(account, KIND)] == ["name"]
    choose_columns(actor=account, kind=KIND, columns=[])
    forget_columns(actor=account, kind=KIND)
    assert views(account) == [("View 1", "state=draft")]
    assert [column.name for column in columns_for(account, KIND)] == ["name"]


def test_there_is_room_for_twenty_and_nobody_keeps_one_without_an_account():
    account = make_account()
    for number in range(20):
        keep_view(actor=account, kind=KIND, name=f"{number}", query="a=1")
    with pytest.raises(Refused, match="no room"):
        keep_view(actor=account, kind=KIND, name="one more", query="a=1")
    keep_view(actor=account, kind=KIND, name="7", query="a=2")
    assert len(views(account)) == 20
    with pytest.raises(NotAllowed):
        keep_view(actor=None, kind=KIND, name="x", query="a=1")


def test_of_a_table_of_people_no_words_are_kept_that_may_be_a_name():
    asked = QueryDict("q=Lin&state=serving&page=3&sort=&lang=zh-hans")
    assert query_of(KIND, asked) == "q=Lin&state=serving"
    assert query_of(PEOPLE, asked) == "state=serving"


def test_views_are_given_out_and_erased_with_the_person():
    account = make_account()
    keep_view(actor=account, kind=KIND, name="Mine", query="a=1")
    entry = registries.personal_data["tables"]
    assert entry.export(account)["columns"][0]["views"] == [{"name": "Mine", "query": "a=1"}]
    entry.erase(account)
    assert entry.export(account) == {"columns": []}


def shown(client: Client, path: str) -> str:
    return str(client.get(path).content.decode())


def test_an_officer_keeps_what_is_looked_at_and_comes_back_to_it_with_one_press():
    make_description(state="draft")
    client = signed_in(make_officer())
    assert "Keep this view" not in shown(client, "/descriptions")
    page = shown(client, "/descriptions?state=draft&page=1")
    query = re.search(r'name="query" value="([^"]+)"', page)
    assert query and query[1] == "state=draft"
    sent = {"name": "Drafts", "query": query[1], "next": "/descriptions?state=draft"}
    answer = client.post("/tables/assignments.descriptions/views", sent, follow=True)
    assert answer.redirect_chain == [("/descriptions?state=draft", 302)]
    assert "The view “Drafts” is kept." in answer.content.decode()
    assert '<a class="btn btn-plain" href="?state=draft" dir="auto">Drafts</a>' in shown(client, "/descriptions")
    here = shown(client, "/descriptions?state=draft")
    assert '<a class="btn btn-plain" href="?state=draft" aria-current="true" dir="auto">Drafts</a>' in here
    client.post("/tables/assignments.descriptions/views", {"delete": "Drafts"})
    assert "Drafts</a>" not in shown(client, "/descriptions")


def test_what_chooses_nothing_is_no_view_and_an_unknown_table_not_found():
    client = signed_in(make_officer())
    answer = client.post("/tables/assignments.descriptions/views", {"name": "All", "query": "page=2"}, follow=True)
    assert "Choose or order the rows first, then keep that as a view." in answer.content.decode()
    assert client.post("/tables/no.such/views", {"name": "All", "query": "a=1"}).status_code == 404
    assert "assignments.descriptions" in TABLES
