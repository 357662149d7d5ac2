"""What this room lets people find by “Search everything”: descriptions, and candidates by their number."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from minga.assignments.models import Application, Description
from minga.assignments.queries.candidates import officer_like
from minga.assignments.queries.descriptions import list_of, visible_to
from minga.assignments.queries.standing_for import not_stood_for_by
from minga.assignments.rules import OFFICER_ROLES
from minga.assignments.states import APPLICATION, DESCRIPTION
from minga.core.access.models import Role, Scope
from minga.core.access.roles import on_platform, scope_keys
from minga.core.acting import allowed
from minga.core.registries import MOST_FOUND, Hit, Searched


def descriptions_like(account: Any, words: str) -> Iterable[Hit]:
    """By number or title. 2 queries."""
    if not allowed(account, "assignments.list_descriptions"):
        return []
    return [
        Hit(
            row.title,
            reverse("assignments:description", args=[row.ref]),
            f"{row.number} · {row.host}",
            DESCRIPTION.labels[row.state],
        )
        for row in list_of(account, wanted={"words": words})[:MOST_FOUND]
    ]


def list_of_descriptions(words: str) -> str:
    """The list, narrowed to these words. No query."""
    return f"{reverse('assignments:descriptions')}?{urlencode({'words': words})}"


def candidates_numbered(account: Any, words: str) -> Iterable[Hit]:
    """Candidates by number, newest first, for officers of the country and for auditors. 2 queries; none for words."""
    number = words.lstrip("#")
    if not (number.isascii() and number.isdigit() and len(number) < 7 and officer_like(account)):
        return []
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
    return [
        Hit(
            str(row),
            reverse("assignments:candidate", args=[row.ref]),
            row.description.title,
            APPLICATION.labels[row.state],
        )
        for row in rows[:MOST_FOUND]
    ]


DESCRIPTIONS = Searched(_("Descriptions"), descriptions_like, list_of_descriptions, order=10)
CANDIDATES = Searched(_("Candidates"), candidates_numbered, order=20)
