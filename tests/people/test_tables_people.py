"""The administrators' list of accounts as a table: columns, order, taken away for a purpose."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.clients import signed_in
from tests.factories import make_administrator, make_focal_point, make_organisation, make_volunteer
from tests.files import rows_of

from minga.core.audit.models import TrailEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator() -> Client:
    return signed_in(make_administrator())


def test_columns_of_people_are_chosen_and_kept(administrator: Client) -> None:
    person = make_volunteer()
    page = administrator.get("/people").content.decode()
    assert person.email not in page
    administrator.post("/tables/people.accounts/columns", {"column": ["email", "roles"], "next": "/people"})
    page = administrator.get("/people").content.decode()
    assert person.email in page
    assert 'data-label="Reference"' not in page


def test_people_stand_in_the_order_of_a_name(administrator: Client) -> None:
    for name in ("Bo", "Ada", "Cy"):
        person = make_volunteer()
        person.name = name
        person.save()
    rows = administrator.get("/people", {"sort": "name"}).context["rows"]
    names = [row.account.name for row in rows]
    assert [name for name in names if name in {"Ada", "Bo", "Cy"}] == ["Ada", "Bo", "Cy"]


def test_people_are_taken_away_with_their_roles_for_a_purpose_that_keeps_no_address(administrator: Client) -> None:
    host = make_organisation(name="A host entity")
    person = make_focal_point(host)
    make_volunteer()
    address = f"/people/table?q={person.email}"
    assert administrator.post(address, {"reason": "x", "format": "csv"}).status_code == 422
    found = rows_of(administrator.post(address, {"reason": "Yearly review", "format": "csv"}))
    assert found[0] == ["Name", "Reference", "Since", "Roles", "State"]
    assert [(row[0], row[1], row[3], row[4]) for row in found[1:]] == [
        (str(person), person.ref, "Host focal point · A host entity", "Switched on")
    ]
    entry = TrailEntry.objects.get(verb="take_rows_away")
    assert entry.reason == "Yearly review"
    assert person.email not in str(entry.changes)
    assert signed_in(make_volunteer()).post("/people/table", {"reason": "Yearly review"}).status_code == 403
