"""Lists of descriptions and services: columns chosen and kept, rows in order, taken away as they are looked at."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override
from tests import factories as make
from tests.assignments.service_world import make_service
from tests.clients import signed_in
from tests.files import book_of, rows_of

from minga.core.audit.models import TrailEntry
from minga.core.tables.models import ColumnChoice

pytestmark = pytest.mark.django_db
LIST = "/descriptions"


@pytest.fixture
def officer():
    return make.make_officer()


@pytest.fixture
def three():
    today = timezone.localdate()
    return [
        make.make_description(state=state, starts_on=today + timedelta(days=days), hours_a_week=hours)
        for state, days, hours in (("sourcing", 30, 10), ("draft", 90, 40), ("sourcing", 60, None))
    ]


def test_columns_of_the_descriptions_are_chosen_and_kept_for_the_next_sign_in(officer, three):
    client = signed_in(officer)
    page = client.get(LIST).content.decode()
    assert 'data-label="Seats"' in page
    assert 'data-label="Country"' not in page
    client.post("/tables/assignments.descriptions/columns", {"column": ["country", "state"], "next": LIST})
    page = signed_in(officer).get(LIST).content.decode()
    assert 'data-label="Country"' in page
    assert 'data-label="Seats"' not in page
    assert ColumnChoice.objects.get(account=officer).columns == ["state", "country"]
    other = signed_in(make.make_officer()).get(LIST).content.decode()
    assert 'data-label="Seats"' in other


@pytest.mark.parametrize(
    ("sort", "order"), [("starts", [0, 2, 1]), ("-starts", [1, 2, 0]), ("hours", [0, 1, 2]), ("-hours", [1, 0, 2])]
)
def test_rows_stand_in_the_order_of_a_column_what_is_empty_last(officer, three, sort, order):
    answer = signed_in(officer).get(LIST, {"sort": sort})
    assert [row["post"] for row in answer.context["rows"]] == [three[place] for place in order]
    if sort == "-starts":
        assert 'aria-sort="descending"' in answer.content.decode()


def test_an_order_that_nobody_knows_is_the_usual_one(officer, three):
    assert signed_in(officer).get(LIST, {"sort": "title; drop"}).status_code == 200


def test_the_descriptions_are_taken_away_as_they_are_looked_at(officer, three):
    client = signed_in(officer)
    client.post("/tables/assignments.descriptions/columns", {"column": ["starts", "hours"], "next": LIST})
    found = rows_of(client.get("/descriptions/table", {"as": "csv", "state": "sourcing", "sort": "-starts"}))
    assert found[0] == ["Number", "Description", "Host entity", "Category", "Track", "Starts", "Hours a week"]
    assert [(row[0], row[5], row[6]) for row in found[1:]] == [
        (three[2].number, three[2].starts_on.isoformat(), ""), (three[0].number, three[0].starts_on.isoformat(), "10"),
    ]  # fmt: skip
    page = book_of(client.get("/descriptions/table", {"as": "xlsx", "state": "draft"}))
    assert [cell.value for cell in page[2]][-1] == 40
    moment = page.cell(2, 6)
    assert (moment.value.date(), moment.number_format) == (three[1].starts_on, "yyyy-mm-dd")


def test_the_words_are_in_the_language_of_the_page_though_the_server_reads_on_for_others(officer, three):
    officer.language = "zh-hans"
    officer.save()
    answer = signed_in(officer).get("/descriptions/table", {"as": "csv"})
    with override("en"):
        head = rows_of(answer)[0]
    assert "接收实体" in head
    assert "Host entity" not in head


def test_a_focal_point_takes_away_the_descriptions_of_their_own_entity_only(three):
    host = make.make_focal_point(three[0].host)
    numbers = [row[0] for row in rows_of(signed_in(host).get("/descriptions/table", {"as": "csv"}))[1:]]
    assert numbers == [three[0].number]
    assert signed_in(make.make_volunteer()).get("/descriptions/table").status_code == 403


def test_services_name_people_and_are_taken_away_for_a_purpose_that_is_written_down():
    world = make_service()
    mine = world.service
    client = signed_in(world.officer)
    assert "Export the table" in client.get("/assignments").content.decode()
    assert client.post("/assignments/table", {"reason": "", "format": "csv"}).status_code == 422
    assert not TrailEntry.objects.filter(verb="take_rows_away").exists()
    found = rows_of(client.post("/assignments/table", {"reason": "Insurance list", "format": "csv"}))
    assert found[0] == ["Volunteer", "Post", "Host entity", "Where", "First day", "Last day", "State"]
    assert [(row[0], row[4], row[5]) for row in found[1:]] == [
        (str(mine.account), mine.starts_on.isoformat(), mine.ends_on.isoformat())
    ]
    entry = TrailEntry.objects.get(verb="take_rows_away")
    assert (entry.actor, entry.reason) == (world.officer.pk, "Insurance list")
    assert entry.changes["rows"][-1] == 1


@pytest.mark.once
def test_lists_cost_the_same_number_of_queries_for_one_row_and_for_many(officer):
    client = signed_in(officer)

    counted = []
    for many in (1, 12):
        for _number in range(many):
            make_service(kinds=())
        for path in ("/assignments", LIST):
            with CaptureQueriesContext(connection) as queries:
                client.get(path)
            counted.append((path, len(queries)))
    assert counted[:2] == counted[2:]


def test_three_chinese_signs_say_a_purpose_and_two_letters_do_not():
    world = make_service()
    client = signed_in(world.officer)
    assert client.post("/assignments/table", {"reason": "保险单", "format": "csv"}).status_code == 200
    assert client.post("/assignments/table", {"reason": "for", "format": "csv"}).status_code == 422
