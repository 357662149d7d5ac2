"""What a candidate brings, and the part of it that scoring is allowed to see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from minga.engines.matching.posts import MAX_SKILL_LEVEL
from minga.engines.matching.vocabulary import Cefr, Education, MatchingError

LEVEL_NOT_STATED = 0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person who may fill a post; `id` is opaque and carries no meaning.

    `skills` maps skill id to level 1..4 or 0 (held, level not stated); `languages` BCP 47 tag to CEFR level. Experience
    and `served_months` (service on this track so far) in months. None means that the profile does not say; an open
    `available_from` or `available_until` means no limit. `motivation` is an officer's rating 0..1, None before rating.
    """

    id: str
    birth_date: date | None = None
    nationalities: frozenset[str] = frozenset()
    studying: bool | None = None
    education: Education | None = None
    languages: Mapping[str, Cefr] = field(default_factory=dict)
    skills: Mapping[str, int] = field(default_factory=dict)
    areas: frozenset[str] = frozenset()
    experience_months: int = 0
    experience_months_by_area: Mapping[str, int] = field(default_factory=dict)
    served_months: int = 0
    available_from: date | None = None
    available_until: date | None = None
    weekly_hours: int | None = None
    motivation: float | Decimal | None = None

    def __post_init__(self) -> None:
        if not self.id:
            raise MatchingError("The candidate has no id.", field="id", remedy="Give one.")
        if self.available_from and self.available_until and self.available_until < self.available_from:
            raise MatchingError(
                f"Availability ends on {self.available_until}, before it begins on {self.available_from}.",
                field="available_until",
                remedy="Give a later day, or leave it out.",
            )
        if self.motivation is not None and not 0 <= self.motivation <= 1:
            raise MatchingError(
                f"The rating {self.motivation} is outside 0 to 1.",
                field="motivation",
                remedy="Rate between 0 (none) and 1 (full), or leave it out.",
            )
        if self.experience_months < 0 or self.served_months < 0:
            raise MatchingError("Months cannot be negative.", field="experience_months", remedy="State 0 or more.")
        if self.skills and not all(LEVEL_NOT_STATED <= level <= MAX_SKILL_LEVEL for level in self.skills.values()):
            raise MatchingError(
                "A skill level lies outside 0 to 4.",
                field="skills",
                remedy="Levels are 1 basic, 2 working, 3 advanced, 4 expert, 0 not stated.",
            )


@dataclass(frozen=True, slots=True)
class ScoringView:
    """All that scoring may know of a person.

    No id, birth date, nationality, studies, sex, disability, photograph or name: what is not here cannot weigh.
    `motivation` in hundredths of a point (0..10,000), None before rating.
    """

    skills: Mapping[str, int]
    languages: Mapping[str, Cefr]
    areas: frozenset[str]
    experience_months: int
    experience_months_by_area: Mapping[str, int]
    available_from: date | None
    available_until: date | None
    weekly_hours: int | None
    motivation: int | None


def scoring_view(candidate: Candidate) -> ScoringView:
    """The candidate without what must not weigh. A rating is rounded half up to hundredths of a point."""
    rating = candidate.motivation
    points = None
    if rating is not None:
        points = int(Decimal(str(rating)).scaleb(4).to_integral_value(ROUND_HALF_UP))
    return ScoringView(
        skills=candidate.skills,
        languages=candidate.languages,
        areas=candidate.areas,
        experience_months=candidate.experience_months,
        experience_months_by_area=candidate.experience_months_by_area,
        available_from=candidate.available_from,
        available_until=candidate.available_until,
        weekly_hours=candidate.weekly_hours,
        motivation=points,
    )
