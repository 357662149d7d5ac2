"""Dependants who joined midway, by the real actions: one change that counts, and one that waits for finance."""

from __future__ import annotations

from datetime import timedelta

from minga.assignments.actions.cost import authorize_cost
from minga.assignments.actions.dependants import change_dependants
from minga.assignments.models import Assignment
from minga.core.demonstration import World

COUNTS_SINCE, WAITS_SINCE = 40, 12
"""Days ago."""
DAUGHTER = "A daughter was born, and stays with the family at the duty station.\n女儿出生，与家人同住任职地点。"
HUSBAND = "The husband has moved here.\n丈夫已搬来同住。"
"""In both languages, as officers of the demonstration write what several people read."""
WITH_FAMILY = ("specialist", "expert")
"""Categories whose conditions of service say what is paid for dependants."""


def change_two(world: World) -> None:
    """Of the services abroad that go on, the first two: the officer asks, the finance officer has decided about one."""
    staff = world.made["staff"]
    abroad = Assignment.objects.filter(description__track="international", state="serving", ends_on__gt=world.today)
    abroad = abroad.filter(description__category__code__in=WITH_FAMILY)
    begun = abroad.filter(entered_on__lt=world.today - timedelta(days=COUNTS_SINCE)).select_related("description")
    reasons = (DAUGHTER, HUSBAND)
    days = (COUNTS_SINCE, WAITS_SINCE)
    for service, reason, ago in zip(begun.order_by("pk"), reasons, days, strict=False):
        change = change_dependants(
            actor=staff["officer"],
            assignment=service,
            starts_on=world.today - timedelta(days=ago),
            dependants=1,
            reason=reason,
        )
        if ago == COUNTS_SINCE:
            authorize_cost(actor=staff["finance"], estimate=change.estimates.get())
