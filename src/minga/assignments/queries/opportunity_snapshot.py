"""The index in the memory of a process: read once, then only what changed; two segments, as search engines do it."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from django.db import connection
from django.db.models import QuerySet

from minga.assignments.models import OpportunityClock, OpportunityRow
from minga.assignments.queries.opportunity_segments import Numbers, Raw, Segment
from minga.assignments.segmenting import Wanted
from minga.core.written import Written

COLUMNS = ("pk", "is_open", "track", "category", "country", "closes_on", "published_at", "facts")
MERGE_AT = 2000
MOST_HELD = 32
"""Searches for words of which the keys are kept, at most half a megabyte each where 50,000 posts are open."""
CLOCK = Written(lambda pk: OpportunityClock.objects.filter(pk=pk), 1, 2)
QUOTED = str.maketrans({"'": "''", "\\": "\\\\"})


@dataclass(frozen=True)
class Snapshot:
    """The index as it stood at `sequence` of the database born as `birth`."""

    birth: str
    sequence: int
    segments: tuple[Segment, ...]
    later: dict[int, Raw] = field(default_factory=dict)


_kept: Snapshot | None = None
_reading = threading.Lock()


def index_version() -> tuple[str, int]:
    """Which database this is and how often its index has changed. One query."""
    clock = CLOCK.one(1)
    return (clock.birth, clock.sequence) if clock is not None else ("", 0)


def snapshot(version: tuple[str, int] | None = None) -> Snapshot:
    """The index as it is now, or as new as `version`. One query for the version, one more where something changed.

    Inside a transaction the rows of that transaction are read afresh and nothing is kept, since it may roll back.
    """
    global _kept  # noqa: PLW0603 - one snapshot a process, exchanged whole
    birth, sequence = version or index_version()
    if connection.in_atomic_block:
        return _read(birth, sequence)
    known = _kept
    if known is not None and (known.birth, known.sequence) == (birth, sequence):
        return known
    with _reading:
        known = _kept
        if known is not None and known.birth == birth and known.sequence >= sequence:
            return known
        _kept = _read_on(known, birth, sequence)
        return _kept


def _read(birth: str, sequence: int) -> Snapshot:
    return Snapshot(birth, sequence, (Segment(_raw(OpportunityRow.objects.filter(is_open=True))),))


def _read_on(known: Snapshot | None, birth: str, sequence: int) -> Snapshot:
    if known is None or known.birth != birth or known.sequence > sequence:
        return _read(birth, sequence)
    changed = {
        row[0]: row for row in _raw(OpportunityRow.objects.filter(sequence__gt=known.sequence, sequence__lte=sequence))
    }
    later = known.later | changed
    if len(later) > MERGE_AT:
        return _read(birth, sequence)
    old = known.segments[0]
    base = Segment.__new__(Segment)
    base.__dict__.update(old.__dict__)
    base.bury(later)
    return Snapshot(birth, sequence, (base, Segment(later.values())), later)


def _raw(rows: QuerySet[OpportunityRow]) -> Iterable[Raw]:
    return rows.values_list(*COLUMNS).iterator(chunk_size=5000)


def holding(words: Iterable[Wanted], version: tuple[str, int]) -> Numbers:
    """The keys of the rows that hold all of the words, as the index stands at `version`. One query, which on PostgreSQL
    reads every row it finds; none where the same was asked at the same version.

    Inside a transaction nothing is kept, since its rows may roll back.
    """
    wanted = tuple(words)
    return _read_holding(wanted) if connection.in_atomic_block else _held(wanted, version)


@lru_cache(maxsize=MOST_HELD)
def _held(wanted: tuple[Wanted, ...], _version: tuple[str, int]) -> Numbers:
    return _read_holding(wanted)


def _read_holding(wanted: tuple[Wanted, ...]) -> Numbers:
    """The full text index of either database answers."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT rowid FROM assignments_opportunity_words WHERE assignments_opportunity_words MATCH %s",
                [" AND ".join(f'"{one.word}"{"*" if one.prefix else ""}' for one in wanted)],
            )
        else:
            cursor.execute(
                "SELECT description_id FROM assignments_opportunityrow"
                " WHERE array_to_tsvector(string_to_array(words, ' ')) @@ %s::tsquery",
                [" & ".join(f"'{one.word.translate(QUOTED)}'{':*' if one.prefix else ''}" for one in wanted)],
            )
        return np.array([row[0] for row in cursor.fetchall()], dtype=np.int64)
