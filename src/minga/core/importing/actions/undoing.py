"""Undoing an import: what it made goes, what it changed becomes as it was, a piece at a time."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from minga.core.acting import action
from minga.core.errors import Refused
from minga.core.importing.actions import pieces
from minga.core.importing.actions.pieces import count_outcomes, forget_rows, leave_to_worker
from minga.core.importing.kinds import KINDS, Importer, OneByOne, Setting
from minga.core.importing.models import Batch, Identity, Outcome, TakenRow
from minga.core.importing.states import BATCH


@action("importing.handle_import", target="batch", automatic=True)
def undo_import(
    *, actor: Any, batch: Batch, reason: str = "", seen: int | None = None, for_worker: bool = False
) -> Batch:
    """Take the next rows back, the last first. What somebody has changed or uses since stays, and is counted as kept.

    Called again while the state is `undoing`; it is `undone` after the last rows. for_worker: as in take_import.
    """
    if batch.state != "undoing":
        BATCH.move(batch, verb="undo")
        forget_rows(batch)
    if for_worker:
        leave_to_worker(batch, actor=actor)
    importer = KINDS[batch.kind]
    setting = Setting(actor=actor, source=batch.source, scope=batch.scope_ref)
    left = batch.taken.filter(outcome__in=(Outcome.CREATED, Outcome.UPDATED)).order_by("-line")
    piece = list(islice(left.iterator(), pieces.PIECE))
    undone = _undo_piece(piece, importer, setting, kind=batch.kind)
    batch.counts = {**batch.counts, **count_outcomes(batch)}
    if undone == len(piece) < pieces.PIECE:
        _undo_what_came_beside(batch, importer, setting)
        BATCH.move(batch, verb="undo")
        forget_rows(batch)
        batch.finished_at = timezone.now()
    batch.save()
    return batch


def _undo_piece(piece: Sequence[TakenRow], importer: Importer, setting: Setting, *, kind: str) -> int:
    """Take these rows back, or as many of them as the time allows; returns how many."""
    until = time.monotonic() + pieces.LONGEST_PIECE
    together = _undone_together(piece, importer, setting)
    asked = []
    for row in [*together, *(row for row in piece if row not in together)]:
        gone = row in together or _undo_row(row, importer, setting, kind=kind)
        row.outcome = Outcome.UNDONE if gone else Outcome.KEPT
        asked.append(row)
        if row not in together and time.monotonic() > until:
            break
    TakenRow.objects.bulk_update(asked, ["outcome"], batch_size=100)
    return len(asked)


def _undone_together(piece: Sequence[TakenRow], importer: Importer, setting: Setting) -> set[TakenRow]:
    """Rows whose objects were new and are as they were, removed at once where the kind and all of them allow it."""
    if isinstance(importer, OneByOne):
        return set()  # each is read when it is asked, not all of them once more for each piece
    new = [row for row in piece if row.outcome == Outcome.CREATED and not set(row.before) - {"beside"}]
    found = {row: importer.find(row.target_type, row.target_ref) for row in new}
    same = {row: target for row, target in found.items() if target is not None and target.version == row.target_version}
    try:
        with transaction.atomic():
            if not same or not importer.undo_new(list(same.values()), setting):
                return set()
    except (ProtectedError, Refused):
        return set()
    for kind in {row.target_type for row in same}:
        refs = [row.target_ref for row in same if row.target_type == kind]
        Identity.objects.filter(target_type=kind, target_ref__in=refs).delete()
    return set(same)


def _undo_row(row: TakenRow, importer: Importer, setting: Setting, *, kind: str) -> bool:
    before = {name: value for name, value in row.before.items() if name not in {"beside", "version", "brought"}}
    gone = _undo_target(importer, setting, target=(row.target_type, row.target_ref, row.target_version), before=before)
    if gone:
        identities = Identity.objects.filter(target_type=row.target_type, target_ref=row.target_ref)
        if before:
            identities.filter(kind=kind).update(digest="", target_version=row.before.get("brought"))
            _as_it_was(row, importer)
        else:
            identities.delete()
    return gone


def _as_it_was(row: TakenRow, importer: Importer) -> None:
    """What an earlier import left is there again, so that it can be undone too."""
    restored = importer.find(row.target_type, row.target_ref)
    if restored is not None and "version" in row.before:
        earlier = TakenRow.objects.filter(target_type=row.target_type, target_ref=row.target_ref)
        earlier.filter(target_version=row.before["version"]).update(target_version=restored.version)


def _undo_target(
    importer: Importer, setting: Setting, *, target: tuple[str, str, int], before: Mapping[str, Any]
) -> bool:
    """Whether it is as it was before; False where somebody changed it or works with it since."""
    kind, ref, version = target
    found = importer.find(kind, ref)
    if found is None:
        return True
    if found.version != version:
        return False
    try:
        with transaction.atomic():
            importer.undo(found, before, setting)
    except (ProtectedError, Refused):
        return False
    return True


def _undo_what_came_beside(batch: Batch, importer: Importer, setting: Setting) -> None:
    for row in batch.taken.filter(outcome__in=(Outcome.UNDONE, Outcome.KEPT)).order_by("-line").iterator():
        for kind, ref, version in row.before.get("beside", ()):
            if _undo_target(importer, setting, target=(kind, ref, version), before={}):
                Identity.objects.filter(target_type=kind, target_ref=ref).delete()
