"""Reading candidates from JSON Lines, one object a line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from minga.engines.matching.candidates import LEVEL_NOT_STATED, Candidate
from minga.engines.matching.files.fields import Fields, FileProblem, Notes, UnusableFile
from minga.engines.matching.files.wanted import EDUCATION, LEVELS, MOST_MONTHS, read_text
from minga.engines.matching.posts import MAX_SKILL_LEVEL
from minga.engines.matching.vocabulary import Cefr, Education, MatchingError


def read_candidates(path: Path) -> tuple[Candidate, ...]:
    """The candidates in a file; empty lines are passed over.

    Raises UnusableFile naming every line and field that is wrong, OSError when the file cannot be read.
    """
    problems: list[FileProblem] = []
    found: list[Candidate] = []
    line_of_id: dict[str, int] = {}
    for number, text in enumerate(read_text(path).split("\n"), start=1):
        if not text.strip():
            continue
        notes = Notes(file=str(path), line_of=_always(number))
        candidate = _candidate_on_line(text, notes)
        if candidate is not None and candidate.id in line_of_id:
            first = line_of_id[candidate.id]
            notes.add(field="id", message=f"{candidate.id} stands on line {first} too.", remedy="Keep one of the two.")
        problems.extend(notes.problems)
        if candidate is not None:
            line_of_id.setdefault(candidate.id, number)
            found.append(candidate)
    if problems:
        raise UnusableFile(tuple(problems))
    return tuple(found)


def _always(line: int) -> Callable[[str], int]:
    return lambda field: line


def _candidate_on_line(text: str, notes: Notes) -> Candidate | None:
    try:
        raw = json.loads(text)
    except json.JSONDecodeError as error:
        notes.add(
            field="",
            message=f"This is not JSON: {error.msg} (column {error.colno}).",
            remedy="Write one object a line.",
        )
        return None
    fields = Fields(raw, notes=notes)
    education = fields.choice("education", among=EDUCATION)
    try:
        candidate = Candidate(
            id=fields.text("id", required=True) or "?",
            birth_date=fields.day("birth_date"),
            nationalities=fields.countries("nationalities"),
            studying=fields.flag("studying"),
            education=None if education is None else Education[education.upper()],
            languages=_languages(fields),
            skills=_skills(fields),
            areas=frozenset(fields.texts("areas")),
            experience_months=fields.number("experience_months", most=MOST_MONTHS) or 0,
            experience_months_by_area=_numbers(fields, "experience_months_by_area", most=MOST_MONTHS),
            served_months=fields.number("served_months", most=MOST_MONTHS) or 0,
            available_from=fields.day("available_from"),
            available_until=fields.day("available_until"),
            weekly_hours=fields.number("weekly_hours", most=168),
            motivation=fields.rating("motivation"),
        )
    except MatchingError as error:
        notes.add(field=error.field, message=error.message, remedy=error.remedy)
        return None
    fields.finish()
    return None if notes.problems else candidate


def _languages(fields: Fields) -> dict[str, Cefr]:
    stated = fields.object("languages")
    if stated is None:
        return {}
    levels = {tag: stated.choice(tag, among=LEVELS, required=True) for tag in stated.names()}
    return {tag: Cefr[level] for tag, level in levels.items() if level is not None}


def _skills(fields: Fields) -> dict[str, int]:
    """An object of id and level (null: not stated), or a plain list of ids."""
    if isinstance(fields.value("skills"), list):
        return dict.fromkeys(fields.texts("skills"), LEVEL_NOT_STATED)
    return _numbers(fields, "skills", most=MAX_SKILL_LEVEL)


def _numbers(fields: Fields, name: str, *, most: int) -> dict[str, int]:
    stated = fields.object(name)
    if stated is None:
        return {}
    return {one: stated.number(one, most=most) or 0 for one in stated.names()}
