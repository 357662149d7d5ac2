"""Reading the format minga-roster/1 from a folder: every defect at once, or an Instance."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from minga.engines.rostering.columns import Columns
from minga.engines.rostering.defects import Findings
from minga.engines.rostering.event_file import Event, read_event
from minga.engines.rostering.instance import MINUTES_PER_DAY, Instance, Ints, Roster
from minga.engines.rostering.tables import empty_table, read_csv, read_table

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
LATEST_AFTER_DAYS = 2


def read_instance(folder: Path | str) -> Instance:
    """Read and check a folder. Raises UnusableInstance with every defect, sorted by file and line."""
    from minga.engines.rostering.locks import note_lock_conflicts

    path = Path(folder)
    findings = Findings()
    event = read_event(path, findings)
    reading = _Reading(path, findings, event)
    instance = Instance(**reading.everything())
    findings.stop_if_any()
    note_lock_conflicts(instance, findings, reading.lock_lines)
    findings.stop_if_any()
    return instance


def read_roster(path: Path | str, instance: Instance) -> Roster:
    """Read roster.csv or the folder that holds it. Raises UnusableInstance with every defect."""
    place = Path(path)
    place = place / "roster.csv" if place.is_dir() else place
    findings = Findings()
    columns = Columns(read_csv(place, TABLES["previous"], findings=findings), findings, instance.first_day)
    volunteers = {name: row for row, name in enumerate(instance.volunteers)}
    shifts = {name: row for row, name in enumerate(instance.shifts)}
    pairs = np.stack(
        [
            columns.references("volunteer", volunteers, "volunteers.csv"),
            columns.references("shift", shifts, "shifts.csv"),
        ],
        axis=1,
    )
    leader = columns.numbers("leader", most=1).astype(np.bool_)
    columns.once("volunteer", "shift")
    findings.stop_if_any()
    return Roster.of(pairs, leader)


class _Reading:
    def __init__(self, folder: Path, findings: Findings, event: Event) -> None:
        self._folder = folder
        self._findings = findings
        self._event = event
        self._last = ((event.last_day - event.first_day).days + 1) * MINUTES_PER_DAY
        self.lock_lines: list[int] = []
        self._note_unknown_files()

    def everything(self) -> dict[str, Any]:
        """All fields of the instance; harmless values where something was wrong."""
        zones, zone_index = self._table("zones").ids("zone")
        venues = self._table("venues")
        venue_ids, venue_index = venues.ids("venue")
        roles = self._table("roles")
        role_ids, role_index = roles.ids("role")
        volunteers = self._table("volunteers")
        volunteer_ids, volunteer_index = volunteers.ids("volunteer")
        shift_ids, shift_index, shifts = self._shifts(venue_index, role_index)
        languages, needs = self._needs(shift_index, shifts["shift_target"])
        language_index = {name: row for row, name in enumerate(languages)}
        event = self._event
        no_show = volunteers.chances("no_show") if "no_show" in volunteers.table.columns else None
        return {
            **{
                name: getattr(event, name) for name in ("name", "timezone", "first_day", "last_day", "rules", "weights")
            },
            **{"zones": zones, "travel": self._travel(zone_index), "venues": venue_ids, "roles": role_ids},
            "venue_zone": venues.references("zone", zone_index, "zones.csv"),
            "venue_names": venues.table.columns["name"],
            "role_names": roles.table.columns["name"],
            "role_areas": roles.table.columns["functional_area"],
            **{"shifts": shift_ids, **shifts, "languages": languages, "needs": needs},
            **self._volunteers(volunteers, zone_index),
            "volunteers": volunteer_ids,
            "dislike": self._dislike(volunteer_index, role_index),
            "speaks": self._speaks(volunteer_index, language_index),
            "availability": self._intervals("availability", volunteer_index),
            "absences": self._intervals("absences", volunteer_index),
            "locked": self._locked(volunteer_index, shift_index),
            "previous": self._previous(volunteer_index, shift_index),
            **{"now": event.now, "no_show": no_show},
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
        return Columns(table or empty_table(name, TABLES[name]), self._findings, self._event.first_day)

    def _note_unknown_files(self) -> None:
        if not self._folder.is_dir():
            self._findings.add(str(self._folder), 0, "", "is no folder.", "Name the folder that holds event.json.")
            self._findings.stop_if_any()
        known = {"event.json", *(f"{name}{end}" for name in TABLES for end in (".csv", ".parquet"))}
        for path in sorted(self._folder.iterdir()):
            if path.suffix in {".csv", ".parquet"} and path.name not in {*known, "roster.csv"}:
                self._findings.add(path.name, 0, "", "is no table of this format.", "Rename it or take it out.")

    def _travel(self, zone_index: dict[str, int]) -> Ints:
        table = self._table("travel")
        table.once("from_zone", "to_zone")
        start = table.references("from_zone", zone_index, "zones.csv")
        end = table.references("to_zone", zone_index, "zones.csv")
        minutes = table.numbers("minutes", most=100_000)
        travel = np.full((len(zone_index), len(zone_index)), -1, np.int32)
        np.fill_diagonal(travel, 0)
        good = (start >= 0) & (end >= 0)
        travel[start[good], end[good]] = minutes[good]
        for row in np.flatnonzero(good).tolist():
            if travel[end[row], start[row]] < 0:
                source, target = (table.table.columns[name][row] for name in ("from_zone", "to_zone"))
                message = f"the way back from {target} to {source} is missing."
                table.wrong(row, "to_zone", message, "List both directions, or neither when nobody can travel there.")
        return travel

    def _shifts(
        self, venues: dict[str, int], roles: dict[str, int]
    ) -> tuple[list[str], dict[str, int], dict[str, Ints]]:
        table = self._table("shifts")
        ids, index = table.ids("shift")
        start, end = table.times("start"), table.times("end")
        minimum, target, leaders = (table.numbers(name) for name in ("minimum", "target", "leaders"))
        for row in np.flatnonzero(end <= start).tolist():
            table.wrong(row, "end", f"shift {ids[row]} ends before or when it starts.", "Correct start or end.")
        for row in np.flatnonzero((start < 0) | (start >= self._last)).tolist():
            table.wrong(row, "start", f"shift {ids[row]} starts outside the event.", "Correct it or event.json's days.")
        for row in np.flatnonzero(minimum > target).tolist():
            table.wrong(
                row, "minimum", f"{minimum[row]} is above the target {target[row]}.", "Raise target or lower it."
            )
        for row in np.flatnonzero(leaders > minimum).tolist():
            message = f"{leaders[row]} leaders are more than the minimum {minimum[row]}."
            table.wrong(row, "leaders", message, "Lower leaders or raise minimum.")
        columns = {
            "shift_venue": table.references("venue", venues, "venues.csv"),
            "shift_role": table.references("role", roles, "roles.csv"),
            **{"shift_start": start, "shift_end": end},
            **{"shift_minimum": minimum, "shift_target": target, "shift_leaders": leaders},
        }
        return ids, index, columns

    def _needs(self, shifts: dict[str, int], target: Ints) -> tuple[list[str], Ints]:
        table = self._table("shift_languages")
        table.once("shift", "language")
        shift = table.references("shift", shifts, "shifts.csv")
        minimum = table.numbers("minimum")
        names = table.table.columns["language"]
        for row, name in enumerate(names):
            if not name:
                table.wrong(row, "language", "is empty.", "Write a BCP 47 tag such as zh or pt-BR.")
            if shift[row] >= 0 and minimum[row] > target[shift[row]]:
                message = f"{minimum[row]} speakers are more than the shift's target {target[shift[row]]}."
                table.wrong(row, "minimum", message, "Lower it or raise the target.")
        languages = sorted(set(names))
        index = {name: row for row, name in enumerate(languages)}
        column = np.fromiter((index[name] for name in names), np.int32, len(names))
        needs = np.stack([shift, column, minimum], axis=1)
        return languages, np.ascontiguousarray(needs[np.lexsort((column, shift))])

    def _volunteers(self, table: Columns, zone_index: dict[str, int]) -> dict[str, Any]:
        least, most = table.numbers("min_shifts"), table.numbers("max_shifts")
        for row in np.flatnonzero(least > most).tolist():
            table.wrong(row, "min_shifts", f"{least[row]} is above max_shifts {most[row]}.", "Correct one of the two.")
        return {
            "volunteer_zone": table.references("zone", zone_index, "zones.csv"),
            "can_lead": table.numbers("can_lead", most=1).astype(np.bool_),
            "min_shifts": least,
            "max_shifts": most,
        }

    def _dislike(self, volunteers: dict[str, int], roles: dict[str, int]) -> np.ndarray[Any, np.dtype[np.int8]]:
        table = self._table("volunteer_roles")
        table.once("volunteer", "role")
        volunteer = table.references("volunteer", volunteers, "volunteers.csv")
        role = table.references("role", roles, "roles.csv")
        value = table.numbers("dislike", most=3)
        dislike = np.full((len(volunteers), len(roles)), -1, np.int8)
        good = (volunteer >= 0) & (role >= 0)
        dislike[volunteer[good], role[good]] = value[good]
        return dislike

    def _speaks(self, volunteers: dict[str, int], languages: dict[str, int]) -> np.ndarray[Any, np.dtype[np.bool_]]:
        table = self._table("volunteer_languages")
        table.once("volunteer", "language")
        volunteer = table.references("volunteer", volunteers, "volunteers.csv")
        speaks = np.zeros((len(volunteers), len(languages)), np.bool_)
        for row, name in enumerate(table.table.columns["language"]):
            if not name:
                table.wrong(row, "language", "is empty.", "Write a BCP 47 tag such as zh or pt-BR.")
            if volunteer[row] >= 0 and name in languages:
                speaks[volunteer[row], languages[name]] = True
        return speaks

    def _intervals(self, name: str, volunteers: dict[str, int]) -> Ints:
        table = self._table(name)
        volunteer = table.references("volunteer", volunteers, "volunteers.csv")
        start, end = table.times("start"), table.times("end")
        for row in np.flatnonzero(end <= start).tolist():
            table.wrong(row, "end", "is not after start.", "Correct start or end.")
        if name == "availability":
            latest = self._last + LATEST_AFTER_DAYS * MINUTES_PER_DAY
            for row in np.flatnonzero((start < 0) | (start >= self._last) | (end > latest)).tolist():
                remedy = f"Keep it between {self._event.first_day} and {self._event.last_day}."
                table.wrong(row, "start", "the interval lies outside the event.", remedy)
        rows = np.stack([volunteer, start, end], axis=1)
        return np.ascontiguousarray(rows[np.lexsort((end, start, volunteer))])

    def _locked(self, volunteers: dict[str, int], shifts: dict[str, int]) -> Ints:
        table = self._table("locked")
        table.once("volunteer", "shift")
        rows = np.stack(
            [
                table.references("volunteer", volunteers, "volunteers.csv"),
                table.references("shift", shifts, "shifts.csv"),
            ],
            axis=1,
        )
        order = np.lexsort((rows[:, 1], rows[:, 0]))
        self.lock_lines = [table.table.lines[row] for row in order.tolist()]
        return np.ascontiguousarray(rows[order])

    def _previous(self, volunteers: dict[str, int], shifts: dict[str, int]) -> Ints | None:
        if not any((self._folder / f"previous{end}").exists() for end in (".csv", ".parquet")):
            return None
        table = self._table("previous")
        table.once("volunteer", "shift")
        # A volunteer or shift that is gone since needs no row: nothing of it could still be served.
        columns = table.table.columns
        rows = [
            (volunteers[who], shifts[what], mark)
            for who, what, mark in zip(
                columns["volunteer"], columns["shift"], table.numbers("leader", most=1), strict=True
            )
            if who in volunteers and what in shifts
        ]
        return np.array(sorted(rows), np.int32).reshape(-1, 3)
