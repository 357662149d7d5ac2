"""A clearance is renewed from the first reminder on: it holds until its date meanwhile, and what it was is kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker
from tests.assignments.service_steps import PDF, begin, hand_in
from tests.assignments.service_world import World, make_service
from tests.clients import signed_in
from tests.standing import standing

from minga.assignments.actions.clearances import expire_due_clearances, hand_in_proof, pass_clearance, renew_clearance
from minga.assignments.guards import clearances_valid
from minga.assignments.models import Assignment, Clearance, ClearanceTerm
from minga.assignments.pages.service import is_valid
from minga.assignments.personal import service as personal
from minga.assignments.queries.service import assignments_seen_by
from minga.assignments.waiting.clearances import clearances_of, clearances_to_decide
from minga.assignments.waiting.office import office_of
from minga.assignments.waiting.service import for_volunteers
from minga.assignments.waiting.service_of_officers import for_officers
from minga.core.audit.models import TrailEntry
from minga.core.documents.models import StoredFile
from minga.core.errors import Incomplete, NotAllowed
from minga.core.notices.models import Notice
from minga.core.questions import Keys
from minga.core.states import IllegalTransition
from minga.people.models import Account

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def under_way(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """A service under way whose medical clearance runs out in twenty days."""

    def make() -> World:
        world = make_service(kinds=("medical",))
        begin(world)
        Clearance.objects.update(expires_on=timezone.localdate() + timedelta(days=20))
        return world

    yield from standing(django_db_blocker, make)


@pytest.fixture
def world(under_way: World, db: None) -> World:
    return under_way.anew()


def only() -> Clearance:
    return Clearance.objects.select_related("assignment", "application").get()


def refused(world: World) -> str:
    with pytest.raises(Incomplete) as refusal:
        renew_clearance(actor=world.officer, clearance=only())
    return str(refusal.value.problems[0].message)


def rows_of(seen: QuerySet[Assignment], world: World) -> Iterable[Any]:
    office = office_of(world.officer)
    assert office is not None
    return clearances_to_decide(*Keys(*clearances_of(seen, seen, office)).read(), officer=office.officer)


def waits_for(world: World) -> list[str]:
    seen = assignments_seen_by(world.officer)
    return [str(row.title) for row in rows_of(seen, world) if hasattr(row, "title")]


def test_from_the_first_reminder_on_and_not_before(world: World) -> None:
    today = timezone.localdate()
    Clearance.objects.update(expires_on=today + timedelta(days=31))
    assert refused(world) == "It is valid for long enough."
    assert "Renew it" not in world.read(world.officer, reverse("assignments:clearance", args=[only().ref]))
    Clearance.objects.update(expires_on=None)
    assert refused(world) == "This clearance does not run out."
    Clearance.objects.update(expires_on=today + timedelta(days=30))
    page = world.read(world.officer, reverse("assignments:clearance", args=[only().ref]))
    assert "Renew it" in page
    world.press(world.officer, "clearance_do", only().ref, "renew", thing=only())
    assert only().state == "renewing"
    with pytest.raises(IllegalTransition):
        renew_clearance(actor=world.officer, clearance=only())


def test_it_holds_while_it_is_renewed_and_its_dates_and_document_are_kept(world: World) -> None:
    old, date = only().proof, only().expires_on
    Notice.objects.all().delete()
    renew_clearance(actor=world.officer, clearance=only())
    assert is_valid(only())
    assert list(clearances_valid(world.fresh())) == []
    assert [row.account_id for row in Notice.objects.all()] == [world.volunteer.pk]
    assert waits_for(world) == []
    hand_in(world, only())
    assert waits_for(world) == ["Look at a document: Medical clearance"]
    later = timezone.localdate() + timedelta(days=400)
    pass_clearance(actor=world.officer, clearance=only(), expires_on=later)
    assert (only().state, only().expires_on) == ("passed", later)
    term = ClearanceTerm.objects.get()
    assert (term.expires_on, term.proof, term.decided_by) == (date, old, world.officer)
    page = world.read(world.officer, reverse("assignments:clearance", args=[only().ref]))
    assert "Held before" in page
    assert signed_in(world.officer).get(reverse("documents:file", args=[old.ref])).status_code == 200
    assert Client().get(reverse("documents:file", args=[old.ref])).status_code in {302, 404}
    assert TrailEntry.objects.filter(verb="renew_clearance", actor=world.officer.pk).count() == 1


def test_whoever_is_next_has_a_renewal_on_the_board_with_one_press(world: World) -> None:
    """The officer from the first reminder on, then the volunteer, then the officer again."""
    assert waits_for(world) == ["Runs out, renew it: Medical clearance"]
    [row] = [row for row in for_officers(world.officer) if getattr(row, "verb", "") == "Renew"]
    assert row.due == only().expires_on
    assert signed_in(world.officer).post(row.post_url, row.post_fields).status_code == 302
    assert (only().state, waits_for(world)) == ("renewing", [])
    [handing_in] = [row for row in for_volunteers(world.volunteer) if getattr(row, "verb", "") == "Hand it in"]
    assert (handing_in.due, handing_in.url) == (only().expires_on, reverse("assignments:clearance", args=[only().ref]))
    hand_in(world, only())
    assert "Hand it in" not in [getattr(row, "verb", "") for row in for_volunteers(world.volunteer)]
    assert waits_for(world) == ["Look at a document: Medical clearance"]


def test_one_that_lasts_as_long_as_its_service_or_beyond_the_month_waits_for_nobody(world: World) -> None:
    today = timezone.localdate()
    for day in (today + timedelta(days=31), today - timedelta(days=1), None):
        Clearance.objects.update(expires_on=day)
        assert waits_for(world) == []
    Clearance.objects.update(expires_on=today + timedelta(days=20))
    Assignment.objects.update(ends_on=today + timedelta(days=20))
    assert waits_for(world) == []


def test_renewals_stand_behind_those_without_which_nobody_begins(world: World) -> None:
    later = make_service(kinds=())
    Assignment.objects.filter(pk=later.service.pk).update(starts_on=timezone.localdate() + timedelta(days=30))
    seen = Assignment.objects.filter(account__in=(world.volunteer, later.volunteer))
    rows = rows_of(seen, world)
    assert [str(row.title) for row in rows if hasattr(row, "title")] == [
        "Ask for it: Medical clearance", "Runs out, renew it: Medical clearance",
    ]  # fmt: skip


def test_the_board_asks_as_often_for_one_renewal_as_for_many(world: World) -> None:
    def counted() -> int:
        world.officer = Account.objects.get(pk=world.officer.pk)
        with CaptureQueriesContext(connection) as queries:
            waits_for(world)
        return len(queries)

    one = counted()
    for kind in ("reference", "visa", "background", "security_training"):
        Clearance.objects.create(
            assignment=world.service, kind=kind, state="passed", expires_on=timezone.localdate() + timedelta(days=9)
        )
    assert len(waits_for(world)) == 5
    assert counted() == one


def test_one_whose_date_passes_meanwhile_is_asked_for_and_holds_no_longer(world: World) -> None:
    renew_clearance(actor=world.officer, clearance=only())
    Clearance.objects.update(expires_on=timezone.localdate() - timedelta(days=1))
    assert not is_valid(only())
    assert expire_due_clearances() == 1
    assert only().state == "requested"
    assert Notice.objects.filter(kind="assignments.clearance_expired", account=world.volunteer).exists()
    assert expire_due_clearances() == 0


def test_one_that_is_not_passed_anew_holds_no_longer(world: World) -> None:
    renew_clearance(actor=world.officer, clearance=only())
    world.press(world.officer, "clearance_do", only().ref, "fail", thing=only(), result="A finding")
    assert (only().state, is_valid(only())) == ("failed", False)


def test_only_the_officer_renews_and_only_the_volunteer_hands_in(world: World) -> None:
    for somebody in (world.volunteer, world.supervisor, world.focal_point):
        with pytest.raises(NotAllowed):
            renew_clearance(actor=somebody, clearance=only())
    renew_clearance(actor=world.officer, clearance=only())
    upload = SimpleUploadedFile("new.pdf", PDF, content_type="application/pdf")
    with pytest.raises(NotAllowed):
        hand_in_proof(actor=world.officer, clearance=only(), upload=upload)


def test_what_is_kept_is_given_out_and_erased_with_the_person(world: World) -> None:
    date = only().expires_on
    renew_clearance(actor=world.officer, clearance=only())
    found = personal.export(world.volunteer)["services"][0]["clearances"][0]
    assert [term["expires_on"] for term in found["held_before"]] == [date]
    personal.erase(world.volunteer)
    assert not ClearanceTerm.objects.exists()


@pytest.mark.once
def test_the_page_costs_the_same_for_one_renewal_and_for_many(world: World) -> None:
    address = reverse("assignments:clearance", args=[only().ref])
    client = signed_in(world.officer)

    def counted() -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    proof = StoredFile.objects.get(pk=only().proof_id)
    for number in (1, 99):
        ClearanceTerm.objects.bulk_create(
            ClearanceTerm(clearance=only(), expires_on=timezone.localdate(), proof=proof, decided_by=world.officer)
            for _ in range(number)
        )
        if number == 1:
            before = counted()
    assert counted() == before


def test_nobody_is_asked_for_a_renewal_once_the_service_has_ended(world: World) -> None:
    Account.objects.filter(pk=world.volunteer.pk).update(language="en")
    world.volunteer.refresh_from_db()
    renew_clearance(actor=world.officer, clearance=only())
    page = reverse("assignments:clearance", args=[only().ref])
    assert "<dd>Hand in a document</dd>" in signed_in(world.volunteer).get(page).content.decode()
    Assignment.objects.update(state="ended")
    shown = signed_in(world.volunteer).get(page).content.decode()
    assert "<dd>Hand in a document</dd>" not in shown
    assert "Nothing: what it was needed for is over" in shown
