"""What an import would do, and what it did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from minga.core.access.models import Role
from minga.core.access.roles import on_platform
from minga.core.acting import allowed
from minga.core.documents.spreadsheets import UNCOUNTED
from minga.core.errors import Problem
from minga.core.importing.edited import Edit, EditedRow, edited_rows, edits_of, what_it_is_called
from minga.core.importing.kinds import KINDS, Bound, Column, Importer, Setting
from minga.core.importing.models import Batch, Identity, Outcome, TakenRow
from minga.core.importing.rows import (
    digest_of,
    external_id_of,
    identities_of,
    is_fixed,
    problems_as_rows,
    reader_of,
    row_problems,
    said_twice,
)

SHOWN = 10


def kinds_for(account: Any) -> list[Importer]:
    """The kinds that somebody may import. No query beside the account's roles."""
    return [importer for _name, importer in KINDS if allowed(account, importer.permission)]


def bounds_for(account: Any, kinds: Sequence[Importer]) -> list[Bound]:
    """The organisations for which alone somebody imports, each once. One query for each kind that binds them."""
    found = {bound.ref: bound for importer in kinds for bound in importer.bounds(account) or ()}
    return list(found.values())


def batches_for(account: Any) -> QuerySet[Batch]:
    """One's own imports; for administrators and auditors everybody's. The newest first. One query."""
    rows = Batch.objects.select_related("created_by").defer("rows", "header", "mapping")
    if on_platform(account, Role.ADMINISTRATOR, Role.AUDITOR):
        return rows
    return rows.filter(created_by_id=account.pk)


@dataclass(frozen=True)
class BadRow:
    """A row that is not taken: its line in the file, and per problem the column, the sentence and the remedy."""

    line: int
    problems: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Matched:
    """One field, the heading or fixed value it is filled from, and what the first rows hold there."""

    column: Column
    heading: str
    fixed: str
    examples: Sequence[str]


@dataclass(frozen=True)
class Preview:
    """What taking the file would do: how many rows would be new, change something, change nothing, or stay out.

    edited: rows that would change what somebody edited here since; they stay unless the list's values are asked for.
    """

    total: int
    new: int
    changed: int
    unchanged: int
    bad: Sequence[BadRow]
    edited: Sequence[EditedRow]
    matched: Sequence[Matched]
    unused: Sequence[str]

    @property
    def good(self) -> int:
        return self.new + self.changed + self.unchanged


def preview_of(batch: Batch, *, actor: Any) -> Preview:
    """Look at every row without taking any. A few queries for each five hundred rows, and what the kind asks once."""
    importer = KINDS[batch.kind]
    setting = Setting(actor=actor, source=batch.source, scope=batch.scope_ref)
    read = reader_of(importer, header=batch.header, mapping=batch.mapping, scope=batch.scope_ref)
    rows = [(line, read(cells)) for line, cells in batch.rows]
    bad, good = _looked_over(batch, importer, setting, rows)
    known = identities_of(kind=batch.kind, setting=setting, external_ids=(name for _line, name, _digest in good))
    would = _what_would_become(good, {name: row.digest for name, row in known.items() if row.target_ref})
    new = {line: values for line, values in rows if would.get(line) == "new"}
    changed = {
        line: known[name].target_ref for line, name, _digest in good if would[line] == "changed" and name in known
    }
    refused = _refused(importer, setting, new=new, changed=changed)
    bad += [BadRow(line, problems_as_rows([problem], batch, importer)) for line, problem in refused.items()]
    edits = edits_of(row for row in known.values() if row.target_ref in changed.values())
    edited = {line: ref for line, ref in _edited(good, known, edits).items() if line not in refused}
    counted = Counter(what for line, what in would.items() if line not in refused and line not in edited)
    called = {line: what_it_is_called(importer, values) for line, values in rows if line in edited}
    return Preview(
        total=len(rows) + batch.taken.filter(outcome=Outcome.BAD).count(),
        new=counted["new"],
        changed=counted["changed"],
        unchanged=counted["unchanged"],
        bad=sorted(bad, key=lambda row: row.line),
        edited=edited_rows(edited, edits, called=called),
        matched=matched_columns(batch),
        unused=[name for name in batch.header if name not in batch.mapping.values()],
    )


def _looked_over(
    batch: Batch, importer: Importer, setting: Setting, rows: Iterable[tuple[int, dict[str, str]]]
) -> tuple[list[BadRow], list[tuple[int, str, str]]]:
    """Rows that cannot be taken by what they say, and of the others line, identifier and digest."""
    bad = [BadRow(row.line, row.problems) for row in batch.taken.filter(outcome=Outcome.BAD)]
    good: list[tuple[int, str, str]] = []
    first: dict[str, tuple[int, str]] = {}
    for line, values in rows:
        problems = row_problems(importer=importer, values=values, setting=setting)
        name, digest = ("", "") if problems else (external_id_of(importer, values), digest_of(values))
        if not problems and first.setdefault(name, (line, digest))[1] != digest:
            problems = [said_twice(importer, values, first=first[name][0])]
        if problems:
            bad.append(BadRow(line, problems_as_rows(problems, batch, importer)))
        else:
            good.append((line, name, digest))
    return bad, good


def _refused(
    importer: Importer, setting: Setting, *, new: Mapping[int, Mapping[str, str]], changed: Mapping[int, str]
) -> dict[int, Problem]:
    """line -> why a row that is right by itself will not be taken; new: line -> its values, changed: line -> the ref of
    the object it would change. Queries as the kind asks.
    """
    settled = importer.past_changing(list(changed.values()))
    return {
        **importer.in_the_way(new, setting),
        **{line: settled[ref] for line, ref in changed.items() if ref in settled},
    }


def _edited(
    good: Iterable[tuple[int, str, str]], known: Mapping[str, Identity], edits: Mapping[str, Edit]
) -> dict[int, str]:
    """line -> the ref of the object that a row would change although somebody edited it here since. No query."""
    return {
        line: known[name].target_ref
        for line, name, digest in good
        if name in known and known[name].target_ref in edits and digest != known[name].digest
    }


def _what_would_become(good: Iterable[tuple[int, str, str]], before: Mapping[str, str]) -> dict[int, str]:
    """line -> new, changed or unchanged, of (line, identifier, digest) after the digests `before`. No query."""
    now, would = dict(before), {}
    for line, name, digest in good:
        would[line] = "new" if name not in now else "unchanged" if now[name] == digest else "changed"
        now[name] = digest
    return would


def matched_columns(batch: Batch) -> list[Matched]:
    """Each field of the kind with what fills it. No query."""
    at = {heading: number for number, heading in enumerate(batch.header)}
    rows = batch.rows[:SHOWN]
    matched = []
    for column in KINDS[batch.kind].columns:
        heading = batch.mapping.get(column.name, "")
        fixed = heading[1:] if is_fixed(heading, batch.header) else ""
        held = [cells[at[heading]] for _line, cells in rows] if heading in at else []
        examples = [cell for cell in held if cell and cell != UNCOUNTED]  # its row says that it has no result
        matched.append(Matched(column, heading if heading in at else "", fixed, list(dict.fromkeys(examples))[:3]))
    return matched


def bad_rows(batch: Batch) -> QuerySet[TakenRow]:
    """The rows that were not taken, in the order of the file. One query."""
    return batch.taken.filter(outcome=Outcome.BAD).order_by("line")
