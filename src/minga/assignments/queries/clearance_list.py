"""The clearances that the data protection officer looks through."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet

from minga.assignments.models import Clearance
from minga.assignments.queries.standing_for import stands_for

THINGS = ("assignment", "application")


def clearances_listed(reader: Any, *, wanted: Mapping[str, Any]) -> QuerySet[Clearance]:
    """All of them, the newest first, but for those of rivals where the reader applied for a post; the caller asks who
    reads.

    wanted: `state`, `kind`, `words` (a person's whole email or reference, or the number of a description: nobody is
    found by part of a name). Three queries when read, one more asks what the
    reader applied for.
    """
    own = Q(**{f"{THINGS[0]}__account": reader.pk}) | Q(**{f"{THINGS[1]}__account": reader.pk})
    standing = stands_for(reader)
    rivals = Q(assignment__description__in=standing) | Q(application__description__in=standing)
    rows = Clearance.objects.exclude(rivals & ~own) if standing else Clearance.objects.all()
    for name in ("state", "kind"):
        if value := wanted.get(name):
            rows = rows.filter(**{name: value})
    if words := str(wanted.get("words") or "").strip():
        found = Q()
        for thing in THINGS:
            found |= Q(**{f"{thing}__account__email__iexact": words}) | Q(**{f"{thing}__account__ref": words})
            found |= Q(**{f"{thing}__description__number__iexact": words})
        rows = rows.filter(found)
    parts = ("account", "description__host", "description__country", "description__officer")
    return (
        rows.select_related(*(f"{thing}__{part}" for thing in THINGS for part in parts), "decided_by", "waived_by")
        .prefetch_related(*(f"{thing}__description__texts" for thing in THINGS))
        .order_by("-pk")
    )
