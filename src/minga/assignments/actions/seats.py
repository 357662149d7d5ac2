"""The seat of a service that ended early: opened again for the rest, or left closed."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from minga.assignments.actions.opportunity_index import refresh_opportunity
from minga.assignments.actions.reserve import move_up
from minga.assignments.models import Assignment, Description
from minga.assignments.queries.holders import choosing_for_host
from minga.assignments.states import OFFER
from minga.assignments.stepping import move_description
from minga.assignments.telling import officers_told, titles_of
from minga.core.acting import action, lock
from minga.core.audit import trail
from minga.core.errors import Refused
from minga.core.notices.telling import tell_all


def description_of_service(assignment: Assignment) -> Description:
    """The row that is locked before a service whose seat is given up, because seats are counted there."""
    return assignment.description


@action("assignments.decide_seat", target="assignment", lock_first=description_of_service)
def open_seat_again(*, actor: Any, assignment: Assignment, seen: int | None = None) -> Assignment:
    """The seat of a service that ended early is free again, for the time that is left.

    A filled description is selected for again; the first in reserve moves up, or waits for the officer where the
    category asks for that. Raises Incomplete where the service went to its last day or no time is left.
    """
    description, offer = lock(assignment.description), assignment.offer
    before = trail.snapshot(offer)
    OFFER.move(offer, verb="vacate")
    offer.save()
    trail.note(actor=actor, verb="vacate_seat", target=offer, before=before)
    assignment.seat_after = Assignment.SeatAfter.OPEN
    assignment.save()
    if description.state == "filled":
        before = trail.snapshot(description)
        move_description(description, verb="seek_again")
        trail.note(actor=actor, verb="seek_again", target=description, before=before)
    if description.is_open:
        refresh_opportunity(description)  # a seat more can be had
    move_up(description, actor=actor)
    people = (*officers_told(description), *choosing_for_host(description))
    tell_all(
        kind="assignments.seat_open_again",
        to={account.pk: account for account in people if account.pk != actor.pk}.values(),
        about=description,
        context={"post": titles_of(description)},
        url=f"/descriptions/{description.ref}/selection",
        once=f"seat-open-again:{assignment.ref}",
    )
    return assignment


@action("assignments.decide_seat", target="assignment")
def leave_seat_closed(*, actor: Any, assignment: Assignment, seen: int | None = None) -> Assignment:
    """Nobody follows on this seat; until the last day agreed it may still be opened again.

    Raises Refused where no seat waits for that.
    """
    if assignment.end_kind in {"", "completed"} or assignment.seat_after == Assignment.SeatAfter.OPEN:
        raise Refused(_("There is no seat to decide about here."))
    assignment.seat_after = Assignment.SeatAfter.CLOSED
    assignment.save()
    return assignment
