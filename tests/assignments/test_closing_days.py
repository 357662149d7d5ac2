"""A last day to apply that has passed, or comes after the first day of service, is said before anybody applies."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from tests import factories as make
from tests.assignments.selection_world import applied
from tests.clients import signed_in

from minga.assignments.models import Description, Offer

pytestmark = pytest.mark.django_db

PASSED = "With it the description cannot be published."
AFTER = "after the first day of service"


def test_a_last_day_to_apply_that_has_passed_is_saved_with_a_word_and_not_published():
    officer = make.make_officer()
    row = make.make_description(state="ready_for_sourcing", officer=officer)
    browser, path = signed_in(officer), f"/descriptions/{row.ref}"
    assert PASSED not in browser.get(path).content.decode()
    Description.objects.update(closes_on=timezone.localdate() - timedelta(days=400))
    for address in (path, f"{path}/edit/publication"):
        assert PASSED in browser.get(address).content.decode(), address
    browser.post(f"{path}/do/publish", {"version": Description.objects.get().version})
    assert Description.objects.get().state == "ready_for_sourcing"


def test_host_entity_and_officer_are_warned_of_applications_that_close_after_the_first_day():
    officer = make.make_officer()
    row = make.make_description(state="ready_for_sourcing", officer=officer)
    today = timezone.localdate()
    Description.objects.update(starts_on=today + timedelta(days=5), closes_on=today + timedelta(days=5))
    focal_point = make.make_focal_point(row.host)
    assert AFTER not in signed_in(focal_point).get(f"/descriptions/{row.ref}").content.decode()
    Description.objects.update(closes_on=today + timedelta(days=6))
    for account in (officer, focal_point):
        assert AFTER in signed_in(account).get(f"/descriptions/{row.ref}").content.decode()
    assert AFTER in signed_in(officer).get(f"/descriptions/{row.ref}/edit/publication").content.decode()


def test_what_is_wrong_with_the_days_of_an_offer_stands_beside_them():
    officer = make.make_officer()
    description = make.make_description(state="selecting")
    row = applied(description, state="selected")
    past = timezone.localdate() - timedelta(days=1)
    sent = {"seat": "1", "starts_on": past, "ends_on": past, "expires_on": past, "dependants": "0"}
    answer = signed_in(officer).post(f"/candidates/{row.ref}/offer", {**sent, "version": row.version})
    form = answer.context["form"]
    assert form.errors["starts_on"] == ["The first day has passed. Choose today or a later day."]
    assert form.errors["expires_on"] == ["The offer would have expired already. Choose a later moment."]
    assert not Offer.objects.exists()
