"""Taking a file in: uploaded, its columns matched, looked at, taken piece by piece, and undone as a whole."""

from __future__ import annotations

import hashlib
import json
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from minga.core.acting import SYSTEM, action, allowed
from minga.core.errors import Incomplete, NotAllowed, Problem, Refused
from minga.core.importing.kinds import KINDS, Bound, Importer, Setting, guess_mapping
from minga.core.importing.models import (
    OTHER_SHEETS,
    OVERWRITE,
    SHEET,
    WORKER_FOR,
    Batch,
    Identity,
    KeptMapping,
    Outcome,
    TakenRow,
)
from minga.core.importing.rows import Taking, external_id_of, identities_of, mapping_problems, reader_of, take_row
from minga.core.importing.sheets import Brought, keep_others, keep_unread, take_unread, unread_of
from minga.core.importing.states import BATCH
from minga.core.listing import listed
from minga.core.notices.telling import inbox_only

PIECE = 500
"""Rows in one transaction, at most: short enough that nobody else waits long for the database."""
LONGEST_PIECE = 2.0
"""Seconds after which a piece ends where it is: machines are slow, and busy."""


@action("importing.start_import", automatic=True, verb="start_import")
def keep_brought(
    *, actor: Any, kind: str, brought: Brought, file_name: str, source: str = "", scope: str = ""
) -> Batch:
    """Keep a table that was read for a look, its columns matched as they were the last time or by their headings.

    source: whose list it is; rows are known again within it. scope: the organisation (its ref) it is imported for,
    where the actor may import for some only. Raises NotAllowed where the actor may not import this kind, Incomplete
    where one of several organisations has to be chosen. Rows that could not be read are kept as rows not taken.
    """
    importer, table = KINDS[kind], brought.table
    bound = asked_for(actor, importer, scope=scope)
    scope = bound.ref if bound else ""
    mapping, kept_source = _matched(importer, bound, table.header)
    batch = Batch.objects.create(
        kind=kind,
        file_name=_named(file_name, table.sheet),
        sha256=brought.sha256,
        source=(source.strip() or kept_source or kind)[:80],
        header=list(table.header),
        rows=[[row.line, list(row.cells)] for row in table.rows],
        mapping=mapping,
        scope_ref=scope,
        options={OTHER_SHEETS: list(table.others), SHEET: table.sheet} if table.others else {},
        created_by_id=actor.pk,
    )
    keep_unread(batch, unread_of(table))
    keep_others(batch, brought.others)
    return batch


def asked_for(actor: Any, importer: Importer, *, scope: str) -> Bound | None:
    """The organisation for which somebody imports. Raises NotAllowed where they may not import this kind; see below."""
    if actor is SYSTEM:
        return None
    if not allowed(actor, importer.permission):
        raise NotAllowed()
    return bound_for(actor, importer, scope=scope)


def bound_for(account: Any, importer: Importer, *, scope: str) -> Bound | None:
    """The organisation somebody imports for; None where they are bound to none.

    Raises NotAllowed where it is not theirs or may not take part, Incomplete where they have to say which.
    """
    bounds = importer.bounds(account)
    if bounds is None:
        return None
    chosen = [bound for bound in bounds if not scope or scope in {bound.ref, bound.label}]
    if not chosen:
        raise NotAllowed(_("You may import for your own organisation only, once it is registered."))
    if len(chosen) > 1:
        names = listed(bound.label for bound in chosen)
        problem = Problem(
            "scope", _("You work for several organisations: %(names)s.") % {"names": names}, _("Choose one.")
        )
        raise Incomplete(_("It is not said for which organisation the list is."), problems=[problem])
    return chosen[0]


def _matched(importer: Importer, bound: Bound | None, header: Sequence[str]) -> tuple[dict[str, str], str]:
    """How the columns were matched the last time, and whose list it was; else by their headings. One query."""
    scope = bound.ref if bound else ""
    kept = KeptMapping.objects.filter(kind=importer.name, scope_ref=scope, signature=signature_of(header)).first()
    if kept is not None:
        return kept.mapping, kept.source
    usual = {name: f"={value}" for name, value in bound.usual.items()} if bound is not None else {}
    return {**usual, **guess_mapping(columns=importer.columns, header=header)}, ""


