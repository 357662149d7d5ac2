"""Duty stations that do not ship with Minga: added on a page, found wherever a city is typed, never overwritten."""

from __future__ import annotations

import pytest
from django import forms
from django.test import Client
from tests.clients import queries_of, queries_of_second_look, signed_in
from tests.factories import make_administrator, make_auditor, make_country, make_officer

from minga.core.audit.models import TrailEntry
from minga.places.forms import city_typed
from minga.places.loading import load_places
from minga.places.models import OWN, City
from minga.places.queries import cities_like

pytestmark = pytest.mark.django_db
LODWAR = {"country": "KE", "name": "Kakuma camp", "name_zh": "卡库马营地", "latitude": "3.717", "longitude": "34.857"}


@pytest.fixture
def administrator() -> Client:
    make_country("KE")
    return signed_in(make_administrator())


def test_a_place_that_is_added_is_found_in_both_languages_and_stays(administrator: Client) -> None:
    with pytest.raises(forms.ValidationError, match="administrator can add it"):
        city_typed("Kakuma camp")
    page = administrator.post("/places/new", LODWAR, follow=True).content.decode()
    assert "Kakuma camp" in page
    city = City.objects.get()
    assert city_typed("Kakuma camp, KE") == city_typed("卡库马营地") == city
    assert (city.country_id, city.latitude, city.longitude) == ("KE", 3.717, 34.857)
    assert TrailEntry.objects.filter(verb="add_city", target_ref=city.ref).exists()
    load_places()
    assert city in cities_like("kakuma")


def test_a_name_that_the_country_has_already_is_refused_beside_its_field(administrator: Client) -> None:
    administrator.post("/places/new", LODWAR)
    again = administrator.post("/places/new", {**LODWAR, "name": "KAKUMA CAMP", "name_zh": ""})
    assert again.status_code == 422
    assert "a place of this name" in again.content.decode()
    assert City.objects.count() == 1


def test_it_is_corrected_and_what_ships_is_not(administrator: Client) -> None:
    administrator.post("/places/new", LODWAR)
    city = City.objects.get()
    administrator.post(f"/places/{city.ref}", {**LODWAR, "name": "Kalobeyei"})
    assert [str(row) for row in cities_like("kalobeyei")] == ["Kalobeyei"]
    assert cities_like("kakuma camp") == []
    shipped = City.objects.create(code="g1", country_id="KE", name="Lamu")
    assert administrator.get(f"/places/{shipped.ref}").status_code == 404


def test_one_degree_alone_is_no_place_on_the_map(administrator: Client) -> None:
    answer = administrator.post("/places/new", {**LODWAR, "longitude": ""})
    assert (answer.status_code, City.objects.count()) == (422, 0)
    administrator.post("/places/new", {**LODWAR, "longitude": "", "latitude": ""})
    assert City.objects.get().latitude is None


def test_only_administrators_add_and_auditors_look() -> None:
    assert signed_in(make_auditor()).get("/places").status_code == 200
    for account, page in (
        (make_auditor(), "/places/new"),
        (make_officer(), "/places"),
        (make_officer(), "/places/new"),
    ):
        assert signed_in(account).get(page).status_code == 403


@pytest.mark.once
def test_the_list_costs_the_same_queries_for_one_place_and_for_a_hundred(administrator: Client) -> None:
    City.objects.create(code=f"{OWN}0", country_id="KE", name="Camp 0")
    one = queries_of_second_look(administrator, "/places")
    City.objects.bulk_create(
        City(code=f"{OWN}{number}", country_id="KE", name=f"Camp {number}") for number in range(1, 100)
    )
    assert queries_of(administrator, "/places") == one
