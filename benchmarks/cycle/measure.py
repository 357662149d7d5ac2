"""Measuring the filled database: each figure beside a plain Django list view of the same rows in the same run."""

from __future__ import annotations

import http.client
import itertools
import os
import random
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

SEARCHES = 200
VISITS = 40
SECONDS = 15
READERS = 8


@dataclass
class Figure:
    """One measured thing: milliseconds a time (or pages a second), its yardstick, and the goal."""

    name: str
    value: float
    unit: str
    yardstick: float | None = None
    goal: float | None = None
    more_is_better: bool = False

    @property
    def reached(self) -> bool | None:
        if self.goal is None:
            return None
        return self.value >= self.goal if self.more_is_better else self.value <= self.goal

    def line(self) -> str:
        ratio = f"{self.value / self.yardstick:8.2f}" if self.yardstick else " " * 8
        beside = f"{self.yardstick:10.1f}" if self.yardstick else " " * 10
        goal = f"{self.goal:8.0f}" if self.goal is not None else " " * 8
        word = {None: "", True: "reached", False: "MISSED"}[self.reached]
        return f"{self.name:<46}{self.value:10.1f} {self.unit:<7}{beside}{ratio}{goal}  {word}"


HEAD = f"{'':<46}{'measured':>10} {'':<7}{'yardstick':>10}{'ratio':>8}{'goal':>8}"


def p95(values: list[float]) -> float:
    """The 95th percentile, in the unit given."""
    return statistics.quantiles(values, n=20)[18] if len(values) > 1 else values[0]


def timed(act: Callable[[], Any]) -> float:
    """Milliseconds."""
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000


def visit(client: Any, path: str) -> None:
    """Open a page; one that is not there must not count as quick."""
    status = client.get(path).status_code
    if status != 200:
        raise RuntimeError(f"{path} answered {status}")


def plain_list(**filters: Any) -> Callable[[], Any]:
    """The yardstick: what a plain Django list view of these rows does (count, then twenty with their names)."""
    from minga.assignments.models import Description

    def look() -> None:
        rows = Description.objects.filter(state="sourcing", **filters).order_by("closes_on", "pk")
        rows.count()
        [str(row) for row in rows.select_related("host", "category").prefetch_related("texts")[:20]]

    return look


def searches(seed: int) -> list[Figure]:
    """The opportunities page with three facets (and then words too) through the whole stack but the socket."""
    from django.core.cache import caches
    from django.test import Client

    chance = random.Random(seed)
    client = Client()
    visit(client, "/opportunities")
    facets, words, yard = [], [], []
    for _ in range(SEARCHES):
        caches["pages"].clear()  # every page is made
        track = chance.choice(("national", "international", "online"))
        goal, duration = chance.randrange(1, 18), chance.choice(("short", "medium", "long"))
        query = f"track={track}&goal={goal}&duration={duration}"
        facets.append(timed(lambda query=query: visit(client, f"/opportunities?{query}")))
        word = chance.choice(("water", "youth", "climate", "数据", "青年"))
        words.append(timed(lambda query=query, word=word: visit(client, f"/opportunities?{query}&q={word}")))
        yard.append(timed(plain_list(track=track, duration_months__lte=12, targets__goal=goal)))
    return [
        Figure("search with three facets, p95", p95(facets), "ms", p95(yard), 150),
        Figure("search with three facets and a word, p95", p95(words), "ms", p95(yard), 150),
    ]


def longlist() -> list[Figure]:
    """The longlist page of 5,000 applications, scored with the officer's weights and in order."""
    from django.test import Client

    from minga.assignments.models import Application, Description
    from minga.assignments.queries.longlist import board_of
    from minga.people.models import Account

    description = Description.objects.order_by("pk")[0]
    rows = Application.objects.filter(description=description).count()
    officer = Account.objects.get(email="officer@bench.example.org")
    client = Client()
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    path = f"/descriptions/{description.ref}/longlist"
    client.get(path)
    page = [timed(lambda: visit(client, path)) for _ in range(VISITS)]
    board = [timed(lambda: board_of(description)) for _ in range(VISITS)]
    plain = [timed(lambda: list(Application.objects.filter(description=description))) for _ in range(5)]
    return [
        Figure(f"longlist of {rows:,}: scored and ordered, p95", p95(board), "ms", p95(plain), 1000),
        Figure(f"longlist of {rows:,}: its page, p95", p95(page), "ms", p95(plain), 1000),
    ]


def dashboards() -> list[Figure]:
    """The front page of each role."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from minga.assignments.models import Assignment
    from minga.people.models import Account

    serves = Assignment.objects.filter(state="serving").order_by("pk").select_related("account")[0].account
    figures = []
    for name in ("officer", "host", "finance", "auditor", "administrator", "volunteer"):
        account = serves if name == "volunteer" else Account.objects.get(email=f"{name}@bench.example.org")
        client = Client()
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        client.get("/")
        with CaptureQueriesContext(connection) as asked:
            visit(client, "/")
            queries = len(asked)
        visits = [timed(lambda client=client: visit(client, "/")) for _ in range(VISITS)]
        figures.append(Figure(f"dashboard of {name}, p95 ({queries} SQL queries)", p95(visits), "ms", None, 200))
    return figures


def pages_a_second(seed: int) -> list[Figure]:
    """Public pages over real sockets: four granian workers, eight readers on this machine, for fifteen seconds each."""
    port = _free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--workers", "4", "--blocking-threads", "2", "--log-level", "error"]
    command += ["minga.config.wsgi:application"]
    serving = subprocess.Popen(command, env=dict(os.environ))
    popular = [(["/opportunities"], "opportunities page"), (_opportunities(20), "twenty much-read opportunities")]
    rare = [(_opportunities(5_000), "5,000 opportunities in turn"), (_lists(2_000, seed), "2,000 searches in turn")]
    try:
        _await(port)
        return [
            Figure(f"{name}, pages a second", _read(port, paths), "a second", None, 150, more_is_better=True)
            for paths, name in (*popular, *rare)
        ]
    finally:
        serving.terminate()
        serving.wait(timeout=30)


def _opportunities(count: int) -> list[str]:
    from minga.assignments.models import Description

    refs = Description.objects.filter(state="sourcing").order_by("pk").values_list("ref", flat=True)[:count]
    return [f"/opportunities/{ref}" for ref in refs]


def _lists(count: int, seed: int) -> list[str]:
    chance = random.Random(seed)
    tracks, lengths = ("national", "international", "online"), ("short", "medium", "long", "longer")
    return [
        f"/opportunities?track={chance.choice(tracks)}&goal={chance.randrange(1, 18)}"
        f"&duration={chance.choice(lengths)}&page={chance.randrange(1, 20)}"
        for _ in range(count)
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


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


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
