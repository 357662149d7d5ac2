"""The pictures of the page: coverage as a heat map, shifts for each person as columns, cost and bound over time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape
from typing import TYPE_CHECKING

import numpy as np

from minga.engines.rostering.costing import counts_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from minga.engines.rostering.instance import Instance, Ints, Roster

Step = tuple[float, float | None, float | None]
WIDTH, HEIGHT = 720, 260
LEFT, RIGHT, TOP, BOTTOM = 84, 700, 16, 220  # of the drawing of cost and bound
# Share of the target up to which a class is given, and what the legend calls it.
SHADES = (
    (0.6, "s0", "under 60 %"),
    (0.75, "s1", "60 to 75 %"),
    (0.85, "s2", "75 to 85 %"),
    (0.95, "s3", "85 to 95 %"),
    (0.999999, "s4", "over 95 %"),
    (9.0, "s5", "all filled"),
)
COST, BOUND = "#b2182b", "#2166ac"


def heat(instance: Instance, roster: Roster) -> str:
    """Heads as a share of the target, by venue and day; a mark where a shift is below its minimum."""
    heads, _, _ = counts_of(instance, roster)
    key = instance.shift_venue.astype(np.int64) * instance.days + instance.shift_day
    size = len(instance.venues) * instance.days
    filled = np.bincount(key, weights=np.minimum(heads, instance.shift_target), minlength=size)
    wanted = np.bincount(key, weights=instance.shift_target, minlength=size)
    below = np.bincount(key, weights=np.maximum(0, instance.shift_minimum - heads), minlength=size)
    names = instance.venue_names or instance.venues
    days = "".join(f"<th scope=col>{_short_day(instance.day_name(day))}</th>" for day in range(instance.days))
    rows = []
    for venue, (code, name) in enumerate(zip(instance.venues, names, strict=True)):
        places = range(venue * instance.days, (venue + 1) * instance.days)
        cells = "".join(_cell(filled[place], wanted[place], below[place]) for place in places)
        more = f"<small>{escape(name)}</small>" if name and name != code else ""
        rows.append(f"<tr><th scope=row>{escape(code)}{more}</th>{cells}</tr>")
    legend = "".join(f"<span><i class={name}></i>{words}</span>" for _, name, words in SHADES)
    return (
        f"<p class=legend>{legend}<span><b>!</b> a shift below its minimum</span></p>"
        f"<div class=wide tabindex=0><table class=heat><thead><tr><td></td>{days}</tr></thead>"
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def _short_day(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day.day} {day:%b}"


def _cell(filled: float, wanted: float, below: float) -> str:
    if not wanted:
        return "<td></td>"
    share = filled / wanted
    shade = next(name for limit, name, _ in SHADES if share <= limit)
    title = f"{int(filled)} of {int(wanted)} places filled; {int(below)} places missing to minimums"
    mark = "<b>!</b>" if below else ""
    return f"<td class={shade} title='{title}'>{int(share * 100)}{mark}</td>"


def histogram(counts: Ints | NDArray[np.int64]) -> str:
    """How many volunteers have 0, 1, 2, … shifts; `counts[n]` have n."""
    top = max(1, int(counts.max(initial=1)))
    step = WIDTH / max(1, len(counts))
    bars = "".join(
        f"<rect x='{n * step + 2:.1f}' y='{200 - 176 * count / top:.1f}' width='{max(1.0, step - 4):.1f}' "
        f"height='{176 * count / top:.1f}' fill='#2f6f8f'><title>{count} volunteers with {n} shifts</title></rect>"
        f"<text x='{n * step + step / 2:.1f}' y='218' text-anchor='middle'>{n}</text>"
        f"<text x='{n * step + step / 2:.1f}' y='{194 - 176 * count / top:.1f}' text-anchor='middle'>{count}</text>"
        for n, count in enumerate(counts.tolist())
    )
    label = "Volunteers by number of shifts"
    return f"<svg class=bars viewBox='0 0 {WIDTH} 224' role=img aria-label='{label}' font-size='14'>{bars}</svg>"


def history_svg(steps: Sequence[Step]) -> str:
    """Cost (falling) and bound (rising) over seconds, on a logarithmic axis; a picture that stands by itself."""
    drawn = steps[1:] if len(steps) > 2 else steps
    values = [value for _, cost, bound in drawn for value in (cost, bound) if value is not None and value > 0]
    if not values:
        return "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'></svg>"
    low, high = float(np.log(min(values))), float(np.log(max(values) * 1.02))
    last = max(seconds for seconds, _, _ in drawn) or 1.0

    def line(column: int, colour: str, dash: str) -> str:
        points = " ".join(
            f"{_along(step[0], last):.1f},{_up(value, low, high):.1f}"
            for step in drawn
            if (value := step[column]) is not None and value > 0
        )
        return (
            f"<polyline fill='none' stroke='{colour}' stroke-width='2.5' stroke-dasharray='{dash}' points='{points}'/>"
        )

    marks = "".join(
        f"<line x1='{LEFT}' x2='{RIGHT}' y1='{y:.1f}' y2='{y:.1f}' stroke='#dde3e8'/>"
        f"<text x='{LEFT - 6}' y='{y + 4:.1f}' text-anchor='end'>{value:,.0f}</text>"
        for value in _round_values(min(values), max(values))
        for y in (_up(value, low, high),)
    )
    ends = f"<text x='{LEFT}' y='242'>0 s</text><text x='{RIGHT}' y='242' text-anchor='end'>{last:.0f} s</text>"
    key = (
        f"<line x1='540' x2='570' y1='34' y2='34' stroke='{COST}' stroke-width='2.5'/><text x='578' y='38'>cost</text>"
        f"<line x1='540' x2='570' y1='54' y2='54' stroke='{BOUND}' stroke-width='2.5' stroke-dasharray='6 3'/>"
        "<text x='578' y='58'>proven bound</text>"
    )
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {HEIGHT}' role='img' "
        f"aria-label='Cost and bound over time' font-size='13' font-family='sans-serif'>"
        f"{marks}{line(1, COST, '')}{line(2, BOUND, '6 3')}{ends}{key}</svg>"
    )


def _along(seconds: float, last: float) -> float:
    return LEFT + (RIGHT - LEFT) * seconds / last


def _up(value: float, low: float, high: float) -> float:
    return BOTTOM - (BOTTOM - TOP) * (float(np.log(value)) - low) / max(high - low, 1e-9)


def _round_values(least: float, most: float) -> list[float]:
    """Round figures between two values, at most about six, for the axis."""
    found = [
        digit * 10.0**power
        for power in range(int(np.floor(np.log10(least))), int(np.ceil(np.log10(most))) + 1)
        for digit in (1, 2, 5)
        if least <= digit * 10.0**power <= most
    ]
    tens = [value for value in found if f"{value:e}".startswith("1.0")]
    return (tens if len(found) > 7 and len(tens) > 1 else found) or [least, most]
