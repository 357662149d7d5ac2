"""Time to 1 % of avoidable loss left, by number of volunteers, and the exponent of its growth."""

from __future__ import annotations

import math
import time
from pathlib import Path

import numpy as np
from benchmarks.rostering.shapes import Case, Row, cells, scratch

from minga.engines.rostering import MaxRuntime, check, solve
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
    """Solve with limits that grow until 1 % is left: the shortest that suffices counts, proof and all.

    A run spends shares of its limit on its phases, so the moment at which a long run passes 1 % says little.
    """
    instance = case.instance()
    limit = FIRST * case.volunteers
    while True:
        began = time.perf_counter()
        result = solve(instance, MaxRuntime(min(limit, case.seconds)), threads=case.threads)
        spent, memory = time.perf_counter() - began, peak_megabytes()
        reached = result.loss_left <= WANTED
        if reached or limit >= case.seconds:
            break
        limit *= GROWTH
    with scratch() as name:
        folder = Path(name)
        instance.write(folder / "in")
        result.write(folder / "out")
        verdict = check(folder / "in", folder / "out")
    text = cells(
        *(f"{case.volunteers:,}", f"{len(instance.shifts):,}", f"{len(result.roster):,}", f"{case.seconds:.0f} s"),
        *(f"{spent:.1f}" if reached else f"not within {spent:.0f}", f"{result.loss_left:.2%}", f"{memory:,.0f}"),
    )
    figures = [float(case.volunteers), spent] if reached else []
    return Row(text, valid=verdict.valid and verdict.cost == result.cost, figures=figures)


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
