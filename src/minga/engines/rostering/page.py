"""One self-contained page about a roster: coverage by day and venue, load, fairness, cost over time, unfilled and why."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from minga.engines.rostering.costing import cost_parts, counts_of
from minga.engines.rostering.explaining import REASONS, unfilled
from minga.engines.rostering.fairness import SHARES, fairness
from minga.engines.rostering.instance import Instance, Roster
from minga.engines.rostering.writer import write_files

if TYPE_CHECKING:
    from minga.engines.rostering.instance import Ints

Step = tuple[float, float | None, float | None]
WIDTH, HEIGHT = 720, 240
SHADES = (
    (0.6, "#a50f15"),
    (0.75, "#de2d26"),
    (0.85, "#fc9272"),
    (0.95, "#fee0d2"),
    (0.9999, "#d9f0d3"),
    (9, "#5aae61"),
)
MOST_ROWS = 100


def write_page(instance_folder: Path, roster_path: Path, output: Path) -> None:
    """Write the page for a roster (folder or roster.csv). Raises UnusableInstance, OSError."""
    instance = Instance.read(instance_folder)
    roster = Roster.read(roster_path, instance)
    report = roster_path / "report.json"
    stated = json.loads(report.read_text(encoding="utf-8")) if report.is_file() else {}
    write_files(output.parent, {output.name: page(instance, roster, stated).encode()})


def page(instance: Instance, roster: Roster, stated: dict[str, Any]) -> str:
    """The page as HTML; `stated` is report.json or empty."""
    parts = cost_parts(instance, roster)
    cost, bound = sum(parts.values()), stated.get("bound")
    fair = fairness(instance, roster)
    steps = [(row[0], row[2], row[3]) for row in stated.get("history", [])]
    proof = "" if bound is None else f", proven lower bound {bound:,.0f} (gap {(cost - bound) / max(1, cost):.1%})"
    sections = [
        f"<h1>{escape(instance.name)}</h1>",
        f"<p>{len(roster):,} duties of {fair['serving']:,} volunteers on {len(instance.shifts):,} shifts. "
        f"Cost {cost:,}{proof}.</p>",
        "<h2>Coverage by venue and day</h2><p>Heads as a share of the target. Hover or read the table for numbers.</p>",
        _heat(instance, roster),
        "<h2>What the cost is made of</h2>",
        _table(("part", "cost"), [(name, f"{value:,}") for name, value in parts.items()]),
        "<h2>Load and fairness</h2>",
        _histogram(np.bincount(np.bincount(roster.pairs[:, 0], minlength=len(instance.volunteers)))),
        _fair(fair),
    ]
    if len(steps) > 1:
        sections += ["<h2>Cost and bound over time</h2>", history_svg(steps)]
    sections += ["<h2>Unfilled places and why</h2>", _unfilled(instance, roster)]
    return _FRAME.format(title=escape(instance.name), body="\n".join(sections))


def _heat(instance: Instance, roster: Roster) -> str:
    heads, _, _ = counts_of(instance, roster)
    key = instance.shift_venue.astype(np.int64) * instance.days + instance.shift_day
    size = len(instance.venues) * instance.days
    filled = np.bincount(key, weights=np.minimum(heads, instance.shift_target), minlength=size)
    wanted = np.bincount(key, weights=instance.shift_target, minlength=size)
    below = np.bincount(key, weights=np.maximum(0, instance.shift_minimum - heads), minlength=size)
    days = "".join(f"<th scope=col>{instance.day_name(day)[5:]}</th>" for day in range(instance.days))
    rows = []
    for venue, code in enumerate(instance.venues):
        name = instance.venue_names[venue] if instance.venue_names else code
        cells = "".join(_cell(filled, wanted, below, venue * instance.days + day) for day in range(instance.days))
        rows.append(f"<tr><th scope=row title='{escape(name, quote=True)}'>{escape(code)}</th>{cells}</tr>")
    return f"<div class=wide><table class=heat><tr><th></th>{days}</tr>{''.join(rows)}</table></div>"


def _cell(filled: Any, wanted: Any, below: Any, place: int) -> str:
    if not wanted[place]:
        return "<td></td>"
    share = filled[place] / wanted[place]
    shade = next(colour for limit, colour in SHADES if share <= limit)
    title = f"{int(filled[place])} of {int(wanted[place])}; {int(below[place])} below minimum"
    return f"<td style='background:{shade}' title='{title}'>{share:.0%}</td>"


def _histogram(counts: Ints | Any) -> str:
    top = max(1, int(counts.max(initial=1)))
    step = WIDTH / max(1, len(counts))
    bars = "".join(
        f"<rect x='{n * step + 2:.1f}' y='{200 - 180 * count / top:.1f}' width='{step - 4:.1f}' "
        f"height='{180 * count / top:.1f}'><title>{count} volunteers with {n} shifts</title></rect>"
        f"<text x='{n * step + step / 2:.1f}' y='216' text-anchor='middle'>{n}</text>"
        f"<text x='{n * step + step / 2:.1f}' y='{195 - 180 * count / top:.1f}' text-anchor='middle'>{count}</text>"
        for n, count in enumerate(counts.tolist())
    )
    return f"<p>Volunteers by number of shifts</p><svg viewBox='0 0 {WIDTH} 224' role=img>{bars}</svg>"


def _fair(fair: dict[str, Any]) -> str:
    names = {
        "hours": "hours",
        "shifts": "shifts",
        "late_shifts": "shifts that end after 22:00",
        "first_choice_share": "share of shifts in the first-choice role",
    }
    rows = [(label, *fair[name]) for name, label in names.items() if fair[name]]
    note = f"Promise kept for {fair['promise_kept']:.1%}; Gini coefficient of hours {fair['gini_hours']}."
    return _table(("of those who serve", *(f"{share} %" for share in SHARES)), rows) + f"<p>{note}</p>"


def history_svg(steps: Sequence[Step]) -> str:
    """Cost (falling) and bound (rising) over seconds; cost on a logarithmic axis above the best bound."""
    drawn = steps[1:] if len(steps) > 2 else steps
    values = [value for _, cost, bound in drawn for value in (cost, bound) if value is not None and value > 0]
    if not values:
        return "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'></svg>"
    low, high = np.log(min(values)), np.log(max(values) * 1.02)
    last = max(seconds for seconds, _, _ in drawn) or 1

    def line(column: int, colour: str) -> str:
        points = " ".join(
            f"{60 + 640 * step[0] / last:.1f},{210 - 190 * (np.log(value) - low) / max(high - low, 1e-9):.1f}"
            for step in drawn
            if (value := step[column]) is not None and value > 0
        )
        return f"<polyline fill='none' stroke='{colour}' stroke-width='2' points='{points}'/>"

    labels = (
        f"<text x='4' y='20'>{max(values):,.0f}</text><text x='4' y='212'>{min(values):,.0f}</text>"
        f"<text x='700' y='232' text-anchor='end'>{last:.0f} s</text>"
        "<text x='640' y='40' fill='#b2182b'>cost</text><text x='640' y='60' fill='#2166ac'>bound</text>"
    )
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {HEIGHT}' role='img' font-size='12'>"
        f"{line(1, '#b2182b')}{line(2, '#2166ac')}{labels}</svg>"
    )


def _unfilled(instance: Instance, roster: Roster) -> str:
    rows = unfilled(instance, roster, MOST_ROWS)
    if not rows:
        return "<p>Every place is filled.</p>"
    words = dict(REASONS)
    table = [
        (
            row["shift"],
            f"{row['heads']}",
            f"{row['below_minimum']}",
            f"{row['below_target']}",
            ", ".join(f"{count} {words[name]}" for name, count in row["counts"].items() if count),
        )
        for row in rows
    ]
    note = f"<p>The {len(rows)} dearest; counts are of volunteers, each by the first rule that stops them.</p>"
    return note + _table(("shift", "heads", "below minimum", "below target", "why nobody else"), table)


def _table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    head = "".join(f"<th scope=col>{escape(name)}</th>" for name in header)
    body = "".join("<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<div class=wide><table><tr>{head}</tr>{body}</table></div>"


_FRAME = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><style>
body {{ font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-inline-size: 72rem; padding-inline: 1rem; color: #1c2733 }}
table {{ border-collapse: collapse; font-size: .85rem }} th, td {{ border: 1px solid #dde3e8; padding: .25rem .5rem }}
td {{ font-variant-numeric: tabular-nums }} .heat td {{ text-align: center; min-inline-size: 2.6rem }}
.wide {{ overflow-x: auto }} svg {{ inline-size: 100%; max-inline-size: 52rem; fill: #2f6f8f; font-size: 12px }} text {{ fill: #1c2733 }}
</style></head><body>
{body}
</body></html>
"""
