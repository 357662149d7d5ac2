"""An organisation that an officer enters for others: reviewed like any other, with a host of its own."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from tests.factories import make_account, make_country, make_officer

from minga.core.access.models import Holding
from minga.partners.actions import registration as acts
from minga.partners.models import Organisation, Reference

pytestmark = pytest.mark.django_db

ENTERED = {
    "name": "Lake Friends",
    "type": "university",
    "country": "KE",
    "does": "is_host",
    "about_en": "We keep it clean.",
}


@pytest.fixture
def officer() -> Any:
    make_country("KE")
    return make_officer(country="KE")


def test_an_officer_finds_where_to_enter_one_and_invites_its_first_person(client: Client, officer: Any) -> None:
    client.force_login(officer)
    assert "Enter an organisation" in client.get("/organisations").content.decode()
    assert "Go on to the review" in client.get("/organisations/register").content.decode()
    client.post("/organisations/register", ENTERED)
    row = Organisation.objects.get()
    at = f"/organisations/{row.slug}/registration"
    client.post(f"{at}/review")
    assert "you invite its first focal point next" in client.get(at).content.decode()
    answer = client.post(f"{at}/register", follow=True)
    assert answer.redirect_chain == [(f"/organisations/{row.slug}/people", 302)]
    assert "Nobody acts for it yet" in answer.content.decode()
    row.refresh_from_db()
    assert row.state == "registered"
    assert not Holding.objects.filter(scope_key=row.ref).exists()


def test_the_same_press_twice_registers_one_and_names_one_reference() -> None:
    person, country = make_account(), make_country("KE")
    fields = {
        "name": "Lake Friends",
        "type": "foundation",
        "country": country,
        "is_host": True,
        "about": {"en": "Clean."},
    }
    first = acts.register_organisation(actor=person, fields=fields)
    assert acts.register_organisation(actor=person, fields=fields).pk == first.pk
    for _press in range(2):
        acts.add_reference(
            actor=person, organisation=first, reference={"name": "A", "position": "Head", "email": "a@example.org"}
        )
    assert (Organisation.objects.count(), Reference.objects.count()) == (1, 1)
