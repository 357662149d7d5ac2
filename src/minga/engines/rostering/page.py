"""One self-contained page about a roster: coverage, cost by part, load, fairness, cost over time, unfilled and why."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta
from html import escape
from pathlib import Path
from typing import Any

import numpy as np

from minga.engines.rostering.checker import broken_hard_rules
from minga.engines.rostering.clocks import told
from minga.engines.rostering.costing import cost_parts, counts_of
from minga.engines.rostering.explaining import losses, unfilled
from minga.engines.rostering.fairness import fairness
from minga.engines.rostering.filing import write_files
from minga.engines.rostering.frame import FRAME
from minga.engines.rostering.instance import MINUTES_PER_DAY, Instance, Roster
from minga.engines.rostering.pictures import Step, heat, histogram, history_svg
from minga.engines.rostering.reader import read_with_its_published
from minga.engines.rostering.reasons import REASONS

MOST_ROWS = 50
# Part of the cost: what it counts, and the weight it is counted with.
PARTS = {
    "minimum": ("places missing to the minimum", "minimum"),
    "target": ("places missing from minimum to target", "target"),
    "leader": ("team leaders missing", "leader"),
    "language": ("speakers of a needed language missing", "language"),
    "promised": ("promised shifts not given", "promised"),
    "preference": ("points of dislike (0 first choice, 3 would rather not)", "preference"),
    "travel": ("half hours of travel", "travel_per_30_min"),
    "change": ("changes of the published roster", "change"),
}
SHARES = ("least", "10 %", "25 %", "half", "75 %", "90 %", "most")


def write_page(instance_folder: Path, roster_path: Path, output: Path) -> list[str]:
    """Write the page for a roster (folder or roster.csv). Gives every hard rule that the roster breaks. Raises
    UnusableInstance, OSError.
    """
    instance = read_with_its_published(instance_folder, roster_path)
    roster = Roster.read(roster_path, instance)
    broken = broken_hard_rules(instance_folder, roster_path)
    text = page(instance, roster, _stated(roster_path / "report.json"), broken)
    write_files(output.parent, {output.name: text.encode()})
    return broken


def _stated(path: Path) -> dict[str, Any]:
    """What report.json says; nothing where there is none that can be read: the page is made from the roster."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def page(instance: Instance, roster: Roster, stated: dict[str, Any], broken: Sequence[str] = ()) -> str:
    """The page as HTML; `stated` is report.json or empty. A roster with `broken` rules says so first, and has no
    cost.
    """
    parts = {} if broken else cost_parts(instance, roster)
    steps = [] if broken else _steps(stated.get("history"))
    sections = [
        f"<h1>{escape(instance.name)}</h1><p>{_span(instance)}</p>",
        *_warning(broken),
        *(f"<p>{escape(line)}</p>" for line in told(instance)),
        _figures(instance, roster, sum(parts.values()) if parts else None, _highest(stated)),
        "<h2>Coverage by venue and day</h2>"
        "<p>Filled places in per cent of the target. Pointing at a field tells how many.</p>",
        heat(instance, roster),
    ]
    if parts:
        sections += [
            "<h2>What the cost is made of</h2>"
            "<p>The engine looks for the roster with the least cost. "
            "A cost of 0 would be a roster without any loss.</p>",
            _cost(instance, parts),
        ]
    sections += _load(instance, roster)
    if len(steps) > 1:
        sections += [
            "<h2>Cost and bound over time</h2>",
            "<p>No roster that keeps the rules can cost less than the bound: the best one lies between the lines.</p>",
            history_svg(steps),
        ]
    sections += ["<h2>Unfilled places and why</h2>", _unfilled(instance, roster)]
    return FRAME.format(title=escape(instance.name), body="\n".join(sections))


def _warning(broken: Sequence[str]) -> list[str]:
    if not broken:
        return []
    count = "a hard rule" if len(broken) == 1 else f"hard rules {len(broken):,} times"
    rows = "".join(f"<li>{escape(each)}</li>" for each in broken[:MOST_ROWS])
    more = len(broken) - MOST_ROWS
    rest = f"<p>{more:,} more: <code>minga roster verify</code> names them all.</p>" if more > 0 else ""
    return [
        f"<section class=broken><h2>This roster breaks {count}</h2>"
        "<p>The rules are a duty of care, so it must not be used as it is. It has no cost and proves nothing; what "
        f"stands below only describes it.</p><ul>{rows}</ul>{rest}</section>"
    ]


def _highest(stated: dict[str, Any]) -> float | None:
    """The higher of the two bounds: both hold."""
    found = (stated.get(name) for name in ("bound", "full_bound"))
    return max((each for each in found if isinstance(each, int | float)), default=None)


def _steps(history: Any) -> list[Step]:
    """Seconds, cost and bound of each step of a run, none where report.json of another maker has it otherwise."""
    rows = history if isinstance(history, list) else []
    if not all(isinstance(row, list) and len(row) == len(("seconds", "phase", "cost", "bound")) for row in rows):
        return []
    steps = [(row[0], row[2], row[3]) for row in rows]
    figures = (figure for step in steps for figure in step if figure is not None)
    return steps if all(isinstance(figure, int | float) for figure in figures) else []


def _span(instance: Instance) -> str:
    return (
        f"{_day(instance.first_day)} to {_day(instance.last_day)} {instance.last_day.year}, {escape(instance.timezone)}"
    )


def _day(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b}"


