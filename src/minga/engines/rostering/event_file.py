"""event.json: the event's days, the figures of the rules, the weights of the cost."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from minga.engines.rostering.arrays import LARGEST, LONGEST_EVENT_DAYS
from minga.engines.rostering.clocks import is_zone, like
from minga.engines.rostering.columns import minute_of
from minga.engines.rostering.defects import Findings
from minga.engines.rostering.instance import STABILITIES, Rules, Weights

FORMAT = "minga-roster/1"
KEYS = ("format", "name", "timezone", "first_day", "last_day", "rules", "weights", "now")


@dataclass(frozen=True, slots=True)
class Event:
    """What event.json says; `now` in minutes since midnight of the first day. `days_known`: both days could be read."""

    name: str
    timezone: str
    first_day: date
    last_day: date
    rules: Rules
    weights: Weights
    now: int | None
    days_known: bool = True
    weight_lines: Mapping[str, int] = field(default_factory=dict)


def read_event(folder: Path, findings: Findings) -> Event:
    """Read event.json of a folder; what is wrong is noted and replaced by a harmless value."""
    reading = _EventReading(folder / "event.json", findings)
    raw = reading.load()
    reading.only(raw, KEYS, "")
    if raw.get("format") != FORMAT:
        reading.wrong("format", f"{raw.get('format')!r} is not {FORMAT!r}.", f'Write "format": "{FORMAT}".')
    days = [reading.day(raw, "first_day"), reading.day(raw, "last_day")]
    first, last = (day or date(2000, 1, 1) for day in days)
    known = None not in days
    if known and not 0 <= (last - first).days < LONGEST_EVENT_DAYS:
        message = "is before first_day." if last < first else f"makes an event of more than {LONGEST_EVENT_DAYS} days."
        reading.wrong("last_day", message, "Correct the days.")
        known = False
    if not known:
        last = first
    now = minute_of(str(raw["now"]), first) if raw.get("now") is not None else None
    if raw.get("now") is not None and now is None:
        reading.wrong("now", f"{raw['now']!r} is no local time.", "Write 2022-02-02T08:30.")
    return Event(
        name=reading.text(raw, "name"),
        timezone=reading.zone(raw),
        first_day=first,
        last_day=last,
        rules=Rules(**reading.figures(raw, "rules", Rules)),
        weights=Weights(**reading.figures(raw, "weights", Weights)),
        now=now,
        days_known=known,
        weight_lines={entry.name: reading.line_of(entry.name, after="weights") for entry in fields(Weights)},
    )


class _EventReading:
    def __init__(self, path: Path, findings: Findings) -> None:
        self._path = path
        self._findings = findings
        self._lines: list[str] = []

    def wrong(self, key: str, message: str, remedy: str) -> None:
        last = key.rsplit(".", 1)[-1]
        line = self.line_of(last)
        self._findings.add("event.json", line, key, message, remedy)

    def line_of(self, key: str, *, after: str = "") -> int:
        """The first line with a key, from that of the key `after` on; where it is nowhere, that of `after`, else 1."""
        first = self.line_of(after) if after else 1
        return next((row for row, text in enumerate(self._lines, 1) if row >= first and f'"{key}"' in text), first)

    def load(self) -> Mapping[str, Any]:
        try:
            text = self._path.read_bytes().decode("utf-8-sig")
        except OSError as error:
            self._findings.add("event.json", 0, "", f"cannot be read ({error.strerror}).", "Add it to the folder.")
            return _Anything()
        except UnicodeDecodeError as error:
            self._findings.add("event.json", 1, "", f"byte {error.start + 1} is no UTF-8.", "Save it as UTF-8.")
            return _Anything()
        self._lines = text.splitlines()
        try:
            raw = json.loads(text, object_pairs_hook=self._once)
        except json.JSONDecodeError as error:
            self._findings.add("event.json", error.lineno, "", f"is no JSON ({error.msg}).", "Correct this line.")
            return _Anything()
        except (ValueError, RecursionError):
            message = "holds a number of thousands of digits, or thousands of brackets one inside the other."
            self._findings.add("event.json", 0, "", message, "Write it as docs/roster-format.md shows.")
            return _Anything()
        if not isinstance(raw, dict):
            self._findings.add("event.json", 1, "", "is no object.", 'Write {"format": …}.')
            return _Anything()
        return raw

    def _once(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in pairs:
            if key in found:
                self.wrong(key, "stands twice.", "Keep one of the two.")
            found[key] = value
        return found

    def only(self, raw: Mapping[str, Any], known: tuple[str, ...], prefix: str) -> None:
        for key in raw:
            if key not in known:
                near = get_close_matches(key, known, n=1)
                remedy = f"Did you mean {near[0]}?" if near else f"Remove it; known are {', '.join(known)}."
                self.wrong(f"{prefix}{key}", "is an unknown key.", remedy)

    def text(self, raw: Mapping[str, Any], key: str) -> str:
        if isinstance(raw, _Anything):
            return ""
        value = raw.get(key)
        if not isinstance(value, str) or not value:
            self.wrong(key, "is missing or no text.", "Write it in double quotes.")
            return ""
        return value

    def zone(self, raw: Mapping[str, Any]) -> str:
        name = self.text(raw, "timezone")
        if name and not is_zone(name):
            near = like(name)
            remedy = f"Did you mean {near}?" if near else "Write a name of the IANA database, such as Europe/Paris."
            self.wrong("timezone", f"there is no time zone {name!r}.", remedy)
        return name

    def day(self, raw: Mapping[str, Any], key: str) -> date | None:
        try:
            return date.fromisoformat(str(raw.get(key)))
        except ValueError:
            if not isinstance(raw, _Anything):
                self.wrong(key, f"{raw.get(key)!r} is no date.", "Write year-month-day, such as 2022-02-20.")
            return None

    def figures(self, raw: Mapping[str, Any], key: str, kind: type[Rules] | type[Weights]) -> dict[str, Any]:
        """Whole numbers by name; a figure left out takes the default, which docs/roster-format.md lists."""
        names = tuple(entry.name for entry in fields(kind))
        given = raw.get(key)
        if not isinstance(given, dict):
            if not isinstance(raw, _Anything):
                self.wrong(key, "is missing or no object.", f"Write an object with {', '.join(names)}.")
            return {}
        self.only(given, names, f"{key}.")
        found: dict[str, Any] = {}
        for name, value in given.items():
            if name == "stability":
                if value not in STABILITIES:
                    self.wrong(f"{key}.{name}", f"{value!r} is unknown.", f"Choose one of {', '.join(STABILITIES)}.")
                    continue
            elif isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LARGEST[key]:
                remedy = f"Write a whole number from 0 to {LARGEST[key]}."
                self.wrong(f"{key}.{name}", f"{value!r} is no such number.", remedy)
                continue
            if name in names:
                found[name] = value
        return found


class _Anything(dict[str, Any]):
    """Stands for an event.json that could not be read; asks for nothing more."""

    def get(self, key: str, default: Any = None) -> Any:
        return FORMAT if key == "format" else default
