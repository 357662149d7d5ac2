"""Taking a file: its good rows become objects, a piece at a time."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from minga.core.acting import action
from minga.core.errors import Incomplete
from minga.core.importing.actions import pieces
from minga.core.importing.actions.pieces import count_outcomes, forget_rows, leave_to_worker
from minga.core.importing.kinds import KINDS, Importer, Setting
from minga.core.importing.models import OVERWRITE, Batch, Identity, Outcome, TakenRow
from minga.core.importing.rows import Taking, external_id_of, identities_of, mapping_problems, reader_of, take_row
from minga.core.importing.states import BATCH
from minga.core.notices.telling import inbox_only

_reading: dict[str, list[Any]] = {}


@action("importing.handle_import", target="batch", automatic=True)
def take_import(
    *, actor: Any, batch: Batch, seen: int | None = None, for_worker: bool = False, overwrite: bool = False
) -> Batch:
    """Take the next rows (pieces.PIECE of them); a bad one is named and left out, one that came before changes nothing.

    overwrite: take the list's values also where somebody edited here since an earlier list; else these rows are left.

    Called again while the state is `taking`; it is `taken` after the last rows. Letters are not sent, the inbox tells.
    for_worker: the worker does the rest, whatever becomes of the task that tells it (tasks.go_on_with_stranded). Raises
    Incomplete while the columns do not match.
    """
    importer = KINDS[batch.kind]
    problems = mapping_problems(importer=importer, mapping=batch.mapping, header=batch.header)
    if problems:
        raise Incomplete(_("The columns are not matched yet."), problems=problems)
    if batch.state == "preview":
        BATCH.move(batch, verb="take")
        batch.counts = {"rows": len(_rows_of(batch)), "done": 0}
        batch.options = {**batch.options, OVERWRITE: True} if overwrite else batch.options
    elif batch.state != "taking":
        BATCH.move(batch, verb="take")
    done = int(batch.counts.get("done", 0))
    piece = _rows_of(batch)[done : done + pieces.PIECE]
    with nullcontext() if importer.sends_letters else inbox_only():
        done += _take_piece(batch, importer, piece, actor=actor)
    batch.counts = {**batch.counts, "done": done, **count_outcomes(batch)}
    if done < len(_rows_of(batch)):
        if for_worker:
            leave_to_worker(batch, actor=actor)
        batch.save(update_fields=["state", "counts", "options"])  # the rows, which are many, stay as they are
        return batch
    BATCH.move(batch, verb="take")
    _reading.clear()
    forget_rows(batch)
    batch.finished_at = timezone.now()
    batch.save()
    return batch


def _rows_of(batch: Batch) -> list[Any]:
    """The table of an import that is being taken: it stays as it was, so a process reads it once for all pieces.

    The batch is locked: nobody can have dropped it, or erased somebody it names, without its state saying so.
    """
    if batch.ref not in _reading:
        _reading.clear()
        _reading[batch.ref] = batch.rows
    return _reading[batch.ref]


def _take_piece(batch: Batch, importer: Importer, piece: Sequence[Any], *, actor: Any) -> int:
    """Take these rows, or as many of them as the time allows (one at least); returns how many."""
    until = time.monotonic() + pieces.LONGEST_PIECE
    setting = Setting(actor=actor, source=batch.source, scope=batch.scope_ref)
    read = reader_of(importer, header=batch.header, mapping=batch.mapping, scope=batch.scope_ref)
    rows = [(line, read(cells)) for line, cells in piece]
    ids = (external_id_of(importer, values) for _line, values in rows)
    identities = identities_of(kind=batch.kind, setting=setting, external_ids=ids)
    taking = Taking(batch, importer, setting, identities, _lines_of(batch, identities.values()))
    taken = []
    for line, values in rows:
        taken.append(take_row(taking, line=line, values=values))
        if time.monotonic() > until:
            break
    TakenRow.objects.bulk_create(taken)
    return len(taken)


def _lines_of(batch: Batch, identities: Iterable[Identity]) -> dict[str, int]:
    refs = [identity.target_ref for identity in identities if identity.target_ref]
    taken = batch.taken.filter(target_ref__in=refs).exclude(outcome=Outcome.BAD).order_by("-line")
    return dict(taken.values_list("target_ref", "line")) if refs else {}
