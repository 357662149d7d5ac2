"""Counts that many readers share, kept about as long as they cost: what takes a second to count is kept ten minutes.

A small installation always sees fresh numbers, a large one never waits for them: the worker counts again what is dear.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import perf_counter
from typing import Any, Generic, TypeVar

from django.core.cache import cache
from django.utils import timezone

T = TypeVar("T")
WORTH = 600  # seconds kept for a second of counting
LEAST, MOST = timedelta(seconds=2), timedelta(hours=1)
DEAR = 0.2  # seconds


@dataclass(frozen=True)
class Counted(Generic[T]):
    """A value, when it was counted and how many seconds that took."""

    value: T
    at: datetime
    took: float

    @property
    def is_fresh(self) -> bool:
        kept = min(MOST, max(LEAST, timedelta(seconds=self.took * WORTH)))
        return timezone.now() - self.at < kept


def counted(name: str, count: Callable[[], T]) -> Counted[T]:
    """The value kept under `name`, or counted now. As many queries as `count` where none is kept."""
    kept: Counted[T] | None = cache.get(_key(name))
    return kept if kept is not None and kept.is_fresh else count_now(name, count)


def count_now(name: str, count: Callable[[], T]) -> Counted[T]:
    """Count and keep."""
    begun = perf_counter()
    value = count()
    found = Counted(value, timezone.now(), perf_counter() - begun)
    cache.set(_key(name), found, timeout=MOST.total_seconds())
    return found


def count_again(counts: dict[str, Callable[[], Any]]) -> None:
    """What the worker does: count anew what is dear, before a reader has to wait for it."""
    for name, count in counts.items():
        kept: Counted[Any] | None = cache.get(_key(name))
        if kept is None or kept.took >= DEAR:
            count_now(name, count)


def _key(name: str) -> str:
    return f"home.{name}"
