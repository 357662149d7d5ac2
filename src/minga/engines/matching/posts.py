"""What a post asks: hard rules with their limits, and wishes that earn points."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from minga.engines.matching.vocabulary import Cefr, Education, MatchingError, NationalityRule, Track

MAX_IMPORTANCE = 100
MAX_SKILL_LEVEL = 4


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of service in whole calendar months plus days, so that two years stay two years in a leap year."""

    months: int = 0
    days: int = 0

    def __post_init__(self) -> None:
        if self.months < 0 or self.days < 0 or self.months + self.days == 0:
            raise MatchingError(
                f"{self.months} months and {self.days} days is no length of service.",
                field="duration",
                remedy="State whole months, weeks or days above zero.",
            )

    def after(self, start: date) -> date:
        """The first day after service; a day that the last month lacks becomes that month's last day."""
        year, month = divmod(start.year * 12 + start.month - 1 + self.months, 12)
        day = min(start.day, monthrange(year, month + 1)[1])
        return date(year, month + 1, day) + timedelta(days=self.days)

    @property
    def whole_months(self) -> int:
        """Months begun, thirty days to a month: what counts towards a limit on total service."""
        return self.months + -(-self.days // 30)


@dataclass(frozen=True, slots=True)
class WantedSkill:
    """A skill a post wants. `importance` 1..100; `level` 1 basic, 2 working, 3 advanced, 4 expert, None any."""

    id: str
    importance: int = 1
    required: bool = False
    level: int | None = None


@dataclass(frozen=True, slots=True)
class WantedLanguage:
    """A language a post wants, as a BCP 47 range; `zh` is met by `zh-Hans` (RFC 4647, basic filtering).

    `level` is the minimum when `required`. `desired` earns full points; None means that `level` does.
    """

    tag: str
    level: Cefr
    importance: int = 1
    required: bool = False
    desired: Cefr | None = None


@dataclass(frozen=True, slots=True)
class Eligibility:
    """Hard rules of a post; None or empty means that there is no such rule.

    Ages in completed years on the day service starts, both limits inclusive. Nationalities ISO 3166-1 alpha-2.
    `max_service_months` limits service already rendered plus this post. `max_duration` and `max_weekly_hours` bind the
    post itself, see `post_refusals`.
    """

    min_age: int | None = None
    max_age: int | None = None
    nationality: NationalityRule = NationalityRule.BY_TRACK
    allowed_nationalities: frozenset[str] = frozenset()
    excluded_nationalities: frozenset[str] = frozenset()
    must_be_studying: bool = False
    min_education: Education | None = None
    min_experience_months: int = 0
    max_service_months: int | None = None
    max_duration: Duration | None = None
    max_weekly_hours: int | None = None

    def __post_init__(self) -> None:
        if self.min_age is not None and self.max_age is not None and self.min_age > self.max_age:
            raise MatchingError(
                f"Nobody is at least {self.min_age} and at most {self.max_age} years old.",
                field="eligibility.max_age",
                remedy="Raise max_age or lower min_age.",
            )


@dataclass(frozen=True, slots=True)
class Post:
    """A post to be filled, in plain data.

    `start` is the planned first day (ages count on it), `latest_start` the end of the window. `countries` are those of
    its duty stations, ISO 3166-1 alpha-2, none for online: whoever may serve in one of them may serve here.
    `wanted_experience_months` earns full points. `weekly_hours` is asked of online volunteers. Raises MatchingError
    where fields contradict each other.
    """

    id: str
    track: Track
    start: date
    duration: Duration
    countries: frozenset[str] = frozenset()
    latest_start: date | None = None
    weekly_hours: int | None = None
    eligibility: Eligibility = field(default_factory=Eligibility)
    skills: tuple[WantedSkill, ...] = ()
    languages: tuple[WantedLanguage, ...] = ()
    areas: tuple[str, ...] = ()
    wanted_experience_months: int = 0

    def __post_init__(self) -> None:
        if not self.id:
            raise MatchingError("The post has no id.", field="id", remedy="Give it one.")
        if not self.countries and self.track is not Track.ONLINE and self.eligibility.nationality == "by_track":
            raise MatchingError(
                f"The {self.track} track depends on the duty station's country, and none is named.",
                field="country",
                remedy='Name it by its ISO 3166 code, or set eligibility.nationality to "any".',
            )
        if self.latest_start is not None and self.latest_start < self.start:
            raise MatchingError(
                f"The latest start {self.latest_start} lies before the start {self.start}.",
                field="latest_start",
                remedy="Give a later day, or leave it out.",
            )
        _refuse_repeats(ids=(skill.id for skill in self.skills), place="skills")
        _refuse_repeats(ids=(language.tag.lower() for language in self.languages), place="languages")
        _refuse_repeats(ids=self.areas, place="areas")
        for place, wanted in (("skills", self.skills), ("languages", self.languages)):
            _refuse_odd_importance(importances=(wish.importance for wish in wanted), place=place)
        for index, skill in enumerate(self.skills):
            if skill.level is not None and not 1 <= skill.level <= MAX_SKILL_LEVEL:
                raise MatchingError(
                    f"Level {skill.level} of {skill.id} does not exist.",
                    field=f"skills[{index}].level",
                    remedy="Levels are 1 basic, 2 working, 3 advanced, 4 expert.",
                )

    @property
    def last_start(self) -> date:
        """The last day on which service may start."""
        return self.latest_start or self.start


def _refuse_repeats(*, ids: Iterable[str], place: str) -> None:
    seen: set[str] = set()
    for index, one in enumerate(ids):
        if one in seen:
            raise MatchingError(f"{one} stands twice.", field=f"{place}[{index}]", remedy="Keep one of the two.")
        seen.add(one)


def _refuse_odd_importance(*, importances: Iterable[int], place: str) -> None:
    for index, importance in enumerate(importances):
        if not 1 <= importance <= MAX_IMPORTANCE:
            raise MatchingError(
                f"Importance {importance} is outside 1 to {MAX_IMPORTANCE}.",
                field=f"{place}[{index}].importance",
                remedy="Take a whole number in that range; leave the wish out if it does not matter.",
            )
