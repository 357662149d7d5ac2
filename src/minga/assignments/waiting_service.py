"""“What waits for you” around services: for volunteers, for who hosts them, and for officers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from minga.assignments.actions.clearances import thing_of
from minga.assignments.models import (
    Application,
    Assignment,
    Certificate,
    Clearance,
    Description,
    Extension,
    HoursRecord,
    Leave,
    PerformanceAssessment,
)
from minga.assignments.queries.descriptions import titles
from minga.assignments.queries.service import OPEN_STATES, assignments_seen_by
from minga.assignments.rules import OFFICER_ROLES
from minga.assignments.service_page import contract_of, is_valid
from minga.assignments.states import CLEARANCE
from minga.core.access.models import Role, Scope
from minga.core.access.roles import holds, on_platform, scope_keys
from minga.core.registries import Waiting

MOST = 25
SOON = timedelta(days=7)


def page(service: Assignment, task: str = "") -> str:
    """The page of a service, or of one of its forms."""
    if task:
        return reverse("assignments:assignment_task", args=[service.ref, task])
    return reverse("assignments:assignment", args=[service.ref])


def for_volunteers(account: Any) -> Iterable[Waiting]:
    """Documents to hand in, a contract to sign, a report to write. Two queries; five for somebody who serves."""
    mine = Assignment.objects.filter(account_id=account.pk, state__in=OPEN_STATES)
    listed = Application.objects.filter(account_id=account.pk, state="shortlisted")
    asked = Clearance.objects.filter(
        Q(assignment__in=mine.values("pk")) | Q(application__in=listed.values("pk")),
        state="requested",
        proof__isnull=True,
    )
    for clearance in asked.select_related("assignment", "application").order_by("requested_at")[:MOST]:
        yield Waiting(
            _("Hand in a document: %(clearance)s") % {"clearance": clearance.get_kind_display()},
            reverse("assignments:clearance", args=[clearance.ref]),
            due=getattr(clearance.assignment, "starts_on", None), verb=_("Hand it in"), urgency=3,
        )  # fmt: skip
    rows = mine.select_related("description", "contract").prefetch_related(
        "description__texts", "performance_assessments"
    )
    for row in rows.order_by("starts_on")[:MOST]:
        post, contract = row.description.title, contract_of(row)
        if row.state == "preparing" and contract is not None and contract.volunteer_signed_at is None:
            yield Waiting(
                _("Read and sign your contract: %(post)s") % {"post": post}, page(row), due=row.starts_on,
                verb=_("Read it"), urgency=3,
            )  # fmt: skip
        if row.state == "ended" and row.end_kind != "not_started" and not _wrote(row, "volunteer"):
            yield Waiting(
                _("Write your report: %(post)s") % {"post": post}, page(row, "report"),
                detail=_("Your certificate follows."), verb=_("Write"), urgency=2,
            )  # fmt: skip


def for_hosts(account: Any) -> Iterable[Waiting]:
    """Entry to confirm, leave to decide, hours to verify, assessments to write. Eight queries for who hosts."""
    if not holds(account, Role.HOST_FOCAL_POINT, Role.HOST_SUPERVISOR):
        return
    seen = assignments_seen_by(account).exclude(account_id=account.pk)
    soon = timezone.localdate() + SOON
    for row in _first(seen.filter(state="cleared", starts_on__lte=soon), by="starts_on"):
        yield Waiting(
            _("Confirm entry on duty: %(person)s") % {"person": row.account}, page(row, "enter"), due=row.starts_on,
            detail=row.description.title, verb=_("Confirm"), urgency=3,
        )  # fmt: skip
    yield from _leave_to_decide(seen)
    yield from _hours_to_verify(seen, account=account)
    ended = seen.filter(state="ended").exclude(end_kind="not_started")
    for row in _first(ended.exclude(_written_by("host")), by="ended_on"):
        yield Waiting(
            _("Assess the service of %(person)s") % {"person": row.account}, page(row, "assess"),
            detail=row.description.title, verb=_("Write"), urgency=2,
        )  # fmt: skip


def _leave_to_decide(seen: QuerySet[Assignment]) -> Iterator[Waiting]:
    rows = Leave.objects.filter(state="requested", assignment__in=seen.values("pk"))
    for row in rows.select_related("assignment__account").order_by("starts_on")[:MOST]:
        days = {"starts": date_format(row.starts_on, "DATE_FORMAT"), "ends": date_format(row.ends_on, "DATE_FORMAT")}
        yield Waiting(
            _("Decide about leave: %(person)s") % {"person": row.assignment.account}, page(row.assignment),
            due=row.starts_on, detail=_("%(starts)s to %(ends)s") % days, verb=_("Approve"),
            post_url=reverse("assignments:leave_do", args=[row.ref, "approve"]),
            post_fields={"version": str(row.version)}, urgency=2,
        )  # fmt: skip


def _hours_to_verify(seen: QuerySet[Assignment], *, account: Any) -> Iterator[Waiting]:
    rows = HoursRecord.objects.filter(state="recorded", assignment__in=seen.values("pk")).exclude(recorded_by=account)
    for row in rows.select_related("assignment__account").order_by("month")[:MOST]:
        yield Waiting(
            _("Verify hours: %(person)s") % {"person": row.assignment.account},
            reverse("assignments:hours", args=[row.assignment.ref]),
            detail=_("%(hours)s hours in %(month)s")
            % {"hours": f"{row.hours.normalize():f}", "month": date_format(row.month, "YEAR_MONTH_FORMAT")},
            verb=_("Verify"), post_url=reverse("assignments:hours_do", args=[row.ref, "verify"]),
            post_fields={"version": str(row.version)}, urgency=1,
        )  # fmt: skip


def for_officers(account: Any) -> Iterable[Waiting]:
    """Preparing, deciding, closing and certifying. About 16 queries for an officer."""
    if not holds(account, *OFFICER_ROLES):
        return
    others = Assignment.objects.exclude(account_id=account.pk)
    seen = others.filter(_in_charge(account))
    own = _in_charge(account, Q(officer__isnull=True) | Q(officer=account))
    mine = others.filter(own)
    turn = Q(contract__isnull=True) | Q(contract__volunteer_signed_at__isnull=False)
    preparing = _first(mine.filter(turn, state="preparing"), by="starts_on")
    for row in preparing.select_related("contract").prefetch_related("clearances"):
        yield from _to_prepare(row)
    yield from _clearances_to_decide(mine, seen, account=account)
    yield from _extensions_to_decide(seen, account=account)
    for row in _first(mine.filter(_complete(), state="ended"), by="ended_on"):
        yield _one_press(row, _("Close the service of %(person)s"), _("Close"), "close")
    certified = Certificate.objects.filter(assignment=OuterRef("pk"))
    served = HoursRecord.objects.filter(assignment=OuterRef("pk"), state="verified")
    uncertified = Assignment.objects.filter(~Exists(certified), state="closed").values("pk")
    closed = others.filter(own, Exists(served), pk__in=uncertified, account__erased_at__isnull=True)
    closed = closed.exclude(end_kind="not_started")
    for row in _first(closed, by="closed_at"):
        yield Waiting(
            _("Issue the certificate of %(person)s") % {"person": row.account}, page(row, "certificate"),
            detail=row.description.title, verb=_("Issue"), urgency=2,
        )  # fmt: skip


def _in_charge(account: Any, only: Q | None = None) -> Exists:
    """Asked of each service: it lies where the account is an officer, and its description fits `only`.

    A question rather than a join, so that the database begins with the few services in a state.
    """
    where = Description.objects.filter(only or Q(), pk=OuterRef("description_id"))
    if not on_platform(account, *OFFICER_ROLES):
        where = where.filter(country__in=scope_keys(account, *OFFICER_ROLES, scope=Scope.COUNTRY))
    return Exists(where)


def _to_prepare(row: Assignment) -> Iterator[Waiting]:
    """The officer's next step before a first day, where it is the officer's turn."""
    contract = contract_of(row)
    if contract is None:
        yield _one_press(row, _("Issue the contract of %(person)s"), _("Issue"), "issue_contract")
    elif contract.volunteer_signed_at and not contract.officer_signed_at:
        yield Waiting(
            _("Sign the contract of %(person)s") % {"person": row.account}, page(row), due=row.starts_on,
            detail=row.description.title, verb=_("Sign"),
            post_url=reverse("assignments:contract_sign", args=[row.ref]),
            post_fields={"version": str(contract.version)}, urgency=2,
        )  # fmt: skip
    elif contract.volunteer_signed_at and all(is_valid(one) for one in row.clearances.all()):
        yield _one_press(row, _("Everything is in order: confirm it for %(person)s"), _("Confirm"), "clear")


def _one_press(row: Assignment, title: str, verb: str, name: str) -> Waiting:
    return Waiting(
        title % {"person": row.account}, page(row), due=row.starts_on if row.state == "preparing" else None,
        detail=row.description.title, verb=verb,
        post_url=reverse("assignments:assignment_do", args=[row.ref, name]),
        post_fields={"version": str(row.version)}, urgency=2,
    )  # fmt: skip


def _clearances_to_decide(mine: QuerySet[Assignment], seen: QuerySet[Assignment], *, account: Any) -> Iterator[Waiting]:
    """Documents to look at, clearances to ask for, and waivers that a colleague proposed."""
    rows = Clearance.objects.select_related("assignment__account", "application__account")
    rows = rows.order_by("assignment__starts_on", "pk")
    undecided = rows.filter(_in_states("required", "expired", "requested"))
    to_do = undecided.exclude(state="requested", proof__isnull=True).filter(_of(mine) | _before_submission(account))
    for row in to_do.filter(waiver_reason="")[:MOST]:
        ask = row.state != "requested"
        yield _about_clearance(
            row, _("Ask for it: %(clearance)s") if ask else _("Look at a document: %(clearance)s"),
            verb=_("Ask") if ask else _("Decide"), press="request" if ask else "",
        )  # fmt: skip
    open_ones = rows.filter(_in_states(*(state for state in CLEARANCE.labels if state not in ("waived", "passed"))))
    waivers = open_ones.exclude(waiver_reason="").filter(_of(seen) | _before_submission(account))
    for row in waivers.exclude(waiver_asked_by=account)[:MOST]:
        yield _about_clearance(row, _("Decide about a waiver: %(clearance)s"), verb=_("Decide"))


def _in_states(*states: str) -> Q:
    """By key, because nearly all clearances have passed: the index by state then finds the others."""
    return Q(pk__in=Clearance.objects.filter(state__in=states).values("pk"), state__in=states)


def _of(services: QuerySet[Assignment]) -> Q:
    """Clearances of those of the services that are not over."""
    living = ("preparing", "cleared", "serving", "suspended")
    return Q(Exists(services.filter(pk=OuterRef("assignment_id"), state__in=living)))


def _before_submission(account: Any) -> Q:
    """Clearances of people on a shortlist, which come before the host entity sees them, where this officer works."""
    where = Q(application__state="shortlisted") & ~Q(application__account_id=account.pk)
    if on_platform(account, *OFFICER_ROLES):
        return where
    return where & Q(application__description__country__in=scope_keys(account, *OFFICER_ROLES, scope=Scope.COUNTRY))


def _about_clearance(row: Clearance, title: str, *, verb: str, press: str = "") -> Waiting:
    thing = thing_of(row)
    return Waiting(
        title % {"clearance": row.get_kind_display()}, reverse("assignments:clearance", args=[row.ref]),
        due=getattr(thing, "starts_on", None), detail=str(thing.account), verb=verb,
        post_url=reverse("assignments:clearance_do", args=[row.ref, press]) if press else "",
        post_fields={"version": str(row.version)} if press else {}, urgency=1 if press else 2,
    )  # fmt: skip


def _extensions_to_decide(seen: QuerySet[Assignment], *, account: Any) -> Iterator[Waiting]:
    mine = Exists(seen.filter(pk=OuterRef("assignment_id")))
    rows = Extension.objects.filter(mine, state="requested").exclude(asked_by=account)
    for row in rows.prefetch_related("assignment__account").order_by("old_end")[:MOST]:
        yield Waiting(
            _("Decide about an extension: %(person)s") % {"person": row.assignment.account}, page(row.assignment),
            due=row.old_end, detail=_("Until %(day)s") % {"day": date_format(row.new_end, "DATE_FORMAT")},
            verb=_("Decide"), urgency=2,
        )  # fmt: skip


def _first(rows: QuerySet[Assignment], *, by: str) -> QuerySet[Assignment]:
    """The first of them with what a row says; keys are put in order before rows are read whole. Two queries."""
    whole = Assignment.objects.filter(pk__in=rows.order_by(by, "pk").values("pk")[:MOST]).order_by(by, "pk")
    return whole.select_related("description", "account").prefetch_related(titles("description"))


def _written_by(side: str) -> Exists:
    """The side has written its assessment of the service."""
    return Exists(PerformanceAssessment.objects.filter(assignment=OuterRef("pk"), side=side, written_at__isnull=False))


def _complete() -> Q:
    """Both sides have written, unless nobody ever started, and every hour is verified: it can be closed."""
    unverified = HoursRecord.objects.filter(assignment=OuterRef("pk")).exclude(state="verified")
    return (Q(end_kind="not_started") | Q(_written_by("host"), _written_by("volunteer"))) & ~Q(Exists(unverified))


def _wrote(row: Assignment, side: str) -> bool:
    return any(one.written_at and one.side == side for one in row.performance_assessments.all())
