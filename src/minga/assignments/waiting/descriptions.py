"""“What waits for you” around descriptions and cost, for host focal points, officers and finance officers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from minga.assignments.models import CostEstimate, Description
from minga.assignments.pages import description as pages
from minga.assignments.pages.cost import address_of
from minga.assignments.queries.completeness import completeness, with_parts
from minga.assignments.queries.cost import estimates_for_finance
from minga.assignments.queries.descriptions import standing_estimates
from minga.assignments.queries.holders import own_or_nobodys
from minga.assignments.queries.standing_for import not_stood_for_by
from minga.assignments.states import DESCRIPTION
from minga.assignments.waiting.office import Office, office_of
from minga.assignments.waiting.titles import Titles
from minga.core.access.models import Role, Scope
from minga.core.access.roles import holds, scope_keys
from minga.core.days import due_by
from minga.core.interface.addresses import address
from minga.core.money.amounts import Amount
from minga.core.questions import Keys, all_day
from minga.core.registries import More, Waiting
from minga.core.waiting import ByKey, first_of
from minga.core.written import of_keys

SOON = timedelta(days=3)
SHOWN = ("ref", "version", "number", "closes_on", "nominating_partner", "host__name", "host__names")
"""What an officer's row says of a description beside its title."""
WHOLE = of_keys(lambda: Description.objects.select_related("host").only(*SHOWN))


def for_hosts(account: Any) -> Iterable[Waiting | More]:
    """Drafts that came back, that can be sent, or lack something; costs that were refused. At most 12 queries."""
    refs = scope_keys(account, Role.HOST_FOCAL_POINT, scope=Scope.ORGANISATION)
    if not refs:
        return
    drafts = Description.objects.filter(state="draft", is_template=False, host__ref__in=refs)
    whole = with_parts(drafts).prefetch_related("funding_shares")
    for row in (yield from first_of(whole.order_by("updated_at", "pk"))):
        yield _draft(row)
    yield from _refused(refs)


def _refused(refs: Iterable[str]) -> Iterator[Waiting | More]:
    """Descriptions on their way to approval whose cost was refused: somebody computes it anew. Two queries."""
    standing = standing_estimates().filter(description=OuterRef("pk"))
    sent = Description.objects.filter(state="submitted", is_template=False, host__ref__in=refs)
    rows = sent.annotate(
        cost_state=Subquery(standing.order_by("-pk").values("state")[:1]),
        cost_reason=Subquery(standing.order_by("-pk").values("decision_reason")[:1]),
    ).filter(cost_state="refused")
    for row in (yield from first_of(rows.prefetch_related("texts").order_by("updated_at", "pk"))):
        reason = getattr(row, "cost_reason", "")
        yield Waiting(
            title=row.title,
            detail=_("The cost was refused: %(reason)s") % {"reason": Truncator(reason).chars(120)},
            url=address("assignments:cost", row.ref),
            verb=_("Compute again"),
            urgency=2,
        )


def _draft(row: Description) -> Waiting:
    """A draft: one press sends it where nothing is missing and nobody asked for edits."""
    came_back = bool(row.state_reason)
    ready = not came_back and not DESCRIPTION.problems(row, verb="submit")
    done, total = completeness(row)
    words = _("%(done)s of %(total)s parts are there; complete it and send it for approval") % {
        "done": done, "total": total,
    }  # fmt: skip
    if came_back:
        words = _("Sent back with a request for edits: %(reason)s") % {"reason": Truncator(row.state_reason).chars(120)}
    return Waiting(
        title=row.title,
        detail=_("Everything is there; it can be sent for approval") if ready else words,
        url=address("assignments:description" if ready else "assignments:description_edit", row.ref),
        verb=_("Send for approval") if ready else _("Edit"),
        post_url=address("assignments:description_do", row.ref, "submit") if ready else "",
        post_fields={"version": str(row.version)} if ready else {},
        confirm=_("It goes to the programme officers. Only they change it until it is decided."),
        urgency=2 if came_back else 0,
    )


def of_officers(account: Any, book: Titles) -> Iterator[Waiting | More]:
    """Descriptions to decide, ready to publish, or closing soon; `book` reads their titles. Two queries."""
    office = office_of(account)
    if office is None:
        return
    found = ByKey(WHOLE)
    sent, approved, closing = (found.first(keys) for keys in _questions(office).read())
    for row in (yield from sent):
        yield Waiting(
            title=book.of(row),
            detail=_("Sent for approval by %(host)s") % {"host": row.host},
            url=address("assignments:description", row.ref),
            verb=_("Decide"),
            urgency=2,
        )
    yield from _to_publish((yield from approved), book, today=timezone.localdate())
    for row in (yield from closing):
        yield Waiting(
            title=book.of(row),
            detail=_("Applications close soon"),
            url=address("assignments:description", row.ref),
            due=due_by(row.closes_on),
            verb=_("Look"),
        )


@all_day
def _questions(office: Office) -> Keys:
    """What was sent for approval, what is approved, what closes soon."""
    mine = Description.objects.filter(office.within(), own_or_nobodys(office.officer), is_template=False)
    mine = mine.filter(not_stood_for_by(office.officer))
    return Keys(
        mine.filter(state="submitted").order_by("updated_at", "pk"),
        mine.filter(state="ready_for_sourcing").order_by("closes_on", "pk"),
        mine.filter(state="sourcing", closes_on__lte=timezone.localdate() + SOON).order_by("closes_on", "pk"),
    )


def _to_publish(rows: Iterable[Description], book: Titles, *, today: Any) -> Iterator[Waiting]:
    for row in rows:
        in_future = row.closes_on is not None and row.closes_on > today
        yield Waiting(
            title=book.of(row),
            detail=_("Approved and ready to publish") if in_future else _("Approved; it needs a closing date"),
            url=address("assignments:description", row.ref),
            due=row.closes_on,
            verb=_("Publish") if in_future else _("Choose a date"),
            post_url=address("assignments:description_do", row.ref, "publish") if in_future else "",
            post_fields={"version": str(row.version)} if in_future else {},
            confirm=pages.ASKS["publish"][0] if row.nominating_partner_id is None else pages.ONLY_NOMINATED,
            urgency=1,
        )


def for_finance(account: Any) -> Iterable[Waiting | More]:
    """Costs that wait for authorization by somebody who did not ask for them. Two queries for a finance officer."""
    if not holds(account, Role.FINANCE_OFFICER):
        return
    found = estimates_for_finance(account).filter(state="requested").exclude(requested_by=account)
    found = found.exclude(dependants_change__asked_by=account).exclude(dependants_change__assignment__account=account)
    found = found.exclude(extension__assignment__account=account)
    for row in (yield from first_of(found.order_by("requested_at", "pk"))):
        yield Waiting(
            title=row.description.title,
            detail=_what_costs(row) % {"total": Amount(row.total, row.currency_id)},
            url=address_of(row),
            verb=_("Authorize"),
            post_url=address_of(row, verb="authorize"),
            post_fields={"version": str(row.version), "estimate": row.ref},
            confirm=_("Authorize %(total)s? Whoever asked is told.") % {"total": Amount(row.total, row.currency_id)},
            urgency=2,
        )


def _what_costs(row: CostEstimate) -> Any:
    """The sentence of a row: whether the description costs it, what is added to a service, or who joined midway."""
    if row.extension_id is not None:
        return _("Cost of an extension to authorize: %(total)s")
    if row.dependants_change_id is not None:
        return _("Cost of a change of dependants to authorize: %(total)s")
    return _("Cost to authorize: %(total)s")
