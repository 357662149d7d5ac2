"""The tables of the selection whose columns people choose: what a longlist may show, on the page and taken away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from minga.assignments.evidence import PART_NAMES
from minga.assignments.models import Application
from minga.assignments.models.application import SCORE_PARTS
from minga.assignments.queries.longlist import Row
from minga.core.tables.kinds import TableColumn, TableKind, sign_in


def _part(name: str) -> Callable[[Row], Decimal]:
    return lambda row: row.part(name)


LONGLIST = sign_in(
    TableKind(
        "assignments.longlist",
        columns=(
            TableColumn("rank", _("Rank"), lambda row: row.rank, kind="integer", fixed=True),
            TableColumn("number", _("Candidate"), lambda row: row.application.candidate_number, kind="integer",
                        fixed=True),
            TableColumn("initial", _("Initial"), lambda row: row.initial, fixed=True),
            TableColumn("total", _("Score"), lambda row: row.total, kind="decimal", fixed=True),
            *(TableColumn(name, PART_NAMES[name], _part(name), kind="decimal") for name in SCORE_PARTS),
            TableColumn("state", _("State"), lambda row: row.application.get_state_display(), usual=False),
            TableColumn("submitted", _("Applied on"), lambda row: row.application.submitted_at, kind="datetime",
                        usual=False),
            TableColumn("available", _("Available from"), lambda row: row.application.available_from, kind="date",
                        usual=False),
            TableColumn("note", _("Why the order was left"), lambda row: row.application.officer_note, usual=False),
        ),
    )
)  # fmt: skip


@dataclass(frozen=True)
class Selected:
    """One candidate of the selection page, named as the reader may name them."""

    application: Application
    title: str


SELECTION = TableKind(
    "assignments.selection",
    columns=(
        TableColumn("candidate", _("Candidate"), lambda row: row.title, fixed=True),
        TableColumn("state", _("State"), lambda row: row.application.get_state_display()),
        TableColumn("since", _("Since"), lambda row: row.application.state_changed_at, kind="datetime"),
        TableColumn("reserve", _("Place in the reserve"), lambda row: row.application.reserve_rank, kind="integer"),
        TableColumn("asked", _("Assessments asked for"), lambda row: row.application.asked, kind="integer"),
        TableColumn("written", _("Assessments written"), lambda row: row.application.written, kind="integer"),
    ),
)
