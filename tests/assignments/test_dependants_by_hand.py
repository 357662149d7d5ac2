"""Dependants due: counted by hand day by day, beside what changes, extensions and an early end add up to."""

from __future__ import annotations

import random
from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
from pytest_django.plugin import DjangoDbBlocker
from tests import factories as make
from tests.assignments.abroad import abroad
from tests.assignments.service_world import World
from tests.standing import standing

from minga.assignments.actions import dependants as acts
from minga.assignments.actions import extensions
from minga.assignments.actions.cost import authorize_cost, keep_cost, rates_for
from minga.assignments.costing import compute
from minga.assignments.models import Assignment, CostEstimate, Leave, Suspension
from minga.assignments.queries.cost import inputs_of
from minga.assignments.queries.paid import compare_actual
from minga.core.audit import trail

pytestmark = pytest.mark.django_db

RATES = {1: Decimal(250), 2: Decimal(450)}
LABELS = {1: "Dependants' allowance, one dependant", 2: "Dependants' allowance, two or more"}
SERVICES = 12
DAY = timedelta(days=1)


def month_after(first: date, months: int) -> date:
    """The same day of a later month; where that is too short for it, the first day of the month after."""
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    over = first.day - monthrange(year, month + 1)[1]
    return date(year, month + 1, 1) + (first.day - 1 - max(over - 1, 0)) * DAY


class ByHand:
    """A service as somebody notes it on paper: who counts from when, and which days are not paid."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.starts = date(2025, 1, 1) + chance.randrange(500) * DAY
        if chance.random() < 0.4:
            self.starts = self.starts.replace(month=chance.choice((1, 5, 8, 10, 12)), day=chance.choice((30, 31)))
        self.months = chance.randrange(2, 11)
        self.counted = [(self.starts, chance.choice((0, 0, 1, 2)))]
        self.unpaid: set[date] = set()

    def on(self, day: date) -> int:
        return [number for first, number in self.counted if first <= day][-1]

    def note(self, day: date, number: int) -> None:
        """From a day on until the next one that is noted; what was noted of that day before counts no more."""
        self.counted = sorted([*(row for row in self.counted if row[0] != day), (day, number)])

    def due(self, last: date) -> dict[int, Decimal]:
        """By number of dependants, exactly: of each service month its share of the days."""
        found: defaultdict[int, Decimal] = defaultdict(Decimal)
        month = 0
        while (first := month_after(self.starts, month)) <= last:
            month += 1
            days = (month_after(self.starts, month) - first).days
            for day in (first + number * DAY for number in range(days)):
                number = min(self.on(day), 2)
                if day <= last and day not in self.unpaid and number:
                    found[number] += RATES[number] / days
        return found


def began(world: World, paper: ByHand) -> Assignment:
    """The service of the world as it stands on the paper, its pro forma authorized."""
    first, service = paper.starts, world.service
    last = month_after(first, paper.months) - DAY
    description = service.description
    description.starts_on, description.duration_months, description.duration_weeks = first, paper.months, None
    description.save()
    number = paper.counted[0][1]
    inputs, _problems = inputs_of(description, dependants=number)
    assert inputs is not None
    cost = compute(inputs=inputs, rates=rates_for(description, inputs))
    assert cost.problems == []
    with trail.collecting():
        estimate = keep_cost(cost, inputs, description=description, actor=world.officer)
    CostEstimate.objects.filter(pk=estimate.pk).update(state="authorized")
    service.starts_on = service.entered_on = first
    service.ends_on = last
    service.offer.dependants = number
    service.offer.save()
    service.save()
    return service


def change(world: World, paper: ByHand, finance: object) -> None:
    service = world.fresh()
    day = service.starts_on + paper.chance.randrange((service.ends_on - service.starts_on).days + 1) * DAY
    number = paper.chance.choice([one for one in (0, 1, 2) if one != min(paper.on(day), 2)])
    asked = acts.change_dependants(
        actor=world.officer, assignment=service, starts_on=day, dependants=number, reason="A"
    )  # fmt: skip
    authorize_cost(actor=finance, estimate=asked.estimates.get(state="requested"))
    paper.note(day, number)


def longer(world: World, paper: ByHand, finance: object) -> None:
    service = world.fresh()
    new_end = service.ends_on + paper.chance.randrange(1, 100) * DAY
    asked = extensions.ask_for_extension(
        actor=world.focal_point, assignment=service, new_end=new_end, reason="More", funding_note="The host"
    )  # fmt: skip
    authorize_cost(actor=finance, estimate=asked.estimates.get(state="requested"))
    extensions.decide_extension(actor=world.officer, extension=asked, verb="approve")


def rest(world: World, paper: ByHand, finance: object) -> None:
    service = world.fresh()
    first = service.starts_on + paper.chance.randrange((service.ends_on - service.starts_on).days) * DAY
    last = min(first + paper.chance.randrange(40) * DAY, service.ends_on)
    paper.unpaid |= {first + number * DAY for number in range((last - first).days + 1)}
    if paper.chance.random() < 0.5:
        Suspension.objects.create(assignment=service, starts_on=first, ends_on=last, without_pay=True, reason="R")
    else:
        kept = {"kind": Leave.Kind.UNPAID, "state": "approved", "days": (last - first).days + 1}
        Leave.objects.create(assignment=service, starts_on=first, ends_on=last, **kept)


@pytest.fixture(scope="module")
def under_way(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    yield from standing(django_db_blocker, lambda: abroad(days=20))


@pytest.fixture
def world(under_way: World, db: None) -> World:
    return under_way.anew()


@pytest.mark.parametrize("seed", range(SERVICES))
def test_what_is_due_for_dependants_is_what_the_days_come_to_by_hand(world: World, seed: int) -> None:
    paper = ByHand(random.Random(seed))
    began(world, paper)
    finance = make.make_finance_officer()
    for _step in range(paper.chance.randrange(1, 7)):
        step = paper.chance.choice((change, change, longer, rest))
        step(world, paper, finance)
    service = world.fresh()
    last = service.ends_on
    if paper.chance.random() < 0.4:
        last = service.starts_on + paper.chance.randrange((service.ends_on - service.starts_on).days) * DAY
        Assignment.objects.filter(pk=service.pk).update(state="ended", end_kind="resigned", ended_on=last)
    found = {line.label: line.served for line in compare_actual(world.fresh())[0]}
    by_hand = paper.due(last)
    for number, label in LABELS.items():
        difference = abs(found.get(label, Decimal(0)) - by_hand[number])
        assert difference < Decimal("0.15"), (seed, label, found.get(label), by_hand[number], paper.counted)
