"""A file before it is taken: kept for a look, another of its sheets read, its columns matched, or forgotten."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from minga.core.acting import SYSTEM, action, allowed
from minga.core.errors import Incomplete, NotAllowed, Problem, Refused
from minga.core.importing.actions.pieces import forget_rows
from minga.core.importing.kinds import KINDS, Bound, Importer, guess_mapping
from minga.core.importing.models import OTHER_SHEETS, SHEET, Batch, KeptMapping
from minga.core.importing.rows import DAYS_WRITTEN, days_written, mapping_problems
from minga.core.importing.sheets import Brought, keep_others, keep_unread, take_unread, unread_of
from minga.core.importing.states import BATCH
from minga.core.listing import listed


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
    rows = [[row.line, list(row.cells)] for row in table.rows]
    mapping, kept_source = _matched(importer, bound, table.header, rows)
    batch = Batch.objects.create(
        kind=kind,
        file_name=_named(file_name, table.sheet),
        sha256=brought.sha256,
        source=(source.strip() or kept_source or kind)[:80],
        header=list(table.header),
        rows=rows,
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
        raise Incomplete(_("Nothing says which organisation the list is for."), problems=[problem])
    return chosen[0]


@action("importing.handle_import", target="batch")
def choose_sheet(*, actor: Any, batch: Batch, sheet: str, seen: int | None = None) -> Batch:
    """Read another sheet of the same workbook instead; the one that was read may be chosen again.

    Its columns are matched anew. Raises Refused once rows are taken, or where there is no such sheet.
    """
    if batch.state != "preview":
        raise Refused(_("The rows of this file have already been imported."))
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
    bound = importer.bound(batch.scope_ref) if batch.scope_ref else None
    batch.mapping, _source = _matched(importer, bound, batch.header, batch.rows)
    others = [before if name == sheet else name for name in batch.options.get(OTHER_SHEETS, ())]
    batch.options = {**batch.options, SHEET: sheet, OTHER_SHEETS: others}
    batch.file_name = _named(file_name, sheet)
    batch.save()
    return batch


@action("importing.handle_import", target="batch", automatic=True)
def match_columns(
    *, actor: Any, batch: Batch, mapping: Mapping[str, str], source: str = "", seen: int | None = None
) -> Batch:
    """Say which heading fills which field (or “=value” for every row), and keep that for files with the same headings.

    In which order days are written (DAYS_WRITTEN) the rows tell where the mapping does not. Raises Incomplete for a
    required field without a column or a heading that the file lacks, Refused once rows are taken.
    """
    if batch.state != "preview":
        raise Refused(_("The rows of this file have already been imported."))
    importer = KINDS[batch.kind]
    problems = mapping_problems(importer=importer, mapping=mapping, header=batch.header)
    if problems:
        raise Incomplete(_("The columns are not matched yet."), problems=problems)
    if not mapping.get(DAYS_WRITTEN):
        mapping = {**mapping, **days_written(importer, header=batch.header, mapping=mapping, rows=batch.rows)}
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
def drop_import(*, actor: Any, batch: Batch, seen: int | None = None) -> Batch:
    """Forget a file that was only looked at."""
    BATCH.move(batch, verb="drop")
    forget_rows(batch)
    batch.save()
    return batch


def _matched(
    importer: Importer, bound: Bound | None, header: Sequence[str], rows: Sequence[Any]
) -> tuple[dict[str, str], str]:
    """How the columns were matched the last time, and whose list it was; else by their headings. One query.

    In which order days are written the rows themselves tell, before what was kept.
    """
    scope = bound.ref if bound else ""
    kept = KeptMapping.objects.filter(kind=importer.name, scope_ref=scope, signature=signature_of(header)).first()
    if kept is not None:
        mapping = kept.mapping
    else:
        usual = {name: f"={value}" for name, value in bound.usual.items()} if bound is not None else {}
        mapping = {**usual, **guess_mapping(columns=importer.columns, header=header)}
    days = days_written(importer, header=header, mapping=mapping, rows=rows)
    return {**mapping, **days}, kept.source if kept is not None else ""


def _named(file_name: str, sheet: str) -> str:
    """The file, and which of its sheets."""
    return f"{file_name[:150]} · {sheet}" if sheet else file_name[:200]


def signature_of(header: Any) -> str:
    """SHA-256 (hex) of the sorted headings."""
    return hashlib.sha256(json.dumps(sorted(header), ensure_ascii=False).encode()).hexdigest()
