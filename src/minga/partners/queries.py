"""Reads that more than one caller needs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from itertools import product
from operator import or_
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from minga.core.access.models import Holding, Role, Scope
from minga.core.access.roles import on_platform, scope_keys
from minga.core.chinese import simplified
from minga.core.documents.models import StoredFile
from minga.core.finding import fold
from minga.core.written import Written
from minga.partners.models import Invitation, Organisation
from minga.partners.rules import OFFICERS

PAPER = "partners.paper"
WAITING_STATES = ("applied", "under_review")
REVIEW_DAYS = 5
"""Within so many days whoever registers hears from an officer."""
LONGEST_SEARCH = 80
MOST_ALIKE = 20


def reviewers_of(organisation: Organisation) -> QuerySet[Any]:
    """The officers who decide on its registration: of its country, or of the platform; never who entered it. One SQL
    query.
    """
    where = Q(scope=Scope.PLATFORM) | Q(scope=Scope.COUNTRY, scope_key=organisation.country_id or "")
    officers = (Role.PROGRAMME_OFFICER, Role.REGIONAL_MANAGER)
    holdings = Holding.objects.in_force().filter(where, role__in=officers)
    found = get_user_model().objects.filter(pk__in=holdings.values("account_id"), is_active=True)
    return found.exclude(pk=organisation.registered_by_id) if organisation.registered_by_id else found


def review_due(organisation: Organisation) -> date | None:
    """By when an officer looks at a registration that somebody sent; None where none waits. No query.

    The days begin anew where it was sent again, or taken up again after a refusal.
    """
    if organisation.state not in WAITING_STATES or organisation.registered_by_id is None:
        return None
    sent = organisation.updated_at if organisation.decision_reason else organisation.created_at
    return timezone.localdate(max(sent, organisation.decided_at or sent)) + timedelta(days=REVIEW_DAYS)


def public_organisations() -> QuerySet[Organisation]:
    """Registered organisations, by name; `country` and `logo` come with them. One SQL query."""
    return Organisation.objects.filter(state="registered").select_related("country", "logo", "parent")


def live_invitations() -> QuerySet[Invitation]:
    """Those to which somebody may still say yes. One query."""
    return Invitation.objects.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=timezone.now())


def roles_asked_for() -> set[str]:
    """The roles to which somebody is invited and may still say yes. One query."""
    return set(live_invitations().values_list("role", flat=True).distinct())


@dataclass(frozen=True)
class Reach:
    """Where somebody is in one of some roles, or invited to it: everywhere, or in these countries (ISO 3166-1)."""

    everywhere: bool
    countries: frozenset[str]

    def __bool__(self) -> bool:
        return self.everywhere or bool(self.countries)

    def covers(self, country: str | None) -> bool:
        """Whether what lies in the country is somebody's."""
        return self.everywhere or country in self.countries


def reach_of(*roles: Role) -> Reach:
    """Where these roles are held by somebody who is here, or offered to somebody who may still say yes. Two queries."""
    names = [role.value for role in roles]
    held = Holding.objects.in_force().filter(role__in=names, account__is_active=True)
    asked = live_invitations().filter(role__in=names)
    found = {*held.values_list("scope", "scope_key"), *asked.values_list("scope", "scope_key")}
    return Reach(
        everywhere=any(scope == Scope.PLATFORM for scope, _key in found),
        countries=frozenset(key for scope, key in found if scope == Scope.COUNTRY),
    )


def papers_of(organisation: Organisation) -> QuerySet[StoredFile]:
    """The papers of its registration, the first to come first. One query."""
    return StoredFile.objects.filter(kind=PAPER, subject_ref=organisation.ref).order_by("created_at", "pk")


def find_organisation(key: str) -> Organisation | None:
    """An organisation by its readable address or its reference; its country, parent and logo with it. One query."""
    return NAMED.one(key)


NAMED = Written(
    lambda key: Organisation.objects.select_related("country", "parent", "logo", "registered_by", "decided_by")
    .filter(Q(slug=key) | Q(ref=key))
    .order_by("pk"),
    "a", "b",
)  # fmt: skip


@dataclass(frozen=True)
class Found:
    """What a search of the public list gives: the rows, and how many each type and country would."""

    rows: QuerySet[Organisation]
    types: dict[str, int]
    countries: dict[str, int]


def search_public(*, words: str = "", types: Iterable[str] = (), countries: Iterable[str] = ()) -> Found:
    """Registered organisations by words of a name, by type and by country. Two queries, two more for a page of rows."""
    rows = named_like(public_organisations(), words)
    types, countries = list(types), list(countries)
    by_type = rows.filter(country__in=countries) if countries else rows
    by_country = rows.filter(type__in=types) if types else rows
    return Found(
        rows=by_type.filter(type__in=types) if types else by_type,
        types=_counted(by_type, "type"),
        countries=_counted(by_country, "country"),
    )


