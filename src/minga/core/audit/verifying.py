"""Checking the chain, row by row: which row was altered, is missing or stands in the wrong place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import connection

from minga.core.audit import guarding
from minga.core.audit.canonical import COLUMNS, DIGEST, FORMAT, PREVIOUS, digest_of, moment
from minga.core.audit.models import FIRST_DIGEST, TrailEntry, TrailHead

BATCH = 5_000
MOST_FINDINGS = 1_000
MOVED_WITHIN = 200
VERB = COLUMNS.index("verb")


@dataclass(frozen=True)
class Finding:
    """One thing wrong: altered, missing, moved, unlinked, truncated, head or guard; with the row it is about."""

    kind: str
    sequence: int
    at: str
    verb: str
    message: str


@dataclass
class Report:
    """What was checked and what was found. `head` (sequence:digest), kept elsewhere, can be an anchor later."""

    rows: int = 0
    first: int = 0
    last: int = 0
    head: str = ""
    format: str = FORMAT
    findings: list[Finding] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        return not self.findings

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "whole": self.is_whole}

    def add(self, kind: str, message: str, row: Sequence[Any] | None = None, *, sequence: int = 0) -> None:
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append(
                Finding(kind, row[0], moment(row[1]), str(row[VERB]), message)
                if row is not None
                else Finding(kind, sequence, "", "", message)
            )


def verify(
    *,
    first: int = 1,
    last: int | None = None,
    anchors: dict[int, str] | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Report:
    """Check the rows from `first` to `last` (the head) and, at the end, the head itself.

    anchors: sequence -> digest noted earlier outside of the database; they find what a rewritten chain would hide.
    Rows appended meanwhile are not looked at. One SQL query for each 5,000 rows and five more.
    """
    report = Report(first=max(first, 1))
    for name in guarding.missing(connection):
        report.add(
            "guard", f"The database no longer has its guard “{name}”; run “minga migrate audit 0001” and migrate"
        )
    highest = TrailEntry.objects.order_by("-sequence").values_list("sequence", flat=True).first() or 0
    head = TrailHead.objects.filter(id=1).first()
    if head is None:
        report.add("head", "The head of the chain is gone")
        head = TrailHead(sequence=highest, digest="")
    report.head = f"{head.sequence}:{head.digest}"
    report.last = min(last or head.sequence, head.sequence)
    wanted = {key: value for key, value in (anchors or {}).items() if first <= key and (last is None or key <= last)}
    checker = _Checker(report, wanted, previous=_digest_before(report.first))
    for done in checker.run():
        progress(done, report.last - report.first + 1)
    if report.last == head.sequence:
        _check_head(report, head, checker, highest)
    for sequence in sorted(checker.anchors):
        report.add("anchor", "The row of this anchor was not found", sequence=sequence)
    return report


class _Checker:
    """Walks the rows in order and remembers the link it expects next."""

    def __init__(self, report: Report, anchors: dict[int, str], *, previous: str) -> None:
        self.report = report
        self.anchors = anchors
        self.expected = report.first
        self.previous = previous

    def run(self) -> Iterator[int]:
        report = self.report
        while self.expected <= report.last:
            window = TrailEntry.objects.filter(sequence__gte=self.expected, sequence__lte=report.last)
            rows = list(window.order_by("sequence").values_list(*COLUMNS)[:BATCH])
            if not rows:
                return
            for row in rows:
                self._check(row)
            report.rows += len(rows)
            yield self.expected - report.first

    def _check(self, row: Sequence[Any]) -> None:
        sequence, previous, digest = row[0], row[PREVIOUS], row[DIGEST]
        gap = sequence - self.expected
        if gap:
            self._add_gap(gap, row)
        if digest_of(row) != digest:
            moved = _moved_from(row)
            if moved:
                self.report.add("moved", f"This row stood at #{moved} and was put here", row)
            else:
                self.report.add("altered", "The content of this row does not match its digest: it was altered", row)
        elif not gap and previous != self.previous:
            self.report.add(
                "unlinked",
                "This row does not follow the one before it: that one was exchanged, or this one put in",
                row,
            )
        if self.anchors.pop(sequence, digest) != digest:
            self.report.add("anchor", "This row differs from the anchor: the chain was written anew", row)
        self.expected, self.previous = sequence + 1, digest

    def _add_gap(self, gap: int, row: Sequence[Any]) -> None:
        first, last = self.expected, row[0] - 1
        which = f"Row #{first} is missing" if gap == 1 else f"Rows #{first} to #{last} are missing ({gap:,})"
        self.report.add("missing", f"{which}; the next is #{row[0]} {row[VERB]} of {moment(row[1])}", sequence=first)


def _check_head(report: Report, head: TrailHead, checker: _Checker, highest: int) -> None:
    end = checker.expected - 1
    if end < head.sequence:
        report.add(
            "truncated",
            f"The last rows are missing: the head says #{head.sequence}, the last row is #{end}",
            sequence=end + 1,
        )
    elif head.digest and head.digest != checker.previous:
        report.add(
            "head", "The head's digest is not that of the last row: the head or that row was forged", sequence=end
        )
    if highest > head.sequence:
        report.add("head", f"Rows lie beyond the head: it says #{head.sequence}, there is #{highest}", sequence=highest)


def _digest_before(first: int) -> str:
    if first <= 1:
        return FIRST_DIGEST
    before = TrailEntry.objects.filter(sequence=first - 1).values_list("digest", flat=True).first()
    return before or ""


def _moved_from(row: Sequence[Any]) -> int:
    """The sequence under which the row's digest would be right, near its place; 0 where there is none."""
    for distance in range(1, MOVED_WITHIN):
        for sequence in (row[0] - distance, row[0] + distance):
            if sequence > 0 and digest_of((sequence, *row[1:])) == row[DIGEST]:
                return int(sequence)
    return 0


__all__ = ["Finding", "Report", "verify"]
