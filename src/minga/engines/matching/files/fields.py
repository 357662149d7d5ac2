"""Reading JSON objects field by field; everything that is wrong is collected with file, line, field and remedy."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')
COUNTRY = re.compile("[A-Z]{2}")


@dataclass(frozen=True, slots=True)
class FileProblem:
    """One thing wrong at one place of a file; `line` from 1, `field` empty for a whole line."""

    file: str
    line: int
    field: str
    message: str
    remedy: str

    def __str__(self) -> str:
        field = f"{self.field}: " if self.field else ""
        return f"{self.file}, line {self.line}, {field}{self.message} {self.remedy}".strip()


class UnusableFile(Exception):
    """A file that cannot be used; `problems` names all that is wrong."""

    def __init__(self, problems: tuple[FileProblem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


class Notes:
    """The problems of one file, each put on the line of its field."""

    def __init__(self, *, file: str, line_of: Callable[[str], int]) -> None:
        self.file = file
        self.line_of = line_of
        self.problems: list[FileProblem] = []

    def add(self, *, field: str, message: str, remedy: str) -> None:
        self.problems.append(FileProblem(self.file, self.line_of(field), field, message, remedy))


class Fields:
    """One JSON object. A method reads a field, notes what is wrong with it, and gives a harmless value in its place."""

    def __init__(self, raw: object, *, notes: Notes, prefix: str = "") -> None:
        self._notes = notes
        self._prefix = prefix
        self._known: set[str] = set()
        self._raw: Mapping[str, object] = {}
        self._is_object = isinstance(raw, dict)
        if isinstance(raw, dict):
            self._raw = raw
        else:
            notes.add(field=prefix.rstrip("."), message="is not an object.", remedy='Write it as {"field": value, …}.')

    def wrong(self, name: str, message: str, remedy: str) -> None:
        """Note a problem with a field of this object."""
        self._notes.add(field=f"{self._prefix}{name}", message=message, remedy=remedy)

    def value(self, name: str, *, required: bool = False) -> object:
        """The field as it stands; null counts as left out."""
        self._known.add(name)
        found = self._raw.get(name)
        if found is None and required and self._is_object:
            self.wrong(name, "is missing.", "Add it.")
        return found

    def text(self, name: str, *, required: bool = False) -> str:
        found = self.value(name, required=required)
        if found is None:
            return ""
        if not isinstance(found, str) or (required and not found.strip()):
            self.wrong(name, f"{_shown(found)} is not text.", "Write it in double quotes, not empty.")
            return ""
        return found

    def number(self, name: str, *, least: int = 0, most: int | None = None) -> int | None:
        """A whole number within limits, None when left out."""
        found = self.value(name)
        if found is None:
            return None
        if (
            isinstance(found, bool)
            or not isinstance(found, int)
            or found < least
            or (most is not None and found > most)
        ):
            limits = f"of {least} or more" if most is None else f"from {least} to {most}"
            self.wrong(name, f"{_shown(found)} is not a whole number {limits}.", "Correct it or leave it out.")
            return None
        return found

    def rating(self, name: str) -> float | None:
        """A number 0 to 1, None when left out."""
        found = self.value(name)
        if found is None:
            return None
        if isinstance(found, bool) or not isinstance(found, int | float) or not 0 <= found <= 1:
            self.wrong(name, f"{_shown(found)} is not a number from 0 to 1.", "Correct it or leave it out.")
            return None
        return float(found)

    def day(self, name: str, *, required: bool = False) -> date | None:
        """An ISO 8601 date of the years 1900 to 2199, None when left out."""
        found = self.value(name, required=required)
        if found is None:
            return None
        try:
            day = date.fromisoformat(str(found))
        except ValueError:
            day = date.min
        if not 1900 <= day.year < 2200 or len(str(found)) != len("2027-03-01"):
            self.wrong(
                name, f"{_shown(found)} is not a date from 1900 to 2199.", "Write year-month-day, such as 2027-03-01."
            )
            return None
        return day

    def flag(self, name: str) -> bool | None:
        found = self.value(name)
        if found is not None and not isinstance(found, bool):
            self.wrong(name, f"{_shown(found)} is neither true nor false.", "Write true or false.")
            return None
        return found

    def choice(self, name: str, *, among: tuple[str, ...], required: bool = False) -> str | None:
        """One of a list of words, None when left out or unknown."""
        found = self.value(name, required=required)
        if found is None or found in among:
            return None if found is None else str(found)
        self.wrong(name, f"{_shown(found)} is not known.", f"Take one of {', '.join(among)}.")
        return None

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts, empty when left out."""
        found = self.value(name)
        if found is None:
            return ()
        if not isinstance(found, list) or not all(isinstance(one, str) and one for one in found):
            self.wrong(name, f"{_shown(found)} is not a list of texts.", 'Write it as ["one", "two"].')
            return ()
        return tuple(found)

    def country(self, name: str) -> str:
        """An ISO 3166-1 alpha-2 code, empty when left out."""
        code = self.text(name)
        if code:
            self._refuse_odd_country(name, code)
        return code

    def countries(self, name: str) -> frozenset[str]:
        """ISO 3166-1 alpha-2 codes, empty when left out."""
        codes = self.texts(name)
        for code in codes:
            self._refuse_odd_country(name, code)
        return frozenset(codes)

    def _refuse_odd_country(self, name: str, code: str) -> None:
        if not COUNTRY.fullmatch(code):
            self.wrong(name, f"{_shown(code)} is no country code.", "Use two capital letters of ISO 3166-1.")

    def object(self, name: str, *, required: bool = False) -> Fields | None:
        """A nested object, None when left out."""
        found = self.value(name, required=required)
        return None if found is None else Fields(found, notes=self._notes, prefix=f"{self._prefix}{name}.")

    def objects(self, name: str) -> list[Fields]:
        """A list of nested objects, empty when left out."""
        found = self.value(name)
        if found is None:
            return []
        if not isinstance(found, list):
            self.wrong(name, f"{_shown(found)} is not a list.", "Write it as [{…}, {…}].")
            return []
        return [
            Fields(one, notes=self._notes, prefix=f"{self._prefix}{name}[{index}].") for index, one in enumerate(found)
        ]

    def names(self) -> tuple[str, ...]:
        """The names of all fields, for objects whose names are ids."""
        self._known.update(self._raw)
        return tuple(self._raw)

    def finish(self) -> None:
        """Note every field that nobody asked for, with the name that was probably meant."""
        for name in self._raw:
            if name not in self._known:
                close = get_close_matches(name, sorted(self._known), n=1)
                hint = f"Did you mean {close[0]}?" if close else f"Known are {', '.join(sorted(self._known))}."
                self.wrong(name, "is not a field of this format.", hint)


