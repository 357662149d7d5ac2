"""`minga import KIND FILE`: import a CSV or XLSX file; --preview only looks, --go-on and --undo end what was begun."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from minga.core.acting import SYSTEM
from minga.core.errors import Incomplete, Problem, Refused
from minga.core.importing.actions.looking import drop_import, match_columns
from minga.core.importing.bringing import start_import
from minga.core.importing.edited import EditedRow, rows_left
from minga.core.importing.kinds import KINDS
from minga.core.importing.models import OTHER_SHEETS, SHEET, Batch
from minga.core.importing.queries import bad_rows, matched_columns, preview_of
from minga.core.importing.rows import DAYS_WRITTEN
from minga.core.importing.values import DAY_FIRST, MONTH_FIRST
from minga.core.importing.whole import take_all, undo_all

MOST_SHOWN = 50


class Command(BaseCommand):
    """Imports a file of a kind that a room signed in."""

    help = "Import opportunities, organisations or volunteers from a CSV or XLSX file; continue an import, or undo it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        kinds = ", ".join(name for name, _importer in KINDS)
        parser.add_argument("kind", nargs="?", help=f"one of: {kinds}")
        parser.add_argument("file", nargs="?", type=Path, help="CSV or XLSX; the first line names the columns")
        parser.add_argument(
            "--source", default="", metavar="NAME", help="whose list it is; rows are recognised within it next time"
        )
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="FIELD=COLUMN",
            help="fill this field from the column with this heading; may be repeated",
        )
        parser.add_argument(
            "--every",
            action="append",
            default=[],
            metavar="FIELD=VALUE",
            help="the same value in every row; may be repeated",
        )
        parser.add_argument(
            "--by",
            default="",
            metavar="EMAIL",
            help="whose import it is (an account); by default the installation itself",
        )
        parser.add_argument(
            "--organisation",
            default="",
            metavar="NAME",
            help="for which organisation, if --by works for several",
        )
        parser.add_argument(
            "--sheet", default="", metavar="NAME", help="which sheet of a workbook; by default the one that fits best"
        )
        parser.add_argument(
            "--overwrite",
            action="store_true",
            help="use the list's values even where somebody has edited the entry since an earlier list",
        )
        parser.add_argument(
            "--days",
            default="",
            choices=[DAY_FIRST, MONTH_FIRST],
            help="how to read 3/4/2026; by default as the other dates of the list show (such as 25/4/2026)",
        )
        parser.add_argument("--preview", action="store_true", help="show what would happen and import nothing")
        parser.add_argument("--undo", default="", metavar="IMPORT", help="undo an import by its reference")
        parser.add_argument(
            "--go-on", default="", metavar="IMPORT", help="finish an import, or its undoing, that was cut off"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        actor = self._actor(options["by"])
        try:
            if options["undo"]:
                self._undo(actor, options["undo"])
            elif options["go_on"]:
                self._go_on(actor, options["go_on"])
            else:
                self._import(actor, options)
        except Incomplete as refusal:
            raise CommandError("\n".join([str(refusal.message), *map(_line, refusal.problems)])) from refusal
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal

    def _actor(self, email: str) -> Any:
        if not email:
            return SYSTEM
        account = get_user_model().objects.filter(email__any_case=email, is_active=True).first()
        if account is None:
            raise CommandError(f"Nobody has signed up with {email}.")
        return account

    def _undo(self, actor: Any, ref: str) -> None:
        batch = undo_all(actor=actor, batch=_batch(ref), progress=self._undoing)
        self.stdout.write(f"undone {batch.counts['undone']}, kept {batch.counts['kept']}")

    def _go_on(self, actor: Any, ref: str) -> None:
        batch = _batch(ref)
        if batch.state == "undoing":
            self._undo(actor, ref)
        elif batch.state == "taking":
            self._tell(take_all(actor=actor, batch=batch, progress=self._progress))
        else:
            raise CommandError(f"Nothing is left to do for import {ref}: its state is “{batch.get_state_display()}”.")

    def _import(self, actor: Any, options: dict[str, Any]) -> None:
        kind, path = options["kind"], options["file"]
        if kind is None or path is None:
            raise CommandError("Say which kind and which file: minga import KIND FILE.", returncode=2)
        if kind not in KINDS:
            raise CommandError(
                f"There is no kind “{kind}”; there are: {', '.join(name for name, _ in KINDS)}.", returncode=2
            )
        if not path.is_file():
            raise CommandError(f"There is no file {path}.")
        if options["organisation"] and actor is SYSTEM:
            raise CommandError(
                "--organisation says which of somebody's organisations is meant: say whose by --by EMAIL.",
                returncode=2,
            )
        with path.open("rb") as file:
            batch = start_import(
                actor=actor,
                kind=kind,
                file=file,
                file_name=path.name,
                source=options["source"],
                scope=options["organisation"],
                sheet=options["sheet"],
            )
        if others := batch.options.get(OTHER_SHEETS):
            self.stdout.write(
                f"reading the sheet “{batch.options[SHEET]}”; not reading: {', '.join(others)} (--sheet NAME chooses)"
            )
        try:
            batch = self._match(actor, batch, options)
            if options["preview"]:
                self._look(actor, batch)
                drop_import(actor=actor, batch=batch)
                return
            self.stdout.write(f"import {batch.ref}; if it is cut off, continue with: minga import --go-on {batch.ref}")
            batch = take_all(actor=actor, batch=batch, progress=self._progress, overwrite=options["overwrite"])
        except BaseException:  # a mistyped field, Ctrl-C: what was only looked at is not kept
            self._forget(actor, batch.ref)
            raise
        self._tell(batch)

    def _forget(self, actor: Any, ref: str) -> None:
        batch = Batch.objects.filter(ref=ref, state="preview").first()
        if batch is not None:
            drop_import(actor=actor, batch=batch)

    def _match(self, actor: Any, batch: Batch, options: dict[str, Any]) -> Batch:
        known = {column.name for column in KINDS[batch.kind].columns}
        mapping = dict(batch.mapping)
        for name, heading in [
            *_pairs(options["map"]),
            *((name, f"={value}") for name, value in _pairs(options["every"])),
        ]:
            if name not in known:
                raise CommandError(
                    f"{batch.kind} have no field “{name}”; they have: {', '.join(sorted(known))}.", returncode=2
                )
            mapping[name] = heading
        if options["days"]:
            mapping[DAYS_WRITTEN] = f"={options['days']}"
        try:
            return match_columns(actor=actor, batch=batch, mapping=mapping, source=options["source"])
        except Incomplete as refusal:
            hint = "The file has: %s. Fill a field by --map FIELD=COLUMN, or by --every FIELD=VALUE."
            problems = [*refusal.problems, Problem("", hint % "; ".join(map(str, batch.header)))]
            raise Incomplete(refusal.message, problems=problems) from refusal

    def _progress(self, batch: Batch) -> None:
        self.stdout.write(f"{batch.counts['done']:,} of {batch.counts['rows']:,} rows")

    def _undoing(self, batch: Batch) -> None:
        self.stdout.write(f"{batch.counts['undone'] + batch.counts['kept']:,} rows undone")

    def _look(self, actor: Any, batch: Batch) -> None:
        for one in matched_columns(batch):
            filled = f"={one.fixed}" if one.fixed else one.heading or "–"
            self.stdout.write(f"{one.column.name:<16} {filled:<24} {' | '.join(one.examples)[:80]}")
        if order := batch.mapping.get(DAYS_WRITTEN, "")[1:]:
            self.stdout.write(f"dates such as 3/4/2026 are read {order.replace('-', ' ')}; --days changes that")
        preview = preview_of(batch, actor=actor)
        self.stdout.write(
            f"{preview.total} rows: {preview.new} new, {preview.changed} would change, {preview.unchanged} stay, "
            f"{len(preview.bad)} left out" + (f", {len(preview.edited)} edited here since" if preview.edited else "")
        )
        self._name_edited(preview.edited)
        self._name_bad([(row.line, row.problems) for row in preview.bad[:MOST_SHOWN]], len(preview.bad))

    def _tell(self, batch: Batch) -> None:
        counts = batch.counts
        self.stdout.write(
            f"import {batch.ref}: created {counts['created']}, changed {counts['updated']}, "
            f"unchanged {counts['unchanged']}, left out {counts['bad']}"
            + (f", left as edited here {counts['left']}" if counts["left"] else "")
        )
        self._name_edited(rows_left(batch, most=MOST_SHOWN))
        rows = bad_rows(batch)
        self._name_bad([(row.line, row.problems) for row in rows[:MOST_SHOWN]], counts["bad"])
        if counts["created"] or counts["updated"]:
            self.stdout.write(f"undo it with: minga import --undo {batch.ref}")

    def _name_edited(self, rows: Sequence[EditedRow]) -> None:
        for row in rows[:MOST_SHOWN]:
            by = f" by {row.who}" if row.who else ""
            on = f" on {row.at:%Y-%m-%d %H:%M} UTC" if row.at else ""
            called = f", {row.called}" if row.called else ""
            self.stderr.write(f"line {row.line}{called}: edited here since{by}{on}; left as it is without --overwrite")
        if len(rows) > MOST_SHOWN:
            self.stderr.write(f"… and {len(rows) - MOST_SHOWN} more rows")

    def _name_bad(self, rows: Iterable[tuple[int, Any]], count: int) -> None:
        for line, problems in rows:
            for column, message, remedy in problems:
                place = f"line {line}, column {column}" if column else f"line {line}"
                self.stderr.write(f"{place}: {message} {remedy}".strip())
        if count > MOST_SHOWN:
            self.stderr.write(f"… and {count - MOST_SHOWN} more rows; the page of the import names them all")


def _batch(ref: str) -> Batch:
    batch = Batch.objects.filter(ref=ref).first()
    if batch is None:
        raise CommandError(f"There is no import {ref}; the page of imports names them.")
    return batch


def _pairs(given: Iterable[str]) -> list[tuple[str, str]]:
    pairs = [text.partition("=") for text in given]
    for name, sign, _value in pairs:
        if not sign:
            raise CommandError(f"“{name}” is no pair: write FIELD=…", returncode=2)
    return [(name.strip(), value.strip()) for name, _sign, value in pairs]


def _line(problem: Any) -> str:
    place = f"{problem.place}: " if problem.place else ""
    return f"{place}{problem.message} {problem.remedy}".strip()
