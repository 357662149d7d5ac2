"""The index of a process kept as a file, so that the next process reads arrays instead of a hundred thousand rows.

The file says which code wrote it and of which database, and bears a checksum; whatever is odd about it is the same as
no file. It holds numbers and names only, is read as such and runs nothing. What it says is not believed: the caller
compares every row's number with the database's (`opportunity_snapshot`).

    8 bytes MARK · 32 bytes checksum of the rest · 8 bytes length of the head · head, JSON · arrays
    (head and arrays each filled up to a multiple of 8 bytes)
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import tempfile
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
from django.conf import settings

from minga.assignments.queries import opportunity_segments
from minga.assignments.queries.opportunity_segments import Arrays, Segment

MARK = b"MINGAIX1"
BODY_AT = 40
KINDS = frozenset({"<i8", "<i4", "|b1"})
PATIENCE = 60.0
"""Seconds for which a process waits for another that reads the rows already."""
HALF_WRITTEN = ".writing-"
LEFT_BEHIND = 3600.0
"""Seconds after which what a process was writing is of one that died."""


def keep(segment: Segment, *, birth: str) -> None:
    """Write the segment as the file of this database, whole or not at all. A disk that refuses is no problem."""
    arrays, names = segment.parts()
    kinds = [(name, array.dtype.str, len(array)) for name, array in arrays.items()]
    head = json.dumps({"code": _code(), "birth": birth, "arrays": kinds, "names": names}).encode()
    parts = [len(head).to_bytes(8, "little"), _padded(head), *(_padded(array.tobytes()) for array in arrays.values())]
    body = b"".join(parts)
    path = _path()
    with contextlib.suppress(OSError):
        path.parent.mkdir(mode=0o700, exist_ok=True)
        for left in path.parent.glob(f"{HALF_WRITTEN}*"):
            if time.time() - left.stat().st_mtime > LEFT_BEHIND:
                left.unlink(missing_ok=True)
        file = tempfile.NamedTemporaryFile(dir=path.parent, prefix=HALF_WRITTEN, delete=False)  # noqa: SIM115
        try:
            with file:
                for part in (MARK, _sum(body), body):
                    file.write(part)
            Path(file.name).replace(path)
        except BaseException:
            Path(file.name).unlink()
            raise


def kept(*, birth: str) -> Segment | None:
    """What the file of this database holds; None where there is none, or none of this code. No query."""
    try:
        content = _path().read_bytes()
        body = memoryview(content)[BODY_AT:]
        if content[:8] != MARK or content[8:BODY_AT] != _sum(body):
            return None
        size = int.from_bytes(body[:8], "little")
        head = json.loads(bytes(body[8 : 8 + size]))
        if (head["code"], head["birth"]) != (_code(), birth):
            return None
        arrays: Arrays = {}
        at = 8 + _even(size)
        for name, kind, length in head["arrays"]:
            if kind not in KINDS:
                return None
            array = np.frombuffer(body, dtype=kind, count=length, offset=at)
            arrays[name] = array
            at += _even(array.nbytes)
        return Segment.of(arrays, head["names"])
    except (OSError, ValueError, LookupError, TypeError):
        return None


@contextlib.contextmanager
def in_turn() -> Iterator[None]:
    """One process at a time on this machine, as long as the disk knows locks and nobody takes a minute."""
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(OSError):
            path = _path()
            path.parent.mkdir(mode=0o700, exist_ok=True)
            _wait_for(stack.enter_context(path.with_name("lock").open("w")).fileno())
        yield


def _wait_for(lock: int) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(0.05)
        else:
            return


def _path() -> Path:
    return Path(settings.DATA) / "search" / "opportunities"


@cache
def _code() -> str:
    """Changes with every change of what arrays mean."""
    files = (Path(__file__), Path(opportunity_segments.__file__))
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def _sum(body: bytes | memoryview) -> bytes:
    return hashlib.blake2b(body, digest_size=32).digest()


def _even(size: int) -> int:
    return -(-size // 8) * 8


def _padded(part: bytes) -> bytes:
    return part.ljust(_even(len(part)), b"\0")
