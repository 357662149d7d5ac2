"""Two administrators who add the same place at once, with real threads: it stands once, the other reads why."""

from __future__ import annotations

from collections import Counter

import pytest
from tests import factories as make
from tests.at_once import at_once
from tests.clients import signed_in

from minga.places.models import City

pytestmark = [pytest.mark.threads, pytest.mark.django_db(transaction=True)]
CAMP = {"country": "KE", "name": "Kakuma camp", "name_zh": "卡库马营地", "latitude": "3.717", "longitude": "34.857"}


def test_the_same_place_added_by_two_at_once_stands_once() -> None:
    make.make_country("KE")
    people = [make.make_administrator() for _ in range(2)]
    pressing = [(signed_in(person), name) for person, name in zip(people, ("Kakuma camp", "KAKUMA CAMP"), strict=True)]
    answers = at_once(
        *((lambda one=one, name=name: one.post("/places/new", {**CAMP, "name": name})) for one, name in pressing * 3)
    )
    assert Counter(answer.status_code for answer in answers) == {302: 1, 422: 5}
    assert City.objects.count() == 1
    refused = next(answer for answer in answers if answer.status_code == 422)
    assert "has a place of this name on the list" in refused.content.decode()


def test_two_places_that_get_the_same_name_at_once_do_not_both_get_it() -> None:
    make.make_country("KE")
    first, second = make.make_administrator(), make.make_administrator()
    for name in ("Dadaab", "Kalobeyei"):
        signed_in(first).post("/places/new", {**CAMP, "name": name, "name_zh": ""})
    one, other = City.objects.order_by("name")
    answers = at_once(
        lambda: signed_in(first).post(f"/places/{one.ref}", {**CAMP, "name": "Turkana", "name_zh": ""}),
        lambda: signed_in(second).post(f"/places/{other.ref}", {**CAMP, "name": "Turkana", "name_zh": ""}),
    )
    assert Counter(answer.status_code for answer in answers) == {302: 1, 422: 1}
    assert City.objects.filter(name="Turkana").count() == 1
