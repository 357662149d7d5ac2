"""Days per stage and where things stand: the pictures that officers and hosts share."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from minga.assignments.queries.progress import Pace, Stalled, last_moves, pace, standing_now
from minga.assignments.states import APPLICATION, DESCRIPTION
from minga.core.interface.pictures import Chart, Series
from minga.core.listing import in_a_row
from minga.core.money.formatting import format_number
from minga.home.counting import counted
from minga.home.sections import way_to

MACHINES = {"description": DESCRIPTION, "application": APPLICATION}
STAGES = ("submitted", "longlisted", "shortlisted", "with_host", "assessed", "selected", "reserve", "offered")

_EXPECTED = gettext_lazy(
    "What is expected elsewhere: three to five candidates on the shortlist within two weeks of publication "
    "(toolkit.unv.org, recruitment checklist), an offer about three working days after the selection and arrival "
    "within four weeks of the offer (unv.org, pre-assignment preparation)."
)

# What the worker counts again before it is asked for (signing_in.py).
COUNTS = {"last_moves": last_moves, "standing_now": standing_now}


def moves() -> Any:
    """The last moves of each stage, kept as counting.py says. Ten queries where they are counted."""
    return counted("last_moves", last_moves).value


def standing() -> Any:
    """How many applications stand where, with the moment of counting. One query where it is counted."""
    return counted("standing_now", standing_now)


def days_per_stage(*, countries: Collection[str] | None = None, hosts: Collection[int] | None = None) -> list[Chart]:
    """The median days in each stage as one picture; none where too little has happened yet."""
    rows = pace(moves(), countries=countries, hosts=hosts)
    if len(rows) < 2:
        return []
    slowest = max(rows, key=lambda row: row.days)
    return [
        Chart(
            title=_slowest(slowest),
            categories=[MACHINES[row.thing].labels[row.stage] for row in rows],
            series=[Series(_("Days, median"), [row.days for row in rows])],
            kind="bar",
            unit=_("days"),
            categories_name=_("Stage"),
            note=in_a_row(
                (
                    _("Half of the last moves out of each stage took at most so many days; at most 500 moves each."),
                    _EXPECTED,
                )
            ),
            groups=groups_of(rows),
        )
    ]


def _slowest(row: Pace) -> str:
    words = {
        "stage": MACHINES[row.thing].labels[row.stage],
        "days": format_number(Decimal(str(row.days)), decimals=1),
    }
    if row.thing == "description":
        return _("Descriptions stay longest at “%(stage)s”: %(days)s days") % words
    return _("Applications stay longest at “%(stage)s”: %(days)s days") % words


def groups_of(rows: Sequence[Pace]) -> list[tuple[str, int]]:
    """Whose the stages are, since both machines know a “sent”: how many rows of descriptions, then of applications.
    None where all are of one.
    """
    names = {"description": _("Descriptions"), "application": _("Applications")}
    found = [(names[thing], len(list(some))) for thing, some in groupby(rows, key=lambda row: row.thing)]
    return found if len(found) > 1 else []


def by_stage(counts: Mapping[str, int], *, title: str) -> list[Chart]:
    """Applications by stage as one picture; `title` states the finding. None where there are none."""
    shown = [state for state in STAGES if counts.get(state)]
    if len(shown) < 2:
        return []
    return [
        Chart(
            title=title,
            categories=[str(APPLICATION.labels[state]) for state in shown],
            series=[Series(_("Applications"), [counts[state] for state in shown])],
            kind="bar",
            categories_name=_("Stage"),
        )
    ]


def finding(counts: Mapping[str, int]) -> str:
    """“312 of 480 open applications are on the longlist”, of the fullest stage. No query."""
    shown = {state: counts[state] for state in STAGES if counts.get(state)}
    if not shown:
        return ""
    total, state = sum(shown.values()), max(shown, key=lambda name: shown[name])
    return ngettext(
        "%(many)s of %(total)s open application stands at “%(stage)s”",
        "%(many)s of %(total)s open applications stand at “%(stage)s”",
        total,
    ) % {
        "many": format_number(shown[state]),
        "total": format_number(total),
        "stage": APPLICATION.labels[state],
    }


def stalled_rows(
    rows: Iterable[Stalled], *, countries: Collection[str] | None = None, hosts: Collection[int] | None = None
) -> list[dict[str, Any]]:
    """The longest waits as a table shows them: since when, how long is usual, who acts next and by when."""
    today = timezone.localdate()
    paces = pace(moves(), countries=countries, hosts=hosts)
    usual = {row.stage: row.days for row in paces if row.thing == "description"}
    return [
        {
            "title": row.description.title,
            "host": row.description.host,
            "state": row.description.state,
            "days": row.days,
            "usual": usual.get(row.description.state),
            "who": row.next.who,
            "what": row.next.what,
            "by": row.next.by,
            "is_overdue": row.next.by is not None and row.next.by < today,
            "url": way_to("assignments:description", row.description.ref),
            "late": row.days > 2 * usual.get(row.description.state, row.days),
        }
        for row in rows
    ]