@action("importing.handle_import", target="batch")
def choose_sheet(*, actor: Any, batch: Batch, sheet: str, seen: int | None = None) -> Batch:
    """Read another sheet of the same workbook instead; the one that was read may be chosen again.

    Its columns are matched anew. Raises Refused once rows are taken, or where there is no such sheet.
    """
    if batch.state != "preview":
        raise Refused(_("The rows of this file are taken already."))
    other = batch.sheets.filter(name=sheet).first()
    if other is None:
        raise Refused(_("The workbook has no other sheet “%(name)s”.") % {"name": sheet})
    importer = KINDS[batch.kind]
    before = batch.options.get(SHEET, "")
    file_name = batch.file_name.removesuffix(f" · {before}")
    was = (batch.header, batch.rows, take_unread(batch))
    batch.header, batch.rows = other.header, other.rows
    keep_unread(batch, other.problems)
    other.header, other.rows, other.problems = was
    other.name = before
    other.save()
    batch.mapping, _source = _matched(
        importer, importer.bound(batch.scope_ref) if batch.scope_ref else None, batch.header
    )
    others = [before if name == sheet else name for name in batch.options.get(OTHER_SHEETS, ())]
    batch.options = {**batch.options, SHEET: sheet, OTHER_SHEETS: others}
    batch.file_name = _named(file_name, sheet)
    batch.save()
    return batch


def _named(file_name: str, sheet: str) -> str:
    """The file, and which of its sheets."""
    return f"{file_name[:150]} · {sheet}" if sheet else file_name[:200]


@action("importing.handle_import", target="batch", automatic=True)
def match_columns(
    *, actor: Any, batch: Batch, mapping: Mapping[str, str], source: str = "", seen: int | None = None
) -> Batch:
    """Say which heading fills which field (or “=value” for every row), and keep that for files with the same headings.

    Raises Incomplete for a required field without a column or a heading that the file lacks, Refused once rows are
    taken.
    """
    if batch.state != "preview":
        raise Refused(_("The rows of this file are taken already."))
    problems = mapping_problems(importer=KINDS[batch.kind], mapping=mapping, header=batch.header)
    if problems:
        raise Incomplete(_("The columns do not match yet."), problems=problems)
    batch.mapping = {name: heading for name, heading in mapping.items() if heading.strip("= ")}
    batch.source = (source.strip() or batch.source)[:80]
    batch.save()
    KeptMapping.objects.update_or_create(
        kind=batch.kind,
        scope_ref=batch.scope_ref,
        signature=signature_of(batch.header),
        defaults={"mapping": batch.mapping, "source": batch.source},
    )
    return batch


@action("importing.handle_import", target="batch", automatic=True)
def take_import(
    *, actor: Any, batch: Batch, seen: int | None = None, for_worker: bool = False, overwrite: bool = False
) -> Batch:
    """Take the next rows (PIECE of them); a bad one is named and left out, one that came before changes nothing.

    overwrite: take the list's values also where somebody edited here since an earlier list; else these rows are left.

    Called again while the state is `taking`; it is `taken` after the last rows. Letters are not sent, the inbox tells.
    for_worker: the worker does the rest, whatever becomes of the task that tells it (tasks.go_on_with_stranded).
    """
    importer = KINDS[batch.kind]
    problems = mapping_problems(importer=importer, mapping=batch.mapping, header=batch.header)
    if problems:
        raise Incomplete(_("The columns do not match yet."), problems=problems)
    if batch.state == "preview":
        BATCH.move(batch, verb="take")
        batch.counts = {"rows": len(_rows_of(batch)), "done": 0}
        batch.options = {**batch.options, OVERWRITE: True} if overwrite else batch.options
    elif batch.state != "taking":
        BATCH.move(batch, verb="take")
    done = int(batch.counts.get("done", 0))
    piece = _rows_of(batch)[done : done + PIECE]
    with nullcontext() if importer.sends_letters else inbox_only():
        done += _take_piece(batch, importer, piece, actor=actor)
    batch.counts = {**batch.counts, "done": done, **count_outcomes(batch)}
    if done < len(_rows_of(batch)):
        _leave_to_worker(batch, actor=actor, asked=for_worker)
        batch.save(update_fields=["state", "counts", "options"])  # the rows, which are many, stay as they are
        return batch
    BATCH.move(batch, verb="take")
    _reading.clear()
    _forget_rows(batch)
    batch.finished_at = timezone.now()
    batch.save()
    return batch


