"""A description's way through its states: sent, sent back, approved, published, closed, filled or cancelled."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from minga.assignments.actions.lapsing import lapse_costs
from minga.assignments.actions.offers import LEFT
from minga.assignments.actions.selection import turn_down_all
from minga.assignments.models import Application, Description, LineKind, Offer
from minga.assignments.queries.description_history import was_sent_by
from minga.assignments.queries.holders import focal_points_of, officers_of, representatives_of
from minga.assignments.queries.missing_rates import lacking_lines
from minga.assignments.states import OFFER, OPEN_APPLICATION_STATES
from minga.assignments.stepping import move_application, move_description
from minga.assignments.telling import call_for, officers_told, tell_about, titles_of
from minga.core.access.models import Role
from minga.core.access.queries import administrators
from minga.core.acting import SYSTEM, Actor, action, allowed
from minga.core.audit import trail
from minga.core.days import lasting_day
from minga.core.errors import IllegalTransition, NotAllowed
from minga.core.listing import listed
from minga.core.notices.kinds import in_each_language
from minga.core.notices.telling import tell_all
from minga.core.periodic import each
from minga.core.reasons import require_reason

HOST_MAY_CANCEL = ("draft", "submitted")


@action("assignments.submit_description", target="description")
def submit_description(*, actor: Actor, description: Description, seen: int | None = None) -> Description:
    """Send it for approval; the officers of its country are told, and the administrators where there are none or where
    rates are missing. Raises Incomplete with all that is missing.
    """
    move_description(description, verb="submit")
    to = officers_of(description)
    tell_about(description, kind="description_submitted", to=to, actor=actor, host=description.host.told_names)
    if not to:
        once = f"{description.ref}:{description.version}"
        call_for(Role.PROGRAMME_OFFICER, description, kind="officer_missing", once=once)
    lines = lacking_lines(description)
    if lines:
        tell_all(
            kind="assignments.rates_missing",
            to=administrators(),
            about=description,
            once=f"rates_missing:{description.ref}",
            url=f"{reverse('assignments:rates')}#missing",
            context={
                "post": titles_of(description),
                "rates": in_each_language(lambda: listed(LineKind(line).label for line in lines)),
            },
        )
    return description


@action("assignments.decide_description", target="description")
def request_edits(*, actor: Actor, description: Description, reason: str, seen: int | None = None) -> Description:
    """Send it back to the host entity with what should change. Raises Incomplete without a reason."""
    reason = require_reason(reason)
    move_description(description, verb="request_edits", reason=reason)
    to = focal_points_of(description.host)
    tell_about(description, kind="description_edits", to=to, actor=actor, reason=reason)
    return description


@action("assignments.decide_description", target="description")
def approve_description(*, actor: Actor, description: Description, seen: int | None = None) -> Description:
    """Approve it; whoever approves looks after it from now on, where nobody does yet.

    An officer may have sent it, on behalf of the host entity: the trail says so then.
    """
    if description.officer_id is None:
        description.officer_id = actor.pk
    if was_sent_by(description, actor):
        trail.note(actor=actor, verb="approve_what_one_sent", target=description, after={})
    move_description(description, verb="approve")
    tell_about(description, kind="description_approved", to=focal_points_of(description.host), actor=actor)
    return description


@action("assignments.decide_description", target="description")
def publish_description(*, actor: Actor, description: Description, seen: int | None = None) -> Description:
    """Open it for applications until the closing date; host entity and nominating partner are told."""
    description.published_at = timezone.now()
    move_description(description, verb="publish")
    closes = description.closes_on
    tell_about(
        description, kind="description_published", to=focal_points_of(description.host), actor=actor, closes=closes
    )
    if description.nominating_partner is not None:
        tell_about(
            description,
            kind="nominations_open",
            url=f"/opportunities/{description.ref}/nominate",
            to=representatives_of(description.nominating_partner),
            actor=actor,
            closes=closes,
            count=description.nomination_quota or description.seats.filter(is_cancelled=False).count(),
        )
    return description


@action("assignments.decide_description", target="description", automatic=True)
def close_description(*, actor: Actor, description: Description, seen: int | None = None) -> Description:
    """Take no more applications: by an officer, or by the installation after the closing date."""
    move_description(description, verb="close")
    to = [*officers_told(description), *focal_points_of(description.host)]
    applied = description.applications.exclude(state__in=("draft", "withdrawn")).count()
    tell_about(description, kind="description_closed", to=to, actor=actor, count=applied)
    return description


@action("assignments.decide_description", target="description")
def reopen_description(*, actor: Actor, description: Description, seen: int | None = None) -> Description:
    """Take applications again; the closing date must lie ahead. To whoever looks for something it is new once more."""
    description.published_at = timezone.now()
    move_description(description, verb="reopen")
    to = focal_points_of(description.host)
    tell_about(description, kind="description_reopened", to=to, actor=actor, closes=description.closes_on)
    return description


@action("assignments.decide_description", target="description", automatic=True)
def fill_description(*, actor: Actor, description: Description, seen: int | None = None) -> Description:
    """Every seat is taken: the description is filled, and everyone left, the reserve too, is told."""
    move_description(description, verb="fill")
    turn_down_all(description, states=LEFT, reason="", actor=actor)
    to = [*officers_told(description), *focal_points_of(description.host)]
    tell_about(description, kind="description_filled", to=to, actor=actor)
    return description


@action("assignments.cancel_description", target="description")
def cancel_description(*, actor: Actor, description: Description, reason: str, seen: int | None = None) -> Description:
    """Cancel it with a reason; everyone who applied is told kindly. After approval only an officer may.

    Raises NotAllowed for others.
    """
    reason = require_reason(reason)
    if description.state not in HOST_MAY_CANCEL and not allowed(actor, "assignments.decide_description", description):
        raise NotAllowed(
            _("Only a programme officer cancels a description after its approval."),
            remedy=_("Write to the programme officer with your reason."),
        )
    move_description(description, verb="cancel", reason=reason)
    close_applications(actor=actor, description=description, reason=reason)
    lapse_costs(description.all_estimates.all(), actor=actor, reason=reason)
    _tell_the_nominated(description, actor=actor, reason=reason)
    to = [*officers_told(description), *focal_points_of(description.host)]
    tell_about(description, kind="description_cancelled", to=to, actor=actor, reason=reason)
    return description


def _tell_the_nominated(description: Description, *, actor: Actor, reason: str) -> None:
    """Those who were nominated and have not applied, and the partner that was to nominate, once it was published."""
    partner = description.nominating_partner
    if partner is None or description.published_at is None:
        return
    applied = description.applications.values("account")
    asked = description.nominations.exclude(answer="refused").exclude(account__in=applied).select_related("account")
    for to, url in (
        ([row.account for row in asked], f"/opportunities/{description.ref}"),
        (representatives_of(partner), "/nominations"),
    ):
        tell_about(description, kind="description_cancelled", to=to, actor=actor, url=url, reason=reason)


def close_applications(*, actor: Any, description: Description, reason: str) -> int:
    """Bring every open application to “not selected” with the reason, withdraw open offers, and tell each person.

    Called inside an action. Returns how many there were; people who had only begun a draft are told too.
    """
    now = timezone.now()
    closed = 0
    applications = Application.objects.select_for_update(of=("self",)).filter(description=description)
    for application in applications.filter(state__in=OPEN_APPLICATION_STATES):
        for offer in Offer.objects.filter(application=application, state="open"):
            offer_before = trail.snapshot(offer)
            OFFER.move(offer, verb="withdraw")
            offer.save()
            trail.note(actor=actor, verb="withdraw_offer", target=offer, before=offer_before, reason=reason)
        before = trail.snapshot(application)
        verb = "call_off" if application.state in ("selected", "offered") else "not_select"
        application.told_at = now
        application.reserve_rank = None
        move_application(application, verb=verb, reason=reason)
        trail.note(actor=actor, verb=verb, target=application, before=before, reason=reason)
        closed += 1
    concerned = applications.filter(told_at=now) | applications.filter(state="draft")
    for application in concerned.select_related("account"):
        tell_all(
            kind="assignments.post_cancelled",
            to=[application.account],
            about=application,
            once=f"post_cancelled:{description.ref}",
            url=f"/applications/{application.ref}",
            context={"post": titles_of(description), "reason": reason},
        )
    return closed


def close_due_descriptions() -> int:
    """Close every open description whose last day is over everywhere, each in its own transaction; returns how many."""
    due = Description.objects.filter(state="sourcing", closes_on__lt=lasting_day(), is_template=False)

    def close(description: Description) -> None:
        close_description(actor=SYSTEM, description=description)

    return each(due.order_by("closes_on", "pk"), close, quicker=IllegalTransition)  # closed or cancelled just now
