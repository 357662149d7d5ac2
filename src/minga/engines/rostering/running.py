"""What a person sees of a run: one line on a terminal, and a log of its steps; and how a run is told to end."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from minga.engines.rostering.instance import Instance
    from minga.engines.rostering.stopping import Progress

EVERY_SECONDS = 0.2
LEAST_ROOM = 600_000_000  # bytes of addresses: with less, the compiler's libraries abort the process without a word
WRITING = 2.0  # times as long as reading the instance: putting the outcome together, its reasons, and writing it
LEAST_COMPUTING = 0.4  # of a time limit, however long reading and writing take
LOADING = 3.0  # seconds: what is compiled is loaded in less, where it takes longer it was compiled
GOOD, FAILED, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130  # exit statuses, as docs/roster-format.md tells them
ENDINGS = ("SIGINT", "SIGTERM", "SIGHUP")  # Ctrl-C, a service that is stopped, a terminal that is closed


def say(text: str) -> None:
    """A line of the answer."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def say_error(text: str) -> None:
    """A line of what is wrong."""
    sys.stderr.write(text + "\n")


def room_allowed() -> int | None:
    """The bytes of addresses that this process may take where that is less than the compiler needs, else None."""
    try:
        import resource
    except ModuleNotFoundError:  # Windows knows no such limit
        return None
    soft, _ = resource.getrlimit(resource.RLIMIT_AS)
    return soft if soft != resource.RLIM_INFINITY and soft < LEAST_ROOM else None


def left_for_computing(limit: float, spent: float, reading: float) -> float:
    """The seconds of a time limit that are left for computing, so that the whole command ends within the limit: `spent`
    went already, `reading` the instance took so long. At least two fifths of the limit.
    """
    return max(LEAST_COMPUTING * limit, limit - spent - WRITING * reading)


def compiled_in(parts: Sequence[Callable[[Instance], object]]) -> float:
    """Load what is compiled of each part. Gives the seconds in which something was compiled, once on a machine; they
    count against no limit.
    """
    from minga.engines.rostering.warming import warm

    began = time.perf_counter()
    for part in parts:
        warm(part)
    seconds = time.perf_counter() - began
    return seconds if seconds > LOADING else 0.0


@contextmanager
def interrupted_once() -> Iterator[None]:
    """Whatever ends a program raises KeyboardInterrupt once; what comes after it does not disturb the writing."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    endings = [getattr(signal, name) for name in ENDINGS if hasattr(signal, name)]
    before = {each: signal.getsignal(each) for each in endings}
    heard = [each for each in endings if before[each] not in {None, signal.SIG_IGN}]  # nohup is not to be undone

    def interrupt(_number: int, _frame: object) -> None:
        for each in heard:
            signal.signal(each, signal.SIG_IGN)
        raise KeyboardInterrupt

    for each in heard:
        signal.signal(each, interrupt)
    try:
        yield
    finally:
        for each in heard:
            signal.signal(each, before[each])


def kept(work: Callable[[], None]) -> bool:
    """Do the work that keeps what a run has found; interrupted, do it once more, which then nothing disturbs. Whether
    it was.
    """
    try:
        work()
    except KeyboardInterrupt:
        work()
        return True
    return False


class Screen:
    """A listener for solve(): writes progress to standard error and, when asked, steps to a CSV file."""

    def __init__(self, *, show: bool, log: Path | None) -> None:
        self._show = show
        self._terminal = sys.stderr.isatty()
        self._log = log.open("w", encoding="utf-8") if log else None
        self._last = 0.0
        if self._log:
            self._write("seconds,phase,iterations,cost,bound,gap\n")

    def __call__(self, progress: Progress) -> None:
        gap = progress.gap
        if self._log:
            figures = (progress.seconds, progress.phase, progress.iterations, progress.cost, progress.bound, gap)
            self._write(",".join("" if figure is None else str(figure) for figure in figures) + "\n")
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
        self._show = False
        self._write("", last=True)

    def _write(self, text: str, *, last: bool = False) -> None:
        """Add to the log; a log that cannot be written is told and given up, the roster is worth more."""
        log = self._log
        if log is None:
            return
        try:
            log.write(text)
            if last:
                self._log = None
                log.close()
        except OSError as error:
            sys.stderr.write(f"{log.name}: {error.strerror}. The run goes on without its log.\n")
            self._log = None
