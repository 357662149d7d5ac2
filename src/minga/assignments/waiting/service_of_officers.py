"""“What waits for you” around services, for officers: preparing, deciding, closing and certifying."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThanOrEqual
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from minga.assignments.models import (
    Assignment,
    Clearance,
    Contract,
    CostEstimate,
    Description,
    Extension,
    HoursRecord,
    PerformanceAssessment,
)
from minga.assignments.pages.service import WITHOUT_HOURS, contract_of
from minga.assignments.queries.clearances import clearance_missing
from minga.assignments.queries.holders import own_or_nobodys
from minga.assignments.queries.seats import seat_undecided
from minga.assignments.queries.service import to_end
from minga.assignments.queries.standing_for import stood_for_by
from minga.assignments.waiting.clearances import clearances_of, clearances_to_decide
from minga.assignments.waiting.office import Office, office_of
from minga.assignments.waiting.service import SHOWN, each, page
from minga.assignments.waiting.titles import Titles, titled
from minga.core.interface.addresses import address
from minga.core.questions import Keys, all_day
from minga.core.registries import More, Waiting
from minga.core.waiting import ByKey
from minga.core.written import of_keys


def _verified() -> Exists:
    """Whether hours of the service are verified. A condition asked row by row."""
    return Exists(HoursRecord.objects.filter(assignment=OuterRef("pk"), state="verified"))


def _whole() -> QuerySet[Assignment]:
    """With `has_hours`, whether any are verified."""
    rows = Assignment.objects.select_related("description", "account", "contract").only(
        *SHOWN, "end_kind", "contract__version", "contract__volunteer_signed_at", "contract__officer_signed_at"
    )
    return rows.annotate(**dict.fromkeys(["has_hours"], _verified()))


WHOLE = of_keys(_whole)
EXTENSIONS = of_keys(
    lambda: Extension.objects.select_related("assignment__account").only(
        "ref", "version", "old_end", "new_end", "reason", "funding_note", "assignment__ref",
        "assignment__account__name", "assignment__account__local_name",
    )
)  # fmt: skip


def of_officers(account: Any, book: Titles) -> Iterator[Waiting | More]:
    """Preparing, deciding, closing and certifying. At most 4 queries for an officer.

    Its titles are still to be read.
    """
    office = office_of(account)
    if office is None:
        return
    to_do, renewals, waivers, settled, others, *services = _questions(office).read()
    yield from clearances_to_decide(to_do, renewals, waivers, officer=office.officer)
    yield from _extensions_to_decide(settled, others)
    yield from each(
        *zip(services, (_to_prepare, _to_close, _to_end, _to_certify, _to_seat), strict=True),
        book=book,
        whole=WHOLE,
    )


for_officers = titled(of_officers)


@all_day
def _questions(office: Office) -> Keys:
    """Clearances that wait, renewals, waivers; extensions of which the cost is settled, and others; then services: to
    prepare, to close, to end, to certify, and with a seat to decide about.
    """
    seen = Assignment.objects.filter(office.within()).exclude(account_id=office.officer)
    mine, today = seen.filter(_theirs(office.officer)), timezone.localdate()
    not_rivals = mine.exclude(description__in=stood_for_by(office.officer))
    in_order = (
        _on_officers_turn(mine.filter(state="preparing", ends_on__gte=today)).order_by("starts_on", "pk"),
        mine.filter(_complete(), state="ended").order_by("ended_on", "pk"),
        not_rivals.filter(to_end()).order_by("ends_on", "pk"),
        _uncertified(mine).order_by("closed_at", "pk"),
        not_rivals.filter(seat_undecided()).order_by("ends_on", "pk"),
    )
    return Keys(*clearances_of(mine, seen, office), *_extensions_of(seen, office), *in_order)


def _uncertified(mine: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """Closed services of which verified hours are there to be certified, and that never had a certificate."""
    rows = mine.filter(_verified(), state="closed", certified_at__isnull=True, account__erased_at__isnull=True)
    return rows.exclude(end_kind="not_started")


def _to_close(row: Assignment, book: Titles) -> Iterator[Waiting]:
    ask = "" if getattr(row, "has_hours", True) or row.end_kind == "not_started" else str(WITHOUT_HOURS)
    yield _one_press(row, book, _("Close the service of %(person)s"), _("Close"), "close", confirm=ask)


def _to_end(row: Assignment, book: Titles) -> Iterator[Waiting]:
    """A service that rests, or never began, does not end by itself: the officer knows what became of it."""
    rested = _("The last day has passed while suspended: %(person)s")
    words = rested if row.state == "suspended" else _("The last day has passed, and it never began: %(person)s")
    yield Waiting(
        words % {"person": row.account}, page(row, "end"),
        due=row.ends_on, detail=book.of(row.description), verb=_("End the service"), urgency=2,
    )  # fmt: skip


def _to_certify(row: Assignment, book: Titles) -> Iterator[Waiting]:
    """What a certificate says is read before it is signed, so its page is opened."""
    yield Waiting(
        _("Issue the certificate of %(person)s") % {"person": row.account}, page(row, "certificate"),
        detail=book.of(row.description), verb=_("Issue"), urgency=2,
    )  # fmt: skip


def _theirs(officer: int) -> Exists:
    """Asked of each service: its description is the officer's own, or nobody's.

    A question rather than a join, so that the database begins with the few services in a state.
    """
    return Exists(Description.objects.filter(own_or_nobodys(officer), pk=OuterRef("description_id")))


def _on_officers_turn(rows: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """No contract yet, one to sign for the programme, or both have signed and no clearance is in the way.

    Where a contract stands is a value asked for service by service: joined, or asked whether there is one, PostgreSQL
    reads every contract there is.
    """
    in_the_way = Exists(Clearance.objects.filter(clearance_missing(), assignment=OuterRef("pk")))
    waits_for = Case(
        When(volunteer_signed_at__isnull=True, then=Value("volunteer")),
        When(officer_signed_at__isnull=True, then=Value("officer")),
        default=Value("nobody"),
    )
    contract = Contract.objects.filter(assignment=OuterRef("pk")).values_list(waits_for)
    rows = rows.alias(contract_waits_for=Coalesce(Subquery(contract), Value("officer")))
    return rows.filter(Q(contract_waits_for="officer") | Q(contract_waits_for="nobody") & ~Q(in_the_way))


def _to_prepare(row: Assignment, book: Titles) -> Iterator[Waiting]:
    """The officer's next step before a first day, where it is the officer's turn."""
    contract = contract_of(row)
    if contract is None:
        yield _one_press(row, book, _("Issue the contract of %(person)s"), _("Issue"), "issue_contract")
    elif contract.volunteer_signed_at and not contract.officer_signed_at:
        yield Waiting(
            _("Sign the contract of %(person)s") % {"person": row.account}, page(row), due=row.starts_on,
            detail=book.of(row.description), verb=_("Sign"),
            post_url=address("assignments:contract_sign", row.ref),
            post_fields={"version": str(contract.version)},
            confirm=_("By signing you agree to the contract as it stands. Have you read it?"), urgency=2,
        )  # fmt: skip
    elif contract.volunteer_signed_at:  # and no clearance is in the way, as was asked
        yield _one_press(row, book, _("Everything is in order: confirm it for %(person)s"), _("Confirm"), "clear")


def _one_press(row: Assignment, book: Titles, title: str, verb: str, name: str, *, confirm: str = "") -> Waiting:
    return Waiting(
        title % {"person": row.account}, page(row), due=row.starts_on if row.state == "preparing" else None,
        detail=book.of(row.description), verb=verb,
        post_url=address("assignments:assignment_do", row.ref, name),
        post_fields={"version": str(row.version)}, confirm=confirm, urgency=2,
    )  # fmt: skip


def _extensions_of(seen: QuerySet[Assignment], office: Office) -> tuple[QuerySet[Extension], QuerySet[Extension]]:
    """Extensions whose cost is authorized or nothing, and those whose cost is to be computed or asked for."""
    mine = Exists(seen.filter(pk=OuterRef("assignment_id"), state="serving"))
    rows = Extension.objects.filter(mine, state="requested")
    costs = CostEstimate.objects.filter(extension=OuterRef("pk"))
    settled = Exists(costs.filter(Q(state="authorized") | Q(state="computed", total=0)))
    asked = Exists(costs.filter(state="requested"))
    return (
        rows.filter(settled).exclude(asked_by=office.officer).order_by("old_end", "pk"),
        rows.exclude(settled).exclude(asked).order_by("old_end", "pk"),
    )


def _extensions_to_decide(settled: list[int], others: list[int]) -> Iterator[Waiting | More]:
    """Rows of what `_extensions_of` asks, of which the keys were read. One query where there is one."""
    found = ByKey(EXTENSIONS)
    to_decide, to_have_authorized = found.first(settled), found.first(others)
    for row in (yield from to_decide):
        said = {"reason": row.reason, "payer": row.funding_note}
        yield Waiting(
            _("Decide about an extension: %(person)s") % {"person": row.assignment.account}, page(row.assignment),
            due=row.old_end, detail=_("Until %(day)s") % {"day": date_format(row.new_end)},
            verb=_("Approve"), post_url=address("assignments:extension_do", row.ref, "approve"),
            post_fields={"version": str(row.version)},
            confirm=_("Paid by: %(payer)s. The reason given: %(reason)s") % said, urgency=2,
        )  # fmt: skip
    for row in (yield from to_have_authorized):
        yield Waiting(
            _("Have the cost of an extension authorized: %(person)s") % {"person": row.assignment.account},
            address("assignments:extension_cost", row.ref), due=row.old_end,
            detail=_("Until %(day)s") % {"day": date_format(row.new_end)}, verb=_("Look"), urgency=2,
        )  # fmt: skip


def _to_seat(row: Assignment, book: Titles) -> Iterator[Waiting]:
    yield Waiting(
        _("A seat is free: %(person)s left early") % {"person": row.account}, page(row), due=None,
        detail=book.of(row.description), verb=_("Decide"), urgency=1,
    )  # fmt: skip


def _complete() -> Q:
    """Both sides have written, unless nobody ever started or the person is erased, and every hour is verified.

    Sides are counted, for PostgreSQL reads every assessment there is to answer whether two of them exist.
    """
    unverified = HoursRecord.objects.filter(assignment=OuterRef("pk")).exclude(state="verified")
    written = PerformanceAssessment.objects.filter(assignment=OuterRef("pk"), written_at__isnull=False).order_by()
    sides = Subquery(written.values("assignment").annotate(many=Count("pk")).values("many"))
    nobody = Q(end_kind="not_started") | Q(account__erased_at__isnull=False)
    return (nobody | Q(GreaterThanOrEqual(sides, 2))) & ~Q(Exists(unverified))
