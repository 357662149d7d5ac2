"""Threads for compiled work that lets go of Python's lock; parts go by number, so timing decides nothing."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache


@lru_cache(maxsize=4)
def _pool(threads: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(threads, thread_name_prefix="roster")


def in_parts(threads: int, work: Callable[[int], object]) -> None:
    """Call work(0) … work(threads - 1), each on a thread of its own; returns when all are done, raises what one did."""
    if threads <= 1:
        work(0)
        return
    others = [_pool(threads).submit(work, part) for part in range(1, threads)]
    work(0)
    for other in others:
        other.result()
