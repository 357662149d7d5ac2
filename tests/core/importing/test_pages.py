"""Importing on the page, whole: upload, match, look, take, undo; closed to whoever may not."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.clients import queries_of_second_look
from tests.core.importing.lists import csv_of, take
from tests.factories import (
    make_account,
    make_administrator,
    make_auditor,
    make_country,
    make_officer,
    make_organisation,
    make_partner_representative,
)

from minga.core.background import hand_over
from minga.core.importing import views, whole
from minga.core.importing.actions import pieces
from minga.core.importing.models import Batch
from minga.partners.models import Organisation

pytestmark = pytest.mark.django_db
HEADER = ("Name", "Where", "Web")
ROWS = (("River Friends", "CN", ""), ("Lake Friends", "CN", ""), ("", "CN", ""), ("Bad", "Nowhere", ""))


def upload(*rows: Any) -> SimpleUploadedFile:
    return SimpleUploadedFile("partners.csv", csv_of(HEADER, *rows).read(), content_type="text/csv")


@pytest.fixture
def officer(client: Client) -> Any:
    account = make_officer()
    client.force_login(account)
    return account


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_list_goes_in_and_out_on_the_page(client: Client, officer: Any, language: str) -> None:
    assert client.get(f"/imports?lang={language}").status_code == 200
    response = client.post("/imports", {"kind": "organisations", "file": upload(*ROWS), "source": "mine"})
    batch = Batch.objects.get()
    page = response["Location"]
    assert page == f"/imports/{batch.ref}"
    assert client.get(page).status_code == 200
    matching = {
        "version": 1, "source": "mine", "name": "Name", "country": "Where", "does-fixed": "host; partner",
    }  # fmt: skip
    assert client.post(f"{page}/match", {**matching, "country": ""}).status_code == 422
    assert client.post(f"{page}/match", matching).status_code == 302
    batch.refresh_from_db()
    shown = client.get(page)
    assert (shown.context["preview"].new, len(shown.context["preview"].bad)) == (2, 2)
    assert "Nowhere" in shown.content.decode()
    assert client.post(f"{page}/take", {"version": batch.version}).status_code == 302
    assert set(Organisation.objects.values_list("name", "is_partner")) == {
        ("River Friends", True), ("Lake Friends", True),
    }  # fmt: skip
    shown = client.get(page).content.decode()
    assert "Nowhere" in shown
    batch.refresh_from_db()
    assert client.post(f"{page}/take", {"version": 1}).status_code == 409
    assert client.post(f"{page}/undo", {"version": batch.version}).status_code == 302
    assert not Organisation.objects.exists()
    assert client.get(page).status_code == 200
    assert client.get("/imports").status_code == 200


def test_what_takes_long_goes_on_in_the_worker(client: Client, officer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "PIECE", 1)
    monkeypatch.setattr(whole, "PATIENCE", -1.0)
    handed: list[str] = []
    monkeypatch.setattr(views, "hand_over", lambda task, *words: (handed.append(words[0]), hand_over(task, *words)))
    client.post("/imports", {"kind": "organisations", "file": upload(*ROWS)})
    batch = Batch.objects.get()
    page = f"/imports/{batch.ref}"
    client.post(f"{page}/match", {"version": 1, "source": "mine", "name": "Name", "country": "Where"})
    client.post(f"{page}/take", {"version": 2})
    batch.refresh_from_db()
    assert (batch.state, Organisation.objects.count(), handed) == ("taken", 2, [batch.ref])
    client.post(f"{page}/undo", {"version": batch.version})
    batch.refresh_from_db()
    assert (batch.state, Organisation.objects.count(), len(handed)) == ("undone", 0, 2)


def test_a_page_that_waits_asks_no_more_once_it_is_over(client: Client, officer: Any) -> None:
    client.post("/imports", {"kind": "organisations", "file": upload(*ROWS)})
    page = f"/imports/{Batch.objects.get().ref}"
    Batch.objects.update(state="taking", counts={"rows": 2, "done": 1})
    waits = client.get(page, headers={"HX-Request": "true"})
    assert ("HX-Refresh" in waits, "every 3s" in waits.content.decode()) == (False, True)
    Batch.objects.update(state="taken")
    over = client.get(page, headers={"HX-Request": "true"})
    assert (over["HX-Refresh"], "every 3s" in over.content.decode()) == ("true", False)
    assert "HX-Refresh" not in client.get(page)


def test_the_head_says_what_to_do_with_a_list_that_was_only_looked_at(client: Client, officer: Any) -> None:
    client.post("/imports", {"kind": "organisations", "file": upload(*ROWS)})
    page = f"/imports/{Batch.objects.get().ref}"
    assert "Match the columns to the fields" in client.get(page).content.decode()
    client.post(f"{page}/match", {"version": 1, "source": "mine", "name": "Name", "country": "Where"})
    looked_at = client.get(page).content.decode()
    assert "Check what would happen, then import the good rows" in looked_at
    client.post(f"{page}/take", {"version": 2})
    assert "What happens next" not in client.get(page).content.decode()


def test_a_file_is_dropped(client: Client, officer: Any) -> None:
    client.post("/imports", {"kind": "organisations", "file": upload(*ROWS)})
    batch = Batch.objects.get()
    assert client.post(f"/imports/{batch.ref}/drop", {"version": 1})["Location"] == "/imports"
    batch.refresh_from_db()
    assert (batch.state, batch.rows) == ("dropped", [])
    assert client.get(f"/imports/{batch.ref}").status_code == 200


def test_what_is_no_table_is_refused_beside_the_field(client: Client, officer: Any) -> None:
    fake = SimpleUploadedFile("partners.csv", b"\x89PNG\r\n\x1a\n\0\0", content_type="text/csv")
    response = client.post("/imports", {"kind": "organisations", "file": fake})
    assert response.status_code == 422
    assert "not a table" in response.content.decode()
    assert not Batch.objects.exists()


def test_an_import_is_closed_to_everybody_else(client: Client) -> None:
    make_country("CN")
    batch = take(make_officer(), "organisations", csv_of(("name", "country"), ("A", "CN")))
    for account in (make_account(), make_partner_representative(make_organisation())):
        client.force_login(account)
        assert client.get("/imports").status_code == 403
        assert client.get(f"/imports/{batch.ref}").status_code == 404
        assert client.post(f"/imports/{batch.ref}/undo", {"version": batch.version}).status_code == 404
    client.force_login(make_officer())
    assert client.get(f"/imports/{batch.ref}").status_code == 404
    client.force_login(make_auditor())
    assert client.get(f"/imports/{batch.ref}").status_code == 200
    assert client.post(f"/imports/{batch.ref}/undo", {"version": batch.version}).status_code == 403
    assert client.post("/imports", {"kind": "organisations", "file": upload(*ROWS)}).status_code == 403
    client.force_login(make_administrator())
    assert client.post(f"/imports/{batch.ref}/undo", {"version": batch.version}).status_code == 302
    assert Client().get("/imports").status_code == 302


def test_the_pages_cost_the_same_at_1_and_at_100_rows(client: Client, officer: Any) -> None:
    few = take(officer, "organisations", csv_of(("name", "country"), ("A", "CN"), ("", "CN")))
    one = (queries_of_second_look(client, "/imports"), queries_of_second_look(client, f"/imports/{few.ref}"))
    many = take(officer, "organisations", csv_of(("name", "country"), *[("", "CN")] * 100))
    Batch.objects.bulk_create(Batch(kind="organisations", file_name=f"{n}.csv", created_by=officer) for n in range(99))
    assert (queries_of_second_look(client, "/imports"), queries_of_second_look(client, f"/imports/{many.ref}")) == one


def test_a_preview_costs_the_same_at_1_and_at_100_rows(client: Client, officer: Any) -> None:
    client.post("/imports", {"kind": "organisations", "file": upload(("A", "CN", ""))})
    first = Batch.objects.get()
    client.post(f"/imports/{first.ref}/match", {"version": 1, "source": "m", "name": "Name", "country": "Where"})
    one = queries_of_second_look(client, f"/imports/{first.ref}")
    client.post("/imports", {"kind": "organisations", "file": upload(*[(f"A{n}", "CN", "") for n in range(100)])})
    second = Batch.objects.exclude(pk=first.pk).get()
    assert queries_of_second_look(client, f"/imports/{second.ref}") == one
