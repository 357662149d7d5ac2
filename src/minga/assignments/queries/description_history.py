"""What happened to a description, in the words of its readers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from minga.assignments.models import Description
from minga.assignments.queries.descriptions import SECTIONS
from minga.core.acting import allowed
from minga.core.audit.models import TrailEntry
from minga.core.audit.queries import lines
from minga.core.listing import listed

COLUMNS: dict[str, tuple[str, ...]] = {
    "basics": (
        "category", "serves_as", "track", "host", "country", "starts_on", "duration_months", "duration_weeks",
        "hours_a_week", "framework_output",
    ),
    "qualifications": ("min_education", "min_experience_months", "competencies", "languages", "skills", "areas"),
    "goals": ("targets",),
    "funding": ("funding", "nominating_partner", "nomination_quota", "shares"),
    "publication": ("closes_on", "officer"),
}  # fmt: skip
MOST = 80
OF_SELECTION = ("order_reserve", "set_criteria", "take_rows_away")
OF_LONGLIST = ("set_weights", "refresh_longlist", "answer_everyone")
"""Done to a description and about its candidates: shown to whoever sees its selection, or its longlist."""


def rows_of(description: Description) -> Any:
    """The trail's rows about the description, the newest first. One query when read."""
    return TrailEntry.objects.filter(
        target_type=description._meta.label_lower, target_ref=description.ref
    ).order_by("-sequence")  # fmt: skip


def was_sent_by(description: Description, account: Any) -> bool:
    """Whether this person sent it for approval the last time, for the host entity perhaps. One query."""
    sent = rows_of(description).filter(verb="submit_description").values_list("actor", flat=True).first()
    return sent is not None and sent == account.pk


def sections_of(entry: TrailEntry) -> set[str]:
    """The sections that one row of the trail changed. No query."""
    if entry.verb.startswith("update_") and entry.verb != "update_section":
        return {entry.verb.removeprefix("update_")}
    return {section for section, names in COLUMNS.items() if set(names) & set(entry.changes)}


@dataclass
class Happening:
    """One line of the history; a person's edits of one day are one line."""

    when: datetime
    title: str
    who: str
    text: str = ""
    tone: str = ""


def history(description: Description, *, reader: Any) -> list[Happening]:
    """What happened, the newest first, names as this reader may know them. Two queries, three for some who neither
    decide nor host.

    What was done about candidates, and why, is told to whoever sees them.
    """
    untold: tuple[str, ...] = () if allowed(reader, "assignments.view_longlist", description) else OF_LONGLIST
    if not allowed(reader, "assignments.view_selection", description):
        untold += OF_SELECTION
    shown: list[Happening] = []
    edited: dict[tuple[str, Any], tuple[Happening, set[str]]] = {}
    for line in lines(rows_of(description).exclude(verb__in=untold)[:MOST], reader=reader, with_values=False):
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
