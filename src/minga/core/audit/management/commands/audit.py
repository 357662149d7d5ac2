"""minga audit: verify the trail, or show one object's history."""

from __future__ import annotations

import json
import sys
import time
from argparse import ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from minga.core.audit import verifying
from minga.core.audit.checking import earlier_heads
from minga.core.audit.models import TrailEntry, TrailHead

VERIFY = (
    "Find every altered, missing or reordered row; status 1 where there is one. Keep the head it prints elsewhere, and "
    "give it back with --anchor."
)


def anchor(text: str) -> tuple[int, str]:
    """SEQUENCE:DIGEST as `minga audit verify` prints it."""
    sequence, _colon, digest = text.partition(":")
    if not sequence.isdigit() or len(digest) != 64:
        raise ArgumentTypeError(f"“{text}” is not SEQUENCE:DIGEST, as “minga audit verify” prints it last")
    return int(sequence), digest


def row(text: str) -> int:
    """The number of a row: they are counted from 1."""
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError(f"“{text}” is no number of a row: they are counted from 1")
    return int(text)


class Command(BaseCommand):
    help = "Verify the audit trail (exit status 1 when something is wrong), name its head, or show an object's history."

    def add_arguments(self, parser: CommandParser) -> None:
        commands = parser.add_subparsers(dest="what", required=True, metavar="verify | head | show")
        verify = commands.add_parser("verify", help="find every altered, missing or reordered row", description=VERIFY)
        verify.add_argument("--from", dest="first", type=row, default=1, metavar="N", help="first row (1)")
        verify.add_argument("--to", dest="last", type=row, metavar="N", help="last row (the head)")
        verify.add_argument(
            "--anchor", type=anchor, action="append", default=[], metavar="N:DIGEST",
            help="a link noted earlier outside of the database; may be given several times",
        )  # fmt: skip
        verify.add_argument("--json", action="store_true", help="the report as JSON")
        commands.add_parser("head", help="the last link as N:DIGEST, to be kept elsewhere; nothing is checked")
        show = commands.add_parser("show", help="what happened to the object with this reference, oldest first")
        show.add_argument("ref", metavar="REFERENCE", help="as it stands in the address of its page")

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        if what == "show":
            self._show(options["ref"])
        elif what == "head":
            head = TrailHead.objects.get(id=1)
            self.stdout.write(f"{head.sequence}:{head.digest}")
        elif not self._verify(**options):
            sys.exit(1)

    def _verify(self, *, first: int, last: int | None, anchor: list[tuple[int, str]], **options: Any) -> bool:
        _there_is(first, last)
        started = time.monotonic()
        anchors = {**earlier_heads(), **dict(anchor)}
        report = verifying.verify(first=first, last=last, anchors=anchors, progress=self._progress())
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False, indent=1))
            return report.is_whole
        for finding in report.findings:
            is_of_row = finding.sequence or finding.kind == "added"
            place = f"#{finding.sequence} {finding.verb} {finding.at}".rstrip() if is_of_row else "-"
            self.stdout.write(self.style.ERROR(f"{finding.kind:<10}") + f"{place}: {finding.message}")
        seconds = time.monotonic() - started
        if report.more:
            self.stdout.write(self.style.ERROR(f"… and {report.more:,} more, which are not named"))
        outcome = "whole" if report.is_whole else f"NOT whole: {report.found:,} found"
        self.stdout.write(f"{report.rows:,} rows checked in {seconds:.1f} s. The chain is {outcome}.")
        self.stdout.write(f"Head {report.head}")
        return report.is_whole

    def _progress(self) -> Any:
        def tell(done: int, total: int) -> None:
            if sys.stderr.isatty():
                sys.stderr.write(f"\r{done:,} of {total:,}" + ("\n" if done >= total else ""))

        return tell

    def _show(self, ref: str) -> None:
        rows = TrailEntry.objects.filter(target_ref=ref).order_by("sequence")
        for row in rows:
            who = "minga" if row.actor is None else f"account {row.actor}"
            when = f"{row.at:%Y-%m-%d %H:%M:%S}Z" if row.at else "(no moment)"
            place = f", for {row.on_behalf_of}" if row.on_behalf_of else ""
            self.stdout.write(f"#{row.sequence} {when} {who}{place}: {row.told_verb}")
            for name, (was, now) in row.changes.items():
                self.stdout.write(f"    {name}: {was!r} -> {now!r}")
            if row.is_sealed:
                self.stdout.write("    (personal values are sealed)")
            if row.reason:
                self.stdout.write(f"    because: {row.reason}")
        if not rows:
            self.stdout.write(f"Nothing in the trail is about “{ref}”.")


def _there_is(first: int, last: int | None) -> None:
    """Raises CommandError (status 2) where no row lies between: that nothing was checked is no chain that is whole."""
    if last is not None and first > last:
        raise CommandError(f"No row lies between {first} and {last}: nothing was checked.", returncode=2)
    end = TrailHead.objects.filter(id=1).values_list("sequence", flat=True).first()
    if end and first > end:
        raise CommandError(
            f"The trail ends at row {end}: there is no row {first}, and nothing was checked.", returncode=2
        )
