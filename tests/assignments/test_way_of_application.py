"""The steps of an application as its person reads them: nothing is said to happen that has not begun."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from tests.clients import signed_in
from tests.factories import make_application, make_description, make_focal_point, make_officer

from minga.assignments.actions.shortlist import shortlist_application, submit_to_host
from minga.assignments.models import Application, Clearance, Description
from minga.people.actions.consents import give_consent

pytestmark = pytest.mark.django_db
NOW = "This is happening now"
STAGES = ("Sent", "Shortlist", "Assessment by the host entity", "Decision", "Offer")


def steps_of(row: Application) -> dict[str, tuple[str, str]]:
    """Stage -> (how it is drawn, what is said of it; a day is left out)."""
    page = signed_in(row.account).get(f"/applications/{row.ref}").content.decode()
    found = re.findall(r'<li class="op-way-(\w+)"[^>]*>.*?<strong>(.*?)</strong>(.*?)</div></li>', page)
    assert [label for _state, label, _rest in found] == list(STAGES)
    said = {label: (state, re.sub(r"<time.*?</time>|<[^>]+>", "", rest).strip()) for state, label, rest in found}
    assert page.count('aria-current="step"') == sum(state == "now" for state, _words in said.values())
    return said


def applied(**post: Any) -> Application:
    return make_application(description=make_description(**post), state="longlisted")


def test_on_the_shortlist_the_host_entity_does_not_have_it_before_it_was_sent_there() -> None:
    row, officer = applied(state="selecting"), make_officer()
    make_focal_point(row.description.host)
    shortlist_application(actor=officer, application=row)
    steps = steps_of(Application.objects.get(pk=row.pk))
    assert steps["Shortlist"] == ("done", "")
    assert steps["Assessment by the host entity"] == (
        "now",
        "Comes next: the host entity does not have your application yet",
    )
    asked = Clearance.objects.create(application=row, kind="reference", state="requested", is_pre_submission=True)
    assert steps_of(Application.objects.get(pk=row.pk))["Assessment by the host entity"][1].startswith("Comes next")
    asked.delete()
    give_consent(actor=row.account, account=row.account, purpose="share_with_host")
    submit_to_host(actor=officer, application=Application.objects.get(pk=row.pk))
    assert steps_of(Application.objects.get(pk=row.pk))["Assessment by the host entity"] == ("now", NOW)


def test_the_shortlist_begins_when_applications_have_closed_by_their_last_day_or_before_it() -> None:
    row = applied(state="sourcing", closes_on=timezone.localdate() + timedelta(days=9))
    assert steps_of(row)["Shortlist"] == ("now", "Begins when applications have closed")
    Description.objects.update(state="selecting")  # an officer closed it nine days early
    assert steps_of(Application.objects.get(pk=row.pk))["Shortlist"] == ("now", NOW)
    page = signed_in(row.account).get(f"/applications/{row.ref}").content.decode()
    assert "Applications close on" not in page
    assert "Then the officer reads them" not in page


def test_whoever_is_in_reserve_reads_that_they_are_in_line() -> None:
    row = make_application(description=make_description(state="selecting"), state="reserve", reserve_rank=1)
    assert steps_of(row)["Decision"] == ("now", "You are in line for a place that becomes free")
