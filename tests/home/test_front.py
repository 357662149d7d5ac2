"""What a visitor finds first: open posts, three doors, seventeen goals, true figures or none; light to load."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.assignments.service_world import make_service
from tests.factories import make_country, make_description

from minga.assignments.actions.opportunity_index import refresh_opportunity
from minga.assignments.models import HoursRecord
from minga.people.actions.consents import give_consent, withdraw_consent
from minga.people.models import Purpose

pytestmark = pytest.mark.django_db


def publish(number: int, **fields: object) -> None:
    for _ in range(number):
        refresh_opportunity(make_description(**fields))  # type: ignore[arg-type]


def test_a_visitor_is_asked_what_to_change_and_finds_three_doors(client: Client, reference: None) -> None:
    publish(1, track="online")
    page = client.get("/").content.decode()
    assert "What would you like to help change?" in page
    assert all(f"/opportunities?track={track}" in page for track in ("national", "international", "online"))
    assert all(f"/opportunities?goal={goal}" in page for goal in range(1, 18))
    assert 'action="/opportunities"' in page


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_an_empty_platform_says_so_and_shows_no_figure(client: Client, language: str) -> None:
    page = client.get(f"/?lang={language}").content.decode()
    assert page.count("<h1") == 1
    assert "ho-served" not in page
    assert "mg-empty" in page


def test_hours_served_count_with_the_consent_of_whoever_served(client: Client, reference: None) -> None:
    world = make_service()
    person = world.volunteer
    HoursRecord.objects.create(
        assignment=world.service, month=timezone.localdate().replace(day=1), hours=7, state="verified"
    )
    assert "ho-served" not in client.get("/").content.decode()
    give_consent(actor=person, account=person, purpose=Purpose.STATISTICS)
    cache.clear()
    page = client.get("/").content.decode()
    assert "<strong>7</strong> hours served this year" in page
    assert 'href="/sdgs"' in page.split('class="ho-served"')[1].split("</p>")[0]
    withdraw_consent(actor=person, account=person, purpose=Purpose.STATISTICS)
    cache.clear()
    assert "ho-served" not in client.get("/").content.decode()


def test_six_cards_and_the_way_to_all(client: Client, reference: None) -> None:
    publish(8)
    page = client.get("/").content.decode()
    assert page.count('class="op-card"') == 6
    assert "See all 8 open posts" in page


@pytest.mark.once
def test_the_page_costs_the_same_at_1_and_at_100_posts_and_one_query_when_kept(client: Client, reference: None) -> None:
    make_country("CN")
    publish(1)
    few = _queries(client)
    kept = _queries(client)
    publish(99)
    cache.clear()
    many = _queries(client)
    assert many == few
    assert kept == 1


def _queries(client: Client) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/").status_code == 200
    return len(queries)


def test_a_new_post_stands_on_the_page_at_once(client: Client, reference: None) -> None:
    client.get("/")
    publish(1, texts={"en": "Count the cranes of Poyang"})
    assert "Count the cranes of Poyang" in client.get("/").content.decode()
