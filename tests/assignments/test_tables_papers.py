"""Costs, certificates and people nominated as tables: columns, order, and taken away by whoever may look at them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils import timezone
from tests import factories as make
from tests.assignments.service_world import make_service
from tests.clients import queries_of, signed_in
from tests.files import book_of, rows_of

from minga.assignments.models import ActualCost, Certificate, CostEstimate, CostLine, Description, Nomination
from minga.assignments.queries.paid import compare_actual
from minga.core.access.models import Role
from minga.core.audit.models import TrailEntry
from minga.core.money.models import Currency
from minga.people.models import Consent, Purpose

pytestmark = pytest.mark.django_db


def make_estimate(*, total: str, code: str = "USD", state: str = "computed", description: Description | None = None):
    currency = Currency.objects.get_or_create(code=code, defaults={"names": {"en": code}})[0]
    about = description or make.make_description(state="submitted")
    return CostEstimate.objects.create(description=about, currency=currency, total=Decimal(total), state=state)


def make_certificate(world, *, number: str, hours: str = "120.50", **more):
    facts = {"hours": hours, "issued_on": timezone.localdate().isoformat()}
    return Certificate.objects.create(
        assignment=world.service, number=number, language="en", payload=facts, key_id="k", signature="s",
        issued_at=timezone.now(), issued_by=world.officer, **more,
    )  # fmt: skip


def make_nomination(partner, *, answer: str = "agreed", consents: bool = True):
    description = make.make_description(state="sourcing", nominating_partner=partner)
    person = make.make_volunteer()
    if consents:
        Consent.objects.create(account=person, purpose=Purpose.SHARE_WITH_PARTNER, given_at=timezone.now())
    return Nomination.objects.create(
        description=description, partner=partner, account=person, answer=answer, answered_at=timezone.now()
    )


def test_costs_are_taken_away_with_their_currency_in_the_order_that_is_asked_for():
    totals = [("900", "USD"), ("1200.5", "USD"), ("5000", "CNY")]
    made = [make_estimate(total=total, code=code) for total, code in totals]
    make_estimate(total="1", state="refused")
    client = signed_in(make.make_finance_officer())
    page = client.get("/costs", {"state": "computed", "sort": "-total"})
    assert [row["estimate"] for row in page.context["rows"]] == [made[1], made[0], made[2]]
    found = rows_of(client.get("/costs/table", {"as": "csv", "state": "computed", "sort": "-total"}))
    place = found[0].index("Total")
    assert found[0][place + 1] == "Total (ISO 4217)"
    assert [row[place : place + 2] for row in found[1:]] == [["1200.50", "USD"], ["900.00", "USD"], ["5000.00", "CNY"]]
    assert [row[found[0].index("State")] for row in found[1:]] == ["Computed"] * 3
    assert book_of(client.get("/costs/table", {"as": "xlsx"})).max_row == 5


def test_costs_have_columns_that_are_kept():
    make_estimate(total="900")
    client = signed_in(make.make_finance_officer())
    client.post("/tables/assignments.costs/columns", {"column": ["category"], "next": "/costs"})
    page = client.get("/costs").content.decode()
    assert 'data-label="Category"' in page
    assert 'data-label="Total"' not in page


def test_a_finance_officer_of_one_entity_takes_away_its_costs_only():
    mine, other = make_estimate(total="1"), make_estimate(total="2")
    person = make.make_account()
    make.give_role(person, Role.FINANCE_OFFICER, organisation=mine.description.host)
    found = rows_of(signed_in(person).get("/costs/table", {"as": "csv"}))
    assert [row[1] for row in found[1:]] == [mine.description.number]
    assert other.description.number not in str(found)
    assert signed_in(make.make_officer()).get("/costs/table").status_code == 403


def test_what_was_paid_is_a_table_as_well():
    world = make_service(kinds=())
    estimate = make_estimate(total="10", state="authorized", description=world.description)
    seat = world.service.seat
    CostLine.objects.create(estimate=estimate, seat=seat, kind="insurance", month=0, amount="10", formula="10")
    Currency.objects.get_or_create(code="CNY", defaults={"names": {"en": "CNY"}})
    for amount, currency in (("7.5", estimate.currency_id), ("3", "CNY")):
        ActualCost.objects.create(
            assignment=world.service,
            kind="insurance",
            amount=amount,
            currency_id=currency,
            paid_on=timezone.localdate(),
        )
    client = signed_in(make.make_finance_officer())
    assert "7.50" in client.get("/costs/paid").content.decode()
    found = rows_of(client.get("/costs/paid/table", {"as": "csv", "sort": "from"}))
    named = ["Service", "Number", "Seat", "Host entity", "Duty station", "To"]
    assert found[0][:6] == named
    assert [row[1] for row in found[1:]] == [world.description.number]
    compared, _currency = compare_actual(world.service)
    mine = [line for line in compared if line.currency == estimate.currency_id]
    sums = [sum(line.planned for line in mine), sum(line.paid for line in mine), sum(line.difference for line in mine)]
    assert sums == [Decimal("10"), Decimal("7.5"), Decimal("-2.5")]
    shown = dict(zip(found[0], found[1], strict=True))
    assert [Decimal(shown[name]) for name in ("Pro forma", "Paid", "Difference")] == sums, shown


def test_certificates_are_listed_for_who_works_on_the_services_and_not_for_others():
    world, other = make_service(kinds=()), make_service(kinds=())
    mine = make_certificate(world, number="CERT-1")
    make_certificate(other, number="CERT-2", revoked_at=timezone.now(), revocation_reason="Wrong hours")
    host = signed_in(world.focal_point).get("/certificates/issued")
    assert [row.number for row in host.context["rows"]] == [mine.number]
    officer = signed_in(world.officer)
    assert len(officer.get("/certificates/issued").context["rows"]) == 2
    assert [row.number for row in officer.get("/certificates/issued?state=revoked").context["rows"]] == ["CERT-2"]
    found = officer.get("/certificates/issued", {"words": str(mine.assignment.account)}).context["rows"]
    assert [row.number for row in found] == ["CERT-1"]
    assert signed_in(world.volunteer).get("/certificates/issued").status_code == 403
    assert signed_in(world.supervisor).get("/certificates/issued").status_code == 403


def test_certificates_name_people_and_go_for_a_purpose_that_keeps_no_searched_name():
    world = make_service(kinds=())
    make_certificate(world, number="CERT-1")
    client = signed_in(world.officer)
    name = str(world.volunteer)
    assert client.post("/certificates/issued/table", {"reason": "", "format": "csv"}).status_code == 422
    address = f"/certificates/issued/table?words={name}&state=valid"
    found = rows_of(client.post(address, {"reason": "Yearly report", "format": "csv"}))
    assert found[0] == ["Number", "Volunteer", "Post", "Host entity", "Hours", "Issued on", "State"]
    assert (found[1][0], found[1][1], found[1][4], found[1][6]) == ("CERT-1", name, "120.50", "Valid")
    entry = TrailEntry.objects.get(verb="take_rows_away")
    assert entry.reason == "Yearly report"
    assert entry.changes["filters"][-1] == "words=*&state=valid"
    assert entry.changes["table"][-1] == "assignments.certificates"
    assert name not in str(entry.changes)


def test_a_partner_takes_away_those_who_agreed_and_still_do_and_nobody_of_another_partner():
    partner, other = make.make_organisation(is_partner=True), make.make_organisation(is_partner=True)
    mine = make_nomination(partner)
    make_nomination(partner, answer="waiting")
    make_nomination(partner, consents=False)
    make_nomination(other)
    client = signed_in(make.make_partner_representative(partner))
    page = client.get("/nominations/people")
    assert [row.nomination for row in page.context["rows"]] == [mine]
    found = rows_of(client.post("/nominations/people/table", {"reason": "Insurance list", "format": "csv"}))
    assert found[0] == ["Person", "Post", "Host entity", "Stage", "Agreed on"]
    assert [(row[0], row[3]) for row in found[1:]] == [(str(mine.account), "Has not applied yet")]
    assert TrailEntry.objects.get(verb="take_rows_away").changes["rows"][-1] == 1
    assert signed_in(make.make_volunteer()).post("/nominations/people/table").status_code == 403


@pytest.mark.once
def test_tables_cost_the_same_number_of_queries_for_one_row_and_for_a_hundred():
    partner = make.make_organisation(is_partner=True)
    finance, officer = signed_in(make.make_finance_officer()), signed_in(make.make_officer())
    representative = signed_in(make.make_partner_representative(partner))
    pages = [(finance, "/costs"), (finance, "/costs/paid"), (officer, "/certificates/issued")]
    pages.append((representative, "/nominations/people"))

    def fill(count: int) -> None:
        for _number in range(count):
            world = make_service(kinds=())
            make_estimate(total="10", state="authorized", description=world.description)
            make_certificate(world, number=f"CERT-{Certificate.objects.count()}")
            make_nomination(partner)

    fill(1)
    for client, path in pages:
        client.get(path)
    before = [queries_of(client, path) for client, path in pages]
    fill(99)
    assert [queries_of(client, path) for client, path in pages] == before


def test_hours_of_a_certificate_are_written_as_the_reader_writes_numbers():
    world = make_service()
    make_certificate(world, number="CERT-1", hours="1981")
    page = signed_in(world.officer).get("/certificates/issued").content.decode()
    assert ">1,981</td>" in page
