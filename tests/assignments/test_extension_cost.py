"""The time that an extension adds costs money: computed, authorized by finance, then approved by an officer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from pytest_django.plugin import DjangoDbBlocker
from tests import factories as make
from tests.assignments.cost_world import make_rates
from tests.assignments.service_steps import serving
from tests.assignments.service_world import World
from tests.standing import standing

from minga.assignments.actions import extensions as acts
from minga.assignments.models import CostEstimate, Extension
from minga.assignments.pages.cost import paper_of
from minga.assignments.queries.cost import estimates_for_finance, seats_of
from minga.assignments.queries.paid import compare_actual
from minga.assignments.waiting.descriptions import for_finance
from minga.assignments.waiting.service_of_officers import for_officers
from minga.core.errors import Incomplete

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def under_way(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    yield from standing(django_db_blocker, lambda: serving(language="en"))


@pytest.fixture
def world(under_way: World, db: None) -> World:
    return under_way.anew()


def asked(world: World, *, by: str = "focal_point", with_rates: bool = True) -> Extension:
    """An extension of a service under way by 61 days."""
    if with_rates:
        make_rates()
    return acts.ask_for_extension(
        actor=getattr(world, by), assignment=world.service, new_end=world.service.ends_on + timedelta(days=61),
        reason="The work goes on", funding_note="The host entity",
    )  # fmt: skip


def verbs(rows: Any) -> list[str]:
    return [str(row.verb) for row in rows if hasattr(row, "verb")]


def test_its_cost_is_asked_for_with_it_and_it_is_approved_once_finance_has_authorized(world: World) -> None:
    extension = asked(world)
    finance = make.make_finance_officer()
    estimate = extension.estimates.get()
    assert (estimate.state, estimate.requested_by) == ("requested", world.focal_point)
    assert not set(estimate.lines.values_list("kind", flat=True)) & {"entry_lump_sum", "travel"}
    assert "once" not in {rate["unit"] for rate in estimate.rates_used}
    page = world.press(world.officer, "extension_do", extension.ref, "approve", thing=extension)
    assert "The cost of the added time has not been authorized." in page.content.decode()
    assert "The finance officer has been asked." in page.content.decode()
    assert "Approve" not in verbs(for_officers(world.officer))
    [waits] = for_finance(finance)
    assert str(waits.detail).startswith("Cost of an extension to authorize: USD")
    page = world.read(finance, reverse("assignments:extension_cost", args=[extension.ref]))
    assert "What is paid once is not paid again." in page and "Authorize" in page
    world.press(world.focal_point, "extension_cost_do", extension.ref, "authorize", thing=estimate)
    estimate.refresh_from_db()
    assert estimate.state == "requested"
    world.press(finance, "extension_cost_do", extension.ref, "authorize", thing=estimate)
    assert verbs(for_officers(world.officer)) == ["Approve"]
    world.press(world.officer, "extension_do", extension.ref, "approve", thing=extension)
    assert world.fresh().ends_on == extension.new_end
    estimate = CostEstimate.objects.get(pk=estimate.pk)
    paper = paper_of(estimate, seats_of(estimate)).data()
    assert ["What is paid once is not paid again."] in paper["notes"]
    facts = {row["labels"][0]: row["values"][0] for row in paper["facts"]}
    assert facts["Decided"].endswith(str(finance))
    assert ("First day of service" in facts, "Extension from" in facts["Duration"]) == (False, True)
    planned = {row.label: row.planned for row in compare_actual(world.service)[0]}
    assert planned["Living allowance"] == sum(row.amount for row in estimate.lines.filter(kind="living_allowance"))
    assert planned["Living allowance"] > Decimal(1900)


def test_whoever_asked_for_the_money_does_not_authorize_it_though_they_hold_the_role(world: World) -> None:
    extension = asked(world)
    make.give_role(world.focal_point, "finance_officer", country="CN")
    estimate = extension.estimates.get()
    page = world.press(world.focal_point, "extension_cost_do", extension.ref, "authorize", thing=estimate)
    assert "Whoever asks never approves." in page.content.decode()


def test_a_volunteer_asks_and_the_officer_has_the_cost_authorized(world: World) -> None:
    extension = asked(world, by="volunteer")
    estimate = extension.estimates.get()
    assert estimate.state == "computed"
    assert verbs(for_officers(world.officer)) == ["Look"]
    assert "Cost of the added time" not in world.read(world.volunteer)
    world.press(world.officer, "extension_cost_do", extension.ref, "request", thing=estimate)
    estimate.refresh_from_db()
    assert (estimate.state, verbs(for_officers(world.officer))) == ("requested", [])
    world.press(make.make_finance_officer(), "extension_cost_do", extension.ref, "refuse", thing=estimate, reason="No")
    assert verbs(for_officers(world.officer)) == ["Look"]
    world.press(world.officer, "extension_cost_do", extension.ref, "compute")
    assert extension.estimates.exclude(state="superseded").get().state == "computed"


def test_a_missing_rate_leaves_the_request_and_is_named_when_the_cost_is_computed(world: World) -> None:
    extension = asked(world, with_rates=False)
    assert not extension.estimates.exists()
    page = world.press(world.officer, "extension_cost_do", extension.ref, "compute")
    assert "No rate of “Living allowance” is in force" in page.content.decode()
    with pytest.raises(Incomplete):
        acts.decide_extension(actor=world.officer, extension=extension, verb="approve")
    assert "The cost of the added time has not been computed." in world.read(world.officer)


def test_a_refused_extension_and_an_ended_service_leave_finance_nothing_to_decide(world: World) -> None:
    extension = asked(world)
    finance = make.make_finance_officer()
    world.press(world.officer, "extension_do", extension.ref, "refuse", thing=extension)
    assert set(CostEstimate.objects.filter(extension=extension).values_list("state", flat=True)) == {"superseded"}
    assert not list(for_finance(finance))
    acts.ask_for_extension(
        actor=world.focal_point, assignment=world.fresh(), new_end=world.service.ends_on + timedelta(days=30),
        reason="Again", funding_note="The host entity",
    )  # fmt: skip
    assert estimates_for_finance(finance).filter(state="requested").count() == 1
    end = {"end_kind": "resigned", "ended_on": world.service.starts_on.isoformat(), "reason": "Family"}
    world.press(world.officer, "assignment_task", world.service.ref, "end", thing=world.service, **end)
    assert not estimates_for_finance(finance).filter(state="requested").exists()


def test_the_description_keeps_its_own_cost_beside_that_of_an_extension(world: World) -> None:
    extension = asked(world)
    assert list(world.description.estimates) == []
    assert list(world.description.all_estimates.all()) == list(extension.estimates.all())
    finance = make.make_finance_officer()
    for name in ("extension_cost_paper", "extension_cost_table"):
        page = world.press(finance, name, extension.ref)
        assert page.status_code == 405
    assert "extension until" in world.read(finance, reverse("assignments:costs"))


def test_sums_of_an_extension_are_called_those_of_the_added_time_on_the_page_and_on_the_paper(world: World) -> None:
    extension = asked(world)
    estimate, finance = extension.estimates.get(), make.make_finance_officer()
    page = world.read(finance, reverse("assignments:extension_cost", args=[extension.ref]))
    paper = paper_of(CostEstimate.objects.get(pk=estimate.pk), seats_of(estimate)).data()
    assert 'data-label="Added time"' in page and "Whole service" not in page
    assert paper["line_columns"][-1] == ["Added time"]
