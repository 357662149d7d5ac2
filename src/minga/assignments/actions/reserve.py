"""The reserve: who is kept in it and in which order, and how the first of it moves up when a seat becomes free."""

from __future__ import annotations

from typing import Any

from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from minga.assignments.models import Application, Description
from minga.assignments.queries.placing import first_in_reserve
from minga.assignments.states import APPLICATION
from minga.assignments.stepping import description_first, move_application
from minga.assignments.telling import officers_told, tell_of_offer_to_make, titles_of
from minga.core.acting import SYSTEM, action, lock
from minga.core.audit import trail
from minga.core.errors import Incomplete, Problem, Refused
from minga.core.notices.telling import tell, tell_all
from minga.core.reasons import require_reason


@action("assignments.select_application", target="application", lock_first=description_first, verb="reserve")
def put_in_reserve(*, actor: Any, application: Application, reason: str = "", seen: int | None = None) -> Application:
    """Keep a suitable candidate in reserve, ranked behind those who are there already."""
    application.reserve_rank = last_rank(application.description) + 1
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


@action("assignments.make_offer", target="application", lock_first=description_first, verb="call_back")
def call_back(*, actor: Any, application: Application, seen: int | None = None) -> Application:
    """Somebody who was in reserve when the seats were filled stands there again, behind the others, and may move up."""
    application.reserve_rank = last_rank(application.description) + 1
    move_application(application, verb="call_back")
    application.told_at = None
    application.save(update_fields=["told_at"])
    tell(
        kind="assignments.called_back",
        to=application.account,
        about=application,
        context={"post": titles_of(application.description)},
        url=f"/applications/{application.ref}",
        once=f"called-back:{application.ref}:{application.version}",
    )
    move_up(application.description, actor=actor)
    return application


@action("assignments.decide_description", target="description")
def order_reserve(
    *,
    actor: Any,
    description: Description,
    order: list[str],
    stood: list[str] | None = None,
    reason: str = "",
    seen: int | None = None,
) -> Description:
    """Rank the reserve anew: `order` names every candidate in reserve by ref, first first; a reason is needed.

    stood: the order that the person looked at. Raises Incomplete where the reserve does not stand so any more, and
    where somebody is missing or named twice.
    """
    require_reason(reason, missing=_("Say why the order changes."))
    rows = {row.ref: row for row in _in_order(description)}
    if sorted(order) != sorted(rows) or (stood is not None and stood != list(rows)):
        changed = Problem(
            "order",
            _("The reserve has changed since you opened this page. It stands here as it is now, with your places."),
            _("Look at it once more, then keep the order."),
        )
        raise Incomplete(_("The order must name everyone in reserve once."), problems=[changed])
    _rank([rows[ref] for ref in order], actor=actor, reason=reason)
    return description


@action("assignments.make_offer", target="application", lock_first=description_first, verb="move_up")
def confirm_move_up(*, actor: Any, application: Application, seen: int | None = None) -> Application:
    """The officer confirms that the first in reserve moves up, where the category asks for it.

    Raises Refused for anybody but the first.
    """
    first = _next(application.description)
    if first is not None and first.pk != application.pk and application.state == "reserve":
        raise Refused(
            _("%(person)s comes first in the reserve.") % {"person": first},
            remedy=_("Confirm the first one, or rank the reserve anew and say why."),
        )
    _move_up_row(application, actor=actor)
    return application


def move_up(description: Description, *, actor: Any) -> Application | None:
    """Within an action: the first in reserve becomes selected, or the officer is asked where the category says so."""
    row = _next(description)
    if row is not None and APPLICATION.problems(row, verb="move_up"):
        return None
    _tell_of_passed_over(description, before=row)
    if row is None:
        return None
    if description.category_served.reserve_needs_officer:
        _tell_of_reserve(row, description, kind="reserve_waits", once=f"reserve-waits:{row.ref}:{row.version}")
        return None
    before = trail.snapshot(row)
    _move_up_row(row, actor=SYSTEM)
    trail.note(actor=SYSTEM, verb="move_up", target=row, before=before)
    tell_of_offer_to_make(row, actor=SYSTEM)
    return row


def last_rank(description: Description) -> int:
    """The rank of the last in reserve; 0 where nobody is. One query."""
    reserve = description.applications.filter(state="reserve")
    return reserve.aggregate(last=Max("reserve_rank"))["last"] or 0


def close_ranks(description: Description, *, actor: Any) -> None:
    """Within an action, once somebody has left the reserve: the others stand at 1, 2, 3 … again, in their order."""
    _rank(list(_in_order(description)), actor=actor)


def _in_order(description: Description) -> QuerySet[Application]:
    """The reserve, first first; locked."""
    rows = description.applications.select_for_update(of=("self",)).filter(state="reserve")
    return rows.order_by("reserve_rank", "candidate_number")


def _rank(rows: list[Application], *, actor: Any, reason: str = "") -> None:
    """Within an action, give these places 1, 2, 3 …; two queries however many stand elsewhere than before."""
    moved = [(rank, row) for rank, row in enumerate(rows, start=1) if row.reserve_rank != rank]
    before = {row.pk: trail.snapshot(row) for _place, row in moved}
    # No two have the same place even for a moment, which the database holds at every row.
    Application.objects.filter(pk__in=list(before)).update(reserve_rank=None)
    for rank, row in moved:
        row.reserve_rank, row.version, row.updated_at = rank, row.version + 1, timezone.now()
        trail.note(actor=actor, verb="rank_reserve", target=row, before=before[row.pk], reason=reason)
    Application.objects.bulk_update(
        [row for _place, row in moved], ["reserve_rank", "version", "updated_at"], batch_size=500
    )


def _next(description: Description) -> Application | None:
    """Who moves up next, see `first_in_reserve`; locked."""
    row = first_in_reserve(description)
    return lock(row) if row is not None else None


def _move_up_row(row: Application, *, actor: Any) -> None:
    row.reserve_rank = None
    move_application(row, verb="move_up")
    close_ranks(row.description, actor=actor)
    tell(
        kind="assignments.moved_up",
        to=row.account,
        about=row,
        context={"post": titles_of(row.description)},
        url=f"/applications/{row.ref}",
        once=f"moved-up:{row.ref}:{row.version}",
    )


def _tell_of_passed_over(description: Description, *, before: Application | None) -> None:
    """The officers hear who of the reserve (in front of `before`) cannot move up because their account is switched off;
    of each once as long as they stay where they are.
    """
    rows = description.applications.filter(state="reserve", account__is_active=False)
    if before is not None:
        rows = rows.filter(reserve_rank__lt=before.reserve_rank)
    for row in rows.order_by("reserve_rank"):
        _tell_of_reserve(row, description, kind="reserve_passed_over", once=f"reserve-passed-over:{row.ref}")


def _tell_of_reserve(row: Application, description: Description, *, kind: str, once: str) -> None:
    """The officers hear about somebody in reserve."""
    tell_all(
        kind=f"assignments.{kind}",
        to=officers_told(description),
        about=description,
        context={"post": titles_of(description), "candidate": row.candidate_number},
        url=f"/descriptions/{description.ref}/selection",
        once=once,
    )
