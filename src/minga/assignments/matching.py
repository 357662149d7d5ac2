"""Between the tables and the engine: a description becomes a Post, a profile a Candidate. Nothing is decided here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from minga.assignments.models import (
    Application,
    Assignment,
    Category,
    Description,
    EligibilityRule,
    Seat,
    SkillRequirement,
)
from minga.assignments.queries.seats import countries_of, with_taken
from minga.core.days import day_after
from minga.engines.matching import (
    Candidate,
    Cefr,
    Duration,
    Education,
    Eligibility,
    NationalityRule,
    Post,
    Track,
    WantedLanguage,
    WantedSkill,
    Weights,
)
from minga.people.models import Profile, Skill
from minga.people.queries import experience_months, profiles_for_matching

SERVED_STATES = ("preparing", "cleared", "serving", "suspended", "ended", "closed")
"""A service that was accepted counts before it begins: nobody accepts one after the other beyond the total."""
IMPORTANCE_OF_REQUIRED = 2
MOST_OF = ("max_duration_months", "max_duration_weeks", "max_total_months", "max_hours_a_week")
"""Limits of which the lower one counts where two rules are asked."""


def post_parts(*, scored: bool = True) -> tuple[str | Prefetch[Any], ...]:
    """What `post_of` reads beside a description, its category and its seats, for `prefetch_related`: 4 queries, and two
    more where some serve as another category.

    Without what only the score asks (`scored`): one query less.
    """
    skills = Prefetch("skill_requirements", SkillRequirement.objects.select_related("skill"))
    rules = Prefetch("category__rules", EligibilityRule.objects.order_by())
    served = Prefetch("serves_as__rules", EligibilityRule.objects.order_by())
    asked = rules, served, "language_requirements", skills
    return (*asked, Prefetch("areas", Skill.objects.order_by())) if scored else asked


def with_post_parts(descriptions: QuerySet[Description], *, scored: bool = True) -> QuerySet[Description]:
    """Descriptions with all that `post_of` reads: 6 queries for any number, 5 without what only the score asks."""
    seats = Prefetch("seats", with_taken(Seat.objects.select_related("city")))
    return descriptions.select_related("category").prefetch_related(*post_parts(scored=scored), seats)


def rule_in_force(category: Category, *, on: date) -> EligibilityRule | None:
    """The category's rule on a day. One query, none where `rules` is prefetched."""
    found = [
        rule
        for rule in category.rules.all()
        if rule.in_force_from <= on and (rule.in_force_to is None or on <= rule.in_force_to)
    ]
    return max(found, key=lambda rule: rule.in_force_from, default=None)


def rule_that_binds(category: Category, *, on: date) -> EligibilityRule | None:
    """The rule in force on a day; where it ended and none follows, the last one before: nobody is let in by a gap.

    (A new description is not approved in a gap: `queries.completeness.inconsistencies`.) Queries as `rule_in_force`.
    """
    if (rule := rule_in_force(category, on=on)) is not None:
        return rule
    before = (rule for rule in category.rules.all() if rule.in_force_from <= on)
    return max(before, key=lambda rule: rule.in_force_from, default=None)


def rule_of(description: Description, *, on: date, binding: bool = False) -> EligibilityRule | None:
    """The rule of a description's category in force on a day (`binding`: where it ended and none follows, the last one
    before); where it is “as the category served in”, with what that one asks. Queries as `rule_in_force`, for both.
    """
    find = rule_that_binds if binding else rule_in_force
    own = find(description.category, on=on)
    if own is None or not own.as_category_served or description.serves_as is None:
        return own
    served = find(description.serves_as, on=on)
    return own if served is None else _with_what_is_asked_there(own, served)


def _with_what_is_asked_there(own: EligibilityRule, served: EligibilityRule) -> EligibilityRule:
    """One rule that asks what both ask, whichever is stricter; of nationality what the category itself says, and of
    age too where nobody has one that both ask for.
    """

    def stricter(name: str, choose: Callable[[list[int]], int]) -> int | None:
        limits = [limit for limit in (getattr(own, name), getattr(served, name)) if limit is not None]
        return choose(limits) if limits else None

    ages = {"min_age": stricter("min_age", max), "max_age": stricter("max_age", min)}
    if no_age_fits(own, served):
        ages = {name: getattr(own, name) for name in ages}
    return EligibilityRule(
        category=own.category,
        in_force_from=own.in_force_from,
        min_experience_months=max(own.min_experience_months, served.min_experience_months),
        must_be_studying=own.must_be_studying or served.must_be_studying,
        as_category_served=True,
        nationality=own.nationality,
        allowed_nationalities=own.allowed_nationalities,
        excluded_nationalities=own.excluded_nationalities,
        min_hours_a_week=stricter("min_hours_a_week", max),
        **ages,
        **{name: stricter(name, min) for name in MOST_OF},
    )


def no_age_fits(own: EligibilityRule, served: EligibilityRule) -> bool:
    """Whether one of the two rules asks for people older than the other lets in. No query."""
    return any(
        one.min_age is not None and other.max_age is not None and one.min_age > other.max_age
        for one, other in ((own, served), (served, own))
    )


def first_day_of(description: Description) -> date:
    """The day on which ages count: the first day of service, else the closing date, else today."""
    return description.starts_on or description.closes_on or timezone.localdate()


def duration_of(description: Description) -> Duration:
    """The length of service; a description that names none is taken as one month."""
    if description.duration_weeks:
        return Duration(days=7 * description.duration_weeks)
    return Duration(months=description.duration_months or 1)


