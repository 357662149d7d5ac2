"""What a limit of a run counts: seconds of the clock, or of the processors where other work shares the machine."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from minga.engines.rostering import MaxRuntime
from minga.engines.rostering.stopping import Progress, Stop


@dataclass(slots=True)
class MaxProcessorTime:
    """Stop when this process has worked for so many seconds on each of its threads, from the first question on."""

    seconds: float
    threads: int
    began: float | None = field(default=None, init=False)

    def __call__(self, progress: Progress) -> bool:
        return self.share(progress) >= 1.0

    def share(self, progress: Progress) -> float:
        """Seconds worked over seconds given."""
        del progress
        if self.began is None:
            self.began = time.process_time()
        return min(1.0, (time.process_time() - self.began) / (self.seconds * self.threads))


def limit(seconds: float, threads: int, *, processor: bool) -> Stop:
    """The criterion for a limit of so many seconds."""
    return MaxProcessorTime(seconds, threads) if processor else MaxRuntime(seconds)


def now(threads: int, *, processor: bool) -> float:
    """The clock that goes with it, in seconds; processor seconds are shared out among the threads."""
    return time.process_time() / threads if processor else time.perf_counter()
