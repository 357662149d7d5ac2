"""What people send is read to its end before anything works on it, and only so many may be sending at once.

The server hands a request to a thread with its head; the thread then waits for the body as long as its sender likes.
A few slow uploads would hold every thread there is, and nobody could read a page. A proxy that reads requests whole
(docs/operators.md) ends that; this keeps a Minga without one open to readers.

Reading cannot be broken off: WSGI knows no time limit, granian (2.8) tells nobody which connection a body comes by, and
where a request is answered while another thread still reads its body the whole process stands still (tried). Only the
connections of those who are no longer there are ended, by the kernel (`ask_the_silent`).
"""

from __future__ import annotations

import os
import socket
import stat
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Any

Answer = Callable[..., Iterable[bytes]]

FILES, FORMS = 4, 8
"""Who may be sending at once in one process: so many files, and so many forms, which no file keeps out."""
PLACES = FILES + FORMS
"""A process has so many threads more than those that answer (running.py)."""
FORM = 64 * 1024
"""Bytes up to which a body counts as a form."""
WAIT = 2.0
"""Seconds that a form waits for a place: others are usually read in a blink. A file does not wait."""
FIRST, LEAST, MOST = 256, 64, 64 * 1024
"""Bytes asked for at once: a read returns when all have come, so a slow sender is asked for few."""
IN_MEMORY = 2**20
PATIENCE = 30.0
"""Seconds after which a sender has to have been faster than SLOWEST."""
SLOWEST = 1024
"""Bytes a second: a twentieth of what the slowest mobile networks carry."""
THREADS = "MINGA_THREADS"
"""In the environment of the server: how many of its threads answer (`minga run --threads`)."""
NOT_NOW = "minga.not_now"
"""In the environment of a request whose body was not read: a middleware says so in words, and asks to come again."""


ASKED = {"TCP_KEEPIDLE": 60, "TCP_KEEPINTVL": 15, "TCP_KEEPCNT": 4}
"""After a minute without a word the kernel asks four times, 15 seconds apart, whether somebody is still there."""


class Cut(Exception):
    """A body that ended before its length, or came too slowly."""


class Receiving:
    """A WSGI application before which bodies are read whole; `answer` is the one behind it.

    answering: how many may be answered at once; the others wait in their threads.
    """

    def __init__(self, answer: Answer, *, answering: int, files: int = FILES, forms: int = FORMS) -> None:
        self._answer = answer
        self.answering = threading.BoundedSemaphore(answering)
        self.files, self.forms = threading.BoundedSemaphore(files), threading.BoundedSemaphore(forms)
        self._has_asked = False

    def __call__(self, asked: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if not self._has_asked:  # granian listens once this module is loaded, so at the first request
            self._has_asked = True
            ask_the_silent()
        length = _length(asked)
        if not length:
            return self.answer(asked, start_response)
        places, wait = (self.forms, WAIT) if length <= FORM else (self.files, 0.0)
        if not places.acquire(timeout=wait):
            asked |= {NOT_NOW: True, "CONTENT_LENGTH": "0"}
            return self.answer(asked, start_response)
        try:
            asked["wsgi.input"] = _whole(asked["wsgi.input"], length)
        except Cut:
            start_response("400 Bad Request", [("Content-Length", "0"), ("Connection", "close")])
            return [b""]
        finally:
            places.release()
        return self.answer(asked, start_response)

    def answer(self, asked: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """What the pages say, no more of them at once than they have threads."""
        with self.answering:
            return self._answer(asked, start_response)


def _length(asked: dict[str, Any]) -> int:
    said = asked.get("CONTENT_LENGTH") or "0"
    return int(said) if said.isdecimal() else 0


def _whole(source: Any, length: int) -> IO[bytes]:
    """The body, as a file that begins at its beginning. Raises Cut."""
    began = now = time.monotonic()
    left, size = length, FIRST
    body: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the request reads it to its end
    while left:
        piece = source.read(min(size, left))
        before, now = now, time.monotonic()
        size = min(MOST, 2 * size) if now - before < 1 else max(LEAST, size // 2)
        left -= len(piece)
        seconds = now - began
        if not piece or (left and seconds > PATIENCE and (length - left) / seconds < SLOWEST):
            body.close()
            raise Cut
        body.write(piece)
    body.seek(0)
    return body


def ask_the_silent() -> None:
    """Connections of those who have gone, such as phones out of reach, end about two minutes after their last word.

    What is set for a listening socket holds for every connection that it accepts. Without /dev/fd nothing is set.
    """
    with suppress(OSError):
        for entry in list(Path("/dev/fd").iterdir()):
            with suppress(OSError):
                if stat.S_ISSOCK(os.fstat(int(entry.name)).st_mode):
                    _keep_alive(int(entry.name))


def _keep_alive(number: int) -> None:
    with socket.socket(fileno=os.dup(number)) as found:
        if found.family == socket.AF_UNIX or not found.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
            return
        found.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for name, value in ASKED.items():
            if hasattr(socket, name):
                found.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
