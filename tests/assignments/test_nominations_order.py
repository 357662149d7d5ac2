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
