"""The heads of costs, extensions and clearances say what comes next, from whom and by when."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests import factories as make
from tests.assignments.cost_world import costed, make_rates
from tests.assignments.service_steps import begin
from tests.assignments.service_world import make_service
from tests.clients import signed_in

from minga.assignments.actions.extensions import ask_for_extension
from minga.assignments.models import Description

pytestmark = pytest.mark.django_db


def by_when(client: Client, address: str) -> str:
    """The day in the head of a page as it is written for machines; empty where there is none."""
    page = client.get(address).content.decode()
    head = page[page.index('<header class="mg-head">') : page.index("</header>", page.index('class="mg-head"'))]
    found = re.search(r'<dt>By</dt><dd><time datetime="(\d{4}-\d\d-\d\d)', head)
    assert "What happens next" in head or not found
    return found[1] if found else ""


def closing(post: Description, day: date | None) -> None:
    Description.objects.filter(pk=post.pk).update(closes_on=day)


def test_a_cost_is_authorized_before_people_can_apply_or_before_the_service_begins() -> None:
    make_rates()
    estimate = costed(requested_by=make.make_officer())
    post, finance, today = estimate.description, signed_in(make.make_finance_officer()), timezone.localdate()
    address = f"/descriptions/{post.ref}/cost"
    for day, expected in (
        (today + timedelta(days=9), today + timedelta(days=9)),
        (today - timedelta(days=1), post.starts_on),
        (None, post.starts_on),
    ):
        closing(post, day)
        assert by_when(finance, address) == f"{expected:%Y-%m-%d}"


def test_an_authorized_cost_waits_for_no_day() -> None:
    make_rates()
    estimate = costed(requested_by=make.make_officer())
    estimate.state = "authorized"
    estimate.save()
    assert by_when(signed_in(make.make_finance_officer()), f"/descriptions/{estimate.description.ref}/cost") == ""


def test_where_no_cost_is_computed_yet_the_head_says_so_and_who_does_it() -> None:
    post = make.make_description(state="draft")
    client = signed_in(make.make_officer())
    page = client.get(f"/descriptions/{post.ref}/cost").content.decode()
    assert "<dd>Compute the cost and ask for its authorization</dd>" in page
    assert "<dd>You or the host entity</dd>" in page
    assert by_when(client, f"/descriptions/{post.ref}/cost") == f"{post.closes_on:%Y-%m-%d}"


def test_the_cost_of_an_extension_is_due_by_the_day_on_which_the_service_would_end() -> None:
    world = make_service(language="en")
    begin(world)
    make_rates()
    last = world.service.ends_on
    row = ask_for_extension(
        actor=world.focal_point, assignment=world.service, new_end=last + timedelta(days=61), reason="It goes on",
        funding_note="The host entity",
    )  # fmt: skip
    assert by_when(signed_in(world.officer), f"/extensions/{row.ref}/cost") == f"{last:%Y-%m-%d}"


def test_a_clearance_is_due_by_the_first_day_of_the_service_that_needs_it() -> None:
    world = make_service(language="en")
    row = world.service.clearances.get()
    address = f"/clearances/{row.ref}"
    assert by_when(signed_in(world.officer), address) == f"{world.service.starts_on:%Y-%m-%d}"
    type(row).objects.filter(pk=row.pk).update(state="expired", expires_on=date(2030, 5, 6))
    assert by_when(signed_in(world.officer), address) == "2030-05-06"
    type(row).objects.filter(pk=row.pk).update(state="waived")
    assert by_when(signed_in(world.officer), address) == ""
