"""The step of places and goals: cities are typed, countries are chosen, each added one after the other."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.factories import make_city, make_country

from minga.people.models import Account
from minga.places.models import City

pytestmark = pytest.mark.django_db


def test_places_are_wishes(client: Client, volunteer: Account) -> None:
    city = make_city(name="Kunming")
    client.post("/profile/places", {"preferred_countries": ["CN"], "more_city": "Kunming"})
    assert [row.pk for row in volunteer.profile.preferred_cities.all()] == [city.pk]
    assert [row.pk for row in volunteer.profile.preferred_countries.all()] == ["CN"]
    assert City.objects.count() == 1


def test_countries_are_added_one_after_the_other_and_stand_as_boxes(client: Client, volunteer: Account) -> None:
    for code in (make_country("CN").pk, make_country("KE").pk):
        held = [row.pk for row in volunteer.profile.preferred_countries.all()]
        client.post("/profile/places", {"preferred_countries": held, "more_country": code, "add": ""})
    assert {row.pk for row in volunteer.profile.preferred_countries.all()} == {"CN", "KE"}
    page = client.get("/profile/places").content.decode()
    assert page.count('type="checkbox" name="preferred_countries"') == 2
    assert '<option value="KE">' not in page
    client.post("/profile/places", {"preferred_countries": ["KE"], "more_country": "CN"}, headers={"X-Autosave": "1"})
    assert [row.pk for row in volunteer.profile.preferred_countries.all()] == ["KE"], "a choice not added yet is none"
