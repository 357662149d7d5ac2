"""The pages of rates and categories: who keeps them, what they refuse, and what everybody reads."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from tests import factories as make
from tests.assignments.cost_world import costed, dollar, make_rates
from tests.clients import queries_of, queries_of_second_look, signed_in

from minga.assignments.actions.opportunity_index import refresh_all
from minga.assignments.models import Category, EligibilityRule, Rate
from minga.assignments.pages.cost import SECONDARY, value_words
from minga.assignments.queries.eligibility import fits, standing_of
from minga.assignments.queries.opportunities import Search, find
from minga.assignments.reference import RATES, load_rates
from minga.core.audit.words import field_words
from minga.places.models import Country

pytestmark = pytest.mark.django_db
IN_FORCE = date(2021, 1, 1)


def rate_form(**fields: str) -> dict[str, str]:
    return {
        "kind": "insurance", "unit": "month", "amount": "55", "currency": "USD", "category": "", "track": "",
        "country": "", "city": "", "in_force_from": "2026-01-01", "in_force_to": "", "source": "A letter", **fields,
    }  # fmt: skip


def test_an_administrator_ends_a_rate_and_adds_the_next_and_an_overlap_is_refused_in_words() -> None:
    make_rates()
    client = signed_in(make.make_administrator())
    answer = client.post("/rates/new", rate_form())
    assert answer.status_code == 422
    assert "is in force from 1 January 2021 to further notice" in answer.content.decode().replace("\u00a0", " ")
    old = Rate.objects.get(kind="insurance")
    ended = rate_form(amount="50", in_force_from="2021-01-01", in_force_to="2025-12-31", version=str(old.version))
    assert client.post(f"/rates/{old.ref}", ended).status_code == 302
    assert client.post("/rates/new", rate_form()).status_code == 302
    assert Rate.objects.filter(kind="insurance").count() == 2
    assert client.get("/rates?all=1").content.decode().count(">Insurance<") >= 2


def test_a_rate_that_costs_used_keeps_its_unit_and_a_later_one_in_another_says_who_goes_on_as_before() -> None:
    make_rates()
    costed()
    client, rate = signed_in(make.make_administrator()), Rate.objects.get(kind="insurance")
    once = rate_form(unit="once", amount="50", in_force_from="2021-01-01", version=str(rate.version))
    refused = client.post(f"/rates/{rate.ref}", once)
    assert refused.status_code == 422
    said = "Costs were computed with this rate as “Insurance”, a month. End it, and add a rate that says otherwise"
    assert said in refused.content.decode()
    ended = {**once, "unit": "month", "in_force_to": "2025-12-31"}
    assert client.post(f"/rates/{rate.ref}", ended).status_code == 302
    answer = client.post("/rates/new", rate_form(unit="once"), follow=True).content.decode()
    assert "Services that began before 1 January 2026 go on as they did, paid a month." in answer.replace("\u00a0", " ")
    unused = Rate.objects.get(kind="insurance", unit="once")
    monthly = rate_form(unit="month", version=str(unused.version))
    assert client.post(f"/rates/{unused.ref}", monthly).status_code == 302


def test_the_trail_calls_a_rate_from_a_secondary_source_what_the_page_calls_it() -> None:
    assert field_words("assignments.rate", "is_secondary") == str(SECONDARY)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"currency": ""}, "Choose the currency."),
        ({"in_force_to": "2025-01-01"}, "The last day lies before the first."),
        ({"unit": "percent"}, "A rate of this kind has another unit."),
        ({"city": "Nowhere at all"}, "No such city is on the list."),
        ({"amount": "-5"}, "A rate is not below zero. A rate of 0 says that nothing is paid."),
        ({"source": ""}, "This field is required."),
        (
            {"kind": "post_adjustment", "unit": "multiplier", "amount": "34.2"},
            "This value is too large. Write 0.342 for 34.2 %.",
        ),
        ({"kind": "programme", "unit": "percent", "amount": "800"}, "This value is too large. Write 8 for 8 %."),
    ],
)
def test_a_rate_that_cannot_be_is_refused_beside_its_field(fields: dict[str, str], sentence: str) -> None:
    dollar()
    answer = signed_in(make.make_administrator()).post("/rates/new", rate_form(**fields))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Rate.objects.exists()


def test_a_limit_that_no_column_holds_is_refused_beside_its_field() -> None:
    category = make.make_category("expert", min_age=35)
    client = signed_in(make.make_administrator())
    sent = {"in_force_from": "2027-01-01", "max_duration_weeks": "70000", "source": "a reading of ours"}
    answer = client.post(f"/categories/{category.ref}/rules/new", sent)
    assert answer.status_code == 422
    assert "less than or equal to 1200" in answer.content.decode()


def test_officers_read_rates_and_do_not_change_them() -> None:
    make_rates()
    client = signed_in(make.make_officer())
    assert client.get("/rates").status_code == 200
    assert client.get("/rates/new").status_code == 403
    assert client.post("/rates/new", rate_form()).status_code == 403


def test_categories_are_open_to_everyone_and_say_what_they_ask() -> None:
    category = make.make_category("expert", min_age=35, min_experience_months=180, max_total_months=48)
    body = Client().get("/categories").content.decode()
    for words in ("35 years or older", "At least 15 years of experience", "At most 4 years abroad over all services"):
        assert words in body, words
    assert Client().get(f"/categories/{category.ref}").status_code == 200
    assert Client().get(f"/categories/{category.ref}/edit").status_code == 302


def test_nationality_is_part_of_a_rule_with_dates_in_force() -> None:
    for code in ("CN", "PE", "KE"):
        make.make_country(code)
    Country.objects.filter(iso2="CN").update(names={"en": "China", "zh-hans": "中国"})
    category = make.make_category("corps", min_age=18)
    rule = category.rules.get()
    client = signed_in(make.make_administrator())
    path = f"/categories/{category.ref}/rules/{rule.ref}"
    limits = {"in_force_from": "2021-10-01", "min_age": "18", "min_experience_months": "0"}
    sent = {**limits, "nationality": "any", "version": str(rule.version)}
    wrong = client.post(path, {**sent, "allowed_nationalities": "China, Atlantis"})
    assert (wrong.status_code, "No country is called “Atlantis”." in wrong.content.decode()) == (422, True)
    both = client.post(path, {**sent, "allowed_nationalities": "CN", "excluded_nationalities": "China"})
    assert "China: both let in and shut out." in both.content.decode()
    answer = client.post(path, {**sent, "allowed_nationalities": "中国；pe"})
    assert answer.status_code == 302
    rule.refresh_from_db()
    assert (rule.nationality, rule.allowed_nationalities) == ("any", ["CN", "PE"])
    body = Client().get(f"/categories/{category.ref}").content.decode()
    assert "Any nationality" in body and "Only nationals of: China" in body
    assert "China, " in client.get(path).content.decode()
    description = make.make_description(category=category, country="CN")
    refresh_all()
    kenyan, peruvian = (make.make_volunteer(nationality=code) for code in ("KE", "PE"))
    for volunteer, may in ((kenyan, False), (peruvian, True)):
        standing = standing_of(volunteer)
        assert standing is not None and fits(standing, [description])[description.pk].eligible is may
        found = find(Search(eligible=True), seeker=standing.seeker).keys
        assert (description.pk in found) is may


def test_an_administrator_keeps_categories_rules_and_clearances() -> None:
    client = signed_in(make.make_administrator())
    sent = {"code": "corps", "name-en": "Corps", "tracks": ["national"], "offer_days": "5", "order": "9"}
    made = client.post("/categories/new", sent).headers["Location"]
    assert "No rule is in force today" in client.get(made).content.decode()
    rule = {"in_force_from": "2026-01-01", "min_age": "20", "min_experience_months": "0"}
    assert client.post(f"{made}/rules/new", rule).status_code == 302
    answer = client.post(f"{made}/rules/new", {**rule, "in_force_from": "2026-06-01"})
    assert answer.status_code == 422
    assert "Another rule of “Corps” is in force" in answer.content.decode()
    kept = EligibilityRule.objects.get(category__code="corps")
    ended = {**rule, "in_force_to": "2026-05-31", "version": str(kept.version)}
    assert client.post(f"{made}/rules/{kept.ref}", ended).status_code == 302
    assert client.post(f"{made}/rules/new", {**rule, "in_force_from": "2026-06-01"}).status_code == 302
    clearance = {"kind": "medical", "in_force_from": "2026-01-01"}
    assert client.post(f"{made}/clearances/new", {**clearance, "valid_months": "0"}).status_code == 422
    assert client.post(f"{made}/clearances/new", clearance).status_code == 302
    twice = client.post(f"{made}/clearances/new", {**clearance, "in_force_from": "2026-06-01"})
    assert (twice.status_code, "Another rule of “Corps” is in force" in twice.content.decode()) == (422, True)
    abroad = {**clearance, "track": "international"}
    assert client.post(f"{made}/clearances/new", abroad).status_code == 302
    leave = {"week": "mon_fri", "in_force_from": "2026-01-01", "source": "A letter"}
    for days in ("-1", "99"):
        assert client.post(f"{made}/leave/new", {**leave, "days_a_month": days}).status_code == 422
    assert client.post(f"{made}/leave/new", {**leave, "days_a_month": "2.5"}).status_code == 302
    assert "Medical clearance" in client.get(made).content.decode()
    again = client.post(f"{made}/edit", {**sent, "name-en": "The corps", "version": "1"})
    assert again.status_code == 302
    officer = signed_in(make.make_officer())
    assert officer.post(f"{made}/rules/new", rule).status_code == 403


def test_a_shipped_rate_that_was_ended_and_followed_by_another_stays_so_when_minga_is_brought_up_to_date() -> None:
    make.make_category("specialist")
    load_rates(RATES)
    client = signed_in(make.make_administrator())
    old = Rate.objects.get(kind="living_allowance")
    shared = {
        "kind": "living_allowance", "category": str(old.category_id), "track": "international",
    }  # fmt: skip
    ended = rate_form(
        **shared, amount="1736", in_force_from="2021-10-01", in_force_to="2025-12-31", version=str(old.version)
    )
    assert client.post(f"/rates/{old.ref}", ended).status_code == 302
    assert client.post("/rates/new", rate_form(**shared, amount="1800")).status_code == 302
    load_rates(RATES)
    kept = Rate.objects.filter(kind="living_allowance").order_by("in_force_from")
    assert [(row.amount, row.in_force_to) for row in kept] == [(1736, date(2025, 12, 31)), (1800, None)]


@pytest.mark.parametrize(("day", "year"), [("0026-01-01", "26"), ("9999-12-31", "9999")])
def test_a_day_of_the_year_26_is_a_slip_and_is_named(day: str, year: str) -> None:
    dollar()
    answer = signed_in(make.make_administrator()).post("/rates/new", rate_form(in_force_from=day))
    assert answer.status_code == 422
    assert f"Check the year: {year} is too far away." in answer.content.decode()
    assert not Rate.objects.exists()


def test_a_rate_is_shown_as_it_is_computed_with() -> None:
    assert value_words(amount=Decimal("41.6667"), unit="month", currency="USD") == "USD\u00a041.6667 a month"
    assert value_words(amount=Decimal("1736.0000"), unit="month", currency="USD") == "USD\u00a01,736.00 a month"
    assert value_words(amount=Decimal("1000.5000"), unit="once", currency="JPY") == "JPY\u00a01,000.5 once"


@pytest.mark.once
def test_the_list_of_categories_costs_the_same_queries_for_one_and_for_a_hundred() -> None:
    make.make_category()
    visitor = Client()
    one = queries_of_second_look(visitor, "/categories")
    rows = [Category(code=f"c{number}", names={"en": f"C {number}"}, tracks=["online"]) for number in range(1, 100)]
    for row in rows:
        row.save()
        EligibilityRule.objects.create(category=row, in_force_from=IN_FORCE, min_age=18)
    assert queries_of(visitor, "/categories") == one