_reading: dict[str, list[Any]] = {}


def _rows_of(batch: Batch) -> list[Any]:
    """The table of an import that is being taken: it stays as it was, so a process reads it once for all pieces.

    The batch is locked: nobody can have dropped it, or erased somebody it names, without its state saying so.
    """
    if batch.ref not in _reading:
        _reading.clear()
        _reading[batch.ref] = batch.rows
    return _reading[batch.ref]


def _leave_to_worker(batch: Batch, *, actor: Any, asked: bool) -> None:
    if asked:
        batch.options = {**batch.options, WORKER_FOR: actor.ref}


def _take_piece(batch: Batch, importer: Importer, piece: Sequence[Any], *, actor: Any) -> int:
    """Take these rows, or as many of them as the time allows (one at least); returns how many."""
    until = time.monotonic() + LONGEST_PIECE
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


@action("importing.handle_import", target="batch", automatic=True)
def undo_import(
    *, actor: Any, batch: Batch, reason: str = "", seen: int | None = None, for_worker: bool = False
) -> Batch:
    """Take the next rows back, the last first. What somebody has changed or uses since stays, and is counted as kept.

    Called again while the state is `undoing`; it is `undone` after the last rows. for_worker: as in take_import.
    """
    if batch.state != "undoing":
        BATCH.move(batch, verb="undo")
        _forget_rows(batch)
    _leave_to_worker(batch, actor=actor, asked=for_worker)
    importer = KINDS[batch.kind]
    setting = Setting(actor=actor, source=batch.source, scope=batch.scope_ref)
    left = batch.taken.filter(outcome__in=(Outcome.CREATED, Outcome.UPDATED)).order_by("-line")
    piece = list(islice(left.iterator(), PIECE))
    undone = _undo_piece(piece, importer, setting, kind=batch.kind)
    batch.counts = {**batch.counts, **count_outcomes(batch)}
    if undone == len(piece) < PIECE:
        _undo_what_came_beside(batch, importer, setting)
        BATCH.move(batch, verb="undo")
        _forget_rows(batch)
        batch.finished_at = timezone.now()
    batch.save()
    return batch


def _undo_piece(piece: Sequence[TakenRow], importer: Importer, setting: Setting, *, kind: str) -> int:
    """Take these rows back, or as many of them as the time allows; returns how many."""
    until = time.monotonic() + LONGEST_PIECE
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


@action("importing.handle_import", target="batch", automatic=True)
def drop_import(*, actor: Any, batch: Batch, seen: int | None = None) -> Batch:
    """Forget a file that was only looked at."""
    BATCH.move(batch, verb="drop")
    _forget_rows(batch)
    batch.save()
    return batch


def _forget_rows(batch: Batch) -> None:
    """What stood in the file goes; which sheet it was and which were left stays."""
    batch.sheets.all().delete()
    batch.rows = []
    batch.options = {name: batch.options[name] for name in (SHEET, OTHER_SHEETS) if name in batch.options}


def count_outcomes(batch: Batch) -> dict[str, int]:
    """outcome -> number of rows. One SQL query."""
    counted = Counter(batch.taken.values_list("outcome", flat=True))
    return {name: counted[name] for name in Outcome.values}


def signature_of(header: Any) -> str:
    """SHA-256 (hex) of the sorted headings."""
    return hashlib.sha256(json.dumps(sorted(header), ensure_ascii=False).encode()).hexdigest()
