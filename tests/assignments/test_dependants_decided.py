"""Changes of dependants beside one another: refused and asked again, by whoever asked, of nothing, after the end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from pytest_django.plugin import DjangoDbBlocker
from tests import factories as make
from tests.assignments.abroad import abroad
from tests.assignments.service_world import World
from tests.standing import standing

from minga.assignments.actions import dependants as acts
from minga.assignments.actions import extensions
from minga.assignments.actions.cost import authorize_cost, refuse_cost, request_authorization
from minga.assignments.costing import service_months
from minga.assignments.models import Assignment, DependantsChange, Rate
from minga.assignments.pages.cost import paper_of
from minga.assignments.queries.cost import change_inputs, extension_inputs, seats_of
from minga.assignments.queries.dependants import counted_on
from minga.assignments.queries.paid import compare_actual
from minga.assignments.waiting.descriptions import for_finance
from minga.core.errors import Incomplete
from minga.people.models import Account

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def under_way(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    yield from standing(django_db_blocker, abroad)


@pytest.fixture
def world(under_way: World, db: None) -> World:
    return under_way.anew()


def ask(world: World, *, days: int = 0, dependants: int = 1, by: Any = None) -> DependantsChange:
    service = world.fresh()
    return acts.change_dependants(
        actor=by or world.officer, assignment=service, starts_on=service.starts_on + timedelta(days=days),
        dependants=dependants, reason="Family",
    )  # fmt: skip


def authorize(change: DependantsChange) -> DependantsChange:
    authorize_cost(actor=make.make_finance_officer(), estimate=change.estimates.get(state="requested"))
    return change


def extend(world: World, *, days: int) -> Any:
    service = world.fresh()
    row = extensions.ask_for_extension(
        actor=world.focal_point, assignment=service, new_end=service.ends_on + timedelta(days=days), reason="More",
        funding_note="The host entity",
    )  # fmt: skip
    authorize_cost(actor=make.make_finance_officer(), estimate=row.estimates.get(state="requested"))
    return extensions.decide_extension(actor=world.officer, extension=row, verb="approve")


def refused(world: World) -> DependantsChange:
    """A change that was asked for and refused."""
    change = ask(world)
    refuse_cost(actor=make.make_finance_officer(), estimate=change.estimates.get(), reason="No paper yet")
    return change


def test_a_refused_change_that_is_computed_again_counts_until_one_that_counts_from_a_later_day(world: World) -> None:
    """Both add the same child, who is paid once for each day."""
    first = refused(world)
    later = authorize(ask(world, days=10))
    estimate = acts.compute_change_cost(actor=world.officer, change=first)
    first.refresh_from_db()
    assert first.ends_on == later.starts_on - timedelta(days=1)
    request_authorization(actor=world.officer, estimate=estimate)
    authorize(first)
    service = world.fresh()
    whole = DependantsChange(
        assignment=service, starts_on=service.starts_on, ends_on=service.ends_on, before=0, dependants=1
    )
    months = service_months(change_inputs(whole))
    due = {line.label: line.served for line in compare_actual(service)[0]}
    expected = sum(month.prorated(Decimal(250)) for month in months)
    assert abs(due["Dependants' allowance, one dependant"] - expected) < Decimal("0.05")


def test_a_child_reported_late_counts_until_the_change_that_counts_already_and_each_page_says_so(world: World) -> None:
    finance, service = make.make_finance_officer(), world.service
    later = authorize(ask(world, days=40, dependants=2))
    address = reverse("assignments:assignment_task", args=[service.ref, "dependants"])
    day, eve = (date_format(later.starts_on - timedelta(days=days)) for days in (0, 1))
    assert f"A change counts from {day} on." in world.read(world.officer, address)
    late = authorize(ask(world, days=10, dependants=1))
    assert (late.ends_on, late.before) == (later.starts_on - timedelta(days=1), 0)
    counted = [counted_on(world.fresh(), later.starts_on + timedelta(days=days)) for days in (-31, -30, -1, 0, 60)]
    assert counted == [0, 1, 1, 2, 2]
    page = world.read(world.officer)
    assert f"2 dependants from {day}, until then 1" in page
    paid = world.read(finance, reverse("assignments:cost_paid", args=[service.ref]))
    assert f"to {eve}: 1 dependant, until then 0." in paid and "2 dependants, until then 1." in paid
    assert "Changes count from these days on" in world.read(world.officer, address)


def test_a_refused_change_is_not_computed_again_while_another_waits(world: World) -> None:
    first = refused(world)
    ask(world, days=10)
    with pytest.raises(Incomplete) as refusal:
        acts.compute_change_cost(actor=world.officer, change=first)
    assert "waits for a decision already" in str(refusal.value.problems[0].message)


def test_a_refused_change_is_computed_again_by_itself_and_not_once_the_service_is_closed(world: World) -> None:
    first = refused(world)
    assert acts.compute_change_cost(actor=world.officer, change=first).state == "computed"
    Assignment.objects.filter(pk=world.service.pk).update(state="closed")
    with pytest.raises(Incomplete) as refusal:
        acts.compute_change_cost(actor=world.officer, change=DependantsChange.objects.get(pk=first.pk))
    assert "before it is closed" in str(refusal.value.problems[0].message)


def test_whoever_asked_for_a_change_does_not_authorize_it_though_another_asked_for_its_authorization(
    world: World,
) -> None:
    change, finance = ask(world), make.make_finance_officer()
    make.give_role(world.officer, "finance_officer", country="KE")
    estimate = acts.compute_change_cost(actor=world.colleague, change=change)
    estimate = request_authorization(actor=world.colleague, estimate=estimate)
    with pytest.raises(Incomplete) as refusal:
        authorize_cost(actor=Account.objects.get(pk=world.officer.pk), estimate=estimate)
    assert "Whoever asks never approves" in str(refusal.value.problems[0].message)
    assert (list(for_finance(world.officer)), len(list(for_finance(finance)))) == ([], 1)
    address = reverse("assignments:dependants_cost", args=[change.ref])
    assert "/do/authorize" not in world.read(world.officer, address)
    assert "/do/authorize" in world.read(finance, address)
    assert reverse("assignments:dependants_cost_do", args=[change.ref, "authorize"]) not in world.read(
        world.officer, reverse("assignments:costs")
    )


def test_a_finance_officer_who_serves_does_not_decide_what_is_paid_for_their_own_service(world: World) -> None:
    change = ask(world)
    make.give_role(world.volunteer, "finance_officer", country="KE")
    with pytest.raises(Incomplete) as refusal:
        authorize_cost(actor=Account.objects.get(pk=world.volunteer.pk), estimate=change.estimates.get())
    assert "their own service" in str(refusal.value.problems[0].message)
    assert list(for_finance(world.volunteer)) == []
    address = reverse("assignments:dependants_cost", args=[change.ref])
    for page in (address, reverse("assignments:costs")):
        assert "/do/authorize" not in world.read(world.volunteer, page)


def test_a_change_that_costs_nothing_is_authorized_too_and_keeps_no_later_one_waiting(world: World) -> None:
    Rate.objects.filter(kind="dependant_one").update(amount=0)
    change = ask(world)
    estimate = change.estimates.get()
    assert (estimate.state, estimate.total) == ("requested", Decimal(0))
    finance = make.make_finance_officer()
    address = reverse("assignments:dependants_cost", args=[change.ref])
    assert "/do/authorize" in world.read(finance, address)
    assert paper_of(estimate, seats_of(estimate)).data()["total"]
    authorize_cost(actor=finance, estimate=estimate)
    assert counted_on(world.fresh(), timezone.localdate()) == 1
    assert ask(world, days=20, dependants=2).before == 1


def test_no_day_after_an_early_end_is_asked_for(world: World) -> None:
    last = world.service.starts_on + timedelta(days=2)
    Assignment.objects.filter(pk=world.service.pk).update(state="ended", end_kind="resigned", ended_on=last)
    with pytest.raises(Incomplete) as refusal:
        ask(world, days=3)
    assert "outside the service" in str(refusal.value.problems[0].message)
    assert ask(world, days=2).estimates.get().state == "requested"


def test_a_second_extension_goes_on_with_whom_the_first_counted() -> None:
    world = abroad(days=60)
    authorize(ask(world))
    assert extension_inputs(extend(world, days=30)).dependants == 1
    second = extend(world, days=30)
    assert second.estimates.get(state="authorized").dependants == 1


def test_a_change_after_one_that_reaches_into_an_extension_takes_out_all_of_it() -> None:
    """The extension counts nobody, the change that came after it one to its end; who leaves leaves for all of it."""
    world = abroad(days=60)
    extended = extend(world, days=60)
    authorize(ask(world, days=5))
    left = authorize(ask(world, days=10, dependants=0))
    assert left.ends_on == extended.new_end
    due = {line.label: line.served for line in compare_actual(world.service)[0]}
    assert due["Dependants' allowance, one dependant"] < 50


def test_sums_of_a_change_are_called_its_difference_on_the_page_and_on_the_paper(world: World) -> None:
    change = ask(world)
    page = world.read(make.make_finance_officer(), reverse("assignments:dependants_cost", args=[change.ref]))
    assert 'data-label="Difference"' in page and "Whole service" not in page
    estimate = change.estimates.get()
    assert paper_of(estimate, seats_of(estimate)).data()["line_columns"][-1] == ["Difference"]
