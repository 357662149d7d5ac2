"""Every long list of who works with it: as it opens, far back, in each order, narrowed, and searched for a word."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.cycle.figures import Figure, p95, queries_of, timed, visit
from benchmarks.cycle.measure import plain_list

VISITS = 8
FAR_BACK = "page=40"
LISTS: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("officer", "/descriptions", "assignments.descriptions", ("words=water", "state=selecting", "mine=on")),
    ("officer", "/candidates", "", ()),
    ("officer", "/assignments", "assignments.services", ("words=Li", "words=DOA-2026", "state=serving")),
    ("officer", "/certificates/issued", "assignments.certificates", ("words=Li",)),
    ("host", "/descriptions", "assignments.descriptions", ("words=water",)),
    ("host", "/assignments", "assignments.services", ("words=Li",)),
    ("finance", "/costs", "assignments.costs", ("state=authorized",)),
    ("finance", "/costs/paid", "assignments.paid", ()),
    ("auditor", "/assignments", "assignments.services", ("words=Li",)),
    ("auditor", "/audit", "", ("verb=submit_application",)),
    ("administrator", "/people", "people.accounts", ("words=Li",)),
)
"""Who looks, at which list, the table it is, and how it is narrowed."""


def lists() -> Iterator[Figure]:
    """The lists of people who work with many rows; each line beside the same plain list of the opportunities."""
    from django.test import Client

    from minga.core.tables.kinds import TABLES
    from minga.people.models import Account

    plain = p95([timed(plain_list()) for _ in range(VISITS)])
    for name, path, table, narrowed in LISTS:
        client = Client()
        account = Account.objects.get(email=f"{name}@bench.example.org")
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        orders = [column.name for column in TABLES[table].sortable] if table else []
        asked = ["", FAR_BACK, *(f"sort={sign}{order}" for order in orders for sign in ("", "-")), *narrowed]
        for query in asked:
            address = f"{path}?{query}" if query else path
            visit(client, address)
            times = [timed(lambda address=address, client=client: visit(client, address)) for _ in range(VISITS)]
            queries = queries_of(lambda address=address, client=client: visit(client, address))
            yield Figure(f"{name}: {address}"[:46], p95(times), "ms", plain, queries=queries)
