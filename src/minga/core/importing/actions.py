"""Taking a file in: uploaded, its columns matched, looked at, taken row by row, and undone as a whole."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import IO, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from minga.core.acting import action
from minga.core.documents.spreadsheets import read_table
from minga.core.errors import Incomplete, Problem
from minga.core.importing.kinds import KINDS, Importer, guess_mapping
from minga.core.importing.models import Batch, Identity, KeptMapping, Outcome, TakenRow
from minga.core.importing.rows import setting_of, take_row
from minga.core.importing.states import BATCH


@action("importing.start_import")
def start_import(
    *,
    actor: Any,
    kind: str,
    file: IO[bytes],
    file_name: str,
    source: str = "",
    scope_ref: str = "",
    options: Mapping[str, str] | None = None,
) -> Batch:
    """Read the table, match its columns as they were matched the last time or by their headings, keep it for a look.

    Raises TableRefused where the file is no table. Rows that could not be read are kept as rows not taken.
    """
    importer = KINDS[kind]
    table = read_table(file)
    file.seek(0)
    signature = signature_of(table.header)
    kept = KeptMapping.objects.filter(kind=kind, signature=signature).first()
    mapping = kept.mapping if kept else guess_mapping(columns=importer.columns, header=table.header)
    batch = Batch.objects.create(
        kind=kind,
        file_name=file_name[:200],
        sha256=hashlib.sha256(file.read()).hexdigest(),
        source=source or (kept.source if kept else "") or "file",
        header=list(table.header),
        rows=[[row.line, list(row.cells)] for row in table.rows],
        mapping=mapping,
        created_by_id=actor.pk,
        scope_ref=scope_ref,
        options=dict(options or {}),
    )
    TakenRow.objects.bulk_create(
        [
            TakenRow(
                batch=batch,
                line=_line_of(problem, number),
                outcome=Outcome.BAD,
                problems=[[problem.place, str(problem.message), str(problem.remedy)]],
            )
            for number, problem in enumerate(table.problems)
        ],
        ignore_conflicts=True,
    )
    return batch


def _line_of(problem: Problem, number: int) -> int:
    digits = "".join(letter if letter.isdigit() else " " for letter in problem.place).split()
    return int(digits[0]) if digits else 1_000_000 + number


@action("importing.handle_import", target="batch")
def match_columns(*, actor: Any, batch: Batch, mapping: Mapping[str, str], seen: int | None = None) -> Batch:
    """Say which heading fills which field, and keep that for the next file with the same headings."""
    problems = mapping_problems(importer=KINDS[batch.kind], mapping=mapping, header=batch.header)
    if problems:
        raise Incomplete(_("The columns do not match yet."), problems=problems)
    batch.mapping = {name: heading for name, heading in mapping.items() if heading}
    batch.save()
    KeptMapping.objects.update_or_create(
        kind=batch.kind,
        signature=signature_of(batch.header),
        defaults={"mapping": batch.mapping, "source": batch.source},
    )
    return batch


def mapping_problems(*, importer: Importer, mapping: Mapping[str, str], header: list[str]) -> list[Problem]:
    """Required fields without a column, headings that the file does not have."""
    problems = []
    for column in importer.columns:
        heading = mapping.get(column.name, "")
        if heading and heading not in header:
            problems.append(Problem(column.name, _("The file has no column “%(heading)s”.") % {"heading": heading}))
        if column.is_required and not heading:
            problems.append(
                Problem(
                    column.name,
                    _("No column is matched to “%(field)s”.") % {"field": column.label},
                    _("Choose the column that holds it."),
                )
            )
    return problems


@action("importing.handle_import", target="batch")
def take_import(*, actor: Any, batch: Batch, seen: int | None = None) -> Batch:
    """Take every good row; a bad one is named and left out. A row that came before and is the same changes nothing."""
    importer = KINDS[batch.kind]
    problems = mapping_problems(importer=importer, mapping=batch.mapping, header=batch.header)
    if problems:
        raise Incomplete(_("The columns do not match yet."), problems=problems)
    BATCH.move(batch, verb="take")
    setting = setting_of(batch, actor=actor)
    results = [
        take_row(batch=batch, importer=importer, setting=setting, line=line, cells=cells) for line, cells in batch.rows
    ]
    TakenRow.objects.bulk_create(results, batch_size=500)
    batch.counts = count_outcomes(batch)
    batch.rows = []
    batch.finished_at = timezone.now()
    batch.save()
    return batch


@action("importing.handle_import", target="batch")
def undo_import(*, actor: Any, batch: Batch, reason: str = "", seen: int | None = None) -> Batch:
    """Take everything back. What somebody has changed since stays, and is counted as kept."""
    BATCH.move(batch, verb="undo")
    importer = KINDS[batch.kind]
    setting = setting_of(batch, actor=actor)
    kept = 0
    for row in batch.taken.filter(outcome__in=(Outcome.CREATED, Outcome.UPDATED)).order_by("-line"):
        target = importer.find(row.target_type, row.target_ref)
        if target is None:
            continue
        if target.version != row.target_version:
            kept += 1
            continue
        importer.undo(target, row.before, setting)
        identities = Identity.objects.filter(target_type=row.target_type, target_ref=row.target_ref, kind=batch.kind)
        if row.outcome == Outcome.CREATED:
            identities.delete()
        else:
            identities.update(digest="")
    batch.counts = {**batch.counts, "kept": kept}
    batch.finished_at = timezone.now()
    batch.save()
    return batch


@action("importing.handle_import", target="batch")
def drop_import(*, actor: Any, batch: Batch, seen: int | None = None) -> Batch:
    """Forget a file that was only looked at."""
    BATCH.move(batch, verb="drop")
    batch.rows = []
    batch.save()
    return batch


def count_outcomes(batch: Batch) -> dict[str, int]:
    """outcome -> number of rows. One SQL query."""
    counts = dict.fromkeys(Outcome.values, 0)
    for outcome in batch.taken.values_list("outcome", flat=True):
        counts[outcome] += 1
    return counts


def signature_of(header: Any) -> str:
    """SHA-256 (hex) of the sorted headings."""
    return hashlib.sha256(json.dumps(sorted(header), ensure_ascii=False).encode()).hexdigest()
