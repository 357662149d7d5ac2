"""Compiled work on every processor, without the solver's code and without numba's own threads, which take seconds to
compile.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

PART = 16  # of those to be looked at, at a time: some take far longer than others


def each_thread(many: int, work: Callable[[int, int], object]) -> None:
    """Call work(begin, end) for parts of `many`, on as many threads as there are processors; raises what one did."""
    with ThreadPoolExecutor(os.cpu_count() or 1) as threads:
        for done in [threads.submit(work, at, min(many, at + PART)) for at in range(0, many, PART)]:
            done.result()
