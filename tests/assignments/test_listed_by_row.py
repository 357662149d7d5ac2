"""The longlist says of each row whether it is listed, and one row is decided about without ticking it."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client
from tests.clients import signed_in
from tests.factories import make_application, make_description, make_focal_point, make_officer

from minga.assignments.models import Application

pytestmark = pytest.mark.django_db


def ways(client: Client, application: Application, show: str) -> dict[str, str]:
    """What the row of a candidate offers: words -> address."""
    page = client.get(f"/descriptions/{application.description.ref}/longlist?show={show}").content.decode()
    found = re.findall(rf'<a class="btn[^"]*" href="([^"]*c={application.ref})">([^<]+)</a>', page)
    return {words: html.unescape(address) for address, words in found}


def test_a_row_that_is_not_listed_leads_to_the_preview_of_this_candidate_alone() -> None:
    description = make_description(state="selecting")
    row, other = (make_application(description=description) for _ in range(2))
    client = signed_in(make_officer())
    assert client.get(f"/descriptions/{description.ref}/longlist").content.decode().count(">not listed</summary>") == 2
    offered = ways(client, row, "open")
    assert list(offered) == ["Put on the shortlist", "Do not select"]
    preview = client.get(offered["Put on the shortlist"]).content.decode()
    assert "This happens to 1 candidate" in preview
    assert f"{row.ref}:" in preview and f"{other.ref}:" not in preview


def test_a_row_on_the_shortlist_leads_off_it() -> None:
    row = make_application(state="shortlisted", description=make_description(state="selecting"))
    assert list(ways(signed_in(make_officer()), row, "shortlisted")) == ["Take off the shortlist", "Do not select"]


def test_who_has_been_decided_about_and_who_does_not_decide_are_offered_nothing() -> None:
    description = make_description(state="selecting")
    gone = make_application(state="not_selected", description=description)
    assert ways(signed_in(make_officer()), gone, "all") == {}
    make_application(description=description)
    answer = signed_in(make_focal_point(description.host)).get(f"/descriptions/{description.ref}/longlist")
    assert "not listed" not in answer.content.decode()
