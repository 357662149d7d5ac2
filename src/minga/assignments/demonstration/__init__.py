"""The volunteer's cycle of the demonstration world: sixty descriptions and what became of them."""

from __future__ import annotations

from minga.assignments.actions.opportunity_index import refresh_all
from minga.assignments.demonstration.applying import make_applications
from minga.assignments.demonstration.descriptions import make_descriptions
from minga.core.demonstration import World
from minga.core.notices.models import Notice
from minga.core.registries import demonstration


def make_assignments(world: World) -> None:
    """Descriptions, applications, service, certificates, and what waits for the seven people today."""
    plans = make_descriptions(world)
    make_applications(world, plans)
    Notice.objects.all().delete()  # of the past, which nobody has to read
    refresh_all()


demonstration.sign_in("assignments", make_assignments)
