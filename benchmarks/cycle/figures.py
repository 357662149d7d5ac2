"""One measured thing, how it is timed and how it is printed."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass
class Figure:
    """One measured thing: milliseconds a time (or pages a second), its yardstick, and the goal.

    queries: SQL queries of one page, where it is one.
    """

    name: str
    value: float
    unit: str
    yardstick: float | None = None
    goal: float | None = None
    more_is_better: bool = False
    queries: int | None = None

    @property
    def reached(self) -> bool | None:
        if self.goal is None:
            return None
        return self.value >= self.goal if self.more_is_better else self.value <= self.goal

    def line(self) -> str:
        ratio = f"{self.value / self.yardstick:8.2f}" if self.yardstick else " " * 8
        beside = f"{self.yardstick:10.1f}" if self.yardstick else " " * 10
        goal = f"{self.goal:8.0f}" if self.goal is not None else " " * 8
        asked = f"{self.queries:6d}" if self.queries is not None else " " * 6
        word = {None: "", True: "reached", False: "MISSED"}[self.reached]
        return f"{self.name:<46}{self.value:10.1f} {self.unit:<9}{beside}{ratio}{goal}{asked}  {word}".rstrip()


HEAD = f"{'':<46}{'measured':>10} {'':<9}{'yardstick':>10}{'ratio':>8}{'goal':>8}{'SQL':>6}"


def p95(values: list[float]) -> float:
    """The 95th percentile, in the unit given."""
    return statistics.quantiles(values, n=20)[18] if len(values) > 1 else values[0]


def timed(act: Callable[[], Any]) -> float:
    """Milliseconds."""
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000


def visit(client: Any, path: str) -> None:
    """Open a page; one that is not there must not count as quick."""
    status = client.get(path).status_code
    if status != 200:
        raise RuntimeError(f"{path} answered {status}")


def queries_of(act: Callable[[], Any]) -> int:
    """How many SQL queries it costs."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        act()
    return len(asked)
