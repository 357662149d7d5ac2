"""The category served in counts wherever a category's rules are asked: rates, leave, clearances, offers and reserve."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from tests import factories as make
from tests.assignments.cost_inputs import inputs
from tests.assignments.cost_world import IN_FORCE, costed, dollar, make_rates
from tests.assignments.description_world import complete_description
from tests.assignments.selection_world import applied, fresh, in_reserve
from tests.assignments.service_world import make_service, require
from tests.clients import signed_in

from minga.assignments.actions.offers import make_offer
from minga.assignments.actions.reserve import move_up
from minga.assignments.costing import RateRow
from minga.assignments.forms.selection import OfferForm
from minga.assignments.models import Assignment, Category, LeaveEntitlement, Rate
from minga.assignments.queries.clearances import requirements_for
from minga.assignments.queries.completeness import inconsistencies
from minga.assignments.queries.cost import is_old
from minga.assignments.queries.leave import leave_book
from minga.assignments.queries.missing_rates import rate_warnings
from minga.assignments.queries.service import longest_end
from minga.assignments.reference import load_categories
from minga.assignments.waiting.selection_of_officers import for_officers
from minga.core.acting import SYSTEM, together

pytestmark = pytest.mark.django_db


@pytest.fixture
def refugee() -> Category:
    return make.make_category("refugee", as_category_served=True, nationality="any")


@pytest.fixture
def youth() -> Category:
    return make.make_category("youth", max_duration_months=12)


def living(amount: str, **more: Any) -> Rate:
    money = {"currency": dollar(), "in_force_from": IN_FORCE, "source": "A table"}
    return Rate.objects.create(kind="living_allowance", unit="month", amount=amount, **money, **more)


def paid_to_live(**fields: Any) -> Decimal:
    estimate = costed(duration_months=1, min_experience_months=0, **fields)
    return Decimal(sum(line.amount for line in estimate.lines.filter(kind="living_allowance")))


def test_rates_are_those_of_the_category_served_in_and_own_ones_come_first(refugee: Category, youth: Category) -> None:
    make_rates()
    living("700", category=youth)
    assert paid_to_live(category=refugee) == 1000
    assert paid_to_live(category=refugee, serves_as=youth) == 700
    assert paid_to_live(category=youth) == 700
    living("900", category=refugee)
    assert paid_to_live(category=refugee, serves_as=youth) == 900
    living("650", category=youth, country=make.make_country("CN"))
    assert paid_to_live(category=refugee, serves_as=youth) == 650, "place comes before category, as for everybody"


def test_the_first_named_category_is_the_more_exact_one() -> None:
    rows = [RateRow("r", "learning", "month", Decimal(1), category=code) for code in ("", "youth", "refugee")]
    asked = inputs(category="refugee", serves_as="youth").categories
    assert [row.exactness(asked) for row in rows] == [(0, 0, False), (0, 1, False), (0, 2, False)]
    assert inputs(category="refugee").categories == ("refugee",)


def test_a_cost_computed_before_the_category_was_named_is_out_of_date(refugee: Category, youth: Category) -> None:
    make_rates()
    estimate = costed(category=refugee, min_experience_months=0)
    assert not is_old(estimate)
    estimate.description.serves_as = youth
    estimate.description.save()
    assert is_old(estimate)
    again = costed(category=refugee, serves_as=youth, min_experience_months=0)
    assert again.inputs["serves_as"] == "youth" and not is_old(again)
    assert "serves_as" not in estimate.inputs


def test_a_rate_of_the_category_served_in_is_not_missed(refugee: Category, youth: Category) -> None:
    make_rates()
    Rate.objects.filter(kind="living_allowance").delete()
    plain = complete_description(category=refugee, min_experience_months=0)
    served = complete_description(category=refugee, serves_as=youth, min_experience_months=0)
    living("700", category=youth)
    assert len(rate_warnings(plain)) == 1 and rate_warnings(served) == []


def test_clearances_of_the_category_served_in_are_asked_for(refugee: Category, youth: Category) -> None:
    require("reference", category=youth, valid_months=6)
    require("background", category=make.make_category("expert"))
    require("medical")

    def asked(**fields: Any) -> dict[str, int | None]:
        description = make.make_description(category=refugee, **fields)
        return {row.kind: row.valid_months for row in requirements_for(description=description)}

    assert asked() == {"medical": 12}
    assert asked(serves_as=youth) == {"medical": 12, "reference": 6}
    require("reference", category=refugee, valid_months=3)
    assert asked(serves_as=youth) == {"medical": 12, "reference": 3}


def test_leave_is_earned_as_in_the_category_served_in_unless_the_category_says_itself(
    refugee: Category, youth: Category
) -> None:
    world = make_service(kinds=(), category=refugee)
    year = {"starts_on": date(2027, 1, 1), "ends_on": date(2027, 12, 31), "entered_on": date(2027, 1, 1)}
    Assignment.objects.filter(pk=world.service.pk).update(state="serving", **year)
    row = {"in_force_from": date(2021, 10, 1)}
    LeaveEntitlement.objects.create(category=youth, days_a_month=2, **row)
    assert not leave_book(world.fresh()).is_known
    world.description.serves_as = youth
    world.description.save()
    assert leave_book(world.fresh()).whole == 24
    country = world.description.country
    LeaveEntitlement.objects.create(category=youth, days_a_month=3, country=country, **row)
    assert leave_book(world.fresh()).whole == 36
    LeaveEntitlement.objects.create(category=refugee, days_a_month=1, **row)
    assert leave_book(world.fresh()).whole == 12


def test_the_longest_service_is_that_of_the_category_served_in(refugee: Category, youth: Category) -> None:
    world = make_service(kinds=(), category=refugee)
    assert longest_end(world.service) is None
    world.description.serves_as = youth
    world.description.save()
    begins = world.fresh().starts_on
    last = longest_end(world.service)
    assert last is not None and 364 <= (last - begins).days <= 365


def test_an_offer_is_open_for_the_days_of_the_category_served_in(refugee: Category, youth: Category) -> None:
    Category.objects.filter(pk=youth.pk).update(offer_days=21)
    youth.refresh_from_db()
    description = make.make_description(
        state="selecting", category=refugee, serves_as=youth, officer=make.make_officer(), seats=2
    )
    row = applied(description, state="selected")
    until = timezone.localdate() + timedelta(days=21)
    assert OfferForm(application=fresh(row)).initial["expires_on"] == until
    officer = description.officer
    [waiting] = [one for one in for_officers(officer) if getattr(one, "post_fields", {}).get("expires_on")]
    assert waiting.post_fields["expires_on"] == until.isoformat()
    begins = description.starts_on
    assert begins is not None
    offer = make_offer(
        actor=officer, application=fresh(row), seat=description.seats.first(), starts_on=begins,
        ends_on=description.ends_on,
    )  # fmt: skip
    assert timezone.localdate(offer.expires_at) == until


@pytest.mark.parametrize("asks", [True, False])
def test_who_confirms_that_somebody_moves_up_says_the_category_served_in(
    refugee: Category, youth: Category, asks: bool
) -> None:
    Category.objects.filter(pk=refugee.pk).update(reserve_needs_officer=not asks)
    Category.objects.filter(pk=youth.pk).update(reserve_needs_officer=asks)
    description = make.make_description(
        state="selecting", category=refugee, serves_as=youth, officer=make.make_officer()
    )
    row = in_reserve(description, 1)
    details = [str(one.detail) for one in for_officers(description.officer) if hasattr(one, "detail")]
    assert any("is first in reserve" in words for words in details) == asks
    with together():
        moved = move_up(type(description).objects.get(pk=description.pk), actor=SYSTEM)
    assert (moved is None) == asks
    assert fresh(row).state == ("reserve" if asks else "selected")


def test_both_categories_serve_on_the_track(refugee: Category, youth: Category) -> None:
    Category.objects.filter(pk=youth.pk).update(tracks=["online"])
    youth.refresh_from_db()
    description = complete_description(category=refugee, serves_as=youth, min_experience_months=0)
    said = [str(problem.message) for problem in inconsistencies(description)]
    assert any("“Youth” does not serve on the track" in words for words in said)


def test_the_page_of_such_a_category_says_what_the_other_one_settles(refugee: Category, client: Any) -> None:
    page = signed_in(make.make_administrator()).get(f"/categories/{refugee.ref}").content.decode()
    assert "The category served in says how many days there are to answer an offer" in page
    assert page.count("As in the category served in.") == 2, "clearances and annual leave"
    assert "comes first." in page and "days to answer an offer." not in page


def test_no_annual_leave_is_shipped_for_refugees_so_that_the_category_served_in_counts(reference: None) -> None:
    load_categories()
    assert LeaveEntitlement.objects.filter(category__code="refugee").count() == 0
    assert LeaveEntitlement.objects.filter(category__code="specialist").count() == 1