def named_like(rows: QuerySet[Organisation], words: str) -> QuerySet[Organisation]:
    """Those whose official, short or Chinese name holds every word. No query of its own."""
    for word in words[:LONGEST_SEARCH].split():
        rows = rows.filter(
            Q(name__icontains=word)
            | Q(short_name__icontains=word)
            | Q(**{"names__zh-hans__icontains": word})
            | Q(names__en__icontains=word)
        )
    return rows


def called(rows: QuerySet[Organisation], words: str) -> list[Organisation]:
    """Those that have this name in any language of the pages, else those that have this short name. One query.

    Traditional Chinese counts as simplified.
    """
    wanted = {words.strip(), simplified(words.strip())}
    names = [f"names__{code}__iexact" for code, _name in settings.LANGUAGES]
    pairs = product(("name__iexact", "short_name__iexact", *names), wanted)
    found = list(rows.filter(reduce(or_, (Q(**{column: name}) for column, name in pairs)))[:MOST_ALIKE])
    plain = {fold(name) for name in wanted}
    return [row for row in found if plain & {fold(name) for name in (row.name, *row.names.values())}] or found


def _counted(rows: QuerySet[Organisation], column: str) -> dict[str, int]:
    counted = rows.order_by().values_list(column).annotate(count=Count("pk"))
    return {str(value): count for value, count in counted if value is not None}


def looked_through(account: Any) -> tuple[str, ...] | None:
    """The countries (codes) whose registrations somebody may look through, None for all. No query of its own."""
    if on_platform(account, *OFFICERS, Role.AUDITOR, Role.ADMINISTRATOR):
        return None
    return tuple(sorted(scope_keys(account, *OFFICERS, scope=Scope.COUNTRY)))


def registrations_for(account: Any, *, state: str = "", words: str = "") -> QuerySet[Organisation]:
    """What an officer, an auditor or an administrator may look through, the longest waiting first. One query."""
    rows = Organisation.objects.select_related("country", "registered_by", "parent", "decided_by")
    countries = looked_through(account)
    if countries is not None:
        rows = rows.filter(country__in=countries)
    if state:
        rows = rows.filter(state__in=WAITING_STATES if state == "waiting" else [state])
    return named_like(rows, words).order_by("created_at", "pk")


def own_organisations(account: Any) -> QuerySet[Organisation]:
    """Those the person acts for today, and those they registered. One query beside the person's roles."""
    roles = (Role.HOST_FOCAL_POINT, Role.HOST_SUPERVISOR, Role.PARTNER_REPRESENTATIVE)
    refs = scope_keys(account, *roles, scope=Scope.ORGANISATION)
    return Organisation.objects.filter(Q(ref__in=refs) | Q(registered_by_id=account.pk)).select_related("logo")


def people_of(organisation: Organisation) -> QuerySet[Holding]:
    """Every role held within it, now and before, the latest first; the accounts with them. One query."""
    rows = Holding.objects.filter(scope=Scope.ORGANISATION, scope_key=organisation.ref)
    return rows.select_related("account", "granted_by").order_by("-starts", "-pk")


def last_who_acts(organisation: Organisation) -> Holding | None:
    """The role of the only person who may invite others and change its page; None where there are several, or nobody.
    One query.
    """
    acting = (Role.HOST_FOCAL_POINT, Role.PARTNER_REPRESENTATIVE)
    rows = Holding.objects.in_force().filter(scope=Scope.ORGANISATION, scope_key=organisation.ref, role__in=acting)
    found = list(rows[:2])
    return found[0] if len(found) == 1 else None


def open_invitations(*, organisation: Organisation | None) -> QuerySet[Invitation]:
    """Those not answered and not taken back, expired ones too; of the platform and countries where None. One query."""
    rows = Invitation.objects.filter(accepted_at=None, withdrawn_at=None, organisation=organisation)
    return rows.select_related("invited_by", "organisation").order_by("-created_at", "-pk")


def invitations_to(account: Any) -> QuerySet[Invitation]:
    """What somebody is invited to and may still accept, at any address of theirs. One query."""
    addresses = EmailAddress.objects.filter(user_id=account.pk, verified=True).values("email")
    rows = live_invitations()
    rows = rows.filter(Q(organisation=None) | Q(organisation__state="registered"))
    return rows.filter(Q(email__any_case=account.email) | Q(email__in=addresses)).select_related("organisation")


def registering(account: Any) -> QuerySet[Organisation]:
    """Organisations whose registration somebody sent and that are not registered: under way, or refused. One query."""
    states = (*WAITING_STATES, "needs_more", "refused")
    return Organisation.objects.filter(registered_by_id=account.pk, state__in=states).order_by("-created_at", "-pk")


def waits_for_a_role(account: Any) -> bool:
    """Invited to one, or with an organisation whose registration is being looked at. Two queries."""
    mine = Organisation.objects.filter(registered_by_id=account.pk, state__in=(*WAITING_STATES, "needs_more"))
    return invitations_to(account).exists() or mine.exists()
