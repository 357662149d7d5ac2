"""One row: its values, what is wrong with it, and what becomes of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from minga.core.documents.spreadsheets import LOST, UNCOUNTED
from minga.core.errors import Incomplete, Problem, Refused
from minga.core.importing.edited import edits_of
from minga.core.importing.kinds import Column, Importer, Setting
from minga.core.importing.models import OVERWRITE, Batch, Identity, Outcome, TakenRow
from minga.core.importing.values import in_order, order_of
from minga.core.interface.reading import one_line
from minga.core.models import Base

FIXED = "="
DAYS_WRITTEN = "days_written"
"""The key of a mapping that says in which order the list writes days: “=day-first” or “=month-first”."""
SHEET_ERRORS = frozenset({"#N/A", "#VALUE!", "#REF!", "#DIV/0!", "#NUM!", "#NAME?", "#NULL!", "#SPILL!", "#CALC!"})


def is_fixed(heading: str, header: Sequence[str]) -> bool:
    """Whether a mapping gives every row the same value rather than a cell."""
    return heading.startswith(FIXED) and heading not in header


def mapping_problems(*, importer: Importer, mapping: Mapping[str, str], header: Sequence[str]) -> list[Problem]:
    """Required fields without a column or value, headings that the file does not have."""
    problems = []
    for column in importer.columns:
        heading = mapping.get(column.name, "").strip()
        if heading and heading not in header and not is_fixed(heading, header):
            problems.append(Problem(column.name, _("The file has no column “%(heading)s”.") % {"heading": heading}))
        if column.is_required and not heading.strip("= "):
            problems.append(
                Problem(
                    column.name,
                    _("No column is matched to “%(field)s”.") % {"field": column.label},
                    _("Choose the column that holds it."),
                )
            )
    return problems


def reader_of(
    importer: Importer, *, header: Sequence[str], mapping: Mapping[str, str], scope: str
) -> Callable[[Sequence[str]], dict[str, str]]:
    """What turns the cells of a row into field -> value, for the fields that have a column or a fixed value.

    In a list bound to an organisation (scope: its ref) an empty cell says what that organisation fills in. One query.
    """
    bound = importer.bound(scope) if scope else None
    usual = bound.usual if bound else {}
    at = {heading: number for number, heading in reversed(list(enumerate(header)))}
    fixed = {name: heading[1:].strip() for name, heading in mapping.items() if is_fixed(heading, header)}
    order = fixed.pop(DAYS_WRITTEN, "")
    days = [column.name for column in importer.columns if column.is_day and order]
    columns = [(name, at[heading]) for name, heading in mapping.items() if heading in at]
    lines = {column.name for column in importer.columns if column.has_lines}

    def read(cells: Sequence[str]) -> dict[str, str]:
        values = {**fixed, **{name: cells[number].strip() for name, number in columns}}
        values = {name: value if name in lines else one_line(value).strip() for name, value in values.items()}
        values |= {name: in_order(values[name], order) for name in days if name in values}
        return importer.tidied({name: value or usual.get(name, "") for name, value in values.items()})

    return read


def days_written(
    importer: Importer, *, header: Sequence[str], mapping: Mapping[str, str], rows: Iterable[Sequence[Any]]
) -> dict[str, str]:
    """{DAYS_WRITTEN: “=order”} where the days of the rows ([line, cells]) tell in which order all stand; else {}."""
    at = {heading: number for number, heading in reversed(list(enumerate(header)))}
    days = [at[mapping[each.name]] for each in importer.columns if each.is_day and mapping.get(each.name, "") in at]
    order = order_of(cells[number].strip() for _line, cells in rows for number in days) if days else ""
    return {DAYS_WRITTEN: FIXED + order} if order else {}


def row_problems(*, importer: Importer, values: Mapping[str, str], setting: Setting) -> list[Problem]:
    """Missing required values and whatever the kind finds wrong, all at once."""
    missing = [
        Problem(column.name, _("“%(field)s” is empty.") % {"field": column.label}, _("Fill it in, or remove the row."))
        for column in importer.columns
        if column.is_required and not values.get(column.name)
    ]
    return missing or unread_cells(values) or list(importer.problems(values, setting))


def unread_cells(values: Mapping[str, str]) -> list[Problem]:
    """Cells that hold no value: an error of the spreadsheet, a formula without its result, a sign that was lost."""
    found = []
    for name, value in values.items():
        if value == UNCOUNTED:
            found.append(
                Problem(
                    name,
                    _("This cell holds a formula, and the file does not hold its result."),
                    _("Open the file in a spreadsheet program, save it and upload it again."),
                )
            )
        elif value.upper() in SHEET_ERRORS:
            found.append(
                Problem(
                    name,
                    _("“%(text)s” is a spreadsheet error, not a value.") % {"text": value.upper()},
                    _("Correct the formula, or empty the cell."),
                )
            )
        elif LOST in value:
            found.append(
                Problem(
                    name,
                    _("A character in this cell cannot be read: it is damaged, or was saved in another encoding."),
                    _("Save the file as CSV UTF-8 or as XLSX and upload it again."),
                )
            )
    return found


def digest_of(values: Mapping[str, str]) -> str:
    """SHA-256 (hex) of the values of a row: the same row again has the same."""
    return hashlib.sha256(json.dumps(dict(values), sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def external_id_of(importer: Importer, values: Mapping[str, str]) -> str:
    """What identifies the row in its source, at a length that can be kept."""
    given = importer.external_id(values)
    return given if len(given) <= 160 else hashlib.sha256(given.encode()).hexdigest()


def identities_of(*, kind: str, setting: Setting, external_ids: Iterable[str]) -> dict[str, Identity]:
    """external id -> what an earlier import made of it. One SQL query for each five hundred ids."""
    wanted = list(dict.fromkeys(external_ids))
    found: dict[str, Identity] = {}
    for start in range(0, len(wanted), 500):
        rows = Identity.objects.filter(**_list_of(kind, setting), external_id__in=wanted[start : start + 500])
        found.update((row.external_id, row) for row in rows)
    return found


@dataclass(frozen=True)
class Taking:
    """The rows of one piece: whose, of which kind, where, and what earlier imports made of them (by external id).

    lines: ref of an object -> the line of this file that it came from. left: ref of one that stays as it was edited
    here -> the digest of the row that would have changed it.
    """

    batch: Batch
    importer: Importer
    setting: Setting
    identities: dict[str, Identity]
    lines: dict[str, int]
    left: dict[str, str] = field(default_factory=dict)


def said_twice(importer: Importer, values: Mapping[str, str], *, first: int) -> Problem:
    """The problem of a row that an earlier line contradicts: without it, the file again would change it again."""
    by = "id" if values.get("id") else next(column.name for column in importer.columns if column.is_required)
    return Problem(
        by,
        _("Line %(line)s of this file has the same identifier but different values.") % {"line": first},
        _("Remove one of the two, or give this one an identifier of its own."),
    )


def take_row(taking: Taking, *, line: int, values: dict[str, str]) -> TakenRow:
    """Take one row inside its own savepoint, so that a bad one leaves nothing behind. Returns the unsaved result."""
    problems = row_problems(importer=taking.importer, values=values, setting=taking.setting)
    if not problems:
        try:
            with transaction.atomic():
                return _take(taking, line, values)
        except Incomplete as refusal:
            problems = list(refusal.problems)
        except Refused as refusal:
            problems = [Problem("", refusal.message, refusal.remedy)]
    return TakenRow(
        batch=taking.batch,
        line=line,
        outcome=Outcome.BAD,
        problems=problems_as_rows(problems, taking.batch, taking.importer),
    )


def _take(taking: Taking, line: int, values: dict[str, str]) -> TakenRow:
    batch, importer = taking.batch, taking.importer
    digest = digest_of(values)
    external_id = external_id_of(importer, values)
    identity = taking.identities.get(external_id) or reserve(
        kind=batch.kind, setting=taking.setting, external_id=external_id, is_new=True
    )
    existing = importer.find(identity.target_type, identity.target_ref) if identity.target_ref else None
    if existing is not None and identity.digest == digest:
        taking.identities[external_id] = identity
        taking.lines.setdefault(existing.ref, line)
        return _row(batch, line, Outcome.UNCHANGED, existing, {})
    stays = existing is not None and taking.left.get(existing.ref) == digest
    if existing is not None and existing.ref in taking.lines and not stays:
        raise Incomplete("", problems=[said_twice(importer, values, first=taking.lines[existing.ref])])
    if existing is not None and (stays or _was_edited(existing, identity, batch)):
        taking.lines[existing.ref], taking.left[existing.ref] = line, digest
        return _row(batch, line, Outcome.LEFT, existing, {})
    taken = importer.take(values, taking.setting, existing)
    target: Any = taken.target
    brought, identity.target_version = identity.target_version, target.version
    identity.target_type, identity.target_ref, identity.digest = target._meta.label_lower, target.ref, digest
    identity.save()
    taking.identities[external_id] = identity
    taking.lines[target.ref] = line
    before = dict(taken.before)
    if existing is not None and not taken.is_new:
        before |= {"version": existing.version, "brought": brought}
    if taken.beside:
        before["beside"] = [[row._meta.label_lower, row.ref, row.version] for row in taken.beside]
    return _row(batch, line, Outcome.CREATED if taken.is_new else Outcome.UPDATED, target, before)


def _was_edited(existing: Base, identity: Identity, batch: Batch) -> bool:
    """Whether somebody edited the object since a list brought it, and the list is not to count before. One query."""
    if batch.options.get(OVERWRITE) or existing.version == identity.target_version:
        return False
    return bool(edits_of([identity]))


def _list_of(kind: str, setting: Setting) -> dict[str, str]:
    """Within which list an identifier is known: nobody reaches what came in another organisation's list."""
    return {"kind": kind, "scope_ref": setting.scope, "source": setting.source}


def reserve(*, kind: str, setting: Setting, external_id: str, is_new: bool = False) -> Identity:
    """A row's identity, made now (empty) or by somebody who takes the same list: whoever is second waits here for them.

    is_new: it was not there a moment ago. One to three SQL queries.
    """
    key = {**_list_of(kind, setting), "external_id": external_id}
    found = None if is_new else Identity.objects.filter(**key).first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            return Identity.objects.create(**key)
    except IntegrityError:
        return Identity.objects.get(**key)


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


def problems_as_rows(problems: Sequence[Problem], batch: Batch, importer: Importer) -> list[list[str]]:
    """[column, sentence, remedy], the column by its heading in the file, else by the field's own name."""
    labels: dict[str, Column] = {column.name: column for column in importer.columns}

    def column_of(place: str) -> str:
        heading = batch.mapping.get(place, "")
        if heading and not is_fixed(heading, batch.header):
            return str(heading)
        return str(labels[place].label) if place in labels else place

    return [[column_of(row.place), str(row.message), str(row.remedy)] for row in problems]
