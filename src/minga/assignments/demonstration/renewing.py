"""One clearance that runs out soon and is being renewed, by the real action."""

from __future__ import annotations

from datetime import timedelta

from minga.assignments.actions.clearances import renew_clearance
from minga.assignments.models import Clearance
from minga.core.demonstration import World


def renew_one(world: World) -> None:
    """The first to run out of those who serve; the others still wait for somebody to ask."""
    soon = (world.today + timedelta(days=1), world.today + timedelta(days=28))
    valid = Clearance.objects.filter(state="passed", assignment__state="serving", expires_on__range=soon)
    first = valid.order_by("expires_on", "pk").first()
    if first is not None:
        renew_clearance(actor=world.made["staff"]["officer"], clearance=first)
