"""Lists made in one line, and an import of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from minga.core.importing.actions.looking import match_columns
from minga.core.importing.bringing import start_import
from minga.core.importing.models import Batch
from minga.core.importing.whole import take_all


def csv_of(header: Sequence[str], *rows: Sequence[Any]) -> io.BytesIO:
    out = io.StringIO()
    csv.writer(out).writerows([header, *rows])
    return io.BytesIO(out.getvalue().encode())


def start(actor: Any, kind: str, file: io.BytesIO, *, source: str = "list", **mapping: str) -> Batch:
    batch = start_import(actor=actor, kind=kind, file=file, file_name="list.csv", source=source)
    return match_columns(actor=actor, batch=batch, mapping={**batch.mapping, **mapping}) if mapping else batch


def take(actor: Any, kind: str, file: io.BytesIO, *, source: str = "list", **mapping: str) -> Batch:
    return take_all(actor=actor, batch=start(actor, kind, file, source=source, **mapping))


def outcomes(batch: Batch) -> Mapping[str, int]:
    return {name: count for name, count in batch.counts.items() if count and name not in {"rows", "done"}}


def bad(batch: Batch) -> list[tuple[int, str]]:
    rows = batch.taken.filter(outcome="bad").order_by("line")
    return [(row.line, problem[0]) for row in rows for problem in row.problems]
