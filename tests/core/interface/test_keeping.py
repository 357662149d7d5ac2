"""Pages kept for visitors: made once, made anew when what they show changes, never shared with who has signed in."""

from __future__ import annotations

import pytest
from django.core.cache import caches
from django.test import Client
from tests import factories as make

from minga.assignments.actions.opportunity_index import refresh_opportunity

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _pages_are_kept(settings):
    settings.CACHES = {**settings.CACHES, "pages": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    caches["pages"].clear()
    yield
    caches["pages"].clear()


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
