"""Processes that `minga run` starts: in groups of their own, so that one Ctrl-C stops each exactly once."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence

GRACE = 15  # seconds a process has to end by itself
PAUSE = 5.0  # seconds before a process that died is started again
PR_SET_PDEATHSIG = 1


class Child:
    """One process; `ended` tells whether it still runs."""

    def __init__(self, name: str, command: Sequence[str]) -> None:
        self.name = name
        self.command = list(command)
        self._started = 0.0
        self.process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        self._started = time.monotonic()
        return subprocess.Popen(self.command, start_new_session=True, preexec_fn=_die_with_parent)  # noqa: PLW1509

    def ended(self) -> bool:
        """Whether it has ended, for whatever reason."""
        return self.process.poll() is not None

    def start_again(self) -> None:
        """Start it once more, not too often."""
        if time.monotonic() - self._started > PAUSE:
            self.process = self._start()


def stop_all(children: Sequence[Child]) -> None:
    """Ask every process to end, wait, and end by force what does not listen.

    Where one has ended already (the system needed its memory), what it had started itself is asked too: it would keep
    the port.
    """
    for child in children:
        if child.ended():
            _tell_group(child, signal.SIGTERM)
        else:
            child.process.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + GRACE
    for child in children:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.process.wait(max(0.1, deadline - time.monotonic()))
    while any(_tell_group(child, 0) for child in children) and time.monotonic() < deadline:
        time.sleep(0.05)
    for child in children:
        _tell_group(child, signal.SIGKILL)


def _tell_group(child: Child, sign: int) -> bool:
    """Send a signal to a process and all that it started; False where nobody of them is left."""
    try:
        os.killpg(child.process.pid, sign)
    except (ProcessLookupError, PermissionError):  # macOS says the second of a group that has just ended
        return False
    return True


def _die_with_parent() -> None:
    """On Linux a child is asked to end when we are killed outright, so that no port stays taken."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
