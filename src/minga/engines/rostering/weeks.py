"""Weeks that are too long (H8)."""

from __future__ import annotations

from typing import Any

from minga.engines.rostering.compiled import compiled_inside


@compiled_inside
def long_week(path: Any, count: int, net: Any) -> Any:
    """First and last place of the earliest seven days with too many minutes in a path, or (-1, -1)."""
    for first in range(count):
        total = 0
        for last in range(first, count):
            if net.day[path[last]] >= net.day[path[first]] + 7:
                break
            total += net.end[path[last]] - net.start[path[last]]
            if total > net.week_minutes:
                return first, last
    return -1, -1
