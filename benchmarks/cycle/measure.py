"""Measuring the filled database: each figure beside a plain Django list view of the same rows in the same run."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any

from benchmarks.cycle.figures import Figure, p95, queries_of, timed, visit

SEARCHES = 200
VISITS = 40


def plain_list(query: str = "") -> Callable[[], Any]:
    """A look at the yardstick (plain.py), rendered; the view is called straight, without the stack around it."""
    from benchmarks.cycle.plain import look
    from django.test import RequestFactory

    request = RequestFactory().get(f"/?{query}")
    return lambda: look(request)


def searches(seed: int) -> Iterator[Figure]:
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
        yard.append(timed(plain_list(query)))
    for name, values, more in (("three facets", facets, "n=1"), ("three facets and a word", words, "q=water")):
        path = f"/opportunities?track=online&goal=6&duration=short&{more}"
        caches["pages"].clear()
        asked = queries_of(lambda path=path: visit(client, path))
        yield Figure(f"search with {name}, p95", p95(values), "ms", p95(yard), 150, queries=asked)


def longlist() -> Iterator[Figure]:
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
    asked = queries_of(lambda: visit(client, path))
    board = [timed(lambda: board_of(description)) for _ in range(VISITS)]
    page = [timed(lambda: visit(client, path)) for _ in range(VISITS)]
    plain = p95([timed(lambda: list(Application.objects.filter(description=description))) for _ in range(VISITS)])
    yield Figure(f"longlist of {rows:,}: scored and ordered, p95", p95(board), "ms", plain, 1000)
    yield Figure(f"longlist of {rows:,}: its page, p95", p95(page), "ms", plain, 1000, queries=asked)


def dashboards() -> Iterator[Figure]:
    """The front page of each role, and the officer's once with nothing counted before."""
    from django.core.cache import cache
    from django.test import Client

    from minga.assignments.models import Assignment
    from minga.people.models import Account

    serves = Assignment.objects.filter(state="serving").order_by("pk").select_related("account")[0].account
    plain = p95([timed(plain_list()) for _ in range(VISITS)])
    for name in ("officer", "host", "finance", "auditor", "administrator", "volunteer"):
        account = serves if name == "volunteer" else Account.objects.get(email=f"{name}@bench.example.org")
        client = Client()
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        cache.clear()
        first = timed(lambda client=client: visit(client, "/"))
        asked = queries_of(lambda client=client: visit(client, "/"))
        visits = [timed(lambda client=client: visit(client, "/")) for _ in range(VISITS)]
        yield Figure(f"dashboard of {name}, p95", p95(visits), "ms", plain, 200, queries=asked)
        yield Figure("  its first, nothing counted before", first, "ms", plain)
