"""What was compiled from an older version of these files is thrown away, so that nothing runs half old after an update.

numba looks only at the file of a function, not at the files of the functions that it calls (numba's documentation,
"Notes on Caching"): one that called a changed one would go on with what was compiled from the old one.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from pathlib import Path

STAMP = "compiled-from"
COMPILED = ("*.nbi", "*.nbc")


def forget_what_is_old(package: Path) -> bool:
    """Delete what lies compiled beside the package's files where one of them differs from last time; whether it did.

    Nothing happens, and False is given, where the folder cannot be written: what is installed so is replaced as a
    whole, and numba keeps its results elsewhere.
    """
    stamp, now = package / "__pycache__" / STAMP, _stamp_of(package)
    with contextlib.suppress(OSError):
        if stamp.is_file() and stamp.read_text("utf-8") == now:
            return False
        stamp.parent.mkdir(exist_ok=True)
        fresh = stamp.with_name(f"{STAMP}.{os.getpid()}")
        fresh.write_text(now, "utf-8")
        for pattern in COMPILED:
            for old in package.rglob(pattern):
                old.unlink(missing_ok=True)
        fresh.replace(stamp)
        return True
    return False


def _stamp_of(package: Path) -> str:
    """Names, sizes and times of change of all its Python files, in one word."""
    files = sorted(package.rglob("*.py"))
    facts = [(str(path.relative_to(package)), (seen := path.stat()).st_size, seen.st_mtime_ns) for path in files]
    return hashlib.sha256(repr(facts).encode()).hexdigest()
