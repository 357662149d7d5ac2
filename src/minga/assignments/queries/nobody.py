"""Where nobody is there to decide: about descriptions and services of a country, or about a cost that is asked for."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils.translation import gettext as _

from minga.assignments.models import Assignment, CostEstimate, Description, FundingShare
from minga.assignments.queries.holders import finance_officers_of, held_today, officers_there
from minga.assignments.rules import OFFICER_ROLES
from minga.core.access.models import Role, Scope
from minga.core.errors import Problem
from minga.core.questions import Rows, all_day
from minga.partners.queries import live_invitations, reach_of
from minga.places.models import Country

WITH_OFFICERS = ("submitted", "ready_for_sourcing", "sourcing", "selecting")
MOST = 100
"""So many costs that are asked for are looked at; where nobody authorizes more than these, it is known by them."""


def countries_without_officer() -> list[Country]:
    """Where something waits and nobody is an officer or invited to be one, while there are officers elsewhere.

    Two queries, three where no officer is there for every country. Services are looked for only in countries where no
    description waits, and only until the first one: an installation has tens of thousands.
    """
    reach = reach_of(*OFFICER_ROLES)
    if not reach or reach.everywhere:
        return []
    here = Description.objects.filter(country=OuterRef("pk")).order_by()
    waiting = Exists(here.filter(state__in=WITH_OFFICERS, is_template=False))
    goes_on = Assignment.objects.filter(description=OuterRef("pk")).exclude(state="closed").order_by()
    served = Exists(here.filter(Exists(goes_on)))
    return sorted(Country.objects.exclude(pk__in=reach.countries).filter(Q(waiting) | Q(served)), key=str)


@all_day
def _asked_for() -> Rows[CostEstimate]:
    """The costs that have waited longest, with where somebody could authorize them, who asked, and who is paid."""
    paid = ("dependants_change__assignment", "extension__assignment")
    rows = CostEstimate.objects.filter(state="requested").select_related(
        "description__country", "description__host", *paid
    )
    rows = rows.only(
        "requested_by", "dependants_change__asked_by", "description__country__names", "description__host__ref",
        *(f"{service}__account" for service in paid),
    )  # fmt: skip
    shares = FundingShare.objects.select_related("funder").only("description", "funder__ref")
    rows = rows.prefetch_related(Prefetch("description__funding_shares", shares))
    return Rows(rows.order_by("requested_at", "pk"), most=MOST)


def countries_without_finance() -> list[Country]:
    """Of costs that are asked for and that nobody may authorize, or nobody but who asked or is paid. Four queries, two
    where none is asked for or nobody is a finance officer anywhere, which is told otherwise.
    """
    waiting = _asked_for().read()
    held = held_today(Role.FINANCE_OFFICER).filter(account__is_active=True)
    there = list(held.values_list("scope", "scope_key", "account_id")) if waiting else []
    if not there:
        return []
    asked = live_invitations().filter(role=Role.FINANCE_OFFICER)
    there += [(scope, key, 0) for scope, key in asked.values_list("scope", "scope_key")]
    found = set()
    for row in waiting:
        places = _places_of(row.description)
        if not any((scope, key) in places and who not in row.concerned for scope, key, who in there):
            found.add(row.description.country)
    return sorted(found, key=str)


def _places_of(description: Description) -> set[tuple[str, str]]:
    """Where a finance officer of this description may hold the role. No query where host and payers are read."""
    refs = [description.host.ref, *(share.funder.ref for share in description.funding_shares.all())]
    return {
        (Scope.PLATFORM.value, ""),
        (Scope.COUNTRY.value, description.country_id),
        *((Scope.ORGANISATION.value, ref) for ref in refs),
    }


def nobody_decides(description: Description) -> list[Problem]:
    """That nobody is an officer of its country, while it needs one. At most one query."""
    if description.is_template or description.state not in ("draft", *WITH_OFFICERS):
        return []
    if officers_there(description).exists():
        return []
    words = _("Nobody is a programme officer for %(country)s yet.") % {"country": description.country}
    return [Problem("", words, _("Once it is sent, the administrators are told and invite somebody."))]


def nobody_authorizes(estimate: CostEstimate, *, reader: Any) -> str:
    """That nobody may authorize a cost but who asked for it, would ask, or is paid; else nothing.

    At most three queries.
    """
    is_nothing = not estimate.total and estimate.dependants_change is None
    if estimate.state not in ("computed", "requested") or is_nothing:
        return ""
    asks = estimate.concerned if estimate.state == "requested" else {*estimate.concerned, reader.pk}
    if finance_officers_of(estimate.description).exclude(pk__in=asks).exists():
        return ""
    return _(
        "Nobody else is a finance officer for %(country)s yet who could authorize this cost. Once it is asked for, the "
        "administrators are told and invite somebody."
    ) % {"country": estimate.description.country}
