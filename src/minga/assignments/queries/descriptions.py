"""Lists of descriptions for those who work on them, filtered by what each may see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.db.models.lookups import IsNull
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from minga.assignments.models import Application, CostEstimate, Description, DescriptionText, Seat
from minga.assignments.queries.due_days import offer_due, shortlist_due
from minga.assignments.queries.way import read_way, to_be_sorted
from minga.assignments.rules import OFFICER_ROLES, host, is_candidate_for, officer
from minga.assignments.whose_turn import FINANCE, HOST, HOST_OR_OFFICER, OFFICER, OFFICER_AND_HOST, Who
from minga.core.access.models import Role, Scope
from minga.core.access.roles import holdings_of, on_platform, scope_keys
from minga.partners.models import Organisation

OPEN_STATES = ("draft", "submitted", "ready_for_sourcing", "sourcing", "selecting")
SECTIONS: dict[str, str | Promise] = {
    "basics": _("The post"),
    "words": _("Words"),
    "seats": _("Seats"),
    "qualifications": _("Who fits"),
    "goals": _("SDG targets"),
    "funding": _("Who pays"),
    "publication": _("Publication"),
}
EVERYTHING = tuple(SECTIONS)
AFTER_APPROVAL = ("seats", "publication")


def titles(of: str = "") -> Any:
    """For lists that show only titles: without the pages of text behind them. `of`: such as description. One query."""
    rows = DescriptionText.objects.only("description_id", "language", "title")
    return Prefetch(f"{of}__texts" if of else "texts", queryset=rows)


def visible_to(account: Any) -> QuerySet[Description]:
    """The descriptions of which the account sees the working page; templates excluded. One query when read.

    Officers by country, hosts and funders by organisation, partners by nomination; auditors and administrators all.
    """
    rows = Description.objects.filter(is_template=False)
    if on_platform(account, *OFFICER_ROLES, Role.AUDITOR, Role.ADMINISTRATOR, Role.FINANCE_OFFICER):
        return rows
    countries, hosts, funders, partners = set(), set(), set(), set()
    for held in holdings_of(account):
        if held.scope == Scope.COUNTRY and held.role in (*OFFICER_ROLES, Role.FINANCE_OFFICER):
            countries.add(held.scope_key)
        elif held.scope == Scope.ORGANISATION and held.role == Role.HOST_FOCAL_POINT:
            hosts.add(held.scope_key)
        elif held.scope == Scope.ORGANISATION and held.role == Role.FINANCE_OFFICER:
            funders.add(held.scope_key)
        elif held.scope == Scope.ORGANISATION and held.role == Role.PARTNER_REPRESENTATIVE:
            partners.add(held.scope_key)
    seen = one_of(country__in=countries, host__ref__in=hosts | funders, nominating_partner__ref__in=partners)
    if funders:
        seen |= Q(pk__in=Description.objects.filter(funding_shares__funder__ref__in=funders).values("pk"))
    return rows.filter(seen)


def one_of(**among: Collection[str]) -> Q:
    """That one of these holds, each “field__in” some names; nothing is asked, nor joined, where there are no names."""
    seen = Q(pk__in=())
    for name, names in among.items():
        if names:
            seen |= Q(**{name: names})
    return seen


def titled(words: str) -> Exists:
    """The descriptions with a title in some language that holds the words. No query of its own."""
    return Exists(DescriptionText.objects.filter(description=OuterRef("pk"), title__icontains=words))


def with_titled(words: str, *, at: str) -> IsNull:
    """The rows whose description, at the key `at`, has such a title: looked up for each row that is left to compare.

    PostgreSQL would else read every title there is for the few posts that somebody serves in. No query of its own.
    """
    found = DescriptionText.objects.filter(description=OuterRef(at), title__icontains=words).order_by()
    return IsNull(Subquery(found.values("pk")[:1]), False)


def list_of(account: Any, *, wanted: Mapping[str, Any]) -> QuerySet[Description]:
    """The rows of the list page: filtered, newest change first. Four queries a page (count, keys, rows, words).

    wanted: `state` (one, or "open"), `track`, `country`, `host` (a ref), `category` (a code), `mine`, `words`.
    """
    rows = (
        to_be_sorted(visible_to(account))
        .select_related("category", "host", "country", "officer")
        .prefetch_related("texts")
    )
    seats = Seat.objects.filter(description=OuterRef("pk"), is_cancelled=False).order_by().values("description")
    rows = rows.annotate(seat_count=Coalesce(Subquery(seats.annotate(many=Count("pk")).values("many")), 0))
    state = wanted.get("state")
    if state == "open":
        rows = rows.filter(state__in=OPEN_STATES)
    elif state:
        rows = rows.filter(state=state)
    for name, lookup in (
        ("track", "track"),
        ("country", "country"),
        ("host", "host__ref"),
        ("category", "category__code"),
    ):
        if wanted.get(name):
            rows = rows.filter(**{lookup: wanted[name]})
    if wanted.get("mine"):
        rows = rows.filter(Q(officer=account) | Q(created_by=account))
    if words := str(wanted.get("words") or "").strip():
        rows = rows.filter(Q(number__icontains=words) | titled(words))
    return rows.order_by("-updated_at", "-pk")


def hosts_seen_by(account: Any) -> list[tuple[str, str]]:
    """(ref, name) of the host entities whose descriptions the account sees, by name; at most 300. One query."""
    found = Organisation.objects.filter(pk__in=visible_to(account).order_by().values("host_id").distinct())
    found = found.order_by("name", "pk")
    return [(row.ref, str(row)) for row in found[:300]]


def hosts_that_wait(account: Any) -> list[Organisation]:
    """The host entities for which the account speaks and can describe nothing, because their registration does not
    stand (suspended, or not decided yet), by name. At most one query.
    """
    refs = scope_keys(account, Role.HOST_FOCAL_POINT, scope=Scope.ORGANISATION)
    return list(Organisation.objects.filter(ref__in=refs).exclude(state="registered").order_by("name")) if refs else []


def templates_for(account: Any) -> QuerySet[Description]:
    """Descriptions kept as templates that the account may copy, at most 50. One query, and one for their words."""
    rows = (
        Description.objects.filter(is_template=True, state="draft", host__state="registered")
        .select_related("category", "host")
        .prefetch_related("texts")
    )
    if not on_platform(account, *OFFICER_ROLES):
        held = holdings_of(account)
        countries = [row.scope_key for row in held if row.scope == Scope.COUNTRY and row.role in OFFICER_ROLES]
        refs = [row.scope_key for row in held if row.role == Role.HOST_FOCAL_POINT]
        rows = rows.filter(Q(country__in=countries) | Q(host__ref__in=refs))
    return rows.order_by("-updated_at", "-pk")[:50]


def editable_sections(account: Any, description: Description) -> tuple[str, ...]:
    """The sections this person may change now. Once sent, officers edit; once approved, only seats and publication.

    Nobody changes what they applied for. No query beside the roles' and, for whom they let, the applications'.
    """
    decides = officer(account, description)
    if description.state in ("filled", "cancelled") or not (decides or host(account, description)):
        return ()
    if is_candidate_for(account, description):
        return ()
    if description.state == "draft":
        return EVERYTHING
    if not decides:
        return ()
    return EVERYTHING if description.state == "submitted" else AFTER_APPROVAL


@dataclass(frozen=True)
class NextStep:
    """What happens next, who does it (whose_turn), and by when where that is known."""

    what: str | Promise
    who: Who
    by: date | None = None


NEXT: dict[str, tuple[str | Promise, Who]] = {
    "draft": (_("Complete it and send it for approval"), HOST),
    "submitted": (_("Approve it or ask for edits"), OFFICER),
    "ready_for_sourcing": (_("Choose a closing date and publish"), OFFICER),
    "sourcing": (_("People apply until the closing date"), _("Volunteers")),
    "selecting": (_("Shortlist, assess and select"), OFFICER_AND_HOST),
    "filled": (_("The volunteers serve"), _("Volunteers")),
    "cancelled": (_("Nothing more: it was cancelled"), ""),
}


TO_OFFER = NextStep(_("Make the offer"), OFFICER)
TO_SHORTLIST = NextStep(_("Put those who fit best on the shortlist"), OFFICER)
TURNED_AWAY = ("not_selected", "declined", "lapsed", "withdrawn")
SELECTING: tuple[tuple[tuple[str, ...], NextStep], ...] = (
    (("selected",), TO_OFFER),
    (("offered",), NextStep(_("Whoever is offered a seat answers"), _("Volunteers"))),
    (("assessed", "not_assessed"), NextStep(_("Decide about those who were assessed"), HOST)),
    (("with_host",), NextStep(_("Assess the candidates"), HOST)),
    (("shortlisted",), NextStep(_("Send the shortlist to the host entity"), OFFICER)),
    (("submitted", "longlisted"), TO_SHORTLIST),
    (("reserve",), NextStep(_("Let the first in reserve move up"), OFFICER)),
    (
        ("accepted",),
        NextStep(
            _("Nobody is left for the free seats: open it again with a later day to apply, or cancel these seats"),
            OFFICER,
        ),
    ),
)
"""What comes next in a selection, by the furthest state in which a candidate stands."""
SELECTION_STATES = (*(state for states, _step in SELECTING for state in states), *TURNED_AWAY)
COST_TO_ASK_FOR = ("", "computed", "refused")
"""States of the cost of a sent description (none at all is empty) in which somebody must ask for its authorization."""
FULL = "full"
"""Beside the states of a standing: every seat that is not cancelled is accepted."""


class Tally(Counter[str]):
    """How many applications of a description stand in which state; since when the first of those selected waits."""

    selected_since: datetime | None = None


SEATS_TAKEN = NextStep(_("Mark it as filled: every seat is accepted"), OFFICER)
NOBODY_LEFT = NextStep(
    _("Nobody is left to choose from: open it again with a later day to apply, or cancel it"), OFFICER
)
NOBODY_CAME = NextStep(_("Nobody applied: open it again with a later day to apply, or cancel it"), OFFICER)


def standings_of(descriptions: Iterable[Description]) -> dict[int, Tally]:
    """Description pk -> state -> how many applications stand in it, drafts left out; FULL where every seat is accepted.
    One query, two where somebody has accepted.
    """
    found = {row.pk: Tally() for row in descriptions if row.state == "selecting"}
    if found:
        rows = Application.objects.filter(description__in=found).exclude(state="draft").order_by()
        counted = rows.values_list("description_id", "state").annotate(many=Count("pk"), since=Min("state_changed_at"))
        for pk, state, many, since in counted:
            found[pk][state] = many
            if state == "selected":
                found[pk].selected_since = since
    accepted = {pk for pk, standing in found.items() if standing["accepted"]}
    if accepted:
        free = Seat.objects.filter(description__in=accepted, is_cancelled=False).exclude(offers__state="accepted")
        for pk in accepted.difference(free.values_list("description_id", flat=True)):
            found[pk][FULL] = 1
    return found


def cost_states_of(descriptions: Iterable[Description]) -> dict[int, str]:
    """Description pk -> the state of the cost that counts, of those sent for approval that have one. One query, none
    where none is sent.
    """
    sent = [row.pk for row in descriptions if row.state == "submitted"]
    if not sent:
        return {}
    rows = standing_estimates().filter(description__in=sent)
    return dict(rows.order_by("pk").values_list("description_id", "state"))


def standing_estimates() -> QuerySet[CostEstimate]:
    """Costs of whole descriptions that no newer one has replaced: of each description the last counts. One query
    when read.
    """
    return CostEstimate.objects.filter(extension=None, dependants_change=None).exclude(state="superseded")


def next_step(description: Description, *, cost_state: str = "", standing: Tally | None = None) -> NextStep:
    """The next step by state; a cost that waits for authorization comes before approval. No query, one where a
    shortlist is due and `closed_at` was not read with the description.

    standing: of one in selection, how many applications stand in which state (standings_of).
    """
    what, who = NEXT[description.state]
    if description.state == "ready_for_sourcing" and description.closes_on and description.closes_on > localdate():
        what = _("Publish it")
    if description.state == "selecting" and standing is not None:
        if standing.get(FULL):
            return SEATS_TAKEN
        steps = (step for states, step in SELECTING if any(standing.get(state) for state in states))
        step = next(steps, NOBODY_LEFT if any(standing.values()) else NOBODY_CAME)
        return replace(step, by=_due(description, step, standing))
    if description.state == "submitted" and cost_state == "requested":
        return NextStep(_("Authorize the cost"), FINANCE)
    if description.state == "submitted" and cost_state in COST_TO_ASK_FOR:
        return NextStep(_("Compute the cost and ask for its authorization"), HOST_OR_OFFICER)
    by = description.closes_on if description.state in ("ready_for_sourcing", "sourcing") else None
    return NextStep(what, who, by)


def _due(description: Description, step: NextStep, standing: Tally) -> date | None:
    """By when a step of a selection is due, where one is expected by a day. At most one query, as `shortlist_due`."""
    if step is TO_OFFER:
        return offer_due(standing.selected_since)
    return shortlist_due(description) if step in (TO_SHORTLIST, NOBODY_LEFT, NOBODY_CAME) else None


def with_next_steps(descriptions: Iterable[Description]) -> list[Description]:
    """The rows of a list with `next_step` and their way (`read_way`). Four queries at most, for any number."""
    rows = list(descriptions)
    read_way(rows)
    standings, costs = standings_of(rows), cost_states_of(rows)
    for row in rows:
        row.next_step = next_step(row, cost_state=costs.get(row.pk, ""), standing=standings.get(row.pk))
    return rows
