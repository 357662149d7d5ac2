"""The words of matching: tracks, levels, parts of a score, rules and remedies, and the errors of this engine."""

from __future__ import annotations

from datetime import date
from enum import IntEnum, StrEnum

Value = int | str | date | tuple[str, ...] | None
"""What a condition or an evidence row requires or finds. The room renders it as a translated sentence."""

FULL_POINTS = 10_000
"""A full part or total, in hundredths of a point: 10,000 is shown as 100.00."""


class MatchingError(ValueError):
    """Input that matching cannot use. `field` is where, `remedy` is what to do."""

    def __init__(self, message: str, *, field: str = "", remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.remedy = remedy

    def __str__(self) -> str:
        place = f"{self.field}: " if self.field else ""
        return f"{place}{self.message} {self.remedy}".strip()


class Track(StrEnum):
    """Where a post stands towards the candidate's own country."""

    NATIONAL = "national"
    INTERNATIONAL = "international"
    ONLINE = "online"


class NationalityRule(StrEnum):
    """Whether the track decides on nationality. ANY serves refugees, who serve in the country that received them."""

    BY_TRACK = "by_track"
    ANY = "any"


class Cefr(IntEnum):
    """Levels of the Common European Framework of Reference for Languages (Council of Europe, 2020)."""

    A1 = 1
    A2 = 2
    B1 = 3
    B2 = 4
    C1 = 5
    C2 = 6


class Education(IntEnum):
    """Levels of education, ISCED 2011 (UNESCO Institute for Statistics)."""

    NONE = 0
    PRIMARY = 1
    LOWER_SECONDARY = 2
    UPPER_SECONDARY = 3
    POST_SECONDARY = 4
    SHORT_CYCLE_TERTIARY = 5
    BACHELOR = 6
    MASTER = 7
    DOCTORATE = 8


class Part(StrEnum):
    """The named parts of a score, in the order of the columns of a part matrix."""

    SKILLS = "skills"
    LANGUAGES = "languages"
    EXPERIENCE = "experience"
    AVAILABILITY = "availability"
    MOTIVATION = "motivation"


PARTS: tuple[Part, ...] = tuple(Part)


class Rule(StrEnum):
    """Hard rules, in the order in which they are tested and counted."""

    MIN_AGE = "min_age"
    MAX_AGE = "max_age"
    TRACK_NATIONALITY = "track_nationality"
    ALLOWED_NATIONALITY = "allowed_nationality"
    EXCLUDED_NATIONALITY = "excluded_nationality"
    STUDYING = "studying"
    EDUCATION = "education"
    EXPERIENCE = "experience"
    SERVICE_LIMIT = "service_limit"
    LANGUAGE = "language"
    SKILL = "skill"
    MAX_DURATION = "max_duration"
    MAX_WEEKLY_HOURS = "max_weekly_hours"


class Remedy(StrEnum):
    """What would change a refusal. The value that goes with it is named in brackets."""

    NONE = ""
    COMPLETE_PROFILE = "complete_profile"  # [field of the profile]
    START_FROM = "start_from"  # [date from which a post may start]
    OTHER_CATEGORY = "other_category"
    OTHER_TRACK = "other_track"  # [track that fits]
    OTHER_POST = "other_post"
    CONFIRM_STUDIES = "confirm_studies"
    COMPLETE_EDUCATION = "complete_education"  # [level]
    GAIN_EXPERIENCE = "gain_experience"  # [months that lack]
    SHORTER_POST = "shorter_post"  # [months that remain]
    REACH_LEVEL = "reach_level"  # [CEFR level]
    ADD_SKILL = "add_skill"  # [skill id]
    SHORTEN = "shorten"  # [limit] said to the host, not to a candidate


class EvidenceCode(StrEnum):
    """Where points of a part come from."""

    NOTHING_ASKED = "nothing_asked"
    SKILL = "skill"
    LANGUAGE = "language"
    TOTAL_EXPERIENCE = "total_experience"
    EXPERIENCE_IN_AREAS = "experience_in_areas"
    AREAS_NAMED = "areas_named"
    START = "start"
    LENGTH = "length"
    WEEKLY_HOURS = "weekly_hours"
    MOTIVATION = "motivation"
