"""“What waits for you” around services: for volunteers, for who hosts them, and for officers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import GreaterThanOrEqual
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
from minga.assignments.pages.service import contract_of, hours_words, is_valid
from minga.assignments.queries.service import OPEN_STATES, assignments_seen_by
from minga.assignments.rules import OFFICER_ROLES
from minga.assignments.states import CLEARANCE
from minga.assignments.waiting.titles import Titles
from minga.core.access.models import Role, Scope
from minga.core.access.roles import holds, on_platform, scope_keys
from minga.core.registries import More, Waiting
from minga.core.waiting import COUNTED, MOST, first_of, more_than

SOON = timedelta(days=7)


def page(service: Assignment, task: str = "") -> str:
    """The page of a service, or of one of its forms."""
    if task:
        return reverse("assignments:assignment_task", args=[service.ref, task])
    return reverse("assignments:assignment", args=[service.ref])


def for_volunteers(account: Any) -> Iterable[Waiting | More]:
    """Documents to hand in, a contract to sign, a report to write. Two queries; five for somebody who serves."""
    mine = Assignment.objects.filter(account_id=account.pk, state__in=OPEN_STATES)
    listed = Application.objects.filter(account_id=account.pk, state="shortlisted")
    asked = Clearance.objects.filter(
        Q(assignment__in=mine.values("pk")) | Q(application__in=listed.values("pk")),
        state="requested",
        proof__isnull=True,
    )
    for clearance in (yield from first_of(asked.select_related("assignment", "application").order_by("requested_at"))):
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


def for_hosts(account: Any) -> Iterable[Waiting | More]:
    """Entry to confirm, leave to decide, hours to verify, assessments to write. Eight queries for who hosts."""
    if not holds(account, Role.HOST_FOCAL_POINT, Role.HOST_SUPERVISOR):
        return
    book = Titles()
    yield from book.read_for(_of_hosts(account, book))


def _of_hosts(account: Any, book: Titles) -> Iterator[Waiting | More]:
    seen = assignments_seen_by(account).exclude(account_id=account.pk)
    soon = timezone.localdate() + SOON
    yield from _each(seen.filter(state="cleared", starts_on__lte=soon), _to_enter, book, by="starts_on")
    yield from _leave_to_decide(seen)
    yield from _hours_to_verify(seen, account=account)
    ended = seen.filter(state="ended").exclude(end_kind="not_started")
    yield from _each(ended.exclude(_written_by("host")), _to_assess, book, by="ended_on")


def _to_enter(row: Assignment, book: Titles) -> Iterator[Waiting]:
    """Entry on duty: one press from its first day on, for whoever began on that day; its page for another day."""
    begins = row.starts_on <= timezone.localdate()
    day = {"person": row.account, "day": date_format(row.starts_on)}
    yield Waiting(
        _("Confirm entry on duty: %(person)s") % {"person": row.account}, page(row, "enter"), due=row.starts_on,
        detail=book.of(row.description), verb=_("Confirm") if begins else _("Look"),
        post_url=page(row, "enter") if begins else "",
        post_fields={"version": str(row.version), "entered_on": row.starts_on.isoformat()} if begins else {},
        confirm=_("%(person)s began on %(day)s, as agreed. For another day, open the row.") % day, urgency=3,
    )  # fmt: skip


def _to_assess(row: Assignment, book: Titles) -> Iterator[Waiting]:
    """The host entity's words about a service that has ended."""
    yield Waiting(
        _("Assess the service of %(person)s") % {"person": row.account}, page(row, "assess"),
        detail=book.of(row.description), verb=_("Write"), urgency=2,
    )  # fmt: skip


def _leave_to_decide(seen: QuerySet[Assignment]) -> Iterator[Waiting | More]:
    rows = Leave.objects.filter(state="requested", assignment__in=seen.values("pk"))
    for row in (yield from first_of(rows.select_related("assignment__account").order_by("starts_on"))):
        days = {"starts": date_format(row.starts_on), "ends": date_format(row.ends_on)}
        yield Waiting(
            _("Decide about leave: %(person)s") % {"person": row.assignment.account}, page(row.assignment),
            due=row.starts_on, detail=_("%(starts)s to %(ends)s") % days, verb=_("Approve"),
            post_url=reverse("assignments:leave_do", args=[row.ref, "approve"]),
            post_fields={"version": str(row.version)}, urgency=2,
        )  # fmt: skip


def _hours_to_verify(seen: QuerySet[Assignment], *, account: Any) -> Iterator[Waiting | More]:
    rows = HoursRecord.objects.filter(state="recorded", assignment__in=seen.values("pk")).exclude(recorded_by=account)
    for row in (yield from first_of(rows.select_related("assignment__account").order_by("month"))):
        yield Waiting(
            _("Verify hours: %(person)s") % {"person": row.assignment.account},
            reverse("assignments:hours", args=[row.assignment.ref]),
            detail=_("%(hours)s hours in %(month)s")
            % {"hours": hours_words(row.hours), "month": date_format(row.month, "YEAR_MONTH_FORMAT")},
            verb=_("Verify"), post_url=reverse("assignments:hours_do", args=[row.ref, "verify"]),
            post_fields={"version": str(row.version)}, urgency=1,
        )  # fmt: skip


