"""Public pages a second over real sockets: four granian workers and eight readers on this one machine."""

from __future__ import annotations

import http.client
import itertools
import os
import random
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.cycle.figures import Figure

SECONDS = 15
READERS = 8
PLAIN = "benchmarks.cycle.plain_wsgi:application"


def pages_a_second(seed: int) -> Iterator[Figure]:
    """Much-read pages, pages that are made anew, and the plain list page by page as yardstick; 15 seconds each."""
    with _serving(PLAIN) as port:
        plain = _read(port, [f"/?page={number}" for number in range(1, 20)])
    asked = (
        ("opportunities page", ["/opportunities"]),
        ("twenty much-read opportunities", _opportunities(20)),
        ("5,000 opportunities in turn", _opportunities(5_000)),
        ("6,000 searches in turn", _lists(6_000, seed)),
    )
    with _serving("minga.config.wsgi:application") as port:
        for name, paths in asked:
            yield Figure(f"{name}, pages a second", _read(port, paths), "a second", plain, 150, more_is_better=True)


@contextmanager
def _serving(application: str) -> Iterator[int]:
    """The port on which four workers serve."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--workers", "4", "--blocking-threads", "2", "--log-level", "error"]
    serving = subprocess.Popen([*command, application], env=dict(os.environ))
    try:
        _await(port)
        yield port
    finally:
        serving.terminate()
        serving.wait(timeout=30)


def _opportunities(count: int) -> list[str]:
    from minga.assignments.models import Description

    refs = Description.objects.filter(state="sourcing").order_by("pk").values_list("ref", flat=True)[:count]
    return [f"/opportunities/{ref}" for ref in refs]


def _lists(count: int, seed: int) -> list[str]:
    """Addresses of so many searches, each another: two facets of one value, a goal, a page and an order."""
    tracks, lengths = ("national", "international", "online"), ("short", "medium", "long", "longer")
    every = itertools.product(tracks, range(1, 18), lengths, range(1, 20), ("", "&sort=newest"))
    return [
        f"/opportunities?track={track}&goal={goal}&duration={length}&page={page}{sort}"
        for track, goal, length, page, sort in random.Random(seed).sample(list(every), count)
    ]


def _read(port: int, paths: list[str]) -> float:
    """Pages a second of `READERS` readers who each ask for the next page as soon as they have an answer."""
    done = [0] * READERS
    wrong: list[int] = []
    until = time.monotonic() + SECONDS

    def reader(number: int) -> None:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        for path in itertools.cycle(paths[number % len(paths) :: READERS] or paths):
            if time.monotonic() >= until:
                break
            line.request("GET", path, headers={"Accept-Encoding": "gzip"})
            answer = line.getresponse()
            answer.read()
            if answer.status == 200:
                done[number] += 1
            else:
                wrong.append(answer.status)
        line.close()

    readers = [threading.Thread(target=reader, args=(number,)) for number in range(READERS)]
    began = time.monotonic()
    for thread in readers:
        thread.start()
    for thread in readers:
        thread.join()
    if wrong:
        raise RuntimeError(f"{len(wrong)} pages were not answered with 200: {sorted(set(wrong))}")
    return sum(done) / (time.monotonic() - began)


def _await(port: int) -> None:
    for _ in range(600):
        try:
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            line.request("GET", "/health")
            line.getresponse().read()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not start")
