"""What waits for an administrator around descriptions: somebody to decide about them, and rates for their cost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from minga.assignments.queries.missing_rates import missing_rates
from minga.assignments.queries.nobody import countries_without_finance, countries_without_officer
from minga.assignments.queries.only_themselves import only_themselves
from minga.core.access.models import Role
from minga.core.access.roles import on_platform
from minga.core.interface.addresses import address
from minga.core.listing import listed
from minga.core.questions import MOST
from minga.core.registries import More, Waiting
from minga.core.waiting import more_than
from minga.partners.models import Organisation
from minga.partners.wording import invite_page
from minga.places.models import Country

NAMED = 3
"""Rates that the row names; the page has all."""


def for_administrators(account: Any) -> Iterable[Waiting | More]:
    """Countries where nobody decides or authorizes, or only who is concerned, and rates that nobody entered. At most 20
    queries.
    """
    if not on_platform(account, Role.ADMINISTRATOR):
        return
    yield from _without(
        Role.PROGRAMME_OFFICER,
        countries_without_officer(),
        title=_("Nobody is a programme officer for %(country)s"),
        detail=_("Descriptions and services there wait for one."),
    )
    yield from _without(
        Role.FINANCE_OFFICER,
        countries_without_finance(),
        title=_("Nobody can authorize a cost for %(country)s"),
        detail=_("Whoever asked for it may not; somebody else has to be a finance officer there."),
    )
    yield from _concerned_themselves()
    yield from _rates()


def _without(role: Role, countries: list[Country], *, title: str, detail: str) -> Iterator[Waiting | More]:
    """The first countries in which nobody holds the role, and how many more there are. No query."""
    yield from more_than(len(countries))
    for country in countries[:MOST]:
        yield Waiting(
            title=title % {"country": country},
            detail=detail,
            url=invite_page(role, country=country.pk),
            verb=_("Invite somebody"),
            urgency=2,
        )


def _concerned_themselves() -> Iterator[Waiting | More]:
    """Places where whoever would decide applied for the post, or serves, themselves. Seven queries at most."""
    alone = only_themselves()
    yield from _without(
        Role.PROGRAMME_OFFICER,
        alone.countries,
        title=_("Every programme officer for %(country)s is a candidate or a volunteer there"),
        detail=_(
            "They applied for a post there or serve in one. Nobody decides about a matter of their own: somebody else "
            "has to."
        ),
    )
    yield from _without_others(
        alone.hosts,
        title=_("Nobody but the volunteer works for %(host)s"),
        detail=_("Entry on duty, leave, hours and the assessment of the service need somebody else there."),
    )
    yield from _without_others(
        alone.choosing,
        title=_("Every focal point of %(host)s applied for a post there themselves"),
        detail=_(
            "Whoever applied takes no part in choosing for it, nor assesses the service; somebody else there has to."
        ),
    )


def _without_others(hosts: list[Organisation], *, title: str, detail: str) -> Iterator[Waiting | More]:
    """The first host entities where somebody else is needed, and how many more there are. No query."""
    yield from more_than(len(hosts))
    for host in hosts[:MOST]:
        yield Waiting(
            title=title % {"host": host},
            detail=detail,
            url=address("partners:people", host.ref),
            verb=_("Invite somebody"),
            urgency=2,
        )


def _rates() -> Iterator[Waiting]:
    missing = missing_rates()
    if not missing:
        return
    shown = listed(_("%(line)s (%(place)s)") % {"line": row.label, "place": row.place} for row in missing[:NAMED])
    more = len(missing) - NAMED
    if more > 0:
        words = ngettext("%(rates)s and %(count)s more", "%(rates)s and %(count)s more", more)
        shown = words % {"rates": shown, "count": more}
    many = len(missing)
    yield Waiting(
        title=ngettext("%(count)s rate is missing", "%(count)s rates are missing", many) % {"count": many},
        detail=_("Costs of descriptions and extensions under way need: %(rates)s") % {"rates": shown},
        url=f"{reverse('assignments:rates')}#missing",
        count=many,
        verb=_("Enter them"),
        urgency=1,
    )
