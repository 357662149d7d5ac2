"""Search everything: one question asked of every list that the person may read; each room's own query answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minga.assignments.models import Application, Description
from minga.assignments.queries.candidates import officer_like
from minga.assignments.queries.descriptions import list_of, visible_to
from minga.assignments.queries.standing_for import not_stood_for_by
from minga.assignments.rules import OFFICER_ROLES
from minga.assignments.states import APPLICATION, DESCRIPTION
from minga.core.access.models import Role, Scope
from minga.core.access.roles import on_platform, scope_keys
from minga.core.acting import allowed
from minga.core.registries import Searched, search_documents
from minga.home.sections import way_to
from minga.partners.models import Organisation
from minga.partners.queries import looked_through, named_like
from minga.people.queries import find_accounts

PER_KIND = 8
SHORTEST, LONGEST = 2, 100


@dataclass(frozen=True)
class Hit:
    """One answer: its name, what it is, the page it leads to."""

    title: str
    url: str
    line: str | Promise = ""
    state: str | Promise = ""


@dataclass(frozen=True)
class Hits:
    """The answers of one kind, and the list where there are more."""

    title: str | Promise
    rows: list[Hit]
    more_url: str = ""


def search_everything(account: Any, words: str) -> list[Hits]:
    """Everything the account may see that answers the words, by kind. At most 8 queries, however much there is."""
    asked = " ".join(words.split())[:LONGEST]
    if len(asked) < SHORTEST:
        return []
    return [hits for source in _sources() for hits in [source(account, asked)] if hits.rows]


def may_search(account: Any) -> bool:
    """Who works on other people's things. No query beside the roles'."""
    return bool(getattr(account, "is_authenticated", False)) and (
        allowed(account, "assignments.list_descriptions") or allowed(account, "people.list_accounts")
    )


def _sources() -> Iterable[Callable[[Any, str], Hits]]:
    yield from (_descriptions, _candidates, _organisations, _people)
    yield from (_signed_in(searched) for _name, searched in search_documents)


def _signed_in(searched: Searched) -> Callable[[Any, str], Hits]:
    """Of a room above this one's reach, as a source like the others."""
    return lambda account, words: Hits(searched.title, list(islice(searched.find(account, words), PER_KIND)))


def _descriptions(account: Any, words: str) -> Hits:
    """By number or title. 2 queries."""
    if not allowed(account, "assignments.list_descriptions"):
        return Hits(gettext_lazy("Descriptions"), [])
    rows = list(list_of(account, wanted={"words": words})[: PER_KIND + 1])
    return Hits(
        gettext_lazy("Descriptions"),
        [
            Hit(
                row.title,
                way_to("assignments:description", row.ref),
                f"{row.number} · {row.host}",
                DESCRIPTION.labels[row.state],
            )
            for row in rows[:PER_KIND]
        ],
        way_to("assignments:descriptions", query=f"words={words}") if len(rows) > PER_KIND else "",
    )


def _candidates(account: Any, words: str) -> Hits:
    """Candidates by number, newest first, for officers of the country and for auditors. 2 queries; none for words."""
    title = gettext_lazy("Candidates")
    number = words.lstrip("#")
    if not (number.isascii() and number.isdigit() and len(number) < 7 and officer_like(account)):
        return Hits(title, [])
    mine: Any = visible_to(account)
    if not on_platform(account, *OFFICER_ROLES, Role.AUDITOR):
        mine = Description.objects.filter(country__in=scope_keys(account, *OFFICER_ROLES, scope=Scope.COUNTRY))
    rows = (
        Application.objects.filter(
            candidate_number=int(number),
            description__in=mine.filter(not_stood_for_by(account.pk), state__in=("sourcing", "selecting", "filled")),
        )
        .exclude(state="draft")
        .select_related("description__host")
        .prefetch_related("description__texts")
        .order_by("-pk")
    )
    return Hits(
        title,
        [
            Hit(
                str(row),
                way_to("assignments:candidate", row.ref),
                row.description.title,
                APPLICATION.labels[row.state],
            )
            for row in rows[:PER_KIND]
        ],
    )


def _organisations(account: Any, words: str) -> Hits:
    """Registered ones for everybody, the others for those who review them. 1 query."""
    rows = named_like(Organisation.objects.all(), words)
    if not allowed(account, "partners.list_organisations"):
        rows = rows.filter(state="registered")
    elif (countries := looked_through(account)) is not None:
        rows = rows.filter(Q(state="registered") | Q(country__in=countries))
    return Hits(
        gettext_lazy("Organisations"),
        [
            Hit(str(row), way_to("partners:organisation", row.slug), row.get_type_display(), row.get_state_display())
            for row in rows.select_related("country").order_by("name", "pk")[:PER_KIND]
        ],
        way_to("partners:list"),
    )


def _people(account: Any, words: str) -> Hits:
    """Accounts by exact email or reference, as the list of people finds them. 1 query."""
    if not allowed(account, "people.list_accounts"):
        return Hits(gettext_lazy("People"), [])
    return Hits(
        gettext_lazy("People"),
        [
            Hit(
                str(row),
                way_to("people:person", row.ref),
                _("Reference %(ref)s") % {"ref": row.ref},
                "" if row.is_active else _("Switched off"),
            )
            for row in find_accounts(words)[:PER_KIND]
        ],
    )
