"""Hard rules: each is tested by itself and answers with data, so that a page can say what fits and what would help."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from minga.engines.matching.candidates import Candidate
from minga.engines.matching.posts import Post, WantedLanguage, WantedSkill
from minga.engines.matching.tags import tag_meets
from minga.engines.matching.vocabulary import Cefr, Education, NationalityRule, Remedy, Rule, Track, Value

Way = tuple[Remedy, Value]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A hard rule that is broken. `subject` tells apart languages and skills by their id; it is empty elsewhere."""

    rule: Rule
    subject: str
    required: Value
    actual: Value
    remedy_code: Remedy
    remedy_value: Value = None


@dataclass(frozen=True, slots=True)
class Condition:
    """A hard rule with what it requires and what was found; `actual` None means that the profile does not say."""

    rule: Rule
    subject: str
    ok: bool
    required: Value
    actual: Value


@dataclass(frozen=True, slots=True)
class Verdict:
    """All hard rules of a post held against one candidate."""

    conditions: tuple[Condition, ...]
    refusals: tuple[Refusal, ...]

    @property
    def eligible(self) -> bool:
        return not self.refusals

    @property
    def met(self) -> int:
        """How many conditions are met, for "you fit 5 of 6"."""
        return sum(condition.ok for condition in self.conditions)


@dataclass(frozen=True, slots=True)
class Requirement:
    """One hard rule of one post, ready to be held against many candidates."""

    rule: Rule
    subject: str
    required: Value
    holds: Callable[[Candidate], bool]
    actual: Callable[[Candidate], Value]
    way_on: Callable[[Candidate], Way]

    def refusal(self, candidate: Candidate) -> Refusal:
        """The refusal of a candidate for whom the rule does not hold."""
        remedy, value = self.way_on(candidate)
        return Refusal(self.rule, self.subject, self.required, self.actual(candidate), remedy, value)

    def condition(self, candidate: Candidate) -> Condition:
        """The rule and how the candidate stands to it."""
        return Condition(self.rule, self.subject, self.holds(candidate), self.required, self.actual(candidate))


def assess_eligibility(*, post: Post, candidate: Candidate) -> Verdict:
    """Hold all hard rules of the post against the candidate; the order is that of `Rule`."""
    requirements = requirements_of(post)
    return Verdict(
        conditions=tuple(requirement.condition(candidate) for requirement in requirements),
        refusals=refusals_of(requirements=requirements, candidate=candidate),
    )


def refusals_of(*, requirements: Sequence[Requirement], candidate: Candidate) -> tuple[Refusal, ...]:
    """The rules that the candidate does not meet, in order; empty when eligible."""
    return tuple(rule.refusal(candidate) for rule in requirements if not rule.holds(candidate))


def post_refusals(post: Post) -> tuple[Refusal, ...]:
    """Limits of the category that the post itself breaks: length of service and weekly hours. Guards its approval."""
    rules = post.eligibility
    broken = []
    longest = rules.max_duration
    if longest is not None and post.duration.after(post.start) > longest.after(post.start):
        last_day_after = longest.after(post.start)
        found = post.duration.after(post.start)
        broken.append(Refusal(Rule.MAX_DURATION, "", last_day_after, found, Remedy.SHORTEN, last_day_after))
    most = rules.max_weekly_hours
    if most is not None and post.weekly_hours is not None and post.weekly_hours > most:
        broken.append(Refusal(Rule.MAX_WEEKLY_HOURS, "", most, post.weekly_hours, Remedy.SHORTEN, most))
    return tuple(broken)


def requirements_of(post: Post) -> tuple[Requirement, ...]:
    """The hard rules of a post in the order of `Rule`; rules that the post does not set are left out."""
    return (
        *_age_rules(post),
        *_nationality_rules(post),
        *_profile_rules(post),
        *(_language_rule(wanted) for wanted in post.languages if wanted.required),
        *(_skill_rule(wanted) for wanted in post.skills if wanted.required),
    )


def serves_in(country: str, nationalities: Collection[str], *, track: Track) -> bool:
    """Whether people of these nationalities (ISO 3166-1 alpha-2) may serve in a country, where the track decides.

    National volunteers serve in a country of their own, international ones in another; it must be known of which.
    """
    if track is Track.INTERNATIONAL:
        return bool(nationalities) and country not in nationalities
    return track is Track.ONLINE or country in nationalities


