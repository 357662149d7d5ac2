"""Reading the format minga-roster/1 from a folder: every defect at once, or an Instance."""

from __future__ import annotations

from dataclasses import replace
from itertools import repeat
from pathlib import Path
from typing import Any

import numpy as np

from minga.engines.rostering.arrays import LATEST_AFTER_DAYS
from minga.engines.rostering.columns import FARTHEST_MINUTES, LARGEST, Columns, Ids
from minga.engines.rostering.defects import Findings
from minga.engines.rostering.event_file import Event, read_event
from minga.engines.rostering.filing import finish_writing
from minga.engines.rostering.instance import MINUTES_PER_DAY, Instance, Ints, Roster
from minga.engines.rostering.tables import empty_table, read_csv, read_table
from minga.engines.rostering.weighing import note_weights_too_large

TABLES: dict[str, tuple[str, ...]] = {
    "zones": ("zone",),
    "travel": ("from_zone", "to_zone", "minutes"),
    "venues": ("venue", "zone", "name"),
    "roles": ("role", "functional_area", "name"),
    "shifts": ("shift", "venue", "role", "start", "end", "minimum", "target", "leaders"),
    "shift_languages": ("shift", "language", "minimum"),
    "volunteers": ("volunteer", "zone", "can_lead", "min_shifts", "max_shifts"),
    "volunteer_roles": ("volunteer", "role", "dislike"),
    "volunteer_languages": ("volunteer", "language"),
    "availability": ("volunteer", "start", "end"),
    "locked": ("volunteer", "shift"),
    "previous": ("volunteer", "shift", "leader"),
    "absences": ("volunteer", "start", "end"),
}
OPTIONAL_TABLES = frozenset({"locked", "previous", "absences"})
OPTIONAL_COLUMNS = {"volunteers": ("no_show",)}
ROSTER_FILES = ("roster.csv", "changes.csv")  # what a run leaves where its output is the folder of its instance


def read_instance(folder: Path | str) -> Instance:
    """Read and check a folder. Raises UnusableInstance with every defect, sorted by file and line."""
    from minga.engines.rostering.locks import note_lock_conflicts

    path = Path(folder)
    findings = Findings()
    if not path.is_dir():
        findings.add(str(path), 0, "", "is no folder.", "Name the folder that holds event.json.")
        findings.stop_if_any()
    finish_writing(path)
    event = read_event(path, findings)
    reading = _Reading(path, findings, event)
    everything = reading.everything()
    findings.stop_if_any()
    instance = Instance(**everything)
    note_lock_conflicts(instance, findings, reading.lock_lines)
    findings.stop_if_any()
    return instance


def read_roster(path: Path | str, instance: Instance) -> Roster:
    """Read roster.csv or the folder that holds it. Raises UnusableInstance with every defect."""
    findings = Findings()
    columns, volunteers, shifts = _roster_file(path, instance, findings)
    pairs = np.stack([columns.references("volunteer", volunteers), columns.references("shift", shifts)], axis=1)
    leader = columns.numbers("leader", most=1).astype(np.bool_)
    columns.once("volunteer", "shift")
    findings.stop_if_any()
    return Roster.of(pairs, leader)


def read_with_its_published(folder: Path | str, roster: Path | str) -> Instance:
    """The instance that a roster was made for: where the folder has no previous.csv, but a re-plan left one beside its
    roster, with that one. Raises UnusableInstance.
    """
    finish_writing(roster)  # first: a run that was killed may have left it in the midst of its moves
    instance, beside = read_instance(folder), Path(roster) / "previous.csv"
    return with_published(instance, beside) if instance.previous is None and beside.is_file() else instance


def with_published(instance: Instance, path: Path | str) -> Instance:
    """The instance with a published roster.csv (or the folder that holds it) as its previous one.

    Volunteers and shifts that are gone since are no defect. Raises UnusableInstance.
    """
    findings = Findings()
    fields = _published(*_roster_file(path, instance, findings))
    findings.stop_if_any()
    return replace(instance, **fields)


