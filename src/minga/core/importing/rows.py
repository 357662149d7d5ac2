"""One row: its values, what is wrong with it, and what becomes of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from minga.core.errors import Incomplete, Problem, Refused
from minga.core.importing.kinds import Importer, Setting
from minga.core.importing.models import Batch, Identity, Outcome, TakenRow


def setting_of(batch: Batch, *, actor: Any) -> Setting:
    """Where the rows of this batch are taken."""
    return Setting(actor=actor, source=batch.source, scope_ref=batch.scope_ref, options=batch.options)


def values_of(*, header: Sequence[str], mapping: Mapping[str, str], cells: Sequence[str]) -> dict[str, str]:
    """field -> cell, for the fields that have a column."""
    at = {heading: number for number, heading in reversed(list(enumerate(header)))}
    return {name: cells[at[heading]].strip() for name, heading in mapping.items() if heading in at}


def row_problems(*, importer: Importer, values: Mapping[str, str], setting: Setting) -> list[Problem]:
    """Missing required values and whatever the kind finds wrong, all at once."""
    missing = [
        Problem(
            column.name, _("“%(field)s” is empty.") % {"field": column.label}, _("Fill it in, or leave the row out.")
        )
        for column in importer.columns
        if column.is_required and not values.get(column.name)
    ]
    return missing or list(importer.problems(values, setting))


def take_row(*, batch: Batch, importer: Importer, setting: Setting, line: int, cells: Sequence[str]) -> TakenRow:
    """Take one row inside its own savepoint, so that a bad one leaves nothing behind. Returns the unsaved result."""
    values = values_of(header=batch.header, mapping=batch.mapping, cells=cells)
    problems = row_problems(importer=importer, values=values, setting=setting)
    if not problems:
        try:
            with transaction.atomic():
                return _take(batch, importer, setting, line, values)
        except Incomplete as refusal:
            problems = list(refusal.problems)
        except Refused as refusal:
            problems = [Problem("", refusal.message, refusal.remedy)]
    return TakenRow(batch=batch, line=line, outcome=Outcome.BAD, problems=problems_as_rows(problems, batch.mapping))


def _take(batch: Batch, importer: Importer, setting: Setting, line: int, values: dict[str, str]) -> TakenRow:
    digest = hashlib.sha256(json.dumps(values, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    key: dict[str, Any] = {
        "kind": batch.kind,
        "source": batch.source,
        "external_id": importer.external_id(values)[:160],
    }
    identity = Identity.objects.filter(**key).first()
    existing = importer.find(identity.target_type, identity.target_ref) if identity else None
    if identity is not None and existing is not None and identity.digest == digest:
        return _row(batch, line, Outcome.UNCHANGED, existing, {})
    taken = importer.take(values, setting, existing)
    target: Any = taken.target
    target.refresh_from_db(fields=["version"])
    Identity.objects.update_or_create(
        **key,
        defaults={"target_type": target._meta.label_lower, "target_ref": target.ref, "digest": digest},
    )
    return _row(batch, line, Outcome.CREATED if taken.is_new else Outcome.UPDATED, target, dict(taken.before))


def _row(batch: Batch, line: int, outcome: Outcome, target: Any, before: dict[str, Any]) -> TakenRow:
    return TakenRow(
        batch=batch,
        line=line,
        outcome=outcome,
        target_type=target._meta.label_lower,
        target_ref=target.ref,
        target_version=target.version,
        before=before,
    )


def problems_as_rows(problems: Sequence[Problem], mapping: Mapping[str, str]) -> list[list[str]]:
    """[column heading, sentence, remedy], the heading as it stands in the file where the field has one."""
    return [[mapping.get(row.place, row.place), str(row.message), str(row.remedy)] for row in problems]