def for_officers(account: Any) -> Iterable[Waiting | More]:
    """Preparing, deciding, closing and certifying. About 12 queries for an officer, one more to count a full kind."""
    book = Titles()
    yield from book.read_for(of_officers(account, book))


def of_officers(account: Any, book: Titles) -> Iterator[Waiting | More]:
    """The same, its titles still to be read."""
    if not holds(account, *OFFICER_ROLES):
        return
    others = Assignment.objects.exclude(account_id=account.pk)
    seen = others.filter(_in_charge(account))
    own = _in_charge(account, Q(officer__isnull=True) | Q(officer=account))
    mine = others.filter(own)
    yield from _each(
        mine.filter(_officers_turn(), state="preparing"), _to_prepare, book, by="starts_on", more=_preparing
    )
    yield from _clearances_to_decide(mine, seen, account=account)
    yield from _extensions_to_decide(seen, account=account)
    yield from _each(mine.filter(_complete(), state="ended"), _to_close, book, by="ended_on")
    certified = Certificate.objects.filter(assignment=OuterRef("pk"))
    served = HoursRecord.objects.filter(assignment=OuterRef("pk"), state="verified")
    uncertified = Assignment.objects.filter(~Exists(certified), state="closed").values("pk")
    closed = others.filter(own, Exists(served), pk__in=uncertified, account__erased_at__isnull=True)
    closed = closed.exclude(end_kind="not_started")
    yield from _each(closed, _to_certify, book, by="closed_at")


def _to_close(row: Assignment, book: Titles) -> Iterator[Waiting]:
    yield _one_press(row, book, _("Close the service of %(person)s"), _("Close"), "close")


def _to_certify(row: Assignment, book: Titles) -> Iterator[Waiting]:
    """What a certificate says is read before it is signed, so its page is opened."""
    yield Waiting(
        _("Issue the certificate of %(person)s") % {"person": row.account}, page(row, "certificate"),
        detail=book.of(row.description), verb=_("Issue"), urgency=2,
    )  # fmt: skip


def _in_charge(account: Any, only: Q | None = None) -> Exists:
    """Asked of each service: it lies where the account is an officer, and its description fits `only`.

    A question rather than a join, so that the database begins with the few services in a state.
    """
    where = Description.objects.filter(only or Q(), pk=OuterRef("description_id"))
    if not on_platform(account, *OFFICER_ROLES):
        where = where.filter(country__in=scope_keys(account, *OFFICER_ROLES, scope=Scope.COUNTRY))
    return Exists(where)


def _officers_turn() -> Q:
    """No contract yet, one to sign for the programme, or both have signed and no clearance is in the way."""
    in_order = Q(state="waived") | Q(state="passed") & (
        Q(expires_on__isnull=True) | Q(expires_on__gte=timezone.localdate())
    )
    in_the_way = Exists(Clearance.objects.filter(~in_order, assignment=OuterRef("pk")))
    signed = Q(contract__volunteer_signed_at__isnull=False)
    return Q(contract__isnull=True) | signed & (Q(contract__officer_signed_at__isnull=True) | ~Q(in_the_way))


def _to_prepare(row: Assignment, book: Titles) -> Iterator[Waiting]:
    """The officer's next step before a first day, where it is the officer's turn."""
    contract = contract_of(row)
    if contract is None:
        yield _one_press(row, book, _("Issue the contract of %(person)s"), _("Issue"), "issue_contract")
    elif contract.volunteer_signed_at and not contract.officer_signed_at:
        yield Waiting(
            _("Sign the contract of %(person)s") % {"person": row.account}, page(row), due=row.starts_on,
            detail=book.of(row.description), verb=_("Sign"),
            post_url=reverse("assignments:contract_sign", args=[row.ref]),
            post_fields={"version": str(contract.version)},
            confirm=_("By signing you agree to the contract as it stands. Have you read it?"), urgency=2,
        )  # fmt: skip
    elif contract.volunteer_signed_at and all(is_valid(one) for one in row.clearances.all()):
        yield _one_press(row, book, _("Everything is in order: confirm it for %(person)s"), _("Confirm"), "clear")


def _one_press(row: Assignment, book: Titles, title: str, verb: str, name: str) -> Waiting:
    return Waiting(
        title % {"person": row.account}, page(row), due=row.starts_on if row.state == "preparing" else None,
        detail=book.of(row.description), verb=verb,
        post_url=reverse("assignments:assignment_do", args=[row.ref, name]),
        post_fields={"version": str(row.version)}, urgency=2,
    )  # fmt: skip


