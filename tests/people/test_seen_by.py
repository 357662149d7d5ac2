"""Beside every field of the profile stands who will see it; entries of a list say it once, for all of their fields."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from tests.factories import make_volunteer

from minga.places.models import City

pytestmark = pytest.mark.django_db
FIELD = re.compile(r'<(?:input|select|textarea)(?=[^>]* name="(\w+)")(?![^>]*type="hidden")[^>]*>')
UNSEEN = {"add", "q"}


@pytest.mark.parametrize(
    "step", ["about", "languages", "education", "experience", "skills", "availability", "places", "cv"]
)
def test_every_field_says_who_sees_it(client: Client, step: str) -> None:
    account = make_volunteer()
    account.profile.preferred_cities.add(City.objects.create(country_id="CN", name="Xining", code="X1"))
    client.force_login(account)
    page = client.get(f"/profile/{step}").content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    described = set(re.findall(r'id="([\w-]*seen)"', main))
    whole = re.findall(r'<(?:form|fieldset)[^>]*aria-describedby="seen"[^>]*>.*?</(?:form|fieldset)>', main, re.DOTALL)
    told = set().union(*(FIELD.findall(part) for part in whole)) if "seen" in described else set()
    fields = set(FIELD.findall(main)) - UNSEEN
    assert fields
    assert {name for name in fields - told if f"id_{name}-seen" not in described} == set()
