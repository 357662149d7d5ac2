"""The data protection officer's list of clearances: with results, found by whole email, taken away for a purpose."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests import factories as make
from tests.assignments.service_world import World, make_service
from tests.clients import queries_of, queries_of_second_look, signed_in

from minga.assignments.models import Clearance
from minga.core.access.models import Role
from minga.core.audit.models import TrailEntry

pytestmark = pytest.mark.django_db
PATH = "/clearances"


@pytest.fixture
def world() -> World:
    world = make_service(language="en")
    world.service.clearances.update(state="failed")
    return world


@pytest.fixture
def client_of_protection() -> Any:
    account = make.make_account()
    make.give_role(account, Role.DATA_PROTECTION_OFFICER)
    return signed_in(account)


def before_submission(state: str = "requested", **fields: Any) -> Clearance:
    application = make.make_application(state="shortlisted", **fields)
    return Clearance.objects.create(application=application, kind="reference", state=state)


def test_it_names_each_with_its_result_and_leads_to_its_page(world: World, client_of_protection: Any) -> None:
    other = before_submission()
    page = client_of_protection.get(PATH)
    said = page.content.decode()
    assert [row.pk for row in page.context["rows"]] == [other.pk, world.service.clearances.get().pk]
    assert "Failed" in said and str(world.volunteer) in said and str(world.officer) in said
    for row in Clearance.objects.all():
        assert reverse("assignments:clearance", args=[row.ref]) in said
        assert client_of_protection.get(f"{PATH}/{row.ref}").status_code == 200


def test_it_is_found_by_kind_state_whole_email_and_number(world: World, client_of_protection: Any) -> None:
    other = before_submission()
    mine = world.service.clearances.get()

    def found(**asked: str) -> list[int]:
        return [row.pk for row in client_of_protection.get(PATH, asked).context["rows"]]

    assert found(kind="reference") == [other.pk]
    assert found(state="failed") == [mine.pk]
    assert found(words=world.volunteer.email.upper()) == [mine.pk]
    assert found(words=world.volunteer.ref) == [mine.pk]
    assert found(words=other.application.description.number) == [other.pk]
    assert found(words=other.application.description.number.lower()) == [other.pk]
    assert found(words=world.service.description.number) == [mine.pk]
    assert found(words=world.volunteer.ref.upper()) == [mine.pk]
    assert found(words=world.volunteer.email[:-1]) == []
    assert found(words=world.volunteer.email, state="requested") == []


def test_it_is_taken_away_for_a_purpose_that_the_trail_keeps(world: World, client_of_protection: Any) -> None:
    path = reverse("assignments:clearances_export")
    assert client_of_protection.post(path, {"reason": "", "format": "csv"}).status_code == 422
    sheet = client_of_protection.post(path, {"reason": "request of the person", "format": "csv"})
    lines = b"".join(sheet.streaming_content).decode()
    assert "Failed" in lines and str(world.volunteer) in lines
    assert TrailEntry.objects.filter(verb="take_table_away", reason="request of the person").exists()


def test_nobody_else_has_it(world: World) -> None:
    for account in (world.officer, world.volunteer, world.focal_point, make.make_auditor(), make.make_administrator()):
        assert signed_in(account).get(PATH).status_code == 403
        assert signed_in(account).get(reverse("assignments:clearances_export")).status_code == 403


def test_the_data_protection_officer_comes_to_it_from_the_first_page_and_the_menu(client_of_protection: Any) -> None:
    elsewhere = client_of_protection.get("/nowhere").content.decode().count(f'href="{PATH}"')
    first = client_of_protection.get(settings.LOGIN_REDIRECT_URL).content.decode().count(f'href="{PATH}"')
    assert 0 < elsewhere < first


@pytest.mark.once
def test_it_costs_the_same_for_two_rows_and_for_a_page_of_them(world: World, client_of_protection: Any) -> None:
    before_submission()
    few = queries_of_second_look(client_of_protection, PATH)
    for _number in range(22):  # all on one page, with one of a service
        before_submission()
    assert queries_of(client_of_protection, PATH) == few


@pytest.mark.once
def test_searching_asks_for_the_person_first_and_compares_no_clearance_with_words(
    world: World, client_of_protection: Any
) -> None:
    path = f"{PATH}?words={world.volunteer.email}"
    client_of_protection.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert [row.pk for row in client_of_protection.get(path).context["rows"]]
    compared = [query["sql"] for query in asked if "assignments_clearance" in query["sql"]]
    assert compared and not any(world.volunteer.email in sql or "UPPER" in sql for sql in compared)
