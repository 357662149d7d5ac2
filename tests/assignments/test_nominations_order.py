"""The list of posts that a partner nominates for."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_posts_that_take_people_stand_before_those_that_closed(client: Client) -> None:
    partner, today = make.make_organisation(is_partner=True), timezone.localdate()
    for title, state, days in (("Long over", "filled", -300), ("Open now", "sourcing", 9), ("Just over", "filled", -9)):
        row = make.make_description(texts={"en": title}, state=state)
        row.nominating_partner, row.closes_on, row.published_at = partner, today + timedelta(days=days), timezone.now()
        row.save()
    client.force_login(make.make_partner_representative(partner))
    page = client.get("/nominations").content.decode()
    places = [page.index(title) for title in ("Open now", "Just over", "Long over")]
    assert places == sorted(places)


def test_an_auditor_reads_the_posts_of_every_partner_and_nominates_nobody(client: Client) -> None:
    partner = make.make_organisation(is_partner=True)
    row = make.make_description(texts={"en": "Open now"}, state="sourcing")
    row.nominating_partner, row.published_at = partner, timezone.now()
    row.save()
    client.force_login(make.make_partner_representative(make.make_organisation(is_partner=True)))
    assert "Open now" not in client.get("/nominations").content.decode()
    client.force_login(make.make_auditor())
    page = client.get("/nominations").content.decode()
    assert "Open now" in page
    assert f"{partner} nominates" in page
    assert "Nominate people" not in page
    assert client.get("/nominations/people").status_code == 200


def test_all_that_is_wrong_with_the_addresses_is_said_at_once_and_nobody_is_asked(client: Client) -> None:
    partner = make.make_organisation(is_partner=True)
    row = make.make_description(nominating_partner=partner, nomination_quota=1)
    known, other = make.make_volunteer(), make.make_volunteer()
    client.force_login(make.make_partner_representative(partner))
    lines = ["not an address", "nobody@example.org", known.email, other.email]
    answer = client.post(f"/opportunities/{row.ref}/nominate", {"emails": "\n".join(lines)})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "“not an address” is not an email address." in page
    assert "Nobody has signed up as nobody@example.org." in page
    assert "You may nominate 1 more person for this post." in page
    assert row.nominations.count() == 0
    client.post(f"/opportunities/{row.ref}/nominate", {"emails": known.email})
    page = client.post(f"/opportunities/{row.ref}/nominate", {"emails": f"x\n{known.email}"}).content.decode()
    assert f"{known.email} has been nominated already." in page
