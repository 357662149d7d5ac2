"""Processor time a page: what a page costs whatever else the machine does, asked of the application as granian asks it.

User and system time of this process, and on PostgreSQL of the server process that answers it (where both run on one
machine). Pages that are kept for visitors are forgotten before each look, so that every page is made; calls are counted
by Python's own profiler in one more look, and are the same on every machine.
"""

from __future__ import annotations

import cProfile
import os
import pstats
import random
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from http.cookies import SimpleCookie
from io import BytesIO
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from benchmarks.cycle.figures import queries_of

LOOKS = 200
HEAD = f"{'':<40}{'page':>8}{'database':>10}{'calls':>9}{'SQL':>6}{'KB sent':>9}   (page and database: ms of processor)"
TICK = os.sysconf("SC_CLK_TCK")


@dataclass
class Spent:
    """What one kind of page costs: milliseconds of processor, of this process and of the database's."""

    name: str
    page: float
    database: float | None
    calls: int
    queries: int
    sent: int
    reached: bool | None = None

    def line(self) -> str:
        """One line of the table."""
        beside = f"{self.database:10.2f}" if self.database is not None else " " * 10
        kilobytes = self.sent / 1000
        return f"{self.name:<40}{self.page:8.2f}{beside}{self.calls:9,}{self.queries:6}{kilobytes:9.1f}"


class Heading(str):
    """A line of the table that is not measured."""

    reached = None

    def line(self) -> str:
        """As it stands."""
        return str(self)


def spent_on_pages(seed: int) -> Iterator[Spent | Heading]:
    """The plain list as yardstick, then each kind of page."""
    yield from _spent((*_searched(seed), *_asked(seed)))


def spent_on_searches(seed: int) -> Iterator[Spent | Heading]:
    """The plain list as yardstick, then what finds opportunities."""
    yield from _spent(_searched(seed))


def _spent(asked: Iterable[tuple[str, list[str], str]]) -> Iterator[Spent | Heading]:
    from benchmarks.cycle.measure import plain_list

    yield Heading(HEAD)
    look = plain_list()
    yield _measured("plain list (the yardstick)", lambda _path: len(look().content), [""])
    for name, paths, cookie in asked:
        yield _measured(name, lambda path, cookie=cookie: ask(path, cookie), paths)


def _searched(seed: int) -> Iterator[tuple[str, list[str], str]]:
    """(name, addresses, cookie) of the pages that find opportunities, as a visitor and as somebody with a profile."""
    from benchmarks.cycle.rush import _lists

    from minga.assignments.models import Assignment

    lists, words = _lists(6_000, seed), ("water", "youth", "climate", "%E6%95%B0%E6%8D%AE", "%E9%9D%92%E5%B9%B4")
    serves = Assignment.objects.filter(state="serving").order_by("pk").select_related("account")[0].account
    yield "front page of a visitor", ["/"], ""
    yield "opportunities page", ["/opportunities"], ""
    yield "opportunities page with the map", ["/opportunities?map=1"], ""
    yield "searches in turn", lists, ""
    yield "searches with a word in turn", [f"{path}&q={word}" for path, word in zip(lists, cycle(words))], ""
    yield "opportunities page, signed in", ["/opportunities"], _signed_in(serves)
    yield "searches in turn, signed in", lists, _signed_in(serves)
    yield "what is kept in mind, signed in", ["/opportunities/saved"], _signed_in(serves)


def _asked(seed: int) -> Iterator[tuple[str, list[str], str]]:
    """(name, addresses, cookie) of the other pages."""
    from benchmarks.cycle.rush import _opportunities

    from minga.assignments.models import Assignment, Description
    from minga.partners.models import Organisation
    from minga.people.models import Account

    yield "opportunities in turn", _opportunities(5_000), ""
    chance = random.Random(seed)
    hosts = list(Organisation.objects.filter(state="registered", is_host=True).order_by("pk")[:2_000])
    shown = chance.sample(hosts, min(200, len(hosts)))
    yield "organisations in turn", [f"/organisations/{row.slug}" for row in shown], ""
    serves = Assignment.objects.filter(state="serving").order_by("pk").select_related("account")[0].account
    for name in ("officer", "host", "finance", "auditor", "administrator", "volunteer"):
        account = serves if name == "volunteer" else Account.objects.get(email=f"{name}@bench.example.org")
        yield f"dashboard of {name}", ["/"], _signed_in(account)
        if name == "officer":
            ref = Description.objects.order_by("pk")[0].ref
            yield "longlist of 5,000", [f"/descriptions/{ref}/longlist"], _signed_in(account)
        if name == "volunteer":
            yield "opportunities in turn, signed in", _opportunities(5_000), _signed_in(account)


def _signed_in(account: Any) -> str:
    from django.test import Client

    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())


def ask(path: str, cookie: str = "") -> int:
    """Open a page as granian does; the bytes it sends. One that is not there must not count as quick."""
    from minga.config.wsgi import application

    path, _mark, query = path.partition("?")
    environ = {
        "REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": query, "SCRIPT_NAME": "",
        "SERVER_NAME": "localhost", "SERVER_PORT": "8000", "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "localhost:8000", "HTTP_ACCEPT_ENCODING": "gzip", "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(), "wsgi.errors": sys.stderr, "wsgi.version": (1, 0), "wsgi.multithread": True,
        "wsgi.multiprocess": True, "wsgi.run_once": False,
    }  # fmt: skip
    if cookie:
        environ["HTTP_COOKIE"] = SimpleCookie(cookie).output(header="", sep=";").strip()
    said: list[str] = []
    answer = application(environ, lambda status, _headers: said.append(status))
    try:
        sent = sum(map(len, answer))
    finally:
        answer.close()
    if said != ["200 OK"]:
        raise RuntimeError(f"{path} answered {said}")
    return sent


def _measured(name: str, look: Any, paths: list[str]) -> Spent:
    """Look at the addresses one after the other, `LOOKS` times in all, after a few to warm up."""
    from django.core.cache import caches

    def made(path: str) -> int:
        caches["pages"].clear()
        return int(look(path))

    ahead = cycle(paths)
    for path in islice(ahead, 10):
        made(path)
    asked = queries_of(lambda: made(next(ahead)))
    process = _server_process()
    before, theirs, sent = time.process_time(), _used(process), 0
    for path in islice(ahead, LOOKS):
        sent += made(path)
    page = (time.process_time() - before) * 1000 / LOOKS
    database = (_used(process) - theirs) * 1000 / LOOKS if process else None
    profile = cProfile.Profile()
    counted = min(20, len(paths))
    profile.enable()
    for path in islice(ahead, counted):
        made(path)
    profile.disable()
    calls = pstats.Stats(profile).total_calls // counted  # type: ignore[attr-defined]
    return Spent(name, page, database, calls, asked, sent // LOOKS)


def _server_process() -> Path | None:
    """Where Linux tells what the server process of this connection has used; None for SQLite or another machine."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return None
    connection.close_at = None  # the process that is looked at answers until the end
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        path = Path(f"/proc/{cursor.fetchone()[0]}/stat")
    return path if path.exists() else None


def _used(process: Path | None) -> float:
    """Seconds of processor of another process, user and system, to a hundredth."""
    if process is None:
        return 0.0
    parts = process.read_text().rpartition(")")[2].split()
    return (int(parts[11]) + int(parts[12])) / TICK
