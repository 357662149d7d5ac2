"""Reading a post from JSON, format `minga-match-post/1`."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from minga.engines.matching.files.fields import Fields, FileProblem, Notes, UnusableFile, lines_of_fields
from minga.engines.matching.posts import (
    MAX_IMPORTANCE,
    MAX_SKILL_LEVEL,
    Duration,
    Eligibility,
    Post,
    WantedLanguage,
    WantedSkill,
)
from minga.engines.matching.vocabulary import Cefr, Education, MatchingError, NationalityRule, Track

POST_FORMAT = "minga-match-post/1"
MOST_MONTHS = 1200
LEVELS = tuple(Cefr.__members__)
EDUCATION = tuple(name.lower() for name in Education.__members__)


def read_post(path: Path) -> Post:
    """The post in a file. Raises UnusableFile naming every field that is wrong, OSError when it cannot be read."""
    text = read_text(path)
    try:
        raw = json.loads(text)
    except json.JSONDecodeError as error:
        problem = FileProblem(str(path), error.lineno, "", f"This is not JSON: {error.msg}.", "Mend the file there.")
        raise UnusableFile((problem,)) from None
    lines = lines_of_fields(text)
    notes = Notes(file=str(path), line_of=lambda field: _nearest_line(lines, field))
    fields = Fields(raw, notes=notes)
    post = _post(fields, notes)
    fields.finish()
    if post is None or notes.problems:
        raise UnusableFile(tuple(notes.problems))
    return post


def read_text(path: Path) -> str:
    """A file as UTF-8 text. Raises UnusableFile naming the line of the first bad byte."""
    raw = path.read_bytes()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = 1 + raw.count(b"\n", 0, error.start)
        problem = FileProblem(str(path), line, "", "This is not UTF-8 text.", "Save the file as UTF-8.")
        raise UnusableFile((problem,)) from None


def _nearest_line(lines: dict[str, int], field: str) -> int:
    while field not in lines:
        field = field[: max(field.rfind("."), field.rfind("["), 0)]
    return lines[field]


def _post(fields: Fields, notes: Notes) -> Post | None:
    fields.choice("format", among=(POST_FORMAT,), required=True)
    rules = fields.object("eligibility")
    try:
        post = Post(
            id=fields.text("id", required=True) or "?",
            track=Track(fields.choice("track", among=tuple(Track), required=True) or Track.ONLINE),
            countries=_countries(fields),
            start=fields.day("start", required=True) or date.min,
            latest_start=fields.day("latest_start"),
            duration=_duration(fields, "duration", required=True) or Duration(months=1),
            weekly_hours=fields.number("weekly_hours", least=1, most=168),
            eligibility=Eligibility() if rules is None else _eligibility(rules),
            skills=tuple(_skill(one) for one in fields.objects("skills")),
            languages=tuple(_language(one) for one in fields.objects("languages")),
            areas=fields.texts("areas"),
            wanted_experience_months=fields.number("wanted_experience_months", most=MOST_MONTHS) or 0,
        )
    except MatchingError as error:
        notes.add(field=error.field, message=error.message, remedy=error.remedy)
        return None
    return post


def _countries(fields: Fields) -> frozenset[str]:
    """`countries`, or one as `country`."""
    several, one = fields.countries("countries"), fields.country("country")
    if several and one:
        fields.wrong("country", "stands beside countries.", "Name every country in countries, or one in country.")
    return several or frozenset(filter(None, [one]))


def _duration(fields: Fields, name: str, *, required: bool = False) -> Duration | None:
    length = fields.object(name, required=required)
    if length is None:
        return None
    months = length.number("months", most=MOST_MONTHS) or 0
    days = (length.number("weeks", most=5200) or 0) * 7 + (length.number("days", most=36500) or 0)
    length.finish()
    if months + days == 0:
        fields.wrong(name, "is no length of service.", 'Write it like {"months": 12} or {"weeks": 12}.')
        return None
    return Duration(months=months, days=days)


def _eligibility(rules: Fields) -> Eligibility:
    education = rules.choice("min_education", among=EDUCATION)
    found = Eligibility(
        min_age=rules.number("min_age", most=120),
        max_age=rules.number("max_age", most=120),
        nationality=NationalityRule(rules.choice("nationality", among=tuple(NationalityRule)) or "by_track"),
        allowed_nationalities=rules.countries("allowed_nationalities"),
        excluded_nationalities=rules.countries("excluded_nationalities"),
        must_be_studying=rules.flag("must_be_studying") or False,
        min_education=None if education is None else Education[education.upper()],
        min_experience_months=rules.number("min_experience_months", most=MOST_MONTHS) or 0,
        max_service_months=rules.number("max_service_months", most=MOST_MONTHS),
        max_duration=_duration(rules, "max_duration"),
        max_weekly_hours=rules.number("max_weekly_hours", least=1, most=168),
    )
    rules.finish()
    return found


def _skill(wanted: Fields) -> WantedSkill:
    skill = WantedSkill(
        id=wanted.text("id", required=True),
        importance=wanted.number("importance", least=1, most=MAX_IMPORTANCE) or 1,
        required=wanted.flag("required") or False,
        level=wanted.number("level", least=1, most=MAX_SKILL_LEVEL),
    )
    wanted.finish()
    return skill


def _language(wanted: Fields) -> WantedLanguage:
    level = wanted.choice("level", among=LEVELS, required=True)
    desired = wanted.choice("desired", among=LEVELS)
    language = WantedLanguage(
        tag=wanted.text("tag", required=True),
        level=Cefr[level or "A1"],
        importance=wanted.number("importance", least=1, most=MAX_IMPORTANCE) or 1,
        required=wanted.flag("required") or False,
        desired=None if desired is None else Cefr[desired],
    )
    wanted.finish()
    return language
