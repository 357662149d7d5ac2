"""Pages kept for visitors: made once, made anew when what they show changes, never shared with who has signed in."""

from __future__ import annotations

import gzip

import pytest
from django.core.cache import caches
from django.test import Client
from tests import factories as make

from minga.assignments.actions.opportunity_index import refresh_opportunity
from minga.core.interface import keeping

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _pages_are_kept(settings):
    memory = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    settings.CACHES = {**settings.CACHES, "pages": {**memory, "LOCATION": "pages"}}
    settings.MOST_PIECES_KEPT = 50
    _forget()
    yield
    _forget()


def _forget() -> None:
    caches["pages"].clear()
    keeping._shelves.clear()


def _pieces() -> dict[object, dict[object, object]]:
    return {about: dict(shelf) for about, (_of, shelf) in keeping._shelves.items()}


def published(title: str):
    description = make.make_description(texts={"en": title})
    refresh_opportunity(description)
    return description


def test_a_visitor_gets_the_kept_page_with_one_query(client, django_assert_num_queries):
    published("Air officer")
    first = client.get("/opportunities")
    with django_assert_num_queries(1):
        second = client.get("/opportunities")
    assert second.content == first.content
    assert {name: second[name] for name in ("Content-Type", "Content-Language", "Vary")} == {
        name: first[name] for name in ("Content-Type", "Content-Language", "Vary")
    }


def test_a_new_opportunity_stands_on_the_page_at_once(client):
    published("Air officer")
    client.get("/opportunities")
    published("Water officer")
    assert "Water officer" in client.get("/opportunities").content.decode()


def test_each_language_and_theme_has_its_own(client):
    published("Air officer")
    english = client.get("/opportunities").content
    chinese = Client(headers={"accept-language": "zh-hans"}).get("/opportunities").content
    dark = client.get("/opportunities?theme=dark").content
    assert b'lang="zh-Hans"' in chinese
    assert b'data-bs-theme="dark"' in dark
    assert b'lang="en"' in english


def test_whoever_has_signed_in_sees_their_own(client):
    description = published("Air officer")
    client.get(f"/opportunities/{description.ref}")
    client.force_login(make.make_volunteer(), backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/opportunities/{description.ref}")
    assert page["Cache-Control"] == "private, no-store"
    assert b"csrfmiddlewaretoken" in page.content


def test_a_card_drawn_for_one_search_stands_on_the_next_without_a_question(client, django_assert_max_num_queries):
    published("Air officer")
    with django_assert_max_num_queries(20) as first:
        client.get("/opportunities")
    with django_assert_max_num_queries(20) as second:
        page = client.get("/opportunities?sort=newest")
    assert "Air officer" in page.content.decode()
    assert (len(first), len(second)) == (11, 5)  # neither its row nor the names on it, of facets and of goals


def test_a_changed_opportunity_has_a_new_card_at_once(client):
    description = published("Air officer")
    client.get("/opportunities")
    description.texts.update(title="Water officer")
    refresh_opportunity(description)
    page = client.get("/opportunities?sort=newest").content.decode()
    assert "Water officer" in page
    assert "Air officer" not in page


def test_each_language_has_its_own_cards(client):
    published("Air officer")
    english = client.get("/opportunities").content.decode()
    chinese = Client(headers={"accept-language": "zh-hans"}).get("/opportunities").content.decode()
    assert "30 天后截止" in chinese
    assert "30 天后截止" not in english


def test_whoever_has_signed_in_gets_cards_of_their_own_and_leaves_none(client):
    published("Air officer")
    client.get("/opportunities")
    kept = _pieces()
    client.force_login(make.make_volunteer(), backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/opportunities?sort=newest").content.decode()
    assert "op-keep" in page
    assert _pieces() == kept != {}


def test_a_page_is_kept_no_longer_than_its_oldest_card(client, monkeypatch):
    published("Air officer")
    clock = [1000.0]
    monkeypatch.setattr(keeping, "monotonic", lambda: clock[0])
    client.get("/opportunities")
    clock[0] += 50
    lives = []
    keep = type(caches["pages"]).set
    monkeypatch.setattr(
        type(caches["pages"]),
        "set",
        lambda store, key, value, left: (lives.append(left), keep(store, key, value, left)),
    )
    client.get("/opportunities?sort=newest")
    assert lives == [10.0]


def test_a_changed_title_and_a_closed_post_stand_on_its_page_at_once(client):
    description = published("Air officer")
    path = f"/opportunities/{description.ref}"
    assert "Air officer" in client.get(path).content.decode()
    description.texts.update(title="Water officer")
    refresh_opportunity(description)
    changed = client.get(path).content.decode()
    assert "Water officer" in changed and "Air officer" not in changed
    type(description).objects.filter(pk=description.pk).update(state="selecting")
    refresh_opportunity(description)
    closed = client.get(path).content.decode()
    assert "This opportunity is closed." in closed and "/apply" not in closed


def test_the_page_of_an_opportunity_that_names_no_areas_asks_nine_questions_at_most(client, django_assert_num_queries):
    published("Warm")
    client.get("/opportunities/" + published("Air officer").ref)
    description = published("Water officer")
    with django_assert_num_queries(9):  # one fewer where names of countries are known already
        client.get(f"/opportunities/{description.ref}")


def test_a_kept_page_is_sent_compressed_to_whoever_takes_it_and_plain_to_others(client):
    published("Air officer")
    for _look in ("made", "kept"):
        plain = client.get("/opportunities")
        packed = client.get("/opportunities", headers={"accept-encoding": "gzip, br"})
        assert "Content-Encoding" not in plain and b"Air officer" in plain.content
        assert packed["Content-Encoding"] == "gzip" and gzip.decompress(packed.content) == plain.content
        assert packed["Content-Length"] == str(len(packed.content))
        assert all("Accept-Encoding" in page["Vary"] and "Cookie" in page["Vary"] for page in (plain, packed))


def test_the_front_page_is_kept_for_visitors_and_changes_with_what_is_open(client, django_assert_num_queries):
    published("Air officer")
    client.get("/")
    with django_assert_num_queries(1):
        assert "Air officer" in client.get("/").content.decode()
    published("Water officer")
    assert "Water officer" in client.get("/").content.decode()
    client.force_login(make.make_volunteer(), backend="django.contrib.auth.backends.ModelBackend")
    assert "What waits for you" in client.get("/").content.decode()
    client.logout()
    assert "What waits for you" not in client.get("/").content.decode()
