"""From an accepted offer to a certificate through the pages, on each track, by everybody who has a part in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker
from tests import factories as make
from tests.assignments.service_steps import begin, finish, hand_in, serving
from tests.assignments.service_world import World, make_service
from tests.clients import queries_of_second_look
from tests.standing import standing

from minga.assignments.actions import clearances as clearance_acts
from minga.assignments.actions import service as acts
from minga.assignments.models import Assignment, Certificate, Clearance, HoursRecord
from minga.assignments.waiting.service_of_officers import for_officers as waiting_of
from minga.core.acting import SYSTEM
from minga.core.errors import Refused
from minga.core.notices.kinds import KINDS
from minga.core.notices.models import Notice
from minga.core.registries import waiting

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def under_way(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    yield from standing(django_db_blocker, serving)


@pytest.fixture
def world(under_way: World, db: None) -> World:
    return under_way.anew()


@pytest.mark.parametrize("track", ["national", "international", "online"])
def test_the_whole_way_through_the_pages(track: str) -> None:
    world = make_service(track=track, kinds=())
    world.drawn = True
    for account in (world.officer, world.volunteer, world.supervisor, world.focal_point, make.make_auditor()):
        world.read(account)
        world.read(account, language="zh-hans")
    begin(world)
    finish(world)
    form = {"language": "zh-hans", "second_language": "en", "issuer": world.description.host.ref, "words_en": "Data"}
    world.press(world.officer, "assignment_task", world.service.ref, "certificate", thing=world.service, **form)
    certificate = Certificate.objects.get(assignment=world.service)
    assert certificate.payload["hours"] == "40"
    assert certificate.payload["name_other_script"] == "李娜"
    assert certificate.number in world.read(world.volunteer)
    assert certificate.number in world.read(world.volunteer, "/certificates")


def test_a_stranger_does_not_learn_that_a_service_exists(client: Client) -> None:
    world = make_service(kinds=())
    client.force_login(make.make_focal_point(make.make_organisation()))
    assert client.get(world.page()).status_code == 404
    clearance = world.service.clearances.get()
    assert client.get(f"/clearances/{clearance.ref}").status_code == 404


def test_the_host_sees_passed_or_not_yet_and_never_a_result(client: Client) -> None:
    world = make_service(kinds=())
    row = world.service.clearances.get()
    world.press(world.officer, "clearance_do", row.ref, "request", thing=row)
    world.press(world.officer, "clearance_do", row.ref, "fail", thing=row, result="Blood pressure")
    for account in (world.focal_point, world.supervisor, make.make_auditor()):
        page = world.read(account)
        assert "Not yet" in page
        assert "Failed" not in page
        client.force_login(account)
        assert client.get(f"/clearances/{row.ref}").status_code == 404
    assert "Failed" in world.read(world.volunteer)
    assert "Blood pressure" in world.read(world.officer, f"/clearances/{row.ref}")


def test_a_document_is_read_by_the_volunteer_and_the_officer_only(client: Client) -> None:
    world = make_service(kinds=())
    row = world.service.clearances.get()
    world.press(world.officer, "clearance_do", row.ref, "request", thing=row)
    assert hand_in(world, row).status_code == 200
    row.refresh_from_db()
    address = f"/files/{row.proof.ref}"
    for account, status in ((world.volunteer, 200), (world.officer, 200), (world.supervisor, 404)):
        client.force_login(account)
        assert client.get(address).status_code == status


def test_a_waiver_is_refused_by_the_second_person_and_the_first_may_propose_it_anew() -> None:
    world = make_service(kinds=("background",))
    row = world.service.clearances.get(kind="background")
    world.press(world.officer, "clearance_do", row.ref, "ask_for_waiver", thing=row, reason="Known for years")
    page = world.press(world.officer, "clearance_do", row.ref, "refuse_waiver", thing=row, reason="On second thoughts")
    assert "You proposed this waiver." in page.content.decode()
    page = world.press(world.colleague, "clearance_do", row.ref, "refuse_waiver", thing=row, reason=" ")
    assert "Say why; whoever proposed it reads it." in page.content.decode()
    row.refresh_from_db()
    assert row.waiver_waits
    world.press(world.colleague, "clearance_do", row.ref, "refuse_waiver", thing=row, reason="It works with children")
    told = Notice.objects.get(kind="assignments.waiver_refused")
    assert told.account == world.officer
    page = world.read(world.officer, reverse("assignments:clearance", args=[row.ref]))
    assert "It works with children" in page and "Propose a waiver" in page
    assert "It works with children" not in world.read(world.supervisor)
    page = world.press(world.colleague, "clearance_do", row.ref, "waive", thing=row)
    assert "A colleague did not agree to this waiver." in page.content.decode()
    assert not any("waiver" in str(getattr(one, "title", "")) for one in waiting_of(world.colleague))
    assert any(str(getattr(one, "title", "")) == "Ask for it: Background check" for one in waiting_of(world.officer))
    world.press(world.officer, "clearance_do", row.ref, "ask_for_waiver", thing=row, reason="The police certify it")
    world.press(world.colleague, "clearance_do", row.ref, "waive", thing=row)
    row.refresh_from_db()
    assert (row.state, row.waiver_refusal) == ("waived", "")


def test_a_waiver_needs_two_people() -> None:
    world = make_service(kinds=())
    row = world.service.clearances.get()
    world.press(world.officer, "clearance_do", row.ref, "ask_for_waiver", thing=row, reason="Serves from home")
    world.press(world.officer, "clearance_do", row.ref, "waive", thing=row)
    assert Clearance.objects.get(pk=row.pk).state == "required"
    page = world.read(world.officer, f"/clearances/{row.ref}")
    assert "Agree to the waiver" not in page
    assert "A second officer decides about the waiver" in page
    world.press(world.colleague, "clearance_do", row.ref, "waive", thing=row)
    row.refresh_from_db()
    assert (row.state, row.waived_by) == ("waived", world.colleague)


@pytest.mark.once
def test_a_press_reads_no_list_of_the_page_that_it_leads_away_from(client: Client) -> None:
    world = make_service(kinds=())
    world.press(world.officer, "assignment_do", world.service.ref, "issue_contract", thing=world.service)
    client.force_login(world.volunteer)
    version = world.fresh().contract.version
    with CaptureQueriesContext(connection) as asked:
        address = reverse("assignments:contract_sign", args=[world.service.ref])
        assert client.post(address, {"version": version}).status_code == 302
    lists = ("hoursrecord", "leave", "extension", "suspension", "performanceassessment", "certificate")
    assert [one["sql"] for one in asked if any(f'FROM "assignments_{name}"' in one["sql"] for name in lists)] == []
    with CaptureQueriesContext(connection) as asked:
        assert client.get(world.page()).status_code == 200
    assert all(any(f'FROM "assignments_{name}"' in one["sql"] for one in asked) for name in lists)


def test_clearing_names_everything_that_is_missing() -> None:
    world = make_service(kinds=())
    page = world.press(world.officer, "assignment_do", world.service.ref, "clear", thing=world.service)
    assert (page.status_code, "Medical clearance is missing" in page.content.decode()) == (422, True)
    assert world.fresh().state == "preparing"
    assert "Medical clearance is missing" in world.read(world.officer)


def test_nobody_verifies_hours_that_they_recorded_or_served(world: World) -> None:
    ref, month = world.service.ref, timezone.localdate().strftime("%Y-%m")
    world.press(world.supervisor, "hours", ref, month=month, hours="12.5")
    row = HoursRecord.objects.get(assignment=world.service)
    world.press(world.supervisor, "hours_do", row.ref, "verify", thing=row)
    assert HoursRecord.objects.get(pk=row.pk).state == "recorded"
    make.give_role(world.volunteer, "host_focal_point", organisation=world.description.host)
    world.press(world.volunteer, "hours_do", row.ref, "verify", thing=row)
    assert HoursRecord.objects.get(pk=row.pk).state == "recorded"
    world.press(world.focal_point, "hours_do", row.ref, "dispute", thing=row, reason="Two days were a holiday")
    assert "Two days were a holiday" in world.read(world.volunteer, f"/assignments/{ref}/hours")
    world.press(world.volunteer, "hours", ref, month=month, hours="10")
    world.press(world.focal_point, "hours_do", row.ref, "verify", thing=row)
    row.refresh_from_db()
    assert (row.state, row.verified_by, row.hours) == ("verified", world.focal_point, 10)


def test_a_day_has_24_hours(world: World) -> None:
    month = timezone.localdate().strftime("%Y-%m")
    page = world.press(world.volunteer, "hours", world.service.ref, month=month, hours="120")
    assert page.status_code == 422
    assert not world.service.hours.exists()


def test_neither_side_reads_the_other_before_it_has_written(world: World) -> None:
    ref = world.service.ref
    words = {"overall": "2", "results": "Half of what was planned"}
    world.press(world.supervisor, "assignment_task", ref, "assess", thing=world.service, **words)
    assert "Half of what was planned" not in world.read(world.volunteer)
    assert "Half of what was planned" in world.read(world.officer)
    draft = {"results": "My draft", "keep": "1"}
    world.press(world.volunteer, "assignment_task", ref, "report", thing=world.service, **draft)
    assert "My draft" not in world.read(world.officer)
    done = {"overall": "5", "results": "A register"}
    world.press(world.volunteer, "assignment_task", ref, "report", thing=world.service, **done)
    assert "Half of what was planned" in world.read(world.volunteer)
    assert "A register" in world.read(world.supervisor)


def test_a_stale_page_is_refused(world: World) -> None:
    why = {"starts_on": timezone.localdate().isoformat(), "reason": "Flood", "version": 1}
    page = world.press(world.officer, "assignment_task", world.service.ref, "suspend", **why)
    assert page.status_code == 409
    assert world.fresh().state == "serving"


def test_the_last_day_and_the_expiry_of_clearances_come_by_themselves(world: World) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    world.service.clearances.update(expires_on=yesterday)
    assert clearance_acts.expire_due_clearances() == 1
    assert world.service.clearances.get().state == "expired"
    assert acts.end_due_services() == 0
    Assignment.objects.filter(pk=world.service.pk).update(
        ends_on=yesterday, starts_on=yesterday - timedelta(days=9), entered_on=yesterday - timedelta(days=9)
    )
    assert acts.end_due_services() == 1
    assert (world.fresh().state, world.service.end_kind) == ("ended", "completed")
    with pytest.raises(Refused):
        acts.end_service(actor=SYSTEM, assignment=world.service, end_kind="completed", ended_on=yesterday)


def test_each_is_told_in_words_that_exist_and_what_waits_leads_to_a_page(client: Client) -> None:
    world = make_service(kinds=())
    seen = {world.officer: set[str](), world.supervisor: set[str](), world.volunteer: set[str]()}

    def look() -> None:
        for account, titles in seen.items():
            client.force_login(account)
            for name, source in waiting:
                if name.startswith(("assignments.service", "assignments.officers", "assignments.applications")):
                    for row in source(type(account).objects.get(pk=account.pk)):
                        titles.add(str(row.title))
                        assert client.get(row.url).status_code == 200

    look()
    row = world.service.clearances.get()
    world.press(world.officer, "clearance_do", row.ref, "request", thing=row)
    world.press(world.officer, "assignment_do", world.service.ref, "issue_contract", thing=world.service)
    look()
    begin(world)
    finish(world)
    look()
    titles = {account: " ".join(found) for account, found in seen.items()}
    assert "Issue the contract" in titles[world.officer]
    assert "Issue the certificate" in titles[world.officer]
    assert "sign your contract" in titles[world.volunteer]
    assert "Hand in a document" in titles[world.volunteer]
    assert {kind for kind in Notice.objects.values_list("kind", flat=True) if kind not in KINDS} == set()


@pytest.mark.once
def test_lists_cost_the_same_at_one_and_at_a_hundred_rows(world: World, client: Client) -> None:
    addresses = ((world.officer, "/assignments"), (world.focal_point, "/assignments"), (world.volunteer, "/service"))

    def costs() -> list[int]:
        found = []
        for account, address in addresses:
            client.force_login(account)
            found.append(queries_of_second_look(client, address))
        return found

    one = costs()
    offer, seat = world.service.offer, world.service.seat
    for number in range(100):
        seat.pk, seat.ref, seat.number, seat._state.adding = None, f"seat{number:08d}", number + 2, True
        seat.save()
        offer.pk, offer.ref, offer.state, offer._state.adding = None, f"offer{number:07d}", "declined", True
        offer.seat = seat
        offer.save()
        Assignment.objects.create(
            offer=offer, description=world.description, seat=seat, account=world.volunteer,
            starts_on=world.service.starts_on, ends_on=world.service.ends_on,
        )  # fmt: skip
    assert costs() == one


@pytest.mark.once
def test_a_page_of_hours_costs_the_same_for_every_number_of_months(world: World, client: Client) -> None:
    client.force_login(world.supervisor)
    address = f"/assignments/{world.service.ref}/hours"
    rows = [
        HoursRecord(
            ref=f"hours{number:07d}", assignment=world.service, hours=10, recorded_by=world.volunteer,
            month=timezone.localdate().replace(year=2000 + number, day=1),
        )
        for number in range(21)
    ]  # fmt: skip
    HoursRecord.objects.bulk_create(rows[:1])
    one = queries_of_second_look(client, address)
    HoursRecord.objects.bulk_create(rows[1:])
    assert queries_of_second_look(client, address) == one


def test_a_volunteer_reads_what_to_do_and_whom_to_write_to() -> None:
    world = make_service(kinds=())
    world.press(world.officer, "assignment_do", world.service.ref, "issue_contract", thing=world.service)
    mine, theirs = world.read(world.volunteer), world.read(world.supervisor)
    assert "Read and sign the contract" in mine
    assert "The volunteer reads and signs the contract" in theirs
    for person in (world.supervisor, world.officer):
        assert f'href="mailto:{person.email}"' in mine
        assert f"mailto:{person.email}" not in theirs


def test_whose_offer_expired_finds_the_officer_to_write_to() -> None:
    world = make_service(kinds=())
    lapsed = make.make_application(description=world.description, state="lapsed")
    page = world.read(lapsed.account, f"/applications/{lapsed.ref}")
    assert "write to the programme officer soon" in page
    assert f'href="mailto:{world.officer.email}"' in page
    waiting = make.make_application(description=world.description)
    assert "mailto:" not in world.read(waiting.account, f"/applications/{waiting.ref}")
