"""Documents to look at, clearances to ask for, waivers to decide: what waits for an officer before and in a service."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from minga.assignments.actions.clearances import thing_of
from minga.assignments.guards import RENEWED_BEFORE
from minga.assignments.models import Application, Assignment, Clearance, Description
from minga.assignments.queries.clearances import due_of
from minga.assignments.queries.holders import own_or_nobodys
from minga.assignments.queries.standing_for import stood_for_by
from minga.assignments.state_names import CLEARANCE_IN_ORDER, SERVICE_GOES_ON
from minga.assignments.states import CLEARANCE
from minga.assignments.waiting.office import Office
from minga.core.interface.addresses import address
from minga.core.questions import COUNTED
from minga.core.registries import More, Waiting
from minga.core.waiting import ByKey
from minga.core.written import of_keys

WHOLE = of_keys(
    lambda: Clearance.objects.select_related(
        *(f"{thing}__{name}" for thing in ("assignment", "application") for name in ("account", "description"))
    ).only(
        "ref", "version", "kind", "state", "expires_on", "waiver_reason", "assignment__starts_on",
        *(
            f"{thing}__{name}"
            for thing in ("assignment", "application")
            for name in ("account__name", "account__local_name", "description__officer", "description__version")
        ),
    )
)  # fmt: skip
ASKED_FOR = ("requested", "renewing")


def clearances_of(
    mine: QuerySet[Assignment], seen: QuerySet[Assignment], office: Office
) -> tuple[QuerySet[Clearance], QuerySet[Clearance], QuerySet[Clearance]]:
    """Documents to look at with clearances to ask for, those to renew, and waivers that a colleague proposed.

    `mine`: services that wait for this officer; `seen`: all those of the office. None of a post they applied for.
    """
    stood_for = stood_for_by(office.officer)
    mine, seen = mine.exclude(description__in=stood_for), seen.exclude(description__in=stood_for)
    undecided = Q(state__in=("required", "expired", *ASKED_FOR)) & (_of(mine) | _before_submission(office, mine=True))
    handed_in = ~Q(state__in=ASKED_FOR, proof__isnull=True)
    answered = Q(waiver_reason="") | ~Q(waiver_refusal="")
    to_do = Clearance.objects.filter(undecided & handed_in & answered)
    to_renew = Clearance.objects.filter(_to_renew(mine))
    open_states = [state for state in CLEARANCE.labels if state not in CLEARANCE_IN_ORDER]
    proposed = Clearance.objects.filter(
        _of(seen) | _before_submission(office), state__in=open_states, waiver_refusal=""
    )
    proposed = proposed.exclude(waiver_reason="").exclude(waiver_asked_by=office.officer)
    return (
        to_do.order_by("assignment__starts_on", "pk"),
        to_renew.order_by("expires_on", "pk"),
        proposed.order_by("assignment__starts_on", "pk"),
    )


def clearances_to_decide(
    asked: list[int], renewals: list[int], proposed: list[int], *, officer: int
) -> Iterator[Waiting | More]:
    """Rows of what `clearances_of` asks, of which the keys were read, for an officer (a key of an account). One query.

    Where nobody is in charge, whoever takes over first decides, and sees then what there is to decide.
    What is to be renewed holds meanwhile, and does not take the place of that without which somebody cannot begin.
    """
    whole = ByKey(WHOLE)
    to_do, waivers = whole.first([*asked, *renewals][: COUNTED + 1]), whole.first(proposed)
    for row in (yield from to_do):
        yield _to_do(row) if row.state == "required" or _is_theirs(row, officer) else _to_take_over(row)
    for row in (yield from waivers):
        yield _about_clearance(
            row, _("Decide about a waiver: %(clearance)s"), verb=_("Waive"), press="waive",
            confirm=_("Waive this clearance? You are the second person who agrees. The reason given: %(reason)s")
            % {"reason": row.waiver_reason},
        )  # fmt: skip


def _is_theirs(row: Clearance, officer: int) -> bool:
    return thing_of(row).description.officer_id == officer


def _to_take_over(row: Clearance) -> Waiting:
    """Of a post that nobody looks after: without a date, which says that it was passed once."""
    title = _("Nobody is in charge, take over: %(clearance)s") % {"clearance": row.get_kind_display()}
    return Waiting(
        title, address("assignments:clearance", row.ref), detail=str(thing_of(row).account), verb=_("Take over"),
        post_url=address("assignments:clearance_do", row.ref, "take_charge"), urgency=2,
        post_fields={"version": str(thing_of(row).description.version)},
        confirm=_("Take it over? You read the results of its clearances from then on, and no other officer does."),
    )  # fmt: skip


def _to_do(row: Clearance) -> Waiting:
    """The officer's next step about a clearance: to ask for it, have it renewed, or look at what was handed in."""
    if row.state == "passed":
        return _about_clearance(row, _("Runs out, renew it: %(clearance)s"), verb=_("Renew"), press="renew")
    if row.state in ASKED_FOR:
        return _about_clearance(row, _("Look at a document: %(clearance)s"), verb=_("Decide"))
    ran_out = row.state == "expired"
    title = _("Has run out, ask anew: %(clearance)s") if ran_out else _("Ask for it: %(clearance)s")
    return _about_clearance(row, title, verb=_("Ask"), press="request")


def _to_renew(services: QuerySet[Assignment]) -> Q:
    """Those that run out within the month, before the service they are for ends, one of `services`."""
    today = timezone.localdate()
    for_long = _of(services.filter(ends_on__gt=OuterRef("expires_on")))
    return Q(state="passed", expires_on__range=(today, today + RENEWED_BEFORE)) & for_long


def _of(services: QuerySet[Assignment]) -> Q:
    """Clearances of those of the services that are not over."""
    return Q(Exists(services.filter(pk=OuterRef("assignment_id"), state__in=SERVICE_GOES_ON)))


def _before_submission(office: Office, *, mine: bool = False) -> Q:
    """Clearances of people on a shortlist, which come before the host entity sees them, where this officer works, or
    only (`mine`) for posts that are their own or nobody's.

    A question rather than a join, so that the database begins with the few clearances in a state; and asked only of
    those that belong to an application, for PostgreSQL reads every shortlist of the country to answer it.
    """
    where = Application.objects.filter(
        office.within("description__country"), pk=OuterRef("application_id"), state="shortlisted"
    )
    if mine:
        where = where.filter(
            Exists(Description.objects.filter(own_or_nobodys(office.officer), pk=OuterRef("description_id")))
        )
    return Q(application__isnull=False) & Q(Exists(where.exclude(description__in=stood_for_by(office.officer))))


def _about_clearance(row: Clearance, title: str, *, verb: str, press: str = "", confirm: str = "") -> Waiting:
    thing = thing_of(row)
    return Waiting(
        title % {"clearance": row.get_kind_display()}, address("assignments:clearance", row.ref),
        due=due_of(row),
        detail=str(thing.account), verb=verb,
        post_url=address("assignments:clearance_do", row.ref, press) if press else "",
        post_fields={"version": str(row.version)} if press else {}, confirm=confirm,
        urgency=1 if press in ("request", "renew") else 2,
    )  # fmt: skip
