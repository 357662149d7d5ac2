"""What the public page of one opportunity reads: seven questions whose SQL is written once in a process."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef

from minga.assignments.models import (
    Description,
    DescriptionText,
    EligibilityRule,
    LanguageRequirement,
    Seat,
    SkillRequirement,
)
from minga.assignments.queries.seats import fill_rest, with_left, with_taken
from minga.assignments.queries.way import with_first_publication
from minga.core.written import Written, put_beside
from minga.sdgs.models import Target

NAMED_AREAS = Description.areas.through._default_manager.select_related("skill").order_by("pk")
POST = Written(
    lambda ref: (
        with_first_publication(with_left(Description.objects.filter(ref=ref).order_by()))
        .annotate(names_areas=Exists(NAMED_AREAS.filter(description=OuterRef("pk"))))
        .select_related("category", "country", "host__logo")
    ),
    "a",
    "b",
)
AREAS = Written(lambda pk: NAMED_AREAS.filter(description=pk), 1, 2)
RULES = Written(lambda pk: EligibilityRule.objects.filter(category=pk).order_by(), 1, 2)
PARTS: dict[str, Written[Any]] = {
    "texts": Written(lambda pk: DescriptionText.objects.filter(description=pk), 1, 2),
    "seats": Written(
        lambda pk: with_taken(Seat.objects.filter(description=pk, is_cancelled=False)).select_related("city__country"),
        1,
        2,
    ),
    "targets": Written(lambda pk: Target.objects.filter(descriptions=pk).select_related("goal"), 1, 2),
    "language_requirements": Written(lambda pk: LanguageRequirement.objects.filter(description=pk), 1, 2),
    "skill_requirements": Written(
        lambda pk: SkillRequirement.objects.filter(description=pk).select_related("skill"), 1, 2
    ),
}


def post_with_parts(ref: str) -> Description | None:
    """The description with this reference, and beside it what its page and its conditions (`post_of`, not scored) read;
    of its seats those that are not cancelled. 7 queries, one more where it names areas or somebody gave up a seat.
    """
    post = POST.one(ref)
    if post is None:
        return None
    for name, read in PARTS.items():
        put_beside(post, name, read(post.pk))
    put_beside(post, "areas", [row.skill for row in AREAS(post.pk)] if post.names_areas else [])
    put_beside(post.category, "rules", RULES(post.category_id))
    fill_rest([post])
    return post