def _clearances_to_decide(
    mine: QuerySet[Assignment], seen: QuerySet[Assignment], *, account: Any
) -> Iterator[Waiting | More]:
    """Documents to look at, clearances to ask for, and waivers that a colleague proposed."""
    rows = Clearance.objects.select_related("assignment__account", "application__account")
    rows = rows.order_by("assignment__starts_on", "pk")
    undecided = rows.filter(_in_states("required", "expired", "requested"))
    to_do = undecided.exclude(state="requested", proof__isnull=True).filter(_of(mine) | _before_submission(account))
    for row in (yield from first_of(to_do.filter(waiver_reason=""))):
        ask = row.state != "requested"
        yield _about_clearance(
            row, _("Has run out, ask anew: %(clearance)s") if row.state == "expired" else
            _("Ask for it: %(clearance)s") if ask else _("Look at a document: %(clearance)s"),
            verb=_("Ask") if ask else _("Decide"), press="request" if ask else "",
        )  # fmt: skip
    open_ones = rows.filter(_in_states(*(state for state in CLEARANCE.labels if state not in ("waived", "passed"))))
    waivers = open_ones.exclude(waiver_reason="").filter(_of(seen) | _before_submission(account))
    for row in (yield from first_of(waivers.exclude(waiver_asked_by=account))):
        yield _about_clearance(
            row, _("Decide about a waiver: %(clearance)s"), verb=_("Waive"), press="waive",
            confirm=_("Waive this clearance? You are the second person who agrees. The reason given: %(reason)s")
            % {"reason": row.waiver_reason},
        )  # fmt: skip


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


def _about_clearance(row: Clearance, title: str, *, verb: str, press: str = "", confirm: str = "") -> Waiting:
    thing = thing_of(row)
    return Waiting(
        title % {"clearance": row.get_kind_display()}, reverse("assignments:clearance", args=[row.ref]),
        due=row.expires_on if row.state == "expired" else getattr(thing, "starts_on", None),
        detail=str(thing.account), verb=verb,
        post_url=reverse("assignments:clearance_do", args=[row.ref, press]) if press else "",
        post_fields={"version": str(row.version)} if press else {}, confirm=confirm,
        urgency=1 if press == "request" else 2,
    )  # fmt: skip


def _extensions_to_decide(seen: QuerySet[Assignment], *, account: Any) -> Iterator[Waiting | More]:
    mine = Exists(seen.filter(pk=OuterRef("assignment_id")))
    rows = Extension.objects.filter(mine, state="requested").exclude(asked_by=account)
    for row in (yield from first_of(rows.prefetch_related("assignment__account").order_by("old_end"))):
        said = {"reason": row.reason, "payer": row.funding_note}
        yield Waiting(
            _("Decide about an extension: %(person)s") % {"person": row.assignment.account}, page(row.assignment),
            due=row.old_end, detail=_("Until %(day)s") % {"day": date_format(row.new_end)},
            verb=_("Approve"), post_url=reverse("assignments:extension_do", args=[row.ref, "approve"]),
            post_fields={"version": str(row.version)},
            confirm=_("Paid by: %(payer)s. The reason given: %(reason)s") % said, urgency=2,
        )  # fmt: skip


def _each(
    rows: QuerySet[Assignment],
    make: Callable[[Assignment, Titles], Iterator[Waiting]],
    book: Titles,
    *,
    by: str,
    more: Callable[[QuerySet[Assignment]], QuerySet[Assignment]] = lambda rows: rows,
) -> Iterator[Waiting | More]:
    """The first of them as rows: keys in order, so many as are counted, then what is shown. One query, two for any."""
    keys = list(rows.order_by(by, "pk").values_list("pk", flat=True)[: COUNTED + 1])
    yield from more_than(len(keys))
    whole = Assignment.objects.filter(pk__in=keys[:MOST]).order_by(by, "pk")
    for row in more(whole.select_related("description", "account")) if keys else ():
        yield from make(row, book)


def _preparing(rows: QuerySet[Assignment]) -> QuerySet[Assignment]:
    return rows.select_related("description", "account", "contract").prefetch_related("clearances")


def _written_by(side: str) -> Exists:
    """The side has written its assessment of the service."""
    return Exists(PerformanceAssessment.objects.filter(assignment=OuterRef("pk"), side=side, written_at__isnull=False))


def _complete() -> Q:
    """Both sides have written, unless nobody ever started, and every hour is verified: it can be closed.

    Sides are counted, for PostgreSQL reads every assessment there is to answer whether two of them exist.
    """
    unverified = HoursRecord.objects.filter(assignment=OuterRef("pk")).exclude(state="verified")
    written = PerformanceAssessment.objects.filter(assignment=OuterRef("pk"), written_at__isnull=False).order_by()
    sides = Subquery(written.values("assignment").annotate(many=Count("pk")).values("many"))
    return (Q(end_kind="not_started") | Q(GreaterThanOrEqual(sides, 2))) & ~Q(Exists(unverified))


def _wrote(row: Assignment, side: str) -> bool:
    return any(one.written_at and one.side == side for one in row.performance_assessments.all())
