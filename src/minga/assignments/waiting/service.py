"""“What waits for you” around services: for volunteers, and for who hosts them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from minga.assignments.models import (
    Application,
    Assignment,
    Clearance,
    HoursRecord,
    Leave,
)
from minga.assignments.pages.leave import days_words
from minga.assignments.pages.service import contract_of, hours_words
from minga.assignments.queries.service import OPEN_STATES, assignments_seen_by, unassessed
from minga.assignments.queries.standing_for import stood_for_by
from minga.assignments.waiting.titles import Titles, titled
from minga.core.access.models import Role
from minga.core.access.roles import holds
from minga.core.interface.addresses import address
from minga.core.questions import MOST
from minga.core.registries import More, Waiting
from minga.core.waiting import ByKey, first_of
from minga.core.written import Written, of_keys

SOON = timedelta(days=7)


def page(service: Assignment, task: str = "") -> str:
    """The page of a service, or of one of its forms."""
    if task:
        return address("assignments:assignment_task", service.ref, task)
    return address("assignments:assignment", service.ref)


def for_volunteers(account: Any) -> Iterable[Waiting | More]:
    """Documents to hand in, a contract to sign, hours to correct, a report to write. Two queries; six for somebody who
    serves.
    """
    mine = Assignment.objects.filter(account_id=account.pk, state__in=OPEN_STATES)
    listed = Application.objects.filter(account_id=account.pk, state="shortlisted")
    going_on = mine.exclude(state="ended")
    asked = Clearance.objects.filter(
        Q(assignment__in=going_on.values("pk")) | Q(application__in=listed.values("pk")),
        state__in=("requested", "renewing"),
        proof__isnull=True,
    )
    for clearance in (
        yield from first_of(asked.select_related("assignment", "application").order_by("requested_at", "pk"))
    ):
        begins = getattr(clearance.assignment, "starts_on", None)
        yield Waiting(
            _("Hand in a document: %(clearance)s") % {"clearance": clearance.get_kind_display()},
            address("assignments:clearance", clearance.ref),
            due=clearance.expires_on if clearance.state == "renewing" else begins, verb=_("Hand it in"), urgency=3,
        )  # fmt: skip
    rows = mine.annotate(has_hours=Exists(HoursRecord.objects.filter(assignment=OuterRef("pk"))))
    rows = rows.select_related("description", "contract").prefetch_related(
        "description__texts", "performance_assessments"
    )
    found = list(rows.order_by("starts_on", "pk")[:MOST])
    if found:
        yield from _hours_to_correct(mine)
    for row in found:
        post, contract = row.description.title, contract_of(row)
        if row.state == "preparing" and contract is not None and contract.volunteer_signed_at is None:
            yield Waiting(
                _("Read and sign your contract: %(post)s") % {"post": post}, page(row), due=row.starts_on,
                verb=_("Read it"), urgency=3,
            )  # fmt: skip
        if row.state != "ended" or row.end_kind == "not_started":
            continue
        if not row.has_hours:
            yield Waiting(
                _("Record your hours: %(post)s") % {"post": post}, address("assignments:hours", row.ref),
                detail=_("Your certificate states them; without hours there is none."), verb=_("Record"), urgency=2,
            )  # fmt: skip
        if not _wrote(row, "volunteer"):
            yield Waiting(
                _("Write your report: %(post)s") % {"post": post}, page(row, "report"),
                detail=_("Your certificate follows."), verb=_("Write"), urgency=2,
            )  # fmt: skip


def _hours_to_correct(mine: QuerySet[Assignment]) -> Iterator[Waiting | More]:
    """Months of which somebody said that the hours are not right: they count nowhere until they are recorded anew."""
    disputed = HoursRecord.objects.filter(assignment__in=mine.values("pk"), state="disputed")
    for row in (yield from first_of(disputed.select_related("assignment").order_by("month", "pk"))):
        yield Waiting(
            _("Correct your hours of %(month)s") % {"month": date_format(row.month, "YEAR_MONTH_FORMAT")},
            address("assignments:hours", row.assignment.ref),
            detail=row.note, verb=_("Correct"), urgency=2,
        )  # fmt: skip


def _of_hosts(account: Any, book: Titles) -> Iterator[Waiting | More]:
    """Entry to confirm, leave to decide, hours to verify, assessments to write. Seven queries for who hosts."""
    if not holds(account, Role.HOST_FOCAL_POINT, Role.HOST_SUPERVISOR):
        return
    seen = assignments_seen_by(account).exclude(account_id=account.pk)
    soon = timezone.localdate() + SOON
    ended = seen.filter(unassessed()).exclude(description__in=stood_for_by(account.pk))
    yield from _leave_to_decide(seen)
    yield from _hours_to_verify(seen, account=account)
    yield from each(
        (seen.filter(state="cleared", starts_on__lte=soon).order_by("starts_on", "pk"), _to_enter),
        (ended.order_by("ended_on", "pk"), _to_assess),
        book=book,
    )


for_hosts = titled(_of_hosts)


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
    begins_within = Q(assignment__ended_on__isnull=True) | Q(starts_on__lte=F("assignment__ended_on"))
    rows = Leave.objects.filter(begins_within, state="requested", assignment__in=seen.values("pk"))
    for row in (yield from first_of(rows.select_related("assignment__account").order_by("starts_on", "pk"))):
        words = _("%(starts)s to %(ends)s (%(days)s)") if row.ends_on != row.starts_on else "%(starts)s (%(days)s)"
        days = {"starts": date_format(row.starts_on), "ends": date_format(row.ends_on), "days": days_words(row.days)}
        early = {"days": days_words(row.in_advance), "note": row.note}
        yield Waiting(
            _("Decide about leave: %(person)s") % {"person": row.assignment.account}, page(row.assignment),
            due=row.starts_on, detail=words % days, verb=_("Approve"),
            post_url=address("assignments:leave_do", row.ref, "approve"),
            post_fields={"version": str(row.version)}, urgency=2,
            confirm=_("%(days)s of it not earned by then. The note says: %(note)s") % early if row.in_advance else "",
        )  # fmt: skip


def _hours_to_verify(seen: QuerySet[Assignment], *, account: Any) -> Iterator[Waiting | More]:
    rows = HoursRecord.objects.filter(state="recorded", assignment__in=seen.values("pk")).exclude(recorded_by=account)
    for row in (yield from first_of(rows.select_related("assignment__account").order_by("month", "pk"))):
        yield Waiting(
            _("Verify hours: %(person)s") % {"person": row.assignment.account},
            address("assignments:hours", row.assignment.ref),
            detail=_("%(hours)s hours in %(month)s")
            % {"hours": hours_words(row.hours), "month": date_format(row.month, "YEAR_MONTH_FORMAT")},
            verb=_("Verify"), post_url=address("assignments:hours_do", row.ref, "verify"),
            post_fields={"version": str(row.version)}, urgency=1,
        )  # fmt: skip


SHOWN = (
    "ref",
    "version",
    "state",
    "starts_on",
    "ends_on",
    "description__number",
    "account__name",
    "account__local_name",
)
"""What a row says of a service beside the title of its description."""
WHOLE = of_keys(lambda: Assignment.objects.select_related("description", "account").only(*SHOWN))
Make = Callable[[Assignment, Titles], Iterator[Waiting]]
Kind = tuple[QuerySet[Assignment] | list[int], Make]
"""Services in their order, which ends with the key, or their keys, and what makes a row of one."""


def each(*kinds: Kind, book: Titles, whole: Written[Assignment] = WHOLE) -> Iterator[Waiting | More]:
    """The first of each kind as rows: their keys in order, so many as are counted, then what is shown of any kind, as
    `whole` says where description and account are not enough. One query a kind, one for all.
    """
    services = ByKey(whole)
    asked = [(services.first(rows), make) for rows, make in kinds]
    for shown, make in asked:
        for row in (yield from shown):
            yield from make(row, book)


def _wrote(row: Assignment, side: str) -> bool:
    return any(one.written_at and one.side == side for one in row.performance_assessments.all())
