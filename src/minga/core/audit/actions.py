"""Opening sealed values and taking the trail away: both are themselves links in it, with their purpose."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _

from minga.core.acting import Actor, action
from minga.core.audit import trail
from minga.core.audit.models import TrailCheck, TrailEntry
from minga.core.audit.queries import accounts_called, is_minga
from minga.core.audit.verifying import Report
from minga.core.errors import Incomplete, Problem

SHORTEST_PURPOSE = 5
FIRST_HAN = "\u2e80"
"""From here on a sign says about as much as two letters: “面试” is a word."""
MOST_KEPT = 100


@dataclass(frozen=True)
class Opened:
    """What lay sealed in a row of the trail: each field's value before and after, and the reason given then."""

    changes: dict[str, list[Any]]
    reason: str


@action("audit.open_values", target="entry")
def open_values(*, actor: Actor, entry: TrailEntry, reason: str) -> Opened:
    """Read the sealed values of one row; the purpose is sealed with them. Raises Incomplete without one."""
    _check_purpose(reason)
    return Opened(trail.open_changes(entry), trail.open_reason(entry))


@action("audit.export")
def export_trail(*, actor: Actor, filters: dict[str, Any], reason: str) -> None:
    """Note that the rows which `filters` chose were taken away, and what for. Raises Incomplete without a purpose.

    Whose rows they are stands there by the numbers that people have in the trail: emails and names would outlive them.
    """
    _check_purpose(reason)
    chosen = ", ".join(f"{name}={_kept(name, str(value))}" for name, value in filters.items() if value)
    trail.note(actor=actor, verb="choose_rows", target=None, after={"filters": chosen})


@action("audit.verify", automatic=True)
def note_check(*, actor: Actor, report: Report) -> TrailCheck:
    """Keep what verifying the trail found; at most a hundred findings are kept in full."""
    return TrailCheck.objects.create(
        created_by_id=actor.pk,
        rows=report.rows,
        last=report.last,
        head=report.head,
        findings=[asdict(finding) for finding in report.findings[:MOST_KEPT]],
        found=report.found,
    )


def _kept(name: str, value: str) -> str:
    if name != "who" or is_minga(value):
        return value
    return " ".join(f"account:{pk}" for pk in sorted(accounts_called(value))) or "nobody"


def _check_purpose(reason: str) -> None:
    if not says_a_purpose(reason):
        raise Incomplete(
            _("Personal data is read for a purpose."),
            problems=[Problem("reason", _("Say what it is for, in a few words."))],
        )


def says_a_purpose(reason: str) -> bool:
    """Whether the words are long enough to say what personal data is read for: five letters, or three Chinese signs."""
    return sum(1 + (sign >= FIRST_HAN) for sign in reason.strip()) >= SHORTEST_PURPOSE
