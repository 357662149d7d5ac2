"""What happened to a description, in the words of its readers, and which sections somebody else has changed since."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from minga.assignments.conditions import language_name
from minga.assignments.models import Category, Description
from minga.assignments.queries.descriptions import SECTIONS
from minga.core.audit import trail, words
from minga.core.audit.models import TrailEntry
from minga.core.audit.queries import lines
from minga.core.listing import listed
from minga.partners.models import Organisation
from minga.people.models import Account, Skill
from minga.places.models import Country

COLUMNS: dict[str, tuple[str, ...]] = {
    "basics": (
        "category", "track", "host", "country", "starts_on", "duration_months", "duration_weeks", "hours_a_week",
        "framework_output",
    ),
    "qualifications": ("min_education", "min_experience_months", "competencies", "languages", "skills", "areas"),
    "goals": ("targets",),
    "funding": ("funding", "nominating_partner", "nomination_quota", "shares"),
    "publication": ("closes_on", "officer"),
}  # fmt: skip
NAMED: dict[str, Any] = {
    "category": Category, "host": Organisation, "nominating_partner": Organisation, "country": Country,
    "officer": Account,
}  # fmt: skip
MOST = 80


def rows_of(description: Description) -> Any:
    """The trail's rows about the description, the newest first."""
    return TrailEntry.objects.filter(
        target_type=description._meta.label_lower, target_ref=description.ref
    ).order_by("-sequence")  # fmt: skip


def sections_of(entry: TrailEntry) -> set[str]:
    """The sections that one row of the trail changed. No query."""
    if entry.verb.startswith("update_") and entry.verb != "update_section":
        return {entry.verb.removeprefix("update_")}
    return {section for section, names in COLUMNS.items() if set(names) & set(entry.changes)}


def is_touched(description: Description, *, section: str, since: int) -> bool:
    """Whether the section has changed after the version `since`. One query."""
    return any(section in sections_of(row) for row in rows_of(description).filter(target_version__gt=since))


def changes_in(description: Description, *, section: str, since: int) -> dict[str, tuple[Any, Any]]:
    """name -> (then, now) of what changed in a section with rows after the version `since`. One query."""
    changed = trail.changes_since(target=description, version=since)
    if section in COLUMNS:
        return {name: pair for name, pair in changed.items() if name in COLUMNS[section]}
    return {name: pair for name, pair in changed.items() if name.isdigit()}


@dataclass(frozen=True)
class Changed:
    """One thing somebody else changed: its name, what it was, what it is."""

    label: str
    then: str
    now: str


def in_words(changes: Mapping[str, tuple[Any, Any]]) -> list[Changed]:
    """Changes of a section as its readers know them. One query for each kind of thing named."""
    return [Changed(_label(name), _value(name, then), _value(name, now)) for name, (then, now) in changes.items()]


def _label(name: str) -> str:
    if name.isdigit():
        return _("Seat %(number)s") % {"number": name}
    own: dict[str, str] = {
        "targets": _("SDG targets"),
        "shares": _("Shares"),
        "languages": _("Languages"),
        "skills": _("Skills"),
        "areas": _("Areas of expertise"),
    }
    return own.get(name) or words.field_words("assignments.description", name)


def _value(name: str, value: Any) -> str:
    if value in (None, "", [], {}):
        return ""
    if name in NAMED:
        return str(NAMED[name].objects.filter(pk=value).first() or "")
    spoken = _SPOKEN.get("seat" if name.isdigit() else name)
    return spoken(value) if spoken else words.value_words("assignments.description", name, value)


def _skills(value: Any) -> str:
    codes = [row[0] if isinstance(row, list) else row for row in value]
    return listed(str(skill) for skill in Skill.objects.filter(pk__in=codes))


def _languages(value: Any) -> str:
    return listed(f"{language_name(code)} {level}" for code, level, _required in value)


def _shares(value: Any) -> str:
    return listed(_("%(name)s %(percent)s %%") % {"name": who, "percent": part} for who, part in value)


def _seat(value: Mapping[str, Any]) -> str:
    key = value.get("supervisor")
    supervisor = Account.objects.filter(pk=key).first() if key else None
    parts = [value.get("city"), supervisor and str(supervisor), _("Cancelled") if value.get("is_cancelled") else ""]
    return " · ".join(str(part) for part in parts if part)


_SPOKEN: dict[str, Callable[[Any], str]] = {
    "seat": _seat,
    "skills": _skills,
    "areas": _skills,
    "languages": _languages,
    "shares": _shares,
}


@dataclass
class Happening:
    """One line of the history; a person's edits of one day are one line."""

    when: datetime
    title: str
    who: str
    text: str = ""
    tone: str = ""


def history(description: Description, *, reader: Any) -> list[Happening]:
    """What happened, the newest first, names as this reader may know them. Two queries."""
    shown: list[Happening] = []
    edited: dict[tuple[str, Any], tuple[Happening, set[str]]] = {}
    for line in lines(rows_of(description)[:MOST], reader=reader, with_values=False):
        entry = line.entry
        if not entry.verb.startswith("update_"):
            shown.append(Happening(entry.at, line.what, line.who, entry.reason, _tone(entry.verb)))
            continue
        touched = sections_of(entry)
        if not touched:
            continue
        known = edited.get((line.who, entry.at.date()))
        if known is None:
            known = (Happening(entry.at, _("Edited"), line.who), set())
            edited[line.who, entry.at.date()] = known
            shown.append(known[0])
        known[1].update(touched)
        known[0].text = named_sections(known[1])
    return shown


def named_sections(keys: Iterable[str]) -> str:
    """The names of sections in their order."""
    chosen = set(keys)
    return listed(str(label) for key, label in SECTIONS.items() if key in chosen)


def _tone(verb: str) -> str:
    return "bad" if verb == "cancel_description" else "warn" if verb == "request_edits" else ""
