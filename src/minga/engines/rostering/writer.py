"""Instances and rosters as the bytes of their files."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from minga.engines.rostering.event_file import FORMAT
from minga.engines.rostering.filing import write_files
from minga.engines.rostering.reader import TABLES

if TYPE_CHECKING:
    from minga.engines.rostering.instance import Instance, Ints, Roster

Rows = Iterable[Sequence[object]]
QUOTE, QUOTED = '"', re.compile('[",\r\n]')


def csv_bytes(header: Sequence[str], rows: Rows) -> bytes:
    """A table as RFC 4180 in UTF-8."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode()


def json_bytes(document: object) -> bytes:
    """A document as indented JSON in UTF-8."""
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def report_bytes(document: dict[str, Any]) -> bytes:
    """report.json: what holds many things has one of them a line: thousands can be read and are small."""
    text = ",\n".join(f" {json.dumps(key)}: {_in_lines(value)}" for key, value in document.items())
    return f"{{\n{text}\n}}\n".encode()


def _in_lines(value: object) -> str:
    if isinstance(value, list) and any(isinstance(each, list | dict) for each in value):
        return "[\n" + ",\n".join(f"  {json.dumps(each, ensure_ascii=False)}" for each in value) + "\n ]"
    if isinstance(value, dict) and any(isinstance(each, list | dict) for each in value.values()):
        rows = (f"  {json.dumps(key, ensure_ascii=False)}: {json.dumps(each)}" for key, each in value.items())
        return "{\n" + ",\n".join(rows) + "\n }"
    return json.dumps(value, ensure_ascii=False)


def roster_bytes(instance: Instance, roster: Roster) -> bytes:
    """roster.csv, sorted by volunteer and shift as they stand in the instance."""
    names, shifts = (_fields(ids) for ids in (instance.volunteers, instance.shifts))
    rows = zip(roster.pairs[:, 0].tolist(), roster.pairs[:, 1].tolist(), roster.leader.tolist(), strict=True)
    lines = [f"{names[v]},{shifts[s]},{mark:d}\r\n" for v, s, mark in rows]
    return f"{','.join(TABLES['previous'])}\r\n{''.join(lines)}".encode()


def _fields(texts: Sequence[str]) -> list[str]:
    """Each text as it stands among others in a line of CSV."""
    return [f'"{text.replace(QUOTE, QUOTE * 2)}"' if QUOTED.search(text) else text for text in texts]


def published_bytes(instance: Instance) -> bytes:
    """previous.csv: what was published before the instance's re-plan."""
    return csv_bytes(TABLES["previous"], _published(instance))


def write_instance(instance: Instance, folder: Path | str, *, parquet: bool = False) -> None:
    """Write the folder of an instance; tables left over from an earlier one are taken out."""
    files = {"event.json": json_bytes(_event(instance))}
    for name, rows in _tables(instance).items():
        header = (*TABLES[name], "no_show") if name == "volunteers" and instance.no_show is not None else TABLES[name]
        files[f"{name}.parquet" if parquet else f"{name}.csv"] = (
            _parquet_bytes(header, rows) if parquet else csv_bytes(header, rows)
        )
    tables = (f"{name}{end}" for name in TABLES for end in (".csv", ".parquet"))
    write_files(folder, files, gone=[name for name in tables if name not in files])


def _event(instance: Instance) -> dict[str, Any]:
    event: dict[str, Any] = {
        "format": FORMAT,
        "name": instance.name,
        "timezone": instance.timezone,
        "first_day": instance.first_day.isoformat(),
        "last_day": instance.last_day.isoformat(),
        "rules": asdict(instance.rules),
        "weights": asdict(instance.weights),
    }
    return event if instance.now is None else event | {"now": instance.clock(instance.now)}


def _tables(instance: Instance) -> dict[str, Rows]:
    shifts, names, clock = instance.shifts, instance.volunteers, instance.clock
    zones, roles, languages = instance.zones, instance.roles, instance.languages
    figures = zip(
        instance.shift_minimum.tolist(), instance.shift_target.tolist(), instance.shift_leaders.tolist(), strict=True
    )
    speaks = np.zeros((0, 0), np.bool_) if instance.speaks is None else instance.speaks
    tables: dict[str, Rows] = {
        "zones": ((zone,) for zone in zones),
        "travel": ((zones[a], zones[b], instance.travel[a, b]) for a, b in np.argwhere(instance.travel >= 0).tolist()),
        "venues": zip(
            instance.venues,
            (zones[zone] for zone in instance.venue_zone),
            instance.venue_names or instance.venues,
            strict=True,
        ),
        "roles": zip(roles, instance.role_areas or roles, instance.role_names or roles, strict=True),
        "shifts": (
            (shift, instance.venues[venue], roles[role], clock(start), clock(end), *figure)
            for shift, venue, role, start, end, figure in zip(
                shifts,
                instance.shift_venue,
                instance.shift_role,
                instance.shift_start,
                instance.shift_end,
                figures,
                strict=True,
            )
        ),
        "shift_languages": ((shifts[s], languages[n], least) for s, n, least in instance.needs.tolist()),
        "volunteers": _volunteers(instance),
        "volunteer_roles": (
            (names[v], roles[r], instance.dislike[v, r]) for v, r in np.argwhere(instance.dislike >= 0).tolist()
        ),
        "volunteer_languages": ((names[v], languages[n]) for v, n in np.argwhere(speaks).tolist()),
        "availability": _intervals(instance, instance.availability),
    }
    if len(instance.absences):
        tables["absences"] = _intervals(instance, instance.absences)
    if len(instance.locked):
        tables["locked"] = ((names[v], shifts[s]) for v, s in instance.locked.tolist())
    if instance.previous is not None:
        tables["previous"] = _published(instance)
    return tables


def _published(instance: Instance) -> Rows:
    names, shifts, kept = instance.volunteers, instance.shifts, instance.previous
    rows = [] if kept is None else [(names[v], shifts[s], mark) for v, s, mark in kept.tolist()]
    return [*rows, *((names[v], what, mark) for v, what, mark in instance.previous_gone)]


def _intervals(instance: Instance, rows: Ints) -> Rows:
    clocks = {int(minute): instance.clock(minute) for minute in np.unique(rows[:, 1:])}
    return ((instance.volunteers[v], clocks[start], clocks[end]) for v, start, end in rows.tolist())


def _volunteers(instance: Instance) -> Rows:
    columns: list[Iterable[object]] = [
        instance.volunteers,
        (instance.zones[zone] for zone in instance.volunteer_zone),
        instance.can_lead.astype(int).tolist(),
        instance.min_shifts.tolist(),
        instance.max_shifts.tolist(),
    ]
    if instance.no_show is not None:
        columns.append(instance.no_show.tolist())
    return zip(*columns, strict=True)


def _parquet_bytes(header: Sequence[str], rows: Rows) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = list(zip(*rows, strict=True)) or [()] * len(header)
    arrays = [
        pa.array([cell.item() if isinstance(cell, np.generic) else cell for cell in column]) for column in columns
    ]
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table(dict(zip(header, arrays, strict=True))), sink)
    return bytes(sink.getvalue())
