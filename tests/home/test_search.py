"""Search everything: one box, and nobody finds what they may not read."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.factories import (
    make_administrator,
    make_application,
    make_auditor,
    make_description,
    make_focal_point,
    make_officer,
    make_organisation,
    make_volunteer,
)

from minga.core.registries import Hit, Searched, search_documents

pytestmark = pytest.mark.django_db


def found(client: Client, words: str) -> str:
    return client.get("/search", {"q": words}).content.decode()


def test_an_officer_finds_descriptions_organisations_and_candidates(client: Client) -> None:
    host = make_organisation(name="Poyang Lake Station")
    description = make_description(host=host, texts={"en": "Count the cranes"})
    application = make_application(description=description)
    client.force_login(make_officer())
    assert "Count the cranes" in found(client, "cranes")
    assert "Poyang Lake Station" in found(client, "poyang")
    assert f"Candidate {application.candidate_number}" in found(client, str(application.candidate_number).zfill(2))


def test_an_officer_of_another_country_finds_nothing_of_here(client: Client) -> None:
    description = make_description(texts={"en": "Count the cranes"}, state="draft")
    application = make_application(description=make_description(texts={"en": "Feed the storks"}))
    client.force_login(make_officer(country="KE"))
    assert description.number not in found(client, "cranes")
    assert "Feed the storks" not in found(client, f"#{application.candidate_number}0".rstrip("0").zfill(2))


def test_an_officer_finds_registrations_of_their_own_country_only(client: Client) -> None:
    make_organisation(name="Crane station of here", state="applied")
    make_organisation(name="Crane station of there", state="applied", country="KE")
    make_organisation(name="Crane station for all", country="KE")
    client.force_login(make_officer())
    page = found(client, "crane")
    assert "Crane station of here" in page
    assert "Crane station for all" in page
    assert "Crane station of there" not in page


def test_a_host_finds_no_candidates_and_only_its_own_descriptions(client: Client) -> None:
    host = make_organisation(name="Poyang Lake Station")
    application = make_application(description=make_description(host=host, texts={"en": "Count the cranes"}))
    make_description(texts={"en": "Cranes elsewhere"}, state="draft")
    client.force_login(make_focal_point(host))
    page = found(client, "cranes")
    assert "Count the cranes" in page
    assert "Cranes elsewhere" not in page
    assert f"Candidate {application.candidate_number}<" not in found(client, f"{application.candidate_number:02}")


def test_an_auditor_finds_candidates_of_every_country_by_their_number(client: Client) -> None:
    application = make_application(description=make_description(texts={"en": "Feed the storks"}, country="KE"))
    client.force_login(make_auditor())
    page = found(client, f"{application.candidate_number:02}")
    assert f"/candidates/{application.ref}" in page
    assert client.get(f"/candidates/{application.ref}").status_code == 200


def test_an_administrator_finds_a_person_by_the_whole_address_only(client: Client) -> None:
    person = make_volunteer()
    client.force_login(make_administrator())
    assert person.name in found(client, person.email)
    assert person.ref not in found(client, person.email[:-4])


def test_a_volunteer_has_no_such_search(client: Client) -> None:
    client.force_login(make_volunteer())
    assert client.get("/search", {"q": "cranes"}).status_code == 403


def test_a_visitor_is_asked_to_sign_in(client: Client) -> None:
    assert client.get("/search").status_code == 302


@pytest.mark.once
def test_the_search_costs_the_same_at_1_and_at_100_rows(client: Client) -> None:
    client.force_login(make_officer())
    counts = []
    for many in (1, 99):
        for _ in range(many):
            make_description(texts={"en": "Count the cranes"}, host=make_organisation(name="Crane station"))
        found(client, "crane")
        with CaptureQueriesContext(connection) as queries:
            found(client, "crane")
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[1] <= 14


def test_what_a_further_room_lets_people_find_stands_under_its_heading(client: Client, monkeypatch) -> None:
    def find(account, words):
        return [Hit(f"Handbook of {words} {number} for {account}", f"/knowledge/{number}") for number in range(20)]

    monkeypatch.setattr(search_documents, "_entries", {"knowledge": Searched("Knowledge", find)})
    officer = make_officer()
    client.force_login(officer)
    page = found(client, "cranes")
    assert "Knowledge" in page
    assert f"Handbook of cranes 7 for {officer}" in page
    assert "/knowledge/8" not in page
