"""What somebody here has edited since a list brought it: a newer list leaves it alone, unless one says otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from minga.core.audit.models import TrailEntry
from minga.core.importing.kinds import Importer, in_pieces
from minga.core.importing.models import Batch, Identity, Outcome

OF_IMPORTS = "import_"
"""Stands in the verbs by which lists are taken and taken back: these are no edits."""


@dataclass(frozen=True)
class Edit:
    """The last thing that somebody (an account) did to an object since a list brought it."""

    actor: int
    at: datetime


@dataclass(frozen=True)
class EditedRow:
    """A row whose object was edited here since: its line, what the list calls it, by whom and when."""

    line: int
    called: str
    who: str
    at: datetime | None


def edits_since(versions: Mapping[str, int]) -> dict[str, Edit]:
    """ref -> the last edit by somebody, of objects that were at these versions (by ref) when a list brought them.

    One query for each five hundred.
    """
    found: dict[str, Edit] = {}
    for piece in in_pieces(versions):
        rows = TrailEntry.objects.filter(target_ref__in=piece, actor__isnull=False).order_by("sequence")
        rows = rows.exclude(verb__contains=OF_IMPORTS)
        for ref, version, actor, at in rows.values_list("target_ref", "target_version", "actor", "at"):
            if actor is not None and version > versions[ref]:
                found[ref] = Edit(actor, at)
    return found


def edits_of(identities: Iterable[Identity]) -> dict[str, Edit]:
    """ref -> the last edit by somebody since the list brought the object. One query for each five hundred."""
    return edits_since({row.target_ref: row.target_version for row in identities if row.target_version is not None})


def edited_rows(
    lines: Mapping[int, str], edits: Mapping[str, Edit], *, called: Mapping[int, str] | None = None
) -> list[EditedRow]:
    """In the order of the file; lines: line -> ref of its object. One query for the names."""
    names = _names({edit.actor for edit in edits.values()})
    return [
        EditedRow(
            line,
            (called or {}).get(line, ""),
            names.get(edits[ref].actor, _("Someone")) if ref in edits else "",
            edits[ref].at if ref in edits else None,
        )
        for line, ref in sorted(lines.items())
    ]


def rows_left(batch: Batch, *, most: int) -> list[EditedRow]:
    """The first rows that were left as they were edited here, with who edited them as far as that still stands.

    Four queries.
    """
    lines = dict(batch.taken.filter(outcome=Outcome.LEFT).order_by("line").values_list("line", "target_ref")[:most])
    return edited_rows(lines, edits_of(Identity.objects.filter(kind=batch.kind, target_ref__in=lines.values())))


def what_it_is_called(importer: Importer, values: Mapping[str, str]) -> str:
    """The first field that every row has: a title, a name, an address."""
    return next((values.get(column.name, "") for column in importer.columns if column.is_required), "")


def _names(actors: set[int]) -> dict[int, str]:
    """Of those who have not left."""
    accounts = get_user_model()._default_manager.filter(pk__in=actors, erased_at=None) if actors else ()
    return {account.pk: str(account) for account in accounts}
