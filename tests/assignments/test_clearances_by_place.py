"""Which clearances are asked for: by category or of every one, by track, country and duty station; kept on the page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from tests import factories as make
from tests.assignments.selection_world import applied, fresh
from tests.assignments.service_world import make_service, require
from tests.clients import signed_in

from minga.assignments.actions.shortlist import shortlist_application
from minga.assignments.models import Category, ClearanceRequirement, Description, Seat
from minga.core.reference import load_reference

pytestmark = pytest.mark.django_db


def send(browser: Any, category: Category, row: ClearanceRequirement | None, **fields: str) -> Any:
    """The form of a clearance as it stands, or a new one, with these fields otherwise."""
    args = [category.ref, row.ref] if row else [category.ref]
    address = reverse(f"assignments:{'requirement' if row else 'requirement_new'}", args=args)
    form = browser.get(address).context["form"]
    sent = {name: form[name].value() for name in form.fields}
    sent = {name: "on" if value is True else str(value) for name, value in sent.items() if value not in (None, False)}
    return browser.post(address, {**sent, **({"version": str(row.version)} if row else {}), **fields})


def test_what_ships_for_every_category_is_ended_changed_and_narrowed_by_an_administrator(reference: None) -> None:
    list(load_reference(only=["assignments"]))
    browser, community = signed_in(make.make_administrator()), Category.objects.get(code="community")
    page = browser.get(reverse("assignments:category", args=[community.ref])).content.decode()
    row = ClearanceRequirement.objects.get(kind="security_training", track="national")
    assert row.category_id is None and "Asked of every category" in page
    assert reverse("assignments:requirement", args=[community.ref, row.ref]) in page
    yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()
    assert send(browser, community, row, in_force_to=yesterday).status_code == 302
    row.refresh_from_db()
    assert (row.category_id, row.in_force_to.isoformat()) == (None, yesterday)
    again = send(browser, community, None, kind="security_training", track="national",
                 in_force_from=timezone.localdate().isoformat())  # fmt: skip
    assert again.status_code == 302
    own = ClearanceRequirement.objects.get(kind="security_training", category=community)
    twice = send(browser, community, own, every_category="on", in_force_from=yesterday)
    assert twice.status_code == 422 and "“every category”" in twice.content.decode()


def test_a_clearance_may_be_asked_for_at_one_duty_station_only(reference: None) -> None:
    browser, category = signed_in(make.make_administrator()), make.make_category()
    fields = {"kind": "security_training", "in_force_from": "2021-01-01", "every_category": "on"}
    refused = send(browser, category, None, **fields, country="CN", city="Nairobi, Kenya")
    assert refused.status_code == 422 and "This city lies in another country." in refused.content.decode()
    assert send(browser, category, None, **fields, city="Nairobi, Kenya").status_code == 302
    row = ClearanceRequirement.objects.get()
    assert (row.category_id, row.country_id, row.city.name) == (None, "KE", "Nairobi")
    page = browser.get(reverse("assignments:category", args=[category.ref])).content.decode()
    assert "Nairobi, Kenya" in page
    assert send(browser, category, None, **fields, city="Nairobi, Kenya").status_code == 422


@pytest.mark.parametrize(("station", "asked"), [("Nairobi", ["security_training", "visa"]), ("Kisumu", ["visa"])])
def test_the_service_needs_what_its_own_duty_station_asks_for(station: str, asked: list[str]) -> None:
    require("security_training", city=make.make_city(country="KE", name="Nairobi"), country_id="KE")
    require("visa", country_id="KE")
    require("background", city=make.make_city(country="CN", name="Kunming"), country_id="CN")
    world = make_service(track="international", kinds=(), station=make.make_city(country="KE", name=station))
    assert sorted(world.service.clearances.values_list("kind", flat=True)) == asked


def test_before_submission_the_clearances_of_every_duty_station_are_asked_for() -> None:
    kisumu = make.make_city(country="KE", name="Kisumu")
    require("reference", country_id="CN", is_pre_submission=True, valid_months=24)
    require("reference", city=kisumu, country_id="KE", is_pre_submission=True, valid_months=6)
    require("background", city=kisumu, country_id="KE", is_pre_submission=True)
    post: Description = make.make_description(state="selecting", track="international")
    Seat.objects.create(description=post, number=2, city=kisumu)
    row = applied(post)
    shortlist_application(actor=make.make_officer(), application=row)
    found = fresh(row).clearances.order_by("kind").values_list("kind", "valid_months", "is_pre_submission")
    assert list(found) == [("background", 12, True), ("reference", 6, True)]