def _roster_file(path: Path | str, instance: Instance, findings: Findings) -> tuple[Columns, Ids, Ids]:
    place = Path(path)
    finish_writing(place)
    place = place / "roster.csv" if place.is_dir() else place
    table = read_csv(place, TABLES["previous"], findings=findings)
    volunteers, shifts = (
        Ids(f"{name}.csv", ids, {text: row for row, text in enumerate(ids)}, whole=True)
        for name, ids in (("volunteers", instance.volunteers), ("shifts", instance.shifts))
    )
    return Columns(table, findings, instance.first_day), volunteers, shifts


class _Reading:
    def __init__(self, folder: Path, findings: Findings, event: Event) -> None:
        self._folder = folder
        self._findings = findings
        self._event = event
        self._first_day = event.first_day if event.days_known else None
        self._last = ((event.last_day - event.first_day).days + 1) * MINUTES_PER_DAY
        self._latest = self._last + LATEST_AFTER_DAYS * MINUTES_PER_DAY
        self.lock_lines: list[int] = []
        self._note_unknown_files()

    def everything(self) -> dict[str, Any]:
        """All fields of the instance; harmless values where something was wrong."""
        zones = self._table("zones").ids("zone")
        venue_table, role_table, people = self._table("venues"), self._table("roles"), self._table("volunteers")
        venues, roles, volunteers = venue_table.ids("venue"), role_table.ids("role"), people.ids("volunteer")
        shifts, shift_columns = self._shifts(venues, roles)
        languages, needs = self._needs(shifts)
        event, travel = self._event, self._travel(zones)
        if event.days_known:
            note_weights_too_large(event, needs, travel, self._findings)
        return {
            **{
                name: getattr(event, name) for name in ("name", "timezone", "first_day", "last_day", "rules", "weights")
            },
            **{"zones": zones.names, "travel": travel, "venues": venues.names, "roles": roles.names},
            "venue_zone": venue_table.references("zone", zones),
            "venue_names": venue_table.table.columns["name"],
            "role_names": role_table.table.columns["name"],
            "role_areas": role_table.table.columns["functional_area"],
            **{"shifts": shifts.names, **shift_columns, "languages": languages, "needs": needs},
            **self._volunteers(people, zones),
            "volunteers": volunteers.names,
            "dislike": self._dislike(volunteers, roles),
            "speaks": self._speaks(volunteers, {name: row for row, name in enumerate(languages)}),
            "availability": self._intervals("availability", volunteers),
            "absences": self._intervals("absences", volunteers),
            "locked": self._locked(volunteers, shifts),
            **self._previous(volunteers, shifts),
            "now": event.now,
            "no_show": people.chances("no_show") if "no_show" in people.table.columns else None,
        }

    def _table(self, name: str) -> Columns:
        table = read_table(
            self._folder,
            name,
            TABLES[name],
            findings=self._findings,
            optional=OPTIONAL_COLUMNS.get(name, ()),
            required=name not in OPTIONAL_TABLES,
        )
        return Columns(table or empty_table(f"{name}.csv", TABLES[name]), self._findings, self._first_day)

    def _note_unknown_files(self) -> None:
        known = {"event.json", *(f"{name}{end}" for name in TABLES for end in (".csv", ".parquet"))}
        for path in sorted(self._folder.iterdir()):
            if path.name.startswith("."):  # what editors and systems leave beside a file
                continue
            if path.suffix in {".csv", ".parquet"} and path.name not in {*known, *ROSTER_FILES}:
                self._findings.add(path.name, 0, "", "is no table of this format.", "Rename it or take it out.")

    def _travel(self, zones: Ids) -> Ints:
        table = self._table("travel")
        table.once("from_zone", "to_zone")
        start = table.references("from_zone", zones)
        end = table.references("to_zone", zones)
        minutes = table.numbers("minutes", most=100_000)
        travel = np.full((len(zones.names), len(zones.names)), -1, np.int32)
        np.fill_diagonal(travel, 0)
        good = (start >= 0) & (end >= 0)
        travel[start[good], end[good]] = minutes[good]
        for row in np.flatnonzero(good).tolist():
            if travel[end[row], start[row]] < 0:
                source, target = (table.table.columns[name][row] for name in ("from_zone", "to_zone"))
                message = f"the way back from {target} to {source} is missing."
                table.wrong(row, "to_zone", message, "List both directions, or neither when nobody can travel there.")
        return travel

    def _shifts(self, venues: Ids, roles: Ids) -> tuple[Ids, dict[str, Ints]]:
        table = self._table("shifts")
        ids = table.ids("shift")
        start, end = (table.times(name).astype(np.int32) for name in ("start", "end"))
        minimum, leaders = table.numbers("minimum"), table.numbers("leaders")
        target = table.numbers("target", otherwise=LARGEST)
        for row in table.rows(end <= start, "start", "end"):
            table.wrong(row, "end", f"shift {ids.names[row]} ends before or when it starts.", "Correct start or end.")
        if self._event.days_known:
            self._note_outside(table, ids.names, start, end)
        for row in table.rows(minimum > target, "minimum", "target"):
            message = f"{minimum[row]} is above the target {target[row]}."
            table.wrong(row, "minimum", message, "Raise target or lower it.")
        for row in table.rows(leaders > minimum, "minimum", "leaders"):
            message = f"{leaders[row]} leaders are more than the minimum {minimum[row]}."
            table.wrong(row, "leaders", message, "Lower leaders or raise minimum.")
        columns = {
            "shift_venue": table.references("venue", venues),
            "shift_role": table.references("role", roles),
            **{"shift_start": start, "shift_end": end},
            **{"shift_minimum": minimum, "shift_target": target, "shift_leaders": leaders},
        }
        return ids, columns

    def _note_outside(self, table: Columns, names: list[str], start: Ints, end: Ints) -> None:
        for row in table.rows((start < 0) | (start >= self._last), "start"):
            table.wrong(
                row, "start", f"shift {names[row]} starts outside the event.", "Correct it or event.json's days."
            )
        for row in table.rows((start < self._last) & (end > self._latest), "start", "end"):
            message = f"shift {names[row]} ends more than {LATEST_AFTER_DAYS} days after the event."
            table.wrong(row, "end", message, "Correct it or event.json's days.")

    def _needs(self, shifts: Ids) -> tuple[list[str], Ints]:
        table = self._table("shift_languages")
        table.once("shift", "language")
        shift = table.references("shift", shifts)
        minimum = table.numbers("minimum")
        names = table.table.columns["language"]
        for row, name in enumerate(names):
            if not name:
                table.wrong(row, "language", "is empty.", "Write a BCP 47 tag such as zh or pt-BR.")
        languages = sorted(set(names))
        index = {name: row for row, name in enumerate(languages)}
        column = np.fromiter((index[name] for name in names), np.int32, len(names))
        needs = np.stack([shift, column, minimum], axis=1)
        return languages, np.ascontiguousarray(needs[np.lexsort((column, shift))])

    def _volunteers(self, table: Columns, zones: Ids) -> dict[str, Any]:
        least, most = table.numbers("min_shifts"), table.numbers("max_shifts")
        for row in table.rows(least > most, "min_shifts", "max_shifts"):
            table.wrong(row, "min_shifts", f"{least[row]} is above max_shifts {most[row]}.", "Correct one of the two.")
        return {
            "volunteer_zone": table.references("zone", zones),
            "can_lead": table.numbers("can_lead", most=1).astype(np.bool_),
            "min_shifts": least,
            "max_shifts": most,
        }

    def _dislike(self, volunteers: Ids, roles: Ids) -> np.ndarray[Any, np.dtype[np.int8]]:
        table = self._table("volunteer_roles")
        table.once("volunteer", "role")
        volunteer = table.references("volunteer", volunteers)
        role = table.references("role", roles)
        value = table.numbers("dislike", most=3)
        dislike = np.full((len(volunteers.names), len(roles.names)), -1, np.int8)
        good = (volunteer >= 0) & (role >= 0)
        dislike[volunteer[good], role[good]] = value[good]
        return dislike

    def _speaks(self, volunteers: Ids, languages: dict[str, int]) -> np.ndarray[Any, np.dtype[np.bool_]]:
        table = self._table("volunteer_languages")
        table.once("volunteer", "language")
        volunteer = table.references("volunteer", volunteers)
        speaks = np.zeros((len(volunteers.names), len(languages)), np.bool_)
        for row, name in enumerate(table.table.columns["language"]):
            if not name:
                table.wrong(row, "language", "is empty.", "Write a BCP 47 tag such as zh or pt-BR.")
            if volunteer[row] >= 0 and name in languages:
                speaks[volunteer[row], languages[name]] = True
        return speaks

    def _intervals(self, name: str, volunteers: Ids) -> Ints:
        table = self._table(name)
        volunteer = table.references("volunteer", volunteers)
        start, end = (table.times(column, endless=name == "absences") for column in ("start", "end"))
        for row in table.rows(end <= start, "start", "end"):
            table.wrong(row, "end", "is not after start.", "Correct start or end.")
        if name == "availability" and self._event.days_known:
            remedy = f"Keep it between {self._event.first_day} and {self._event.last_day}."
            early = (start < 0) | (start >= self._last)
            for row in table.rows(early, "start"):
                table.wrong(row, "start", "the interval lies outside the event.", remedy)
            for row in table.rows(~early & (end > self._latest), "start", "end"):
                message = f"the interval ends more than {LATEST_AFTER_DAYS} days after the event."
                table.wrong(row, "end", message, remedy)
        start = np.clip(start, -FARTHEST_MINUTES, FARTHEST_MINUTES - 1)  # until further notice may be the year 9999
        end = np.clip(end, 1 - FARTHEST_MINUTES, FARTHEST_MINUTES)
        rows = np.stack([volunteer, start, end], axis=1).astype(np.int32)
        return np.ascontiguousarray(rows[np.lexsort((end, start, volunteer))])

    def _locked(self, volunteers: Ids, shifts: Ids) -> Ints:
        table = self._table("locked")
        table.once("volunteer", "shift")
        rows = np.stack(
            [
                table.references("volunteer", volunteers),
                table.references("shift", shifts),
            ],
            axis=1,
        )
        order = np.lexsort((rows[:, 1], rows[:, 0]))
        self.lock_lines = [table.table.lines[row] for row in order.tolist()]
        return np.ascontiguousarray(rows[order])

    def _previous(self, volunteers: Ids, shifts: Ids) -> dict[str, Any]:
        if not any((self._folder / f"previous{end}").exists() for end in (".csv", ".parquet")):
            return {"previous": None}
        return _published(self._table("previous"), volunteers, shifts)


def _published(table: Columns, volunteers: Ids, shifts: Ids) -> dict[str, Any]:
    """Who is gone needs no row. Who stands here with shifts that are gone still counts as published."""
    table.once("volunteer", "shift")
    who, what = table.table.columns["volunteer"], table.table.columns["shift"]
    marks = table.numbers("leader", most=1)
    volunteer, shift = (
        np.fromiter(map(ids.index.get, values, repeat(-1)), np.int32, len(values))
        for ids, values in ((volunteers, who), (shifts, what))
    )
    gone = [(int(volunteer[row]), what[row], int(marks[row])) for row in np.flatnonzero((volunteer >= 0) & (shift < 0))]
    rows = np.stack([volunteer, shift, marks], axis=1)[(volunteer >= 0) & (shift >= 0)]
    in_order = np.lexsort((rows[:, 2], rows[:, 1], rows[:, 0]))
    return {"previous": np.ascontiguousarray(rows[in_order]), "previous_gone": gone}
