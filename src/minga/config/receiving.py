"""What people send is read to its end before anything works on it, and only so many may be sending at once.

The server hands a request to a thread with its head; the thread then waits for the body as long as its sender likes.
A few slow uploads would hold every thread there is, and nobody could read a page. A proxy that reads requests whole
(docs/operators.md) ends that; this keeps a Minga without one open to readers.

Reading cannot be broken off from within: WSGI knows no time limit, granian (2.8) tells nobody which connection a body
comes by, and where a request is answered while another thread still reads its body the whole process stands still
(tried). So the connection is ended beneath it: by the kernel where nobody is there any more (`ask_the_silent`), and by
us where somebody is, and says nothing (`hang_up`). Then the reading ends as for one who has gone.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from minga.config.connections import ask_the_silent, hang_up

log = logging.getLogger(__name__)
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
LONGEST = MOST / SLOWEST
"""Seconds in which the largest piece has come from whoever is faster than SLOWEST."""
LOOK, SILENT, LATE = 5.0, 20.0, 30.0
"""Seconds between two looks at who is waited for longer; for which nothing has to have come over a connection that is
ended then, so that others behind the same address are left alone; and by which the server may hand on a head late."""


class Cut(Exception):
    """A body that ended before its length, or came too slowly."""


@dataclass(eq=False)
class Sender:
    """Who sends a body: from where, to which port, since when, and since when the present piece is waited for.

    Times are seconds of the monotonic clock.
    """

    address: str
    port: int
    began: float
    asked: float


class Watch:
    """Looks after the senders of a process, and hangs up on whoever keeps a reading waiting."""

    def __init__(self) -> None:
        self._senders: set[Sender] = set()
        self._lock = threading.Lock()
        self._is_on = False

    @contextmanager
    def over(self, sender: Sender) -> Iterator[None]:
        """Watch one sender as long as the block runs."""
        with self._lock:
            self._senders.add(sender)
            if not self._is_on:
                self._is_on = True
                threading.Thread(target=self._keep_looking, name="watch", daemon=True).start()
        try:
            yield
        finally:
            with self._lock:
                self._senders.discard(sender)

    def look(self, now: float) -> int:
        """End what the kernel holds of those who are waited for longer than LONGEST; returns how many connections."""
        with self._lock:
            late = [sender for sender in self._senders if now - sender.asked > LONGEST]
        return sum(
            hang_up(who.address, port=who.port, silent=SILENT, heard_within=now - who.began + LATE) for who in late
        )

    def _keep_looking(self) -> None:
        while True:
            time.sleep(LOOK)
            try:
                self.look(time.monotonic())
            except Exception:
                log.exception("those who keep a reading waiting could not be looked at; trying again")


class Receiving:
    """A WSGI application before which bodies are read whole; `answer` is the one behind it.

    answering: how many may be answered at once; the others wait in their threads.
    """

    def __init__(self, answer: Answer, *, answering: int, files: int = FILES, forms: int = FORMS) -> None:
        self._answer = answer
        self.answering = threading.BoundedSemaphore(answering)
        self.files, self.forms = threading.BoundedSemaphore(files), threading.BoundedSemaphore(forms)
        self.watch = Watch()
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
        now = time.monotonic()
        sender = Sender(asked.get("REMOTE_ADDR", ""), int(asked.get("SERVER_PORT", 0)), began=now, asked=now)
        try:
            with self.watch.over(sender):
                asked["wsgi.input"] = _whole(asked["wsgi.input"], length, sender)
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


def _whole(source: Any, length: int, sender: Sender) -> IO[bytes]:
    """The body, as a file that begins at its beginning. Raises Cut."""
    left, size = length, FIRST
    body: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the request reads it to its end
    while left:
        piece = source.read(min(size, left))
        before, sender.asked = sender.asked, time.monotonic()
        size = min(MOST, 2 * size) if sender.asked - before < 1 else max(LEAST, size // 2)
        left -= len(piece)
        seconds = sender.asked - sender.began
        if not piece or (left and seconds > PATIENCE and (length - left) / seconds < SLOWEST):
            body.close()
            raise Cut
        body.write(piece)
    body.seek(0)
    return body
