"""A service abroad under way, for what dependants cost in it."""

from __future__ import annotations

from tests.assignments.cost_world import IN_FORCE, dollar, make_rates
from tests.assignments.service_steps import begin
from tests.assignments.service_world import World, make_service

from minga.assignments.models import Rate


def abroad(*, days: int = 180) -> World:
    """A service abroad that has begun, with the rates of everything."""
    make_rates()
    money = {"currency": dollar(), "in_force_from": IN_FORCE, "source": "A table", "track": "international"}
    Rate.objects.create(kind="post_adjustment", unit="multiplier", amount="0.3", in_force_from=IN_FORCE, source="T")
    Rate.objects.create(kind="travel", unit="once", amount="900", **money)
    Rate.objects.create(kind="dependant_one", unit="month", amount="250", **money)
    Rate.objects.create(kind="dependant_more", unit="month", amount="450", **money)
    world = make_service(track="international", kinds=(), language="en", days=days)
    begin(world)
    return world
