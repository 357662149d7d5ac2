"""Posts and candidates for the tests of matching: one plain case, and strategies that draw many."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import strategies as st

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

SKILLS = ("teaching", "data", "logistics", "nursing")
AREAS = ("health", "education", "climate")
TAGS = ("zh", "zh-Hans", "en", "fr", "EN-gb")
COUNTRIES = ("CN", "KE", "FR")

POST = Post(
    id="post-1",
    track=Track.INTERNATIONAL,
    countries=frozenset({"KE"}),
    start=date(2027, 3, 1),
    latest_start=date(2027, 5, 1),
    duration=Duration(months=12),
    eligibility=Eligibility(min_age=18, max_age=26, min_experience_months=6),
    skills=(WantedSkill("teaching", importance=3, required=True), WantedSkill("data", level=2)),
    languages=(WantedLanguage("en", Cefr.B2, required=True), WantedLanguage("zh", Cefr.B1)),
    areas=("education",),
    wanted_experience_months=24,
)

CANDIDATE = Candidate(
    id="c-1",
    birth_date=date(2003, 6, 1),
    nationalities=frozenset({"CN"}),
    studying=False,
    education=Education.BACHELOR,
    languages={"zh-Hans": Cefr.C2, "en": Cefr.C1},
    skills={"teaching": 0, "data": 3},
    areas=frozenset({"education"}),
    experience_months=30,
    experience_months_by_area={"education": 24},
    available_from=date(2027, 1, 1),
)


def post(**changes: Any) -> Post:
    return replace(POST, **changes)


def candidate(**changes: Any) -> Candidate:
    return replace(CANDIDATE, **changes)


days = st.dates(date(2026, 1, 1), date(2029, 12, 31))
births = st.none() | st.dates(date(1960, 1, 1), date(2012, 12, 31))
nationalities = st.frozensets(st.sampled_from(COUNTRIES), max_size=2)
months = st.integers(0, 80)
durations = st.builds(Duration, months=st.integers(1, 30), days=st.integers(0, 40))
levels = st.sampled_from(Cefr)

eligibilities = st.builds(
    Eligibility,
    min_age=st.none() | st.integers(16, 30),
    max_age=st.none() | st.integers(30, 50),
    nationality=st.sampled_from(NationalityRule),
    allowed_nationalities=nationalities,
    excluded_nationalities=nationalities,
    must_be_studying=st.booleans(),
    min_education=st.none() | st.sampled_from(Education),
    min_experience_months=st.integers(0, 12),
    max_service_months=st.none() | st.integers(12, 60),
)

wanted_skills = st.lists(
    st.builds(
        WantedSkill,
        id=st.sampled_from(SKILLS),
        importance=st.integers(1, 5),
        required=st.booleans(),
        level=st.none() | st.integers(1, 4),
    ),
    unique_by=lambda skill: skill.id,
    max_size=4,
).map(tuple)

wanted_languages = st.lists(
    st.builds(
        WantedLanguage,
        tag=st.sampled_from(("zh", "en", "fr")),
        level=levels,
        importance=st.integers(1, 5),
        required=st.booleans(),
        desired=st.none() | levels,
    ),
    unique_by=lambda language: language.tag,
    max_size=3,
).map(tuple)


@st.composite
def posts(draw: st.DrawFn) -> Post:
    start = draw(st.dates(date(2027, 1, 1), date(2028, 12, 31)))
    late = draw(st.none() | st.dates(start, date(2029, 6, 1)))
    return Post(
        id=draw(st.sampled_from(("post-1", "志愿者"))),
        track=draw(st.sampled_from(Track)),
        countries=draw(st.frozensets(st.sampled_from(COUNTRIES), min_size=1, max_size=2)),
        start=start,
        latest_start=late,
        duration=draw(durations),
        weekly_hours=draw(st.none() | st.integers(1, 20)),
        eligibility=draw(eligibilities),
        skills=draw(wanted_skills),
        languages=draw(wanted_languages),
        areas=tuple(draw(st.lists(st.sampled_from(AREAS), unique=True))),
        wanted_experience_months=draw(st.integers(0, 60)),
    )


@st.composite
def persons(draw: st.DrawFn, name: str = "c-1") -> Candidate:
    first, last = sorted((draw(days), draw(days)))
    return Candidate(
        id=name,
        birth_date=draw(births),
        nationalities=draw(nationalities),
        studying=draw(st.none() | st.booleans()),
        education=draw(st.none() | st.sampled_from(Education)),
        languages=draw(st.dictionaries(st.sampled_from(TAGS), levels)),
        skills=draw(st.dictionaries(st.sampled_from(SKILLS), st.integers(0, 4))),
        areas=draw(st.frozensets(st.sampled_from(AREAS))),
        experience_months=draw(months),
        experience_months_by_area=draw(st.dictionaries(st.sampled_from(AREAS), months)),
        served_months=draw(st.integers(0, 48)),
        available_from=draw(st.none() | st.just(first)),
        available_until=draw(st.none() | st.just(last)),
        weekly_hours=draw(st.none() | st.integers(0, 40)),
        motivation=draw(st.none() | st.floats(0, 1) | st.sampled_from((0.5, 0.12345, 1))),
    )


@st.composite
def pools(draw: st.DrawFn, most: int = 12) -> list[Candidate]:
    size = draw(st.integers(0, most))
    return [draw(persons(name=f"c-{number}")) for number in range(size)]


weightings = st.lists(st.integers(0, 9), min_size=5, max_size=5).filter(any).map(lambda stated: Weights(*stated))


def post_json(post: Post) -> dict[str, Any]:
    """The post as `POST.json` holds it."""
    rules = post.eligibility
    return {
        "format": "minga-match-post/1",
        "id": post.id,
        "track": post.track.value,
        **({"countries": sorted(post.countries)} if len(post.countries) > 1 else {"country": min(post.countries)}),
        "start": post.start.isoformat(),
        "latest_start": post.latest_start and post.latest_start.isoformat(),
        "duration": {"months": post.duration.months, "days": post.duration.days},
        "weekly_hours": post.weekly_hours,
        "areas": list(post.areas),
        "wanted_experience_months": post.wanted_experience_months,
        "skills": [
            {"id": one.id, "importance": one.importance, "required": one.required, "level": one.level}
            for one in post.skills
        ],
        "languages": [
            {
                "tag": one.tag,
                "level": one.level.name,
                "importance": one.importance,
                "required": one.required,
                "desired": one.desired and one.desired.name,
            }
            for one in post.languages
        ],
        "eligibility": {
            "min_age": rules.min_age,
            "max_age": rules.max_age,
            "nationality": rules.nationality.value,
            "allowed_nationalities": sorted(rules.allowed_nationalities),
            "excluded_nationalities": sorted(rules.excluded_nationalities),
            "must_be_studying": rules.must_be_studying,
            "min_education": None if rules.min_education is None else rules.min_education.name.lower(),
            "min_experience_months": rules.min_experience_months,
            "max_service_months": rules.max_service_months,
        },
    }


def candidate_json(person: Candidate) -> dict[str, Any]:
    """The candidate as a line of `CANDIDATES.jsonl` holds it."""
    plain: Mapping[str, Any] = {name: getattr(person, name) for name in Candidate.__dataclass_fields__}
    return {
        **plain,
        "birth_date": person.birth_date and person.birth_date.isoformat(),
        "nationalities": sorted(person.nationalities),
        "education": None if person.education is None else person.education.name.lower(),
        "languages": {tag: level.name for tag, level in person.languages.items()},
        "areas": sorted(person.areas),
        "available_from": person.available_from and person.available_from.isoformat(),
        "available_until": person.available_until and person.available_until.isoformat(),
    }
