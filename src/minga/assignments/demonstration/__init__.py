"""The volunteer's cycle of the demonstration world: some sixty descriptions and what became of them."""

from __future__ import annotations

from minga.assignments.actions.opportunity_index import refresh_all
from minga.assignments.demonstration.applying import make_applications
from minga.assignments.demonstration.certifying import issue_certificates
from minga.assignments.demonstration.dependants import change_two
from minga.assignments.demonstration.descriptions import make_descriptions
from minga.assignments.demonstration.renewing import renew_one
from minga.assignments.demonstration.selecting import make_selection
from minga.assignments.demonstration.serving import make_service
from minga.assignments.demonstration.today import make_today
from minga.core.demonstration import World
from minga.core.notices.models import Notice
from minga.core.registries import demonstration


def make_assignments(world: World) -> None:
    """Descriptions, applications, service, certificates, and what waits for the seven people today."""
    plans = make_descriptions(world)
    parts = make_applications(world, plans)
    make_selection(world, parts)
    closed = make_service(world)
    renew_one(world)
    issue_certificates(world, closed)
    Notice.objects.all().delete()  # of the past, which nobody has to read
    make_today(world, plans)
    change_two(world)
    refresh_all()


demonstration.sign_in("assignments", make_assignments)
