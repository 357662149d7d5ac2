"""Time to 1 % of avoidable loss left, by number of volunteers, and the exponent of its growth."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
from benchmarks.rostering.clock import limit, now
from benchmarks.rostering.shapes import Case, Row, cells, scratch

from minga.engines.rostering import Instance, Result, check, solve
from minga.engines.rostering.result import peak_megabytes

WANTED = 0.01
FIRST, GROWTH = 0.0005, 1.4  # seconds for each volunteer, tried first; each limit against the one before
HEADER = (
    "volunteers",
    "shifts",
    "pairs served",
    "limit at most",
    "seconds to 1 % of loss left",
    "loss left then",
    "MB",
)


def measure(case: Case) -> Row:
    """Solve with one limit after another of a ladder: the shortest that leaves 1 % counts, proof and all.

    A run spends shares of its limit on its phases, so the moment at which a long run passes 1 % says little.
    """
    instance = case.instance()
    lowest, most = FIRST * case.volunteers, case.seconds
    last = math.ceil(math.log(max(most, lowest) / lowest, GROWTH))
    step = min(last, max(0, round(math.log(max(case.first, lowest) / lowest, GROWTH))))
    tried: dict[int, tuple[Result, float]] = {}
    while step not in tried and step >= 0:
        tried[step] = _run(case, instance, min(most, lowest * GROWTH**step))
        if tried[step][0].loss_left <= WANTED:
            step -= 1
        elif step < last:
            step += 1
    enough = [step for step in tried if tried[step][0].loss_left <= WANTED]
    reached = bool(enough)
    result, spent = tried[min(enough) if reached else max(tried)]
    with scratch() as name:
        folder = Path(name)
        instance.write(folder / "in")
        result.write(folder / "out")
        verdict = check(folder / "in", folder / "out")
    text = cells(
        *(f"{case.volunteers:,}", f"{len(instance.shifts):,}", f"{len(result.roster):,}", f"{most:.0f} s"),
        *(f"{spent:.1f}" if reached else f"not within {spent:.0f}", f"{result.loss_left:.2%}"),
        f"{peak_megabytes():,.0f}",
    )
    figures = [float(case.volunteers), spent] if reached else []
    return Row(text, valid=verdict.valid and verdict.cost == result.cost, figures=figures)


def _run(case: Case, instance: Instance, seconds: float) -> tuple[Result, float]:
    """The result within so many seconds, and how many it took."""
    began = now(case.threads, processor=case.processor)
    result = solve(instance, limit(seconds, case.threads, processor=case.processor), threads=case.threads)
    return result, now(case.threads, processor=case.processor) - began


def guess(points: list[list[float]], volunteers: int) -> float:
    """Seconds with which the next size begins: as many as the last one took, by the number of people; 0 at first."""
    good = [point for point in points if point]
    return good[-1][1] * volunteers / good[-1][0] if good else 0.0


def law(points: list[list[float]]) -> str:
    """The exponent b of seconds = a · volunteers^b by least squares of logarithms, with its standard error."""
    good = [point for point in points if point]
    if len(good) < 3:
        return f"Exponent: only {len(good)} sizes reached {WANTED:.0%}; three are needed."
    x, y = np.log(np.array(good)).T
    slope, offset = np.polyfit(x, y, 1)
    rest = y - slope * x - offset
    error = math.sqrt(float(rest @ rest) / (len(x) - 2) / float(((x - x.mean()) ** 2).sum()))
    return f"Seconds grow as volunteers to the power {slope:.2f} (standard error {error:.2f}, {len(good)} sizes)."