def lines_of_fields(text: str) -> dict[str, int]:
    """The line, from 1, on which each field of a valid JSON text stands, by path such as `skills[0].level`."""
    lines: dict[str, int] = {"": 1}
    stack: list[tuple[str, int]] = []
    key, path = "", ""
    expects_key = False
    for token in TOKEN.finditer(text):
        word = token.group()
        if word in "{[":
            here = _path(stack, path, key)
            stack.append((here, -1 if word == "{" else 0))
            path, key, expects_key = here, "", word == "{"
        elif word in "}]":
            path = stack.pop()[0]
            path = stack[-1][0] if stack else ""
            expects_key = False
        elif word == ",":
            top, index = stack[-1]
            expects_key = index < 0
            if index >= 0:
                stack[-1] = (top, index + 1)
        elif expects_key:
            key, expects_key = word[1:-1], False
        if word not in "}],:" and stack:
            lines.setdefault(_path(stack, path, key), 1 + text.count("\n", 0, token.start()))
    return lines


def _path(stack: list[tuple[str, int]], path: str, key: str) -> str:
    if not stack:
        return ""
    index = stack[-1][1]
    if index >= 0:
        return f"{path}[{index}]"
    return f"{path}.{key}" if path and key else path or key


def _shown(found: object) -> str:
    text = repr(found)
    return text if len(text) <= 60 else text[:57] + "…"
