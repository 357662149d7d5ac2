"""Registrations as a table: columns, order, taken away by whoever may look at them."""

from __future__ import annotations

import pytest
from tests.clients import signed_in
from tests.factories import make_account, make_auditor, make_officer, make_organisation
from tests.files import rows_of

from minga.core.audit.models import TrailEntry

pytestmark = pytest.mark.django_db
LIST = "/organisations/registrations"


def test_columns_of_registrations_are_chosen_and_rows_put_in_order() -> None:
    make_organisation(name="Beta", state="applied", website="https://beta.example")
    make_organisation(name="Alpha", state="applied")
    client = signed_in(make_officer())
    assert [row.name for row in client.get(LIST, {"sort": "-name"}).context["rows"]] == ["Beta", "Alpha"]
    assert [row.name for row in client.get(LIST, {"sort": "name"}).context["rows"]] == ["Alpha", "Beta"]
    client.post("/tables/partners.registrations/columns", {"column": ["website"], "next": LIST})
    page = client.get(LIST).content.decode()
    assert "https://beta.example" in page
    assert 'data-label="State"' not in page


def test_registrations_are_taken_away_as_they_are_looked_at_by_who_may() -> None:
    sender = make_account(name="Ann Sender")
    make_organisation(name="Beta", state="applied", registered_by=sender)
    make_organisation(name="Gone", state="refused")
    make_organisation(name="Elsewhere", state="applied", country="KE")
    client = signed_in(make_officer(country="CN"))
    asked = {"reason": "Yearly report", "format": "csv"}
    found = rows_of(client.post(f"{LIST}/table?state=waiting", asked))
    assert found[0] == ["Organisation", "Kind", "Country", "State", "Sent", "By"]
    assert [(row[0], row[3], row[5]) for row in found[1:]] == [("Beta", "Applied", "Ann Sender")]
    every = rows_of(signed_in(make_auditor()).post(f"{LIST}/table?state=all&sort=name", asked))
    assert [row[0] for row in every[1:]] == ["Beta", "Elsewhere", "Gone"]
    assert TrailEntry.objects.filter(verb="take_rows_away").count() == 2
    assert signed_in(sender).post(f"{LIST}/table", asked).status_code == 403
