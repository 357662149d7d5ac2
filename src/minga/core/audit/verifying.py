"""Checking the chain, row by row: which row was altered, is missing or stands in the wrong place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import connection

from minga.core.audit import guarding
from minga.core.audit.canonical import COLUMNS, DIGEST, FORMAT, PREVIOUS, digest_of, moment
from minga.core.audit.keys_checked import KeyCheck, taken_away
from minga.core.audit.models import FIRST_DIGEST, TrailEntry, TrailHead
from minga.core.audit.reading import UNREADABLE, rows_from

MOST_FINDINGS = 1_000
MOVED_WITHIN = 200
VERB = COLUMNS.index("verb")
MOVED = "This row stood at #{} and was put here"


@dataclass(frozen=True)
class Finding:
    """One thing wrong: altered, missing, moved, added, unlinked, truncated, head, key, anchor or guard; and its row."""

    kind: str
    sequence: int
    at: str
    verb: str
    message: str


@dataclass
class Report:
    """What was checked and what was found. `head` (sequence:digest), kept elsewhere, can be an anchor later.

    Of more than a thousand findings the first are named, and the `more` counted.
    """

    rows: int = 0
    first: int = 0
    last: int = 0
    head: str = ""
    format: str = FORMAT
    findings: list[Finding] = field(default_factory=list)
    more: int = 0

    @property
    def found(self) -> int:
        return len(self.findings) + self.more

    @property
    def is_whole(self) -> bool:
        return not self.findings

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "whole": self.is_whole}

    def add(self, kind: str, message: str, row: Sequence[Any] | None = None, *, sequence: int = 0) -> None:
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append(
                Finding(kind, row[0], shown_moment(row[1]), str(row[VERB]), message)
                if row is not None
                else Finding(kind, sequence, "", "", message)
            )
        else:
            self.more += 1

    def replace(self, kind: str, better: str, message: str, *, sequence: int) -> None:
        """Say of the row what was learned of it later."""
        self.findings = [
            replace(found, kind=better, message=message) if (found.kind, found.sequence) == (kind, sequence) else found
            for found in self.findings
        ]


def verify(
    *,
    first: int = 1,
    last: int | None = None,
    anchors: dict[int, str] | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Report:
    """Check the rows from `first` to `last` (the head) and, at the end, the head itself.

    anchors: sequence -> digest noted earlier outside of the database; they find what a rewritten chain would hide.
    Rows appended meanwhile are not looked at. One SQL query for each 5,000 rows, two for the people first met in them,
    and eight more.
    """
    report = Report(first=max(first, 1))
    for name in guarding.missing(connection):
        report.add(
            "guard", f"The database no longer has its guard “{name}”; run “minga migrate audit 0001” and migrate"
        )
    if first <= 1:
        _check_before_the_first(report)
    highest, head = _ends(report)
    report.last = min(last or max(head.sequence, highest), max(head.sequence, highest))
    wanted = {key: value for key, value in (anchors or {}).items() if first <= key and (last is None or key <= last)}
    checker = _Checker(report, wanted, previous=_digest_before(report.first))
    for done in checker.run():
        progress(done, report.last - report.first + 1)
    checker.say_where_from()
    if report.last >= head.sequence:
        _check_head(report, head, checker, highest)
    for sequence in sorted(checker.anchors):
        report.add("anchor", "The row of this anchor was not found", sequence=sequence)
    if first <= 1 and last is None and not {"missing", "truncated"} & {found.kind for found in report.findings}:
        for message in taken_away():
            report.add("missing", message)
    return report


def _ends(report: Report) -> tuple[int, TrailHead]:
    """The highest row there is and the head of the chain, which is reported where it is gone. Two queries."""
    highest = TrailEntry.objects.order_by("-sequence").values_list("sequence", flat=True).first() or 0
    head = TrailHead.objects.filter(id=1).first()
    if head is None:
        report.add("head", "The head of the chain is gone")
        head = TrailHead(sequence=highest, digest="")
    report.head = f"{head.sequence}:{head.digest}"
    return highest, head


class _Checker:
    """Walks the rows in order and remembers the link it expects next."""

    def __init__(self, report: Report, anchors: dict[int, str], *, previous: str) -> None:
        self.report = report
        self.anchors = anchors
        self.expected = report.first
        self.previous = previous
        self.keys = KeyCheck()
        self.strange: dict[int, Sequence[Any]] = {}

    def run(self) -> Iterator[int]:
        report = self.report
        while self.expected <= report.last:
            rows = rows_from(self.expected, until=report.last)
            if not rows:
                return
            sound = [row for row in rows if self._check(row)]
            for row, message in self.keys.lost_in(sound):
                report.add("key", message, row)
            report.rows += len(rows)
            yield self.expected - report.first

    def _check(self, row: Sequence[Any]) -> bool:
        """Whether the row has the digest it should have; what is wrong with it and its place is reported."""
        sequence, previous, digest = row[0], row[PREVIOUS], row[DIGEST]
        gap = sequence - self.expected
        if gap:
            self._add_gap(gap, row)
        right = _digest(row)
        if right == UNREADABLE:
            self.report.add("altered", "This row holds what no row of the trail can: it was altered", row)
        elif right != digest:
            moved = 0 if self.report.more else _moved_from(row)  # what is only counted is not looked for elsewhere
            if moved:
                self.report.add("moved", MOVED.format(moved), row)
            else:
                self.report.add("altered", "The content of this row does not match its digest: it was altered", row)
                self._remember(row)
        elif not gap and previous != self.previous:
            self.report.add(
                "unlinked",
                "This row does not follow the one before it: that one was exchanged, or this one put in",
                row,
            )
        if self.anchors.pop(sequence, digest) != digest:
            self.report.add("anchor", "This row differs from the anchor: the chain was written anew", row)
        self.expected, self.previous = sequence + 1, digest
        return bool(right == digest)

    def _remember(self, row: Sequence[Any]) -> None:
        if len(self.strange) < MOVED_WITHIN:
            self.strange[row[0]] = row

    def say_where_from(self) -> None:
        """Rows that were exchanged over a distance: each fits the place of another that does not match."""
        for sequence, row in self.strange.items():
            came = next((place for place in self.strange if digest_of((place, *row[1:])) == row[DIGEST]), 0)
            if came:
                self.report.replace("altered", "moved", MOVED.format(came), sequence=sequence)

    def _add_gap(self, gap: int, row: Sequence[Any]) -> None:
        first, last = self.expected, row[0] - 1
        which = f"Row #{first} is missing" if gap == 1 else f"Rows #{first} to #{last} are missing ({gap:,})"
        self.report.add(
            "missing", f"{which}; the next is #{row[0]} {row[VERB]} of {shown_moment(row[1])}", sequence=first
        )


def _check_head(report: Report, head: TrailHead, checker: _Checker, highest: int) -> None:
    end = checker.expected - 1
    if highest > head.sequence:
        report.add("head", f"Rows lie beyond the head: it says #{head.sequence}, there is #{highest}", sequence=highest)
    elif end < head.sequence:
        report.add(
            "truncated",
            f"The last rows are missing: the head says #{head.sequence}, the last row is #{end}",
            sequence=end + 1,
        )
    elif head.digest and head.digest != checker.previous:
        report.add(
            "head", "The head's digest is not that of the last row: the head or that row was forged", sequence=end
        )


def _check_before_the_first(report: Report) -> None:
    """The chain begins with #1; whatever lies before it was put in."""
    added = TrailEntry.objects.filter(sequence__lt=1).order_by("sequence").values_list("sequence", flat=True)
    for sequence in added[:MOST_FINDINGS]:
        report.add("added", f"Row #{sequence} lies before #1, the first of the chain: it was put in", sequence=sequence)


def shown_moment(at: Any) -> str:
    """When, for a reader; as it stands where it is no moment."""
    try:
        return moment(at) if isinstance(at, datetime) else str(at)
    except (ValueError, OverflowError):
        return str(at)


def _digest(row: Sequence[Any]) -> str:
    """The digest the row should have; UNREADABLE where its values have types or signs that no action writes."""
    try:
        return digest_of(row)
    except (AttributeError, TypeError, ValueError, OverflowError):
        return UNREADABLE


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
