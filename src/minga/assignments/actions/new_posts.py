"""Telling those who agreed to it of new posts that fit their profile, without a search of their own."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count

from django.db.models import Q, QuerySet
from django.utils import timezone

from minga.assignments.matching import candidate_of, months_abroad, post_of, with_post_parts
from minga.assignments.models import Application, Description, SavedSearch, Track
from minga.assignments.queries.opportunities import Search, find
from minga.assignments.queries.seats import countries_of
from minga.assignments.telling import titles_of
from minga.core.models import PeriodicRun
from minga.core.notices.telling import tell_all
from minga.engines.matching import Candidate, Post, assess_eligibility
from minga.people.models import Account, Profile, Purpose
from minga.people.queries import agreeing, completeness, profiles_for_matching

NAME = "assignments.new_posts"
OVERLAP = timedelta(hours=1)
"""A post may be published while a run goes on; looking back misses none, and nobody is told twice."""
MOST_AT_ONCE = 100
"""Posts that are read at once; further ones follow."""
PROFILES_AT_ONCE = 1000


def tell_whom_new_posts_fit() -> int:
    """Tell of each post published since the last run everybody whom it fits; how many were meant. For the worker.

    Fits means: may apply, would serve in that way, shares a skill or an area where the post names any, and no wish for
    countries or goals speaks against it. Whoever saved searches of their own hears of those only. About 8 queries a
    post and 11 a thousand people.
    """
    now = timezone.now()
    last = PeriodicRun.objects.filter(name=NAME).values_list("finished_at", flat=True).first()
    keys, told = _fresh((last or now) - OVERLAP), 0
    for start in range(0, len(keys), MOST_AT_ONCE):
        posts = Description.objects.filter(pk__in=keys[start : start + MOST_AT_ONCE], nominating_partner=None)
        told += sum(_tell(description) for description in with_post_parts(posts).prefetch_related("texts"))
    return told


def _fresh(since: datetime) -> list[int]:
    """The keys of all that was published since, however many a list or a week without the worker brought."""
    wanted, keys = Search.from_text("sort=newest"), list[int]()
    for page in count(1):
        found = find(replace(wanted, page=page), published_after=since, per_page=MOST_AT_ONCE)
        keys += found.keys
        if page >= found.pages:
            break
    return keys


def _tell(description: Description) -> int:
    people = whom_it_fits(description)
    if people:
        tell_all(
            kind="assignments.post_fits",
            to=people,
            about=description,
            context={"post": titles_of(description)},
            url=f"/opportunities/{description.ref}",
            once=f"fits:{description.ref}",
        )
    return len(people)


def whom_it_fits(description: Description) -> list[Account]:
    """Open accounts whose person agreed to matching and whose profile the post fits."""
    post, found = post_of(description), []
    ids = list(_willing(description).values_list("account_id", flat=True).distinct())
    for start in range(0, len(ids), PROFILES_AT_ONCE):
        profiles = profiles_for_matching(ids[start : start + PROFILES_AT_ONCE])
        served = months_abroad(profiles)
        for key, profile in profiles.items():
            candidate = candidate_of(profile, served_months=served.get(key, 0))
            if not completeness(profile).missing and _suits(post, candidate):
                found.append(profile.account)
    return found


def _willing(description: Description) -> QuerySet[Profile]:
    applied = Application.objects.filter(description=description).values("account_id")
    wishes = Q(preferred_goals=None) | Q(preferred_goals__in=description.targets.values("goal_id"))
    if description.track != Track.ONLINE:
        wishes &= Q(preferred_countries=None) | Q(preferred_countries__in=countries_of(description))
    willing = agreeing(Purpose.MATCHING)
    people = Profile.objects.filter(wishes, account__in=willing, **{f"wants_{description.track}": True})
    return people.exclude(account__in=SavedSearch.objects.values("account_id")).exclude(account__in=applied)


def _suits(post: Post, candidate: Candidate) -> bool:
    named = {skill.id for skill in post.skills} | set(post.areas)
    shares = not named or not named.isdisjoint({*candidate.skills, *candidate.areas})
    return shares and assess_eligibility(post=post, candidate=candidate).eligible
