"""“What waits for you” in a selection, for officers; each row one press from done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from minga.assignments.models import Application, Category, Description, Offer, Seat, Track
from minga.assignments.queries.candidates import counts_of
from minga.assignments.queries.descriptions import TURNED_AWAY
from minga.assignments.queries.due_days import offer_due, shortlist_due, with_closing
from minga.assignments.queries.holders import own_or_nobodys
from minga.assignments.queries.placing import first_in_reserve, seat_problem
from minga.assignments.queries.standing_for import not_stood_for_by
from minga.assignments.state_names import OFFER_TAKES_SEAT, SELECTION_GOES_ON, SHORTLISTED_OR_FURTHER
from minga.assignments.waiting.office import Office, office_of
from minga.assignments.waiting.presses import Shortlist, shortlists_of, usual_offers
from minga.assignments.waiting.titles import Titles, titled
from minga.core.interface.addresses import address
from minga.core.questions import Keys, all_day
from minga.core.registries import More, Waiting
from minga.core.waiting import ByKey
from minga.core.written import of_keys

SHOWN = ("ref", "version", "number", "state", "closes_on", "published_at")
"""What a row says of a description beside its title."""
WHOLE = of_keys(lambda: with_closing(Description.objects.only(*SHOWN)))
CANDIDATES = of_keys(
    lambda: Application.objects.select_related("description__category", "description__serves_as").only(
        "ref",
        "version",
        "candidate_number",
        "state_changed_at",
        "description__category__offer_days",
        "description__serves_as__offer_days",
        *(f"description__{name}" for name in ("number", "track", "starts_on", "duration_months", "duration_weeks")),
    )
)


def of_officers(account: Any, book: Titles) -> Iterator[Waiting | More]:
    """Longlists to read, shortlists to submit, offers to make, reserves to confirm. At most 12 queries.

    Its titles are still to be read.
    """
    office = office_of(account)
    if office is None:
        return
    *kinds, offers = _questions(office).read()
    found = ByKey(WHOLE)
    asked = [(found.first(kind), rows_of) for kind, (_of, rows_of) in zip(kinds, KINDS, strict=True)]
    for shown, rows_of in asked:
        if rows := (yield from shown):
            yield from rows_of(rows, book)
    yield from _offers(offers, book)


for_officers = titled(of_officers)


@all_day
def _questions(office: Office) -> Keys:
    """The descriptions of each kind, then whom to offer a seat."""
    mine = Description.objects.filter(office.within(), is_template=False, state__in=SELECTION_GOES_ON)
    mine = mine.filter(own_or_nobodys(office.officer), not_stood_for_by(office.officer))
    offers = Application.objects.filter(Exists(mine.filter(pk=OuterRef("description"))), state="selected")
    kinds = (of(mine).order_by("closes_on", "pk") for of, _rows_of in KINDS)
    return Keys(*kinds, offers.order_by("state_changed_at", "pk"))


def _with(*states: str) -> Exists:
    """Asked of each description: right where few descriptions are left to ask."""
    return Exists(Application.objects.filter(description=OuterRef("pk"), state__in=states))


def _those_with(mine: QuerySet[Description], state: str) -> QuerySet[Description]:
    """Looked up in a list of all that have one: right where few applications are in the state."""
    having = Application.objects.filter(state=state).values("description")
    return mine.alias(has_one=_listed(pk__in=having)).filter(has_one=True)


def _listed(*either: Q, **one_of: QuerySet[Any, Any]) -> Coalesce:
    """Whether a description stands in a list, which is made once: PostgreSQL would join it instead, and then read
    descriptions of all countries, or count seats of those that are not on it.
    """
    return Coalesce(ExpressionWrapper(Q(*either, **one_of), BooleanField()), Value(False))


CHOSEN_AMONG = tuple(state for state in SHORTLISTED_OR_FURTHER if state != "accepted")


SENT = tuple(state for state in SHORTLISTED_OR_FURTHER if state != "shortlisted")


def _unread(mine: QuerySet[Description]) -> QuerySet[Description]:
    """Closed, and nobody has been shortlisted yet, or nobody is there: for any seat, or for one that is still free."""
    free = Seat.objects.filter(description=OuterRef("pk"), is_cancelled=False).exclude(offers__state="accepted")
    return mine.filter(~_with(*CHOSEN_AMONG), ~_with("accepted") | Exists(free), state="selecting")


def _longlists(rows: list[Description], book: Titles) -> Iterator[Waiting]:
    counts = counts_of(rows, {"waiting": ("submitted", "longlisted"), "over": TURNED_AWAY, "accepted": ("accepted",)})
    for row in rows:
        many, accepted = counts[row.pk]["waiting"], counts[row.pk]["accepted"] > 0
        if not many:
            yield _deserted(row, book, came=counts[row.pk]["over"], accepted=accepted)
            continue
        yield Waiting(
            title=book.of(row),
            detail=_longlist_words(many, accepted=accepted),
            url=address("assignments:longlist", row.ref),
            count=many,
            due=None if accepted else shortlist_due(row),
            verb=_("Shortlist"),
            urgency=2,
        )


def _longlist_words(many: int, *, accepted: bool) -> str:
    if accepted:
        words = ngettext(
            "A seat is still free: %(count)s person on the longlist, nobody shortlisted for it",
            "A seat is still free: %(count)s people on the longlist, nobody shortlisted for it",
            many,
        )
    else:
        words = ngettext(
            "%(count)s person on the longlist, nobody shortlisted yet",
            "%(count)s people on the longlist, nobody shortlisted yet",
            many,
        )
    return words % {"count": many}


def _deserted(row: Description, book: Titles, *, came: int, accepted: bool) -> Waiting:
    """A closed post for which nobody applied, or nobody is left; `accepted`: somebody took another of its seats."""
    if accepted:
        detail = _("Nobody is left for the free seats: open it again with a later day to apply, or cancel these seats")
    elif came:
        detail = _("Nobody is left to choose from. Open it again with a later day to apply, or cancel it.")
    else:
        detail = _("Nobody applied. Open it again with a later day to apply, or cancel it.")
    return Waiting(
        title=book.of(row),
        detail=detail,
        url=address("assignments:description", row.ref),
        due=None if accepted else shortlist_due(row),
        verb=_("Decide"),
        urgency=2,
    )


def _shortlisted(mine: QuerySet[Description]) -> QuerySet[Description]:
    return _those_with(mine, "shortlisted")


def _shortlists(rows: list[Description], book: Titles) -> Iterator[Waiting]:
    """Shortlists to submit: in one press where everybody on it can be, by way of the preview where only some can.

    The first of a closed post is what the host entity expects by a day; one that follows it, or comes before, has none.
    """
    shortlists, sent = shortlists_of(rows), counts_of(rows, {"sent": SENT})
    for row in rows:
        shortlist = shortlists.get(row.pk, Shortlist())
        decide, ready = address("assignments:decide", row.ref), shortlist.is_ready
        preview = f"{decide}?verb=submit_to_host&show=shortlisted&all=1"
        yield Waiting(
            title=book.of(row),
            detail=_shortlist_words(shortlist),
            url=preview if shortlist.ready else address("assignments:longlist", row.ref) + "?show=shortlisted",
            count=shortlist.many,
            due=shortlist_due(row) if row.state == "selecting" and not sent[row.pk]["sent"] else None,
            verb=_("Send to the host") if shortlist.ready else _("Look"),
            post_url=decide if ready else "",
            post_fields={"verb": "submit_to_host", "chosen": " ".join(shortlist.ready)} if ready else {},
            confirm=_("They are told, and the host entity sees them. You can take it back for ten minutes."),
            urgency=1 if shortlist.ready else 0,
        )


def _shortlist_words(shortlist: Shortlist) -> str:
    many, ready = shortlist.many, len(shortlist.ready)
    if ready < many:
        return ngettext(
            "%(ready)s of %(count)s candidate on the shortlist can be submitted; a clearance or consent is missing",
            "%(ready)s of %(count)s candidates on the shortlist can be submitted; a clearance or consent is missing",
            many,
        ) % {"ready": ready, "count": many}
    return ngettext(
        "%(count)s candidate on the shortlist to send to the host entity",
        "%(count)s candidates on the shortlist to send to the host entity",
        many,
    ) % {"count": many}


def _offers(rows: list[int], book: Titles) -> Iterator[Waiting | More]:
    shown = yield from ByKey(CANDIDATES).first(rows)
    usual = usual_offers(shown) if shown else {}
    for row in shown:
        url, offer = address("assignments:make_offer", row.ref), usual.get(row.pk)
        yield Waiting(
            title=book.of(row.description),
            detail=_("%(person)s was selected and waits for an offer") % {"person": row},
            url=url,
            due=offer_due(row.state_changed_at),
            verb=_("Make the offer"),
            post_url=url if offer else "",
            post_fields={"version": str(row.version), **offer.fields} if offer else {},
            confirm=offer.words if offer else "",
            urgency=2,
        )


def _with_a_free_seat(mine: QuerySet[Description]) -> QuerySet[Description]:
    """With somebody in reserve and a seat that is free, where the category served in asks for a confirmation."""
    seats = Seat.objects.filter(description=OuterRef("pk"), is_cancelled=False)
    free = seats.exclude(Exists(Offer.objects.filter(seat=OuterRef("pk"), state__in=OFFER_TAKES_SEAT)))
    promised = Application.objects.filter(description=OuterRef("pk"), state="selected")
    asked = Category.objects.filter(reserve_needs_officer=True).values("pk")
    served = Q(serves_as__isnull=True, category__in=asked) | Q(serves_as__isnull=False, serves_as__in=asked)
    those = _those_with(mine, "reserve").alias(asks=_listed(served))
    those = those.alias(free=_many(free), promised=_many(promised))
    return those.filter(asks=True, free__gt=F("promised"))


def _reserves(rows: list[Description], book: Titles) -> Iterator[Waiting]:
    """The first in reserve of each who can sign in."""
    waiting = Application.objects.filter(description__in=rows, state="reserve", account__is_active=True)
    waiting = waiting.defer("conditions", "evidence")
    first = {one.description_id: one for one in waiting.order_by("-reserve_rank")}
    several = _in_several_countries(rows)
    for row in rows:
        candidate = first_in_reserve(row) if row.pk in several else first.get(row.pk)
        if candidate is None or (row.pk in several and seat_problem(candidate) is not None):
            continue
        yield Waiting(
            title=book.of(row),
            detail=_("A place is free; %(person)s is first in reserve") % {"person": candidate},
            url=address("assignments:selection", row.ref),
            verb=_("Let them move up"),
            post_url=address("assignments:move_up", candidate.ref),
            post_fields={"version": str(candidate.version)},
            urgency=2,
        )


def _in_several_countries(rows: Iterable[Description]) -> set[int]:
    """The posts abroad among these whose seats are in several countries, where not everybody may have every seat.

    One query.
    """
    seats = Seat.objects.filter(
        description__in=[row.pk for row in rows], description__track=Track.INTERNATIONAL, is_cancelled=False
    )
    counted = seats.order_by().values("description").annotate(countries=Count("city__country", distinct=True))
    return set(counted.filter(countries__gt=1).values_list("description", flat=True))


def _many(rows: QuerySet[Any]) -> Coalesce:
    """How many rows belong to a description (`rows` name it as OuterRef)."""
    counted = rows.order_by().values("description").annotate(many=Count("pk")).values("many")
    return Coalesce(Subquery(counted), 0)


def _filled(mine: QuerySet[Description]) -> QuerySet[Description]:
    """Closed, and every seat was accepted before they closed.

    Whether somebody accepted at all is asked first, because of most nobody did and to ask for the seats is dear.
    """
    seats = Seat.objects.filter(description=OuterRef("pk"), is_cancelled=False)
    closed = mine.filter(_with("accepted"), state="selecting")
    return closed.filter(Exists(seats), ~Exists(seats.exclude(offers__state="accepted")))


def _full(rows: list[Description], book: Titles) -> Iterator[Waiting]:
    for row in rows:
        yield Waiting(
            title=book.of(row),
            detail=_("Every seat is accepted; everyone else is told when you mark it as filled"),
            url=address("assignments:selection", row.ref),
            verb=_("Mark as filled"),
            post_url=address("assignments:description_do", row.ref, "fill"),
            post_fields={"version": str(row.version)},
            confirm=_("Every seat has its volunteer. This ends the selection."),
            urgency=1,
        )


KINDS = (
    (_unread, _longlists),
    (_shortlisted, _shortlists),
    (_with_a_free_seat, _reserves),
    (_filled, _full),
)
"""Which descriptions wait, and the rows that say so."""
