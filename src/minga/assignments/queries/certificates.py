"""The certificates that somebody who works on services looks through."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet

from minga.assignments.models import Certificate
from minga.assignments.queries.descriptions import one_of, with_titled
from minga.assignments.rules import OFFICER_ROLES
from minga.core.access.models import Role, Scope
from minga.core.access.roles import on_platform, scope_keys


def certificates_seen_by(account: Any, *, wanted: Mapping[str, Any]) -> QuerySet[Certificate]:
    """Officers see those of their countries, focal points of their entities, auditors all; the newest first.

    wanted: `state` ("valid" or "revoked"), `words` (in the number, the person's name or the title of the post).
    Two queries when read.
    """
    rows = Certificate.objects.all()
    if not on_platform(account, *OFFICER_ROLES, Role.AUDITOR):
        countries = scope_keys(account, *OFFICER_ROLES, scope=Scope.COUNTRY)
        hosts = scope_keys(account, Role.HOST_FOCAL_POINT, scope=Scope.ORGANISATION)
        rows = rows.filter(one_of(assignment__country__in=countries, assignment__description__host__ref__in=hosts))
    if state := wanted.get("state"):
        rows = rows.filter(revoked_at__isnull=state == "valid")
    if words := str(wanted.get("words") or "").strip():
        rows = rows.filter(
            Q(number__icontains=words) | Q(assignment__account__name__icontains=words)
            | with_titled(words, at="assignment__description_id")
        )  # fmt: skip
    return (
        rows.select_related(
            "assignment__account", "assignment__description__host", "assignment__description__country",
            "assignment__description__category", "assignment__seat__city__country", "issued_by",
        )
        .prefetch_related("assignment__description__texts")
        .order_by("-issued_at", "-pk")
    )  # fmt: skip
