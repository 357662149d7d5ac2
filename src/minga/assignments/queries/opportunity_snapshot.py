"""The index in the memory of a process: read once, then only what changed; two segments, as search engines do it.

A new process takes the columns from a file that another left (`opportunity_file`), and of the database only which
number each open row has: rows with another number than in the file are read, and nothing else of the file is believed.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from django.db import Error, connection
from django.db.models import QuerySet

from minga.assignments.models import OpportunityClock, OpportunityRow
from minga.assignments.queries import opportunity_file
from minga.assignments.queries.opportunity_segments import Numbers, Raw, Segment
from minga.assignments.segmenting import Wanted
from minga.core.written import Written

COLUMNS = ("pk", "is_open", "track", "category", "country", "closes_on", "published_at", "facts", "sequence")
MOST_STALE = 1000
"""Rows that may have changed since a file was written or two segments were joined."""
ALL = 2**62
CHUNK = 5000
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
    """Which database this is, and a number that grows whenever its index changes. One query."""
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


def read_ahead() -> None:
    """Have the index ready before somebody searches, in a thread of its own; a database that does not answer yet is met
    again by whoever searches.
    """
    try:
        with contextlib.suppress(Error):
            snapshot()
    finally:
        connection.close()


def _begin(birth: str, sequence: int) -> Snapshot:
    """From the file, or else from all rows. Where there is none, or much has changed since, it is written anew: one
    process does so, those beside it wait.
    """
    found, changed = _from_file(birth, sequence)
    if found is None or changed > MOST_STALE:
        with opportunity_file.in_turn():
            found, changed = _from_file(birth, sequence)
            found = found or _read(birth, sequence)
            if changed > MOST_STALE:
                opportunity_file.keep(Segment.joined(found.segments), birth=birth)
    return found


def _from_file(birth: str, sequence: int) -> tuple[Snapshot | None, int]:
    """What the file holds and the database still says, with what it says otherwise, and how many rows that are. One
    query, one more for each five thousand rows that changed. Nothing where most did.
    """
    base = opportunity_file.kept(birth=birth)
    if base is None:
        return None, ALL
    rows = OpportunityRow.objects.filter(is_open=True).order_by().values_list("pk", "sequence")
    numbers = np.array(list(rows), dtype=np.int64).reshape(-1, 2)
    place = np.searchsorted(base.pk, numbers[:, 0])
    there = place < len(base)
    there[there] = (base.pk[place[there]] == numbers[there, 0]) & (base.sequence[place[there]] == numbers[there, 1])
    base.alive[:] = False
    base.alive[place[there]] = True
    changed = numbers[~there, 0].tolist()
    if len(changed) > max(MOST_STALE, len(base) // 2):
        return None, ALL
    later: dict[int, Raw] = {}
    for part in range(0, len(changed), CHUNK):
        wanted = OpportunityRow.objects.filter(pk__in=changed[part : part + CHUNK])
        later |= {row[0]: row for row in _raw(wanted)}
    return _together(base, later, birth, sequence), len(changed) + len(base) - int(there.sum())


def _together(base: Segment, later: dict[int, Raw], birth: str, sequence: int) -> Snapshot:
    """Two segments, or one where much has changed: what changed is buried in `base` already."""
    segments = (base, Segment(later.values())) if later else (base,)
    if len(later) > MOST_STALE:
        return Snapshot(birth, sequence, (Segment.joined(segments),))
    return Snapshot(birth, sequence, segments, later)


def _read(birth: str, sequence: int) -> Snapshot:
    return Snapshot(birth, sequence, (Segment(_raw(OpportunityRow.objects.filter(is_open=True))),))


def _read_on(known: Snapshot | None, birth: str, sequence: int) -> Snapshot:
    if known is None or known.birth != birth or known.sequence > sequence:
        return _begin(birth, sequence)
    changed = {
        row[0]: row for row in _raw(OpportunityRow.objects.filter(sequence__gt=known.sequence, sequence__lte=sequence))
    }
    later = known.later | changed
    old = known.segments[0]
    base = Segment.__new__(Segment)
    base.__dict__.update(old.__dict__)
    base.bury(later)
    return _together(base, later, birth, sequence)


def _raw(rows: QuerySet[OpportunityRow]) -> Iterable[Raw]:
    return rows.values_list(*COLUMNS).iterator(chunk_size=CHUNK)


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