def age_on(*, birth_date: date, day: date) -> int:
    """Completed years of age; who was born on 29 February completes a year on 1 March of common years."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def day_of_age(*, birth_date: date, age: int) -> date:
    """The day on which the age is completed, in the sense of `age_on`."""
    try:
        return birth_date.replace(year=birth_date.year + age)
    except ValueError:
        return date(birth_date.year + age, 3, 1)


def _age_rules(post: Post) -> Iterator[Requirement]:
    youngest, oldest = post.eligibility.min_age, post.eligibility.max_age

    def age(candidate: Candidate) -> int | None:
        return None if candidate.birth_date is None else age_on(birth_date=candidate.birth_date, day=post.start)

    if youngest is not None:

        def old_enough(candidate: Candidate) -> bool:
            years = age(candidate)
            return years is not None and years >= youngest

        def wait(candidate: Candidate) -> Way:
            if candidate.birth_date is None:
                return Remedy.COMPLETE_PROFILE, "birth_date"
            return Remedy.START_FROM, day_of_age(birth_date=candidate.birth_date, age=youngest)

        yield Requirement(Rule.MIN_AGE, "", youngest, old_enough, age, wait)
    if oldest is not None:

        def young_enough(candidate: Candidate) -> bool:
            years = age(candidate)
            return years is not None and years <= oldest

        def elsewhere(candidate: Candidate) -> Way:
            if candidate.birth_date is None:
                return Remedy.COMPLETE_PROFILE, "birth_date"
            return Remedy.OTHER_CATEGORY, None

        yield Requirement(Rule.MAX_AGE, "", oldest, young_enough, age, elsewhere)


def _nationality_rules(post: Post) -> Iterator[Requirement]:
    rules, countries = post.eligibility, tuple(sorted(post.countries))
    allowed, excluded = rules.allowed_nationalities, rules.excluded_nationalities

    def nationalities(candidate: Candidate) -> Value:
        return tuple(sorted(candidate.nationalities)) or None

    def way_on(way: Way) -> Callable[[Candidate], Way]:
        return lambda candidate: way if candidate.nationalities else (Remedy.COMPLETE_PROFILE, "nationalities")

    if rules.nationality is NationalityRule.BY_TRACK and post.track is not Track.ONLINE:
        other = Track.NATIONAL if post.track is Track.INTERNATIONAL else Track.INTERNATIONAL
        yield Requirement(
            Rule.TRACK_NATIONALITY,
            post.track.value,
            countries,
            lambda candidate: any(
                serves_in(country, candidate.nationalities, track=post.track) for country in countries
            ),
            nationalities,
            way_on((Remedy.OTHER_TRACK, other.value)),
        )
    other_post = way_on((Remedy.OTHER_POST, None))
    if allowed:
        yield Requirement(
            Rule.ALLOWED_NATIONALITY,
            "",
            tuple(sorted(allowed)),
            lambda candidate: not allowed.isdisjoint(candidate.nationalities),
            nationalities,
            other_post,
        )
    if excluded:
        yield Requirement(
            Rule.EXCLUDED_NATIONALITY,
            "",
            tuple(sorted(excluded)),
            lambda candidate: bool(candidate.nationalities) and excluded.isdisjoint(candidate.nationalities),
            nationalities,
            other_post,
        )


def _profile_rules(post: Post) -> Iterator[Requirement]:
    rules = post.eligibility
    if rules.must_be_studying:
        yield Requirement(
            Rule.STUDYING,
            "",
            True,
            lambda candidate: candidate.studying is True,
            lambda candidate: candidate.studying,
            lambda _: (Remedy.CONFIRM_STUDIES, None),
        )
    if rules.min_education is not None:
        yield _education_rule(rules.min_education)
    needed = rules.min_experience_months
    if needed:
        yield Requirement(
            Rule.EXPERIENCE,
            "",
            needed,
            lambda candidate: candidate.experience_months >= needed,
            lambda candidate: candidate.experience_months,
            lambda candidate: (Remedy.GAIN_EXPERIENCE, needed - candidate.experience_months),
        )
    most = rules.max_service_months
    if most is not None:
        room = most - post.duration.whole_months
        yield Requirement(
            Rule.SERVICE_LIMIT,
            "",
            most,
            lambda candidate: candidate.served_months <= room,
            lambda candidate: candidate.served_months + post.duration.whole_months,
            lambda candidate: (
                (Remedy.SHORTER_POST, most - candidate.served_months)
                if candidate.served_months < most
                else (Remedy.OTHER_TRACK, None)
            ),
        )


def _education_rule(minimum: Education) -> Requirement:
    level_name = minimum.name.lower()

    def way_on(candidate: Candidate) -> Way:
        if candidate.education is None:
            return Remedy.COMPLETE_PROFILE, "education"
        return Remedy.COMPLETE_EDUCATION, level_name

    return Requirement(
        Rule.EDUCATION,
        "",
        level_name,
        lambda candidate: candidate.education is not None and candidate.education >= minimum,
        lambda candidate: None if candidate.education is None else candidate.education.name.lower(),
        way_on,
    )


def _language_rule(wanted: WantedLanguage) -> Requirement:
    tag, minimum = wanted.tag, wanted.level

    def best(candidate: Candidate) -> Cefr | None:
        levels = (level for own, level in candidate.languages.items() if tag_meets(tag=own, wanted=tag))
        return max(levels, default=None)

    def holds(candidate: Candidate) -> bool:
        level = candidate.languages.get(tag)
        if level is None or level < minimum:
            level = best(candidate)
        return level is not None and level >= minimum

    def actual(candidate: Candidate) -> Value:
        level = best(candidate)
        return None if level is None else level.name

    return Requirement(Rule.LANGUAGE, tag, minimum.name, holds, actual, lambda _: (Remedy.REACH_LEVEL, minimum.name))


def _skill_rule(wanted: WantedSkill) -> Requirement:
    skill = wanted.id
    return Requirement(
        Rule.SKILL,
        skill,
        skill,
        lambda candidate: skill in candidate.skills,
        lambda candidate: skill if skill in candidate.skills else None,
        lambda _: (Remedy.ADD_SKILL, skill),
    )