def eligibility_of(description: Description) -> Eligibility:
    """The hard rules: those of the category in force on the first day, and what the description asks beyond them."""
    rule = rule_of(description, on=first_day_of(description), binding=True) or EligibilityRule()
    longest = None
    if rule.max_duration_months:
        longest = Duration(months=rule.max_duration_months)
    elif rule.max_duration_weeks:
        longest = Duration(days=7 * rule.max_duration_weeks)
    return Eligibility(
        min_age=rule.min_age,
        max_age=rule.max_age,
        nationality=NationalityRule(rule.nationality),
        allowed_nationalities=frozenset(rule.allowed_nationalities),
        excluded_nationalities=frozenset(rule.excluded_nationalities),
        must_be_studying=rule.must_be_studying,
        min_education=Education(description.min_education) if description.min_education else None,
        min_experience_months=max(rule.min_experience_months, description.min_experience_months),
        max_service_months=rule.max_total_months if description.track == Track.INTERNATIONAL else None,
        max_duration=longest,
        max_weekly_hours=rule.max_hours_a_week,
    )


def post_of(description: Description, *, scored: bool = True) -> Post:
    """The description as the engine reads it. No query where `with_post_parts` loaded it.

    Where nobody is scored (`scored`), its areas of expertise are left out: no condition asks for them.
    """
    rules = eligibility_of(description)
    return Post(
        id=description.ref,
        track=Track(description.track),
        start=first_day_of(description),
        duration=duration_of(description),
        countries=countries_of(description),
        weekly_hours=description.hours_a_week if description.track == Track.ONLINE else None,
        eligibility=rules,
        skills=tuple(
            WantedSkill(id=row.skill_id, importance=row.weight, required=row.is_required)
            for row in sorted(description.skill_requirements.all(), key=lambda row: (-row.weight, row.skill_id))
        ),
        languages=tuple(
            WantedLanguage(
                tag=row.language,
                level=Cefr[row.level],
                importance=IMPORTANCE_OF_REQUIRED if row.is_required else 1,
                required=row.is_required,
            )
            for row in sorted(
                description.language_requirements.all(), key=lambda row: (not row.is_required, row.language)
            )
        ),
        areas=tuple(sorted(area.pk for area in description.areas.all())) if scored else (),
        wanted_experience_months=2 * rules.min_experience_months,
    )


def candidate_of(
    profile: Profile,
    *,
    served_months: int = 0,
    available_from: date | None = None,
    motivation_score: Decimal | None = None,
) -> Candidate:
    """The profile as the engine reads it. No query where `people.queries.with_details` loaded it.

    A profile does not say in which area each job was: who names an area is taken to have worked in it, all alike.
    available_from: what an application says, before what the profile says. motivation_score: 0 to 100.
    """
    skills = list(profile.skills.all())
    areas = frozenset(skill.pk for skill in skills if skill.is_area)
    months = experience_months(profile)
    begins = available_from or profile.available_from
    until = profile.available_until
    levels = [row.level for row in profile.education.all() if row.finished is not None]
    return Candidate(
        id=profile.account.ref,
        birth_date=profile.birth_date,
        nationalities=frozenset(filter(None, (profile.nationality_id, profile.second_nationality_id))),
        studying=profile.is_studying,
        education=Education(max(levels)) if levels else None,
        languages={row.language: Cefr[row.level] for row in profile.languages.all()},
        skills={skill.pk: 0 for skill in skills if not skill.is_area},
        areas=areas,
        experience_months=months,
        experience_months_by_area=dict.fromkeys(sorted(areas), months),
        served_months=served_months,
        available_from=begins,
        available_until=until if until is None or begins is None or until >= begins else None,
        weekly_hours=profile.hours_a_week,
        motivation=None if motivation_score is None else motivation_score / 100,
    )


def months_abroad(account_ids: Iterable[int], *, without: int | None = None) -> dict[int, int]:
    """Account id -> months of service abroad, served or accepted, months begun counted whole; but for one service (its
    key), where its own are counted otherwise. One query.
    """
    rows = Assignment.objects.filter(
        account_id__in=list(account_ids), description__track=Track.INTERNATIONAL.value, state__in=SERVED_STATES
    ).exclude(end_kind=Assignment.EndKind.NOT_STARTED)
    rows = rows.exclude(pk=without) if without is not None else rows
    total: dict[int, int] = {}
    for account_id, entered, starts, ended, ends in rows.values_list(
        "account_id", "entered_on", "starts_on", "ended_on", "ends_on"
    ):
        total[account_id] = total.get(account_id, 0) + months_begun(first=entered or starts, last=ended or ends)
    return total


def months_begun(*, first: date, last: date) -> int:
    """Months from the first to the last day, both included; one that has begun counts whole."""
    months = max((last.year - first.year) * 12 + last.month - first.month, 0)
    return months + (last >= first and last >= day_after(months, first=first))


def candidates_of(applications: Iterable[Application]) -> dict[int, Candidate]:
    """Application pk -> candidate, for those whose profile still stands. 10 queries a thousand applications."""
    rows = list(applications)
    ids = {row.account_id for row in rows}
    profiles, abroad = profiles_for_matching(ids), months_abroad(ids)
    return {
        row.pk: candidate_of(
            profiles[row.account_id],
            served_months=abroad.get(row.account_id, 0),
            available_from=row.available_from,
            motivation_score=row.motivation_score,
        )
        for row in rows
        if row.account_id in profiles
    }


def weights_of(stated: Mapping[str, Any] | None) -> Weights:
    """The officer's weights of a description; equal ones where none are stated."""
    known = {
        name: Decimal(str(value)) for name, value in (stated or {}).items() if name in Weights.__dataclass_fields__
    }
    if not any(known.values()):
        return Weights()
    return Weights(**{name: known.get(name, Decimal(0)) for name in Weights.__dataclass_fields__})
