"""From an accepted offer to a first day: the assignment is made and its clearances are required."""

from __future__ import annotations

from typing import Any

from minga.assignments.models import Assignment, Clearance, Offer
from minga.assignments.queries.clearances import requirements_for
from minga.core.audit import trail


def prepare_assignment(*, actor: Any, offer: Offer) -> Assignment:
    """Within `accept_offer`: make the assignment and require the clearances of its category, track and duty station."""
    description = offer.application.description
    assignment = Assignment.objects.create(
        offer=offer,
        description=description,
        country_id=description.country_id,
        seat=offer.seat,
        account_id=offer.application.account_id,
        starts_on=offer.starts_on,
        ends_on=offer.ends_on,
    )
    trail.note(actor=actor, verb="prepare", target=assignment)
    city = offer.seat.city
    country = city.country if city is not None else None
    for requirement in requirements_for(description=description, country=country, city=city, pre_submission=False):
        clearance = Clearance.objects.create(
            assignment=assignment, kind=requirement.kind, valid_months=requirement.valid_months
        )
        trail.note(actor=actor, verb="require_clearance", target=clearance)
    return assignment
