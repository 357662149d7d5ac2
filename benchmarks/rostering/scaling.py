"""Time to 1 % of avoidable loss left, by number of volunteers, and the exponent of its growth."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from benchmarks.rostering.shapes import Case, Row, cells, scratch

from minga.engines.rostering import MaxRuntime, Progress, check, solve
from minga.engines.rostering.result import peak_megabytes
from minga.engines.rostering.stopping import Stop

WANTED = 0.01
HEADER = ("volunteers", "shifts", "pairs served", "limit", "seconds to 1 % of loss left", "loss left then", "MB")


@dataclass(slots=True)
class LossReached:
    """Stop when (cost - bound) / (self sign-up - bound) is at most `loss`, all as known at that moment."""

    loss: float
    otherwise: Stop
    sign_up: int | None = None

    def __call__(self, progress: Progress) -> bool:
        if self.sign_up is None:
            self.sign_up = progress.cost
        return self.reached(progress) or self.otherwise(progress)

    def reached(self, progress: Progress) -> bool:
        """Whether the loss left is low enough."""
        if self.sign_up is None or progress.cost is None or progress.bound is None:
            return False
        return progress.cost - progress.bound <= self.loss * (self.sign_up - progress.bound)

    def share(self, progress: Progress) -> float:
        """That of `otherwise`."""
        return self.otherwise.share(progress)


def measure(case: Case) -> Row:
    """Solve until 1 % is left or the time is over; the proof is part of the time."""
    instance = case.instance()
    with scratch() as name:
        folder = Path(name)
        instance.write(folder / "in")
        began = time.perf_counter()
        result = solve(instance, LossReached(WANTED, MaxRuntime(case.seconds)), threads=case.threads)
        spent, memory = time.perf_counter() - began, peak_megabytes()
        result.write(folder / "out")
        verdict = check(folder / "in", folder / "out")
    reached = result.loss_left <= WANTED
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
