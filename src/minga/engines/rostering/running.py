"""What a person sees of a run: one line on a terminal, and a log of its steps."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from minga.engines.rostering.stopping import Progress

EVERY_SECONDS = 0.2


class Screen:
    """A listener for solve(): writes progress to standard error and, when asked, steps to a CSV file."""

    def __init__(self, *, show: bool, log: Path | None) -> None:
        self._show = show
        self._terminal = sys.stderr.isatty()
        self._log = log.open("w", encoding="utf-8") if log else None
        self._last = 0.0
        if self._log:
            self._log.write("seconds,phase,iterations,cost,bound,gap\n")

    def __call__(self, progress: Progress) -> None:
        gap = progress.gap
        if self._log:
            figures = (progress.seconds, progress.phase, progress.iterations, progress.cost, progress.bound, gap)
            self._log.write(",".join("" if figure is None else str(figure) for figure in figures) + "\n")
        now = time.perf_counter()
        if not self._show or now - self._last < (EVERY_SECONDS if self._terminal else 5.0):
            return
        self._last = now
        cost = "" if progress.cost is None else f"  cost {progress.cost:,}"
        bound = "" if progress.bound is None else f"  bound {progress.bound:,.0f}"
        rest = "" if gap is None else f"  gap {gap:.2%}"
        line = f"{progress.seconds:7.1f} s  {progress.phase:<12}{cost}{bound}{rest}"
        sys.stderr.write(f"\r\033[K{line}" if self._terminal else line + "\n")
        sys.stderr.flush()

    def close(self) -> None:
        """End the line and the log."""
        if self._show and self._terminal:
            sys.stderr.write("\n")
        if self._log:
            self._log.close()
