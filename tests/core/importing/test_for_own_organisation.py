"""A focal point imports descriptions for their own host entity, and reaches nothing of another's."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from tests.core.importing.lists import bad, csv_of, outcomes, start, take
from tests.factories import (
    give_role,
    make_category,
    make_city,
    make_focal_point,
    make_officer,
    make_organisation,
    make_partner_representative,
)

from minga.assignments.models import Description
from minga.core.access.models import Role
from minga.core.errors import Incomplete, NotAllowed
from minga.core.importing.models import Batch, Identity, KeptMapping
from minga.core.importing.whole import take_all, undo_all
from minga.partners.models import Organisation

pytestmark = pytest.mark.django_db
HEADER = ("id", "title", "host", "country", "city")
ROW = ("1", "Teach", "River Friends", "CN", "Beijing")


@pytest.fixture
def host() -> Organisation:
    make_category("community")
    make_city()
    return make_organisation(name="River Friends", short_name="RF")


@pytest.fixture
def focal(host: Organisation) -> Any:
    return make_focal_point(host)


def test_an_empty_cell_says_what_the_own_organisation_is(focal: Any, host: Organisation) -> None:
    batch = take(focal, "opportunities", csv_of(("id", "title", "host", "country"), ("1", "Plant", "", " ")))
    assert outcomes(batch) == {"created": 1}
    assert Description.objects.get().host == host
    officer = make_officer()
    assert bad(take(officer, "opportunities", csv_of(("title", "host", "country"), ("Plant", "", "CN")))) == [
        (2, "host")
    ]


def test_a_list_becomes_drafts_of_the_own_organisation_and_goes_again(focal: Any, host: Organisation) -> None:
    batch = take(focal, "opportunities", csv_of(HEADER, ROW, ("2", "Plant", "rf", "CN", "")))
    assert (batch.scope_ref, outcomes(batch)) == (host.ref, {"created": 2})
    drafts = Description.objects.all()
    assert {(row.host_id, row.state, row.created_by_id) for row in drafts} == {(host.pk, "draft", focal.pk)}
    again = take(focal, "opportunities", csv_of(HEADER, ROW, ("2", "Plant trees", "rf", "CN", "")))
    assert outcomes(again) == {"unchanged": 1, "updated": 1}
    undo_all(actor=focal, batch=again)
    undo_all(actor=focal, batch=batch)
    assert not Description.objects.exists()
    assert Organisation.objects.get() == host


def test_a_row_for_another_organisation_is_named_and_left_out(focal: Any) -> None:
    make_organisation(name="Lake Friends")
    rows = (ROW, ("2", "B", "Lake Friends", "CN", ""), ("3", "C", "Nobody knows", "CN", ""))
    batch = take(focal, "opportunities", csv_of(HEADER, *rows))
    assert (outcomes(batch), bad(batch)) == ({"created": 1, "bad": 2}, [(3, "host"), (4, "host")])
    assert Organisation.objects.count() == 2


def test_a_list_without_a_column_for_the_host_is_the_own_organisations(focal: Any, host: Organisation) -> None:
    batch = start(focal, "opportunities", csv_of(("title",), ("Teach",)))
    assert (batch.mapping["host"], batch.mapping["country"]) == ("=River Friends", "=CN")
    assert outcomes(take(focal, "opportunities", csv_of(("title",), ("Teach",)))) == {"created": 1}
    assert Description.objects.get().host == host


def test_the_same_source_and_identifier_of_another_list_is_not_reached(focal: Any) -> None:
    other = make_focal_point(make_organisation(name="Lake Friends"))
    theirs = take(other, "opportunities", csv_of(HEADER, ("1", "Swim", "Lake Friends", "CN", "")))
    officers = take(make_officer(), "opportunities", csv_of(HEADER, ("1", "Dive", "Lake Friends", "CN", "")))
    assert outcomes(take(focal, "opportunities", csv_of(HEADER, ROW))) == {"created": 1}
    assert {str(row) for row in Description.objects.all()} == {"Swim", "Dive", "Teach"}
    assert Identity.objects.filter(kind="opportunities", external_id="1").count() == 3
    for batch in (theirs, officers):
        with pytest.raises(NotAllowed):
            undo_all(actor=focal, batch=batch)


def test_how_columns_were_matched_is_kept_for_the_own_organisation(focal: Any) -> None:
    header = ("What", "Where")
    start(focal, "opportunities", csv_of(header, ("Teach", "CN")), source="ours", title="What", country="Where")
    assert start(focal, "opportunities", csv_of(header, ("Teach", "CN")), source="").mapping["title"] == "What"
    strange = start(make_officer(), "opportunities", csv_of(header, ("Teach", "CN")), source="")
    assert ("title" in strange.mapping, strange.source) == (False, "opportunities")
    assert KeptMapping.objects.get().scope_ref == focal.holdings.get().scope_key


def test_only_opportunities_and_only_while_registered(focal: Any, host: Organisation) -> None:
    for kind in ("organisations", "volunteers"):
        with pytest.raises(NotAllowed):
            start(focal, kind, csv_of(("name", "country"), ("A", "CN")))
    batch = start(focal, "opportunities", csv_of(HEADER, ROW))
    Organisation.objects.update(state="suspended")
    with pytest.raises(NotAllowed, match="once it is registered"):
        start(focal, "opportunities", csv_of(HEADER, ROW))
    assert outcomes(take_all(actor=focal, batch=batch)) == {"bad": 1}


def test_whoever_works_for_several_says_for_which(client: Client, focal: Any) -> None:
    second = make_organisation(name="Lake Friends")
    give_role(focal, Role.HOST_FOCAL_POINT, organisation=second)
    with pytest.raises(Incomplete, match="which organisation the list is for"):
        start(focal, "opportunities", csv_of(HEADER, ROW))
    client.force_login(focal)
    sent = {"kind": "opportunities", "source": "mine"}
    file = SimpleUploadedFile("a.csv", csv_of(("title",), ("Swim",)).read(), content_type="text/csv")
    assert client.post("/imports", {**sent, "file": file}).status_code == 422
    file.seek(0)
    assert client.post("/imports", {**sent, "file": file, "scope": second.ref}).status_code == 302
    assert Batch.objects.get().scope_ref == second.ref


def test_the_page_and_the_menu_are_open_to_focal_points_and_closed_to_partners(client: Client, focal: Any) -> None:
    client.force_login(focal)
    page = client.get("/imports", {"lang": "en"}).content.decode()
    assert 'value="opportunities"' in page
    assert 'value="volunteers"' not in page
    assert 'href="/imports"' in client.get("/descriptions").content.decode()
    file = SimpleUploadedFile("a.csv", csv_of(HEADER, ROW).read(), content_type="text/csv")
    page = client.post("/imports", {"kind": "opportunities", "file": file}, follow=True).content.decode()
    assert "Each row becomes a draft of River Friends" in page
    client.force_login(make_partner_representative(make_organisation(is_partner=True, is_host=False)))
    assert client.get("/imports").status_code == 403


def test_the_command_imports_for_a_focal_point(focal: Any, host: Organisation, tmp_path: Any) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(csv_of(HEADER, ROW, ("2", "B", "Lake Friends", "CN", "")).read())
    out = io.StringIO()
    call_command("import", "opportunities", str(path), by=focal.email, stdout=out, stderr=out)
    assert "created 1, changed 0, unchanged 0, left out 1" in out.getvalue()
    assert "“Lake Friends” is not your organisation." in out.getvalue()
    give_role(focal, Role.HOST_FOCAL_POINT, organisation=make_organisation(name="Lake Friends"))
    with pytest.raises(CommandError, match="which organisation the list is for"):
        call_command("import", "opportunities", str(path), by=focal.email, stdout=out, stderr=out)
    options = {"by": focal.email, "organisation": "Lake Friends"}
    call_command("import", "opportunities", str(path), **options, stdout=out, stderr=out)
    assert Description.objects.get(host__name="Lake Friends").state == "draft"
