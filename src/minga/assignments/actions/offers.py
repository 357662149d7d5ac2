"""Offers: made for one seat until a moment, then accepted, declined or expired; the reserve moves up."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from minga.assignments.actions.opportunity_index import refresh_opportunity
from minga.assignments.actions.preparation import prepare_assignment
from minga.assignments.actions.reserve import move_up
from minga.assignments.actions.selection import UNDECIDED, turn_down_all
from minga.assignments.models import Application, Description, Offer, Seat
from minga.assignments.queries.cost import seat_cost_problem
from minga.assignments.queries.placing import this_seat_problem
from minga.assignments.queries.seats import rest_of
from minga.assignments.queries.service import months_too_many
from minga.assignments.state_names import OFFER_TAKES_SEAT
from minga.assignments.states import APPLICATION, OFFER
from minga.assignments.stepping import description_first, move_application, move_description
from minga.assignments.telling import tell_those_in_charge, titles_of
from minga.core.acting import SYSTEM, action, lock
from minga.core.audit import trail
from minga.core.errors import Incomplete, Problem, Refused
from minga.core.notices.telling import tell
from minga.core.periodic import each
from minga.core.reasons import require_reason

LEFT = (*UNDECIDED, "reserve")


@action("assignments.make_offer", target="application", lock_first=description_first, verb="offer")
def make_offer(
    *,
    actor: Any,
    application: Application,
    seat: Seat,
    starts_on: date,
    ends_on: date,
    expires_at: datetime | None = None,
    dependants: int = 0,
    seen: int | None = None,
) -> Offer:
    """Offer a seat to a selected candidate, until `expires_at` (the category's number of days when None).

    Raises Incomplete where the seat is taken, in the person's own country or in no cost that was authorized, the dates
    do not fit, or the account is switched off; the database refuses a second open offer as well. That the person serves
    elsewhere at the same time is no reason: they may end that first.
    """
    problems = [
        *APPLICATION.problems(application, verb="offer"),  # a second press finds the offer made, not a broken rule
        *offer_problems(application, seat=seat, starts_on=starts_on, ends_on=ends_on, expires_at=expires_at),
    ]
    if problems:
        raise Incomplete(_("This offer cannot be made."), problems=problems)
    offer = Offer.objects.create(
        application=application,
        seat=seat,
        starts_on=starts_on,
        ends_on=ends_on,
        dependants=dependants,
        made_by_id=actor.pk,
        expires_at=expires_at or timezone.now() + timedelta(days=application.description.category_served.offer_days),
    )
    trail.note(actor=actor, verb="make_offer", target=offer)
    move_application(application, verb="offer")
    tell(
        kind="assignments.offer_made",
        to=application.account,
        about=application,
        context={"post": titles_of(application.description), "until": offer.expires_at},
        url=f"/applications/{application.ref}",
        once=f"offer:{offer.ref}",
    )
    return offer


def offer_problems(
    application: Application,
    *,
    seat: Seat | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
    expires_at: datetime | None = None,
) -> list[Problem]:
    """Everything that stands against an offer, as far as what is given goes. At most 11 queries."""
    problems = _seat_problems(application, seat) if seat is not None else []
    if starts_on is not None and starts_on < timezone.localdate():
        problems.append(Problem("starts_on", _("The first day has passed."), _("Choose today or a later day.")))
    if ends_on is not None:
        problems += _last_day_problems(application, seat, starts_on, ends_on)
    if expires_at is not None and expires_at <= timezone.now():
        problems.append(Problem("expires_on", _("The offer would have expired already."), _("Choose a later moment.")))
    return problems


def _seat_problems(application: Application, seat: Seat) -> list[Problem]:
    if seat.description_id != application.description_id or seat.is_cancelled:
        return [Problem("seat", _("This seat does not belong to the assignment."), _("Choose another seat."))]
    if seat.offers.filter(state__in=OFFER_TAKES_SEAT).exists():
        return [Problem("seat", _("This seat has been offered already."), _("Choose a free seat."))]
    found = (this_seat_problem(application, seat), seat_cost_problem(seat))
    return [problem for problem in found if problem is not None]


def _last_day_problems(
    application: Application, seat: Seat | None, starts_on: date | None, ends_on: date
) -> list[Problem]:
    shorter = _("Choose an earlier last day; a longer service is an extension with a cost of its own.")
    latest = application.description.last_day_from(starts_on) if starts_on is not None else None
    rest = rest_of(seat) if seat is not None else None
    problems = []
    if starts_on is not None and ends_on < starts_on:
        problems.append(Problem("ends_on", _("The last day comes before the first.")))
    elif ends_on < timezone.localdate():
        problems.append(Problem("ends_on", _("The last day has passed."), _("Choose today or a later day.")))
    if rest is not None and ends_on > rest:
        words = _("This seat was given up before its last day; its time ends on %(day)s.") % {"day": date_format(rest)}
        problems.append(Problem("ends_on", words, shorter))
    elif latest is not None and ends_on > latest:
        words = _("This is longer than the assignment described and authorized, which would end on %(day)s.")
        problems.append(Problem("ends_on", words % {"day": date_format(latest)}, shorter))
    return problems or _total_problems(application, starts_on, ends_on)


def _total_problems(application: Application, starts_on: date | None, ends_on: date) -> list[Problem]:
    """That all services abroad of the person, those accepted too, would pass the category's total."""
    if starts_on is None:
        return []
    beyond = months_too_many(application.description, application.account_id, first=starts_on, last=ends_on)
    if not beyond:
        return []
    words = _("All services abroad together would be %(months)s months too long.") % {"months": beyond}
    return [Problem("ends_on", words, _("Choose an earlier day."))]


@action("assignments.answer_offer", target="application", lock_first=description_first, verb="accept")
def accept_offer(*, actor: Any, application: Application, seen: int | None = None) -> Offer:
    """The person accepts; an assignment begins to be prepared, and a full description is marked as filled.

    Raises Incomplete where they have accepted another service for the same time that leaves no room for this one.
    """
    lock_open_offers(application.account_id)
    offer = _open_offer(application)
    before = trail.snapshot(offer)
    move_application(application, verb="accept")
    OFFER.move(offer, verb="accept")
    offer.answered_at = timezone.now()
    offer.save()
    trail.note(actor=actor, verb="accept_offer", target=offer, before=before)
    prepare_assignment(actor=actor, offer=offer)
    tell_those_in_charge(application, kind="assignments.offer_accepted", once=offer.ref)
    fill_when_full(application.description, actor=actor)
    if application.description.is_open:
        refresh_opportunity(application.description)  # its seats that can be had, where they are and who may apply
    return offer


@action("assignments.answer_offer", target="application", lock_first=description_first, verb="decline")
def decline_offer(*, actor: Any, application: Application, reason: str = "", seen: int | None = None) -> Offer:
    """The person declines; the first in reserve moves up."""
    offer = _open_offer(application)
    before = trail.snapshot(offer)
    move_application(application, verb="decline")
    OFFER.move(offer, verb="decline")
    offer.answered_at, offer.decline_reason = timezone.now(), reason
    offer.save()
    trail.note(actor=actor, verb="decline_offer", target=offer, before=before)
    tell_those_in_charge(application, kind="assignments.offer_declined", once=offer.ref)
    move_up(application.description, actor=actor)
    return offer


@action("assignments.make_offer", target="application", lock_first=description_first, verb="lapse", automatic=True)
def expire_offer(*, actor: Any, application: Application) -> Application:
    """End an offer whose moment has passed without an answer, tell the person, and move the reserve up.

    Raises Refused where none has expired.
    """
    offer = application.offers.select_for_update().filter(state="open").first()
    if offer is None or offer.expires_at > timezone.now():
        raise Refused(_("There is no offer here that has expired."))
    before = trail.snapshot(offer)
    move_application(application, verb="lapse")
    OFFER.move(offer, verb="expire")
    offer.save()
    trail.note(actor=actor, verb="expire_offer", target=offer, before=before)
    tell(
        kind="assignments.offer_expired",
        to=application.account,
        about=application,
        context={"post": titles_of(application.description)},
        url=f"/applications/{application.ref}",
        once=f"offer-expired:{offer.ref}",
    )
    tell_those_in_charge(application, kind="assignments.offer_lapsed", once=offer.ref)
    move_up(application.description, actor=actor)
    return application


@action("assignments.make_offer", target="application", lock_first=description_first, verb="take_back_offer")
def take_back_offer(*, actor: Any, application: Application, reason: str, seen: int | None = None) -> Offer:
    """The officer takes an open offer back, as where its seat or dates were wrong; the person stays selected.

    Raises Incomplete without a reason, which the person reads.
    """
    require_reason(reason, missing=_("Say why; the person reads it."))
    offer = _open_offer(application)
    before = trail.snapshot(offer)
    OFFER.move(offer, verb="withdraw")
    offer.answered_at = timezone.now()
    offer.save()
    trail.note(actor=actor, verb="withdraw_offer", target=offer, before=before, reason=reason)
    move_application(application, verb="take_back")
    tell(
        kind="assignments.offer_withdrawn",
        to=application.account,
        about=application,
        context={"post": titles_of(application.description), "reason": reason.strip()},
        url=f"/applications/{application.ref}",
        once=f"offer-withdrawn:{offer.ref}",
    )
    return offer


def fill_when_full(description: Description, *, actor: Any) -> bool:
    """Within an action: mark the description as filled once every seat is accepted, and answer everyone left."""
    fresh = lock(description)
    free = fresh.seats.filter(is_cancelled=False).exclude(offers__state="accepted").exists()
    if fresh.state != "selecting" or free:
        return False
    before = trail.snapshot(fresh)
    move_description(fresh, verb="fill")
    trail.note(actor=SYSTEM, verb="fill", target=fresh, before=before)
    turn_down_all(fresh, states=LEFT, reason="", actor=SYSTEM)
    return True


def lock_open_offers(account_id: int) -> None:
    """Within an action: nobody answers another offer of this person until the transaction ends. One query.

    Everyone locks them in the same order, before anything is read of the services that the person has accepted: of two
    offers accepted at once the second sees the first.
    """
    rows = Offer.objects.select_for_update(of=("self",)).filter(application__account_id=account_id, state="open")
    list(rows.order_by("pk").values_list("pk", flat=True))


def _open_offer(application: Application) -> Offer:
    offer = application.offers.select_for_update().filter(state="open").first()
    if offer is None:
        raise Refused(_("There is no open offer to answer."), remedy=_("It was answered or it expired."))
    return offer


def expire_due_offers() -> int:
    """Let every open offer expire whose moment has passed, each in its own transaction; returns how many did."""
    due = Offer.objects.filter(state="open", expires_at__lte=timezone.now()).select_related("application")

    def expire(offer: Offer) -> None:
        expire_offer(actor=SYSTEM, application=offer.application)

    return each(due.order_by("expires_at", "pk"), expire, quicker=Refused)  # answered or withdrawn at this moment
