"""Compile beforehand, so that nobody's first roster waits: `python -m minga.engines.rostering.ahead`.

`make setup` begins this in the background; in an image of a container it is one line after the installation. About a
minute of one processor, at the lowest priority, so that what is started meanwhile has the others; where all is compiled
already, two seconds.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from minga.engines.rostering.checker.bound import recomputed_bound
from minga.engines.rostering.checker.files import read_world
from minga.engines.rostering.compiling import finish_beside
from minga.engines.rostering.solver import from_a_roster, once
from minga.engines.rostering.warming import smallest_instance, warm

LOWEST = 19


def solving() -> None:
    """What a run needs, and one that begins with a roster."""
    warm(once)
    warm(from_a_roster)
    finish_beside()


def verifying() -> None:
    """What the checker needs to compute a bound once more."""
    with tempfile.TemporaryDirectory() as folder:
        smallest_instance().write(folder)
        recomputed_bound(read_world(Path(folder)), {}, full=True)


def main() -> None:
    """Both, behind everything else that the machine does."""
    if hasattr(os, "nice"):
        os.nice(LOWEST)
    if hasattr(os, "sched_setaffinity"):  # Linux
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    solving()
    verifying()


if __name__ == "__main__":
    main()
