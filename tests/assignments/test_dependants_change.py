"""Dependants who join or leave midway: a dated change, costed by the rates of the day, authorized by another person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker
from tests import factories as make
from tests.assignments.abroad import abroad
from tests.assignments.cost_inputs import NAIROBI, START, inputs, international_rates, rate
from tests.assignments.cost_world import dollar
from tests.assignments.service_steps import begin
from tests.assignments.service_world import World, make_service
from tests.standing import standing

from minga.assignments.actions import dependants as acts
from minga.assignments.actions import extensions
from minga.assignments.actions.cost import authorize_cost
from minga.assignments.costing import Plan, compute, serve
from minga.assignments.models import CostEstimate, DependantsChange, Offer, Rate
from minga.assignments.pages.cost import paper_of
from minga.assignments.personal.service import export
from minga.assignments.queries.cost import extension_inputs, is_old, seats_of
from minga.assignments.queries.dependants import all_extended_with, extended_with
from minga.assignments.queries.paid import compare_actual
from minga.assignments.waiting.descriptions import for_finance
from minga.core.errors import Incomplete, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def under_way(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    yield from standing(django_db_blocker, abroad)


@pytest.fixture
def world(under_way: World, db: None) -> World:
    return under_way.anew()


LAST = date(2027, 2, 28)


def changed(before: int, dependants: int, *, day: date, until: date = LAST) -> Plan:
    """A change in a service that began on 1 March 2026, by the rates of the Nairobi example."""
    asked = inputs(
        duration_months=None, starts_on=day, goes_on_until=until, began_on=START, dependants=dependants,
        dependants_before=before,
    )  # fmt: skip
    cost = compute(inputs=asked, rates=international_rates())
    assert cost.problems == []
    return Plan(asked, NAIROBI, cost.lines, cost.rates, cost.currency)


def amounts(lines: Any, kind: str) -> list[Decimal]:
    return [line.amount for line in lines if line.kind == kind]


def test_a_child_who_comes_in_the_middle_of_a_month_counts_by_its_days_and_then_by_whole_months() -> None:
    plan = changed(0, 1, day=date(2026, 6, 16))
    assert amounts(plan.lines, "dependant_one") == [Decimal(125), *[Decimal(250)] * 8]
    assert {line.kind for line in plan.lines} <= {"dependant_one", "programme"}
    assert plan.lines[0].formula == "250 × 15 ÷ 30"


def test_from_one_to_two_takes_the_rate_for_one_away_and_adds_that_for_two_or_more() -> None:
    plan = changed(1, 2, day=date(2027, 1, 1))
    assert amounts(plan.lines, "dependant_one") == [Decimal(-250)] * 2
    assert amounts(plan.lines, "dependant_more") == [Decimal(450)] * 2
    assert plan.lines[0].formula == "−250"
    base = sum(line.amount for line in plan.lines if line.kind != "programme")
    per_cent = next(one.amount for one in plan.rates if one.kind == "programme")
    assert sum(amounts(plan.lines, "programme")) == (base * per_cent / 100).quantize(Decimal("0.01"))


def test_the_rate_of_the_day_counts_and_not_that_of_the_day_the_service_was_costed() -> None:
    dearer = rate("dependant_one", "300", track="international", in_force_from=date(2026, 9, 1))
    ended = [one for one in international_rates() if one.kind != "dependant_one"]
    former = rate("dependant_one", "250", track="international", in_force_from=date(2021, 1, 1),
                  in_force_to=date(2026, 8, 31))  # fmt: skip
    asked = inputs(duration_months=None, starts_on=date(2026, 8, 1), goes_on_until=date(2026, 9, 30), began_on=START,
                   dependants=1, dependants_before=0)  # fmt: skip
    lines = compute(inputs=asked, rates=[*ended, former, dearer]).lines
    assert amounts(lines, "dependant_one") == [Decimal(250), Decimal(300)]


def test_a_change_comes_to_itself_where_the_service_is_as_long_as_agreed_and_to_its_days_where_it_is_not() -> None:
    plan = changed(0, 1, day=date(2026, 6, 16))
    served = serve(plan, first=date(2026, 6, 16), last=LAST)
    assert sorted(served, key=str) == sorted(plan.lines, key=str)
    short = serve(plan, first=date(2026, 6, 16), last=date(2026, 7, 10))
    assert amounts(short, "dependant_one") == [Decimal(125), Decimal("80.65")]
    one_week = serve(plan, first=date(2026, 6, 16), last=date(2026, 6, 22))
    assert amounts(one_week, "dependant_one") == [Decimal("58.33")]


def test_who_leaves_takes_out_just_what_the_pro_forma_counts_for_the_same_days() -> None:
    whole = inputs(dependants=1)
    cost = compute(inputs=whole, rates=international_rates())
    planned = Plan(whole, NAIROBI, cost.lines, cost.rates, cost.currency)
    left = changed(1, 0, day=date(2026, 6, 16))
    last = date(2027, 2, 10)
    counted = amounts(serve(planned, first=START, last=last), "dependant_one")
    taken = amounts(serve(left, first=date(2026, 6, 16), last=last), "dependant_one")
    assert [a + b for a, b in zip(counted[3:], taken, strict=True)] == [Decimal(125), *[Decimal(0)] * 8]


def asked(world: World, *, by: str = "focal_point", dependants: int = 1, days: int = 0) -> DependantsChange:
    day = world.service.starts_on + timedelta(days=days)
    world.press(
        getattr(world, by), "assignment_task", world.service.ref, "dependants", thing=world.service,
        dependants=str(dependants), starts_on=day.isoformat(), reason="Her son has joined her",
    )  # fmt: skip
    return DependantsChange.objects.get(assignment=world.service, starts_on=day, dependants=dependants)


def authorized(world: World, **fields: Any) -> DependantsChange:
    change = asked(world, **fields)
    authorize_cost(actor=make.make_finance_officer(), estimate=change.estimates.get())
    return change


def due(world: World, label: str) -> Decimal:
    return next((line.served for line in compare_actual(world.service)[0] if line.label == label), Decimal(0))


ONE = "Dependants' allowance, one dependant"


def test_the_host_asks_finance_authorizes_and_what_is_due_counts_from_that_day(world: World) -> None:
    assert "Change the dependants" in world.read(world.focal_point)
    change = asked(world)
    estimate, finance = change.estimates.get(), make.make_finance_officer()
    assert (estimate.state, estimate.requested_by) == ("requested", world.focal_point)
    assert due(world, ONE) == 0
    [waits] = for_finance(finance)
    assert str(waits.detail).startswith("Cost of a change of dependants to authorize: USD")
    page = world.read(finance, reverse("assignments:dependants_cost", args=[change.ref]))
    assert "1 dependant, until then 0." in page and "Her son has joined her" in page and "Authorize" in page
    assert "dependants from" in world.read(finance, reverse("assignments:costs"))
    world.press(finance, "dependants_cost_do", change.ref, "authorize", thing=estimate)
    assert due(world, ONE) == sum(row.amount for row in estimate.lines.filter(kind="dependant_one")) > 0
    assert "1 dependant from" in world.read(world.volunteer)
    assert "What it comes to" not in world.read(world.volunteer)
    paid = world.read(finance, reverse("assignments:cost_paid", args=[world.service.ref]))
    assert "1 dependant, until then 0." in paid and ONE.replace("'", "&#x27;") in paid
    paper = paper_of(CostEstimate.objects.get(pk=estimate.pk), seats_of(estimate)).data()
    facts = {row["labels"][0]: row["values"][0] for row in paper["facts"]}
    assert ("First day of service" in facts, "until then 0" in facts["Duration"]) == (False, True)


def test_whoever_asked_does_not_authorize_it_though_they_hold_the_role(world: World) -> None:
    change = asked(world, by="officer")
    make.give_role(world.officer, "finance_officer", country="KE")
    estimate = change.estimates.get()
    page = world.press(world.officer, "dependants_cost_do", change.ref, "authorize", thing=estimate)
    assert "Whoever asks never approves." in page.content.decode()
    estimate.refresh_from_db()
    assert estimate.state == "requested"


def test_who_leaves_again_is_counted_no_more(world: World) -> None:
    authorized(world, days=20)
    whole = due(world, ONE)
    authorized(world, dependants=0, days=50)
    assert 0 < due(world, ONE) < whole / 3


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"dependants": 0}, "this number counts already"),
        ({"starts_on": date(2020, 1, 1)}, "outside the service"),
        ({"reason": " "}, "Say why"),
    ],
)
def test_what_changes_nothing_or_lies_outside_is_refused_in_words(
    world: World, fields: dict[str, Any], words: str
) -> None:
    values = {"starts_on": world.service.starts_on, "dependants": 1, "reason": "A son", **fields}
    with pytest.raises(Incomplete) as refusal:
        acts.change_dependants(actor=world.officer, assignment=world.service, **values)
    assert words in str(refusal.value.problems[0].message)
    assert not DependantsChange.objects.exists()


def test_a_third_dependant_is_paid_like_the_second_and_one_change_waits_at_a_time(world: World) -> None:
    asked(world, dependants=2)
    with pytest.raises(Incomplete, match="cannot be asked for") as refusal:
        acts.change_dependants(
            actor=world.officer, assignment=world.service, starts_on=world.service.starts_on, dependants=1, reason="So"
        )
    assert "waits for a decision already" in str(refusal.value.problems[0].message)
    authorize_cost(actor=make.make_finance_officer(), estimate=CostEstimate.objects.get(state="requested"))
    with pytest.raises(Incomplete) as refusal:
        acts.change_dependants(
            actor=world.officer, assignment=world.service, starts_on=timezone.localdate(), dependants=3, reason="So"
        )
    assert "paid alike" in str(refusal.value.problems[0].message)


def test_a_service_in_the_country_and_a_missing_rate_are_refused_by_name() -> None:
    world = make_service(kinds=(), language="en")
    begin(world)
    assert "Change the dependants" not in world.read(world.officer)
    values = {"starts_on": world.service.starts_on, "dependants": 1, "reason": "A son"}
    with pytest.raises(Incomplete) as refusal:
        acts.change_dependants(actor=world.officer, assignment=world.service, **values)
    assert "services abroad only" in str(refusal.value.problems[0].message)


def test_a_missing_rate_of_dependants_is_named_and_nothing_is_left_behind(world: World) -> None:
    Rate.objects.filter(kind__startswith="dependant").delete()
    with pytest.raises(Incomplete) as refusal:
        acts.change_dependants(
            actor=world.officer, assignment=world.service, starts_on=world.service.starts_on, dependants=1, reason="So"
        )
    assert "one dependant" in str(refusal.value.problems[0].message)
    assert not DependantsChange.objects.exists()


def test_an_extension_counts_who_counts_on_the_last_day_before_it_and_a_change_stops_there(world: World) -> None:
    longer = extensions.ask_for_extension(
        actor=world.focal_point, assignment=world.service, new_end=world.service.ends_on + timedelta(days=30),
        reason="The work goes on", funding_note="The host entity",
    )  # fmt: skip
    before = longer.estimates.get()
    assert before.dependants == 0 and not is_old(before)
    assert all_extended_with([longer]) == {longer.pk: 0}
    authorized(world)
    assert extension_inputs(longer).dependants == 1
    assert all_extended_with([longer]) == {longer.pk: 1}
    before.refresh_from_db()
    assert is_old(before)
    estimate = extensions.compute_extension_cost(actor=world.officer, extension=longer)
    assert estimate.lines.filter(kind="dependant_one").exists()
    type(longer).objects.filter(pk=longer.pk).update(state="approved")
    type(estimate).objects.filter(pk=estimate.pk).update(state="authorized", dependants=2)
    again = type(longer)(
        pk=0, assignment=world.service, old_end=longer.new_end, new_end=longer.new_end + timedelta(days=30)
    )
    assert all_extended_with([again]) == {0: 2} == {0: extended_with(world.service, longer.new_end)}


def test_a_change_is_out_of_date_once_the_service_is_longer_and_computed_again_counts_all_of_it(world: World) -> None:
    longer = extensions.ask_for_extension(
        actor=world.focal_point, assignment=world.service, new_end=world.service.ends_on + timedelta(days=30),
        reason="The work goes on", funding_note="The host entity",
    )  # fmt: skip
    change = asked(world)
    finance = make.make_finance_officer()
    authorize_cost(actor=finance, estimate=longer.estimates.get())
    extensions.decide_extension(actor=world.officer, extension=longer, verb="approve")
    with pytest.raises(Incomplete, match="out of date"):
        authorize_cost(actor=finance, estimate=change.estimates.get())
    world.press(world.officer, "dependants_cost_do", change.ref, "compute")
    change.refresh_from_db()
    assert change.ends_on == longer.new_end
    world.press(world.officer, "dependants_cost_do", change.ref, "request",
                thing=change.estimates.get(state="computed"))  # fmt: skip
    authorize_cost(actor=finance, estimate=change.estimates.get(state="requested"))
    with pytest.raises(Refused, match="stays as it was"):
        acts.compute_change_cost(actor=world.officer, change=change)


def test_the_person_takes_changes_away_with_their_data(world: World) -> None:
    change = asked(world)
    services = export(world.volunteer)["services"]
    assert [one["reason"] for one in services[0]["dependants"]] == [change.reason]


def test_an_offer_that_named_others_than_the_pro_forma_counts_says_so_in_the_form(world: World) -> None:
    Offer.objects.filter(pk=world.service.offer_id).update(dependants=2)
    address = reverse("assignments:assignment_task", args=[world.service.ref, "dependants"])
    assert "Today 2 count." in world.read(world.officer, address)
    CostEstimate.objects.create(description=world.description, currency=dollar(), total=0, state="authorized")
    page = world.read(world.officer, address)
    assert "Today none counts." in page and "The offer named 2." in page
