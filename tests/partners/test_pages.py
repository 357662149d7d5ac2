"""The public list and page: found by words, kind and country, and the same number of queries at 1 and at 100 rows."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from tests.clients import queries_of_second_look
from tests.factories import (
    give_role,
    make_account,
    make_administrator,
    make_country,
    make_focal_point,
    make_officer,
    make_organisation,
    make_volunteer,
)

from minga.core.access.models import Role
from minga.core.errors import NotAllowed
from minga.partners.actions.editing import edit_organisation
from minga.partners.models import Organisation

pytestmark = pytest.mark.django_db


def names(response: Any) -> list[str]:
    return [row.name for row in response.context["page_obj"]]


def test_everyone_sees_registered_organisations_and_only_those(client: Client) -> None:
    make_organisation(name="Alpha")
    make_organisation(name="Beta", state="applied")
    make_organisation(name="Gamma", state="suspended")
    assert names(client.get("/organisations")) == ["Alpha"]


def test_the_list_is_narrowed_by_words_kind_and_country(client: Client) -> None:
    make_organisation(name="River Friends", type="civil_society")
    make_organisation(name="River Authority", type="government", country="KE")
    make_organisation(name="School", type="university", names={"en": "School", "zh-hans": "学校"})
    assert names(client.get("/organisations?q=river")) == ["River Authority", "River Friends"]
    assert names(client.get("/organisations?q=学校")) == ["School"]
    assert names(client.get("/organisations?type=government")) == ["River Authority"]
    assert names(client.get("/organisations?country=CN&type=civil_society")) == ["River Friends"]
    page = client.get("/organisations?country=CN")
    assert {row["value"]: row["count"] for row in page.context["countries"]} == {"CN": 2, "KE": 1}
    assert "No organisation fits" in client.get("/organisations?q=nothing").content.decode()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_page_shows_parent_children_and_sources(client: Client, language: str) -> None:
    above = make_organisation(name="Above")
    row = make_organisation(
        name="Middle", parent=above, about={"en": "What we do."}, sources=["https://example.org/report"],
        website="https://example.org",
    )  # fmt: skip
    make_organisation(name="Below", parent=row)
    page = client.get(f"/organisations/{row.slug}?lang={language}").content.decode()
    for words in ("Above", "Below", "What we do.", 'href="https://example.org/report"'):
        assert words in page
    assert page.count("<h1") == 1
    assert "/edit" not in page


def test_words_of_an_organisation_cannot_become_markup(client: Client) -> None:
    row = make_organisation(name="<b>Bold</b>", about={"en": "<script>x</script>"}, sources=["<i>x</i>"])
    page = client.get(f"/organisations/{row.slug}").content.decode()
    assert "<b>Bold" not in page
    assert "<script>x" not in page
    assert "<i>x" not in page


def test_an_unknown_organisation_is_not_found(client: Client) -> None:
    assert client.get("/organisations/nobody").status_code == 404


def test_a_focal_point_edits_the_page(client: Client) -> None:
    row = make_organisation(name="Alpha", type="university")
    client.force_login(make_focal_point(row))
    edit = f"/organisations/{row.slug}/edit"
    assert client.get(edit).status_code == 200
    form = {
        "name": "Alpha", "name_zh": "阿尔法", "type": "university", "country": "CN",
        "does": ["is_host"], "about_en": "New words.", "sources": "one\ntwo",
    }  # fmt: skip
    assert client.post(edit, form)["Location"] == f"/organisations/{row.slug}"
    row.refresh_from_db()
    assert (row.names["zh-hans"], row.about, row.sources) == ("阿尔法", {"en": "New words."}, ["one", "two"])
    assert client.post(edit, {**form, "parent": "nobody"}).status_code == 422


def test_what_it_is_and_does_stands_fast_on_the_page_of_its_own_people(client: Client) -> None:
    row = make_organisation(type="university", about={"en": "Old."})
    edit = f"/organisations/{row.slug}/edit"
    client.force_login(make_focal_point(row))
    page = client.get(edit)
    assert [page.context["form"].fields[name].disabled for name in ("type", "country", "name")] == [True, True, False]
    assert page.content.decode().count("A programme officer changes this.") == 3
    form = {"name": "B", "type": "private", "country": "KE", "does": ["is_funder"], "about_en": "New."}
    assert client.post(edit, form).status_code == 302
    row.refresh_from_db()
    assert (row.about, row.type, row.is_host, row.is_funder) == ({"en": "New."}, "university", True, False)
    assert row.country_id == "CN"
    with pytest.raises(NotAllowed, match="its country"):
        edit_organisation(actor=make_focal_point(row), organisation=row, fields={"country": make_country("KE")})
    client.force_login(make_officer())
    assert client.post(edit, form).status_code == 302
    row.refresh_from_db()
    assert (row.type, row.country_id, row.is_host, row.is_funder) == ("private", "KE", False, True)


def test_what_an_organisation_says_of_itself_carries_its_language(client: Client) -> None:
    row = make_organisation(about={"en": "We keep the lake."})
    page = client.get(f"/organisations/{row.slug}?lang=zh-hans").content.decode()
    assert re.search(r'dir="auto" lang="en"><p>We keep the lake\.</p>', page)
    assert 'dir="auto"><p>We keep' in client.get(f"/organisations/{row.slug}?lang=en").content.decode()


def test_a_parent_that_is_not_called_so_is_answered_with_the_names_that_come_near(client: Client) -> None:
    for country in ("China", "Nepal"):
        make_organisation(name=f"United Nations Development Programme in {country}")
    row = make_organisation(name="Alpha")
    client.force_login(make_officer())
    edit = f"/organisations/{row.slug}/edit"
    sent = {"name": "Alpha", "type": "university", "country": "CN", "does": ["is_host"], "about_en": "Words."}
    page = client.post(edit, {**sent, "parent": "united development"}).content.decode()
    assert "No registered organisation is called exactly so. Choose one of these, or write more of its name." in page
    near = [f"United Nations Development Programme in {country}" for country in ("China", "Nepal")]
    assert re.findall(r'<input [^>]*type="radio" name="parent" value="([^"]+)"', page) == near
    assert client.post(edit, {**sent, "parent": ["united development", near[1]]}).status_code == 302
    row.refresh_from_db()
    assert str(row.parent) == near[1]


def test_registered_organisations_are_offered_while_one_types_a_parent(client: Client) -> None:
    make_organisation(name="Lake Keepers", names={"zh-hans": "守湖人"})
    make_organisation(name="Lake Watchers", state="applied")
    assert client.get("/organisations/named?q=lake").status_code == 302
    client.force_login(make_volunteer())
    for words in ("lake", "守湖", ""):
        found = client.get("/organisations/named", {"q": words}).json()["results"]
        assert found == ([{"value": "Lake Keepers", "label": "Lake Keepers"}] if words else [])
    page = client.get("/organisations/register").content.decode()
    assert 'data-typeahead="/organisations/named"' in page
    assert "interface/js/typeahead.js" in page


def test_a_parent_is_named_in_any_language_and_stays_whatever_became_of_it(client: Client) -> None:
    row, above = make_organisation(type="university"), make_organisation(name="Alpha", names={"zh-hans": "阿尔法"})
    client.force_login(make_focal_point(row))
    edit = f"/organisations/{row.slug}/edit"
    form = {"name": "B", "type": "university", "country": "CN", "does": ["is_host"], "about_en": "Words."}
    for words in ("阿尔法", "阿爾法", "alpha"):
        assert client.post(edit, {**form, "parent": words}).status_code == 302
        row.refresh_from_db()
        assert row.parent == above
        client.post(edit, form)
    client.post(edit, {**form, "parent": "Alpha"})
    client.cookies["django_language"] = "zh-hans"
    assert client.get(edit).context["form"]["parent"].value() == "阿尔法"
    Organisation.objects.filter(pk=above.pk).update(state="suspended")
    assert client.post(edit, {**form, "parent": "阿尔法"}).status_code == 302
    client.cookies["django_language"] = "en"
    twins = [make_organisation(name="Twin") for _time in range(2)]
    said = client.post(edit, {**form, "parent": "Twin"}).content.decode()
    assert "Several registered organisations have this name. Choose one." in said
    assert f'value="Twin ({twins[1].slug})"' in said
    assert client.post(edit, {**form, "parent": f"Twin ({twins[1].slug})"}).status_code == 302
    row.refresh_from_db()
    assert row.parent == twins[1]
    said = client.post(edit, {**form, "parent": "B"}).content.decode()
    assert "This is the organisation itself, or one that belongs to it." in said


@pytest.mark.once
def test_the_list_costs_the_same_at_1_and_at_100_rows(client: Client) -> None:
    make_organisation()
    one = queries_of_second_look(client, "/organisations")
    above = Organisation.objects.get()
    for _ in range(99):
        make_organisation(parent=above)
    assert queries_of_second_look(client, "/organisations") == one <= 6


@pytest.mark.once
def test_the_page_costs_the_same_at_1_and_at_100_children(client: Client) -> None:
    row = make_organisation()
    make_organisation(parent=row)
    one = queries_of_second_look(client, f"/organisations/{row.slug}")
    for _ in range(99):
        make_organisation(parent=row)
    assert queries_of_second_look(client, f"/organisations/{row.slug}") == one <= 5
    assert "1 to 24 of 100" in client.get(f"/organisations/{row.slug}").content.decode()
    assert "97 to 100 of 100" in client.get(f"/organisations/{row.slug}?page=5").content.decode()


@pytest.mark.once
def test_registrations_cost_the_same_at_1_and_at_100_rows(client: Client) -> None:
    client.force_login(make_officer())
    make_organisation(state="applied", registered_by=make_account())
    one = queries_of_second_look(client, "/organisations/registrations")
    for _ in range(99):
        make_organisation(state="applied", registered_by=make_account())
    assert queries_of_second_look(client, "/organisations/registrations") == one


@pytest.mark.once
def test_people_cost_the_same_at_1_and_at_100_rows(client: Client) -> None:
    row = make_organisation()
    client.force_login(make_focal_point(row))
    one = queries_of_second_look(client, f"/organisations/{row.slug}/people")
    for _ in range(99):
        give_role(make_account(), Role.HOST_SUPERVISOR, organisation=row)
    assert queries_of_second_look(client, f"/organisations/{row.slug}/people") == one


@pytest.mark.once
def test_roles_cost_the_same_at_1_and_at_100_rows(client: Client) -> None:
    row = make_organisation()
    client.force_login(make_administrator())
    give_role(make_account(), Role.HOST_SUPERVISOR, organisation=row)
    one = queries_of_second_look(client, "/roles")
    for _ in range(99):
        give_role(make_account(), Role.HOST_SUPERVISOR, organisation=row)
    assert queries_of_second_look(client, "/roles") == one


def test_the_people_of_an_organisation_stand_under_its_name_in_the_readers_language(client: Client) -> None:
    row = make_organisation(name="River Friends", names={"en": "River Friends", "zh-hans": "河流之友"})
    client.force_login(make_focal_point(row))
    page = client.get(f"/organisations/{row.slug}/people?lang=zh-hans").content.decode()
    assert "人员和角色：河流之友" in page
    assert "River Friends" not in page
