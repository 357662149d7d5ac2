"""The auditor's pages: who may read, what is found, what is opened and what that leaves behind."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override
from tests.factories import (
    give_role,
    make_account,
    make_application,
    make_country,
    make_description,
    make_organisation,
)

from minga.assignments.models import Assignment, Offer
from minga.core.access.models import Role
from minga.core.acting import together
from minga.core.audit import guarding, queries, trail, words
from minga.core.audit.exporting import export_person
from minga.core.audit.models import TrailEntry
from minga.core.audit.sealing import destroy_key

pytestmark = pytest.mark.django_db


def act(account, *, times=1, verb="step", actor=None):
    with together():
        for _turn in range(times):
            before = trail.snapshot(account)
            account.language = "en" if account.language == "fr" else "fr"
            account.name = account.name[:-1] if account.name.endswith("!") else f"{account.name}!"
            account.save()
            trail.note(actor=actor or account, verb=verb, target=account, before=before)


@pytest.fixture
def auditor():
    account = make_account(name="Ana Auditor")
    give_role(account, Role.AUDITOR)
    return account


def test_only_auditors_administrators_and_the_data_protection_officer_read_the_trail(client):
    for role, status in (
        (Role.AUDITOR, 200),
        (Role.ADMINISTRATOR, 200),
        (Role.DATA_PROTECTION_OFFICER, 200),
        (Role.PROGRAMME_OFFICER, 403),
        (Role.FINANCE_OFFICER, 403),
    ):
        account = make_account()
        give_role(account, role)
        client.force_login(account)
        assert (role, client.get("/audit").status_code) == (role, status)
    client.logout()
    assert client.get("/audit").status_code == 302


@pytest.mark.parametrize(
    "damage",
    ["change = change || 'x'", "change = '[1]'", "change = ''", "change = '{\"language\": 5}'", "verb = 'unheard_of'"]
    + (["at = 'garbage'"] if connection.vendor == "sqlite" else []),
)
def test_an_auditor_still_reads_a_trail_that_somebody_damaged(client, auditor, damage):
    account = make_account()
    act(account)
    guarding.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE audit_trailentry SET {damage}")
    guarding.install(connection)
    client.force_login(auditor)
    row = TrailEntry.objects.order_by("-sequence").first()
    for path in ("/audit", f"/audit/{row.sequence}", f"/audit?ref={account.ref}"):
        assert client.get(path).status_code == 200, path
    call_command("audit", "show", account.ref)
    assert export_person(account)


def test_the_list_costs_as_many_queries_at_a_hundred_rows_as_at_one(client, auditor, django_assert_num_queries):
    client.force_login(auditor)
    act(make_account())
    client.get("/audit")
    with django_assert_num_queries(8):  # session, account, roles, rows, names, head, last check, unread
        client.get("/audit")
    for _turn in range(20):
        act(make_account(), times=5)
    with django_assert_num_queries(8):
        client.get("/audit")


def test_pages_follow_each_other_without_gap_or_repetition():
    act(make_account(), times=120)
    seen, before = [], None
    while True:
        page, before = queries.page_of(queries.trail_rows(), before=before)
        seen += [row.sequence for row in page]
        if before is None:
            break
    assert seen == list(range(120, 0, -1))


def test_rows_are_found_by_who_what_which_and_when():
    one, two = make_account(name="Li Na", email="li@example.org"), make_account()
    act(one, verb="step")
    act(two, verb="leap")
    today = timezone.localdate()

    def found(**filters):
        return [row.sequence for row in queries.trail_rows(**filters)]

    assert found(who="li@example.org") == found(who="li na") == found(who=one.ref) == [1]
    assert found(who="LI@Example.org") == found(who=one.ref.upper()) == [1]
    assert found(verb="leap") == found(ref=two.ref) == [2]
    assert found(since=today, until=today) == [2, 1]
    assert found(since=today + timedelta(days=1)) == found(until=today - timedelta(days=1)) == []
    assert found(who="minga") == []


def test_whoever_is_known_by_email_is_found_without_reading_every_name():
    one = make_account(name="Li Na", email="li@example.org")
    act(one)
    with CaptureQueriesContext(connection) as asked:
        assert [row.actor for row in queries.trail_rows(who="li@example.org")] == [one.pk]
    assert not any("LIKE" in query["sql"] for query in asked)


def test_a_date_that_cannot_be_read_shows_nothing_rather_than_everything(client, auditor):
    act(make_account())
    client.force_login(auditor)
    assert "Step" not in client.get("/audit?since=yesterday").content.decode()


def test_sealed_values_open_for_a_purpose_and_the_opening_is_written_down(client, auditor):
    act(make_account(name="Chen"), actor=make_account())
    client.force_login(auditor)
    assert "Chen!" not in client.get("/audit").content.decode()
    assert "Chen!" not in client.get("/audit/1").content.decode()
    assert "Chen!" not in client.post("/audit/1", {"reason": "x"}).content.decode()
    assert "Chen!" in client.post("/audit/1", {"reason": "complaint 12"}).content.decode()
    row = TrailEntry.objects.last()
    assert (row.verb, row.actor, row.target_ref, row.reason) == ("open_values", auditor.pk, "1", "")
    assert trail.open_reason(row) == "complaint 12"
    destroy_key(account_id=row.sealed_for)
    assert trail.open_reason(row) == ""


def test_confidential_values_open_for_the_data_protection_officer_only(client, auditor):
    act(make_account(name="Chen"))
    words.CONFIDENTIAL.add("people.account")
    try:
        client.force_login(auditor)
        assert client.post("/audit/1", {"reason": "complaint 12"}).status_code == 403
        officer = make_account()
        give_role(officer, Role.DATA_PROTECTION_OFFICER)
        client.force_login(officer)
        assert "Chen!" in client.post("/audit/1", {"reason": "complaint 12"}).content.decode()
    finally:
        words.CONFIDENTIAL.discard("people.account")


def test_taking_rows_away_asks_for_a_purpose_and_is_written_down(client, auditor):
    act(make_account(name="Chen"), times=4)
    client.force_login(auditor)
    assert client.post("/audit/export", {"reason": ""})["Content-Type"].startswith("text/html")
    response = client.post("/audit/export?verb=step", {"reason": "yearly audit"})
    lines = b"".join(response.streaming_content).decode().splitlines()
    assert len(lines) == 5
    assert lines[0].endswith(",digest,who") and all(line.endswith(",Chen") for line in lines[1:])
    assert list(TrailEntry.objects.filter(actor=auditor.pk).order_by("pk").values_list("verb", "reason")) == [
        ("choose_rows", ""), ("export_trail", "yearly audit"),
    ]  # fmt: skip


@pytest.mark.parametrize("who", ["li.na@example.org", "Li N", "minga", "nobody@example.org"])
def test_whose_rows_were_taken_away_stands_in_the_trail_without_an_email_or_a_name(client, auditor, who):
    person = make_account(name="Li Na", email="li.na@example.org")
    act(person)
    client.force_login(auditor)
    assert b"".join(client.post(f"/audit/export?who={who}&verb=step", {"reason": "yearly audit"}))
    kept = TrailEntry.objects.get(verb="choose_rows").changes["filters"][1]
    whose = {"minga": "minga", "nobody@example.org": "nobody"}.get(who, f"account:{person.pk}")
    assert kept == f"who={whose}, verb=step"


def test_signs_that_are_no_number_choose_no_page(client, auditor):
    act(make_account())
    client.force_login(auditor)
    assert client.get("/audit?before=²").status_code == 200


def test_the_page_of_an_object_leads_whoever_may_read_the_trail_to_its_rows(client, auditor):
    person, link = make_account(name="Chen"), '<a href="/audit?ref={}">What changed</a>'
    client.force_login(auditor)
    assert link.format(person.ref) in client.get(f"/people/{person.ref}").content.decode()
    organisation = make_organisation()
    page = f"/organisations/{organisation.ref}"
    assert link.format(organisation.ref) in client.get(page).content.decode()
    client.force_login(person)
    assert "What changed" not in client.get(page).content.decode()
    client.logout()
    assert "What changed" not in client.get(page).content.decode()


def test_a_mapping_and_a_list_are_read_by_words_and_not_by_keys():
    weights = {"skills": 55, "availability": 10}
    with override("zh-hans"):
        assert words.value_words("assignments.description", "weights", weights) == "技能：55\n可服务时间：10"
        kept = ["professionalism", "judgement"]
        assert words.value_words("assignments.description", "competencies", kept) == "专业精神、判断力"
        assert words.value_words("assignments.category", "tracks", ["online"]) == "在家"
    assert words.value_words("partners.organisation", "about", {"en": "Rivers", "zh-hans": "河"}) == (
        "English: Rivers\nSimplified Chinese: 河"
    )


def test_an_action_on_no_single_thing_names_none() -> None:
    assert words.type_words("nonetype") == "–"


@pytest.mark.parametrize("field", ["since", "until"])
@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_a_day_that_no_calendar_reckons_with_is_named_and_no_error(client, auditor, field, day):
    client.force_login(auditor)
    page = client.get(f"/audit?{field}={day}")
    assert page.status_code == 200
    assert "Check the year" in page.content.decode()


def test_days_in_the_wrong_order_are_named_and_no_file_goes_out_for_them(client, auditor):
    client.force_login(auditor)
    asked = "since=2026-02-01&until=2026-01-01"
    assert "The last day lies before the first." in client.get(f"/audit?{asked}").content.decode()
    answer = client.post(f"/audit/export?{asked}", {"reason": "yearly audit"})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/audit?{asked}")


def test_what_a_row_points_at_is_named_and_not_a_number_of_the_database(auditor):
    chief, country = make_account(name="Greta Lindqvist"), make_country("CN")
    changes = {"decided_by": [None, chief.pk], "state": ["requested", "authorized"]}
    said = queries.changes_in_words("assignments.costestimate", changes, reader=auditor)
    assert [pair[1:] for pair in said] == [("–", "Greta Lindqvist"), ("Waiting for authorization", "Authorized")]
    outside = queries.changes_in_words("assignments.costestimate", changes, reader=make_account())
    assert outside[0][1:] == ("–", "Someone")
    said = queries.changes_in_words("assignments.rate", {"country": [None, "CN"]}, reader=auditor)
    assert said[0][2] == str(country)
    description = make_description()
    said = queries.changes_in_words("assignments.costestimate", {"description": [None, description.pk]}, reader=auditor)
    assert said[0][2] == description.number
    odd = {"decided_by": [[], {"a": 1}], "description": [2**70, "x"], "country": [5, None]}
    assert queries.changes_in_words("assignments.costestimate", odd, reader=auditor)


def test_the_service_of_a_contract_is_named_by_its_reference(auditor):
    description = make_description(state="filled")
    times = {"seat": description.seats.get(), "starts_on": timezone.localdate(), "ends_on": timezone.localdate()}
    application = make_application(description=description, state="accepted")
    offer = Offer.objects.create(application=application, state="accepted", expires_at=timezone.now(), **times)
    service = Assignment.objects.create(
        offer=offer, description=description, account=application.account, state="preparing", **times
    )
    said = queries.changes_in_words("assignments.contract", {"assignment": [None, service.pk]}, reader=auditor)
    assert [pair[1:] for pair in said] == [("–", service.ref)]


def test_a_row_leads_to_its_object_whoever_may_open_it_and_nobody_else(client, auditor):
    application = make_application(description=make_description(), account=make_account(), state="offered")
    with together():
        trail.note(actor=auditor, verb="step", target=application, after={"state": "offered"})
    link = f'href="/candidates/{application.ref}"'
    administrator = make_account()
    give_role(administrator, Role.ADMINISTRATOR)
    for reader, leads in ((auditor, True), (administrator, False)):
        client.force_login(reader)
        assert (link in client.get("/audit").content.decode()) is leads
        assert (client.get(f"/candidates/{application.ref}").status_code == 200) is leads
