"""The clearances that the data protection officer looks through."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet

from minga.assignments.models import Application, Assignment, Clearance, Description
from minga.assignments.queries.standing_for import stands_for
from minga.core.finding import called_exactly
from minga.people.models import Account

THINGS = ("assignment", "application")


def clearances_listed(reader: Any, *, wanted: Mapping[str, Any]) -> QuerySet[Clearance]:
    """All of them, the newest first, but for those of rivals where the reader applied for a post; the caller asks who
    reads.

    wanted: `state`, `kind`, `words` (a person's whole email or reference, or the number of a description: nobody is
    found by part of a name). Three queries when read, one more asks what the reader applied for, and two whom and
    what the words mean.
    """
    rows = Clearance.objects.all()
    if standing := stands_for(reader):
        rivals = Q(description__in=standing) & ~Q(account=reader.pk)
        rows = rows.exclude(Q(pk__in=_of_things(rivals)))
    for name in ("state", "kind"):
        if value := wanted.get(name):
            rows = rows.filter(**{name: value})
    if words := str(wanted.get("words") or "").strip():
        rows = rows.filter(pk__in=_found(words))
    parts = ("account", "description__host", "description__country", "description__officer")
    return (
        rows.select_related(*(f"{thing}__{part}" for thing in THINGS for part in parts), "decided_by", "waived_by")
        .prefetch_related(*(f"{thing}__description__texts" for thing in THINGS))
        .order_by("-pk")
    )


def _found(words: str) -> QuerySet[Clearance, Any]:
    """The keys of those of a person or a description called so. Two queries, for the person and the description.

    They come first: compared with each clearance over all that it is of, the words would cost a second of a country.
    """
    people = list(Account.objects.filter(called_exactly(words)).values_list("pk", flat=True))
    posts = list(Description.objects.filter(number__in={words, words.upper()}).values_list("pk", flat=True))
    if not people and not posts:
        return Clearance.objects.none().values("pk")
    return _of_things(Q(account__in=people) | Q(description__in=posts))


def _of_things(whose: Q) -> QuerySet[Clearance, Any]:
    """The keys of the clearances of such services and applications, each found by its own index. No query."""
    services, applications = Assignment.objects.filter(whose), Application.objects.filter(whose)
    of_services = Clearance.objects.filter(assignment__in=services).values("pk")
    return of_services.union(Clearance.objects.filter(application__in=applications).values("pk"), all=True)