def _figures(instance: Instance, roster: Roster, cost: int | None, bound: float | None) -> str:
    heads, _, _ = counts_of(instance, roster)
    wanted, below = int(instance.shift_target.sum()), int(np.maximum(0, instance.shift_minimum - heads).sum())
    filled = int(np.minimum(heads, instance.shift_target).sum())
    serving = len(np.unique(roster.pairs[:, 0]))
    tiles = [
        (f"{filled / wanted:.1%}" if wanted else "–", f"of {wanted:,} places filled"),
        (f"{below:,}", "places missing to minimums"),
        (f"{serving:,}", f"of {len(instance.volunteers):,} volunteers serve"),
        (f"{len(instance.shifts):,}", "shifts"),
    ]
    if cost is not None:
        tiles.append((f"{cost:,}", "cost" if bound is None else f"cost; no roster can cost less than {bound:,.0f}"))
    return "<ul class=tiles>" + "".join(f"<li><b>{number}</b>{words}</li>" for number, words in tiles) + "</ul>"


def _cost(instance: Instance, parts: dict[str, int]) -> str:
    rows = []
    for name, value in parts.items():
        words, weight_name = PARTS[name]
        weight = int(getattr(instance.weights, weight_name))
        rows.append((words, f"{value // weight:,}" if weight else "–", f"{weight:,}", f"{value:,}"))
    rows.append(("together", "", "", f"{sum(parts.values()):,}"))
    return _table(("what", "number", "weight of each", "cost"), rows, "numbers total")


def _load(instance: Instance, roster: Roster) -> list[str]:
    fair = fairness(instance, roster)
    counts = np.bincount(np.bincount(roster.pairs[:, 0], minlength=len(instance.volunteers)))
    names = {
        "hours": "hours",
        "shifts": "shifts",
        "late_shifts": "shifts that end after 22:00",
        "first_choice_share": "share of shifts in the role of first choice",
    }
    rows = [(label, *(f"{value:g}" for value in fair[name])) for name, label in names.items() if fair[name]]
    return [
        "<h2>Load and fairness</h2><p>Volunteers by number of shifts:</p>",
        histogram(counts),
        "<p>Of those who serve, so many per cent have at most:</p>",
        _table(("", *SHARES), rows, "numbers"),
        f"<p>{fair['promise_kept']:.1%} have at least as many shifts as they were promised. Gini coefficient of hours "
        f"{fair['gini_hours']:.2f} (0: all serve equally long).</p>",
    ]


def _unfilled(instance: Instance, roster: Roster) -> str:
    rows = unfilled(instance, roster, MOST_ROWS)
    if not rows:
        return "<p>Every place is filled, with its leaders and languages.</p>"
    missing = int((losses(instance, roster) > 0).sum())
    what = "1 shift lacks" if missing == 1 else f"{missing:,} shifts lack"
    worst = f" The {len(rows)} that weigh most stand here." if missing > len(rows) else ""
    place = {name: row for row, name in enumerate(instance.shifts)}
    body = "".join(_unfilled_row(instance, place[row["shift"]], row) for row in rows)
    return (
        f"<p>{what} people, leaders or speakers of a language.{worst} The reasons count volunteers who are not on the "
        "shift, each by the first rule that stops them.</p>"
        "<div class=wide tabindex=0><table class=cards><thead><tr><th scope=col>shift</th><th scope=col>people</th>"
        "<th scope=col>missing</th><th scope=col>what binds</th></tr></thead>"
        f"<tbody>{body}</tbody></table></div>"
    )


def _unfilled_row(instance: Instance, s: int, row: dict[str, Any]) -> str:
    venue, role = int(instance.shift_venue[s]), int(instance.shift_role[s])
    where = (instance.venue_names or instance.venues)[venue] or instance.venues[venue]
    what = (instance.role_names or instance.roles)[role] or instance.roles[role]
    words = dict(REASONS)
    reasons = [f"{count:,} {words[name]}" for name, count in row["counts"].items()]
    first = f"{row['counts'].get(row['binds'], 0):,} {words[row['binds']]}"
    return (
        f"<tr><th scope=row>{escape(what)}, {escape(where)}"
        f"<small>{_when(instance, s)} · {escape(row['shift'])}</small></th>"
        f"<td>{row['heads']} of {instance.shift_target[s]}<small>at least {instance.shift_minimum[s]}</small></td>"
        f"<td>{escape(_missing(row))}</td><td>{first}"
        f"<details><summary>all reasons</summary>{'<br>'.join(reasons)}</details></td></tr>"
    )


def _missing(row: dict[str, Any]) -> str:
    counts = [
        (row["below_minimum"], "to the minimum"),
        (row["below_target"] - row["below_minimum"], "to the target"),
        (row["leaders_missing"], "to lead"),
        *((count, f"to speak {language}") for language, count in row["speakers_missing"].items()),
    ]
    return ", ".join(f"{count} {words}" for count, words in counts if count)


def _when(instance: Instance, s: int) -> str:
    start, end = int(instance.shift_start[s]), int(instance.shift_end[s])
    day = instance.first_day + timedelta(days=start // MINUTES_PER_DAY)
    return f"{_day(day)}, {_clock(start)}–{_clock(end)}"


def _clock(minute: int) -> str:
    return f"{minute % MINUTES_PER_DAY // 60:02d}:{minute % 60:02d}"


def _table(header: Sequence[str], rows: Sequence[Sequence[object]], kind: str) -> str:
    head = "".join(f"<th scope=col>{escape(name)}</th>" for name in header)
    body = "".join(
        f"<tr><th scope=row>{escape(str(first))}</th>"
        + "".join(f"<td>{escape(str(cell))}</td>" for cell in rest)
        + "</tr>"
        for first, *rest in rows
    )
    table = f"<table class='{kind}'><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return f"<div class=wide tabindex=0>{table}</div>"
