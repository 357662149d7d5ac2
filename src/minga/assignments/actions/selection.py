"""Selection: who is selected, who is kept in reserve in which order, and that nobody is left without an answer."""

from __future__ import annotations

from typing import Any

from django.db.models import Max, prefetch_related_objects
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from minga.assignments.models import Application, Description
from minga.assignments.queries.candidates import choice_held_until
from minga.assignments.queries.holders import officers_of
from minga.assignments.queries.placing import first_in_reserve
from minga.assignments.stepping import move_application
from minga.assignments.telling import titles_of
from minga.assignments.turned_down import TURNED_DOWN
from minga.core.acting import action, lock
from minga.core.audit import trail
from minga.core.errors import Incomplete, Problem, Refused
from minga.core.notices.telling import tell, tell_all
from minga.core.reasons import require_reason

UNDECIDED = ("submitted", "longlisted", "shortlisted", "with_host", "not_assessed", "assessed")


def description_first(application: Application) -> Description:
    """The row that is locked before an application, because seats and ranks are counted there."""
    return application.description


@action("assignments.select_application", target="application", lock_first=description_first, verb="select")
def select_application(
    *, actor: Any, application: Application, reason: str = "", seen: int | None = None
) -> Application:
    """Select a candidate for a free seat; the person hears of it, and the officers that an offer is to be made."""
    move_application(application, verb="select", reason=reason)
    tell(
        kind="assignments.selected",
        to=application.account,
        about=application,
        context={"post": titles_of(application.description)},
        url=f"/applications/{application.ref}",
        once=f"selected:{application.ref}",
    )
    tell_of_offer_to_make(application, actor=actor)
    return application


def tell_of_offer_to_make(application: Application, *, actor: Any) -> None:
    """Within an action: the officers hear that somebody waits for their offer, but for whoever acted."""
    tell_all(
        kind="assignments.offer_to_make",
        to=[account for account in officers_of(application.description) if account.pk != getattr(actor, "pk", None)],
        about=application,
        context={"post": titles_of(application.description), "candidate": application.candidate_number},
        url=f"/candidates/{application.ref}/offer",
        once=f"offer-to-make:{application.ref}:{application.version}",
    )


@action("assignments.select_application", target="application", lock_first=description_first, verb="reserve")
def put_in_reserve(*, actor: Any, application: Application, reason: str = "", seen: int | None = None) -> Application:
    """Keep a suitable candidate in reserve, ranked behind those who are there already."""
    last = application.description.applications.filter(state="reserve").aggregate(last=Max("reserve_rank"))["last"]
    application.reserve_rank = (last or 0) + 1
    move_application(application, verb="reserve", reason=reason)
    tell(
        kind="assignments.in_reserve",
        to=application.account,
        about=application,
        context={"post": titles_of(application.description)},
        url=f"/applications/{application.ref}",
        once=f"reserve:{application.ref}",
    )
    return application


@action("assignments.select_application", target="application", lock_first=description_first, verb="not_select")
def do_not_select(*, actor: Any, application: Application, reason: str = "", seen: int | None = None) -> Application:
    """Decide that a candidate is not selected, and tell them, kindly and truthfully.

    Of those selected only whose account is switched off can be: nobody else would answer; the reserve moves up.
    """
    from minga.assignments.actions.offers import move_up

    before = application.state
    turn_down(application, reason=reason)
    if before == "reserve":
        close_ranks(application.description, actor=actor)
    if before == "selected":
        move_up(application.description, actor=actor)
    return application


@action("assignments.decide_description", target="description")
def order_reserve(
    *, actor: Any, description: Description, order: list[str], reason: str = "", seen: int | None = None
) -> Description:
    """Rank the reserve anew: `order` names every candidate in reserve by ref, first first; a reason is needed."""
    require_reason(reason, missing=_("Say why the order changes."))
    rows = {row.ref: row for row in description.applications.select_for_update().filter(state="reserve")}
    if sorted(order) != sorted(rows):
        raise Incomplete(
            _("The order must name everyone in reserve once."),
            problems=[Problem("order", _("Load the page again: the reserve has changed."))],
        )
    before = {ref: trail.snapshot(row) for ref, row in rows.items()}
    for ref in order:
        Application.objects.filter(pk=rows[ref].pk).update(reserve_rank=None)
    for rank, ref in enumerate(order, start=1):
        row = rows[ref]
        row.reserve_rank = rank
        row.save()
        trail.note(actor=actor, verb="rank_reserve", target=row, before=before[ref], reason=reason)
    return description


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
    """Move to not selected and tell the person, once."""
    stage, application.reserve_rank = application.state, None
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


def close_ranks(description: Description, *, actor: Any) -> None:
    """Within an action, once somebody has left the reserve: the others stand at 1, 2, 3 … again, in their order."""
    rows = description.applications.select_for_update(of=("self",)).filter(state="reserve")
    for rank, row in enumerate(rows.order_by("reserve_rank", "candidate_number"), start=1):
        if row.reserve_rank != rank:
            before, row.reserve_rank = trail.snapshot(row), rank
            row.save()
            trail.note(actor=actor, verb="rank_reserve", target=row, before=before)


def next_in_reserve(description: Description) -> Application | None:
    """Who moves up next, see `first_in_reserve`; locked."""
    row = first_in_reserve(description)
    return lock(row) if row is not None else None
