"""What people are told before a day comes: each day once, a new day again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker
from tests import factories as make
from tests.assignments.service_steps import serving
from tests.assignments.service_world import World
from tests.assignments.told import accounts_told
from tests.standing import standing

from minga.assignments.actions.reminding import remind
from minga.assignments.models import Assignment, Clearance, Offer
from minga.assignments.waiting.service_of_officers import for_officers
from minga.core.notices.models import Notice
from minga.core.periodic import periodic

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def under_way(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    yield from standing(django_db_blocker, lambda: serving(kinds=("medical",), language="en"))


@pytest.fixture
def world(under_way: World, db: None) -> World:
    return under_way.anew()


def test_whoever_has_not_answered_an_offer_is_reminded_once_before_it_expires() -> None:
    assert "assignments.remind" in dict(periodic)
    row = make.make_application(state="offered")
    now, today = timezone.now(), timezone.localdate()
    offer = Offer.objects.create(
        application=row, seat=row.description.seats.get(), starts_on=today, ends_on=today, state="open",
        expires_at=now + timedelta(days=5),
    )  # fmt: skip
    remind()
    assert accounts_told("offer_expires_soon") == []
    Offer.objects.update(expires_at=now + timedelta(days=1))
    remind()
    assert accounts_told("offer_expires_soon") == [], "it was made a moment ago"
    Offer.objects.update(created_at=now - timedelta(days=4))
    remind()
    remind()
    assert accounts_told("offer_expires_soon") == [row.account_id]
    Offer.objects.filter(pk=offer.pk).update(state="declined")
    Notice.objects.all().delete()
    remind()
    assert accounts_told("offer_expires_soon") == []


def test_a_clearance_that_runs_out_before_its_service_ends_is_said_a_month_before(world: World) -> None:
    Notice.objects.all().delete()
    today = timezone.localdate()
    Clearance.objects.update(expires_on=today + timedelta(days=31))
    remind()
    assert accounts_told("clearance_runs_out") == []
    Clearance.objects.update(expires_on=today + timedelta(days=30))
    remind()
    remind()
    assert accounts_told("clearance_runs_out") == sorted([world.volunteer.pk, world.officer.pk])
    Notice.objects.all().delete()
    Assignment.objects.update(ends_on=today + timedelta(days=20))
    remind()
    assert accounts_told("clearance_runs_out") == []


def test_a_service_that_ends_within_a_month_is_said_to_all_three_and_again_for_a_later_day(world: World) -> None:
    today = timezone.localdate()
    Assignment.objects.update(entered_on=today - timedelta(days=100), ends_on=today + timedelta(days=9))
    remind()
    remind()
    assert accounts_told("service_ends_soon") == [world.volunteer.pk]
    assert accounts_told("volunteer_leaves_soon") == sorted([world.supervisor.pk, world.officer.pk])
    Assignment.objects.update(ends_on=today + timedelta(days=20))
    remind()
    assert accounts_told("service_ends_soon") == [world.volunteer.pk] * 2


def test_a_service_whose_last_day_passes_while_it_rests_waits_for_the_officer(world: World) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    Assignment.objects.update(state="suspended", ends_on=yesterday)
    [row] = [one for one in for_officers(world.officer) if "while suspended" in getattr(one, "title", "")]
    assert (row.url, row.due) == (f"{world.page()}/end", yesterday)
