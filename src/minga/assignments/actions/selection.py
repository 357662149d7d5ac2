"""Selection: who is selected and who is not, and that nobody is left without an answer (the reserve: reserve.py)."""

from __future__ import annotations

from typing import Any

from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from minga.assignments.actions.reserve import close_ranks, move_up
from minga.assignments.models import Application, Description
from minga.assignments.queries.candidates import choice_held_until
from minga.assignments.stepping import description_first, move_application
from minga.assignments.telling import tell_of_offer_to_make, titles_of
from minga.assignments.turned_down import TURNED_DOWN
from minga.core.acting import action
from minga.core.audit import trail
from minga.core.errors import Refused
from minga.core.notices.telling import tell

UNDECIDED = ("submitted", "longlisted", "shortlisted", "with_host", "not_assessed", "assessed")


@action("assignments.select_application", target="application", lock_first=description_first, verb="select")
def select_application(
    *, actor: Any, application: Application, reason: str = "", seen: int | None = None
) -> Application:
    """Select a candidate for a free seat; the person hears of it, and the officers that an offer is to be made."""
    move_application(application, verb="select", reason=reason)
    _tell_selected(application, kind="selected", once=f"selected:{application.ref}", actor=actor)
    return application


@action("assignments.make_offer", target="application", lock_first=description_first)
def select_again(*, actor: Any, application: Application, seen: int | None = None) -> Application:
    """Somebody who let an offer expire and meant to accept is selected once more, while a seat is free: another offer
    can be made. They and, but for whoever acted, the officers hear of it.
    """
    move_application(application, verb="select_again")
    once = f"selected-again:{application.ref}:{application.version}"
    _tell_selected(application, kind="selected_again", once=once, actor=actor)
    return application


def _tell_selected(application: Application, *, kind: str, once: str, actor: Any) -> None:
    """The person hears that they are selected, and the officers that an offer is to be made."""
    tell(
        kind=f"assignments.{kind}",
        to=application.account,
        about=application,
        context={"post": titles_of(application.description)},
        url=f"/applications/{application.ref}",
        once=once,
    )
    tell_of_offer_to_make(application, actor=actor)


@action("assignments.select_application", target="application", lock_first=description_first, verb="not_select")
def do_not_select(*, actor: Any, application: Application, reason: str = "", seen: int | None = None) -> Application:
    """Decide that a candidate is not selected, and tell them, kindly and truthfully.

    Of those selected only whose account is switched off can be: nobody else would answer; the reserve moves up.
    """
    before = application.state
    turn_down(application, reason=reason)
    if before == "reserve":
        close_ranks(application.description, actor=actor)
    if before == "selected":
        move_up(application.description, actor=actor)
    return application


@action("assignments.decide_description", target="description", automatic=True)
def answer_everyone(*, actor: Any, description: Description, reason: str = "") -> Description:
    """Tell everyone who was neither selected nor kept in reserve. The reserve is told when the seats are filled.

    Raises Refused while the host entity may still take back whom it selected: a seat would be free, and nobody left.
    """
    if (moment := choice_held_until(description)) is not None:
        raise Refused(
            _("The host entity may take its choice back until %(moment)s.")
            % {"moment": time_format(timezone.localtime(moment), "TIME_FORMAT")},
            remedy=_("Tell everyone else after that."),
        )
    turn_down_all(description, states=UNDECIDED, reason=reason, actor=actor)
    return description


def turn_down_all(description: Description, *, states: tuple[str, ...], reason: str, actor: Any) -> int:
    """Within an action: move every application in `states` to not selected and tell the person; returns how many."""
    rows = list(
        description.applications.select_for_update(of=("self",))
        .filter(state__in=states)
        .select_related("account")
        .order_by("pk")
    )
    prefetch_related_objects([description], "texts")
    for row in rows:
        before = trail.snapshot(row)
        turn_down(row, reason=reason)
        trail.note(actor=actor, verb="not_select", target=row, before=before, reason=reason)
    return len(rows)


def turn_down(application: Application, *, reason: str = "") -> None:
    """Move to not selected and tell the person, once.

    They read the reason, or why they were not assessed; not what was noted when they were selected or put in reserve.
    """
    stage, application.reserve_rank = application.state, None
    if stage != "not_assessed":
        application.decision_reason = ""
    move_application(application, verb="not_select", reason=reason)
    application.told_at = timezone.now()
    application.save(update_fields=["told_at"])
    tell(
        kind="assignments.not_selected",
        to=application.account,
        about=application,
        context={"post": titles_of(application.description), "words": TURNED_DOWN[stage]},
        url=f"/applications/{application.ref}",
        once=f"not-selected:{application.ref}:{application.version}",
    )
