"""When a description was published and closed, read from the steps of its way, for all rows of a list at once."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Case, DateTimeField, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from minga.assignments.models import Description, DescriptionStep


def first_publication() -> Coalesce:
    """Beside descriptions: when each was published the first time; `published_at` is when it was opened last. No query
    more than theirs.
    """
    opened = DescriptionStep.objects.filter(description=OuterRef("pk"), state="sourcing").order_by("entered_at")
    published = When(published_at__isnull=False, then=Subquery(opened.values("entered_at")[:1]))
    return Coalesce(Case(published, output_field=DateTimeField()), F("published_at"))


def with_first_publication(descriptions: QuerySet[Description]) -> QuerySet[Description]:
    """Descriptions that know their `first_published_at`. No query more."""
    return descriptions.annotate(**dict.fromkeys(["first_published_at"], first_publication()))


def to_be_sorted(descriptions: QuerySet[Description]) -> QuerySet[Description]:
    """Descriptions that can be put in the order of `published_first` and `opened_again`, and cost nothing where they
    are not. No query.
    """
    again = When(published_at__gt=F("published_first"), then=F("published_at"))
    return descriptions.alias(published_first=first_publication()).alias(opened_again=Case(again))


def read_way(descriptions: Iterable[Description]) -> None:
    """Put beside the rows of a list since when they are closed and when they were published first. One query, none
    where no row was published.
    """
    found = {row.pk: row for row in descriptions if row.published_at is not None}
    for row in found.values():
        row.closed_at, row.first_published_at = None, row.published_at
    if not found:
        return
    asked = Q(state="sourcing") | Q(state="selecting", left_at__isnull=True)
    steps = DescriptionStep.objects.filter(asked, description__in=found).order_by("-entered_at", "-pk")
    for key, state, entered in steps.values_list("description_id", "state", "entered_at"):
        if state == "sourcing":
            found[key].first_published_at = entered
        else:
            found[key].closed_at = entered
