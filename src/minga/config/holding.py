"""Who serves from a folder of data: `minga run` holds a lock there, so that nobody begins afresh beneath it."""

from __future__ import annotations

import contextlib
import fcntl
from collections.abc import Iterator
from pathlib import Path

NAME = ".serving"


@contextlib.contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold the folder as long as the block runs; any number may. A disk without locks is served all the same."""
    with (folder / NAME).open("w") as file:
        with contextlib.suppress(OSError):
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        yield


def is_held(folder: Path) -> bool:
    """Whether some `minga run` serves from the folder now."""
    if not (folder / NAME).exists():
        return False
    with (folder / NAME).open("r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except OSError:
            return False
    return False
